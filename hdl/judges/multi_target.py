"""One circuit on several devices: what each needs of it, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Unpack

from hdl.files import ARCHITECTURES, module_of
from hdl.judges.devices import TARGETS
from hdl.judges.parallel import side_by_side
from hdl.judges.process import ToolError
from hdl.judges.synth import LONGEST, Synth, announce, synthesise, time_limit
from hdl.judges.tools import find_tool, make_ready
from hdl.options import HARDWARE
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.language.model import Model
from kernels.request_values import flag


@dataclass(frozen=True, slots=True)
class MultiTargetRequest:
    """What is synthesised for every device."""

    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", "16")
    arch: str = asked("architecture", "shared", choices=tuple(one for one in ARCHITECTURES if one != "array"))
    guard: int = asked("bits behind the port's last, kept inside", HARDWARE.guard, low=0, high=24)
    segments: int = asked("segments of a table, at most", HARDWARE.segments, low=8, high=4096)
    timeout: float = asked("seconds after which Yosys is stopped, for each device", 300.0, low=1.0, high=LONGEST)
    cache: bool = asked("use the results of earlier runs with the same text and tool", True)


@dataclass(frozen=True, slots=True)
class MultiTarget:
    """The devices in the order of `devices.TARGETS`; `failed` says by device why one has no result."""

    results: tuple[Synth, ...]
    failed: dict[str, str]


def multi_target(
    model: Model,
    *,
    format: str = "16",
    arch: str = "shared",
    guard: int = HARDWARE.guard,
    segments: int = HARDWARE.segments,
    timeout: float = 300.0,
    cache: bool = True,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> MultiTarget:
    """Prints a model once and synthesises it for all devices, as many at a time as there are processors.

    ToolError where none of them has a result.
    """
    limit, keep = time_limit(timeout), flag("cache", cache)
    options: dict[str, Any] = dict(run)
    compiled = circuit_of(model, format=format, guard=guard, segments=segments, cancelled=cancelled, **options)
    made = module_of(compiled, arch)
    tool = find_tool("yosys")
    announce(tool, 0.0, progress)
    make_ready(tool, cancelled)

    def one(target: str, stop: Question) -> Synth | ToolError:
        try:
            return synthesise(made.text, made.name, target, limit, stop, cache=keep)
        except ToolError as error:
            return error

    done = side_by_side(one, tuple(TARGETS), progress, cancelled)
    results = tuple(found for found in done if isinstance(found, Synth))
    failed = {t: str(found) for t, found in zip(TARGETS, done, strict=True) if isinstance(found, ToolError)}
    if not results:
        raise ToolError(next(iter(failed.values())))
    return MultiTarget(results, failed)
