"""What happens while equations are written: problems, completions, explanations, fixes, and the run that follows."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from textual.containers import Vertical
from textual.geometry import Offset
from textual.timer import Timer
from textual.widgets import TextArea

from kernels.errors import Cancelled, KernelsError, NumericalError
from kernels.language.analysis import Analysis, analyse
from kernels.language.completion import completions
from kernels.language.diagnostic import Diagnostic
from kernels.language.hover import hover
from kernels.language.model import Model
from kernels.language.printer import format_text
from kernels.language.tree import Directive
from kernels.worker_job import Result
from sctui.fixes import apply_edits, fix_all
from sctui.session.own_text import Followed, follow, one_newline, shown_text
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.session.subject import model_of
from sctui.studio.current import desk_of, session_of
from sctui.studio.messages import Announce, Change
from sctui.widgets.editor import Editor
from sctui.widgets.file_line import FileLine
from sctui.widgets.problem_list import ProblemList
from sctui.widgets.suggestions import Suggestions
from sctui.widgets.tip import Tip, hover_lines, problem_lines

PAUSE = 0.1  # seconds without a change until the text is looked at
FEWEST_LETTERS = 2  # of a word until completions are offered unasked
MOST_ON_THE_WAY = 50  # texts that were handed to the session and have not come back


class Writing(Vertical):
    """The part of the Equations workspace between the keys and the session."""

    analysis: Analysis = analyse("")
    _in_session = ""  # the text that the session held last
    _looked_at = ""  # the text that was analysed last
    _told: tuple[str, Setup] | None = None  # what the session was told last
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

    # -- the text and the session -------------------------------------------------------------------------------

    def load(self, text: str) -> None:
        """Another text; what could be undone belonged to the one before."""
        editor = self.editor
        if one_newline(text) != editor.plain:
            editor.load_text(one_newline(text))
            editor.move_cursor((0, 0))
        self.analyse_now(send=False)

    def was_sent_now(self, text: str) -> None:
        """A text on its way to the session."""
        self._sent.append(text)

    def follow_session(self, text: str) -> None:
        """The session holds a text: one that came from here, or another one to be shown."""
        if text == self._in_session:
            return
        self._in_session = text
        if text not in self._sent:
            self.load(text)
            return
        while self._sent.popleft() != text:  # those before it were overtaken
            pass

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The text has changed: look at it when the writer pauses."""
        event.stop()
        if self.editor.offering:
            self._offer()
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
            self._offer(unasked=True)

    def analyse_now(self, *, send: bool = True) -> None:
        """Look at the text: its problems are shown, and the session is told."""
        if self._looking is not None:
            self._looking.stop()
        text = self.editor.plain
        if text != self._looked_at:
            self.analysis = analyse(text)
            self._looked_at = text
            self._run_problem = None
        self._show_problems()
        if send:
            self.tell(session_of(self).setup)
        self.show_state(session_of(self))

    def tell(self, setup: Setup) -> None:
        """The session gets the text, and where it has no error it is run with the values of `setup`."""
        session, text = session_of(self), self._looked_at
        followed = self.followed(setup)
        new = replace(session, text=text, setup=followed.setup)
        if new == session or (text in self._sent and self._told == (text, followed.setup)):
            return  # it is known, or on its way
        self._sent.append(text)
        self._told = text, followed.setup
        self.post_message(Change(new))
        if followed.dropped:
            names = ", ".join(followed.dropped)
            self.post_message(Announce(f"the text decides again over {names}"))

    def followed(self, setup: Setup) -> Followed:
        """The setup running the text that was looked at; the one given where that has errors, or is run already."""
        if self.analysis.model is None or _runs(setup, self._looked_at):
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
        stale = errors > 0 and not _runs(session.setup, self._looked_at)
        said = [session.path or "not in a file", "esc leaves" if self.editor.has_focus else "enter writes"]
        if stale and not session.setup.source:
            said.append(f"the plot is of {session.setup.model}")
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
        if self.analysis.model is None or not _runs(session.setup, text) or session.dragging or self._checked == (text, session.setup):
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

    # -- problems and fixes -----------------------------------------------------------------------------------------

    def action_problem(self, by: int) -> None:
        """The next or previous problem, with what is wrong; round at the ends."""
        self.analyse_now()
        found = sorted(self.problems(), key=lambda one: one.start)
        if not found:
            self.post_message(Announce("no problems"))
            return
        at = self.editor.offset_of_cursor
        ahead = [one for one in found if one.start > at] if by > 0 else [one for one in found if one.start < at]
        self._go_to((ahead or found)[0 if by > 0 else -1])

    def on_problem_list_chosen(self, event: ProblemList.Chosen) -> None:
        """A problem was chosen in the list."""
        event.stop()
        self._go_to(event.problem)

    def _go_to(self, problem: Diagnostic) -> None:
        self.action_write()
        self.editor.typed = False
        self.editor.go_to(problem.start)
        self.query_one(ProblemList).mark(problem)
        self.call_after_refresh(self._tip, problem_lines(problem, self.size.width))

    def action_write(self) -> None:
        """To the editor."""
        self.editor.focus()

    def action_fix(self) -> None:
        """The fixes of the problem at the cursor, or of the next one that has any; a single one is still asked for."""
        from sctui.screens.choice import Choice, Item  # the modals come with their first use

        self.analyse_now()
        text, at = self._looked_at, self.editor.offset_of_cursor
        problem = _fixable(text, self.problems(), at)
        if problem is None:
            self.post_message(Announce("nothing here that a fix is known for"))
            return
        items = [Item(str(n), fix.title, key=str(n + 1)) for n, fix in enumerate(problem.fixes)]
        items.append(Item("all", "Fix all", "the first fix of every problem", key="a"))

        def chosen(value: str | None) -> None:
            if value is None or self.editor.plain != text:
                return
            if value == "all":
                fixed, applied = fix_all(text, lambda now: analyse(now).diagnostics)
                self.post_message(Announce(f"{len(applied)} fixed"))
            else:
                fixed = apply_edits(text, problem.fixes[int(value)].edits)
            self._put(fixed)

        self.app.push_screen(Choice(problem.message, items), chosen)

    def action_format(self) -> None:
        """The text in its usual form."""
        text = self.editor.plain
        formatted = format_text(text)
        self._put(formatted)
        self.post_message(Announce("formatted" if formatted != text else "the text has its usual form"))

    def _put(self, text: str) -> None:
        self.editor.typed = False
        self.editor.put(text)
        self.analyse_now()

    # -- completions and explanations -------------------------------------------------------------------------------

    def on_editor_asked(self, event: Editor.Asked) -> None:
        """A key of the editor."""
        event.stop()
        suggestions = self.query_one(Suggestions)
        if event.what == "complete":
            self._offer(asked=True)
        elif event.what == "hover":
            self._explain(self.editor.offset_of_cursor)
        elif event.what == "next":
            suggestions.move(1)
        elif event.what == "previous":
            suggestions.move(-1)
        elif event.what == "take":
            self._take()
        elif event.what == "close" or suggestions.display or self.query_one(Tip).display:
            self.close_popups()
        else:
            self.leave_editor()

    def _offer(self, *, asked: bool = False, unasked: bool = False) -> None:
        """Completions for the word at the cursor. `unasked`: only where enough of it is there to tell."""
        editor = self.editor
        text, at = editor.plain, editor.offset_of_cursor
        found = completions(text, at, self.analysis if text == self._looked_at else None)
        typed = text[found[0].start : at] if found else ""
        if unasked and (len(typed) < FEWEST_LETTERS or (len(found) == 1 and found[0].insert == typed)):
            found = ()
        if asked and not found:
            self.post_message(Announce("nothing to complete here"))
        if not found or (not typed and not asked):
            self.close_popups()
            return
        self.query_one(Tip).close()
        place = self._cursor_place() - Offset(len(typed) + 3, 0)
        self._said_at = self.editor.cursor_location
        self.query_one(Suggestions).offer(found, place, self.size)
        editor.offering = True

    def _take(self) -> None:
        chosen = self.query_one(Suggestions).chosen
        self.close_popups()
        if chosen is not None:
            self.editor.typed = False
            self.editor.replace_range(chosen.start, max(chosen.end, chosen.start), chosen.insert)

    def on_suggestions_taken(self, event: Suggestions.Taken) -> None:
        """A completion was clicked."""
        event.stop()
        self._take()
        self.editor.focus()

    def on_editor_rested(self, event: Editor.Rested) -> None:
        """The mouse rests on a word, or has left it."""
        event.stop()
        if event.offset is None:
            self.query_one(Tip).close()
        elif not self.editor.offering:
            self._explain(event.offset, by_mouse=True)

    def _explain(self, offset: int, *, by_mouse: bool = False) -> None:
        self.analyse_now()
        here = [one for one in self.problems() if one.start <= offset <= max(one.end, one.start)]
        lines = problem_lines(here[0], self.size.width) if here else []
        said = hover(self._looked_at, offset, self.analysis, self.size.width - 4)
        if said is not None:
            lines += ([""] if lines else []) + hover_lines(said, self.size.width)
        if lines:
            self._tip(lines, self.editor.place_of(offset) - self.region.offset)
        elif not by_mouse:
            self.post_message(Announce("nothing to say about this"))

    def _tip(self, lines: list[str], place: Offset | None = None) -> None:
        self._said_at = self.editor.cursor_location
        self.query_one(Tip).show(lines, self._cursor_place() if place is None else place, self.size)

    def _cursor_place(self) -> Offset:
        return self.editor.place_of(self.editor.offset_of_cursor) - self.region.offset

    def close_popups(self) -> None:
        """Neither completions nor a tip."""
        self.query_one(Suggestions).close()
        self.query_one(Tip).close()
        self.editor.offering = False


def _runs(setup: Setup, text: str) -> bool:
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


def _fixable(text: str, problems: tuple[Diagnostic, ...], at: int) -> Diagnostic | None:
    """Of the problems that can be fixed: the one at `at`, else one of the same line, else the next, else the first."""
    line = text.count("\n", 0, at)
    found = sorted((one for one in problems if one.fixes), key=lambda one: one.start)
    for wanted in (
        lambda one: one.start <= at <= one.end,
        lambda one: text.count("\n", 0, one.start) == line,
        lambda one: one.start >= at,
        lambda one: True,
    ):
        for one in found:
            if wanted(one):
                return one
    return None
