"""How is a waveform read from a CSV file, and which files may a model's text name?"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kernels.errors import RequestError, quoted
from kernels.stimulus.protocols import Array

LARGEST_FILE = 16 * 1024 * 1024  # bytes
MOST_ROWS = 1_000_000
_named: ContextVar[frozenset[str]] = ContextVar("files that the user has named", default=frozenset())
_SEPARATOR = re.compile(r"\s*[,;\t]\s*|\s+")


class Waveform(NamedTuple):
    """Rising times (n,) in the model's display time unit, and values (n,).

    `times` is None for a file of one column: one value a step of the run.
    """

    times: Array | None
    values: Array

    def at(self, step: Array, dt: float) -> Array:
        """The value at each of the step numbers (n,): linear between the file's times, the ends held."""
        if self.times is None:
            return self.values[np.minimum(step, len(self.values) - 1).astype(np.int64)]
        return np.interp(step * dt, self.times, self.values)


@contextmanager
def user_named(paths: Iterable[str]) -> Iterator[None]:
    """While it lasts, these absolute paths are read wherever they lie: the user of this machine has typed them."""
    token = _named.set(frozenset(paths))
    try:
        yield
    finally:
        _named.reset(token)


def waveform_path(path: str, folder: Path | None, allow_outside: bool) -> Path:
    """The file that `path`, as a model's text gives it, means beside that text in `folder`.

    Unless `allow_outside` (a path the user typed), or `user_named` names it, it has to lie in `folder`, also after
    symbolic links. Raises RequestError where it does not, and where the text has no folder.
    """
    if "\x00" in path or not path.strip():
        raise RequestError("file", f"{quoted(path)} is no path")
    allow_outside = allow_outside or path in _named.get()
    if folder is None:
        if allow_outside and Path(path).is_absolute():
            return Path(path)
        raise RequestError("file", f"{quoted(path)} is relative to the model's file, and this text comes from no file")
    base = folder.resolve()
    try:
        found = (base / path).resolve()
    except (OSError, RuntimeError) as problem:  # a loop of links, a name too long
        raise RequestError("file", f"cannot find {quoted(path)}: {problem}") from None
    if not (allow_outside or found.is_relative_to(base)):
        raise RequestError("file", f"{quoted(path)} leaves the model's folder; put the file into it")
    return found


def read_waveform(path: Path) -> Waveform:
    """The waveform of a CSV file: one column (a value a step) or two (time, value), with or without a header line.

    Columns are separated by comma, semicolon, tab or blanks; lines that begin with # are comments. At most
    16 MiB and 1,000,000 rows. Raises RequestError with the line where the file is not like that.
    """
    rows = _rows(table_text(path), path.name)
    if not rows:
        raise RequestError("file", f"{path.name} holds no numbers")
    width = len(rows[0][1])
    for line, fields in rows:
        if len(fields) != width:
            raise RequestError("file", f"{path.name}, line {line}: {len(fields)} columns where the first has {width}")
    table = np.array([fields for _, fields in rows])
    if width == 1:
        return Waveform(None, table[:, 0].copy())
    times = table[:, 0].copy()
    if len(times) > 1 and float(np.diff(times).min()) <= 0.0:
        at = int(np.argmax(np.diff(times) <= 0.0)) + 1
        raise RequestError(
            "file", f"{path.name}, line {rows[at][0]}: times have to rise, {times[at]:g} follows {times[at - 1]:g}"
        )
    return Waveform(times, table[:, 1].copy())


def table_text(path: Path) -> str:
    """The text of a file of numbers, at most 16 MiB; RequestError in one line where it cannot be read."""
    try:
        if not path.is_file():  # also keeps off pipes and devices, which would block or never end
            raise RequestError("file", f"there is no file {quoted(path.name)} in {path.parent}")
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as problem:
        raise RequestError("file", f"cannot read {path.name}: {problem.strerror or problem}") from None
    if len(data) > LARGEST_FILE:
        raise RequestError("file", f"{path.name} is larger than {LARGEST_FILE // 2**20} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise RequestError("file", f"{path.name}, line {line}: is not UTF-8 text") from None


def _rows(text: str, name: str) -> list[tuple[int, tuple[float, ...]]]:
    """Line number and one or two finite numbers of every line that is neither empty, comment nor header."""
    rows: list[tuple[int, tuple[float, ...]]] = []
    header_allowed = True
    for line, raw in enumerate(text.split("\n"), start=1):
        content = raw.strip()
        if not content or content.startswith("#"):
            continue
        fields = _SEPARATOR.split(content) if len(content) <= 1000 else []
        if not 1 <= len(fields) <= 2:
            raise RequestError("file", f"{name}, line {line}: one column (value) or two (time, value) are needed")
        try:
            numbers = tuple(map(float, fields))
        except ValueError:
            if not header_allowed:
                raise RequestError("file", f"{name}, line {line}: {quoted(content)} is no number") from None
            header_allowed = False
            continue
        header_allowed = False
        if not all(map(math.isfinite, numbers)):
            raise RequestError("file", f"{name}, line {line}: {quoted(content)} is not finite")
        if len(rows) == MOST_ROWS:
            raise RequestError("file", f"{name} has more than {MOST_ROWS:,} rows")
        rows.append((line, numbers))
    return rows
