"""Acceptance: every model of the library as hardware, through every judge that is asked for.

    python -m hdl.survey --cosim --lint --arch single,shared,array [MODEL ...]
    python -m hdl.survey --cosim --synth ice40 --gatesim ecp5 --mutate 20 --formal --jobs 2 --resume rows.jsonl \\
        --table table.md

prints a line a model and the counts at the end; the exit status is 1 where a judge has found a fault. What is done is
kept in the file of `--resume`, a line a model, and is not done again; a table of it can be written at any time.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

from hdl.files import ARCHITECTURES
from hdl.judges.cosim import SIMULATORS
from hdl.judges.devices import TARGETS
from hdl.judges.gatesim import MAPPINGS
from hdl.measuring import ended, leave_interrupts
from hdl.survey_checks import Row, Wanted, row_as_json, row_from_json, surveyed
from hdl.survey_table import counts, line, page
from kernels.library import entries


def main(arguments: list[str] | None = None) -> int:
    """Prints the lines and the counts."""
    chosen = _parser().parse_args(arguments)
    wanted = _wanted(chosen)
    known = [entry.slug for entry in entries()]
    slugs = chosen.models or known
    wrong = [slug for slug in slugs if slug not in known]
    if wrong:
        print(f"there is no model {wrong[0]} in the library", file=sys.stderr)
        return 2
    kept = _kept(chosen.resume, wanted) if chosen.resume else {}
    rows = {slug: kept[slug] for slug in slugs if slug in kept}
    for row in _done([slug for slug in slugs if slug not in rows], wanted, chosen.jobs):
        rows[row.slug] = row
        print(line(row), flush=True)
        if chosen.resume:
            with chosen.resume.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"wanted": asdict(wanted), "row": row_as_json(row)}) + "\n")
    found = [rows[slug] for slug in slugs]
    print(counts(found))
    if chosen.table:
        chosen.table.write_text(page(found, _said(arguments)), encoding="utf-8")
    return 0 if all(row.passed or row.refused for row in found) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hdl.survey", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", nargs="*", metavar="MODEL", help="all without one")
    parser.add_argument("--arch", default="single", help=f"of {', '.join(ARCHITECTURES)}, separated by commas")
    parser.add_argument("--steps", type=int, default=500, help="of a simulation")
    parser.add_argument("--no-auto", action="store_true", help="do not look for the narrowest format")
    parser.add_argument("--cosim", action="store_true", help="simulate the printed Verilog")
    parser.add_argument("--tool", default="auto", choices=SIMULATORS, help="with this simulator")
    parser.add_argument("--lint", action="store_true", help="ask every linter that is installed")
    parser.add_argument("--synth", action="append", default=[], choices=tuple(TARGETS), help="synthesise for a device")
    parser.add_argument("--pnr", action="append", default=[], choices=tuple(TARGETS), help="place and route for it")
    parser.add_argument("--gatesim", action="append", default=[], choices=tuple(MAPPINGS), help="simulate its netlist")
    parser.add_argument("--mutate", type=int, default=0, metavar="N", help="make N faults, which have to be seen")
    parser.add_argument("--formal", action="store_true", help="prove the schedule and the properties")
    parser.add_argument("--timeout", type=float, default=300.0, help="seconds for each run of a tool")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="keep what is done, a line of JSON a model")
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the manual's page about them")
    return parser


def _said(arguments: Sequence[str] | None) -> str:
    """The options that make a difference, as they were typed."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for name in ("--jobs", "--resume", "--table"):
        if name in words:
            at = words.index(name)
            del words[at : at + 2]
    return " ".join(words)


def _wanted(chosen: argparse.Namespace) -> Wanted:
    arch = tuple(word.strip() for word in chosen.arch.split(",") if word.strip())
    for word in arch:
        if word not in ARCHITECTURES:
            _parser().error(f"--arch: there is no architecture {word}")
    return Wanted(
        arch, chosen.steps, not chosen.no_auto, chosen.cosim, chosen.tool, chosen.lint, tuple(chosen.synth),
        tuple(chosen.pnr), tuple(chosen.gatesim), chosen.mutate, chosen.formal, chosen.timeout,
    )  # fmt: skip


def _kept(path: Path, wanted: Wanted) -> dict[str, Row]:
    """The rows of a file that were made with the same options; a line that was cut off counts as not there."""
    same = json.loads(json.dumps(asdict(wanted)))
    found = {}
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            data = json.loads(text)
            if data["wanted"] == same:
                row = row_from_json(data["row"])
                found[row.slug] = row
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _done(slugs: Sequence[str], wanted: Wanted, jobs: int) -> Iterator[Row]:
    """The rows as they become ready."""
    if jobs < 2 or len(slugs) < 2:
        for slug in slugs:
            yield surveyed(slug, wanted)
        return
    with ProcessPoolExecutor(min(jobs, len(slugs)), multiprocessing.get_context("spawn"), leave_interrupts) as pool:
        try:
            for future in as_completed([pool.submit(surveyed, slug, wanted) for slug in slugs]):
                yield future.result()
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


if __name__ == "__main__":
    sys.exit(ended(main))
