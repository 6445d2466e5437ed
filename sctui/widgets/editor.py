"""The editor of equations: Textual's text area with the language's colours and its problems marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.document._document import EditResult, Selection
from textual.document._edit import Edit
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widgets import TextArea

from kernels.language.analysis import Analysis
from kernels.language.editing.highlight import KINDS, highlight_line
from sctui.diagnostic_text import Lines
from sctui.session.own_text import one_newline
from sctui.studio.actions import bindings
from sctui.widgets.editor_marks import LETTERS, Mark, marks_of, moved, worst

OWN_KEYS = {"f7", "ctrl+e"}  # keys of the text area that mean something else here
IN_TABLE = {"undo", "redo", "cut", "copy", "paste", "delete_line"}  # actions that the studio's table has
REST = 0.5  # seconds that the mouse has to rest on a word


def _kept_bindings() -> list[BindingType]:
    """The text area's own keys, without those that mean something else here."""
    kept: list[BindingType] = []
    for binding in TextArea.BINDINGS:
        assert isinstance(binding, Binding)
        keys = [key for key in binding.key.split(",") if key not in OWN_KEYS]
        if keys and binding.action not in IN_TABLE:
            kept.append(Binding(",".join(keys), binding.action, binding.description, show=False))
    return kept


class Editor(TextArea, inherit_bindings=False):
    """Equations to write. All texts of it have `\\n` at the end of a line; offsets count its characters."""

    DEFAULT_CSS = """
    Editor, Editor:focus { border: none; padding: 0; background: $background; scrollbar-size: 1 1;
        scrollbar-background: $background; scrollbar-color: $foreground 30%;
        & .text-area--cursor-line { background: $panel; }
        &:nocolor .text-area--selection { text-style: reverse; }
        & .text-area--cursor-gutter { background: $panel; }
    }
    Editor > .editor--state { color: $primary; text-style: bold; }
    Editor > .editor--parameter { color: $success; }
    Editor > .editor--input { color: $warning; }
    Editor > .editor--sub-expression { color: $primary; }
    Editor > .editor--function { color: $accent; }
    Editor > .editor--constant { color: $foreground; text-style: italic; }
    Editor > .editor--unit { color: $text-secondary; text-style: italic; }
    Editor > .editor--number { color: $foreground; }
    Editor > .editor--word { color: $accent; text-style: bold; }
    Editor > .editor--directive { color: $accent; text-style: bold; }
    Editor > .editor--text { color: $foreground; }
    Editor > .editor--comment { color: $foreground 60%; }
    Editor > .editor--error { color: $error; text-style: bold; }
    Editor > .editor--warning { color: $warning; text-style: bold; }
    Editor > .editor--hint { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = TextArea.COMPONENT_CLASSES | {
        f"editor--{name}" for name in (*KINDS, *LETTERS)
    }
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("completion"), *bindings("editor"), *_kept_bindings()]

    class Rested(Message):
        """The mouse rests on the character at an offset; None: it has moved on."""

        def __init__(self, offset: int | None) -> None:
            super().__init__()
            self.offset = offset

    class Asked(Message):
        """A key was pressed that is the workspace's to answer: `what` is complete, hover, leave, next, previous, take
        or close."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    selection: Reactive[Selection] = Reactive(Selection(), init=False, always_update=True, repaint=False)

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(one_newline(text), soft_wrap=False, show_line_numbers=True, id=id)
        self.cursor_blink = False
        self.typed = False  # the last change was a key that writes
        self.offering = False  # a list of completions is open: it has some of the keys
        self._names: Mapping[str, str] = {}
        self._marks: dict[int, list[Mark]] = {}
        self._resting: Timer | None = None
        self._rested_at: int | None = None

    # -- the text ---------------------------------------------------------------------------------------------------

    @property
    def plain(self) -> str:
        """The text."""
        return "\n".join(self.document.lines)

    def load_text(self, text: str) -> None:
        """Another text, of which nothing is known yet; there is no way back from it."""
        self._names, self._marks = {}, {}
        super().load_text(one_newline(text))

    def put(self, text: str) -> None:
        """Another text, as one change that can be undone; the cursor stays where it is as far as it can."""
        before, text = self.plain, one_newline(text)
        if before == text:
            return
        shortest = min(len(before), len(text))
        first = next((n for n in range(shortest) if before[n] != text[n]), shortest)
        rest = shortest - first
        last = next((n for n in range(rest) if before[-1 - n] != text[-1 - n]), rest)
        self.replace_range(first, len(before) - last, text[first : len(text) - last], keep_cursor=True)

    def replace_range(self, start: int, end: int, insert: str, *, keep_cursor: bool = False) -> None:
        """Put `insert` in place of the characters from `start` to before `end`; the cursor goes behind it."""
        lines = Lines(self.plain)
        row, column = self.cursor_location
        self.replace(insert, self._location(lines, start), self._location(lines, end))
        if keep_cursor:
            self.move_cursor((row, column))
        else:
            self.move_cursor(self._location(Lines(self.plain), start + len(insert)))

    @property
    def offset_of_cursor(self) -> int:
        """Where the cursor is."""
        row, column = self.cursor_location
        return sum(len(line) + 1 for line in self.document.lines[:row]) + column

    def place_of(self, offset: int) -> Offset:
        """Where on the screen a character is."""
        row, column = self._location(Lines(self.plain), offset)
        shift = self.scroll_offset
        return self.region.offset + Offset(self.gutter_width + column - shift.x, row - shift.y)

    def go_to(self, offset: int) -> None:
        """Put the cursor somewhere, with the line in the middle where it was out of sight."""
        location = self._location(Lines(self.plain), offset)
        top = self.scroll_offset.y
        self.move_cursor(location, center=not top <= location[0] < top + self.size.height)

    @staticmethod
    def _location(lines: Lines, offset: int) -> tuple[int, int]:
        place = lines.place(min(max(offset, 0), len(lines.text)))
        return place.line - 1, place.column - 1

    def edit(self, edit: Edit) -> EditResult:
        """Marks below an edit move with their lines until the text has been analysed again."""
        count = self.document.line_count
        result: EditResult = super().edit(edit)
        more = self.document.line_count - count
        self._marks = moved(self._marks, edit.top[0], more)
        last = result.end_location[0] if not more else self.document.line_count + abs(more)
        self.refresh_lines(edit.top[0], max(last - edit.top[0], 0) + 1)
        return result

    def _undo_batch(self, edits: Sequence[Edit]) -> None:
        super()._undo_batch(edits)
        self.refresh()

    def _redo_batch(self, edits: Sequence[Edit]) -> None:
        super()._redo_batch(edits)
        self.refresh()

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        """Only the rows that look otherwise now are painted: the text area itself would paint all of them."""
        brackets = [self._matching_bracket_location]
        super()._watch_selection(previous_selection, selection)
        brackets.append(self._matching_bracket_location)
        rows = {place[0] for place in brackets if place is not None}
        for one in (previous_selection, selection):
            top, bottom = sorted((one.start[0], one.end[0]))
            rows.update(range(top, bottom + 1))
        if len(rows) > self.size.height:
            self.refresh()
        for row in rows if len(rows) <= self.size.height else ():
            self.refresh_lines(row)

    # -- how it looks -----------------------------------------------------------------------------------------------

    def show_analysis(self, text: str, analysis: Analysis) -> None:
        """Colours of the names and marks of the problems of `text`."""
        names = {name: info.kind for name, info in analysis.names.items()}
        if analysis.model is None:
            names = {**self._names, **names}  # a line that is being written does not take its colour from the others
        marks = marks_of(text, analysis.diagnostics)
        rows = {row for row in (*marks, *self._marks) if marks.get(row) != self._marks.get(row)}
        changed = {name for name in (*names, *self._names) if names.get(name) != self._names.get(name)}
        self._names, self._marks = names, marks
        if changed:
            top = self.scroll_offset.y
            seen = self.document.lines[top : top + self.size.height]
            rows.update(top + n for n, line in enumerate(seen) if any(name in line for name in changed))
        if changed or rows:
            self._line_cache.clear()
        for row in rows:
            self.refresh_lines(row)

    def get_line(self, line_index: int) -> Text:
        """A line with its colours; problems are underlined."""
        line = super().get_line(line_index)
        for piece in highlight_line(line.plain, self._names):
            line.stylize(self._style(piece.kind), piece.start, piece.end)
        for mark in self._marks.get(line_index, ()):
            if mark.start < len(line.plain):
                line.stylize(self._style(mark.severity) + Style(underline=True), mark.start, mark.end)
        return line

    def _style(self, kind: str) -> Style:
        style = self.get_component_rich_style(f"editor--{kind}")
        return Style(color=style.color, bold=style.bold, italic=style.italic)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The line of the cursor has another ground; its colours stay."""
        theme = self._theme
        theme.apply_css(self)
        if theme.cursor_line_style is not None:
            theme.cursor_line_style = Style(bgcolor=theme.cursor_line_style.bgcolor)
        return super(TextArea, self).render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A row; a letter beside the number tells that the line has a problem, arrows that there is more of it."""
        strip = super().render_line(y)
        row = y + self.scroll_offset.y
        if row >= self.document.line_count:
            return strip
        width, gutter = self.scrollable_content_region.width, self.gutter_width
        severity, before = worst(self._marks.get(row, ())), self.scroll_offset.x > 0
        if severity or (before and self.document.get_line(row)):
            segments = list(strip.crop(0, gutter))
            ground = (segments[0].style if segments else None) or Style()
            letter = Segment(LETTERS.get(severity, " "), ground + (self._style(severity) if severity else Style()))
            margin = [Segment(f"{row + 1:>{gutter - 2}}", ground), letter, Segment("‹" if before else " ", ground)]
            strip = Strip.join([Strip(margin), strip.crop(gutter)])
        length = cell_len(self.document.get_line(row).expandtabs(self.indent_width))
        if length - self.scroll_offset.x > width - gutter > 0:
            strip = Strip.join(
                [strip.crop(0, width - 1), Strip([Segment("›", self._style("comment"))]), strip.crop(width)]
            )
        return strip

    # -- keys and the mouse -------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the list of completions count while it is open."""
        return self.offering if action == "offer" else True

    def on_key(self, event: events.Key) -> None:
        """While completions are offered, enter and tab are theirs; the text area would write a new line."""
        self.typed = event.is_printable or event.key in ("backspace", "delete")
        if self.offering and event.key in ("enter", "tab"):
            event.prevent_default()

    def action_offer(self, what: str) -> None:
        """Something about the list of completions."""
        self.post_message(self.Asked(what))

    def action_ask(self, what: str) -> None:
        """Something that the workspace answers."""
        self.post_message(self.Asked(what))

    def action_comment(self) -> None:
        """Make comments of the selected lines, or lines again of comments."""
        (first, _), (last, _) = sorted(self.selection)
        lines = self.document.lines[first : last + 1]
        written = [line for line in lines if line.strip()]
        off = bool(written) and all(line.lstrip().startswith("#") for line in written)
        new = [_without_mark(line) if off else f"# {line}" if line.strip() else line for line in lines]
        start, end = self.selection
        self.replace("\n".join(new), (first, 0), (last, len(lines[-1])))
        by = len(new[-1]) - len(lines[-1])
        self.selection = Selection((start[0], max(start[1] + by, 0)), (end[0], max(end[1] + by, 0)))

    def action_copy(self) -> None:
        """Send the selection, or the line of the cursor, to the clipboard."""
        line = self.document.get_line(self.cursor_location[0])
        self.app.copy_to_clipboard(self.selected_text or line + "\n")

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The cursor goes elsewhere without a key."""
        self.typed = False

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted is not typed."""
        self.typed = False

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A word under a resting mouse is explained."""
        self._stop_resting()
        if self._rested_at is not None:
            self._rested_at = None
            self.post_message(self.Rested(None))
        if not event.button:
            row, column = self.get_target_document_location(event)
            inside = event.x >= self.gutter_width and event.x - self.gutter_width + self.scroll_offset.x <= len(
                self.document.get_line(row)
            )
            if inside and event.y + self.scroll_offset.y < self.document.line_count:
                self._resting = self.set_timer(REST, lambda: self._rest(row, column))

    def on_leave(self, event: events.Leave) -> None:
        """The mouse has left."""
        self._stop_resting()

    def _stop_resting(self) -> None:
        if self._resting is not None:
            self._resting.stop()

    def _rest(self, row: int, column: int) -> None:
        self._rested_at = sum(len(line) + 1 for line in self.document.lines[:row]) + column
        self.post_message(self.Rested(self._rested_at))


def _without_mark(line: str) -> str:
    before, _, after = line.partition("#")
    return before + after.removeprefix(" ")
