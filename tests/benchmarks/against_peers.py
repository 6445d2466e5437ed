"""Ratios of the peers' CPU seconds to ours, from runs that alternate. Every computation is of a second."""

from __future__ import annotations

import contextlib
import json
import math
import os
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks import our_turns
from tests.benchmarks.our_turns import Turn
from tests.benchmarks.peers.environments import interpreter

ROOT = Path(__file__).parent.parent.parent
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "PYNEST_QUIET": "1"}
SILENT = 1.0  # Hz
MOST_SEEDS = 3  # for each pair wanted


class Comparison(NamedTuple):
    """A peer's adapter and our turn of the same computation; the ratio of CPU seconds aimed at."""

    what: str
    peer: str  # a key of environments.PEERS
    adapter: str  # a file of peers/
    ours: Callable[[int], Turn]
    aim: float
    arguments: Sequence[str] = ()


COMPARISONS: dict[str, Comparison] = {
    "brian2_hh_fi": Comparison(
        "Brian 2: Hodgkin-Huxley f-I, 64 x 1 s", "brian2", "brian2_hh_fi", our_turns.hh_fi, 4.5
    ),
    "brian2_adex_heatmap": Comparison(
        "Brian 2: AdEx heat map, 64 x 64 x 1 s", "brian2", "brian2_adex_heatmap", our_turns.adex_heatmap, 3.0
    ),
    "brian2_coba_network": Comparison(
        "Brian 2: COBA, 4000 neurons, 1 s", "brian2", "brian2_coba_network", our_turns.coba_network, 4.0
    ),
    "brian2_brunel_network": Comparison(
        "Brian 2: Brunel, 10 M synapses, 1 s", "brian2", "brian2_brunel_network", our_turns.brunel_network, 4.0
    ),
    "nest_brunel_network": Comparison(
        "NEST: Brunel, 10 M synapses, 1 s", "nest", "nest_brunel_network", our_turns.brunel_network, 14.0
    ),
    "sc_neurocore_ei_network": Comparison(
        "sc-neurocore: E-I, 500 neurons, 1 s", "sc-neurocore", "sc_neurocore_ei_network",
        our_turns.studio_network(500, 0.2), 2.0,
    ),
    "sc_neurocore_large_network": Comparison(
        "sc-neurocore: E-I, 10,000 neurons, 1 s", "sc-neurocore", "sc_neurocore_ei_network",
        our_turns.studio_network(10_000, 0.1), 2.0, ("--neurons", "10000", "--permille", "100"),
    ),
}  # fmt: skip
"""By the name that `--only` takes."""


def compare(name: str, folder: Path, pairs: int) -> dict[str, Any]:
    """Ratios peer/ours over alternating runs, after one warm-up of each, with the seeds from 1 on.

    A pair in which a network fell silent is left out: about one COBA network in seven does so as it starts, on both
    sides, and steps without spikes are another computation. RuntimeError where the peer is not in `folder` or fails.
    """
    comparison = COMPARISONS[name]
    python = interpreter(folder, comparison.peer)
    if python is None:
        raise RuntimeError(
            f"no {comparison.peer} in {folder}; `python -m tests.benchmarks.peers.environments {folder}` makes it"
        )
    with _turns([str(python), "-m", f"tests.benchmarks.peers.{comparison.adapter}", *comparison.arguments]) as turn:
        turn(0)
        comparison.ours(0)
        timings: list[tuple[dict[str, Any], Turn]] = []
        seeds = 0
        while len(timings) < pairs:
            seeds += 1
            theirs, mine = turn(seeds), comparison.ours(seeds)
            if min(theirs["rate"], mine.rate) > SILENT:
                timings.append((theirs, mine))
            elif seeds > MOST_SEEDS * pairs:
                raise RuntimeError(f"silent in {seeds - len(timings)} of {seeds} pairs of runs")
    ratios = [theirs["seconds"] / mine.seconds for theirs, mine in timings]
    return {
        "name": name,
        "what": comparison.what,
        "pairs_left_out": seeds - pairs,
        "version": timings[0][0]["version"],
        "ratio": statistics.median(ratios),
        "ratio_low": min(ratios),
        "ratio_high": max(ratios),
        "aim": comparison.aim,
        "peer_seconds": statistics.median(theirs["seconds"] for theirs, _ in timings),
        "our_seconds": statistics.median(mine.seconds for _, mine in timings),
        "peer_build_seconds": statistics.median(theirs["build_seconds"] for theirs, _ in timings),
        "our_build_seconds": statistics.median(mine.build_seconds for _, mine in timings),
        "peer_rate": _mean_and_error([theirs["rate"] for theirs, _ in timings]),
        "our_rate": _mean_and_error([mine.rate for _, mine in timings]),
    }


def print_ratio(result: dict[str, Any], header: bool) -> None:
    """One line of the table."""
    if header:
        print(
            f"{'peer / ours':<40}{'median':>8}{'lowest':>8}{'highest':>8}{'aim':>6}{'peer s':>9}{'our s':>8}"
            f"{'build':>8}{'ours':>8}{'peer Hz':>14}{'our Hz':>14}"
        )
    print(
        f"{result['what']:<40}{result['ratio']:8.1f}{result['ratio_low']:8.1f}{result['ratio_high']:8.1f}"
        f"{result['aim']:6.1f}{result['peer_seconds']:9.3f}{result['our_seconds']:8.3f}"
        f"{_build(result['peer_build_seconds']):>8}{_build(result['our_build_seconds']):>8}"
        f"{_rate(result['peer_rate']):>14}{_rate(result['our_rate']):>14}",
        flush=True,
    )


def _build(seconds: float) -> str:
    """Nothing where the build is part of the run."""
    return f"{seconds:.3f}" if seconds else "in run"


def _rate(mean_and_error: tuple[float, float]) -> str:
    mean, error = mean_and_error
    return f"{mean:.2f} ±{error:.2f}"


def _mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """The mean and its standard error."""
    return statistics.fmean(values), statistics.stdev(values) / math.sqrt(len(values))


@contextlib.contextmanager
def _turns(command: list[str]) -> Iterator[Callable[[int], dict[str, Any]]]:
    """An adapter that runs once for each seed it is given. RuntimeError with its last line where it gives up."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*command, "--turns"], cwd=ROOT, env=os.environ | ONE_THREAD, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None

        def turn(seed: int) -> dict[str, Any]:
            with contextlib.suppress(BrokenPipeError):  # an adapter that is gone answers nothing, seen below
                print(seed, file=process.stdin, flush=True)
            line = process.stdout.readline() if process.stdout is not None else ""
            if not line:
                process.wait()
                errors.seek(0)
                last = errors.read().decode(errors="replace").strip().splitlines()[-1:]
                raise RuntimeError(f"{command[2]} failed: {''.join(last)}")
            record: dict[str, Any] = json.loads(line)
            return record

        try:
            yield turn
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()  # ends it, and lets it clear its folder
            process.wait()
            process.stdout.close()
