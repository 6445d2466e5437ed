"""`python -m tests.benchmarks.studio`: what the studio costs, in a terminal of 120 x 40. Prints, judges nothing.

CPU seconds are those of the studio's own process; its workers compute meanwhile. Bytes are what goes to the terminal.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sctui.session.setup import Setup
from sctui.session.share import link_of
from sctui.session.state import Session
from sctui.studio.app import SETTLE
from tests.benchmarks.metered_terminal import Interaction, MeteredTerminal

SECOND = Session(setup=Setup(duration=1000.0))  # Hodgkin-Huxley, 100,000 steps
RIGHT, TAB, PALETTE = b"\x1b[C", b"\t", b"\x10"
PICTURE = 600  # bytes: a burst with fewer is no new trace


@dataclass(frozen=True)
class Row:
    """One line of the table: the median of what was measured, its ends, and what is aimed at (None: nothing)."""

    what: str
    unit: str
    median: float
    low: float
    high: float
    aim: float | None


def row(what: str, unit: str, values: list[float], aim: float | None) -> Row:
    """The line for some values."""
    return Row(what, unit, statistics.median(values), min(values), max(values), aim)


@contextmanager
def studio(session: Session, environment: dict[str, str]) -> Iterator[MeteredTerminal]:
    """The studio with a session, when its first pictures stand."""
    with MeteredTerminal(["-m", "sctui", "open", "--no-session", link_of(session)], environment) as terminal:
        terminal.wait(1.5)
        yield terminal


def first_frames(environment: dict[str, str], runs: int) -> Iterator[Row]:
    """CPU seconds of the first frame, and what is loaded by then."""
    seconds, early = [], []
    for _ in range(runs):
        with MeteredTerminal(["-m", "sctui", "--no-session"], environment) as terminal:
            seconds.append(terminal.first_frame())
            early.append(float(terminal.loaded("numpy")))
            terminal.wait(1.0)
    yield row("first frame, CPU", "s", seconds, 0.4)
    yield row("starts with numpy loaded before it", "", [sum(early)], 0)


def slider(environment: dict[str, str], runs: int) -> Iterator[Row]:
    """A step of a slider of a run of 1 s: bytes, and the time until the trace that answers it."""
    with studio(SECOND, environment) as terminal:
        to_first_slider(terminal)
        steps = [terminal.press(RIGHT) for _ in range(runs)]
        yield row("slider step", "bytes", [float(step.count) for step in steps], 12_000)
        yield row("slider step, CPU", "ms", [step.cpu * 1e3 for step in steps], None)
        answers = [answer for step in steps if (answer := step.first(SETTLE, PICTURE)) is not None]
        yield row("key to trace of 1 s, after the pause", "ms", [(one - SETTLE) * 1e3 for one in answers], 60)
        heavy = [terminal.loaded(name) for name in ("numba", "llvmlite", "sympy")]
        yield row("heavy packages in the process", "", [float(sum(heavy))], 0)


def to_first_slider(terminal: MeteredTerminal) -> None:
    """The keys go to the first slider."""
    terminal.press(PALETTE)
    terminal.press("next section")
    terminal.press(b"\r")


def plot(environment: dict[str, str], runs: int) -> Iterator[Row]:
    """Redrawing a trace of 100,000 points, and the crosshair."""
    with studio(SECOND, environment) as terminal:
        terminal.press(PALETTE)
        terminal.press("zoom in")
        terminal.press(b"\r")
        moves = [terminal.press(key) for key in (RIGHT, b"\x1b[D") * (runs // 2)]
        yield row("redraw of 100,000 points, CPU", "ms", [move.cpu * 1e3 for move in moves], 20)
        yield row("the same", "bytes", [float(move.count) for move in moves], None)
        terminal.press("x")
        yield bytes_of("crosshair step", [terminal.press(RIGHT) for _ in range(runs)])


def others(environment: dict[str, str], runs: int) -> Iterator[Row]:
    """Focus, tabs, palette, and nothing at all."""
    with studio(Session(), environment) as terminal:
        yield bytes_of("focus move", [terminal.press(TAB) for _ in range(runs)])
        yield bytes_of("view switch", [terminal.press("]") for _ in range(3)])
        for _ in range(3):
            terminal.press("[")
        opened, closed = [], []
        for _ in range(runs):
            opened.append(terminal.press(PALETTE))
            closed.append(terminal.press(b"\x1b", quiet=1.0))
        yield bytes_of("palette opened", opened)
        yield bytes_of("palette closed", closed)
        terminal.wait(1.0)
        yield row("idle for 10 s", "bytes", [float(len(terminal.watch(10.0)))], 0)


def bytes_of(what: str, found: list[Interaction]) -> Row:
    """The line for the bytes of some interactions."""
    return row(what, "bytes", [float(one.count) for one in found], None)


MEASURES: tuple[Callable[[dict[str, str], int], Iterator[Row]], ...] = (first_frames, slider, plot, others)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.studio", description=__doc__.splitlines()[0])
    names = [measure.__name__ for measure in MEASURES]
    parser.add_argument("--only", choices=names, action="append", help="repeatable")
    parser.add_argument("--runs", type=int, default=8, help="of each interaction (default 8)")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: str(Path(folder) / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        environment["PYTHONDONTWRITEBYTECODE"] = ""  # a user has compiled modules
        list(first_frames(environment, 1))
        for measure in MEASURES:
            if measure.__name__ in (options.only or names):
                rows += measure(environment, options.runs)
    if options.json:
        print(json.dumps([asdict(one) for one in rows], indent=1))
        return 0
    title = f"at 120 x 40; load {os.getloadavg()[0]:.1f}"
    print(f"{title:<44}{'median':>9}{'lowest':>9}{'highest':>9}{'aim':>8}")
    for one in rows:
        aim = "" if one.aim is None else f"{one.aim:g}"
        digits = 3 if one.unit == "s" else 0
        numbers = "".join(f"{value:9.{digits}f}" for value in (one.median, one.low, one.high))
        print(f"{one.what + (', ' + one.unit if one.unit else ''):<44}{numbers}{aim:>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
