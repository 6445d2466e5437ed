"""The last line of the screen: the run, what is being computed, and what the crosshair shows."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

BAR = 12  # columns
PROBLEM, DIM = Style(color="red", bold=True), Style(dim=True)
EIGHTHS = " ▏▎▍▌▋▊▉█"


class StatusLine(Widget):
    """One line. From the left: a problem or the run; at the right: the bar of what is under way, or the crosshair."""

    DEFAULT_CSS = "StatusLine { height: 1; background: $panel; color: $foreground; }"

    def __init__(self) -> None:
        super().__init__()
        self._run = ""
        self._note = ""
        self._problem = False
        self._bar: tuple[str, float] | None = None
        self._cursor = ""
        self._reads: object = None  # the plot whose crosshair it is

    @property
    def text(self) -> str:
        """What it says of the run, and what is under the crosshair."""
        return "\n".join(line for line in (self._run, self._cursor) if line)

    def show_run(self, text: str) -> None:
        """What the last run gave."""
        if text != self._run:
            self._run = text
            self.refresh()

    def announce(self, text: str, problem: bool = False) -> None:
        """A line in place of the run's, until "" is announced."""
        if (text, problem) != (self._note, self._problem):
            self._note, self._problem = text, problem
            self.refresh()

    def show_bar(self, title: str, fraction: float | None) -> None:
        """How much of a long operation is done; None removes the bar."""
        bar = None if fraction is None else (title, fraction)
        if bar != self._bar:
            self._bar = bar
            self.refresh()

    def show_cursor(self, text: str, plot: object = None, moved: bool = True) -> None:
        """What is under the crosshair of a plot. Another one than that shown has to be `moved` to take its place."""
        if not moved and self._reads not in (None, plot):
            return
        self._reads = plot if text or moved else None
        if text != self._cursor:
            self._cursor = text
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        right = self._right()
        room = width - sum(segment.cell_length for segment in right)
        left = Strip([Segment(" " + (self._note or self._run), PROBLEM if self._problem else None)])
        if left.cell_length > room > 1:
            left = Strip([*left.crop(0, room - 1), Segment("…")])
        return Strip([*left.adjust_cell_length(max(room, 0)), *right]).crop(0, width).apply_style(self.rich_style)

    def _right(self) -> list[Segment]:
        if self._bar is None:
            most = max(self.size.width - 4, 1)
            text = self._cursor if len(self._cursor) <= most else f"{self._cursor[: most - 1]}…"
            return [Segment(f"  {text} ")] if text else []
        title, fraction = self._bar
        eighths = round(min(max(fraction, 0.0), 1.0) * BAR * 8)
        full, rest = divmod(eighths, 8)
        bar = ("█" * full + (EIGHTHS[rest] if rest else "")).ljust(BAR)
        return [Segment(f"{title} "), Segment(f"▕{bar}▏"), Segment(f"{fraction * 100:3.0f} % "), Segment("esc ", DIM)]
