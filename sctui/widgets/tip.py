"""A tip over the editor: what a word is, or what is wrong in a line."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Size
from textual.strip import Strip
from textual.widget import Widget

from kernels.language.codes import CODES
from kernels.language.diagnostic import Diagnostic
from kernels.language.editing.hover import Hover
from sctui.diagnostic_text import columns
from sctui.session.number_text import fitted

WIDEST = 76
BOLD, PLAIN = Style(bold=True), Style()


class Tip(Widget):
    """Some lines, the first of them bold. A click closes it."""

    DEFAULT_CSS = "Tip { position: absolute; layer: popups; display: none; background: $panel; color: $foreground; }"

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        """All that it says; nothing while it is closed."""
        return "\n".join(self._lines)

    def show(self, lines: Sequence[str], place: Offset, room: Size) -> None:
        """Say something under `place`, or over it where there is more room; within `room`."""
        width = min(max((columns(line) for line in lines), default=0) + 2, room.width)
        height = min(len(lines), max(room.height - 1, 1))
        self._lines = [*lines[: height - 1], "…"] if len(lines) > height else list(lines)
        above, below = place.y, room.height - place.y - 1
        y = place.y + 1 if below >= height or below >= above else place.y - height
        y = max(min(y, room.height - height), 0)
        self.styles.width, self.styles.height = width, height
        self.styles.offset = (max(min(place.x, room.width - width), 0), y)
        self.display = bool(lines)
        self.refresh()

    def close(self) -> None:
        """Say nothing."""
        self._lines = []
        self.display = False

    def render_line(self, y: int) -> Strip:
        """A line."""
        width = self.size.width
        text = self._lines[y] if y < len(self._lines) else ""
        style = self.rich_style + (BOLD if y == 0 else PLAIN)
        return Strip([Segment(" " + fitted(text, width - 2), style)]).adjust_cell_length(width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Close."""
        event.stop()
        self.close()


def hover_lines(hover: Hover, width: int) -> list[str]:
    """What a hover says, in lines of at most `width` columns."""
    width = min(width, WIDEST) - 2
    unit = f" ({hover.unit})" if hover.unit else ""
    lines = _wrapped(f"{hover.name}{unit}: {hover.kind}", width) + _wrapped(hover.doc, width)
    if hover.equation and max(columns(line) for line in hover.equation) <= width:
        lines += list(hover.equation)
    elif hover.definition:
        lines += _wrapped(hover.definition, width)
    for fact in hover.facts:
        lines += _wrapped(fact, width)
    return lines


def problem_lines(problem: Diagnostic, width: int) -> list[str]:
    """A problem in full: message, what its code stands for, and how it can be mended."""
    width = min(width, WIDEST) - 2
    lines = _wrapped(f"{problem.severity} {problem.code}: {problem.message}", width)
    if problem.code in CODES:
        lines += _wrapped(CODES[problem.code].explanation, width)
    for fix in problem.fixes:
        lines += _wrapped(f"f4: {fix.title}", width)
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 10)) if text else []
