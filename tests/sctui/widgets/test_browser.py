"""The browser by keys and by mouse: every key of its scope, the search, the filter, favourites, files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kernels.library_index import index
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.actions import ACTIONS
from sctui.widgets.badge_row import BadgeRow
from sctui.widgets.browser import Browser
from sctui.widgets.model_detail import ModelDetail
from sctui.widgets.model_list import ModelList
from sctui.widgets.model_rows import FAVOURITES, FOLDER, RECENT, Row
from sctui.widgets.pattern_badges import BADGES
from sctui.widgets.search_line import SearchLine
from tests.sctui.studio.waiting import screen_text
from tests.sctui.widgets.browser_host import Host

ADEX = Session(setup=Setup(model="adex"))


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the browser looks into."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@asynccontextmanager
async def browsing(session: Session = ADEX, size: tuple[int, int] = (34, 40)) -> AsyncIterator[tuple[Host, Pilot[Any]]]:
    host = Host(session)
    async with host.run_test(size=size) as pilot:
        host.list.focus()
        await pilot.pause()
        yield host, pilot


def at(host: Host) -> Row:
    row = host.list.current
    assert row is not None
    return row


async def click_row(host: Host, pilot: Pilot[Any], text: str, x: int = 8) -> None:
    [n, *_] = [n for n, row in enumerate(host.list.rows) if row.text == text]
    await pilot.click(ModelList, offset=(x, n - host.list.scroll_offset.y))
    await pilot.pause()


# -- what is shown ------------------------------------------------------------------------------------------------


async def test_it_opens_at_the_model_that_is_run_and_shows_its_category_alone() -> None:
    async with browsing() as (host, _):
        assert at(host).text == "adex"
        assert [row.text for row in host.list.rows if row.is_category and row.is_open] == ["integrate-and-fire"]
        assert "●" in screen_text(host)


async def test_a_row_has_the_letter_of_its_pattern_and_a_sparkline() -> None:
    async with browsing() as (host, pilot):
        [line] = [one for one in screen_text(host).splitlines() if "benda_herz" in one]
        model = next(one for one in index() if one.slug == "benda_herz")
        assert BADGES[model.pattern].letter in line.split("benda")[0]
        assert any(0x2800 < ord(letter) <= 0x28FF for letter in line)


async def test_the_detail_pane_says_what_the_model_is_and_where_it_is_from() -> None:
    async with browsing() as (host, _):
        text = screen_text(host)
        for part in ("Brette R", "10.1152/jn.00686.2005", "2 states", "tonic"):
            assert part in text


async def test_a_low_browser_has_no_detail_pane_and_gets_it_back() -> None:
    async with browsing(size=(34, 12)) as (host, pilot):
        assert not host.query_one(ModelDetail).display
        await pilot.resize_terminal(34, 40)
        await pilot.pause()
        assert host.query_one(ModelDetail).display


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (20, 5), (200, 60)])
async def test_any_size_can_be_drawn(size: tuple[int, int]) -> None:
    async with browsing() as (host, pilot):
        await pilot.resize_terminal(*size)
        await pilot.press("down", "f", "end")
        await type_in(host, pilot, "x")
        await pilot.pause()
        assert screen_text(host).count("\n") == size[1] - 1
        assert host.search.text == "x"


def test_every_pattern_has_its_own_letter_and_the_library_uses_no_other() -> None:
    letters = [badge.letter for badge in BADGES.values()]
    assert len(set(letters)) == len(letters)
    assert {model.pattern for model in index()} <= set(BADGES)


# -- keys of the list ---------------------------------------------------------------------------------------------


async def test_arrows_pages_and_ends_move_the_cursor_and_it_stays_in_sight() -> None:
    async with browsing() as (host, pilot):
        start = host.list.at
        await pilot.press("down")
        assert host.list.at == start + 1
        await pilot.press("up", "up")
        assert host.list.at == start - 1
        await pilot.press("home")
        assert host.list.at == 0
        await pilot.press("pagedown")
        assert host.list.at == host.list.size.height - 1
        await pilot.press("pageup")
        assert host.list.at == 0
        await pilot.press("up")
        assert host.list.at == 0
        await pilot.press("end")
        assert host.list.at == len(host.list.rows) - 1
        assert at(host).text in screen_text(host)


async def test_enter_opens_a_model() -> None:
    async with browsing() as (host, pilot):
        await pilot.press("down")
        name = at(host).text
        await pilot.press("enter")
        await pilot.pause()
        assert host.session.setup == Setup(model=name)
        assert host.session.recents[0] == name
        assert host.done == 1


async def test_left_goes_to_the_heading_then_folds_and_right_unfolds_then_enters() -> None:
    async with browsing() as (host, pilot):
        await pilot.press("left")
        assert at(host).is_category
        assert at(host).text == "integrate-and-fire"
        rows = len(host.list.rows)
        await pilot.press("left")
        await pilot.pause()
        assert len(host.list.rows) == rows - at(host).members
        await pilot.press("right")
        await pilot.pause()
        assert len(host.list.rows) == rows
        await pilot.press("right")
        assert not at(host).is_category


async def test_enter_on_a_heading_folds_and_unfolds() -> None:
    async with browsing() as (host, pilot):
        await pilot.press("left", "enter")
        await pilot.pause()
        assert not at(host).is_open
        await pilot.press("enter")
        await pilot.pause()
        assert at(host).is_open


async def test_the_star_makes_a_favourite_and_takes_it_back() -> None:
    async with browsing() as (host, pilot):
        assert FAVOURITES not in host.names
        await pilot.press("asterisk")
        await pilot.pause()
        assert host.session.favourites == ("adex",)
        assert host.names[:2] == [FAVOURITES, "adex"]
        assert at(host).section == "integrate-and-fire"  # the cursor stays where it was
        await pilot.press("asterisk")
        await pilot.pause()
        assert host.session.favourites == ()
        assert FAVOURITES not in host.names


async def test_f_shows_one_pattern_after_the_other_and_then_all() -> None:
    async with browsing() as (host, pilot):
        seen = []
        for _ in range(len(BADGES)):
            await pilot.press("f")
            await pilot.pause()
            [pattern] = {row.model.pattern for row in host.list.rows if row.model}
            seen.append(pattern)
        assert sorted(seen) == sorted(BADGES)
        await pilot.press("f")
        await pilot.pause()
        assert at(host).text == "adex"
        await pilot.press("F")
        await pilot.pause()
        assert {row.model.pattern for row in host.list.rows if row.model} == {seen[-1]}


async def test_escape_ends_the_filter() -> None:
    async with browsing() as (host, pilot):
        await pilot.press("f", "f")
        await pilot.pause()
        bursting = sum(model.pattern == "bursting" for model in index())
        assert f"bursting {bursting}" in screen_text(host)
        await pilot.press("escape")
        await pilot.pause()
        assert "bursting" in host.names  # the category, among all others
        assert at(host).text == "adex"


async def test_escape_is_left_to_the_studio_where_there_is_nothing_to_leave() -> None:
    async with browsing() as (host, pilot):
        assert host.list.check_action("leave", ()) is False
        host.query_one(Browser).float_over(True)
        await pilot.press("escape")
        await pilot.pause()
        assert host.done == 1


def test_every_key_of_the_list_is_tried_here() -> None:
    tried = {
        "up",
        "down",
        "pageup",
        "pagedown",
        "home",
        "end",
        "enter",
        "left",
        "right",
        "asterisk",
        "f",
        "F",
        "escape",
    }
    assert {key for one in ACTIONS if one.scope == "browser" for key in one.keys.split(",")} == tried


# -- the search ---------------------------------------------------------------------------------------------------


async def type_in(host: Host, pilot: Pilot[Any], *keys: str) -> None:
    host.query_one(Browser).find()
    await pilot.press(*keys)
    await pilot.pause()


async def test_typing_finds_the_best_first_and_enter_opens_it() -> None:
    async with browsing() as (host, pilot):
        await type_in(host, pilot, *"hh")
        assert host.names[0] == "hodgkin_huxley"
        await pilot.press("enter")
        await pilot.pause()
        assert host.session.setup.model == "hodgkin_huxley"
        assert host.search.text == ""
        assert at(host).text == "hodgkin_huxley"
        assert host.list.has_focus


async def test_arrows_move_while_typing() -> None:
    async with browsing() as (host, pilot):
        await type_in(host, pilot, *"izh", "down", "down", "up")
        assert host.list.at == 1
        second = at(host).text
        await pilot.press("pagedown", "pageup", "down", "enter")
        await pilot.pause()
        assert host.session.setup.model == second


async def test_letters_that_are_keys_elsewhere_are_typed() -> None:
    async with browsing() as (host, pilot):
        await type_in(host, pilot, "slash", "f", "m", "space", "1", "asterisk", "q")
        assert host.search.text == "fm 1*q"
        assert "nothing found" in screen_text(host)


async def test_editing_keys_of_the_search_line() -> None:
    async with browsing() as (host, pilot):
        await type_in(host, pilot, *"hodg", "space", *"19", "backspace")
        assert host.search.text == "hodg 1"
        await pilot.press("ctrl+w")
        assert host.search.text == "hodg"
        await pilot.press("ctrl+u")
        await pilot.pause()
        assert host.search.text == ""
        assert at(host).text == "adex"


async def test_a_long_query_is_bounded_and_a_pasted_text_is_one_line() -> None:
    async with browsing() as (host, pilot):
        await type_in(host, pilot)
        host.search.put("x" * 10_000)
        assert len(host.search.text) == 64
        host.search.put("a\x1b[31mb")
        assert host.search.text == "a[31mb"


async def test_escape_ends_the_search_and_leaves() -> None:
    async with browsing() as (host, pilot):
        await type_in(host, pilot, *"hh", "escape")
        assert host.search.text == ""
        assert at(host).text == "adex"
        assert host.session.setup.model == "adex"
        await type_in(host, pilot, "escape")
        assert host.done == 1


async def test_what_is_found_outside_of_the_name_is_shown_beside_it() -> None:
    async with browsing() as (host, pilot):
        await type_in(host, pilot, *"2008")
        assert "mckean  Coombes 2008" in screen_text(host)
        await type_in(host, pilot, "ctrl+u", *"cortex", "space", *"2008")
        assert "pospischil_fs  Pospi… 2008" in screen_text(host)


# -- the mouse ----------------------------------------------------------------------------------------------------


async def test_a_click_opens_a_model() -> None:
    async with browsing() as (host, pilot):
        await click_row(host, pilot, "benda_herz")
        assert host.session.setup.model == "benda_herz"


async def test_a_click_folds_and_unfolds_a_category() -> None:
    async with browsing() as (host, pilot):
        before = host.names
        await click_row(host, pilot, "ai")
        assert "psn" in host.names
        await click_row(host, pilot, "ai")
        assert host.names == before


async def test_a_click_on_the_star_makes_a_favourite_and_opens_nothing() -> None:
    async with browsing() as (host, pilot):
        await click_row(host, pilot, "benda_herz", x=1)
        assert host.session.favourites == ("benda_herz",)
        assert host.session.setup.model == "adex"


async def test_a_click_on_a_badge_filters_and_another_one_ends_it() -> None:
    async with browsing() as (host, pilot):
        n = list(BADGES).index("bursting")
        await pilot.click(BadgeRow, offset=(1 + 2 * n, 0))
        await pilot.pause()
        assert {row.model.pattern for row in host.list.rows if row.model} == {"bursting"}
        await pilot.click(BadgeRow, offset=(1 + 2 * n, 0))
        await pilot.pause()
        assert at(host).text == "adex"
        await pilot.click(BadgeRow, offset=(30, 0))  # beside them
        await pilot.pause()
        assert at(host).text == "adex"


async def test_a_click_on_the_search_line_begins_a_search() -> None:
    async with browsing() as (host, pilot):
        await pilot.click(SearchLine)
        await pilot.press(*"hh")
        await pilot.pause()
        assert host.names[0] == "hodgkin_huxley"


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with browsing(size=(34, 12)) as (host, pilot):
        cursor, top = host.list.at, host.list.scroll_offset.y
        host.list.scroll_to(y=0, animate=False, immediate=True)
        host.list._on_mouse_scroll_down(_wheel(host))
        await pilot.pause(0.3)
        assert host.list.scroll_offset.y > 0 or top == 0
        assert host.list.at == cursor


def _wheel(host: Host) -> Any:
    from textual.events import MouseScrollDown

    return MouseScrollDown(host.list, 5, 5, 0, 1, 0, False, False, False, 5, 5)


async def test_a_click_below_the_last_row_does_nothing() -> None:
    async with browsing() as (host, pilot):
        await type_in(host, pilot, *"adex")
        await pilot.click(ModelList, offset=(5, 15))
        await pilot.pause()
        assert host.session.setup.model == "adex"
        assert host.done == 0


# -- favourites, recents, files -----------------------------------------------------------------------------------


async def test_favourites_and_recents_stand_on_top_and_unknown_ones_are_left_out() -> None:
    session = Session(setup=Setup(model="adex"), favourites=("lif", "gone"), recents=("theta", "was_here", "lif"))
    async with browsing(session) as (host, _):
        assert host.names[:5] == [FAVOURITES, "lif", RECENT, "theta", "lif"]
        assert "gone" not in host.names


async def test_what_is_chosen_among_the_favourites_leaves_the_cursor_there() -> None:
    async with browsing(Session(setup=Setup(model="adex"), favourites=("lif", "theta"))) as (host, pilot):
        await pilot.press("home", "down", "down", "enter")
        await pilot.pause()
        assert host.session.setup.model == "theta"
        assert at(host).section == FAVOURITES


async def test_a_file_that_came_later_is_listed_when_the_category_is_unfolded(empty_folder: Path) -> None:
    (empty_folder / "one.ode").write_text(MODEL)
    async with browsing() as (host, pilot):
        await pilot.pause()
        (empty_folder / "two.ode").write_text(MODEL)
        await click_row(host, pilot, FOLDER)
        assert [row.text for row in host.list.rows if row.path] == ["one.ode", "two.ode"]


MODEL = "dv/dt = -v/tau\nv(0) = 1\npar tau = 10\n"


async def test_the_models_of_this_folder_are_listed_and_opened(empty_folder: Path) -> None:
    (empty_folder / "mine.ode").write_text(MODEL)
    (empty_folder / "notes.txt").write_text("x")
    (empty_folder / "below").mkdir()
    (empty_folder / "below" / "deeper.ode").write_text(MODEL)
    async with browsing() as (host, pilot):
        await pilot.pause()
        assert FOLDER in host.names
        await click_row(host, pilot, FOLDER)
        assert [row.text for row in host.list.rows if row.path] == ["mine.ode"]
        await click_row(host, pilot, "mine.ode")
        assert host.session.setup.source == MODEL
        assert host.session.path == str(empty_folder / "mine.ode")
        assert host.session.text == MODEL
        assert host.names[:2] == [RECENT, "mine.ode"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "empty"),
        (b"a\x00b", "no text"),
        (b"x" * 5_000_000, "larger"),
        (None, "not a file"),
    ],
)
async def test_what_cannot_be_read_is_one_clear_line(empty_folder: Path, data: bytes | None, said: str) -> None:
    file = empty_folder / "broken.ode"
    file.write_bytes(b"x" if data is None else data)
    async with browsing() as (host, pilot):
        await pilot.pause()
        await click_row(host, pilot, FOLDER)
        if data is None:
            file.unlink()
        await click_row(host, pilot, "broken.ode")
        [line] = host.announced
        assert said in line
        assert "\n" not in line
        assert host.session.setup == Setup(model="adex")


async def test_a_text_that_is_in_no_file_is_not_dropped_by_opening_one(empty_folder: Path) -> None:
    (empty_folder / "mine.ode").write_text(MODEL)
    async with browsing(Session(setup=Setup(model="adex"), text="dw/dt = 1\n")) as (host, pilot):
        await pilot.pause()
        await click_row(host, pilot, FOLDER)
        await click_row(host, pilot, "mine.ode")
        assert "not saved" in host.announced[0]
        assert host.session.text == "dw/dt = 1\n"


async def test_a_crowded_folder_is_listed_in_part(empty_folder: Path) -> None:
    for n in range(230):
        (empty_folder / f"m{n:03}.ode").write_text(MODEL)
    async with browsing() as (host, pilot):
        await pilot.pause()
        [row] = [row for row in host.list.rows if row.text == FOLDER]
        assert row.members == 200


async def test_a_name_that_could_steer_the_terminal_is_shown_and_not_obeyed(empty_folder: Path) -> None:
    (empty_folder / "a\x1b[31mb.ode").write_text(MODEL)
    async with browsing() as (host, pilot):
        await pilot.pause()
        await click_row(host, pilot, FOLDER)
        await pilot.press("right")
        assert "\x1b" not in screen_text(host)
        assert "\\x1b[31mb" in screen_text(host)


async def test_what_is_unfolded_is_kept_in_the_session() -> None:
    async with browsing() as (host, pilot):
        assert host.session.folds == ()  # nothing was turned by the user yet
        await click_row(host, pilot, "ai")
        kept = host.session
        assert "ai" in kept.folds
        names = host.names
    async with browsing(kept) as (host, pilot):
        assert host.names == names
        await click_row(host, pilot, "ai")
        assert "ai" not in host.session.folds


async def test_folds_of_a_session_that_is_opened_are_shown_and_those_of_a_filter_are_not_kept() -> None:
    async with browsing() as (host, pilot):
        host.query_one(Browser).session_changed(replace(host.session, folds=("ai", "oscillator")))
        assert {row.section for row in host.list.rows if row.is_category and row.is_open} >= {"ai", "oscillator"}
    async with browsing(replace(ADEX, folds=("ai",))) as (host, pilot):
        await pilot.press("f")
        await click_row(host, pilot, at(host).section)
        await pilot.pause()
        assert host.session.folds == ("ai",)
