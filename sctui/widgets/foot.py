"""The lines at the foot of the parameter panel: what the focused row is, or what is wrong with what was typed."""

from __future__ import annotations

import textwrap

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from sctui.session.number_text import fitted

LINES = 4


class Foot(Widget):
    """Painted anew only when it says something else."""

    DEFAULT_CSS = f"""
    Foot {{ height: {LINES}; width: 1fr; background: $panel; padding: 0 1; }}
    Foot > .foot--first {{ text-style: bold; }}
    Foot > .foot--problem {{ color: $error; text-style: bold; }}
    """
    COMPONENT_CLASSES = {"foot--first", "foot--problem"}  # noqa: RUF012  the name and type are Textual's

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._problem = False

    def say(self, lines: list[str], problem: bool = False) -> None:
        """Other lines."""
        if (lines, problem) != (self._lines, self._problem):
            self._lines, self._problem = lines, problem
            self.refresh()

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join(self._lines)

    def render_line(self, y: int) -> Strip:
        """One line."""
        shown = foot_lines(self._lines, self.size.width, self._problem)
        text = shown[y] if y < len(shown) else ""
        part = "foot--problem" if self._problem else "foot--first" if y == 0 else None
        style = self.rich_style if part is None else self.get_component_rich_style(part)
        return Strip([Segment(text, style)]).adjust_cell_length(self.size.width, self.rich_style)


def foot_lines(lines: list[str], width: int, problem: bool) -> list[str]:
    """The lines broken to the width; the first keeps to one line, and what has no room ends in an ellipsis."""
    if width < 2 or not lines:
        return []
    if problem:
        shown = textwrap.wrap("! " + " ".join(lines), width)
    else:
        rest = [piece for line in lines[1:] if line for piece in textwrap.wrap(line, width)]
        if len(rest) > LINES - 1 and len(lines) > 2:  # the last line, the range, stays in sight
            last = fitted(lines[-1], width)
            rest = [piece for line in lines[1:-1] for piece in textwrap.wrap(line, width)]
            if len(rest) > LINES - 2:
                rest = [*rest[: LINES - 3], fitted(rest[LINES - 3] + " " * width, width)]
            rest = [*rest, last]
        shown = [fitted(lines[0], width), *rest]
    if len(shown) > LINES:
        shown = [*shown[: LINES - 1], fitted(shown[LINES - 1].ljust(width + 1), width)]
    return shown
