"""Workspace 2, Equations: the text of a model at the left, what it does at the right, its problems below."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from kernels.errors import KernelsError
from sctui.session.own_text import is_kept, one_newline, shown_text
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.actions import ACTIONS, bindings, keys_text
from sctui.studio.current import session_of
from sctui.studio.messages import Announce, Change
from sctui.views.table import views_in
from sctui.widgets.editor import Editor
from sctui.widgets.file_line import FileLine
from sctui.widgets.handle import Handle
from sctui.widgets.parameters import Parameters
from sctui.widgets.plot import Plot
from sctui.widgets.problem_list import ProblemList
from sctui.widgets.stage import Stage
from sctui.widgets.suggestions import Suggestions
from sctui.widgets.tab_strip import TabStrip
from sctui.widgets.text_line import TextLine
from sctui.widgets.tip import Tip
from sctui.workspaces.equations_files import FileActions
from sctui.workspaces.equations_help import Help
from sctui.workspaces.equations_writing import Writing

NARROW, WIDE = (
    100,
    160,
)  # columns: below the first one part at a time, from the second on the parameters beside the plot
NOT_IN_MENU = {"equations.write", "equations.switch", "equations.back", "equations.menu"}
PARTS = (("writing", "Equations"), ("showing", "Plot"))


class Equations(Help, Writing, FileActions, Vertical):
    """Editor and plot side by side; on a narrow screen one of them at a time."""

    DEFAULT_CSS = """
    Equations { height: 1fr; layers: default popups; }
    Equations > #halves { height: 1fr; layers: default drawers; }
    Equations > #part { display: none; }
    Equations.narrow > #part { display: block; }
    Equations.narrow.plotting #writing, Equations.narrow.writing #showing { display: none; }
    Equations #writing, Equations #showing { width: 1fr; height: 1fr; }
    Equations.wide #writing { width: 80; }
    Equations #showing { border-left: vkey $foreground 40%; }
    Equations.narrow #showing { border-left: none; }
    Equations #showing > #tabs { height: 1; }
    Equations #stale { color: $warning; text-style: bold; display: none; width: 18; }
    Equations #stale.shown { display: block; }
    Equations #parameters { display: none; layer: drawers; dock: right; width: 44; max-width: 100%;
                            background: $background; border-left: vkey $foreground 40%; }
    Equations #parameters.shown { display: block; }
    Equations.wide #parameters { layer: default; dock: none; width: 34; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("equations")

    def compose(self) -> ComposeResult:
        """The parts."""
        yield TabStrip(PARTS, "writing", id="part")
        with Horizontal(id="halves"):
            with Vertical(id="writing"):
                yield FileLine()
                yield Editor(id="editor")
            with Vertical(id="showing"):
                with Horizontal(id="tabs"):
                    titles = [(view.name, view.title) for view in views_in("analyse")]
                    yield TabStrip(titles, session_of(self).view, id="views")
                    yield TextLine(" STALE: last good ", id="stale")
                    yield Handle("p", "parameters")
                yield Stage(place="equations.")
            yield Parameters(id="parameters")
        yield ProblemList(id="problems")
        yield Suggestions()
        yield Tip()

    def on_mount(self) -> None:
        """What has the keys at first are not the letters that the editor takes: those of the studio still count."""
        self.add_class("writing")
        self._arrange_drawer()
        self.query_one(FileLine).focus()

    # -- the layout ---------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """One part or both."""
        width, height = event.size
        self.set_class(width < NARROW, "narrow")
        self.set_class(width >= WIDE, "wide")
        self.query_one(ProblemList).styles.height = max(height // 8, 2)
        self.close_popups()

    def _show_part(self, part: str) -> None:
        self.set_class(part == "writing", "writing")
        self.set_class(part == "showing", "plotting")
        self.query_one("#part", TabStrip).choose(part)

    def action_write(self) -> None:
        """To the editor."""
        self._show_part("writing")
        self.editor.focus()

    def leave_editor(self) -> None:
        """To the plot; on a narrow screen to the line over the editor, so that the text stays in sight."""
        plots = self.query(Plot)
        if self.has_class("narrow") or not plots:
            self.query_one(FileLine).focus()
        else:
            plots.first().focus()

    def action_switch(self) -> None:
        """From the editor to the plot, or back."""
        if self.has_class("narrow") and self.has_class("plotting"):
            self.action_write()
        elif self.editor.has_focus or self.has_class("narrow"):
            self._show_part("showing")
            plots = self.query(Plot)
            if plots:
                plots.first().focus()
        else:
            self.action_write()

    def action_back(self) -> None:
        """Close what lies over the rest; where nothing does, the key means what it means everywhere."""
        if self.query_one(Tip).display or self.query_one(Suggestions).display:
            self.close_popups()
        elif self.query_one("#parameters").has_class("shown"):
            self.drawer("parameters")
        else:
            raise SkipAction

    def drawer(self, which: str) -> None:
        """Show or hide the parameters; the list of models is in Analyse."""
        if which == "parameters":
            panel = self.query_one(Parameters)
            panel.toggle_class("shown")
            self._arrange_drawer()
            if panel.has_class("shown"):
                self._show_part("showing")
                panel.session_changed(session_of(self))
                self.call_after_refresh(panel.focus_rows)
            else:
                self.leave_editor()

    def _arrange_drawer(self) -> None:
        self.query_one(Handle).show(self.query_one("#parameters").has_class("shown"))

    def on_handle_clicked(self, event: Handle.Clicked) -> None:
        """The parameters are to be shown or hidden."""
        event.stop()
        self.drawer(event.panel)

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """A view, or on a narrow screen a part, was clicked."""
        event.stop()
        if event.strip.id == "part":
            self._show_part(event.name)
        else:
            self.post_message(Change(replace(session_of(self), view=event.name)))

    def step_view(self, by: int) -> None:
        """The view `by` places to the right; round at the ends."""
        names, session = [view.name for view in views_in("analyse")], session_of(self)
        at = names.index(session.view) if session.view in names else 0
        self.post_message(Change(replace(session, view=names[(at + by) % len(names)])))

    # -- the session --------------------------------------------------------------------------------------------

    async def session_changed(self, before: Session, session: Session, *, settled: bool) -> None:
        """Show what has changed. `settled`: no change has come for a while, so the views may be asked."""
        entered = not before.setup.source and not before.setup.model
        if entered:
            self.forget_sending()
            if self.screen.focused is None:
                self.query_one(FileLine).focus()
        self.follow_session(session.text)
        if entered or (before.setup.subject != session.setup.subject and self.was_chosen_elsewhere(session.setup)):
            self._meet(session, entered=entered)
        panel = self.query_one(Parameters)
        if before.setup != session.setup and panel.has_class("shown"):
            panel.session_changed(session)
        self.query_one("#views", TabStrip).choose(session.view)
        self.show_state(session)
        stage = self.query_one(Stage)
        if settled:
            await stage.show(session)
            self.check_run(session)
        stage.show_zoom(session)

    def _meet(self, session: Session, *, entered: bool) -> None:
        """What is run and what is in the editor are brought together.

        The editor takes the text of what is run, unless that would drop a text that is kept nowhere: then that one is
        run where the workspace is entered, and else the plot is marked as that of something else.
        """
        try:
            running = one_newline(shown_text(session.setup))
        except KernelsError as error:
            self.post_message(Announce(str(error), problem=True))
            return
        text = one_newline(session.text)
        if text == running:
            return
        if is_kept(session):
            self.load(running)
            self.send(text=running, path="")
        elif entered and not session.setup.source and self.analysis.model is not None:
            self.post_message(Announce(f"these are your equations; ctrl+r opens {session.setup.model} again"))
            self.tell(Setup(model=session.setup.model))

    async def run_again(self) -> None:
        """Ask anew for what is on the screen."""
        await self.query_one(Stage).show(session_of(self), again=True)

    def action_menu(self) -> None:
        """All that can be done with the equations."""
        from sctui.screens.choice import Choice, Item  # the modals come with their first use

        found = [one for one in ACTIONS if one.scope == "equations" and one.id not in NOT_IN_MENU]

        async def chosen(action: str | None) -> None:
            if action is not None:
                await self.run_action(action)

        items = [Item(one.action, one.title, f"{keys_text(one).partition(' ')[0]:7} {one.help}") for one in found]
        self.app.push_screen(Choice("Equations", items), chosen)

    def on_file_line_menu_asked(self, event: FileLine.MenuAsked) -> None:
        """The menu was clicked."""
        event.stop()
        self.action_menu()

    def action_use(self) -> None:
        """To Analyse, with these equations where they have no error."""
        self.analyse_now()
        if self.analysis.model is None:
            self.post_message(Announce("the text has errors: f8 goes to the first of them", problem=True))
            return
        self.tell(session_of(self).setup, workspace="analyse")
