"""The reference studio's Verilog through our tools: `python -m tests.benchmarks.hardware FOLDER [--seeds N]`.

FOLDER is the one that `tests.benchmarks.peers.environments` made. The devices and tools are those of `hdl.targets`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from hdl.judges.lint import LINTERS
from hdl.judges.pnr import place_text
from hdl.judges.process import run_tool
from hdl.judges.tools import find_tool, has_tool
from hdl.judges.verilog_text import accepted_text
from hdl.judges.work_folder import work_folder
from hdl.targets import HEADING, Row, line
from kernels.errors import KernelsError
from tests.benchmarks.peers.environments import interpreter

NAN = float("nan")
DEVICES = ("ice40", "ecp5")


def peer_files(python: Path) -> dict[str, str]:
    """Template -> Verilog, as the peer's own compiler makes it."""
    command = [str(python), "-m", "tests.benchmarks.peers.verilog_of_sc_neurocore"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    print(answer["version"], file=sys.stderr)
    for name, why in answer["refused"].items():
        print(f"{name}: {why}", file=sys.stderr)
    files: dict[str, str] = answer["files"]
    return files


def warnings(text: str) -> str:
    """How many warnings verilator -Wall has for a file."""
    if not has_tool("verilator"):
        return "verilator is not installed"
    with work_folder("lint", {"given.v": text}) as folder:
        done = run_tool([*find_tool("verilator").command, *LINTERS["verilator"], "given.v"], folder, timeout=60.0)
    return f"{done.errors.count('%Warning') + done.errors.count('%Error-')} messages of verilator -Wall"


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder with the peers' environments")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--timeout", type=float, default=600.0)
    chosen = parser.parse_args()
    python = interpreter(chosen.folder, "sc-neurocore")
    if python is None:
        print(
            f"{chosen.folder} has no sc-neurocore; make it: python -m tests.benchmarks.peers.environments",
            file=sys.stderr,
        )
        return 2
    print(HEADING)
    for name, text in peer_files(python).items():
        for device in DEVICES:
            placed, problem = None, ""
            try:
                placed = place_text(
                    accepted_text("verilog", text), f"sc_{name}", device, seeds=chosen.seeds, timeout=chosen.timeout
                )
                problem = placed.reason
            except KernelsError as error:
                problem = str(error)
            print(line(Row(f"{name} (peer)", device, placed, problem, NAN, NAN, ())), flush=True)
        print(f"{name}: {warnings(text)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
