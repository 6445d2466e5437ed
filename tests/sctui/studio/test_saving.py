"""The studio keeps its session by itself, saves it under names, and hands it on as a link."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sctui.screens.choice import Choice
from sctui.screens.plain_text import PlainText
from sctui.screens.prompt import Prompt
from sctui.session.keeping import Keeper
from sctui.session.setup import Setup
from sctui.session.share import link_of, session_of
from sctui.session.state import Session, Zoom
from sctui.session.store import LAST, load, load_last, named, save, versions
from sctui.studio import saving
from sctui.studio.app import Studio
from sctui.studio.desk import Desk
from sctui.studio.messages import Change
from tests.sctui.studio.waiting import screen_text, until

OTHER = Session(
    setup=Setup(model="lif", params={"tau_m": 12.0}), view="isi", zooms={"isi": Zoom((1.0, 2.0))}, cursor=3.0
)


@pytest.fixture
def kept(studio: Studio, tmp_path: Path) -> Studio:
    """A studio that keeps its session in a folder of the test."""
    studio.data_folder = tmp_path
    studio.keeper = Keeper(studio.session, tmp_path)
    return studio


async def test_it_is_kept_a_while_after_the_last_change(
    kept: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "QUIET", 0.05)
    async with kept.run_test() as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(kept), "the first run")
        assert not (tmp_path / "session.json").exists()
        kept.post_message(Change(replace(kept.session, view="isi")))
        await until(pilot, lambda: load_last(tmp_path).session.view == "isi", "the session on the disk")


async def test_what_was_on_the_screen_at_the_end_comes_back(
    kept: Studio, tmp_path: Path, workers: dict[str, Any]
) -> None:
    async with kept.run_test() as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(kept), "the first run")
        kept.post_message(Change(OTHER))
        await until(pilot, lambda: kept.session == OTHER, "the change")
    session = load_last(tmp_path).session
    assert session == OTHER
    again = Studio(session, Desk(workers))
    async with again.run_test() as pilot:
        await until(pilot, lambda: "lif" in screen_text(again), "the model of before")
        await until(pilot, lambda: "interval (ms)" in screen_text(again), "the view of before")


async def test_a_full_disk_is_said_once_and_tried_again(
    kept: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "QUIET", 0.05)
    monkeypatch.setattr(saving, "AGAIN", 0.05)
    sync = os.fsync

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    async with kept.run_test(size=(160, 30)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(kept), "the first run")
        kept.post_message(Change(replace(kept.session, view="isi")))
        await until(pilot, lambda: "No space left on device" in screen_text(kept), "the problem")
        monkeypatch.setattr(os, "fsync", sync)
        await until(pilot, lambda: "the session is kept again" in screen_text(kept), "the next try")
    assert load_last(tmp_path).session.view == "isi"


async def test_w_saves_under_a_name_and_ctrl_o_opens_it_again(kept: Studio, tmp_path: Path) -> None:
    async with kept.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(kept), "the first run")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(kept.screen, Prompt), "the prompt")
        await pilot.press("ctrl+u", *"a/b", "enter")
        await until(pilot, lambda: "letters, digits, blanks" in screen_text(kept), "the refusal")
        await pilot.press("ctrl+u", *"first", "enter")
        await until(pilot, lambda: "saved as 'first'" in screen_text(kept), "the confirmation")
        assert load("first", tmp_path).session == kept.session
        kept.post_message(Change(OTHER))
        await until(pilot, lambda: kept.session.view == "isi", "another session")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(kept.screen, Choice), "the list")
        assert "first" in screen_text(kept)
        await pilot.press("enter")
        await until(pilot, lambda: kept.session.setup == Setup(), "the saved session")
        await until(pilot, lambda: "opened 'first'" in screen_text(kept), "a line that says so")
    assert [load_last(tmp_path).session.view] == ["trace"]
    assert OTHER.setup in [load_file.setup for load_file in _versions(tmp_path)]


def _versions(folder: Path) -> list[Session]:
    from sctui.session.store import load_file

    return [load_file(one.path).session for one in versions(LAST, folder)]


async def test_a_session_that_cannot_be_saved_is_one_line(kept: Studio, tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("a file where the folder should be")
    async with kept.run_test(size=(160, 30)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(kept), "the first run")
        await pilot.press("w", "enter")
        await until(pilot, lambda: "not saved: " in screen_text(kept), "the problem")


async def test_a_damaged_session_is_set_aside_when_it_is_chosen(kept: Studio, tmp_path: Path) -> None:
    save(OTHER, "work", tmp_path).write_text("{")
    async with kept.run_test(size=(160, 30)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(kept), "the first run")
        await pilot.press("ctrl+o", "enter")
        await until(pilot, lambda: "damaged" in screen_text(kept), "the line")
        assert kept.session.setup == Setup()
    assert named(tmp_path) == []
    assert len(list((tmp_path / "sessions").glob("*.broken-*"))) == 1


async def test_y_copies_a_link_and_shows_it(studio: Studio) -> None:
    studio.session = replace(OTHER, recents=("lif",))
    async with studio.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "lif" in screen_text(studio), "the model")
        await pilot.press("y")
        await until(pilot, lambda: isinstance(studio.screen, PlainText), "the link")
        assert session_of(studio.clipboard) == OTHER
        shown = screen_text(studio)
        assert shown[shown.index("sctui://v1/") :].split("\n\n")[0].replace("\n", "") == studio.clipboard
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(studio.screen, PlainText), "the studio again")


async def test_a_link_is_opened_and_a_wrong_one_refused(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(studio), "the first run")
        studio.action_open_link()
        await until(pilot, lambda: isinstance(studio.screen, Prompt), "the prompt")
        await pilot.press(*"nothing", "enter")
        await until(pilot, lambda: "is no link of sctui" in screen_text(studio), "the refusal")
        studio.screen.query_one("Input").value = link_of(OTHER)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: studio.session == OTHER, "its session")


async def test_recent_models_are_listed(studio: Studio) -> None:
    studio.session = Session(recents=("adex", "lif"))
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(studio), "the first run")
        await pilot.press("ctrl+r", "down", "enter")
        await until(pilot, lambda: studio.session.setup.model == "lif", "the model")
        assert studio.session.recents == ("lif", "adex")


def test_no_part_of_the_studio_takes_the_method_of_another() -> None:
    parts = [part for part in Studio.__mro__ if part.__module__.startswith("sctui.") and part is not Studio]
    own = [name for part in parts for name, value in vars(part).items() if callable(value)]
    names = [name for name in own if not name.startswith(("on_", "__")) and name != "show_bar"]
    assert sorted(names) == sorted(set(names))
    assert not {name for name in names if name in vars(Studio)}


async def test_one_can_leave_while_a_modal_is_open(kept: Studio, tmp_path: Path) -> None:
    async with kept.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(kept), "the first run")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(kept.screen, Prompt), "the prompt")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not kept.is_running, "the end")
    assert load_last(tmp_path).session == kept.session
