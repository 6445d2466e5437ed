"""Trouble from outside: a worker is killed, the disk is full, the terminal becomes tiny, files are damaged."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from kernels.worker_job import Job, Result
from sctui.session import store
from sctui.session.keeping import Keeper
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.studio.desk import LONG, QUICK, Desk
from sctui.studio.messages import Change
from sctui.widgets.devices_pane import DevicesPane
from sctui.widgets.pane import Pane
from sctui.widgets.plot import Plot
from sctui.widgets.status_line import StatusLine
from tests.sctui.pseudo_terminal import Terminal
from tests.sctui.studio.waiting import paste, screen_text, until

ROOM = 100  # bytes that a file may have on the full disk


def kill(desk: Desk, which: str) -> None:
    """As the system does it when memory runs out."""
    process = desk._workers[which]._process
    assert process is not None
    os.kill(process.popen.pid, signal.SIGKILL)


def begun(desk: Desk, which: str) -> bool:
    return which in desk._workers and desk._workers[which]._begun


async def test_the_long_worker_is_killed_and_the_studio_goes_on() -> None:
    session = Session(view="heatmap", options={"heatmap": {"steps": "64"}}, setup=Setup(duration=2000.0))
    studio = Studio(session, Desk())
    async with studio.run_test(size=(160, 40)) as pilot:
        await until(pilot, lambda: begun(studio.desk, LONG), "the long operation")
        kill(studio.desk, LONG)
        await until(pilot, lambda: "the worker process was killed" in screen_text(studio), "one clear line")
        assert "Traceback" not in screen_text(studio)
        studio.post_message(Change(replace(session, view="fi", setup=Setup())))
        await until(pilot, lambda: "rheobase" in studio.query_one("#main Pane", Pane).readout, "another long operation")


async def test_the_quick_worker_is_killed_and_the_next_change_is_run() -> None:
    studio = Studio(Session(setup=Setup(duration=60_000.0)), Desk())
    async with studio.run_test(size=(160, 40)) as pilot:
        await until(pilot, lambda: begun(studio.desk, QUICK), "the run")
        kill(studio.desk, QUICK)
        await until(pilot, lambda: "the worker process was killed" in screen_text(studio), "one clear line")
        studio.post_message(Change(studio.session.with_setup(Setup())))
        await until(pilot, lambda: "14 spikes · 70 Hz" in screen_text(studio), "the next run")


@contextmanager
def full_disk(who: int) -> Iterator[None]:
    """The kernel lets process `who` write files of a few bytes only."""
    soft, hard = resource.prlimit(who, resource.RLIMIT_FSIZE)
    resource.prlimit(who, resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.prlimit(who, resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_session_that_has_no_room_leaves_nothing_and_can_be_saved_later(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.data_folder = tmp_path
    studio.keeper = Keeper(studio.session, tmp_path)
    write = store.write_text

    def without_room(path: Path, text: str) -> None:
        with full_disk(os.getpid()):
            write(path, text)

    async with studio.run_test(size=(160, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(studio), "the first run")
        with monkeypatch.context() as patch:
            patch.setattr(store, "write_text", without_room)
            await pilot.press("w", "enter")
            await until(pilot, lambda: os.strerror(errno.EFBIG) in screen_text(studio), "the problem")
            assert "not saved" in screen_text(studio)
            assert list((tmp_path / "sessions").iterdir()) == []
        await pilot.press("w", "enter")
        await until(pilot, lambda: "saved as" in screen_text(studio), "the next try")
    assert store.load(store.named(tmp_path)[0].name, tmp_path).session == studio.session


async def test_an_export_that_has_no_room_is_one_line_and_no_file(tmp_path: Path) -> None:
    studio = Studio(Session(), Desk())
    async with studio.run_test(size=(160, 40)) as pilot:
        await until(pilot, lambda: "tonic" in screen_text(studio), "the first run")
        process = studio.desk._workers[QUICK]._process
        assert process is not None
        with full_disk(process.popen.pid):
            await pilot.press("e", "c", "ctrl+u")
            await paste(studio, pilot, f"{tmp_path}/a.csv")
            await pilot.press("enter")
            await until(pilot, lambda: os.strerror(errno.EFBIG) in screen_text(studio), "the problem")
        assert list(tmp_path.iterdir()) == []
        await pilot.press("e", "c", "ctrl+u")
        await paste(studio, pilot, f"{tmp_path}/a.csv")
        await pilot.press("enter")
        await until(pilot, lambda: "exported" in screen_text(studio), "the next try")


def beside_models(studio: Studio) -> list[str]:
    """The screen without the list of models, which scrolls so that its cursor stays in sight."""
    return [line[31:] for line in screen_text(studio).splitlines()]


async def test_a_drag_ends_where_its_plot_is_no_more(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the trace")
        await until(pilot, lambda: studio.query_one(Plot).plan, "its place")
        plot = studio.query_one(Plot)
        await pilot.mouse_down(plot, offset=(20, 10), shift=True)
        await pilot.hover(plot, offset=(30, 14))
        await until(pilot, lambda: plot.box is not None, "the frame")
        studio.post_message(Change(replace(studio.session, workspace="network")))
        await until(pilot, lambda: not studio.query_one("#workspace-analyse").display, "another workspace")
        await pilot.mouse_up(offset=(60, 20))
        await until(pilot, lambda: plot._drag is None and plot.box is None, "the end of the drag")
        assert studio.crash is None


async def test_an_error_in_an_answer_is_not_swallowed(studio: Studio) -> None:
    def broken(result: object) -> None:
        raise ZeroDivisionError("oh")

    with pytest.raises(ZeroDivisionError):  # noqa: PT012  raised where the studio is left
        async with studio.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: "70 Hz" in screen_text(studio), "the first run")
            studio.desk.ask("x", "spikes", Setup().request(), on_result=broken, on_error=broken)
            await until(pilot, lambda: studio.crash is not None, "the crash")


async def test_an_answer_while_the_studio_is_left_is_let_go(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its widgets go one by one then, and a callback would find half of them."""
    left = asyncio.Event()
    heard: list[object] = []

    class Late:
        channel = "late"

        def done(self) -> bool:
            return True

        async def events(self) -> AsyncIterator[Result]:
            await left.wait()
            yield Result(0, "late", {}, {})

    async def removed(line: StatusLine) -> None:
        left.set()
        await late

    monkeypatch.setattr(StatusLine, "on_unmount", removed, raising=False)
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(studio), "the first run")
        job = cast("Job", Late())
        studio.desk._jobs["late"] = job
        late = asyncio.create_task(studio.desk._follow(job, heard.append, heard.append, None))
    assert left.is_set()
    assert heard == []


async def test_an_answer_to_a_pane_that_was_taken_away_is_let_go(studio: Studio) -> None:
    """Its widgets are gone; the pane in its place has asked for something else."""
    heard: list[object] = []
    async with studio.run_test(size=(120, 40)) as pilot:
        studio.post_message(Change(replace(studio.session, workspace="hardware", hardware="devices")))
        await until(pilot, lambda: bool(studio.query(DevicesPane)), "the devices")
        pane = studio.query_one(DevicesPane)
        for part in ("", ".estimate"):
            studio.desk.ask(
                f"{pane._channel}{part}", "spikes", Setup(duration=1000.0).request(), on_result=heard.append,
                on_error=heard.append,
            )  # fmt: skip
        studio.desk.ask("other", "spikes", Setup().request(), on_result=heard.append, on_error=heard.append)
        studio.post_message(Change(replace(studio.session, hardware="rtl")))
        await until(pilot, lambda: not studio.query(DevicesPane) and bool(heard), "another pane, and another answer")
        await pilot.pause(0.5)
    assert [result.operation for result in heard if isinstance(result, Result)] == ["spikes"]
    assert len(heard) == 1


OVER = {"help": "question_mark", "palette": "ctrl+p", "save": "w", "export": "e", "share": "y", "jump": "g"}


@pytest.mark.parametrize(
    "session",
    [
        Session(),
        Session(view="phase"),
        Session(view="isi"),
        Session(view="code"),
        Session(view="experiments"),
        Session(workspace="equations"),
    ],
    ids=lambda session: session.view if session.workspace == "analyse" else session.workspace,
)
async def test_after_a_tiny_terminal_the_screen_is_as_it_was(session: Session, studio: Studio) -> None:
    studio.session = session
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "tonic" in screen_text(studio), "the first run")
        await until(pilot, lambda: not studio.desk.under_way(), "the pictures")
        await pilot.pause(0.3)
        before = beside_models(studio)
        await pilot.resize_terminal(20, 5)
        await pilot.pause(0.1)
        assert len(screen_text(studio).splitlines()) == 5
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: beside_models(studio) == before, "the screen of before")


@pytest.mark.parametrize("key", OVER.values(), ids=OVER)
async def test_a_modal_lives_in_a_tiny_terminal(key: str, studio: Studio, tmp_path: Path) -> None:
    studio.data_folder = tmp_path
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "tonic" in screen_text(studio), "the first run")
        session = studio.session
        await pilot.press(key)
        await until(pilot, lambda: len(studio.screen_stack) == 2, "the modal")
        await pilot.resize_terminal(20, 5)
        await pilot.pause(0.1)
        await pilot.press("escape")
        await until(pilot, lambda: len(studio.screen_stack) == 1, "the studio")
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the trace")
        assert studio.session == session


DAMAGED = {"data/sctui/session.json": ("is damaged", True), "config/sctui/config.toml": ("not read", False)}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_one_line_and_not_lost(name: str, tmp_path: Path) -> None:
    said, set_aside = DAMAGED[name]
    path, content = tmp_path / name, b"[\x00\xff{"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    with Terminal(["-m", "sctui"], home) as terminal:
        terminal.wait_for(path.name)
        terminal.wait_for(said)
        terminal.wait_for("Hodgkin")
        terminal.press("\x11")
        assert terminal.end() == 0
        assert b"Traceback" not in terminal.output
    kept = list(path.parent.glob(f"{path.name}.broken-*")) if set_aside else [path]
    assert [one.read_bytes() for one in kept] == [content]


def test_without_its_terminal_it_ends_and_keeps_the_session(tmp_path: Path) -> None:
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    with Terminal(["-m", "sctui"], home) as terminal:
        terminal.wait_for("Hodgkin")
        terminal.press("]")
        terminal.wait_for("saddle focus at")
        terminal.hang_up()
        assert terminal.process.wait(20) is not None
    assert store.load_last(tmp_path / "data" / "sctui").session.view == "phase"
