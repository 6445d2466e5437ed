"""A run from a configuration: the model and the settings of one run in one mapping, as a request holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernels.analysis.options import Progress, Question, RunOptions
from kernels.errors import RequestError
from kernels.language.model import Model
from kernels.running.result import Run
from kernels.running.simulate import simulate
from kernels.subject import model_of, settings_of

SETTINGS = (*RunOptions.__annotations__, "record_every", "spike_times")


def configured_run(field: str, value: Any, progress: Progress | None = None, cancelled: Question | None = None) -> Run:
    """The run that a configuration describes; a run that is there already is returned as it is.

    `value` holds a model (`equations`, `source`, or `model`, a name or a loaded model) and the settings of its run.
    Raises what the run raises; a RequestError names the part of `field`.
    """
    if isinstance(value, Run):
        return value
    if not isinstance(value, Mapping):
        raise RequestError(field, 'needs a model and the settings of its run, such as {"model": "lif"}')
    try:
        if isinstance(value.get("model"), Model):
            model = value["model"]
            settings = settings_of({name: item for name, item in value.items() if name != "model"}, SETTINGS)
        else:
            model, settings = model_of(value), settings_of(value, SETTINGS)
        return simulate(model, progress=progress, cancelled=cancelled, **settings)
    except RequestError as error:
        inner = f"{field}.{error.field}" if error.field else field
        raise RequestError(inner, str(error).removeprefix(f"{error.field}: ")) from None


def part_of(progress: Progress | None, begin: float, end: float) -> Progress | None:
    """Progress of a part of the work, from `begin` to `end` of the whole."""
    if progress is None:
        return None

    def report(fraction: float, values: Mapping[str, Any] | None = None, /) -> None:
        progress(begin + fraction * (end - begin))  # what a part knows is not yet part of the whole result

    return report
