"""Every view and modal as it looks, at the three sizes; numbers that depend on the machine stand as #.

Where a screen was changed on purpose: `SCTUI_REWRITE_SNAPSHOTS=1 python -m pytest tests/sctui/studio/test_snapshots.py`
writes the files of snapshots/ anew. Look at what git says has changed in them.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.views.table import VIEWS, with_view
from sctui.widgets.devices_pane import DeviceTable
from tests.sctui.studio.device_rows import fill
from tests.sctui.studio.waiting import screen_text, until

FOLDER = Path(__file__).parent / "snapshots"
REWRITE = bool(os.environ.get("SCTUI_REWRITE_SNAPSHOTS"))
AT_REST = 0.1  # seconds without a change; nothing here is asked for later than that
SIZES = ((80, 24), (120, 40), (200, 50))
ADEX = Setup(model="adex", preset="initial_burst")
TONIC = Setup(model="adex", preset="tonic")
WRONG = "dv/dt = (-v + I)/tau\n\ntua = 10\n# input: I = constant(1.5)\n# run: 100 ms\n"

# What is on the screen for a view, where that is not the first model as it is
OF_VERILOG = ("rtl", "inspector")  # of the smallest circuit
SESSIONS = {
    "ab": Session(view="ab", setup=ADEX, a=ADEX, b=TONIC),
    "multi": Session(view="multi", setup=ADEX, multi=(ADEX, TONIC)),
    "phase": Session(view="phase", setup=Setup(model="fitzhugh_nagumo")),
    "network": Session(workspace="network"),
}
Open = Callable[[Studio, Pilot[Any]], Awaitable[None]]


def pressed(*keys: str) -> Open:
    """A modal that comes with keys."""

    async def opened(studio: Studio, pilot: Pilot[Any]) -> None:
        await pilot.press(*keys)
        await until(pilot, lambda: len(studio.screen_stack) == 2, "the modal")

    return opened


MODALS: dict[str, Open] = {
    "help": pressed("question_mark"),
    "manual": pressed("question_mark", "right_square_bracket", "right_square_bracket"),
    "palette": pressed("ctrl+p"),
    "palette-typed": pressed("ctrl+p", *"zoom"),
    "palette-nothing": pressed("ctrl+p", *"zzz"),
    "jump": pressed("g"),
    "save": pressed("w"),
    "sessions-none": pressed("ctrl+o"),
    "recents-none": pressed("ctrl+r"),
    "export": pressed("e"),
    "export-as": pressed("e", "p"),
    "numbers": pressed("e", "n"),
    "share": pressed("y"),
    "theme": pressed("ctrl+p", *"theme", "enter"),
    "recording": pressed("o"),
    "link-refused": pressed("ctrl+p", *"open a link", "enter", *"nothing", "enter"),
}


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that has the same name everywhere, and no equations in it."""
    monkeypatch.chdir("/")


def stable(text: str) -> str:
    """The screen without what another machine shows otherwise: how long it took, and the characters of a link."""
    text = re.sub(r"(?<=· )[\d.]+ m?s(?= *$|  +)(  )?", "# ms", text.rstrip("\n") + "\n", flags=re.MULTILINE)
    text = re.sub(r"A link of [\d,]+ characters", "A link of # characters", text)
    return re.sub(r"sctui://v1/[\w/\n-]+", "#\n", text)


async def still(studio: Studio, pilot: Pilot[Any]) -> str:
    """The screen, when nothing is under way and it does not change any more."""
    seen, since = "", time.monotonic()
    for _ in range(4000):  # some views take a while
        await pilot.pause(0.01)
        shown = "\n".join(line.rstrip() for line in screen_text(studio).splitlines())
        if studio.desk.under_way() or seen != shown:
            seen, since = shown, time.monotonic()
        elif time.monotonic() - since > AT_REST:
            return shown
    raise AssertionError("the screen does not come to rest")


async def hold(name: str, studio: Studio, pilot: Pilot[Any]) -> None:
    """The screen is the one in the folder."""
    width, height = studio.size
    shown = stable(await still(studio, pilot))
    path = FOLDER / f"{name}-{width}x{height}.txt"
    if REWRITE:
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8"), path.name


SCREENS = {
    # what the devices need depends on the Yosys that is installed
    **{name: SESSIONS.get(name, with_view(Session(), name)) for name in VIEWS if name not in ("devices", *OF_VERILOG)},
    **{name: with_view(Session(setup=Setup(model="lif")), name) for name in OF_VERILOG},
    "refused": with_view(Session(setup=Setup(model="dendrify")), "rtl"),
    "equations": Session(workspace="equations"),
    "equations-wrong": Session(workspace="equations", text=WRONG),
    "crosshair": replace(Session(), cursor=50.0),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_a_view_looks_as_it_did(name: str, studio: Studio) -> None:
    studio.session = SCREENS[name]
    async with studio.run_test(size=SIZES[0]) as pilot:
        await until(pilot, lambda: studio.screen.query(f"#workspace-{studio.session.workspace} *"), "the workspace")
        studio.screen.set_focus(None)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await hold(name, studio, pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_each_modal_looks_as_it_did(size: tuple[int, int], studio: Studio, tmp_path: Path) -> None:
    studio.data_folder = tmp_path
    different = []
    async with studio.run_test(size=size) as pilot:
        await until(pilot, lambda: "tonic" in screen_text(studio), "the first run")
        for name, opened in MODALS.items():
            await still(studio, pilot)
            await opened(studio, pilot)
            try:
                await hold(f"modal-{name}", studio, pilot)
            except AssertionError as difference:
                different.append(str(difference))
            await pilot.press("escape")
            await until(pilot, lambda: len(studio.screen_stack) == 1, "the studio")
    assert not different, "\n".join(different)


async def test_the_devices_look_as_they_did(studio: Studio) -> None:
    studio.session = with_view(Session(setup=Setup(model="lif")), "devices")
    async with studio.run_test(size=SIZES[0]) as pilot:
        await until(pilot, lambda: studio.screen.query(DeviceTable), "the table")
        await fill(studio, pilot, {"gowin": "yosys took longer than 300 s and was stopped; give it more time"})
        studio.screen.set_focus(None)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await hold("devices", studio, pilot)


def test_no_snapshot_is_left_over() -> None:
    names = {*SCREENS, "devices", *(f"modal-{name}" for name in MODALS)}
    wanted = {f"{name}-{width}x{height}.txt" for name in names for width, height in SIZES}
    assert {path.name for path in FOLDER.iterdir()} == wanted
