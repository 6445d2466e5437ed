"""The folder a tool works in: made for one run, removed after it, and a disk that is full is said in one line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hdl.judges.process import ToolError


@contextmanager
def work_folder(purpose: str, files: Mapping[str, str] | None = None) -> Iterator[Path]:
    """A new folder with these files (ASCII). ToolError where the disk refuses, be it within the block."""
    try:
        with tempfile.TemporaryDirectory(prefix=f"sctui-{purpose}-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            for file, text in (files or {}).items():
                (folder / file).write_text(text, encoding="ascii", errors="replace", newline="\n")
            yield folder
    except OSError as error:
        raise ToolError(
            f"the temporary files of {purpose} cannot be written to {_place()}: {error.strerror or error}; "
            "make room there, or set TMPDIR to another folder"
        ) from None


def _place() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:  # no folder of the system's can be written
        return "any folder"
