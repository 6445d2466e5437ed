"""A slider by keys, by mouse and by typing."""

from __future__ import annotations

from typing import Any

import pytest
from textual.events import MouseScrollUp
from textual.pilot import Pilot
from textual.widgets import Input

from sctui.session.setup import Setup
from sctui.studio.actions import ACTIONS
from tests.sctui.widgets.parameters_host import Host, panel

SODIUM = ("param", "g_Na")  # 0 to 300 mS/cm**2, 120

KEYS = [
    (["right"], 122.0),
    (["left"], 118.0),
    (["right", "right", "right"], 126.0),
    (["shift+right"], 140.0),
    (["shift+left"], 100.0),
    (["ctrl+right"], 120.2),
    (["full_stop"], 120.2),
    (["ctrl+left"], 119.8),
    (["comma"], 119.8),
    (["home"], 0.0),
    (["end"], 300.0),
    (["end", "right"], 300.0),
    (["right", "0"], None),
    (["right", "backspace"], None),
]


@pytest.mark.parametrize(("keys", "expected"), KEYS)
async def test_keys(keys: list[str], expected: float | None) -> None:
    async with panel() as (host, pilot):
        host.slider(*SODIUM).focus()
        await pilot.press(*keys)
        await pilot.pause()
        assert host.setup.params.get("g_Na") == expected
        assert host.slider(*SODIUM).value == (120.0 if expected is None else expected)


def test_every_key_of_the_scope_is_tested() -> None:
    bound = {key for one in ACTIONS if one.scope == "slider" for key in one.keys.split(",")}
    assert bound - {key for keys, _ in KEYS for key in keys} == {"enter"}  # typing has its own tests


async def test_a_changed_value_is_marked_and_put_back() -> None:
    async with panel() as (host, pilot):
        slider = host.slider(*SODIUM)
        slider.focus()
        await pilot.press("right")
        await pilot.pause()
        assert host.text(slider).startswith("▸g_Na*")
        assert "122 mS/cm²" in host.text(slider)
        await pilot.press("0", "down")
        await pilot.pause()
        assert host.text(slider).startswith(" g_Na ")
        assert host.setup == Setup(model="hodgkin_huxley")


async def typed(host: Host, pilot: Pilot[Any], *place: str, text: str) -> None:
    host.slider(*place).focus()
    await pilot.press("enter")
    await pilot.pause()
    field = host.focused
    assert isinstance(field, Input)
    field.value = text
    await pilot.press("enter")
    await pilot.pause()


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        (SODIUM, "100", 100.0),
        (SODIUM, "1 siemens/meter**2", 0.1),
        (SODIUM, "500 mS/cm^2", 500.0),
        (("param", "E_K"), "-0.08 V", -80.0),
        (("run", "duration"), "1 s", 1000.0),
        (("init", "v"), "-50 mV", -50.0),
        (("run", "seed"), "123456", 123456),
    ],
)
async def test_typed_values_may_have_units_and_leave_the_range(
    place: tuple[str, str], text: str, expected: float
) -> None:
    async with panel() as (host, pilot):
        await typed(host, pilot, *place, text=text)
        kind, name = place
        found = {"param": host.setup.params, "init": host.setup.init}.get(kind, {}).get(name)
        assert (getattr(host.setup, name) if kind == "run" else found) == expected
        assert host.focused is host.slider(*place)


async def test_a_value_outside_the_range_is_shown_as_such() -> None:
    async with panel() as (host, pilot):
        await typed(host, pilot, *SODIUM, text="500")
        assert "»" in host.text(host.slider(*SODIUM))
        assert "outside the range" in host.foot


@pytest.mark.parametrize(
    ("place", "text", "message"),
    [
        (SODIUM, "a lot", "g_Na: 'a lot' is not a number"),
        (SODIUM, "5 mV", "g_Na: is in mS/cm**2, but mV is a unit of"),
        (SODIUM, "inf", "g_Na: has to be a finite number"),
        (SODIUM, "", "g_Na: '' is not a number"),
        (("run", "seed"), "1.5", "seed: has to be a whole number"),
    ],
)
async def test_wrong_text_gives_one_line_and_changes_nothing(place: tuple[str, str], text: str, message: str) -> None:
    async with panel() as (host, pilot):
        await typed(host, pilot, *place, text=text)
        assert host.foot.startswith(message)
        assert "\n" not in host.foot
        assert isinstance(host.focused, Input)  # to put it right
        assert host.changes == []
        await pilot.press("escape")
        await pilot.pause()
        assert host.focused is host.slider(*place)
        assert not host.query(Input)


async def test_leaving_the_field_drops_the_text() -> None:
    async with panel() as (host, pilot):
        host.slider(*SODIUM).focus()
        await pilot.press("enter", "7", "down")
        await pilot.pause()
        assert not host.query(Input)
        assert host.changes == []
        assert host.place == ("param", "g_K")


async def test_letters_typed_into_the_field_are_no_commands() -> None:
    async with panel() as (host, pilot):
        await typed(host, pilot, *SODIUM, text="100")
        await pilot.press("enter", "R", "N", "0", "space")
        await pilot.pause()
        assert isinstance(host.focused, Input)
        assert host.focused.value == "RN0 "
        assert host.setup.params == {"g_Na": 100.0}


async def test_dragging_previews_and_letting_go_settles() -> None:
    async with panel() as (host, pilot):
        slider = host.slider(*SODIUM)
        y, at = slider.region.y, slider._columns(slider.size.width)
        await pilot.mouse_down(offset=(at.bar_at, y))
        await pilot.hover(offset=(at.bar_at + 4, y))
        await pilot.hover(offset=(at.bar_at + at.bar + 5, y))
        await pilot.pause()
        assert host.setup.params["g_Na"] == 300.0
        assert all(dragging for _, dragging in host.changes)
        before = len(host.changes)
        assert before == 3
        await pilot.mouse_up(offset=(at.bar_at + at.bar + 5, y))
        await pilot.pause()
        assert host.changes[before:] == [(Setup(model="hodgkin_huxley", params={"g_Na": 300.0}), False)]
        await pilot.hover(offset=(at.bar_at, y))
        await pilot.pause()
        assert len(host.changes) == before + 1


async def test_a_press_beside_the_bar_only_focuses() -> None:
    async with panel() as (host, pilot):
        slider = host.slider(*SODIUM)
        await pilot.click(offset=(2, slider.region.y))
        await pilot.pause()
        assert host.focused is slider
        assert host.changes == []


async def test_a_double_click_on_the_value_types_one() -> None:
    async with panel() as (host, pilot):
        slider = host.slider(*SODIUM)
        await pilot.click(offset=(slider.region.right - 3, slider.region.y), times=2)
        await pilot.pause()
        assert isinstance(host.focused, Input)


async def test_the_wheel_steps_the_focused_slider_alone() -> None:
    async with panel() as (host, pilot):
        slider = host.slider(*SODIUM)
        await pilot._post_mouse_events([MouseScrollUp], widget=slider)
        assert host.changes == []
        slider.focus()
        await pilot.pause()
        await pilot._post_mouse_events([MouseScrollUp], widget=slider)
        await pilot.pause()
        assert host.setup.params == {"g_Na": 122.0}


async def test_steps_that_follow_each_other_at_once_all_count() -> None:
    async with panel() as (host, pilot):
        host.slider(*SODIUM).focus()
        await pilot.pause()
        for _ in range(10):
            host.slider(*SODIUM).action_step(1)
        host.slider("param", "g_K").action_step(1)
        await pilot.pause()
        assert host.setup.params == {"g_Na": 140.0, "g_K": 37.0}
