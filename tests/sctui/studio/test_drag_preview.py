"""What is shown while a slider is dragged: the run itself where it is quick, its beginning where it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sctui.session.setup import Setup
from sctui.session.state import Session, session_fields
from sctui.studio.app import Studio
from sctui.studio.messages import Change
from sctui.studio.pace import FEWEST_STEPS, PATIENCE, Pace
from sctui.studio.status_text import run_text
from tests.sctui.studio.waiting import screen_text, until

HH = Setup(model="hodgkin_huxley")  # 200 ms in steps of 0.01 ms


def status(seconds: float, **more: Any) -> dict[str, Any]:
    return {"seconds": seconds, "dt": 0.01, "duration": 200.0} | more


def test_a_quick_run_is_shown_whole() -> None:
    pace = Pace()
    assert pace.preview(HH) is None  # nothing is known yet
    pace.measured(HH, status(PATIENCE / 2))
    assert pace.preview(HH) is None


@pytest.mark.parametrize(("seconds", "duration"), [(0.6, 20.0), (6.0, 2.0), (6e6, FEWEST_STEPS * 0.01)])
def test_a_slow_run_is_cut(seconds: float, duration: float) -> None:
    pace = Pace()
    pace.measured(HH, status(seconds))
    assert pace.preview(HH) == pytest.approx(duration)


def test_a_longer_run_and_a_smaller_step_take_longer() -> None:
    pace = Pace()
    pace.measured(HH, status(PATIENCE / 2))
    assert pace.preview(replace(HH, duration=2000.0)) == pytest.approx(400.0)
    assert pace.preview(replace(HH, dt=0.001)) == pytest.approx(40.0)


def test_another_model_is_not_judged_by_the_last_one() -> None:
    pace = Pace()
    pace.measured(HH, status(6.0))
    assert pace.preview(Setup(model="lif")) is None


def test_a_kept_result_tells_nothing_of_the_pace() -> None:
    pace = Pace()
    pace.measured(HH, status(6.0))
    pace.measured(HH, status(1e-5))
    assert pace.preview(HH) == pytest.approx(2.0)


def test_a_broken_text_has_no_preview() -> None:
    pace = Pace()
    broken = Setup(source="dv/dt = ")
    pace.measured(broken, status(6.0))
    assert pace.preview(broken) is None


def test_views_draw_the_shorter_run_and_nothing_of_it_is_kept() -> None:
    session = Session(setup=HH, dragging=True, preview=20.0)
    assert session.pictured().setup == replace(HH, duration=20.0)
    assert session.setup == HH
    assert Session(setup=HH).pictured().setup == HH
    assert not {"dragging", "preview"} & set(session_fields(session))


def test_the_status_line_says_that_it_is_a_preview() -> None:
    values = status(0.05, title="HH", spikes=2, rate=70.0, rate_unit="Hz", time_unit="ms", duration=20.0)
    assert run_text(values, preview=True) == "preview, first 20 ms · HH · 2 spikes · 70 Hz · 50 ms"


async def test_a_slow_model_is_previewed_while_dragging_and_run_when_let_go(studio: Studio) -> None:
    slow = replace(HH, duration=20_000.0)
    studio.session = Session(setup=slow)
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(
            pilot, lambda: "1371 spikes" in screen_text(studio) or "tonic" in screen_text(studio), "the first run"
        )
        await until(pilot, lambda: not studio.desk.under_way(), "everything else")
        dragged = studio.session.with_setup(slow.with_param("g_Na", 130.0))
        studio.post_message(Change(dragged, dragging=True))
        await until(pilot, lambda: "preview, first" in screen_text(studio), "the preview")
        assert studio.session.setup.duration == 20_000.0
        studio.post_message(Change(dragged))
        await until(pilot, lambda: "preview" not in screen_text(studio), "the run itself")
        assert not studio.session.dragging
        assert studio.session.preview is None
