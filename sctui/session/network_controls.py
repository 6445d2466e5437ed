"""The numbers of the E-I network as controls. No Textual and no numpy: a test holds them to `kernels.network.ei`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sctui.session.control import Control, Heading, Number, Place, Value
from sctui.session.scale import Scale


class Field(NamedTuple):
    """One number: its name in the request, its name on the slider, unit, ends of the slider, default, what it is."""

    name: str
    title: str
    unit: str
    low: float
    high: float
    default: float
    doc: str
    log: bool = False
    whole: bool = False


SECTIONS: tuple[tuple[str, tuple[Field, ...]], ...] = (
    (
        "populations",
        (
            Field("n_excitatory", "N E", "", 10, 20_000, 3200, "excitatory neurons", log=True, whole=True),
            Field("n_inhibitory", "N I", "", 10, 5_000, 800, "inhibitory neurons", log=True, whole=True),
            Field("connection_probability", "p", "", 0.0, 0.5, 0.1, "of each ordered pair of different neurons"),
            Field("delay", "delay", "ms", 0.1, 10.0, 1.5, "from a spike to its arrival, whole steps of dt"),
        ),
    ),
    (
        "weights",
        (
            Field("w_ee", "E to E", "", 0.0, 2.0, 0.3, "weight from excitatory to excitatory neurons"),
            Field("w_ei", "E to I", "", 0.0, 2.0, 0.3, "weight from excitatory to inhibitory neurons"),
            Field("w_ie", "I to E", "", -10.0, 0.0, -1.8, "weight from inhibitory to excitatory neurons"),
            Field("w_ii", "I to I", "", -10.0, 0.0, -1.8, "weight from inhibitory to inhibitory neurons"),
        ),
    ),
    (
        "external input",
        (
            Field("external_rate", "rate", "Hz", 0.0, 20_000.0, 6700.0, "external events a second at each neuron"),
            Field("external_weight", "weight", "", 0.0, 2.0, 0.3, "weight of an external event"),
        ),
    ),
    (
        "run",
        (
            Field("duration", "duration", "ms", 100.0, 5000.0, 1000.0, "how long"),
            Field("dt", "dt", "ms", 0.01, 0.5, 0.1, "time step", log=True),
            Field("seed", "seed", "", 0, 999, 0, "of connections, external events and first values", whole=True),
        ),
    ),
)

FIELDS = {field.name: field for _, fields in SECTIONS for field in fields}


def network_controls(numbers: Mapping[str, float]) -> list[Control]:
    """All controls; `numbers` holds what was changed."""
    found: list[Control] = []
    for title, fields in SECTIONS:
        found.append(Heading(("heading", title), title))
        for one in fields:
            scale = Scale(one.low, one.high, one.log, one.whole)
            value = float(numbers.get(one.name, one.default))
            place: Place = ("network", one.name)
            changed = one.name in numbers
            found.append(Number(place, one.title, one.unit, scale, value, float(one.default), one.doc, changed))
    return found


def with_number(numbers: Mapping[str, float], name: str, value: Value) -> dict[str, float]:
    """The numbers with another value of one; None, or its default, puts it back."""
    kept = {key: old for key, old in numbers.items() if key != name}
    return kept if value is None or value == FIELDS[name].default else kept | {name: float(value)}
