"""The parameter panel: rows of every kind, by keys and by mouse, for models of every kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from sctui.session.setup import Setup
from sctui.studio.actions import ACTIONS
from sctui.widgets.menu import Menu
from sctui.widgets.parameters import Parameters
from sctui.widgets.row import Row
from sctui.widgets.rows import Rows
from sctui.widgets.stimulus_picture import StimulusPicture
from tests.sctui.widgets.parameters_host import Host, panel

HH = Setup(model="hodgkin_huxley")
PROTOCOL = ("protocol", "I", 0)


def screen(host: Host) -> list[str]:
    strips = host.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


# -- rows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [28, 34, 44])
@pytest.mark.parametrize("slug", ["hodgkin_huxley", "kuramoto_phase", "rulkov", "terman_rubin_stn", "truenorth"])
async def test_the_panel_of_a_model_fits_its_width(slug: str, width: int) -> None:
    async with panel(slug, (width, 200)) as (host, _):
        rows = [host.text(row) for row in host.query(Row) if not isinstance(row, StimulusPicture)]
        assert rows
        assert all(len(text) <= width for text in rows)
        assert any("duration" in text for text in rows)


async def test_a_model_without_inputs_ranges_and_parameters() -> None:
    source = "# time: step\nx[n+1] = x*(1 - x) : 1\n"
    async with panel(Setup(source=source)) as (host, pilot):
        assert not host.query(StimulusPicture)
        host.slider("init", "x").focus()
        await pilot.press("right")
        await pilot.pause()
        assert host.setup.init["x"] > 0.0


async def test_another_model_takes_the_rows_over() -> None:
    async with panel() as (host, pilot):
        parameters = host.query_one(Parameters)
        kept = list(host.query(Row))
        for slug in ("adex", "hodgkin_huxley", "lif", "hodgkin_huxley"):
            host.session = host.session.with_setup(Setup(model=slug))
            parameters.session_changed(host.session)
            await pilot.pause()
        places = [row.control.place for row in host.query(Row)]
        assert len(places) == len(set(places)) == len(kept)
        assert places[:2] == [("preset",), ("heading", "parameters")]
        assert [row.control.place for row in host.query(Rows).first().children] == places


async def test_a_model_that_is_wrong_says_so_and_the_rows_stay() -> None:
    async with panel() as (host, pilot):
        parameters = host.query_one(Parameters)
        parameters.session_changed(host.session.with_setup(Setup(source="dv/dt = ")))
        await pilot.pause()
        assert host.foot.startswith("line 1")
        assert host.slider("param", "g_Na").value == 120.0


async def test_the_foot_tells_of_the_focused_row() -> None:
    async with panel() as (host, pilot):
        host.slider("param", "g_Na").focus()
        await pilot.pause()
        assert host.foot == "g_Na = 120 mS/cm²\npeak sodium conductance\ndefault 120, 0 to 300 mS/cm²"
        assert any("peak sodium conductance" in text for text in screen(host))


# -- going from row to row ----------------------------------------------------------------------------------------


async def test_up_and_down_go_from_row_to_row_and_stop_at_the_ends() -> None:
    async with panel() as (host, pilot):
        await pilot.press("tab")
        assert host.place == ("preset",)
        await pilot.press("up", "down", "down")
        assert host.place == ("param", "g_Na")
        await pilot.press("pagedown", "pagedown", "pagedown", "down")
        assert host.place == ("init", "n")
        await pilot.press("pageup")
        assert host.place == ("param", "E_L") or host.place[0] in ("drive", "protocol", "param")
        await pilot.press("S")
        assert host.place[0] in ("run", "protocol")


async def test_sections_go_round() -> None:
    async with panel() as (host, pilot):
        await pilot.press("tab", "S")
        seen = [host.place]
        for _ in range(4):
            await pilot.press("S")
            seen.append(host.place)
        assert seen == [("param", "C"), PROTOCOL, ("run", "duration"), ("init", "v"), ("preset",)]


async def test_a_row_below_the_edge_is_scrolled_into_sight() -> None:
    async with panel(size=(28, 16)) as (host, pilot):
        await pilot.press("tab", "pagedown", "pagedown")
        await pilot.pause()
        row = host.focused
        assert row is not None
        assert row.region in host.query_one(Rows).region


# -- all at once --------------------------------------------------------------------------------------------------


async def test_undoing_all_changes_keeps_the_preset() -> None:
    changed = Setup(model="hodgkin_huxley", preset="rest", params={"g_K": 3.0}, seed=4, drives={"I": 7.0})
    async with panel(changed) as (host, pilot):
        assert "*" in host.text(host.choice("preset"))
        await pilot.press("tab", "R")
        await pilot.pause()
        assert host.setup == Setup(model="hodgkin_huxley", preset="rest")
        assert "*" not in host.text(host.choice("preset"))


async def test_a_new_seed() -> None:
    async with panel() as (host, pilot):
        await pilot.press("tab", "N")
        await pilot.pause()
        first = host.setup.seed
        assert first is not None
        assert str(first) in host.text(host.slider("run", "seed"))


# -- choices and menus --------------------------------------------------------------------------------------------


async def test_a_preset_from_the_menu_by_keys() -> None:
    async with panel(Setup(model="hodgkin_huxley", params={"g_K": 3.0})) as (host, pilot):
        await pilot.press("tab", "P")
        await pilot.pause()
        assert isinstance(host.focused, Menu)
        assert any("depolarisation block" in text for text in screen(host))
        await pilot.press("down")
        await pilot.pause()
        assert host.foot == "rest\nI = 0 uA/cm²"  # what the marked preset does
        await pilot.press("enter")
        await pilot.pause()
        assert host.setup == Setup(model="hodgkin_huxley", preset="rest")
        assert not host.query(Menu)
        assert host.place == ("preset",)


async def test_a_preset_from_the_menu_by_mouse() -> None:
    async with panel() as (host, pilot):
        row = host.choice("preset")
        await pilot.click(offset=(12, row.region.y))
        await pilot.pause()
        menu = host.query_one(Menu)
        await pilot.click(offset=(12, menu.region.y + 3))
        await pilot.pause()
        assert host.setup.preset == "repetitive"
        assert not host.query(Menu)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["escape"], ""),
        (["tab"], ""),
        (["end", "enter"], "tetraethylammonium"),
        (["pagedown", "enter"], "tetraethylammonium"),
        (["end", "home", "down", "enter"], "rest"),
        (["end", "pageup", "down", "down", "up", "enter"], "rest"),
    ],
)
async def test_keys_of_a_menu(keys: list[str], expected: str) -> None:
    async with panel() as (host, pilot):
        await pilot.press("tab", "enter")
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert host.setup.preset == expected
        assert not host.query(Menu)


async def test_a_long_menu_keeps_the_marked_entry_in_sight() -> None:
    async with panel(size=(34, 10)) as (host, pilot):
        await pilot.press("tab", "P", "end")
        await pilot.pause()
        assert any("tetraethylammonium" in text for text in screen(host))
        assert any("↑" in text for text in screen(host))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [(["right"], "euler"), (["left"], "milstein"), (["right", "right", "0"], None), (["right", "backspace"], None)],
)
async def test_keys_of_a_choice(keys: list[str], expected: str | None) -> None:
    async with panel() as (host, pilot):
        host.choice("run", "method").focus()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        assert host.setup.method == expected


def test_every_key_of_these_scopes_is_tested() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    for one in ACTIONS:
        if one.scope in ("parameters", "choice", "menu", "stimulus", "path", "entry"):
            assert all(f'"{key}"' in text for key in one.keys.split(",")), one


# -- the stimulus -------------------------------------------------------------------------------------------------


async def test_another_protocol_brings_its_numbers_and_its_picture() -> None:
    async with panel() as (host, pilot):
        host.choice(*PROTOCOL).focus()
        await pilot.press("enter", *["down"] * 4, "enter")
        await pilot.pause()
        await pilot.pause()
        assert host.setup.drives == {"I": {"protocol": "sine", "amplitude": 10.0, "frequency": 10.0}}
        assert "frequency" in host.text(host.slider("drive", "I", 0, "frequency"))
        assert any("-10 to 10 uA/cm², 200 ms" in text for text in screen(host))
        host.slider("drive", "I", 0, "amplitude").focus()
        await pilot.press("0")
        await pilot.press("end")
        await pilot.pause()
        assert host.setup.drives["I"]["amplitude"] == 200.0


async def test_a_second_stimulus_is_added_and_dropped() -> None:
    async with panel() as (host, pilot):
        host.slider("drive", "I", 0, "amplitude").focus()
        await pilot.press("A")
        await pilot.pause()
        assert len(host.setup.drives["I"]) == 2
        host.choice("protocol", "I", 1).focus()
        await pilot.press("D")
        await pilot.pause()
        assert host.setup == HH


async def test_adding_a_stimulus_elsewhere_says_where() -> None:
    async with panel() as (host, pilot):
        host.slider("param", "C").focus()
        await pilot.press("A")
        await pilot.pause()
        assert host.setup == HH
        assert host.foot == "go to a row of a stimulus first"


async def test_whoever_chooses_a_recording_types_its_path_next() -> None:
    async with panel() as (host, pilot):
        host.choice(*PROTOCOL).focus()
        await pilot.press("enter", "end", "enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(host.focused, Input)
        assert host.setup.drives == {"I": {"protocol": "file", "path": ""}}


async def test_a_recorded_waveform_is_named_by_its_path(tmp_path: Path) -> None:
    recorded = tmp_path / "current.csv"
    recorded.write_text("0,0\n100,10\n", encoding="utf-8")
    async with panel(replace(HH, drives={"I": {"protocol": "file", "path": ""}})) as (host, pilot):
        row = host.row("drive", "I", 0, "path")
        assert "type a path" in host.text(row)
        row.focus()
        await pilot.press("enter")
        await pilot.pause()
        field = host.focused
        assert isinstance(field, Input)
        field.value = str(tmp_path / "nothing.csv")
        await pilot.press("enter")
        await pilot.pause()
        assert host.foot.startswith("there is no file")
        field.value = str(recorded)
        await pilot.press("enter")
        await pilot.pause()
        assert host.setup.drives == {"I": {"protocol": "file", "path": str(recorded)}}
        assert host.text(row).rstrip().endswith("current.csv")
