"""What is written to the terminal for a change is little, and after it the screen shows what it should."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from sctui.studio.paint import PLAIN, SpareUpdate, codes_of
from sctui.studio.shown import shown_on

CONSOLE = Console(color_system="truecolor")
STYLES = [
    None, Style(), Style(color="red"), Style(color="#123456", bgcolor="#654321"),
    Style(color="#123456", bgcolor="blue"), Style(bold=True), Style(reverse=True, color="red", bgcolor="blue"),
    Style(underline=True),
]  # fmt: skip
WIDTH = 14
TOKEN = re.compile(r"\x1b\[([0-9;]*)([Hm])|(.)", re.DOTALL)

Cell = tuple[str, tuple[str, str, str]]
segments = st.builds(Segment, st.text("ab ⣿", min_size=1, max_size=5), st.sampled_from(STYLES), st.none())


def new_console() -> Console:
    """A terminal of which nothing is known yet."""
    shown_on(CONSOLE).forget()
    return CONSOLE


def look(character: str, style: Style | None) -> Cell:
    """A cell as it looks; a blank has no ink."""
    codes = PLAIN if style is None else codes_of(style, ColorSystem.TRUECOLOR)
    return character, ("", "", codes.back) if character == " " and not codes.attributes else tuple(codes)


def cells_of(strip: Strip) -> list[Cell]:
    return [look(character, segment.style) for segment in strip for character in segment.text]


def terminal(written: str, screen: dict[tuple[int, int], Cell]) -> None:
    """A terminal that knows what an update may contain."""
    row = column = 0
    attributes, front, back = "", "39", "49"
    for parameters, command, character in TOKEN.findall(written):
        if command == "H":
            row, column = (int(number) - 1 for number in parameters.split(";"))
        elif command == "m":
            numbers = parameters.split(";")
            while numbers:
                first = numbers.pop(0)
                if first == "0":
                    attributes, front, back = "", "39", "49"
                elif first in ("38", "48"):
                    count = 4 if numbers[0] == "2" else 2
                    colour, numbers = ";".join([first, *numbers[:count]]), numbers[count:]
                    front, back = (colour, back) if first == "38" else (front, colour)
                elif first in ("39", *(str(k) for k in range(30, 38))):
                    front = first
                elif first in ("49", *(str(k) for k in range(40, 48))):
                    back = first
                else:
                    attributes = f"{attributes};{first}".strip(";")
        else:
            plain = character == " " and not attributes
            screen[row, column] = (character, ("", "", back) if plain else (attributes, front, back))
            column += 1


def padded(parts: list[Segment]) -> Strip:
    return Strip(parts).adjust_cell_length(WIDTH)


@settings(deadline=None)
@given(st.lists(st.lists(segments, max_size=5), min_size=1, max_size=4), st.data())
def test_the_changed_cells_are_written_and_no_others(rows: list[list[Segment]], data: st.DataObject) -> None:
    strips = [padded(row) for row in rows]
    cut = data.draw(st.integers(1, WIDTH - 1))
    chops = [{0: strip.crop(0, cut), cut: strip.crop(cut, WIDTH)} for strip in strips]
    spans = []
    for y in range(len(strips)):
        ends = sorted(data.draw(st.lists(st.integers(0, WIDTH), min_size=2, max_size=2, unique=True)))
        spans.append((y, *ends))
    screen: dict[tuple[int, int], Cell] = {}
    terminal(SpareUpdate(chops, spans, [[cut, WIDTH]] * len(strips)).render_segments(new_console()), screen)
    wanted = {(y, x): cells_of(strips[y])[x] for y, begin, end in spans for x in range(begin, end)}
    assert screen == wanted


def test_a_column_of_one_style_costs_a_move_and_a_character_a_row() -> None:
    style = Style(color="#ffffff", bgcolor="#101010")
    row = Strip([Segment("." * 60 + "│" + "." * 59, style)])
    update = SpareUpdate([{0: row}] * 30, [(y, 60, 61) for y in range(30)], [[120]] * 30)
    assert len(update.render_segments(new_console())) < 30 * 10 + 60


def test_the_terminal_is_left_without_colours() -> None:
    row = Strip([Segment("a", Style(color="red", bold=True))])
    assert SpareUpdate([{0: row}], [(0, 0, 1)], [[1]]).render_segments(new_console()).endswith("\x1b[0m")


def test_what_is_hidden_by_another_widget_is_not_written() -> None:
    chops = [{0: None, 4: Strip([Segment("bbbb")])}]
    written = SpareUpdate(chops, [(0, 2, 6)], [[4, 8]]).render_segments(new_console())
    assert written == "\x1b[1;5Hbb"


def test_links_are_kept() -> None:
    row = Strip([Segment("here", Style(link="https://example.org"))])
    assert "https://example.org" in SpareUpdate([{0: row}], [(0, 0, 4)], [[4]]).render_segments(new_console())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.lists(segments, max_size=5), min_size=3, max_size=3), min_size=2, max_size=4), st.data())
def test_after_several_updates_the_terminal_shows_the_last_of_each_cell(
    frames: list[list[list[Segment]]], data: st.DataObject
) -> None:
    console = new_console()
    screen: dict[tuple[int, int], Cell] = {}
    wanted: dict[tuple[int, int], Cell] = {}
    for rows in frames:
        strips = [padded(row) for row in rows]
        spans = []
        for y in range(len(strips)):
            ends = data.draw(st.sampled_from([(0, WIDTH), (0, 5), (3, 9), (8, WIDTH)]))
            spans.append((y, *ends))
        if data.draw(st.booleans()):
            screen = {}  # another program cleared it, which is said
            shown_on(console).forget()
            spans = [(y, 0, WIDTH) for y in range(len(strips))]
        wanted |= {(y, x): cells_of(strips[y])[x] for y, begin, end in spans for x in range(begin, end)}
        chops = [{0: strip} for strip in strips]
        terminal(SpareUpdate(chops, spans, [[WIDTH]] * len(strips)).render_segments(console), screen)
        assert screen == wanted


def test_what_the_terminal_shows_already_is_not_written_again() -> None:
    style = Style(color="#ffffff", bgcolor="#101010")
    console = new_console()

    def painted(word: str) -> str:
        row = Strip([Segment(f"{'.' * 60}{word}{'.' * 54}", style)])
        return SpareUpdate([{0: row}] * 30, [(y, 0, 120) for y in range(30)], [[120]] * 30).render_segments(console)

    assert len(painted("before")) > 30 * 120
    assert painted("before") == ""
    assert len(painted("behind")) < 30 * 20 + 60
    shown_on(console).forget()
    assert len(painted("behind")) > 30 * 120


def test_characters_of_two_cells_are_always_written_whole() -> None:
    console = new_console()
    for text in ("神経", "神経", "abcd"):
        row = Strip([Segment(text)])
        update = SpareUpdate([{0: row}], [(0, 0, 4)], [[4]])
        assert update.render_segments(console) == f"\x1b[1;1H{text}"
