"""`sctui verify`: does every model show what its expect lines say?"""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from kernels.errors import unknown
from kernels.library import SUFFIX, entries, read_text
from kernels.processors import cores
from sctui.console import printable, screen
from sctui.failure import FAILED, UsageError
from sctui.models import source_of
from sctui.progress import ProgressBar
from sctui.run_summary import duration
from sctui.sources import find_ode_files
from sctui.text_table import table
from sctui.verdict_text import judgement, measured
from sctui.verification import Subject, Verified, verify_all

HEADING = ("model", "claim", "measured", "verdict")


def run(options: Namespace) -> int:
    """Print a table of all claims with what was measured; 1 if one of them fails."""
    jobs = cores() if options.jobs is None else options.jobs
    if jobs < 1:
        raise UsageError(f"--jobs {jobs}: at least one process is needed")
    subjects = _subjects(options)
    begun = time.perf_counter()
    with ProgressBar("verifying") as bar:
        found = verify_all(subjects, jobs, bar.update)
    if options.json:
        print(json.dumps([_record(item) for item in found], indent=2, ensure_ascii=False))
    else:
        _print(found, time.perf_counter() - begun)
    for item in found:
        for warning in dict.fromkeys(warning for verdict in item.verdicts for warning in verdict.warnings):
            print(f"sctui: warning: {item.name}: {warning}", file=sys.stderr)
    return 0 if all(item.passed for item in found) else FAILED


def _subjects(options: Namespace) -> list[Subject]:
    """The models that are named; without names the library, or those of one category."""
    if options.name and options.category is not None:
        raise UsageError("--category chooses from the library; leave it out where models are named")
    if options.name:
        return [_named(name) for given in options.name for name in _expanded(given)]
    listed = entries()
    if options.category is not None:
        categories = list(dict.fromkeys(entry.category for entry in listed))
        if options.category not in categories:
            raise unknown("--category", "category", options.category, categories)
        listed = tuple(entry for entry in listed if entry.category == options.category)
    return [Subject(entry.slug, read_text(entry.path), str(entry.path.parent)) for entry in listed]


def _expanded(name: str) -> list[str]:
    """A folder as the .ode files in it; every other name stays."""
    is_slug = name in {entry.slug for entry in entries()}
    return find_ode_files([name]) if os.path.isdir(name) and not is_slug else [name]


def _named(name: str) -> Subject:
    source = source_of(name)
    folder = source.path.absolute().parent if source.path else Path.cwd()
    shown = name if not name.endswith(SUFFIX) and os.sep not in name and name != "-" else source.name
    return Subject(printable(shown), source.text, str(folder))


def _print(found: list[Verified], seconds: float) -> None:
    rows = [row for item in found for row in _rows(item)]
    seen = screen()
    print("\n".join(table(HEADING, rows, seen.columns if seen.is_terminal else 0)))
    claims = [verdict for item in found for verdict in item.verdicts if verdict.expect is not None]
    held = sum(verdict.holds for verdict in claims)
    failed = sum(not item.passed for item in found)
    summary = f"{held} of {len(claims)} claims of {len(found)} model{'' if len(found) == 1 else 's'} hold"
    if failed:
        summary += f"; {failed} model{'' if failed == 1 else 's'} fail{'s' if failed == 1 else ''}"
    print(f"\n{summary} ({duration(seconds)})")


def _rows(item: Verified) -> list[tuple[str, str, str, str]]:
    """The lines of one model; its name stands in the first."""
    rows = [(printable(verdict.text), measured(verdict), judgement(verdict)) for verdict in item.verdicts]
    if item.problem:
        rows = [("", "", f"fails: {printable(item.problem)}")]
    elif not rows:
        rows = [("no claims", "", "")]
    return [(item.name if number == 0 else "", *row) for number, row in enumerate(rows)]


def _record(item: Verified) -> dict[str, Any]:
    """One model's verdicts as plain JSON values."""
    return {
        "name": item.name,
        "category": item.category,
        "passed": item.passed,
        "problem": item.problem,
        "seconds": round(item.seconds, 3),
        "verdicts": [
            {
                "preset": None if verdict.expect is None else verdict.expect.preset,
                "claim": verdict.text if verdict.expect is None else verdict.expect.text,
                "measured": verdict.measured,
                "unit": verdict.unit,
                "holds": verdict.holds,
                "problem": verdict.problem,
                "warnings": list(verdict.warnings),
                "seconds": round(verdict.seconds, 3),
            }
            for verdict in item.verdicts
        ],
    }
