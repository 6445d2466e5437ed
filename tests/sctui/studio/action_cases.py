"""For every action of the studio: how to get where its keys belong, and what has to change when one is pressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from textual.pilot import Pilot
from textual.widget import Widget

from sctui.session.setup import Setup
from sctui.session.state import Session, Zoom
from sctui.studio.app import Studio
from sctui.studio.shown import shown_on
from sctui.widgets.cards_pane import Cards
from sctui.widgets.choice import ChoiceRow
from sctui.widgets.devices_pane import DeviceTable
from sctui.widgets.editor import Editor
from sctui.widgets.entry import Entry
from sctui.widgets.file_line import FileLine
from sctui.widgets.file_row import FileRow
from sctui.widgets.linked_text import LinkedText
from sctui.widgets.menu import Menu
from sctui.widgets.model_list import ModelList
from sctui.widgets.parameters import Parameters
from sctui.widgets.plot import Plot
from sctui.widgets.problem_list import ProblemList
from sctui.widgets.slider import Slider
from sctui.widgets.suggestions import Suggestions
from sctui.widgets.text_pane import Listing
from sctui.widgets.tip import Tip
from tests.sctui.studio.device_rows import fill
from tests.sctui.studio.waiting import screen_text, until

Look = Callable[[Studio], object]

TEXT = """\
dv/dt=(-v+I)/tau

tau = 10  # [1, 100] time constant

# threshold: v > 1
# reset: v = 0
# input: I = constant(1.5)
# run: 100 ms, dt = 0.1 ms
"""
WRONG = TEXT.replace("tau = 10", "tua = 10").replace("reset", "rest")
SETUP = Setup(params={"C": 2.0}, method="rk4")
SMALL = Session(workspace="hardware", hardware="inspector", setup=Setup(model="lif"))
WRITING = Session(workspace="equations", text=TEXT, setup=Setup(source=TEXT))
MENDING = Session(workspace="equations", text=WRONG)


# -- where it begins ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A session, and how to get to the part of the screen where the keys are pressed."""

    session: Session = field(default_factory=Session)
    go: Callable[[Studio, Pilot[Any]], Awaitable[None]] | None = None


def at(find: Callable[[Studio], Widget | None], session: Session | None = None) -> Place:
    """The place where the keys go to the widget that is found."""

    async def go(studio: Studio, pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: find(studio) is not None, "the widget")
        widget = find(studio)
        assert widget is not None
        widget.focus()
        await until(pilot, lambda: studio.focused is widget, "the focus")

    return Place(session or Session(), go)


def first(kind: type[Widget], condition: Callable[[Any], bool] = lambda one: True) -> Callable[[Studio], Widget | None]:
    """The first widget of a kind that can be seen."""
    return lambda studio: next((one for one in studio.screen.query(kind) if one.region and condition(one)), None)


def _row(*begins: str) -> Callable[[Any], bool]:
    return lambda row: row.control.place[: len(begins)] == begins


def _drawn(plot: Plot) -> bool:
    return plot.plan is not None and plot.zoom == plot.app.session.zoom("trace")  # type: ignore[attr-defined]


ANYWHERE = at(first(Slider))
PLOT = at(first(Plot, _drawn))
PART = at(first(Plot, _drawn), Session(zooms={"trace": Zoom((50.0, 100.0), {"v (mV)": (-20.0, 20.0)}, "time")}))
SLIDER = at(first(Slider), Session(setup=SETUP))
SECOND = at(first(Slider, _row("param", "g_Na")))
METHOD = at(first(ChoiceRow, _row("run", "method")))
PROTOCOL = at(first(ChoiceRow, _row("protocol")))
PATH = at(first(FileRow), Session(setup=Setup(drives={"I": {"protocol": "file", "path": ""}})))
MODELS = at(first(ModelList, lambda one: one.rows))
CARDS = at(first(Cards), Session(view="experiments"))
PROGRAM = at(first(Listing, lambda one: one.text), Session(view="code"))
LINKED = at(first(LinkedText, lambda one: one.id == "equations" and one.marked), SMALL)
LINKED_NODES = at(first(LinkedText, lambda one: one.id == "dataflow" and one.marked), SMALL)
LINE = at(first(FileLine), WRITING)
WRONG_LINE = at(first(FileLine), MENDING)
EDITOR = at(first(Editor), WRITING)
PROBLEMS = at(first(ProblemList, lambda one: len(one.problems) > 1), MENDING)


async def _devices(studio: Studio, pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: first(DeviceTable)(studio), "the table")
    await fill(studio, pilot)
    studio.query_one(DeviceTable).focus()
    await until(pilot, lambda: isinstance(studio.focused, DeviceTable), "the focus")


DEVICES = Place(Session(workspace="hardware", hardware="devices", setup=Setup(model="lif")), _devices)


# -- what is looked at ----------------------------------------------------------------------------------------------


def session(name: str) -> Look:
    """A part of the session."""
    return lambda studio: getattr(studio.session, name)


def screen(studio: Studio) -> object:
    """Which screen is on top."""
    return type(studio.screen).__name__


def focus(studio: Studio) -> object:
    """What has the keys."""
    return studio.focused


def said(studio: Studio) -> object:
    """What the status line has said."""
    return tuple(studio._said or ())


def text(studio: Studio) -> object:
    """What stands in the editor."""
    return studio.query_one(Editor).plain


def of(kind: type[Widget], look: Callable[[Any], object]) -> Look:
    """Something of the first widget of a kind; None where there is none."""
    return lambda studio: next((look(one) for one in studio.screen.query(kind)), None)


tip = of(Tip, lambda one: one.display)
offered = of(Suggestions, lambda one: (one.display, one.chosen))
at_cursor = of(LinkedText, lambda one: [(text.at, text.scroll_offset) for text in one.screen.query(LinkedText)])
row = of(ModelList, lambda one: (one.at, one.rows))
option = of(Menu, lambda one: one._at)
shown = session("zooms")
crosshair: Look = lambda studio: (studio.session.cursor, studio.session.cursors)  # noqa: E731


class Case(NamedTuple):
    """Where, the keys pressed first, and what the action's own key has to change."""

    place: Place
    changes: Look
    before: tuple[str, ...] = ()


CASES: dict[str, Case] = {
    "workspace.analyse": Case(LINE, session("workspace")),
    "workspace.equations": Case(ANYWHERE, session("workspace")),
    "workspace.network": Case(ANYWHERE, session("workspace")),
    "workspace.hardware": Case(ANYWHERE, session("workspace")),
    "view.next": Case(ANYWHERE, session("view")),
    "view.previous": Case(ANYWHERE, session("view")),
    "run": Case(ANYWHERE, lambda studio: studio.desk._jobs.get("run")),
    "cancel": Case(
        Place(
            Session(view="heatmap", options={"heatmap": {"steps": "64"}}),
            lambda studio, pilot: until(pilot, lambda: studio.desk._jobs.get("main.0"), "the long operation"),
        ),
        lambda studio: "cancelled" in screen_text(studio),
    ),
    "pin.a": Case(ANYWHERE, session("a")),
    "pin.b": Case(ANYWHERE, session("b")),
    "pin.overlay": Case(ANYWHERE, session("multi")),
    "pin.clear": Case(ANYWHERE, session("multi"), ("u",)),
    "find": Case(ANYWHERE, focus),
    "drawer.models": Case(ANYWHERE, session("hidden")),
    "drawer.parameters": Case(ANYWHERE, session("hidden")),
    "help": Case(ANYWHERE, screen),
    "palette": Case(ANYWHERE, screen),
    "jump": Case(ANYWHERE, screen),
    "session.save": Case(ANYWHERE, screen),
    "session.open": Case(ANYWHERE, screen),
    "session.share": Case(ANYWHERE, screen),
    "session.link": Case(ANYWHERE, screen),
    "models.recent": Case(ANYWHERE, screen),
    "export": Case(ANYWHERE, screen),
    "export.copy": Case(ANYWHERE, screen),
    "recording": Case(ANYWHERE, screen),
    "recording.drop": Case(at(first(Slider), Session(overlay="/nowhere.csv")), session("overlay")),
    "theme": Case(ANYWHERE, screen),
    "messages": Case(ANYWHERE, screen),
    "redraw": Case(ANYWHERE, lambda studio: shown_on(studio.console).forgotten),
    "quit": Case(ANYWHERE, lambda studio: studio.is_running),
    "equations.edit_model": Case(ANYWHERE, session("workspace")),
    "plot.zoom_in": Case(PLOT, shown),
    "plot.zoom_out": Case(PART, shown),
    "plot.zoom_in_y": Case(PLOT, shown),
    "plot.zoom_out_y": Case(PART, shown),
    "plot.panel": Case(PLOT, of(Plot, lambda one: one.panel)),
    "plot.reset": Case(PART, shown),
    "plot.left": Case(PLOT, crosshair, ("x",)),
    "plot.right": Case(PART, shown),
    "plot.up": Case(PLOT, crosshair, ("x",)),
    "plot.down": Case(PART, shown),
    "plot.left_10": Case(PART, shown),
    "plot.right_10": Case(PLOT, crosshair, ("x",)),
    "plot.up_10": Case(PART, shown),
    "plot.down_10": Case(PLOT, crosshair, ("x",)),
    "plot.crosshair": Case(PLOT, crosshair),
    "parameters.up": Case(SECOND, focus),
    "parameters.down": Case(SECOND, focus),
    "parameters.page_up": Case(SECOND, focus),
    "parameters.page_down": Case(SECOND, focus),
    "parameters.section": Case(SECOND, focus),
    "parameters.presets": Case(SECOND, focus),
    "parameters.reset": Case(SLIDER, session("setup")),
    "parameters.seed": Case(SLIDER, session("setup")),
    "slider.less": Case(SLIDER, session("setup")),
    "slider.more": Case(SLIDER, session("setup")),
    "slider.less_10": Case(SLIDER, session("setup")),
    "slider.more_10": Case(SLIDER, session("setup")),
    "slider.less_fine": Case(SLIDER, session("setup")),
    "slider.more_fine": Case(SLIDER, session("setup")),
    "slider.low": Case(SLIDER, session("setup")),
    "slider.high": Case(SLIDER, session("setup")),
    "slider.default": Case(SLIDER, session("setup")),
    "slider.type": Case(SLIDER, focus),
    "path.type": Case(PATH, focus),
    "choice.open": Case(METHOD, focus),
    "choice.previous": Case(METHOD, session("setup"), ("right",)),
    "choice.next": Case(METHOD, session("setup")),
    "choice.default": Case(METHOD, session("setup"), ("right",)),
    "stimulus.add": Case(PROTOCOL, session("setup")),
    "stimulus.remove": Case(PROTOCOL, session("setup"), ("A",)),
    "menu.up": Case(METHOD, option, ("enter", "down")),
    "menu.down": Case(METHOD, option, ("enter",)),
    "menu.first": Case(METHOD, option, ("enter", "down")),
    "menu.last": Case(METHOD, option, ("enter",)),
    "menu.take": Case(METHOD, session("setup"), ("enter", "down")),
    "menu.close": Case(METHOD, focus, ("enter",)),
    "entry.close": Case(SLIDER, of(Entry, lambda one: one), ("enter",)),
    "text.copy": Case(PROGRAM, lambda studio: studio.clipboard),
    "linked.up": Case(LINKED, at_cursor, ("down",)),
    "linked.down": Case(LINKED, at_cursor),
    "linked.left": Case(LINKED, at_cursor, ("right",)),
    "linked.right": Case(LINKED, at_cursor),
    "linked.page_up": Case(LINKED, at_cursor, ("end",)),
    "linked.page_down": Case(LINKED, at_cursor),
    "linked.first": Case(LINKED, at_cursor),
    "linked.last": Case(LINKED, at_cursor),
    "linked.next": Case(LINKED_NODES, at_cursor, ("end",)),
    "linked.copy": Case(LINKED, lambda studio: studio.clipboard),
    "devices.up": Case(DEVICES, of(DeviceTable, lambda one: one.chosen)),
    "devices.down": Case(DEVICES, of(DeviceTable, lambda one: one.chosen)),
    "devices.route": Case(DEVICES, lambda studio: studio.desk._jobs.get("main.0.route")),
    "cards.up": Case(CARDS, of(Cards, lambda one: one._chosen)),
    "cards.down": Case(CARDS, of(Cards, lambda one: one._chosen)),
    "cards.open": Case(CARDS, session("view")),
    "browser.up": Case(MODELS, row),
    "browser.down": Case(MODELS, row),
    "browser.page_up": Case(MODELS, row),
    "browser.page_down": Case(MODELS, row),
    "browser.first": Case(MODELS, row),
    "browser.last": Case(MODELS, row),
    "browser.open": Case(MODELS, session("setup"), ("down",)),
    "browser.fold": Case(MODELS, row, ("left",)),
    "browser.unfold": Case(MODELS, row, ("left", "left")),
    "browser.favourite": Case(MODELS, session("favourites")),
    "browser.filter": Case(MODELS, row),
    "browser.filter_back": Case(MODELS, row),
    "browser.leave": Case(MODELS, row, ("f",)),
    "equations.write": Case(LINE, focus),
    "equations.switch": Case(EDITOR, focus),
    "equations.next": Case(WRONG_LINE, tip),
    "equations.previous": Case(WRONG_LINE, tip),
    "equations.fix": Case(WRONG_LINE, screen),
    "equations.format": Case(LINE, text),
    "equations.new": Case(LINE, screen),
    "equations.open": Case(LINE, screen),
    "equations.menu": Case(LINE, screen),
    "equations.save": Case(LINE, screen),
    "equations.save_as": Case(LINE, screen),
    "equations.external": Case(LINE, said),
    "equations.use": Case(LINE, session("workspace")),
    "equations.back": Case(LINE, of(Parameters, lambda one: one.has_class("shown")), ("p",)),
    "editor.complete": Case(EDITOR, offered, ("end", "+")),
    "editor.explain": Case(EDITOR, tip, ("right",)),
    "editor.leave": Case(EDITOR, focus),
    "editor.comment": Case(EDITOR, text),
    "editor.undo": Case(EDITOR, text, ("x",)),
    "editor.redo": Case(EDITOR, text, ("x", "ctrl+z")),
    "editor.cut": Case(EDITOR, text),
    "editor.copy": Case(EDITOR, lambda studio: studio.clipboard),
    "editor.paste": Case(EDITOR, text, ("ctrl+c",)),
    "editor.delete_line": Case(EDITOR, text),
    "completion.next": Case(EDITOR, offered, ("end", "+", "ctrl+space")),
    "completion.previous": Case(EDITOR, offered, ("end", "+", "ctrl+space")),
    "completion.take": Case(EDITOR, text, ("end", "+", "ctrl+space")),
    "completion.close": Case(EDITOR, offered, ("end", "+", "ctrl+space")),
    "problems.up": Case(PROBLEMS, of(ProblemList, lambda one: one._at), ("down",)),
    "problems.down": Case(PROBLEMS, of(ProblemList, lambda one: one._at)),
    "problems.go": Case(PROBLEMS, focus),
}
