"""The views in one table: it feeds the tab strip, the palette, the help, the worker and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from sctui.session.state import Session


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a view offers while it is shown: `key` takes the next of `values`; the first is the default."""

    name: str
    key: str
    title: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One view. Its module is `sctui.views.<name>` with dashes as underscores; it is imported when it is first shown.

    `operation` is the operation whose result it draws. `long`: takes more than a blink, so it runs in the second
    worker process and shows a bar. `companions`: views that a wide screen shows beside it. `pane` names the widget
    that shows it, where a plot with its caption is not enough.
    """

    name: str
    title: str
    operation: str
    help: str
    options: tuple[Option, ...] = ()
    long: bool = False
    companions: tuple[str, ...] = ("trace", "phase")
    pane: str = "plot"

    @property
    def module(self) -> ViewModule:
        """What the view does."""
        return cast(ViewModule, import_module(f"sctui.views.{self.name.replace('-', '_')}"))


class ViewModule(Protocol):
    """What a view's module holds. `request` runs in the front-end (no numpy), the others in the worker process.

    `options` has a value for each of the view's options. Optional: `partial(values, request)`, the figures of what a
    long operation knows so far (`values` as the operation's progress gives them).
    """

    @staticmethod
    def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
        """The request for the view's operation. RequestError in one line where the session lacks something."""

    @staticmethod
    def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
        """Rows of figures (`sctui.plots.figure.Figure`), from top to bottom and left to right."""

    @staticmethod
    def readout(result: Any, options: dict[str, str]) -> str:
        """One line of numbers under the plot."""


_TABLE = (
    View(
        "trace",
        "Trace",
        "simulate",
        "voltage and other states, spikes and the stimulus over time",
        (
            Option("states", "s", "states", ("model's choice", "all", "first")),
            Option("current", "i", "stimulus", ("shown", "hidden")),
            Option("raster", "r", "spikes", ("shown", "hidden")),
        ),
        companions=("phase", "isi"),
    ),
    View("fi", "f-I", "fi-curve", "firing rate against constant drive", long=True),
)

VIEWS: dict[str, View] = {view.name: view for view in _TABLE}


def options_of(view: View, session: Session) -> dict[str, str]:
    """What each option of a view stands at; a value that the view does not know counts as the default."""
    chosen = {}
    for option in view.options:
        value = session.option(view.name, option.name, option.values[0])
        chosen[option.name] = value if value in option.values else option.values[0]
    return chosen


def next_option(session: Session, view: View, option: Option) -> Session:
    """The session with the next value of one of a view's options; after the last comes the first."""
    at = option.values.index(options_of(view, session)[option.name])
    return session.with_option(view.name, option.name, option.values[(at + 1) % len(option.values)])
