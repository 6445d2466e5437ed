"""Network: the balanced network of excitatory and inhibitory neurons: raster, population rates, spectrum."""

from __future__ import annotations

from typing import Any

from kernels.language.model import Model
from sctui.session.state import Session
from sctui.session.subject import model_of

OWN = "LIF of Brunel"


def fires_by_reset(model: Model) -> bool:
    """Whether the model is of the integrate-and-fire kind, of which networks are made."""
    return model.threshold is not None and bool(model.reset) and model.time_unit != "step"


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The network with the numbers that were changed; of the model in hand, or of the operation's own LIF neuron."""
    asked: dict[str, Any] = dict(session.network)
    for name in ("n_excitatory", "n_inhibitory", "seed"):
        if name in asked:
            asked[name] = round(asked[name])
    if options["neurons"] == OWN:
        return asked
    setup = session.setup
    own = setup.request()
    own.pop("inputs", None)  # the stimulus of a single neuron is not the network's
    model = model_of(setup)
    if not fires_by_reset(model):
        own = setup.subject
    return own | asked


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """Rasters and rates, or the power spectra of the rates."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    return [[figure_of("network/ei", result, options["kind"])]]


def readout(result: Any, options: dict[str, str]) -> str:
    """Rates, irregularity and synchrony of both populations."""
    parts = [f"{result.synapses:,} synapses"]
    for name, found in (("E", result.excitatory), ("I", result.inhibitory)):
        numbers = ("CV", found.cv), ("chi", found.synchrony)
        parts.append(" ".join([f"{name} {found.rate:.3g} Hz", *(f"{n} {v:.2g}" for n, v in numbers if v == v)]))
    return "; ".join(parts)
