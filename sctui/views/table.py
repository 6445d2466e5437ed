"""The views in one table: it feeds the tab strip, the palette, the help, the worker and the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Protocol, cast

from kernels.errors import KernelsError
from kernels.language.model import Model
from sctui.session.state import Session
from sctui.session.subject import model_of
from sctui.views.circuit import OPEN


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a view offers while it is shown: `key` takes the next of its values.

    The values are fixed, or names of the model's (`of`: "states", "inputs", "adjustable": inputs and parameters). The
    default is the one at place `default`. Views whose options have the same name in `shared` have one value for them.
    """

    name: str
    key: str
    title: str
    values: tuple[str, ...] = ()
    of: str = ""
    default: int = 0
    shared: str = ""

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
    of text, or lines over the plots. `data(result, options)`: plain values for a pane of its own kind.
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


# what the views of the hardware have in common: one value for all of them
_FORMAT = Option("format", "k", "format", ("16", "Q8.8", "20", "24", "32", "12", "8", "auto"), shared="hardware")
_GUARD = Option("guard", "h", "guard bits", (OPEN, "0", "4", "8", "12", "20"), shared="hardware")
_ARCHITECTURE = Option("arch", "v", "architecture", ("single", "shared", "array"), shared="hardware")
_SYNTHESISED = Option("arch", "v", "architecture", ("shared", "single"), shared="synthesis")

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
    View(
        "rtl",
        "Verilog",
        "compile",
        "the model as Verilog, with its testbench, vectors and core file, and what is known about it",
        (
            _FORMAT,
            _GUARD,
            _ARCHITECTURE,
            Option("file", "t", "file", ("module", "testbench", "vectors", "core", "properties", "proof")),
        ),
        long=True,
        companions=(),
        pane="verilog",
        workspace="hardware",
    ),
    View(
        "precision",
        "Precision",
        "precision",
        "a float64 run beside the bit-true run of the circuit: errors, spikes, saturations",
        (_FORMAT, _GUARD),
        long=True,
        companions=(),
        pane="precision",
        workspace="hardware",
    ),
    View(
        "inspector",
        "Inspector",
        "ir/inspect",
        "equations, dataflow and Verilog side by side: what belongs together is marked in all three",
        (_FORMAT, _GUARD, _ARCHITECTURE),
        long=True,
        companions=(),
        pane="inspector",
        workspace="hardware",
    ),
    View(
        "devices",
        "FPGAs",
        "synth/multi-target",
        "what the circuit needs of four FPGAs, estimated at once and then by Yosys, and how many neurons fit",
        (_FORMAT, _GUARD, _SYNTHESISED),
        long=True,
        companions=(),
        pane="devices",
        workspace="hardware",
    ),
)

VIEWS: dict[str, View] = {view.name: view for view in _TABLE}


def options_of(view: View, session: Session) -> dict[str, str]:
    """What each option of a view stands at; a value that the view does not know counts as the default."""
    chosen = {}
    for option in view.options:
        choices = option.choices(session)
        default = choices[min(option.default, len(choices) - 1)]
        value = session.option(option.shared or view.name, option.name, default)
        chosen[option.name] = value if value in choices else default
    return chosen


def next_option(session: Session, view: View, option: Option, by: int = 1) -> Session:
    """The session with the next value of one of a view's options, or the one before; after the last comes the first."""
    choices = option.choices(session)
    at = choices.index(options_of(view, session)[option.name])
    return with_option(session, view, option, choices[(at + by) % len(choices)])


def with_option(session: Session, view: View, option: Option, value: str) -> Session:
    """The session with one of a view's options at a value."""
    return session.with_option(option.shared or view.name, option.name, value)


def views_in(workspace: str) -> list[View]:
    """The views of one workspace, in the order of its tabs."""
    return [view for view in VIEWS.values() if view.workspace == workspace]


def shown_view(session: Session) -> View | None:
    """The view that the session's workspace shows; None for a name that is not there."""
    names = {"network": "network", "hardware": session.hardware}
    return VIEWS.get(names.get(session.workspace, session.view))


def with_view(session: Session, name: str) -> Session:
    """The session with a view on the screen, in the workspace that has it."""
    workspace = VIEWS[name].workspace
    if workspace == "network":
        return replace(session, workspace="network")
    if workspace == "hardware":
        return replace(session, workspace="hardware", hardware=name)
    return replace(session, view=name, workspace="equations" if session.workspace == "equations" else "analyse")
