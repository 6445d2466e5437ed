"""A pane: one view with its title, its plots and its line of numbers; it asks for its answer and shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from kernels.errors import Cancelled, KernelsError
from kernels.worker_job import Progress, Result
from sctui.session.state import Session
from sctui.studio.current import desk_of, own_keys_of, session_of, show_bar
from sctui.studio.messages import Announce, Change
from sctui.studio.option_keys import option_keys_text
from sctui.views.request import view_request
from sctui.views.table import VIEWS, View, next_option, options_of
from sctui.widgets.caption import Caption
from sctui.widgets.plot import Plot
from sctui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from sctui.plots.figure import Figure


class Pane(Vertical):
    """One view on the screen. `channel` is its place: newer requests of it take the place of older ones."""

    DEFAULT_CSS = """
    Pane { height: 1fr; width: 1fr; }
    Pane > .pane-title { height: 1; color: $text-muted; }
    Pane > .pane-title.focused { color: $accent; text-style: bold; }
    Pane > .pane-title.focused:nocolor { text-style: bold underline; }
    Pane > .pane-facts { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    Pane > .pane-readout { height: 1; color: $text-muted; }
    Pane .plot-row { height: 1fr; }
    """

    def __init__(self, view: View, channel: str) -> None:
        super().__init__()
        self.view = view
        self._channel = channel
        self._asked: dict[str, Any] | None = None  # what the picture on the screen answers
        self._title = Caption(classes="pane-title")
        self._place = Vertical()
        self._facts = Static("", classes="pane-facts", markup=False)
        self._facts.display = False
        self._readout = TextLine(classes="pane-readout")
        self._plots: list[list[Plot]] = []

    def compose(self) -> ComposeResult:
        """Title, plots, numbers."""
        yield self._title
        yield self._facts
        yield self._place
        yield self._readout

    def on_descendant_focus(self) -> None:
        """Keys come here: the title says so."""
        self._title.add_class("focused")

    def on_descendant_blur(self) -> None:
        """They go elsewhere."""
        self._title.remove_class("focused")

    def ask(self, session: Session, *, again: bool = False) -> None:
        """Ask for what the session shows now, unless this is on its way or on the screen; `again` asks in any case."""
        options = options_of(self.view, session)
        self._caption(options)
        try:
            request = view_request(self.view, session)
        except KernelsError as error:
            self.show_problem(str(error))
            return
        if request == self._asked and not again:
            return
        self._asked = request
        desk_of(self).ask(
            self._channel,
            "view",
            request,
            long=self.view.long,
            on_result=self._answered,
            on_error=self._refused,
            on_progress=self._progressed if self.view.long else None,
        )

    @property
    def readout(self) -> str:
        """The line of numbers under the plots."""
        return self._readout.text

    def leave(self) -> None:
        """Nothing that is on its way is wanted: this pane will be taken away."""
        desk_of(self).leave(self._channel)

    def change_view(self, view: View) -> None:
        """Show another view in this place."""
        if view.name != self.view.name:
            desk_of(self).cancel(self._channel)
            self.view = view
            self._asked = None
            self._readout.say("")
            for row in self._plots:  # another view's picture would stand under this one's title
                for plot in row:
                    plot.show(None)

    def show_zoom(self, session: Session) -> None:
        """The part of the plots that the session shows, and its crosshair."""
        for row in self._plots:
            for plot in row:
                plot.show_part(session.zoom(self.view.name), session.places())

    def show_problem(self, text: str) -> None:
        """Why there is no picture; the last one stays."""
        self._readout.say(text)

    def _answered(self, result: Result) -> None:
        from sctui.plots.message import from_message  # numpy comes with the first answer

        show_bar(self, self.view.title, None)
        self._show(from_message(result.values["figures"], result.arrays))
        self._show_text(result.values.get("text", ""))
        self._readout.say(result.values["readout"])
        for warning in result.values["warnings"]:
            self.post_message(Announce(warning, problem=True))

    def _progressed(self, progress: Progress) -> None:
        show_bar(self, self.view.title, progress.fraction)
        if "figures" in progress.values:
            import numpy as np

            from sctui.plots.message import from_message

            arrays = {name: np.array(one, dtype=float) for name, one in progress.values["arrays"].items()}
            self._show(from_message(progress.values["figures"], arrays))
            if "text" in progress.values:
                self._show_text(progress.values["text"])

    def _refused(self, error: KernelsError) -> None:
        show_bar(self, self.view.title, None)
        self._asked = None
        if not isinstance(error, Cancelled):
            self.show_problem(str(error))

    def _show(self, rows: tuple[tuple[Figure, ...], ...]) -> None:
        """The figures, in plots that are there already where their number is the same."""
        if [len(row) for row in self._plots] != [len(row) for row in rows]:
            self._plots = [[Plot() for _ in row] for row in rows]
            self._place.remove_children()
            self._place.mount_all([Horizontal(*row, classes="plot-row") for row in self._plots])
        self.show_zoom(session_of(self))
        for plots, figures in zip(self._plots, rows, strict=True):
            for plot, figure in zip(plots, figures, strict=True):
                plot.show(figure)

    def _show_text(self, text: str) -> None:
        """The text of a view that has one: a few lines over the plots."""
        shown = "\n".join(f" {line}" for line in text.splitlines()[: max(self.size.height // 2, 1)])
        if shown != self._facts.content:  # each update lays out the screen anew
            self._facts.display = bool(shown)
            self._facts.update(shown)

    def _caption(self, options: Mapping[str, str]) -> None:
        own = own_keys_of(self)
        parts = [
            (one.name, f"{option_keys_text(self.view, one, own)} {one.title}: {options[one.name]}".lstrip())
            for one in self.view.options
            if options
        ]
        self._title.show(self.view.title, parts)

    def on_caption_clicked(self, event: Caption.Clicked) -> None:
        """An option was clicked."""
        event.stop()
        session = session_of(self)
        option = next(one for one in self.view.options if one.name == event.option)
        self.post_message(Change(next_option(session, self.view, option, event.by)))

    def on_plot_zoomed(self, event: Plot.Zoomed) -> None:
        """Another part is to be shown: that is the session's."""
        event.stop()
        self.post_message(Change(session_of(self).with_zoom(self.view.name, event.zoom)))

    def on_plot_cursor_moved(self, event: Plot.CursorMoved) -> None:
        """The crosshair is elsewhere, in other views over the same axis too."""
        event.stop()
        self.post_message(Change(session_of(self).with_places(event.places)))


def view_of(name: str) -> View:
    """A view by name; the first one for a name that is not there (from an older session)."""
    return VIEWS.get(name) or next(iter(VIEWS.values()))
