"""One circuit on several devices: what each needs of it, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Unpack

from hdl.files import ARCHITECTURES, printed
from hdl.judges.process import ToolError
from hdl.judges.synth import LONGEST, TARGETS, Synth, synthesise, time_limit
from hdl.options import HARDWARE
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.language.model import Model


@dataclass(frozen=True, slots=True)
class MultiTargetRequest:
    """What is synthesised for every device."""

    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", "16")
    arch: str = asked("architecture", "shared", choices=tuple(one for one in ARCHITECTURES if one != "array"))
    guard: int = asked("bits behind the port's last, kept inside", HARDWARE.guard, low=0, high=24)
    segments: int = asked("segments of a table, at most", HARDWARE.segments, low=8, high=4096)
    timeout: float = asked("seconds after which Yosys is stopped, for each device", 300.0, low=1.0, high=LONGEST)


@dataclass(frozen=True, slots=True)
class MultiTarget:
    """The devices in the order of `synth.TARGETS`; `failed` says by device why one has no result."""

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
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> MultiTarget:
    """Prints a model once and synthesises it for every device. ToolError where none of them has a result."""
    limit = time_limit(timeout)
    options: dict[str, Any] = dict(run)
    compiled = circuit_of(model, format=format, guard=guard, segments=segments, cancelled=cancelled, **options)
    made = printed(compiled, arch, steps=1)
    results, failed = [], {}
    for n, target in enumerate(TARGETS):
        try:
            results.append(synthesise(made, target, limit, cancelled))
        except ToolError as error:
            failed[target] = str(error)
        if progress is not None:
            progress((n + 1) / len(TARGETS))
    if not results:
        raise ToolError(next(iter(failed.values())))
    return MultiTarget(tuple(results), failed)
