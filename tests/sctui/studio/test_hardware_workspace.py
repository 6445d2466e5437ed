"""Workspace 5: from a model to its Verilog, its precision, its inspector and its FPGAs, by keys and by mouse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from hdl.refusal import ADVICE, REASONS
from kernels.errors import Cancelled, KernelsError
from kernels.experiments import EXPERIMENTS
from kernels.worker_job import Progress
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.app import Studio, openable
from sctui.views.experiments import opened
from sctui.views.table import VIEWS, options_of
from sctui.widgets.caption import Caption
from sctui.widgets.devices_pane import DevicesPane, DeviceTable
from sctui.widgets.inspector_pane import InspectorPane
from sctui.widgets.linked_text import LinkedText
from sctui.widgets.text_pane import Listing
from tests.sctui.studio.device_rows import data, fill, row, waiting
from tests.sctui.studio.waiting import screen_text, until

SMALL = Setup(model="lif")


def hardware(view: str, setup: Setup = SMALL) -> Session:
    return Session(workspace="hardware", hardware=view, setup=setup)


def words(studio: Studio) -> str:
    return " ".join(screen_text(studio).split())


async def shows(studio: Studio, pilot: Pilot[Any], text: str) -> None:
    await until(pilot, lambda: text in words(studio), text)


async def test_a_newcomers_path_by_keys(studio: Studio) -> None:
    async with studio.run_test(size=(100, 30)) as pilot:
        await pilot.press("5", "slash", *"adex")
        await until(pilot, lambda: "adex" in screen_text(studio), "the search")
        await pilot.press("enter")
        await until(pilot, lambda: "adaptive_exponential_integrate_and_fire.v" in screen_text(studio), "the Verilog")
        await pilot.press("k")
        await shows(studio, pilot, "w = 1058.69 does not fit Q8.8")
        assert "k takes another format" in words(studio)
        assert not studio.screen.query_one(Listing).text  # nothing of another format stands there
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: studio.session.hardware == "precision", "the precision")
        await shows(studio, pilot, "does not fit Q8.8")
        await pilot.press("k")
        await shows(studio, pilot, "saturated")
        assert "k format: 20" in screen_text(studio)
        assert "in fixed point, rate off by" in screen_text(studio)
        await pilot.press("left_square_bracket")
        await shows(studio, pilot, "latency 1 clock")
        assert "k format: 20" in screen_text(studio)  # one format for all views


async def test_the_same_by_mouse(studio: Studio) -> None:
    async with studio.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the trace")
        at = screen_text(studio).splitlines()[0].index("5 Hardware")
        await pilot.click(offset=(at + 2, 0))
        await shows(studio, pilot, "k format: 16")
        line = next(y for y, one in enumerate(screen_text(studio).splitlines()) if "k format" in one)
        at = screen_text(studio).splitlines()[line].index("v architecture")
        await pilot.click(offset=(at + 3, line))
        await shows(studio, pilot, "v architecture: shared")
        await pilot.click(offset=(at + 3, line), shift=True)
        await shows(studio, pilot, "v architecture: single")
        await pilot.click(offset=(screen_text(studio).splitlines()[1].index("Precision") + 1, 1))
        await until(pilot, lambda: studio.session.hardware == "precision", "the precision")
        assert studio.screen.query_one(Caption)


async def test_a_model_that_cannot_become_hardware_says_why_and_what_to_do(studio: Studio) -> None:
    studio.session = hardware("rtl", Setup(model="dendrify"))
    async with studio.run_test(size=(80, 24)) as pilot:
        await shows(studio, pilot, "it computes with the time t itself")
        assert "Write what depends on t as an input" in words(studio)
        await pilot.press("right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: studio.session.hardware == "inspector", "the inspector")
        await shows(studio, pilot, "it computes with the time t itself")
        studio.post_message(_change(studio, setup=SMALL))
        await shows(studio, pilot, "Dataflow (IR)")
        assert "time t itself" not in words(studio)


def _change(studio: Studio, **changes: Any) -> Any:
    from sctui.studio.messages import Change

    return Change(replace(studio.session, **changes))


async def test_the_files_are_chosen_by_a_key_copied_and_saved(studio: Studio, tmp_path: Path) -> None:
    studio.session = hardware("rtl")
    async with studio.run_test(size=(100, 30)) as pilot:
        await shows(studio, pilot, "leaky_integrate_and_fire.v,")
        for name in ("leaky_integrate_and_fire_tb.v", "leaky_integrate_and_fire_vectors.hex"):
            await pilot.press("t")
            await shows(studio, pilot, f"{name},")
        listing = studio.screen.query_one("#listing", Listing)
        assert studio.focused is listing  # its keys count without a tab
        await pilot.press("c")
        assert studio.clipboard == listing.text
        folder = tmp_path / "made"
        await pilot.press("e", "f", "ctrl+u", *str(folder), "enter")
        await until(pilot, lambda: folder.exists(), "the folder")
        assert {path.suffix for path in folder.iterdir()} >= {".core", ".hex", ".v"}
        module = (folder / "leaky_integrate_and_fire.v").read_text()
        assert module.startswith("// made by sctui")
        (folder / "leaky_integrate_and_fire.v").write_text("// somebody else's\n")
        await pilot.press("e", "f", "ctrl+u", *str(folder), "enter")
        await shows(studio, pilot, "made is there already")
        await pilot.press("o")
        await until(pilot, lambda: (folder / "leaky_integrate_and_fire.v").read_text() == module, "it written over")


async def test_what_belongs_together_is_marked_in_all_three_texts(studio: Studio) -> None:
    studio.session = hardware("inspector")
    async with studio.run_test(size=(120, 40)) as pilot:
        await shows(studio, pilot, "Dataflow (IR), ")
        pane = studio.screen.query_one(InspectorPane)
        texts = {one.id: one for one in pane.query(LinkedText)}
        equations, dataflow, verilog = (texts[name] for name in ("equations", "dataflow", "verilog"))
        equations.focus()
        await pilot.pause()
        at = equations.lines.index(next(line for line in equations.lines if line.startswith("dv/dt")))
        equations.go(at, equations.lines[at].index("R*I"))
        await pilot.pause()
        assert pane.readout.startswith("R: ")
        products = [dataflow.lines[k] for k in dataflow.marked]
        assert any(" mul " in line for line in products)
        assert verilog.marked
        # and back: a click on a line of Verilog marks the term it computes
        line = next(k for k in verilog.marked if "*" in verilog.lines[k])
        verilog.scroll_to(y=line, animate=False)
        await pilot.pause()
        await pilot.click(verilog, offset=(4, line - round(verilog.scroll_offset.y)))
        await until(pilot, lambda: verilog.has_focus and verilog.at[0] == line, "the line")
        titles = {name: studio.query_one(f"#title-{name}").has_class("focused") for name in ("equations", "verilog")}
        assert titles == {"equations": False, "verilog": True}
        assert "R*I" in pane.readout
        assert equations.marked == [at]
        await pilot.press("tab", "shift+tab", "shift+tab", "shift+tab")
        await until(pilot, lambda: equations.has_focus, "the equations again")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_devices_side_by_side(size: tuple[int, int], studio: Studio) -> None:
    studio.session = hardware("devices")
    async with studio.run_test(size=size) as pilot:
        await until(pilot, lambda: studio.screen.query(DeviceTable), "the table")
        await fill(studio, pilot, {"gowin": "yosys took longer than 300 s and was stopped"})
        lines = screen_text(studio).splitlines()
        best = next(line for line in lines if "XC7A35T" in line)
        assert "120 2.3 %*" in best
        assert not any("ECP5" in line and "*" in line for line in lines)
        assert any("gowin: no result: yosys took longer" in line for line in lines)
        assert any("166 of 5,280" in line and "▕" in line for line in lines)
        assert not any(line.rstrip().endswith("...") for line in lines)
        await pilot.click(DeviceTable, offset=(4, 2))
        await until(pilot, lambda: studio.screen.query_one(DeviceTable).chosen == "ecp5", "another device")
        assert next(line for line in screen_text(studio).splitlines() if "ECP5" in line).startswith("▶")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_devices_come_one_by_one_while_others_run(size: tuple[int, int], studio: Studio) -> None:
    studio.session = hardware("devices")
    async with studio.run_test(size=size) as pilot:
        await until(pilot, lambda: studio.screen.query(DeviceTable), "the table")
        pane = await waiting(studio, pilot)
        await pilot.pause()
        assert sum(" … " in line for line in screen_text(studio).splitlines()) == 4
        pane._progressed(Progress(0, 0.5, {"data": data(["ecp5"], {"gowin": "not today"}), "note": "2 of 4 devices"}))
        await shows(studio, pilot, "Yosys is at work: 2 of 4 devices; esc cancels.")
        lines = screen_text(studio).splitlines()
        assert any("ECP5 25K" in line and "228 4.3 %" in line and "…" not in line for line in lines)
        assert sum(" … " in line for line in lines) == 2
        assert any("gowin: no result: not today" in line for line in lines)
        pane._refused(Cancelled())
        await shows(studio, pilot, "Cancelled; space synthesises.")
        assert not any(" … " in line for line in screen_text(studio).splitlines())
        assert "ECP5 25K" in words(studio)
        assert "XC7A35T" not in words(studio)  # nothing is known of it


async def test_no_tool_a_stopped_run_and_an_estimate(studio: Studio) -> None:
    studio.session = hardware("devices")
    missing = KernelsError("yosys is not installed: pip install 'sctui[synth]', or apt install yosys")
    async with studio.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: studio.screen.query(DeviceTable), "the table")
        pane: DevicesPane = await fill(studio, pilot)
        pane.clear()
        pane._refused(missing)
        await shows(studio, pilot, "pip install 'sctui[synth]'")
        pane._rows = {"ice40": row("ice40", "estimate")}
        pane.remove_class("refused")
        pane._refused(missing)
        await shows(studio, pilot, "Only estimated: yosys is not installed: pip install 'sctui[synth]'")
        assert "estimate: yosys" in words(studio)
        pane._refused(Cancelled())
        await shows(studio, pilot, "Cancelled")
        assert "space synthesises" in words(studio)


async def test_escape_ends_a_synthesis(studio: Studio) -> None:
    studio.session = hardware("devices", Setup(model="hodgkin_huxley"))
    async with studio.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: studio.desk._jobs.get("main.0"), "the synthesis")
        await pilot.press("escape")
        await until(pilot, lambda: "ancelled" in screen_text(studio), "the end")
        assert not studio.desk.under_way()


def test_every_reason_has_advice() -> None:
    assert set(ADVICE) == set(REASONS)


def test_an_older_session_with_a_view_that_has_moved_opens_it_where_it_is() -> None:
    session = openable(Session(workspace="analyse", view="precision"))
    assert (session.workspace, session.hardware, session.view) == ("hardware", "precision", "trace")


def test_the_experiments_about_hardware_open_there_with_their_format() -> None:
    found = [one for one in EXPERIMENTS if one.opened[0].operation in ("precision", "synth/multi-target")]
    assert found
    for one in found:
        session = opened(Session(), one)
        assert session.workspace == "hardware"
        asked = one.opened[0].request
        shown = options_of(VIEWS[session.hardware], session)
        assert all(shown[name] == str(asked[name]) for name in shown if name in asked)
