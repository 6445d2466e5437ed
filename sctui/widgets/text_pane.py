"""A pane that shows a text: a program in its colours, to read and to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sctui.studio.actions import bindings
from sctui.studio.current import session_of
from sctui.studio.messages import Announce
from sctui.views.table import options_of
from sctui.widgets.pane import Pane

if TYPE_CHECKING:
    from sctui.plots.figure import Figure

LANGUAGES = {"c": "c", "latex": "latex", "verilog": "verilog"}  # by target; everything else reads like Python
LINE_BY_LINE = frozenset({"verilog", "yaml", "text"})  # in which no construct goes over lines
LONGEST = 2_000  # characters of a line that are coloured and shown


class Listing(ScrollView, can_focus=True):
    """The lines of a text, scrolled by the arrows, paging keys and the wheel."""

    DEFAULT_CSS = "Listing { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings("text")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text = ""
        self._language = ""
        self._lines: list[str] = []
        self._strips: list[Strip | None] = []

    def show(self, text: str, language: str) -> None:
        """Another text, from its beginning."""
        if text == self.text:
            return
        self.text, self._language = text, language
        lines = [line[:LONGEST] for line in text.expandtabs(4).split("\n")]
        if language in LINE_BY_LINE:  # coloured when they are seen: there may be thousands
            self._lines, self._strips = lines, [None] * len(lines)
        else:
            self._lines, self._strips = lines, list(self._coloured("\n".join(lines)))
        self.virtual_size = Size(max(map(len, lines), default=0), len(lines))
        self.scroll_to(0, 0, animate=False)
        self.refresh()

    def _coloured(self, text: str) -> list[Strip]:
        from textual.highlight import highlight  # Pygments, only where there is a text

        lines = highlight(text, language=self._language).split("\n", allow_blank=True)
        return [Strip(line.render_segments(self.visual_style)) for line in lines]

    def render_line(self, y: int) -> Strip:
        """One line."""
        at, width = y + self.scroll_offset.y, self.size.width
        if at >= len(self._strips):
            return Strip.blank(width, self.rich_style)
        left, strip = self.scroll_offset.x, self._strips[at]
        if strip is None:
            strip = self._strips[at] = self._coloured(self._lines[at])[0] if self._lines[at] else Strip([])
        return strip.crop_extend(left, left + width, self.rich_style).apply_style(self.rich_style)

    def action_copy(self) -> None:
        """The whole text to the clipboard."""
        self.app.copy_to_clipboard(self.text)
        self.post_message(Announce(f"{len(self.text.splitlines())} lines sent to the terminal's clipboard"))


class TextPane(Pane):
    """A view whose result is a text."""

    def compose(self) -> ComposeResult:
        """Title, text, how to run it."""
        yield self._title
        yield Listing()
        yield self._readout

    def _show(self, rows: tuple[tuple[Figure, ...], ...]) -> None:
        """There are no plots."""

    def _show_text(self, text: str) -> None:
        target = options_of(self.view, session_of(self)).get("target", "")
        self.query_one(Listing).show(text, LANGUAGES.get(target, "python"))
