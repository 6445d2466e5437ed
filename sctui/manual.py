"""The manual: pages of Markdown in `sctui/help`, their tables filled in from the tables of the program.

A line `{{name}}` of a page stands for a table that is made when the page is read, so that it cannot go stale.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "help"


def topics() -> dict[str, str]:
    """The pages by name, with the title that each begins with."""
    found = {}
    for path in sorted(FOLDER.glob("*.md")):
        with open(path, encoding="utf-8") as file:
            found[path.stem] = file.readline().lstrip("# ").strip()
    return found


def page(topic: str) -> str:
    """The text of a page with its tables filled in. KeyError if there is no such page."""
    path = FOLDER / f"{topic}.md"
    if topic not in topics():
        raise KeyError(topic)
    from sctui.manual_tables import TABLES  # the tables come with the language, listing topics does without

    text = path.read_text(encoding="utf-8")
    return re.sub(r"^\{\{([a-z_]+)\}\}$", lambda match: TABLES[match[1]](), text, flags=re.MULTILINE)
