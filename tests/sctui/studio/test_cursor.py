"""The crosshair in the studio: it reads off what was computed, moves the dot of the phase plane, and comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.pilot import Pilot

from kernels.library import load
from kernels.running.result import Run
from kernels.running.simulate import simulate
from sctui.run_csv import csv_lines
from sctui.session.setup import Setup
from sctui.session.state import Session, Zoom, session_fields
from sctui.studio.app import Studio
from sctui.studio.messages import Change
from sctui.views.table import VIEWS, options_of
from sctui.widgets.plot import Plot
from tests.sctui.studio.waiting import paste, screen_text, until


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(load("hodgkin_huxley"))


async def drawn(studio: Studio, pilot: Pilot[Any]) -> Plot:
    """The trace's plot, with the focus."""
    await until(pilot, lambda: "v (mV)" in screen_text(studio) and not studio.desk.under_way(), "the first trace")
    plot = studio.screen.query(Plot).first()
    plot.focus()
    await pilot.pause()
    return plot


def last_line(studio: Studio) -> str:
    return screen_text(studio).splitlines()[-1]


async def test_the_status_line_says_what_is_under_the_crosshair(studio: Studio, run: Run) -> None:
    async with studio.run_test(size=(160, 40)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("x")
        await until(pilot, lambda: "time " in last_line(studio), "the readout")
        at = studio.session.cursor
        assert at is not None
        k = int(np.argmin(np.abs(run.time - at)))
        before, after = run.spikes[run.spikes <= at][-1], run.spikes[run.spikes > at][0]
        rate = 1000.0 / (after - before)
        expected = f"time {at:.2f} ms  v {run.states['v'][k]:.4g} mV  interval {after - before:.4g} ms = {rate:.4g} Hz"
        assert expected in last_line(studio)
        await pilot.press("x")
        await until(pilot, lambda: "time " not in last_line(studio), "no readout")


async def test_the_readout_follows_a_changed_parameter(studio: Studio) -> None:
    async with studio.run_test(size=(160, 40)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("x")
        await until(pilot, lambda: " Hz  I 10 " in last_line(studio), "the readout")
        drive = studio.session.setup.with_drive("I", 20.0)
        studio.post_message(Change(studio.session.with_setup(drive)))
        await until(pilot, lambda: " Hz  I 20 " in last_line(studio), "that of the other run")


async def test_the_crosshair_of_the_trace_moves_the_dot_of_the_phase_plane(studio: Studio) -> None:
    async with studio.run_test(size=(200, 50)) as pilot:
        await drawn(studio, pilot)
        await until(pilot, lambda: "v stands still" in screen_text(studio), "the phase plane beside it")
        await pilot.press("x")
        await until(pilot, lambda: "●" in stage_text(studio), "the dot")
        plane = next(plot for plot in studio.screen.query(Plot) if plot.figure is not None and plot.figure.along)
        plane.focus()
        at = studio.session.cursor
        await pilot.press("shift+right")
        await until(pilot, lambda: studio.session.cursor != at, "the dot further on")
        await until(pilot, lambda: f"time {studio.session.cursor:.2f} ms  v " in last_line(studio), "both coordinates")


def stage_text(studio: Studio) -> str:
    return "\n".join(plot.render_line(y).text for plot in studio.screen.query(Plot) for y in range(plot.size.height))


async def test_part_and_crosshair_of_a_session_come_back(studio: Studio) -> None:
    studio.session = Session(zooms={"trace": Zoom((100.0, 150.0), {"v": (-80.0, -40.0)}, "time")}, cursor=120.0)
    async with studio.run_test(size=(160, 40)) as pilot:
        plot = await drawn(studio, pilot)
        assert "time 120.00 ms" in last_line(studio)
        assert plot.plan is not None
        assert (plot.plan.limits.x_low, plot.plan.limits.x_high) == (100.0, 150.0)
        assert plot.plan.panels[0].limits.y_high == -40.0


def test_the_crosshair_is_one_in_time_and_each_axis_else_has_its_own() -> None:
    session = Session().with_places({"time": 3.0}).with_places({"interval": 5.0})
    assert session.cursor == 3.0
    assert session.places() == {"time": 3.0, "steps": 3.0, "interval": 5.0}
    assert session_fields(session)["cursors"] == {"interval": 5.0}
    gone = session.with_places({"time": None, "interval": None})
    assert gone.places() == {}


async def test_another_view_has_its_own_crosshair(studio: Studio) -> None:
    async with studio.run_test(size=(160, 30)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("x")
        await until(pilot, lambda: "time " in last_line(studio), "the readout")
        studio.post_message(Change(replace(studio.session, view="isi")))
        await until(pilot, lambda: "intervals" in stage_text(studio), "the other view")
        assert "time " not in last_line(studio)
        await pilot.press("x")
        await until(pilot, lambda: "interval " in last_line(studio), "its readout")
        assert set(studio.session.cursors) == {"interval"}


async def test_states_are_chosen_one_by_one(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        plot = await drawn(studio, pilot)
        seen = []
        for _ in range(6):
            await pilot.press("s")
            chosen = options_of(VIEWS["trace"], studio.session)["states"]
            names = {"model's choice": ["v"], "all": ["v", "m", "h", "n"], "first": ["v"]}.get(chosen, [chosen])
            await until(pilot, lambda: shown_states(plot) == names, f"the trace of {chosen}")  # noqa: B023
            seen.append(chosen)
        assert seen == ["all", "first", "m", "h", "n", "model's choice"]


def shown_states(plot: Plot) -> list[str]:
    assert plot.figure is not None
    marks = [mark for panel in plot.figure.panels for mark in panel.marks]
    return [mark.name for mark in marks if getattr(mark, "name", "") not in ("", "I")]


async def test_a_recording_is_asked_for_drawn_compared_and_dropped(studio: Studio, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "scope.csv"
    path.write_text("".join(csv_lines(run)))
    async with studio.run_test(size=(160, 40)) as pilot:
        plot = await drawn(studio, pilot)
        await pilot.press("o")
        await paste(studio, pilot, str(tmp_path / "none.csv"))
        await pilot.press("enter")
        await until(pilot, lambda: "there is no none.csv" in screen_text(studio), "the problem in the prompt")
        await pilot.press(*["backspace"] * len("none.csv"), *"scope.csv", "enter")
        await until(pilot, lambda: "scope.csv: v: RMS 0 mV over" in screen_text(studio), "the error")
        assert studio.session.overlay == str(path)
        assert shown_states(plot) == ["v", "recorded"]
        path.write_text("no numbers")
        plot.focus()
        await pilot.press("space")
        await until(pilot, lambda: "scope.csv holds no numbers" in screen_text(studio), "the one clear line")
        await pilot.press("O")
        await until(pilot, lambda: "rk4, dt 0.01" in screen_text(studio), "the trace without it")
        assert studio.session.overlay == ""


async def test_a_model_with_one_state_has_a_phase_line(studio: Studio) -> None:
    studio.session = Session(setup=Setup(model="lif"), view="phase")
    async with studio.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "dv/dt (mV/ms)" in screen_text(studio), "the phase line")
        assert "no fixed point; at I = 2" in screen_text(studio)
        studio.post_message(Change(studio.session.with_setup(studio.session.setup.with_drive("I", 1.0))))
        await until(pilot, lambda: "stable at v = -55; at I = 1" in screen_text(studio), "that of the other drive")
