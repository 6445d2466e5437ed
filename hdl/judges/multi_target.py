"""One circuit on several devices: what each needs of it, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

from hdl.files import ARCHITECTURES, module_of
from hdl.judges.devices import TARGETS
from hdl.judges.parallel import side_by_side
from hdl.judges.process import ToolError
from hdl.judges.synth import LONGEST, Synth, announce, synthesise, time_limit
from hdl.judges.tools import find_tool, make_ready
from hdl.options import CircuitOptions, CircuitRequest
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, asked
from kernels.language.model import Model
from kernels.request_values import flag


@dataclass(frozen=True, slots=True)
class MultiTargetRequest(CircuitRequest):
    """What is synthesised for every device."""

    arch: str = asked("architecture", "shared", choices=tuple(one for one in ARCHITECTURES if one != "array"))
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
    arch: str = "shared",
    timeout: float = 300.0,
    cache: bool = True,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> MultiTarget:
    """Prints a model once and synthesises it for all devices, as many at a time as there are processors.

    `progress` gets the fields of the result with the devices that are done, and so does Cancelled. ToolError where no
    device has a result.
    """
    limit, keep = time_limit(timeout), flag("cache", cache)
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
    made = module_of(compiled, arch)
    tool = find_tool("yosys")
    announce(tool, 0.0, progress)
    make_ready(tool, cancelled)

    def one(target: str, stop: Question) -> Synth | ToolError:
        try:
            return synthesise(made.text, made.name, target, limit, stop, cache=keep)
        except ToolError as error:
            return error

    def told(fraction: float, values: Mapping[str, Any] | None = None, /) -> None:
        if progress is not None:
            note = f"{round(fraction * len(TARGETS))} of {len(TARGETS)} devices"
            progress(fraction, {**(values or {}), "note": note})

    done = side_by_side(one, tuple(TARGETS), told, cancelled, known=_known)
    found = MultiTarget(**_known(list(zip(TARGETS, done, strict=True))))
    if not found.results:
        raise ToolError(next(iter(found.failed.values())))
    return found


def _known(done: Sequence[tuple[str, Synth | ToolError]]) -> dict[str, Any]:
    """The fields of the result for the devices that are done."""
    return {
        "results": tuple(found for _, found in done if isinstance(found, Synth)),
        "failed": {target: str(found) for target, found in done if isinstance(found, ToolError)},
    }
