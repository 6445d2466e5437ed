"""The files of a module in a folder: all of them or none, and never in place of somebody else's."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sctui import __version__
from sctui.atomic_write import write_text
from sctui.failure import Failure, UsageError

MARK = "made by sctui"
COMMENTS = {".v": "//", ".hex": "//", ".core": "#", ".sby": "#", ".sv": "//", ".md": "<!--"}
LOOKED_AT = 400  # bytes at the beginning of a file, where the mark is


def output_folder(name: str) -> Path:
    """The folder of a name; says before any work that it cannot be one."""
    if name in ("", "-"):
        raise UsageError("-o: needs the name of a folder")
    folder = Path(name)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"-o {folder}: is a file, not a folder")
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not existing.is_dir():
        raise UsageError(f"-o {folder}: {existing} is a file, not a folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise Failure(f"-o {folder}: {existing} cannot be written")
    return folder


def written(files: Mapping[str, str], folder: Path, force: bool = False) -> dict[str, int]:
    """Writes the files and returns their sizes in bytes.

    Failure where one is there that sctui did not write, unless `force`; then, and after any error, nothing is changed.
    An OSError names the folder.
    """
    marked = {name: _marked(name, text) for name, text in files.items()}
    for name in marked:
        if (folder / name).is_dir():
            raise Failure(f"{folder / name} is a folder")
        if not force and _is_foreign(folder / name):
            raise Failure(f"{folder / name} was not written by sctui; --force overwrites it")
    made = [path for path in folder.parents if not path.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _put(marked, folder)
    except BaseException as error:
        for path in made:
            with contextlib.suppress(OSError):
                path.rmdir()
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, str(folder)) from None
        raise
    return {name: len(text.encode()) for name, text in marked.items()}


def _put(files: Mapping[str, str], folder: Path) -> None:
    """The files into the folder, which becomes one in a single step if it is new."""
    new = not folder.exists()
    with tempfile.TemporaryDirectory(dir=folder.parent if new else folder, prefix=".sctui-") as name:
        inside = Path(name) / folder.name
        inside.mkdir()
        for file, text in files.items():
            write_text(inside / file, text)
        if new:
            os.rename(inside, folder)
            return
        for file in files:
            os.replace(inside / file, folder / file)


def _marked(name: str, text: str) -> str:
    """The text with a comment that says who wrote it; a core file begins with the version of its own form."""
    line = f"{COMMENTS[Path(name).suffix]} {MARK} {__version__}\n"
    first, _, rest = text.partition("\n")
    return f"{first}\n{line}{rest}" if first.startswith("CAPI=") else line + text


def _is_foreign(path: Path) -> bool:
    """Whether there is something of somebody else's."""
    if not os.path.lexists(path):
        return False
    if not path.is_file():
        return True
    with open(path, "rb") as file:
        return MARK.encode() not in file.read(LOOKED_AT)
