"""The consoles of the manual and of the README: commands with what they print, made by running them.

A console is a block of code whose first line is `$ sctui ...`. Those of HELD commands need no outside tool and take no
time: `python -m sctui.manual` makes them anew, and a test fails while one is out of date. Those of the others were run
by hand, with the tools that they name.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

CONSOLE = re.compile(r"^```\n\$ sctui ([^\n]*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
HELD = ("rtl", "precision", "ir")  # commands whose output depends on nothing but the program
WIDE = 80  # columns


def consoles(text: str) -> list[tuple[list[str], str]]:
    """The words of each held command of a page, and what it is said to print."""
    found = [(shlex.split(match[1]), match[2]) for match in CONSOLE.finditer(text)]
    return [(words, printed) for words, printed in found if is_held(words)]


def is_held(words: list[str]) -> bool:
    """Whether a command's output is held by a test."""
    return words[0] in HELD and "--cosim" not in words


def with_fresh_consoles(text: str, folder: Path, files: Mapping[str, str] | None = None) -> str:
    """The text with every held console run anew, one after the other, in a folder with these files."""
    for name, content in (files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")

    def fresh(match: re.Match[str]) -> str:
        words = shlex.split(match[1])
        return f"```\n$ sctui {match[1]}\n{printed_by(words, folder)}```\n" if is_held(words) else match[0]

    return CONSOLE.sub(fresh, text)


def printed_by(words: list[str], folder: Path) -> str:
    """What a command prints in a folder, on a terminal of 80 columns: results, then warnings and errors.

    RuntimeError where it fails in a way that is no answer.
    """
    from sctui.__main__ import main  # the commands, which the manual is one of

    out, err = io.StringIO(), io.StringIO()
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(WIDE)
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main(words)
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before
    printed = out.getvalue() + err.getvalue()
    if "this is a bug in sctui" in printed:
        raise RuntimeError(f"sctui {shlex.join(words)}: {printed.strip()}")
    return printed
