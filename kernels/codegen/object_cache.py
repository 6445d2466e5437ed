"""Compiled kernels on disk: object code keyed by everything it depends on.

Safe against concurrent processes and torn files: an entry is written to a temporary file, flushed to the disk and
renamed, and it carries a checksum, so what does not verify counts as absent. A cache that cannot be written
(read-only home, full disk) costs a compile, never a result; `problem()` says what was wrong.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

MAGIC = b"sctui-kernel-1\n"
MOST_BYTES = 256 * 1024 * 1024  # the folder is pruned, oldest use first, when it grows beyond this

PRUNE_EVERY = 32  # stores of a process, of which the first looks at the whole folder

_problem: str | None = None
_stores = 0


def folder() -> Path:
    """Where objects are kept: $SCTUI_CACHE_DIR, else the platform's cache folder for sctui."""
    chosen = os.environ.get("SCTUI_CACHE_DIR")
    if chosen:
        return Path(chosen) / "kernels"
    import platformdirs  # costs milliseconds that a run with a set folder need not pay

    return Path(platformdirs.user_cache_dir("sctui", appauthor=False)) / "kernels"


def key_of(*parts: str) -> str:
    """A file name for an object that depends on these texts alone."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


def problem() -> str | None:
    """Why the last write failed, or None."""
    return _problem


def load(key: str) -> bytes | None:
    """The object of this key, or None where there is none or it does not verify."""
    try:
        data = (folder() / f"{key}.o").read_bytes()
    except OSError:
        return None
    head = len(MAGIC) + 32
    if data[: len(MAGIC)] != MAGIC or hashlib.sha256(data[head:]).digest() != data[len(MAGIC) : head]:
        return None
    return data[head:]


def store(key: str, code: bytes) -> None:
    """Keeps an object; a failure is remembered in `problem()` and costs nothing else."""
    global _problem, _stores
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(MAGIC + hashlib.sha256(code).digest() + code)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, place / f"{key}.o")
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        if _stores % PRUNE_EVERY == 0:
            _prune(place)
        _stores += 1
    except OSError as error:
        _problem = f"compiled kernels cannot be kept in {place}: {error.strerror or error}"


def _prune(place: Path) -> None:
    """Removes the least recently written objects, and parts that a killed process left, beyond the limit."""
    entries = []
    with os.scandir(place) as found:
        for entry in found:
            if not entry.name.endswith((".o", ".part")):
                continue
            try:
                info = entry.stat()
            except FileNotFoundError:  # another process has renamed or pruned it meanwhile
                continue
            entries.append((info.st_mtime, info.st_size, entry.path))
    total = sum(size for _, size, _ in entries)
    for _, size, path in sorted(entries):
        if total <= MOST_BYTES:
            break
        Path(path).unlink(missing_ok=True)
        total -= size
