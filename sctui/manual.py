"""The manual: pages of Markdown in `sctui/help`, whose tables come from the tables of the program.

A table stands between `<!-- begin NAME -->` and `<!-- end NAME -->`, so that the pages can be read on the web as they
are. `python -m sctui.manual` makes the tables anew, and what commands print (see `sctui.manual_consoles`); a test
fails while one is out of date.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "help"
README = Path(__file__).parent.parent / "README.md"
MODEL = re.compile(r"^```\n(# title: .*?)^```$", re.MULTILINE | re.DOTALL)  # the README's own one
TABLE = re.compile(r"^<!-- begin ([a-z_]+) -->\n(.*?)^<!-- end \1 -->\n", re.MULTILINE | re.DOTALL)

SCREEN = re.compile(r"^<!-- screen \S+ -->\n\n", re.MULTILINE)  # before a screen that a test holds to a snapshot


def topics() -> dict[str, str]:
    """The pages by name, with the title that each begins with."""
    found = {}
    for path in sorted(FOLDER.glob("*.md"), key=lambda one: one.stem):
        with open(path, encoding="utf-8") as file:
            found[path.stem] = file.readline().lstrip("# ").strip()
    return found


def page(topic: str) -> str:
    """The text of a page, without the marks of its tables. KeyError if there is no such page."""
    if topic not in topics():
        raise KeyError(topic)
    text = (FOLDER / f"{topic}.md").read_text(encoding="utf-8")
    return SCREEN.sub("", TABLE.sub(lambda match: match[2].strip("\n") + "\n", text))


def with_fresh_tables(text: str) -> str:
    """The text of a page's file with every table made anew."""
    from sctui.manual_tables import TABLES  # the tables come with the language, reading a page does without

    def fresh(match: re.Match[str]) -> str:
        return f"<!-- begin {match[1]} -->\n\n{TABLES[match[1]]().strip()}\n\n<!-- end {match[1]} -->\n"

    return TABLE.sub(fresh, text)


def main() -> None:
    """Writes the tables and the consoles of all pages anew."""
    import tempfile  # reading a page does without these

    from sctui.manual_consoles import with_fresh_consoles

    for path in sorted(FOLDER.glob("*.md")):
        text = with_fresh_tables(path.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            text = with_fresh_consoles(text, Path(folder))
        path.write_text(text, encoding="utf-8")
    if README.exists():  # not in an installed package
        text = README.read_text(encoding="utf-8")
        model = MODEL.search(text)
        files = {"my.ode": model[1]} if model else {}
        with tempfile.TemporaryDirectory() as folder:
            README.write_text(with_fresh_consoles(text, Path(folder), files), encoding="utf-8")


if __name__ == "__main__":
    main()
