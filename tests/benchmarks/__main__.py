"""`python -m tests.benchmarks`: our kernels against C and the peers, and start-up times. Prints, judges nothing.

C and ours run in turn, so that a change of the machine's clock meets both; the ratio is taken pair by pair.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks import against_peers, c_programs, growth, startup
from tests.benchmarks.against_peers import COMPARISONS
from tests.benchmarks.ours import COMPUTATIONS


def compare(name: str, gcc: str, folder: Path, pairs: int) -> dict[str, Any]:
    """Ratios ours/C over alternating runs, after one warm-up of each."""
    what, ours, aim = COMPUTATIONS[name]
    program = c_programs.build(gcc, name, folder)
    c_programs.run(program)
    ours()
    timings = [(c_programs.run(program), ours()) for _ in range(pairs)]
    ratios = [mine.seconds / theirs.seconds for theirs, mine in timings]
    steps = timings[0][0].neuron_steps
    return {
        "name": name,
        "what": what,
        "ratio": statistics.median(ratios),
        "ratio_low": min(ratios),
        "ratio_high": max(ratios),
        "aim": aim,
        "c_ns_per_step": statistics.median(theirs.seconds for theirs, _ in timings) / steps * 1e9,
        "our_ns_per_step": statistics.median(mine.seconds for _, mine in timings) / steps * 1e9,
        "c_spikes": timings[0][0].spikes,
        "our_spikes": timings[0][1].spikes,
    }


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=9, help="pairs of runs a computation (default 9, at least 7)")
    parser.add_argument(
        "--peers", type=Path, metavar="FOLDER", help="compare with the peers whose environments are here"
    )
    names = [*COMPUTATIONS, *growth.MEASURES, "startup", *COMPARISONS]
    parser.add_argument(
        "--only", choices=names, action="append", metavar="NAME", help=f"repeatable; {', '.join(names)}"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if options.pairs < 7:
        parser.error("--pairs has to be at least 7: the spread of fewer says nothing")
    for name in options.only or ():
        if (name in COMPARISONS) != (options.peers is not None):
            parser.error(f"--only {name} goes {'with' if name in COMPARISONS else 'without'} --peers FOLDER")
    return options


def against_the_peers(folder: Path, names: list[str], pairs: int, as_json: bool) -> int:
    """The table of ratios to the peers; 1 where something could not be measured."""
    ratios: list[dict[str, Any]] = []
    problems = []
    for name in names:
        try:
            ratios.append(against_peers.compare(name, folder, pairs))
        except RuntimeError as error:
            problems.append(f"{name}: {error}")
        else:
            if not as_json:
                against_peers.print_ratio(ratios[-1], header=len(ratios) == 1)
    if as_json:
        print(json.dumps({"peers": ratios, "problems": problems}, indent=1))
    else:
        for problem in problems:
            print(problem, file=sys.stderr)
    return 1 if problems else 0


def main() -> int:
    """Run what is asked for and print it; 1 where something could not be measured."""
    options = arguments()
    if options.peers is not None:
        return against_the_peers(options.peers, options.only or list(COMPARISONS), options.pairs, options.json)
    chosen = options.only or [*COMPUTATIONS, *growth.MEASURES, "startup"]
    computations = [name for name in chosen if name in COMPUTATIONS]
    gcc = c_programs.compiler()
    ratios: list[dict[str, Any]] = []
    starts: list[startup.Start] = []
    problems = []
    if computations and gcc is None:
        problems.append("no gcc on the path: nothing to compare with; install gcc, or use --only startup")
    elif gcc is not None:
        with tempfile.TemporaryDirectory() as folder:
            for name in computations:
                try:
                    ratios.append(compare(name, gcc, Path(folder), options.pairs))
                except RuntimeError as error:
                    problems.append(str(error))
                else:
                    if not options.json:
                        print_ratio(ratios[-1], header=len(ratios) == 1)
    grown = [row for name in chosen if name in growth.MEASURES for row in growth.MEASURES[name]()]
    if "startup" in chosen:
        try:
            starts = startup.measure(runs=5)
        except RuntimeError as error:
            problems.append(str(error))
    if options.json:
        record = {
            "ratios": ratios,
            "growth": [row._asdict() for row in grown],
            "startup": [start._asdict() for start in starts],
            "problems": problems,
        }
        print(json.dumps(record, indent=1))
    else:
        growth.print_growth(grown)
        print_starts(starts)
        for problem in problems:
            print(problem, file=sys.stderr)
    return 1 if problems else 0


def print_ratio(result: dict[str, Any], header: bool) -> None:
    """One line of the table of ratios."""
    if header:
        print(f"{'ours / C':<34}{'median':>8}{'lowest':>8}{'highest':>8}{'aim':>6}{'C ns/step':>11}{'ours':>9}  spikes")
    counts = f"{result['our_spikes']}" if result["our_spikes"] == result["c_spikes"] else (
        f"{result['our_spikes']} (C: {result['c_spikes']})"
    )  # fmt: skip
    print(
        f"{result['what']:<34}{result['ratio']:8.2f}{result['ratio_low']:8.2f}{result['ratio_high']:8.2f}"
        f"{result['aim']:6.1f}{result['c_ns_per_step']:11.3f}{result['our_ns_per_step']:9.3f}  {counts}",
        flush=True,
    )


def print_starts(starts: list[startup.Start]) -> None:
    """The table of start-up times."""
    if starts:
        print(f"\n{'CPU seconds in a fresh process':<44}{'median':>8}{'lowest':>8}{'highest':>8}{'aim':>6}")
    for start in starts:
        print(f"{start.what:<44}{start.seconds:8.3f}{start.low:8.3f}{start.high:8.3f}{start.aim:6.1f}")


if __name__ == "__main__":
    sys.exit(main())
