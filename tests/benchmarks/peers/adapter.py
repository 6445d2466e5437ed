"""What every adapter shares: its command line and the JSON line it prints for a run.

An adapter imports its peer only when it runs, so that `--help` and the check of the arguments need no peer.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import NamedTuple


class Run(NamedTuple):
    """One run: CPU seconds of the simulation proper, of what came before it, and the spikes of all neurons."""

    seconds: float
    build_seconds: float
    spikes: int


class Prepared(NamedTuple):
    """A computation ready to run, with a seed, as often as wanted."""

    version: str
    neurons: int
    duration: float  # seconds of the neurons' time
    run: Callable[[int], Run]


def main(what: str, prepare: Callable[[argparse.Namespace], Prepared], *options: tuple[str, int, str]) -> None:
    """Runs the adapter: one JSON line, or with `--turns` one for each seed read from standard input.

    `what` begins its help; `options` are (name, default, help) of whole numbers it takes beside.
    """
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--seed", type=int, default=0, help="seed of the run, where the peer takes one")
    parser.add_argument("--turns", action="store_true", help="one run for each seed that standard input brings")
    for name, default, text in options:
        parser.add_argument(name, type=int, default=default, help=f"{text} (default {default})")
    chosen = parser.parse_args()
    # what the peer prints goes to standard error: standard output has JSON lines alone
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    prepared = prepare(chosen)
    for seed in map(int, sys.stdin) if chosen.turns else (chosen.seed,):
        run = prepared.run(seed)
        rate = run.spikes / prepared.neurons / prepared.duration
        record = run._asdict() | {"rate": rate, "neurons": prepared.neurons, "version": prepared.version}
        print(json.dumps(record), file=answers, flush=True)
