"""The plot: every key and every gesture of the mouse shows the part, and says the values, that it should."""

from __future__ import annotations

import numpy as np
import pytest
from textual import events

from sctui.plots.terminal import Style, render
from sctui.session.state import Zoom
from tests.sctui.widgets.plot_host import (
    CURRENT,
    TIME,
    VOLTAGE,
    cell,
    circle,
    drag,
    mouse,
    opened,
    picture,
    trace,
    with_x,
)  # fmt: skip


def x_part(host: object) -> tuple[float, float]:
    part = host.session.zoom("trace").x  # type: ignore[attr-defined]
    assert part is not None
    return part


async def test_it_shows_the_figure_as_the_command_line_does() -> None:
    async with opened(marker="braille", colours=0, light=False) as (_, plot, _pilot):
        assert picture(plot) == render(trace(), *plot.size, Style())


@pytest.mark.parametrize(("marker", "light"), [("ascii", False), ("block", True), ("braille", True)])
async def test_it_is_drawn_in_every_look(marker: str, light: bool) -> None:
    async with opened(marker=marker, colours=256, light=light) as (_, plot, pilot):
        await pilot.press("x")
        assert plot.size.height == len(picture(plot))
        assert ("│" in "\n".join(picture(plot))) == (marker != "ascii")
        assert "v (mV)" in picture(plot)[0]


async def test_nothing_happens_without_a_figure() -> None:
    async with opened() as (host, plot, pilot):
        plot.show(None)
        await pilot.press("plus", "minus", "0", "left", "shift+up", "x", "ctrl+up", "full_stop")
        await mouse(pilot, plot, events.MouseScrollUp, (30, 5))
        await drag(pilot, plot, (30, 5), (40, 6))
        assert host.session.zooms == {}
        assert host.session.places() == {}
        assert picture(plot) == [""] * plot.size.height


async def test_the_last_picture_stays_until_the_next_and_only_changed_cells_are_painted() -> None:
    async with opened() as (_host, plot, pilot):
        painted: list[object] = []
        refresh = plot.refresh
        plot.refresh = lambda *regions, **more: painted.extend(regions) or refresh(*regions, **more)  # type: ignore
        plot.show(trace())  # the same numbers
        assert painted == []
        await pilot.press("x")
        column = cell(plot, 100.0)[0]
        assert painted
        assert {region.x for region in painted} == {column}  # type: ignore[attr-defined]
        assert all(region.width == 1 for region in painted)  # type: ignore[attr-defined]
        painted.clear()
        await pilot.press("right")
        assert {(region.x, region.right) for region in painted} == {(column, column + 2)}  # type: ignore[attr-defined]


async def test_a_step_of_the_crosshair_is_few_bytes_and_nothing_is_written_while_nothing_happens() -> None:
    async with opened(size=(120, 40)) as (host, plot, pilot):
        await mouse(pilot, plot, events.MouseDown, cell(plot, 60.0), button=1)
        await mouse(pilot, plot, events.MouseUp, cell(plot, 60.0), button=1)
        for _ in range(10):
            host.written = 0
            await pilot.press("right")
            await pilot.pause()
            assert 0 < host.written <= 3000
        host.written = 0
        await pilot.press("plus")
        await pilot.pause()
        assert 0 < host.written <= 12_000
        host.written = 0
        plot.show(trace())
        plot.draw_again()
        await pilot.pause()
        assert host.written == 0


# -- keys -----------------------------------------------------------------------------------------------------------


async def test_keys_zoom_about_the_middle_and_back() -> None:
    async with opened() as (host, plot, pilot):
        await pilot.press("plus")
        assert x_part(host) == pytest.approx((50.0, 150.0))
        assert host.session.zoom("trace").of == "time"
        await pilot.press("equals_sign")
        assert x_part(host) == pytest.approx((75.0, 125.0))
        assert picture(plot) == render(with_x(trace(), 75.0, 125.0), *plot.size, Style())
        await pilot.press("minus", "minus")
        assert host.session.zooms == {}
        await pilot.press("minus")
        assert host.session.zooms == {}


async def test_keys_zoom_about_the_crosshair() -> None:
    async with opened() as (host, plot, pilot):
        await mouse(pilot, plot, events.MouseDown, cell(plot, 40.0), button=1)
        await mouse(pilot, plot, events.MouseUp, cell(plot, 40.0), button=1)
        at = host.session.cursor
        before = cell(plot, at)[0]
        await pilot.press("plus")
        assert cell(plot, at)[0] == before
        low, high = x_part(host)
        assert high - low == pytest.approx(100.0)


async def test_arrows_move_the_part_and_stop_at_the_ends() -> None:
    async with opened() as (host, _plot, pilot):
        await pilot.press("plus", "right")
        assert x_part(host) == pytest.approx((60.0, 160.0))
        await pilot.press("shift+left")
        assert x_part(host) == pytest.approx((0.0, 100.0))
        await pilot.press("0")
        assert host.session.zooms == {}
        await pilot.press("left")
        assert host.session.zooms == {}  # all is shown already


async def test_keys_zoom_the_height_of_the_chosen_panel() -> None:
    async with opened() as (host, plot, pilot):
        low, high = plot.plan.panels[0].limits.y_low, plot.plan.panels[0].limits.y_high
        await pilot.press("ctrl+up")
        assert host.session.zoom("trace").y["v"] == pytest.approx((0.75 * low + 0.25 * high, 0.25 * low + 0.75 * high))
        assert host.session.zoom("trace").x is None
        await pilot.press("up")
        shown = host.session.zoom("trace").y["v"]
        assert shown[0] == pytest.approx(0.75 * low + 0.25 * high + 0.05 * (high - low))
        await pilot.press("down", "ctrl+down")
        assert host.session.zooms == {}
        await pilot.press("full_stop", "ctrl+up")
        assert host.said == ["keys for y: I (pA)"]
        assert set(host.session.zoom("trace").y) == {"I"}


async def test_x_shows_the_crosshair_in_the_middle_and_hides_it() -> None:
    async with opened() as (host, plot, pilot):
        await pilot.press("x")
        at = host.session.cursor
        k = int(np.argmin(np.abs(TIME - at)))
        assert TIME[k] == at
        assert cell(plot, at)[0] == plot.plan.left + plot.plan.columns // 2
        assert (
            host.readouts[-1]
            == f"time {at:.1f} ms  v {VOLTAGE[k]:.4g} mV  interval 50 ms = 20 Hz  I {CURRENT[k]:.4g} pA"
        )
        assert [line[cell(plot, at)[0] :][:1] for line in picture(plot)].count("│") > 10
        await pilot.press("x")
        assert host.session.places() == {}
        assert host.readouts[-1] == ""


async def test_arrows_move_the_crosshair_and_the_part_follows() -> None:
    async with opened() as (host, plot, pilot):
        await pilot.press("x")
        column = cell(plot, host.session.cursor)[0]
        await pilot.press("right")
        assert cell(plot, host.session.cursor)[0] == column + 1
        await pilot.press("shift+left")
        assert cell(plot, host.session.cursor)[0] == column - 9
        await pilot.press("up")
        row = plot.plan.row(0, host.session.places()["v"])
        assert row == plot.plan.panels[0].top + plot.plan.panels[0].rows // 2 - 1
        await pilot.press("shift+down")
        assert plot.plan.row(0, host.session.places()["v"]) == min(
            row + 10, plot.plan.panels[0].rows + plot.plan.panels[0].top - 1
        )
        assert picture(plot)[plot.plan.row(0, host.session.places()["v"])].count("─") > 20
        await pilot.press("plus", "plus", *["shift+right"] * 6)
        low, high = x_part(host)
        assert low <= host.session.cursor <= high


# -- the mouse ------------------------------------------------------------------------------------------------------


async def test_the_wheel_zooms_about_the_pointer() -> None:
    async with opened() as (host, plot, pilot):
        at = cell(plot, 150.0)
        under = plot.plan.x(at[0])
        await mouse(pilot, plot, events.MouseScrollUp, at)
        assert plot.plan.x(at[0]) == pytest.approx(under, abs=1.0)
        low, high = x_part(host)
        assert high - low == pytest.approx(160.0)
        await mouse(pilot, plot, events.MouseScrollDown, at)
        assert host.session.zooms == {}


@pytest.mark.parametrize("held", ["shift", "ctrl"])
async def test_with_shift_or_ctrl_the_wheel_zooms_the_height_of_the_panel_under_it(held: str) -> None:
    async with opened() as (host, plot, pilot):
        await mouse(pilot, plot, events.MouseScrollUp, cell(plot, 50.0, panel=2), **{held: True})
        assert set(host.session.zoom("trace").y) == {"I"}
        assert host.session.zoom("trace").x is None
        low, high = host.session.zoom("trace").y["I"]
        assert high - low == pytest.approx(8.0, rel=0.1)
        await mouse(pilot, plot, events.MouseScrollUp, cell(plot, 50.0, panel=1), **{held: True})  # one line of spikes
        assert set(host.session.zoom("trace").y) == {"I"}


async def test_a_wheel_that_turns_sideways_moves_the_part() -> None:
    async with opened() as (host, plot, pilot):
        await pilot.press("plus")
        await mouse(pilot, plot, events.MouseScrollRight, (30, 5))
        assert x_part(host) == pytest.approx((55.0, 155.0))
        await mouse(pilot, plot, events.MouseScrollLeft, (30, 5))
        assert x_part(host) == pytest.approx((50.0, 150.0))


async def test_dragging_keeps_what_is_under_the_pointer_there() -> None:
    async with opened() as (host, plot, pilot):
        await pilot.press("plus")
        begin = cell(plot, 100.0)
        under, end = plot.plan.x(begin[0]), (begin[0] - 12, begin[1])
        await drag(pilot, plot, begin, end)
        assert plot.plan.x(end[0]) == pytest.approx(under, abs=0.01)
        assert host.session.places() == {}  # no click
        assert plot.app.mouse_captured is None


async def test_a_drag_upwards_moves_a_height_that_was_zoomed() -> None:
    async with opened() as (host, plot, pilot):
        await pilot.press("ctrl+up")
        begin = cell(plot, 100.0)
        before = host.session.zoom("trace").y["v"]
        await drag(pilot, plot, begin, (begin[0], begin[1] + 3))
        after = host.session.zoom("trace").y["v"]
        assert after[0] > before[0]
        assert after[1] - after[0] == pytest.approx(before[1] - before[0])


@pytest.mark.parametrize("held", [{"shift": True}, {"button": 3}])
async def test_a_frame_shows_what_is_in_it(held: dict[str, object]) -> None:
    async with opened() as (host, plot, pilot):
        begin, end = cell(plot, 60.0, 0.0), cell(plot, 120.0, -40.0)
        await mouse(pilot, plot, events.MouseDown, begin, **({"button": 1} | held))
        await mouse(pilot, plot, events.MouseMove, end, **({"button": 1} | held))
        framed = picture(plot)
        assert (
            framed[begin[1]][begin[0] : end[0] + 1].count("─") + framed[begin[1]][begin[0] : end[0] + 1].count("│") > 10
        )
        await mouse(pilot, plot, events.MouseUp, end, **({"button": 1} | held))
        assert x_part(host) == pytest.approx((60.0, 120.0), abs=2.9)  # two columns
        assert host.session.zoom("trace").y["v"] == pytest.approx((-40.0, 0.0), abs=6.0)
        assert plot.box is None


async def test_a_flat_frame_leaves_the_height_alone() -> None:
    async with opened() as (host, plot, pilot):
        await drag(pilot, plot, cell(plot, 60.0), cell(plot, 120.0), shift=True)
        assert host.session.zoom("trace").y == {}
        assert x_part(host) == pytest.approx((60.0, 120.0), abs=2.9)  # two columns


async def test_a_click_puts_the_crosshair_and_the_right_button_takes_it_away() -> None:
    async with opened() as (host, plot, pilot):
        at = cell(plot, 40.0, 10.0)
        await pilot.click(plot, offset=at)
        await pilot.pause()
        assert cell(plot, host.session.cursor)[0] == at[0]
        assert plot.plan.row(0, host.session.places()["v"]) == at[1]
        await mouse(pilot, plot, events.MouseMove, (at[0] + 7, at[1]))
        assert cell(plot, host.session.cursor)[0] == at[0] + 7  # it follows
        await mouse(pilot, plot, events.MouseMove, (0, 0))
        assert cell(plot, host.session.cursor)[0] == at[0] + 7  # but not out of the frame
        await drag(pilot, plot, at, at, button=3)
        assert host.session.places() == {}
        await mouse(pilot, plot, events.MouseMove, at)
        assert host.session.places() == {}


async def test_a_double_click_shows_everything() -> None:
    async with opened() as (host, plot, pilot):
        await pilot.press("plus", "ctrl+up")
        assert host.session.zooms
        await pilot.double_click(plot, offset=(30, 5))
        await pilot.pause()
        assert host.session.zooms == {}


# -- several plots --------------------------------------------------------------------------------------------------


async def test_the_dot_moves_with_the_crosshair_of_the_trace_and_the_other_way_round() -> None:
    async with opened(trace(), circle(), size=(80, 50)) as (host, plot, pilot):
        other = list(host.query(type(plot)))[1]
        await pilot.press("x")
        at = host.session.cursor
        angle = at / 200.0 * 2.0 * np.pi
        row, column = other.plan.row(0, float(np.sin(angle))), other.plan.column(float(np.cos(angle)))
        assert picture(other)[row][column] == "●"
        other.focus()
        await pilot.press("right")
        assert host.session.cursor == pytest.approx(at + 0.5)
        assert host.readouts[-1].startswith(f"time {host.session.cursor:.1f} ms  v ")
        await pilot.press("shift+right")
        assert host.session.cursor == pytest.approx(at + 5.5)
        top = other.plan.column(0.0), other.plan.row(0, 1.0)
        await pilot.click(other, offset=top)
        await pilot.pause()
        assert host.session.cursor == pytest.approx(50.0, abs=3.0)
        assert [line[cell(plot, host.session.cursor)[0] :][:1] for line in picture(plot)].count("│") > 5


async def test_a_plane_can_be_zoomed_beyond_what_it_shows() -> None:
    async with opened(circle()) as (host, _plot, pilot):
        await pilot.press("minus")
        assert x_part(host) == pytest.approx((-3.0, 3.0))
        await pilot.press("up")
        assert set(host.session.zoom("trace").y) == {"w"}


async def test_a_part_of_another_axis_is_not_shown() -> None:
    async with opened() as (_host, plot, pilot):
        whole = picture(plot)
        plot.show_part(Zoom((1.0, 2.0), {"w": (0.0, 1.0)}, "interval"), {"interval": 1.5})
        await pilot.pause()
        assert picture(plot) == whole


async def test_a_resize_at_any_moment_draws_again() -> None:
    async with opened() as (_host, plot, pilot):
        await pilot.press("x", "plus")
        for size in ((20, 5), (200, 50), (3, 2), (80, 30)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert len(picture(plot)) == plot.size.height
            assert all(len(line) <= plot.size.width for line in picture(plot))
