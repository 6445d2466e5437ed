"""What is painted when: moving the focus and clicking leave the plots alone."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from sctui.studio.app import Studio
from sctui.widgets.plot import Plot
from sctui.widgets.slider import Slider
from tests.sctui.studio.waiting import screen_text, until


async def test_neither_focus_nor_click_paints_the_plots_anew(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[int] = []
    whole = Plot.render_line

    def render_line(plot: Plot, y: int) -> Strip:
        painted.append(y)
        return whole(plot, y)

    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the first run")
        await until(pilot, lambda: not studio.desk.under_way(), "everything else")
        slider = studio.screen.query(Slider).first()
        slider.focus()
        await pilot.pause()
        monkeypatch.setattr(Plot, "render_line", render_line)
        await pilot.press("down", "down")
        await pilot.click(offset=(slider.region.x + 1, slider.region.y))
        await pilot.pause()
        assert studio.focused is slider
        assert painted == []
