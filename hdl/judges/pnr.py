"""Place and route with nextpnr: how fast a module may be clocked, where that can be known, and what limits it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Unpack

from hdl.files import ARCHITECTURES, NEURONS, module_of
from hdl.judges.devices import TARGETS, target_named
from hdl.judges.nextpnr import ROUTERS, Hop
from hdl.judges.path_names import PathStep, as_printed, model_words, named_path, plain_words
from hdl.judges.place_and_route import logic_bound, placed
from hdl.judges.synth import LONGEST, time_limit
from hdl.options import CircuitOptions, ModuleRequest
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, asked
from kernels.language.model import Model
from kernels.request_values import flag, whole_number

SEEDS, MOST_SEEDS = 3, 20
Word = Callable[[str, Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class PnrRequest(ModuleRequest):
    """What is placed and routed, and for which device."""

    target: str = asked("device", "ice40", choices=tuple(TARGETS))
    arch: str = asked("architecture", "shared", choices=ARCHITECTURES)
    seeds: int = asked("runs, each from another start", SEEDS, low=1, high=MOST_SEEDS)
    timeout: float = asked("seconds after which a tool is stopped, for each run", 300.0, low=1.0, high=LONGEST)
    cache: bool = asked("use the result of an earlier run with the same text and tools", True)


@dataclass(frozen=True, slots=True)
class PnrRun:
    """One run: its seed, the highest clock frequency in MHz (None where it cannot be trusted), seconds."""

    seed: int
    fmax: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Pnr:
    """What came of placing and routing a module in a harness of shift registers.

    `fmax` is the median over the runs in MHz, `spread` from the slowest to the fastest in percent of it; both None
    where `trusted` is False, for the `reason` given. `bound`: no frequency above it is possible (logic alone, of a
    device without open place and route). `lut` to `bram` are the module's own cells before packing; `used` and
    `percent` what is taken of the device after packing, by the names nextpnr has for it, of which `harness` are not the
    module's. `path`: the slowest path between two registers, with the ns of each piece. `clocks` from step to valid, 0
    where there are no steps.
    """

    name: str
    target: str
    device: str
    fmax: float | None
    spread: float | None
    trusted: bool
    reason: str
    bound: float | None
    runs: tuple[PnrRun, ...]
    lut: int
    ff: int
    dsp: int
    bram: int
    used: Mapping[str, int]
    percent: Mapping[str, float]
    harness: Mapping[str, int]
    path: tuple[PathStep, ...]
    clocks: int
    tool: str
    seconds: float
    cached: bool = False


def pnr(
    model: Model,
    *,
    target: str = "ice40",
    arch: str = "shared",
    neurons: int = NEURONS,
    seeds: int = SEEDS,
    timeout: float = 300.0,
    cache: bool = True,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> Pnr:
    """Prints a model, places and routes it. ToolError where a tool is missing, fails or takes too long, or where the
    module does not fit the device.
    """
    target_named(target)
    limit, keep, count = time_limit(timeout), flag("cache", cache), whole_number("seeds", seeds, 1, MOST_SEEDS)
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
    made = module_of(compiled, arch, neurons)
    return place_text(
        made.text, made.name, target, seeds=count, timeout=limit, word=model_words(as_printed(compiled, arch), made),
        clocks=made.latency, cache=keep, progress=progress, cancelled=cancelled,
    )  # fmt: skip


def place_text(
    text: str,
    top: str,
    target: str,
    *,
    seeds: int = SEEDS,
    timeout: float = 300.0,
    word: Word = plain_words,
    clocks: int = 1,
    source: str = "",
    cache: bool = True,
    progress: Progress | None = None,
    cancelled: Question | None = None,
) -> Pnr:
    """Places and routes a module given as text, for one that is not trusted see `hdl.judges.pnr_file`. `word` names
    the nets of the slowest path; `source` is the file that the tools see, the module's name with .v without it.
    """
    work = partial(placed, seeds=seeds) if target in ROUTERS else logic_bound
    found, cached, tool = work(
        text, top, source or f"{top}.v", target, timeout=timeout, cache=cache, progress=progress, cancelled=cancelled
    )
    counts = TARGETS[target].counted(found["cells"])
    reason = found["distrust"]
    best = found["runs"]
    fastest = [one["fmax"] for one in best]
    trusted = not reason
    return Pnr(
        name=top,
        target=target,
        device=found["part"],
        fmax=statistics.median(fastest) if trusted else None,
        spread=100.0 * (max(fastest) - min(fastest)) / statistics.median(fastest) if trusted else None,
        trusted=trusted,
        reason=reason,
        bound=found["bound"],
        runs=tuple(PnrRun(one["seed"], one["fmax"] if trusted else None, one["seconds"]) for one in best),
        **counts,
        used=found["used"],
        percent={name: 100.0 * n / most for name, n in found["used"].items() if (most := found["available"][name])},
        harness=TARGETS[target].counted(found["harness"]),
        path=named_path([Hop(**hop) for hop in found["path"]], word) if trusted else (),
        clocks=clocks,
        tool=tool,
        seconds=found["seconds"],
        cached=cached,
    )
