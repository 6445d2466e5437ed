"""The last session, kept on the disk while the studio is open: when it is written, and when an older version stays."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Lock

from sctui.session.state import Session
from sctui.session.store import LAST, path_of, save

VERSION_EVERY = 600.0  # seconds from one older version to the next


class Keeper:
    """Writes the newest `session` that it was given. `problem` is why the last try failed, "" where it did not.

    What stands in the file is kept as an older version when the studio begins to write, when another studio has
    written to it since, and every ten minutes.
    """

    def __init__(self, session: Session, folder: Path | None = None, *, stands: bool = False) -> None:
        """`stands`: the session is what was read from the file."""
        self.session = session
        self.path = path_of(LAST, folder)
        self.problem = ""
        self._folder = folder
        self._written = session if stands else None
        self._mine: tuple[int, int] | None = None
        self._kept = 0.0
        self._lock = Lock()

    def write(self) -> str:
        """Writes the session unless it stands there already; the problem in one line, or "". Any thread may call it."""
        with self._lock:
            session = self.session
            if session == self._written:
                return ""
            now = time.monotonic()
            keep = self._mine is None or self._mine != self._seen() or now - self._kept > VERSION_EVERY
            try:
                save(session, LAST, self._folder, keep=keep)
            except OSError as error:
                self.problem = f"the session cannot be kept in {self.path}: {error.strerror or error}"
                return self.problem
            self.problem = ""
            self._written, self._mine = session, self._seen()
            if keep:
                self._kept = now
            return ""

    def keep_version(self) -> None:
        """With the next write, what stands in the file is kept as an older version."""
        self._mine = None

    def _seen(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino
