"""Every action has keys that do what it says, where it says; no two keys are in each other's way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sctui.manual import page
from sctui.session.state import Session
from sctui.studio.actions import ACTIONS, SCOPES
from sctui.studio.app import Studio
from sctui.studio.key_help import key_help
from sctui.studio.palette_entries import entries
from sctui.views.table import VIEWS, next_option, with_view
from sctui.widgets.editor import Editor
from sctui.widgets.entry import Entry
from sctui.widgets.search_line import SearchLine
from tests.sctui.studio.action_cases import ANYWHERE, CASES, EDITOR, MODELS, SLIDER, Case, Place
from tests.sctui.studio.waiting import until

KEYS = [(one.id, key) for one in ACTIONS for key in one.keys.split(",")]
OPTIONS = [(view.name, option.name) for view in VIEWS.values() for option in view.options]

# Scopes whose keys count at the same time, the innermost first: the inner one has a key that both have
CHAINS = (
    ("plot", "equations", "studio"),
    ("browser", "studio"),
    ("slider", "rows", "parameters", "stimulus", "equations", "studio"),
    ("choice", "rows", "parameters", "stimulus", "equations", "studio"),
    ("path", "rows", "parameters", "stimulus", "equations", "studio"),
    ("menu", "choice", "rows", "parameters", "stimulus", "equations", "studio"),
    ("text", "equations", "studio"),
    ("cards", "equations", "studio"),
    ("linked", "studio"),
    ("devices", "studio"),
    ("problems", "equations", "studio"),
    ("completion", "editor", "equations", "studio"),
)
# The keys that a part of the screen takes from one around it, and why that is no surprise
TAKEN = {
    "escape": "one step back, the innermost first; the last step is to cancel",
    "enter": "what the focused part does",
    "up": "within the focused part", "down": "within the focused part",
    "left": "within the focused part", "right": "within the focused part",
    "home": "within the focused part", "end": "within the focused part",
    "pageup": "within the focused part", "pagedown": "within the focused part",
    "ctrl+o": "among equations one opens a file",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quiet_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No files, and no editor of the user's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


async def go(studio: Studio, pilot: Pilot[Any], place: Place) -> None:
    assert place.go is not None
    await place.go(studio, pilot)


def test_no_action_is_without_a_case() -> None:
    assert set(CASES) == {one.id for one in ACTIONS}


@pytest.mark.parametrize(("id", "key"), KEYS)
async def test_each_key_of_an_action_does_it(id: str, key: str, studio: Studio, tmp_path: Path) -> None:
    case: Case = CASES[id]
    studio.session = case.place.session
    studio.data_folder = tmp_path
    async with studio.run_test(size=(120, 40)) as pilot:
        await go(studio, pilot, case.place)
        await pilot.press(*case.before)
        before = case.changes(studio)
        title = next(one.title for one in ACTIONS if one.id == id)
        await pilot.press(*([key] if key else ["ctrl+p", *title, "enter"]))
        await until(pilot, lambda: case.changes(studio) != before, f"what {key or 'the palette'} does")


@pytest.mark.parametrize(("name", "option"), OPTIONS)
async def test_each_option_of_a_view_has_a_key(name: str, option: str, studio: Studio) -> None:
    view = VIEWS[name]
    found = next(one for one in view.options if one.name == option)
    studio.session = with_view(Session(), name)
    wanted = next_option(studio.session, view, found).options
    async with studio.run_test(size=(120, 40)) as pilot:
        if view.workspace == "analyse":
            await go(studio, pilot, ANYWHERE)
        await pilot.press(found.key)
        await until(pilot, lambda: studio.session.options == wanted, "the next value")


def test_every_action_is_in_help_palette_and_manual() -> None:
    text, values, manual = key_help(Session(), None), {entry.value for entry in entries(Session())}, page("studio")
    for one in ACTIONS:
        assert f"{one.title}: {one.help}" in text
        assert f"action:{one.id}" in values or one.id == "palette"
        assert any(line.split("|")[-2].strip() == one.id for line in manual.splitlines() if line.startswith("|"))


def test_every_option_of_a_view_is_in_help_and_palette() -> None:
    for view in VIEWS.values():
        session = with_view(Session(), view.name)
        listed = {(entry.value, entry.keys) for entry in entries(session)}
        for option in view.options:
            assert (f"option:{option.name}", option.key) in listed
            assert f"    {option.key:14}{option.title}: now" in key_help(session, None)


def _keys(scope: str) -> dict[str, str]:
    return {key: one.id for one in ACTIONS if one.scope == scope for key in one.keys.split(",") if key}


def test_every_scope_is_in_a_chain() -> None:
    assert {scope for chain in CHAINS for scope in chain} | {"entry"} == set(SCOPES)


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain[0])
def test_no_key_hides_another_that_counts_at_the_same_time(chain: tuple[str, ...]) -> None:
    for n, inner in enumerate(chain):
        for outer in chain[n + 1 :]:
            assert not (set(_keys(inner)) & set(_keys(outer))) - set(TAKEN), (inner, outer)


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda view: view.name)
def test_no_option_has_the_key_of_an_action_where_it_counts(view: Any) -> None:
    keys = [option.key for option in view.options]
    assert len(keys) == len(set(keys))
    for scope in SCOPES:
        if scope not in ("completion", "editor", "entry", "menu"):
            assert not set(keys) & set(_keys(scope)), scope


OPTION_KEYS = {option.key for view in VIEWS.values() for option in view.options}
LETTERS = "".join(sorted({key for _, key in KEYS if len(key) == 1} | OPTION_KEYS))


@pytest.mark.parametrize(
    ("place", "before", "read"),
    [
        (EDITOR, (), lambda studio: studio.query_one(Editor).plain),
        (SLIDER, ("enter", "ctrl+u"), lambda studio: studio.query_one(Entry).value),
        (MODELS, ("slash",), lambda studio: studio.query_one(SearchLine).text),
    ],
    ids=["editor", "value", "search"],
)
async def test_letters_that_are_typed_are_no_keys(
    place: Place, before: tuple[str, ...], read: Any, studio: Studio
) -> None:
    studio.session = place.session
    async with studio.run_test(size=(120, 40)) as pilot:
        await go(studio, pilot, place)
        await pilot.press(*before)
        session, screen = studio.session, studio.screen
        await pilot.press(*LETTERS)
        assert LETTERS in read(studio)
        assert studio.screen is screen
        for name in ("workspace", "view", "options", "a", "b", "multi", "hidden", "favourites"):
            assert getattr(studio.session, name) == getattr(session, name)
