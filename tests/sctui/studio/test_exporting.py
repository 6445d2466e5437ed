"""What is on the screen goes into files and into the clipboard, by keys alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sctui.screens.choice import Choice
from sctui.screens.plain_text import PlainText
from sctui.screens.prompt import Prompt
from sctui.session.setup import Setup
from sctui.session.state import Session, Zoom
from sctui.studio.app import Studio
from sctui.studio.exporting import problem_of_path, suggested, with_suffix
from tests.sctui.studio.waiting import paste, screen_text, until

FIRST = Session(setup=Setup(model="lif"))


async def drawn(studio: Studio, pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: "v (mV)" in screen_text(studio), "the first trace")


async def exported(studio: Studio, pilot: Pilot[Any], key: str) -> None:
    await pilot.press("e")
    await until(pilot, lambda: isinstance(studio.screen, Choice), "the menu")
    await pilot.press(key)
    await until(pilot, lambda: isinstance(studio.screen, Prompt), "the prompt")
    await pilot.press("enter")


@pytest.mark.parametrize(
    ("key", "name", "begins"),
    [
        ("p", "lif-trace.png", b"\x89PNG\r\n"),
        ("s", "lif-trace.svg", b"<?xml"),
        ("c", "lif-trace.csv", b"time (ms),v (mV),I (nA),spikes\n"),
        ("j", "lif-trace.json", b"{"),
    ],
)
async def test_the_view_becomes_a_file(
    key: str, name: str, begins: bytes, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    studio.session = FIRST
    async with studio.run_test(size=(160, 40)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("e", key)
        await until(pilot, lambda: isinstance(studio.screen, Prompt), "the prompt")
        await pilot.press("home")
        await paste(studio, pilot, f"{tmp_path}/")  # the worker process is in a folder of its own
        await pilot.press("enter")
        await until(pilot, lambda: f"{name} (" in screen_text(studio), "the confirmation")
    content = (tmp_path / name).read_bytes()
    assert content.startswith(begins)
    if name.endswith(".json"):
        assert "spikes" in json.loads(content)


async def test_a_file_is_asked_for_before_it_is_written_over(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "lif.csv"
    path.write_text("precious")
    studio.session = FIRST
    async with studio.run_test(size=(160, 40)) as pilot:
        await drawn(studio, pilot)
        for answer, kept in (("enter", True), ("escape", True), ("o", False)):
            await pilot.press("e", "c")
            await until(pilot, lambda: isinstance(studio.screen, Prompt), "the prompt")
            await pilot.press("ctrl+u")
            await paste(studio, pilot, str(path))
            await pilot.press("enter")
            await until(pilot, lambda: "is there already" in screen_text(studio), "the question")
            await pilot.press(answer)
            if kept:
                await until(pilot, lambda: not isinstance(studio.screen, Choice), "the studio again")
                assert path.read_text() == "precious"
        await until(pilot, lambda: "exported" in screen_text(studio), "the confirmation")
    assert path.read_text().startswith("time (ms)")


async def test_what_cannot_be_written_is_one_line(studio: Studio, tmp_path: Path) -> None:
    studio.session = FIRST
    async with studio.run_test(size=(160, 40)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("e", "c")
        await until(pilot, lambda: isinstance(studio.screen, Prompt), "the prompt")
        await pilot.press("ctrl+u", *"/no/such/place.csv", "enter")
        await until(pilot, lambda: "there is no folder /no/such" in screen_text(studio), "the refusal")
        await pilot.press("ctrl+u", *"/proc/lif.csv", "enter")
        await until(pilot, lambda: "not exported: /proc/lif.csv" in screen_text(studio), "the problem")


async def test_the_picture_is_of_the_part_that_is_shown(studio: Studio, tmp_path: Path) -> None:
    studio.session = replace(FIRST, zooms={"trace": Zoom((40.0, 50.0))})
    async with studio.run_test(size=(160, 40)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("e", "s")
        await until(pilot, lambda: isinstance(studio.screen, Prompt), "the prompt")
        await pilot.press("ctrl+u")
        await paste(studio, pilot, f"{tmp_path}/part.svg")
        await pilot.press("enter")
        await until(pilot, lambda: "part.svg (" in screen_text(studio), "the confirmation")
    text = (tmp_path / "part.svg").read_text()
    assert "<!-- 42 -->" in text
    assert "<!-- 100 -->" not in text


async def test_the_numbers_are_copied_and_shown(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "14 spikes · 70 Hz" in screen_text(studio), "the run")
        await drawn(studio, pilot)
        await pilot.press("e", "n")
        await until(pilot, lambda: isinstance(studio.screen, PlainText), "the text")
        assert "14 spikes · 70 Hz" in studio.clipboard
        assert "Trace: rk4, dt 0.01, 20,000 steps" in studio.clipboard
        await until(pilot, lambda: "14 spikes · 70 Hz" in screen_text(studio), "the numbers")


@pytest.mark.parametrize(
    ("session", "name"),
    [
        (Session(setup=Setup(model="adex", preset="initial_burst")), "adex-initial_burst-fi.png"),
        (Session(setup=Setup(source="dv/dt = -v"), path="/tmp/my model.ode"), "my_model-fi.png"),
        (Session(setup=Setup(source="dv/dt = -v")), "own-fi.png"),
        (Session(setup=Setup(model="../../etc")), ".._.._etc-fi.png"),
        (Session(workspace="network"), "fi.png"),
    ],
)
def test_a_name_is_suggested(session: Session, name: str) -> None:
    assert suggested(session, "fi", ".png") == name


def test_a_name_without_a_suffix_gets_the_one_of_its_form() -> None:
    assert with_suffix("figures/one", ".png") == "figures/one.png"
    assert with_suffix("figures.d/one", ".png") == "figures.d/one.png"
    assert with_suffix("one.dat", ".csv") == "one.dat"


@pytest.mark.parametrize("text", ["", "/", "/no/such/folder/x.png", "a\0b", "~nobody-here/x"])
def test_paths_that_cannot_be(text: str) -> None:
    assert problem_of_path(text)
