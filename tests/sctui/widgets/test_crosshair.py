"""What is laid over a plot, and which cells have to be painted again for that."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from sctui.widgets.crosshair import cells, changes, crossing, dot, laid_over

BLUE, GROUND = Style(color="blue", bgcolor="black"), Style(color="white", bgcolor="black")


def strips(*rows: str, style: Style = GROUND) -> list[Strip]:
    return [Strip([Segment(row, style)]) for row in rows]


def text(rows: list[Strip]) -> list[str]:
    return [row.text for row in rows]


def test_a_curve_stays_to_be_seen_under_the_crosshair() -> None:
    picture = strips(" ⣿ ", "   ", style=BLUE)
    crossed = laid_over(picture, [(Region(1, 0, 1, 2), crossing("│"))])
    assert text(crossed) == [" ⣿ ", " │ "]
    (_, _), (_, style), (_, _) = cells(crossed[0])
    assert style is not None
    assert style.reverse
    assert style.color == BLUE.color


def test_on_colours_the_crosshair_has_an_ink_that_can_be_read() -> None:
    for ground, ink in (("rgb(250,240,200)", 0), ("rgb(20,20,60)", 255)):
        (row,) = laid_over(strips("▀", style=Style(bgcolor=ground)), [(Region(0, 0, 1, 1), crossing("│"))])
        ((character, style),) = cells(row)
        assert character == "│"
        assert style is not None
        assert style.color is not None
        assert style.color.get_truecolor() == (ink, ink, ink)


def test_both_strokes_cross() -> None:
    strokes = [(Region(0, 1, 3, 1), crossing("─")), (Region(1, 0, 1, 3), crossing("│"))]
    assert text(laid_over(strips("   ", "   ", "   "), strokes)) == [" │ ", "─┼─", " │ "]


def test_the_dot_covers_what_is_there_and_strips_without_strokes_stay_the_same() -> None:
    picture = strips("abc", "def")
    dotted = laid_over(picture, [(Region(2, 1, 1, 1), dot("●")), (Region(0, 5, 1, 1), dot("●"))])
    assert text(dotted) == ["abc", "de●"]
    assert dotted[0] is picture[0]


def test_only_cells_that_differ_are_painted() -> None:
    before = strips("." * 60, "." * 60)
    after = laid_over(before, [(Region(3, 0, 1, 1), dot("x")), (Region(40, 0, 2, 1), dot("x"))])
    assert changes(before, after, 60) == [Region(3, 0, 1, 1), Region(40, 0, 2, 1)]
    assert changes(after, after, 60) == []
    assert changes(before[:1], before, 60) == [Region(0, 1, 60, 1)]


def test_the_ink_of_a_blank_does_not_matter_but_its_ground_does() -> None:
    assert changes(strips("a a"), strips("a a", style=GROUND), 3) == []
    assert changes(strips(" ", style=BLUE), strips(" ", style=GROUND), 1) == []
    assert changes(strips(" ", style=Style(bgcolor="red")), strips(" ", style=GROUND), 1) == [Region(0, 0, 1, 1)]


letters = st.text("ab ⣿", min_size=12, max_size=12)


@given(st.lists(letters, min_size=1, max_size=4), st.data())
def test_painting_the_changes_alone_gives_the_new_picture(rows: list[str], data: st.DataObject) -> None:
    new = data.draw(st.lists(letters, min_size=len(rows), max_size=len(rows)))
    before, after = strips(*rows), strips(*new)
    screen = [list(row) for row in rows]
    for region in changes(before, after, 12):
        for y in range(region.y, region.bottom):
            screen[y][region.x : region.right] = new[y][region.x : region.right]
    assert ["".join(row) for row in screen] == new
