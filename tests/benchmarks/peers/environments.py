"""`python -m tests.benchmarks.peers.environments FOLDER`: a virtual environment for each peer, from the package index.

FOLDER/brian2, FOLDER/nest and FOLDER/sc-neurocore; what is there already and has its peer stays as it is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Peer(NamedTuple):
    """What is installed for a peer, and the module that shows that it is there."""

    requirements: tuple[str, ...]
    module: str


PEERS = {
    "brian2": Peer(("brian2==2.9.*", "numpy<2.4", "setuptools"), "brian2"),
    "nest": Peer(("nest-simulator==3.10.*",), "nest"),
    "sc-neurocore": Peer(("sc-neurocore==3.16.*", "sc-neurocore-engine==3.15.*"), "sc_neurocore_engine.studio"),
}
"""By the name of the folder."""


def interpreter(folder: Path, name: str) -> Path | None:
    """The Python of a peer's environment, if there is one."""
    python = folder.absolute() / name / "bin" / "python"  # not resolved: a link would lead out of the environment
    return python if python.is_file() else None


def made(folder: Path, name: str) -> bool:
    """Whether the environment is there and has its peer."""
    python = interpreter(folder, name)
    if python is None:
        return False
    command = [str(python), "-c", f"import {PEERS[name].module}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def make(folder: Path, name: str, python: str) -> None:
    """Makes an environment and installs its peer. RuntimeError with the last line of what failed."""
    where = folder / name
    _run([python, "-m", "venv", str(where)])
    _run([str(where / "bin" / "python"), "-m", "pip", "install", "--quiet", *PEERS[name].requirements])
    if not made(folder, name):
        raise RuntimeError(f"{name} is installed in {where} but cannot be imported; try another --python")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise RuntimeError(f"`{' '.join(command)}` failed: {''.join(last)}")


def main() -> int:
    """Makes what is missing; 1 where an environment could not be made."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.peers.environments", description="Make the peers' Python environments."
    )
    parser.add_argument("folder", type=Path, help="where they are made, one folder a peer")
    parser.add_argument("--only", choices=PEERS, action="append", help="only this; repeatable")
    parser.add_argument("--python", default=sys.executable, help="the Python they are made with (default: this one)")
    options = parser.parse_args()
    failed = False
    for name in options.only or PEERS:
        if made(options.folder, name):
            print(f"{name}: there already", flush=True)
            continue
        try:
            make(options.folder, name, options.python)
            print(f"{name}: made", flush=True)
        except (RuntimeError, OSError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
