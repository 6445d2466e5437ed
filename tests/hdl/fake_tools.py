"""Programs that take the place of Yosys and nextpnr in tests: they fail, hang or answer as they are told."""

from __future__ import annotations

import fcntl
import json
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

HEAD = f"#!{sys.executable} -S\nimport json, os, signal, subprocess, sys, time\nwords = ' '.join(sys.argv)\n"
VERSION = "if '-V' in sys.argv or '--version' in sys.argv:\n    print('fake 1.2'); sys.exit(0)\n"
CELLS = {"design": {"num_cells_by_type": {"LUT4": 7, "SB_LUT4": 5, "SB_DFF": 3, "TRELLIS_FF": 3, "DFF": 3, "FDRE": 3}}}


class Desk:
    """A folder of fake programs that is the whole PATH, and a folder for temporary files that has to end up empty."""

    def __init__(self, folder: Path) -> None:
        self.programs, self.temporary, self.lock = folder / "bin", folder / "temporary", folder / "lock"
        self.programs.mkdir()
        self.temporary.mkdir()

    def put(self, name: str, body: str) -> None:
        """A program that says a version when asked for it and does `body` otherwise."""
        path = self.programs / name
        path.write_text(HEAD + VERSION + f"LOCK = {str(self.lock)!r}\n" + textwrap.dedent(body))
        path.chmod(0o755)

    def answer(self, cells: object = CELLS) -> None:
        """A yosys that finds these cells and says that the module on top is `m`."""
        self.put("yosys", f"open('cells.json', 'w').write({json.dumps(cells)!r}); open('top.txt', 'w').write('m')")

    def hang(self, name: str = "yosys") -> None:
        """A program whose child holds a lock and never ends."""
        child = "import fcntl, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); f.write('x'); f.flush()"
        self.put(name, f"subprocess.run([sys.executable, '-S', '-c', {child + '; time.sleep(99)'!r}, LOCK])")

    def is_clean(self) -> bool:
        """Whether nothing is left behind: no temporary file, no process that holds the lock."""
        if self.lock.exists():
            with self.lock.open() as file:
                for _ in range(100):  # the system ends a killed process in its own time
                    try:
                        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        break
                    except BlockingIOError:
                        time.sleep(0.05)
                else:
                    return False
        return not list(self.temporary.iterdir())

    def started(self) -> bool:
        """Whether the child of a hanging program has its lock."""
        return self.lock.exists() and self.lock.stat().st_size > 0


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Fake programs instead of all tools, an empty cache, a temporary folder of its own."""
    made = Desk(tmp_path)
    monkeypatch.setenv("PATH", str(made.programs))
    monkeypatch.setenv("SCTUI_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(made.temporary))
    monkeypatch.setattr("hdl.judges.tools.importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("hdl.judges.tools._program_of_wheel", lambda wheel, program: None)
    return made
