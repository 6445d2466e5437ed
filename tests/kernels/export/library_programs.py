"""What the tests of programs share: short runs of every library model, and where a compiler is."""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import kernels
from kernels.errors import ModelError
from kernels.export.job import Program
from kernels.language.model import Model
from kernels.language.syntax.settings import DEFAULT_RUN
from kernels.library import entries

GCC = shutil.which("gcc")


def short_run(model: Model, steps: int) -> dict[str, Any]:
    """The settings of a run of so many steps."""
    return {"duration": steps * (model.run.dt or DEFAULT_RUN[model.time_unit][1])}


def library_programs(target: str, steps: int) -> dict[str, tuple[Model, Program]]:
    """Every model of the library with its program; a model that the target cannot express is left out."""
    found = {}
    for entry in entries():
        model = kernels.load(entry.slug)
        try:
            found[entry.slug] = model, kernels.generate_code(model, target=target, **short_run(model, steps))
        except ModelError:
            continue
    return found


def build_and_run(programs: dict[str, str], folder: Path, *flags: str) -> dict[str, tuple[list[float], Path]]:
    """The spike times that each C program prints, and the file it writes."""

    def one(name: str) -> tuple[list[float], Path]:
        (folder / f"{name}.c").write_text(programs[name], encoding="utf-8")
        command = [
            "gcc",
            "-std=c99",
            "-ffp-contract=off",
            "-Wall",
            "-Werror",
            "-Wno-unused-const-variable",
            *flags,
            "-o",
            name,
            f"{name}.c",
            "-lm",
        ]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
        done = subprocess.run(
            [f"./{name}", f"{name}.csv"], cwd=folder, check=True, capture_output=True, timeout=60, text=True
        )
        return [float(line) for line in done.stdout.split()], folder / f"{name}.csv"

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(programs, pool.map(one, programs), strict=True))
