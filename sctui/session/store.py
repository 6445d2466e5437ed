"""Sessions on the disk: the last one, those saved under a name, and older versions of both.

    <data>/session.json             the last session
    <data>/sessions/NAME.json       saved under a name
    <data>/versions/NAME/TIME.json  what stood there before, the newest 10

Files are written whole or not at all. One that cannot be read is set aside as `*.broken-TIME`, never deleted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kernels.errors import KernelsError, quoted, unknown
from sctui.atomic_write import write_text
from sctui.folders import folders
from sctui.session.reading import read_session
from sctui.session.state import Session, session_fields

FORMAT = "sctui session"
VERSION = 1
LAST = "last"  # the name of the session that is kept without being asked
KEPT = 10  # older versions
LARGEST = 8 << 20  # bytes of a file
LONG_TO_READ = 1 << 16  # bytes of a file that is listed without its contents
LONGEST_NAME = 60
STAMP = "%Y%m%d-%H%M%S"
EXTRA_CHARACTERS = "-_.,+() "


class Loaded(NamedTuple):
    """A session from a file, and a line for the user where not everything in the file could be taken."""

    session: Session
    note: str = ""


class Saved(NamedTuple):
    """A session's file: its name, or that of the session it is an older version of, and when it was written."""

    name: str
    path: Path
    time: float


class _Broken(Exception):
    """A file is no session; the text says why."""


def problem_of_name(name: str) -> str:
    """Why a session cannot have this name, "" where it can."""
    if not name:
        return "type a name"
    if name == LAST:
        return f"{LAST!r} is the session that is kept without being asked; take another name"
    if len(name.encode(errors="replace")) > LONGEST_NAME:
        return f"at most {LONGEST_NAME} letters, please"
    wrong = [character for character in name if not (character.isalnum() or character in EXTRA_CHARACTERS)]
    if wrong or name[0] in ". " or name[-1] in ". ":
        found = quoted(wrong[0]) if wrong else "a dot or a blank at an end"
        return f"letters, digits, blanks and {' '.join(EXTRA_CHARACTERS.strip())} only, not {found}"
    return ""


def path_of(name: str, folder: Path | None = None) -> Path:
    """Where the session of that name is kept. KernelsError for what is no name."""
    folder = folder or folders()["data"]
    if name == LAST:
        return folder / "session.json"
    problem = problem_of_name(name)
    if problem:
        raise KernelsError(f"{quoted(name)} is no name for a session: {problem}")
    return folder / "sessions" / f"{name}.json"


def save(session: Session, name: str, folder: Path | None = None, *, keep: bool = True) -> Path:
    """Writes the session under that name and returns the file; `keep` keeps what stood there as an older version.

    OSError where the disk is full or may not be written to: then the file is as it was.
    """
    path = path_of(name, folder)
    text = json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "saved": datetime.now().isoformat(timespec="seconds"),
            "session": session_fields(session),
        },
        allow_nan=False,
        indent=1,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    if keep:
        keep_version(name, folder)
    write_text(path, text)
    return path


def keep_version(name: str, folder: Path | None = None) -> None:
    """Keeps the session's file as it is now as an older version, and of those the newest ones."""
    path = path_of(name, folder)
    if not os.path.isfile(path):
        return
    shelf = _shelf(name, folder)
    shelf.mkdir(parents=True, exist_ok=True)
    target = _free(shelf, datetime.fromtimestamp(path.stat().st_mtime).strftime(STAMP), ".json")
    try:
        os.link(path, target)  # the file is replaced as a whole, so this stays as it is
    except OSError:  # a file system without links
        target.write_bytes(path.read_bytes())
    for old in versions(name, folder)[KEPT:]:
        old.path.unlink(missing_ok=True)


def versions(name: str, folder: Path | None = None) -> list[Saved]:
    """The older versions of a session, newest first."""
    return _files(_shelf(name, folder), lambda path: name)


def named(folder: Path | None = None) -> list[Saved]:
    """The sessions that were saved under a name, newest first."""
    return _files((folder or folders()["data"]) / "sessions", lambda path: path.stem)


def load(name: str, folder: Path | None = None) -> Loaded:
    """The session of that name. KernelsError where there is none, or where its file had to be set aside."""
    path = path_of(name, folder)
    if not os.path.exists(path):
        raise unknown("session", "session", name, [one.name for one in named(folder)])
    return load_file(path)


def load_file(path: Path) -> Loaded:
    """The session in a file. KernelsError where it cannot be read, or had to be set aside."""
    try:
        return _read(path)
    except _Broken as broken:
        raise KernelsError(_set_aside(path, str(broken))) from None


def summary(path: Path) -> str:
    """What is in a session's file, in a few words; "" where it is long or cannot be read."""
    try:
        if path.stat().st_size > LONG_TO_READ:
            return ""
        session = _read(path).session
    except (OSError, KernelsError, _Broken):
        return ""
    setup = session.setup
    name = Path(session.path).name or "own equations" if setup.source else setup.model
    return " · ".join(filter(None, (name, setup.preset, session.view)))


def load_last(folder: Path | None = None) -> Loaded:
    """The last session; where its file is damaged the newest older version, where there is none a fresh one."""
    path = path_of(LAST, folder)
    if not os.path.exists(path):  # nor where the folder may not be looked into
        return Loaded(Session())
    try:
        return _read(path)
    except KernelsError as error:
        return Loaded(Session(), str(error))
    except _Broken as broken:
        said = _set_aside(path, str(broken))
    for old in versions(LAST, folder):
        try:
            found = _read(old.path)
        except (_Broken, KernelsError):
            continue
        when = datetime.fromtimestamp(old.time).strftime("%d %b %H:%M")
        return Loaded(found.session, f"{said}; this is the one of {when}")
    return Loaded(Session(), said)


def _read(path: Path) -> Loaded:
    """The session in a file. KernelsError where it cannot be read or is of a later sctui, _Broken for anything else."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise KernelsError(f"cannot read the session {path}: {error.strerror or error}") from None
    content = _content(data)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _Broken("it is no session of sctui")
    version = content.get("version")
    if not isinstance(version, int):
        raise _Broken("it does not say which version it is")
    if version > VERSION:
        raise KernelsError(f"{path} was written by a later sctui (format {version}, this one knows {VERSION})")
    if not isinstance(content.get("session"), dict):
        raise _Broken("the session in it is missing")
    session, wrong, strange = read_session(content["session"])
    return Loaded(session, _summary(path, wrong, strange))


def _content(data: bytes) -> object:
    if len(data) > LARGEST:
        raise _Broken(f"it is larger than {LARGEST >> 20} MiB")
    try:
        return json.loads(data)
    except RecursionError:
        raise _Broken("it is nested too deeply") from None
    except ValueError as error:  # wrong JSON, wrong UTF-8, numbers too long
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise _Broken(f"it is no JSON{where}" if data else "it is empty") from None


def _summary(path: Path, wrong: tuple[str, ...], strange: tuple[str, ...]) -> str:
    found = [*wrong, *strange]
    if not found:
        return ""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{path.name}: {found[0]}{more}; ignored"


def _set_aside(path: Path, reason: str) -> str:
    """Renames a file that cannot be read; the line that says so."""
    target = _free(path.parent, f"{path.name}.broken-{datetime.now().strftime(STAMP)}", "")
    try:
        path.rename(target)
    except OSError as error:
        return f"the session {path} is damaged: {reason}; it cannot be set aside: {error.strerror or error}"
    return f"the session {path.name} is damaged: {reason}; set aside as {target}"


def _free(folder: Path, stem: str, suffix: str) -> Path:
    """A path that is not there yet."""
    names = (f"{stem}{suffix}", *(f"{stem}-{n}{suffix}" for n in range(2, 1000)))
    return next((folder / name for name in names if not (folder / name).exists()), folder / names[0])


def _shelf(name: str, folder: Path | None) -> Path:
    return (folder or folders()["data"]) / "versions" / path_of(name, folder).stem


def _files(folder: Path, name_of: Callable[[Path], str]) -> list[Saved]:
    found = []
    for path in folder.glob("*.json"):
        try:
            found.append(Saved(name_of(path), path, path.stat().st_mtime))
        except OSError:  # gone in the meantime
            continue
    return sorted(found, key=lambda one: (one.time, one.path.name), reverse=True)
