"""What the screen can do: its size, its colours, whether it shows Unicode; and text that is safe to print on it."""

from __future__ import annotations

import os
import shutil
import sys
from typing import NamedTuple, TextIO

from sctui.plots.theme import colour_depth


class Screen(NamedTuple):
    """One output stream as seen by whoever draws on it."""

    is_terminal: bool
    columns: int
    lines: int
    colours: int  # 0, 16, 256 or 2**24
    unicode: bool


def screen(stream: TextIO | None = None) -> Screen:
    """The screen behind `stream` (standard output). COLUMNS and LINES overrule; no terminal counts as 80x24."""
    stream = stream or sys.stdout
    is_terminal = stream.isatty()
    size = shutil.get_terminal_size((80, 24))
    encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "")
    return Screen(
        is_terminal, size.columns, size.lines, colour_depth(os.environ, is_terminal), encoding.startswith("utf")
    )


def printable(text: str) -> str:
    """`text` with everything that could steer a terminal (control and invisible characters) made visible."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" for c in text)
