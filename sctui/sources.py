"""Where model texts come from: files, folders of them, standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sctui.console import printable
from sctui.failure import UsageError

LARGEST = 1 << 20  # bytes; the language refuses far smaller texts, so nothing larger is worth reading


class Source(NamedTuple):
    """A text and where it is from; `path` is None for standard input."""

    name: str
    path: Path | None
    text: str


def find_ode_files(names: Sequence[str]) -> list[str]:
    """The names with every folder replaced by the .ode files below it, sorted; `-` stays.

    Raises UsageError for a name that is not there and for a folder without .ode files.
    """
    found: list[str] = []
    for name in names:
        path = Path(name)
        if name == "-" or (path.exists() and not path.is_dir()):
            found.append(name)
        elif path.is_dir():
            below = sorted(str(item) for item in path.rglob("*.ode") if item.is_file())
            if not below:
                raise UsageError(f"{printable(name)}: no .ode files in this folder")
            found += below
        else:
            raise UsageError(f"{printable(name)}: no such file or folder")
    return list(dict.fromkeys(found))


def readable(names: Sequence[str], unreadable: list[str]) -> Iterator[Source]:
    """The sources that can be read, one after the other; what is wrong with another goes to standard error.

    Its name is added to `unreadable`: it costs itself alone.
    """
    for name in names:
        try:
            yield read_source(name)
        except UsageError as error:
            print(f"sctui: error: {error}", file=sys.stderr)
            unreadable.append(name)


def read_source(name: str, largest: int = LARGEST, kind: str = ".ode file") -> Source:
    """Read one file, or standard input for `-`. Line ends are kept as they are.

    `kind` says what a text of more than `largest` bytes is none of. Raises UsageError where the text cannot be read
    or is no text.
    """
    try:
        if name == "-":
            if sys.stdin is None:  # closed by the caller (<&-)
                raise UsageError("<stdin>: is closed; there is no text to read")
            data = sys.stdin.buffer.read(largest + 1)
        else:
            with open(name, "rb") as file:
                data = file.read(largest + 1)
    except OSError as error:
        raise UsageError(f"{printable(name)}: {error.strerror or error}") from error
    shown = "<stdin>" if name == "-" else printable(name)
    if len(data) > largest:
        raise UsageError(f"{shown}: larger than {largest // 1024} KiB, which no {kind} is")
    if b"\0" in data:
        raise UsageError(f"{shown}: a binary file, not a text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown}: not UTF-8 text (byte {error.start} is 0x{data[error.start]:02x})") from error
    return Source(shown, None if name == "-" else Path(name), text)
