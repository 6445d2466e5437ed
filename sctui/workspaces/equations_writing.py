"""What happens while equations are written: problems, completions, explanations, fixes, and the run that follows."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import TextArea

from kernels.errors import Cancelled, KernelsError, NumericalError
from kernels.language.analysis import Analysis, analyse
from kernels.language.diagnostic import Diagnostic
from kernels.language.model import Model
from kernels.language.syntax.tree import Directive
from kernels.worker_job import Result
from sctui.session.own_text import Followed, follow, one_newline, shown_text
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.session.subject import model_of
from sctui.studio.current import desk_of, session_of
from sctui.studio.messages import Announce, Change
from sctui.widgets.editor import Editor
from sctui.widgets.file_line import FileLine
from sctui.widgets.problem_list import ProblemList
from sctui.widgets.tip import Tip

PAUSE = 0.1  # seconds without a change until the text is looked at
FEWEST_LETTERS = 2  # of a word until completions are offered unasked
MOST_ON_THE_WAY = 50  # texts that were handed to the session and have not come back


class Writing(Vertical):
    """The part of the Equations workspace between the keys and the session."""

    analysis: Analysis = analyse("")
    _in_session = ""  # the text that the session held last
    _looked_at = ""  # the text that was analysed last
    _sending: Session | None = None  # asked for, and not yet there
    _looking: Timer | None = None
    _said_at = (0, 0)  # where the cursor was when something was said or offered
    _run_problem: Diagnostic | None = None
    _checked: tuple[str, object] | None = None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sent: deque[str] = deque(maxlen=MOST_ON_THE_WAY)

    @property
    def editor(self) -> Editor:
        """Where the text is."""
        return self.query_one(Editor)

    def leave_editor(self) -> None:
        """Give the keys to something else."""
        raise NotImplementedError

    def action_write(self) -> None:
        """To the editor."""
        raise NotImplementedError

    def close_popups(self) -> None:
        """Neither completions nor a tip."""
        raise NotImplementedError

    def offer(self, *, asked: bool = False, unasked: bool = False) -> None:
        """Completions for the word at the cursor."""
        raise NotImplementedError

    # -- the text and the session -------------------------------------------------------------------------------

    def load(self, text: str) -> None:
        """Another text; what could be undone belonged to the one before."""
        editor = self.editor
        if one_newline(text) != editor.plain:
            editor.load_text(text)
            editor.move_cursor((0, 0))
        self.analyse_now(send=False)

    def send(self, **changes: Any) -> None:
        """Asks for another session: the one that is there, or already asked for, with these fields changed."""
        base = self._sending or session_of(self)
        new = replace(base, **changes)
        if new != base:
            self._sending = new
            self._sent.append(new.text)
            self.post_message(Change(new))

    def follow_session(self, text: str) -> None:
        """The session holds a text: one that came from here, or another one to be shown."""
        if self._sending is not None and self._sending.text == text:
            self._sending = None
        if text == self._in_session:
            return
        self._in_session = text
        if text not in self._sent:
            self.load(text)
            return
        while self._sent.popleft() != text:  # those before it were overtaken
            pass

    def forget_sending(self) -> None:
        """What was asked for while the workspace was left is no more waited for."""
        self._sending = None
        self._sent.clear()

    def was_chosen_elsewhere(self, setup: Setup) -> bool:
        """Whether a setup runs something that does not come from here."""
        return self._sending is None and not runs(setup, self._looked_at)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The text has changed: look at it when the writer pauses."""
        event.stop()
        if self.editor.offering:
            self.offer()
        elif not self.editor.typed:
            self.close_popups()
        self.query_one(Tip).close()
        if self._looking is not None:
            self._looking.stop()
        self._looking = self.set_timer(PAUSE, self._paused)

    def _paused(self) -> None:
        changed = self.editor.plain != self._looked_at
        self.analyse_now()
        if changed and self.editor.typed and self.editor.has_focus:
            self.offer(unasked=True)

    def analyse_now(self, *, send: bool = True) -> None:
        """Look at the text: its problems are shown, and where it has changed the session is told."""
        if self._looking is not None:
            self._looking.stop()
        text = self.editor.plain
        changed = text != self._looked_at
        if changed:
            self.analysis = analyse(text)
            self._looked_at = text
            self._run_problem = None
        self._show_problems()
        if send and changed:
            self.tell((self._sending or session_of(self)).setup)
        self.show_state(session_of(self))

    def tell(self, setup: Setup, **changes: Any) -> None:
        """The session gets the text, and where it has no error it is run with the values of `setup`."""
        followed = self.followed(setup)
        self.send(text=self._looked_at, setup=followed.setup, **changes)
        if followed.dropped:
            names = ", ".join(followed.dropped)
            self.post_message(Announce(f"the text decides again over {names}"))

    def followed(self, setup: Setup) -> Followed:
        """The setup running the text that was looked at; the one given where that has errors, or is run already."""
        if self.analysis.model is None or runs(setup, self._looked_at):
            return Followed(setup, ())
        return follow(setup, self._looked_at, self.analysis.model, _model(setup))

    # -- what is shown of it ------------------------------------------------------------------------------------

    def problems(self) -> tuple[Diagnostic, ...]:
        """The problems of the text, and of its run."""
        return self.analysis.diagnostics + (() if self._run_problem is None else (self._run_problem,))

    def _show_problems(self) -> None:
        found = self.problems()
        self.editor.show_analysis(self._looked_at, self.analysis._replace(diagnostics=found))
        self.query_one(ProblemList).show(self._looked_at, found)

    def show_state(self, session: Session) -> None:
        """Which file this is, where the cursor is, and whether the plot is of this text."""
        row, column = self.editor.cursor_location
        errors = sum(one.severity == "error" for one in self.analysis.diagnostics)
        stale = not runs(session.setup, self._looked_at) and (errors > 0 or self._sending is None)
        said = [Path(session.path).name or "not in a file", "esc leaves" if self.editor.has_focus else "enter writes"]
        if stale and not session.setup.source:
            said.append(f"plot: {session.setup.model}")
        self.query_one(FileLine).show(" · ".join(said), f"{row + 1}:{column + 1}")
        self.query_one("#stale").set_class(stale, "shown")

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The cursor has moved: what was said about its old place is of no use."""
        event.stop()
        if not self.editor.typed and self.editor.cursor_location != self._said_at:
            self.close_popups()
        self.show_state(session_of(self))

    def on_descendant_focus(self) -> None:
        """The hint on the line over the editor."""
        self.show_state(session_of(self))

    def on_descendant_blur(self) -> None:
        """A list of completions belongs to a cursor that is seen."""
        if not self.editor.has_focus:
            self.close_popups()

    # -- the run --------------------------------------------------------------------------------------------------

    def check_run(self, session: Session) -> None:
        """Ask whether the run of this text ends well; what is wrong with it is listed at the line of the state."""
        text = self._looked_at
        if (
            self.analysis.model is None
            or not runs(session.setup, text)
            or session.dragging
            or self._checked == (text, session.setup)
        ):
            return
        self._checked = (text, session.setup)

        def well(result: Result) -> None:
            self._set_run_problem(text, None)

        def badly(error: KernelsError) -> None:
            self._checked = None
            if not isinstance(error, Cancelled):
                self._set_run_problem(text, self._located(error))

        desk_of(self).ask("equations.run", "spikes", session.setup.request(), on_result=well, on_error=badly)

    def _set_run_problem(self, text: str, problem: Diagnostic | None) -> None:
        if text == self._looked_at and problem != self._run_problem:
            self._run_problem = problem
            self._show_problems()

    def _located(self, error: KernelsError) -> Diagnostic:
        """An error of the run as a problem of the text: at the state's line, else at the `run` line or the first."""
        state = error.state if isinstance(error, NumericalError) else None
        info = self.analysis.names.get(state or "")
        runs = [one for one in self.analysis.document.statements if isinstance(one, Directive) and one.key == "run"]
        start, end = info.span if info is not None else runs[0].key_span if runs else (0, 0)
        return Diagnostic("run", "error", start, end, str(error))


def runs(setup: Setup, text: str) -> bool:
    """Whether a setup runs this very text."""
    try:
        return one_newline(shown_text(setup)) == text
    except KernelsError:  # the library has no such model any more
        return False


def _model(setup: Setup) -> Model | None:
    try:
        return model_of(setup)
    except KernelsError:  # nothing ran until now
        return None
