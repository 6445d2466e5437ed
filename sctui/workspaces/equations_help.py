"""Help while equations are written: problems gone to and fixed, completions, explanations, the usual form."""

from __future__ import annotations

from textual.geometry import Offset

from kernels.language.analysis import analyse
from kernels.language.diagnostic import Diagnostic
from kernels.language.editing.apply_edits import apply_edits
from kernels.language.editing.completion import completions
from kernels.language.editing.fix_all import fix_all
from kernels.language.editing.hover import hover
from kernels.language.printing.printer import format_text
from sctui.studio.messages import Announce
from sctui.widgets.editor import Editor
from sctui.widgets.problem_list import ProblemList
from sctui.widgets.suggestions import Suggestions
from sctui.widgets.tip import Tip, hover_lines, problem_lines
from sctui.workspaces.equations_writing import Writing

FEWEST_LETTERS = 2  # of a word until completions are offered unasked


class Help(Writing):
    """The part of the Equations workspace that answers questions about the text."""

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
            self.offer(asked=True)
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

    def offer(self, *, asked: bool = False, unasked: bool = False) -> None:
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
