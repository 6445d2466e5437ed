"""What a stimulus looks like over the run, drawn in dots without running anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.strip import Strip

from kernels.errors import KernelsError
from sctui.session.control import Picture
from sctui.session.number_text import fitted, number_text
from sctui.units import unit_text
from sctui.widgets.row import Row

if TYPE_CHECKING:
    import numpy as np

DRAWN = 3  # lines of dots; a line of numbers stands below
MOST_STEPS = 20_000  # of the run that are looked at; a longer run is sampled more coarsely


class StimulusPicture(Row, can_focus=False):
    """Drawn anew only when the stimulus or the width changes."""

    DEFAULT_CSS = "StimulusPicture { height: 4; }"
    control: Picture

    def __init__(self, control: Picture) -> None:
        super().__init__(control)
        self._drawn: tuple[object, int] | None = None
        self._dots: list[str] = []
        self._ready = False
        self._y = 0  # the line that is being drawn

    def on_mount(self) -> None:
        """The first frame comes before numpy."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._ready = True
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of it."""
        self._y = y
        return super().render_line(y)

    def parts(self, width: int) -> Iterable[tuple[str, str]]:
        """Dots, or the numbers below them."""
        if not self._ready or width < 4:
            return
        if self._drawn != (self.control, width):
            self._drawn = (self.control, width)
            self._dots = stimulus_lines(self.control, width - 1)
        if self._y < len(self._dots):
            yield " ", "muted"
            yield self._dots[self._y], "muted" if self._y == DRAWN else "mark"


def stimulus_lines(picture: Picture, width: int) -> list[str]:
    """`DRAWN` lines of braille and one of numbers; one line that says why there is no picture."""
    names = [term.path or "no file yet" for term in picture.terms if term.protocol == "file"]
    if names:
        return [fitted(f"from {names[0].rpartition('/')[2]}", width)]
    try:
        values = stimulus_values(picture)
    except KernelsError as error:
        text = str(error)
        return [fitted(text[at : at + width], width) for at in range(0, min(len(text), 3 * width), width)]
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    unit = unit_text(picture.unit)
    time = "steps" if picture.time_unit == "step" else picture.time_unit
    shown = f"{number_text(float(values.min()), 6)} to {number_text(float(values.max()), 6)}"
    if values.min() == values.max():
        shown = number_text(float(values.max()), 6)
    caption = fitted(f"{shown} {unit}, {number_text(picture.duration, 6)} {time}", width)
    return [*_braille(values, low, high, width), caption]


def stimulus_values(picture: Picture) -> np.ndarray:
    """The values over the run, at most MOST_STEPS of them: those of the run itself where it has no more steps."""
    from kernels.stimulus import Setting, sample, stimulus_stream  # numpy comes with the first picture

    steps = picture.duration / picture.dt
    count = int(min(max(steps, 1.0), MOST_STEPS)) if steps == steps else 1
    dt = picture.dt if steps <= MOST_STEPS else picture.duration / MOST_STEPS
    setting = Setting(dt, picture.duration, picture.time_unit)
    stream = stimulus_stream(picture.index)
    values: np.ndarray = sample(picture.terms, 0, count, setting, seed=picture.seed, stream=stream)[:, 0]
    return values


def _braille(values: np.ndarray, low: float, high: float, width: int) -> list[str]:
    import numpy as np

    from sctui.plots.braille import MARKERS, cells, characters

    marker = MARKERS["braille"]
    rows, columns = DRAWN * marker.tall, width * marker.wide
    at = np.linspace(0, len(values), columns + 1).astype(int)
    dots = np.zeros((rows, columns), dtype=bool)
    span = (high - low) or 1.0
    before: int | None = None
    for column in range(columns):
        part = values[at[column] : max(at[column + 1], at[column] + 1)] if len(values) > 1 else values
        part = part if len(part) else values[-1:]
        top, bottom = (round((1.0 - (float(v) - low) / span) * (rows - 1)) for v in (part.max(), part.min()))
        if before is not None:  # joined with the column before
            top, bottom = min(top, before), max(bottom, before)
        before = round((1.0 - (float(part[-1]) - low) / span) * (rows - 1))
        dots[top : bottom + 1, column] = True
    return ["".join(row) for row in characters(cells(dots, marker), marker)]
