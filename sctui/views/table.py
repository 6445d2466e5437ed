"""The views in one table: it feeds the tab strip, the palette, the help, the worker and the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from kernels.errors import KernelsError
from kernels.language.model import Model
from sctui.session.state import Session
from sctui.session.subject import model_of


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a view offers while it is shown: `key` takes the next of its values.

    The values are fixed, or names of the model's (`of`: "states", "inputs", "adjustable": inputs and parameters). The
    default is the one at place `default`.
    """

    name: str
    key: str
    title: str
    values: tuple[str, ...] = ()
    of: str = ""
    default: int = 0

    def choices(self, session: Session) -> tuple[str, ...]:
        """The values there are for the session's model; at least one, "" where the model has none."""
        if not self.of:
            return self.values
        try:
            return _NAMES[self.of](model_of(session.setup)) or ("",)
        except KernelsError:  # a text with errors: the view's own request says so
            return ("",)


_NAMES: dict[str, Callable[[Model], tuple[str, ...]]] = {
    "states": lambda model: tuple(state.name for state in model.states),
    "inputs": lambda model: tuple(one.name for one in model.inputs),
    "traces": lambda model: ("model's choice", "all", "first", *(state.name for state in model.states[1:])),
    "adjustable": lambda model: tuple([one.name for one in model.inputs] + [one.name for one in model.parameters]),
}


@dataclass(frozen=True, slots=True)
class View:
    """One view. Its module is `sctui.views.<name>` with dashes as underscores; it is imported when it is first shown.

    `operation` is the operation whose result it draws. `long`: takes more than a blink, so it runs in the second
    worker process and shows a bar. `companions`: views that a wide screen shows beside it. `pane` names the widget
    that shows it, where a plot with its caption is not enough. `workspace` is the one whose tabs it is among.
    """

    name: str
    title: str
    operation: str
    help: str
    options: tuple[Option, ...] = ()
    long: bool = False
    companions: tuple[str, ...] = ("trace", "phase")
    pane: str = "plot"
    workspace: str = "analyse"

    @property
    def module(self) -> ViewModule:
        """What the view does."""
        return cast(ViewModule, import_module(f"sctui.views.{self.name.replace('-', '_')}"))


class ViewModule(Protocol):
    """What a view's module holds. `request` runs in the front-end (no numpy), the others in the worker process.

    `options` has a value for each of the view's options. Optional in a module:
    `further(session, options)`: (operation, request) of further operations, whose results `figures` and `readout` get
    behind the first one; one that fails is the KernelsError. `text(result, options)`: the text of a pane
    of text, or lines over the plots.
    """

    @staticmethod
    def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
        """The request for the view's operation. RequestError in one line where the session lacks something."""

    @staticmethod
    def figures(result: Any, options: dict[str, str], *further: Any) -> list[list[Any]]:
        """Rows of figures (`sctui.plots.figure.Figure`), from top to bottom and left to right."""

    @staticmethod
    def readout(result: Any, options: dict[str, str], *further: Any) -> str:
        """One line of numbers under the plot."""


_TABLE = (
    View(
        "trace",
        "Trace",
        "simulate",
        "voltage and other states, spikes and the stimulus over time",
        (
            Option("states", "s", "states", of="traces"),
            Option("current", "i", "stimulus", ("shown", "hidden")),
            Option("raster", "r", "spikes", ("shown", "hidden")),
        ),
        companions=("phase", "isi"),
    ),
    View(
        "phase",
        "Phase",
        "simulate",
        "the trajectory of two states, their nullclines, the vector field and the fixed points",
        (
            Option("x", "h", "x", of="states"),
            Option("y", "v", "y", of="states", default=1),
            Option("field", "d", "field", ("arrows", "none")),
        ),
        companions=("trace", "isi"),
    ),
    View(
        "isi",
        "ISI",
        "isi",
        "the intervals between spikes: histogram, on a logarithmic scale, each against the next",
        (Option("kind", "k", "shown", ("histogram", "log-histogram", "return-map", "all", "correlation", "fano")),),
    ),
    View("fi", "f-I", "fi-curve", "firing rate against constant drive, rheobase and type", long=True),
    View(
        "bifurcation",
        "Bifurcation",
        "bifurcation",
        "attractors and equilibria over a parameter, with Hopf and saddle-node points",
        (
            Option("parameter", "k", "over", of="adjustable"),
            Option("variable", "v", "of", of="states"),
            Option("direction", "d", "direction", ("both", "up", "down")),
        ),
        long=True,
    ),
    View(
        "heatmap",
        "Heat map",
        "heatmap",
        "a measure over two parameters",
        (
            Option("x", "h", "x", of="adjustable"),
            Option("y", "v", "y", of="adjustable", default=1),
            Option("measure", "k", "measure", ("rate", "pattern", "cv", "mean", "min", "max", "std", "amplitude")),
            Option("steps", "n", "steps", ("16", "32", "64")),
        ),
        long=True,
    ),
    View(
        "sensitivity",
        "Sensitivity",
        "sensitivity",
        "what each parameter does to rate and mean state",
        (Option("of", "k", "of", ("rate", "mean")),),
        long=True,
    ),
    View(
        "sta",
        "STA",
        "sta",
        "what precedes a spike under noise: stimulus and voltage, with error bands",
        (Option("trials", "n", "runs", ("32", "128", "512")),),
        long=True,
    ),
    View(
        "frequency",
        "Frequency",
        "freq-response",
        "gain and phase of firing, and the impedance at rest, over frequency",
        long=True,
    ),
    View(
        "character",
        "Character",
        "characterize",
        "the neuron at a glance: pattern, rheobase, f-I, sensitivities, time constants, input resistance",
        long=True,
    ),
    View(
        "multi",
        "Multi",
        "multi-simulate",
        "two to four setups over each other",
        (Option("layout", "k", "shown", ("overlaid", "stacked")), Option("state", "v", "state", of="states")),
        companions=(),
    ),
    View(
        "ab",
        "A/B",
        "compare",
        "the two pinned setups, their difference and the distance of their spike trains",
        (Option("layout", "k", "shown", ("overlaid", "split")), Option("state", "v", "state", of="states")),
        companions=(),
    ),
    View(
        "code",
        "Code",
        "codegen",
        "the run as a program: Python, Brian 2, NESTML, C, LaTeX",
        (Option("target", "t", "target", ("script", "one-liner", "c", "brian2", "nestml", "latex")),),
        companions=(),
        pane="text",
    ),
    View(
        "precision",
        "Precision",
        "precision",
        "a float64 run beside the bit-true run of the circuit: errors, spikes, saturations",
        (
            Option("format", "k", "format", ("16", "Q8.8", "auto", "8", "12", "20", "24", "32")),
            Option("guard", "h", "guard bits", ("8", "0", "4", "12")),
        ),
        long=True,
        companions=("trace",),
    ),
    View(
        "devices",
        "FPGAs",
        "synth/multi-target",
        "what the circuit needs of four FPGAs, and how many neurons fit",
        (
            Option("arch", "k", "architecture", ("shared", "single")),
            Option("format", "h", "format", ("16", "Q8.8", "auto")),
        ),
        long=True,
        companions=("trace",),
    ),
    View(
        "experiments",
        "Experiments",
        "presets",
        "guided experiments: each opens at a setting that shows what its text says",
        companions=(),
        pane="cards",
    ),
    View(
        "network",
        "E-I network",
        "network/ei",
        "a balanced network of excitatory and inhibitory neurons: raster, population rates, spectrum",
        (
            Option("kind", "k", "shown", ("raster", "spectrum")),
            Option("neurons", "h", "neurons", ("LIF of Brunel", "this model")),
        ),
        long=True,
        companions=(),
        workspace="network",
    ),
)

VIEWS: dict[str, View] = {view.name: view for view in _TABLE}


def options_of(view: View, session: Session) -> dict[str, str]:
    """What each option of a view stands at; a value that the view does not know counts as the default."""
    chosen = {}
    for option in view.options:
        choices = option.choices(session)
        default = choices[min(option.default, len(choices) - 1)]
        value = session.option(view.name, option.name, default)
        chosen[option.name] = value if value in choices else default
    return chosen


def next_option(session: Session, view: View, option: Option) -> Session:
    """The session with the next value of one of a view's options; after the last comes the first."""
    choices = option.choices(session)
    at = choices.index(options_of(view, session)[option.name])
    return session.with_option(view.name, option.name, choices[(at + 1) % len(choices)])


def views_in(workspace: str) -> list[View]:
    """The views of one workspace, in the order of its tabs."""
    return [view for view in VIEWS.values() if view.workspace == workspace]


def shown_view(session: Session) -> View | None:
    """The view that the session's workspace shows; None for a name that is not there."""
    return VIEWS["network"] if session.workspace == "network" else VIEWS.get(session.view)
