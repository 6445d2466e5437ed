"""The C side: builds the programs in c/ with gcc and runs them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

SOURCES = Path(__file__).parent / "c"
FLAGS = ("-O3", "-march=native", "-ffast-math")


class Timing(NamedTuple):
    """One timed computation: its time in seconds, what it counted, and the time before its first step if timed."""

    seconds: float
    spikes: int
    neuron_steps: int
    build_seconds: float = 0.0


def compiler() -> str | None:
    """The path of gcc, or None where there is none."""
    return shutil.which("gcc")


def build(gcc: str, name: str, folder: Path) -> Path:
    """Compile c/`name`.c into `folder`. Raises RuntimeError with gcc's first complaint."""
    program = folder / name
    command = [gcc, *FLAGS, str(SOURCES / f"{name}.c"), "-o", str(program), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        complaint = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip())
        raise RuntimeError(f"gcc cannot build {name}.c: {complaint}")
    return program


def run(program: Path) -> Timing:
    """Run a program; it times its own computation, without process start and set-up."""
    words = subprocess.run([str(program)], capture_output=True, text=True, check=True).stdout.split()
    values = dict(zip(words[::2], words[1::2], strict=True))
    return Timing(float(values["seconds"]), int(values["spikes"]), int(float(values["neuron_steps"])))
