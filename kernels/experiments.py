"""Guided experiments: settings at which what the text says is what the screen shows.

Each opens one or more operations; `tests/kernels/test_experiments.py` checks every sentence that can be checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Opened:
    """One operation and the request it is opened with."""

    operation: str
    request: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Experiment:
    """A title, what to see and what to try, and the operations that show it."""

    slug: str
    title: str
    text: str
    opened: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class PresetsRequest:
    """The experiments need nothing."""


EXPERIMENTS = (
    Experiment(
        "threshold",
        "Where firing begins",
        "The squid axon is silent at 6 uA/cm2 but for a spike or two at the start, and fires for as long as 6.5 last: "
        "repetitive firing begins at 6.26, and at once with more than 50 spikes a second. Move the current between.",
        (
            Opened(
                "multi-simulate",
                {
                    "runs": [
                        {"model": "hodgkin_huxley", "current": level, "protocol": "constant", "duration": 300.0}
                        for level in (6.0, 6.5)
                    ]
                },
            ),
            Opened("fi-curve", {"model": "hodgkin_huxley", "i_min": 0.0, "i_max": 20.0}),
        ),
    ),
    Experiment(
        "adaptation",
        "Spike-frequency adaptation",
        "Under a step of 800 pA the intervals of the adaptive exponential neuron grow to more than twice the first. "
        "Set b to 0: without the spike-triggered current almost nothing of it is left.",
        (
            Opened("simulate", {"model": "adex"}),
            Opened("simulate", {"model": "adex", "params": {"b": 0.0, "a": 0.0}}),
        ),
    ),
    Experiment(
        "bursting",
        "Bursts",
        "A slow current starts and stops the fast one of the Hindmarsh-Rose model: groups of spikes and pauses in "
        "turn. With r = 0.001 instead of 0.006 the slow current is slower, the bursts are longer.",
        (
            Opened("simulate", {"model": "hindmarsh_rose"}),
            Opened("simulate", {"model": "hindmarsh_rose", "preset": "paper_bursting"}),
        ),
    ),
    Experiment(
        "chaos",
        "Deterministic chaos",
        "Nothing random enters Rulkov's map, and yet two runs that begin a hundred-millionth apart lose each other "
        "within some hundred steps: its Lyapunov exponent is positive.",
        (
            Opened(
                "compare",
                {
                    "a": {"model": "rulkov_chaotic", "duration": 400.0},
                    "b": {"model": "rulkov_chaotic", "duration": 400.0, "init": {"x": -0.99999999}},
                },
            ),
        ),
    ),
    Experiment(
        "resonance",
        "Resonance",
        "A pair of weak pulses makes the resonate-and-fire neuron fire when the second comes one period of its own "
        "oscillation after the first, and neither at half a period nor at one and a half.",
        tuple(
            Opened("simulate", {"model": "resonate_and_fire", "preset": name})
            for name in ("resonant_doublet", "half_period", "one_and_a_half_periods")
        ),
    ),
    Experiment(
        "rebound",
        "Rebound after hyperpolarisation",
        "A brief inhibition, and nothing else, draws a spike: it has taken away the recovery variable that held the "
        "neuron down. With b = 0.2 instead of 0.25 the inhibition draws none.",
        (
            Opened("simulate", {"model": "izhikevich_2004", "preset": "rebound_spike"}),
            Opened("simulate", {"model": "izhikevich_2004", "preset": "rebound_spike", "params": {"b": 0.2}}),
        ),
    ),
    Experiment(
        "excitability",
        "Type I and type II excitability",
        "The Connor-Stevens neuron begins to fire at any low rate (type I), the squid axon at more than 50 Hz "
        "(type II).",
        (
            Opened("fi-curve", {"model": "connor_stevens", "i_min": 0.0, "i_max": 20.0}),
            Opened("fi-curve", {"model": "hodgkin_huxley", "i_min": 0.0, "i_max": 20.0}),
        ),
    ),
    Experiment(
        "noise",
        "Noise and irregular firing",
        "The mean input of this neuron lies below its threshold; only noise carries it across, and its spikes come "
        "almost as irregularly as those of a Poisson process. With a mean above the threshold it becomes a clock.",
        (
            Opened("isi", {"model": "stochastic_lif", "duration": 20000.0}),
            Opened("isi", {"model": "stochastic_lif", "duration": 20000.0, "current": 40.0}),
        ),
    ),
    Experiment(
        "fixed_point",
        "Float against fixed point",
        "Izhikevich's neuron in numbers of 16 bits, Q8.8, and no bits more inside: it fires as often, but every "
        "interval is too long, so that soon no spike comes when it should. With eight guard bits behind the last, "
        "inside the circuit alone, every spike is there within a millisecond.",
        (
            Opened("precision", {"model": "izhikevich", "format": "Q8.8", "guard": 0}),
            Opened("precision", {"model": "izhikevich", "format": "Q8.8", "guard": 8}),
        ),
    ),
    Experiment(
        "four_fpgas",
        "One neuron, four FPGAs",
        "The same circuit, synthesised by Yosys for four devices. It has one multiplier, which on the small ones "
        "decides how many of it fit: one neuron takes an eighth of those of the iCE40 UP5K, and less than a tenth "
        "of its logic; the Artix-7 holds more than forty.",
        (Opened("synth/multi-target", {"model": "izhikevich", "arch": "shared"}),),
    ),
)


def presets() -> dict[str, Any]:
    """The guided experiments, as plain values."""
    return {
        "presets": [
            {
                "slug": item.slug,
                "title": item.title,
                "text": item.text,
                "opened": [{"operation": one.operation, "request": dict(one.request)} for one in item.opened],
            }
            for item in EXPERIMENTS
        ]
    }
