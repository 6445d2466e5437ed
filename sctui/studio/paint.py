"""What is written to the terminal when a part of the screen has changed: as few bytes as say it.

Textual writes a changed row from the left edge of its widget on, and every run of one style with all its codes and a
reset. Over a slow line that is most of what a step of a crosshair or a slider costs; here only the cells are written
that differ from what the terminal shows, and of a style only what differs from the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from sctui.studio.shown import Codes, shown_on

PLAIN = Codes("", "39", "49")


class SpareUpdate(ChopsUpdate):
    """The changed cells: `spans` are (row, first column, column behind the last)."""

    def render_segments(self, console: Console) -> str:
        """The escape sequences and the text."""
        system = console._color_system or ColorSystem.TRUECOLOR
        shown = shown_on(console)
        pieces: list[str] = []
        current = PLAIN
        for y, begin, end in self.spans:
            pen = -1  # the column that the terminal writes to next
            for text, style, x in _texts(self.chops[y], self.chop_ends[y], begin, end):
                width = cell_len(text)
                if style is not None and style.link:
                    shown.forget_cells(y, x, width)
                    pieces.append(_go(pen, y, x) + _change(current, PLAIN) + Strip.render_style(style, text, system))
                    pen, current = x + width, PLAIN
                    continue
                wanted = PLAIN if style is None else codes_of(style, system)
                blank = wanted.attributes == "" and not text.strip(" ")  # which has no ink
                if width == len(text):
                    new = shown.write(y, x, text, wanted._replace(front="") if blank else wanted)
                else:  # characters of two cells or none
                    shown.forget_cells(y, x, width)
                    new = iter([(0, len(text))])
                for first, last in new:
                    if blank and current.attributes == "":
                        wanted = wanted._replace(front=current.front)
                    pieces += [_go(pen, y, x + first), _change(current, wanted), text[first:last]]
                    pen, current = x + (last if width == len(text) else width), wanted
        return "".join(pieces) + _change(current, PLAIN)


def _go(pen: int, y: int, x: int) -> str:
    """The escape sequence that moves the pen there, "" where it is."""
    return "" if pen == x else f"\x1b[{y + 1};{x + 1}H"


def _texts(
    chops: Mapping[int, Strip | None], ends: Sequence[int], begin: int, end: int
) -> Iterator[tuple[str, Style | None, int]]:
    """The texts of one style between two columns of a row, and where each begins."""
    for strip, x in _pieces(chops, ends, begin, end):
        for text, style, control in strip:
            if not control:
                yield text, style, x
                x += cell_len(text)


def _pieces(chops: Mapping[int, Strip | None], ends: Sequence[int], begin: int, end: int) -> list[tuple[Strip, int]]:
    """The parts of a row between two columns, and where each begins."""
    found = []
    for right, (left, strip) in zip(ends, chops.items(), strict=False):
        first, last = max(left, begin), min(right, end)
        if strip is not None and first < last:
            whole = first == left and last == right
            found.append((strip if whole else strip.crop(first - left, last - left), first))
    return found


@lru_cache(maxsize=1 << 14)
def codes_of(style: Style, system: ColorSystem) -> Codes:
    """The codes of a style on a terminal with so many colours."""
    front = "39" if style.color is None else ";".join(style.color.downgrade(system).get_ansi_codes())
    back = "49" if style.bgcolor is None else ";".join(style.bgcolor.downgrade(system).get_ansi_codes(False))
    return Codes(Strip.render_ansi(style.without_color, system), front, back)


def _change(old: Codes, new: Codes) -> str:
    """The escape sequence from one style to another, "" where they are the same."""
    if old == new:
        return ""
    if new == PLAIN:
        return "\x1b[0m"
    if old.attributes == new.attributes:
        parts = [code for before, code in zip(old[1:], new[1:], strict=True) if before != code]
    else:
        parts = ["0", *(code for code, plain in zip(new, PLAIN, strict=True) if code != plain)]
    return f"\x1b[{';'.join(parts)}m"


class SpareCompositor(Compositor):
    """Textual's compositor, whose updates are written sparingly, and drawn by the widgets that they concern alone."""

    _changed: list[Region] | None = None  # while a part of the screen is painted

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        """The widgets that are seen, topmost first, with region and clip; while a part is painted those in it."""
        seen = super().visible_widgets
        if self._changed is None:
            return seen
        return {
            widget: (region, clip)
            for widget, (region, clip) in seen.items()
            if any(clip.overlaps(one) and region.overlaps(one) for one in self._changed)
        }

    def render_full_update(self, simplify: bool = False) -> SpareUpdate:  # type: ignore[override]
        """Everything."""
        width, height = self.size
        self._dirty_regions.clear()
        chops = self._render_chops(self.size.region, lambda y: True)
        return SpareUpdate(chops, [(y, 0, width) for y in range(height)], [cuts[1:] for cuts in self.cuts])

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since the last time."""
        _ = self.cuts  # Textual keeps them: they have to be those of all widgets, not of the changed ones
        self._changed = list(self._dirty_regions)
        try:
            update = super().render_partial_update()
        finally:
            self._changed = None
        return None if update is None else SpareUpdate(update.chops, update.spans, update.chop_ends)
