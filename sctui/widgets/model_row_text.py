"""One row of the list of models as text in a given width."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from sctui.console import printable
from sctui.widgets.model_rows import FAVOURITES, Row
from sctui.widgets.model_search import fields
from sctui.widgets.pattern_badges import badge_of
from sctui.widgets.sparkline import sparkline

PLAIN, HEADING, DIM, MARK = Style(), Style(bold=True), Style(dim=True), Style(bold=True, underline=True)
STAR = Style(color="yellow")
PREFIX = 4  # columns: what is run, favourite, badge, blank
SHORT, USUAL, LONG = 4, 8, 16  # columns of a sparkline
ROOMY = 40  # columns of a list with long sparklines
BLANK, DOTS = -1, -2  # in place of an offset
BETWEEN = {BLANK: " ", DOTS: "…"}


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells; an ellipsis says that there is more."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def row_segments(row: Row, width: int, *, running: bool, favourite: bool, at_cursor: bool) -> list[Segment]:
    """A row; the caller fills it up to the width and paints the cursor."""
    if row.is_category:
        mark = "★ " if row.section == FAVOURITES else ""
        head = f"{'▾' if row.is_open else '▸'} {mark}{row.text}"
        count = str(row.members)
        return [Segment(cut(head, width - len(count) - 1).ljust(width - len(count) - 1), HEADING), Segment(count, DIM)]
    star = "★" if favourite else "☆" if at_cursor and row.model else " "
    start = [Segment("●" if running else " "), Segment(star, STAR if favourite else DIM)]
    room = width - PREFIX
    if row.model is None:
        return [*start, Segment("  "), Segment(cut(printable(row.text), room))]
    badge = badge_of(row.model.pattern)
    start += [Segment(badge.letter, badge.style), Segment(" ")]
    if row.hit is not None and row.hit.beside:
        return [*start, *_with_snippet(row, room)]
    columns = LONG if width >= ROOMY else USUAL if len(row.text) + USUAL < room else SHORT
    name = cut(row.text, room - columns - 1)
    marks = row.hit.marks.get("slug", ()) if row.hit else ()
    gap = room - columns - len(name)
    return [*start, *marked(name, marks), Segment(" " * gap), Segment(sparkline(row.model.sparkline, columns)[0])]


def _with_snippet(row: Row, room: int) -> list[Segment]:
    """The name, and beside it the place where the search has found what the name does not hold."""
    hit, model = row.hit, row.model
    if hit is None or model is None:
        return []
    name = cut(row.text, max(room - 12, room // 2))
    segments = marked(name, hit.marks.get("slug", ()))
    texts = fields(model)
    field = "title" if hit.beside == "short" else hit.beside  # initials are those of the title
    places, text, left = hit.marks.get(field, ()), texts[field], room - len(name) - 2
    kept = cited(text, places, left) if field == "people" else from_mark(text, places, left)
    shown = cut("".join(text[at] if at >= 0 else BETWEEN[at] for at in kept), left)
    meant = {n for n, at in enumerate(kept) if at in places}
    return [*segments, Segment("  "), *marked(shown, meant, DIM)]


def from_mark(text: str, places: Sequence[int], width: int) -> list[int]:
    """The offsets of the letters to show so that the first meant one is seen; DOTS is an ellipsis."""
    begin = places[0] - 3 if places and places[-1] >= width - 1 and places[0] > 3 else 0
    return ([DOTS] if begin else []) + list(range(begin, len(text)))


def cited(people: str, places: Sequence[int], width: int) -> list[int]:
    """The offsets of an author and the year of the citation in which the search has found something.

    Where the width is too small the name is cut, not the year.
    """
    first = places[0] if places else 0
    begin = people.rfind("; ", 0, first + 1) + 2 if "; " in people[: first + 1] else 0
    end = people.find("; ", first) if "; " in people[first:] else len(people)
    year = people.rfind(" ", begin, end) + 1
    author = people.rfind(", ", begin, first + 1) + 2 if ", " in people[begin : first + 1] else begin
    author = begin if first >= year else author
    surname = next((n for n in range(author, end) if people[n] in " ,"), end)
    if year <= surname:
        return list(range(author, surname))
    room = width - (end - year) - 1
    name = [*range(author, surname)] if surname - author <= room else [*range(author, author + max(room - 1, 0)), DOTS]
    return [*name, BLANK, *range(year, end)]


def marked(text: str, places: Collection[int], style: Style = PLAIN) -> list[Segment]:
    """The text with the letters at `places` marked; an ellipsis is never one of them."""
    runs: list[Segment] = []
    at: Sequence[bool] = [n in set(places) and letter != "…" for n, letter in enumerate(text)]
    begin = 0
    for n in range(1, len(text) + 1):
        if n == len(text) or at[n] != at[begin]:
            runs.append(Segment(text[begin:n], MARK if at[begin] else style))
            begin = n
    return runs
