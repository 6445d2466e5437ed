"""The model files of the current folder, for the list of models."""

from __future__ import annotations

import os
from pathlib import Path

from kernels.errors import KernelsError
from kernels.library import SUFFIX, read_text

MOST_FILES = 200
MOST_LOOKED_AT = 5000  # entries of a folder: a crowded one must not keep the studio waiting


def ode_files(folder: Path) -> tuple[str, ...]:
    """The names of the .ode files of a folder itself, sorted; none where it cannot be read."""
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for n, entry in enumerate(entries):
                if n >= MOST_LOOKED_AT or len(found) >= MOST_FILES:
                    break
                if entry.name.endswith(SUFFIX) and not entry.name.startswith(".") and entry.is_file():
                    found.append(entry.name)
    except OSError:  # a folder that was removed or may not be read holds nothing to show
        return ()
    return tuple(sorted(found))


def text_of(path: Path) -> str:
    """The text of a model file; KernelsError in one line where it cannot be read or is no text."""
    if not path.is_file():  # a pipe would be waited for
        raise KernelsError(f"{path.name} is not a file any more")
    text = read_text(path)
    if not text.strip() or "\0" in text:
        raise KernelsError(f"{path.name} is {'no text' if text.strip() else 'empty'}; it holds no model")
    return text
