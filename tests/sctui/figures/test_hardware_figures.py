"""Pictures and reports of FPGAs, from results made by hand: no tool is needed to draw one."""

from __future__ import annotations

import numpy as np
import pytest

from hdl.judges.estimate import Estimate
from hdl.judges.multi_target import MultiTarget
from hdl.judges.path_names import PathStep
from hdl.judges.pnr import Pnr, PnrRun
from hdl.judges.synth import Synth
from sctui.device_text import devices_report, estimate_report, file_report, pnr_report, synth_report
from sctui.figures.hardware import estimate_figure
from sctui.figures.operations import figure_of, views_of
from sctui.operation_text import csv_text, named
from sctui.plots.figure import Bars, Figure
from sctui.plots.terminal import Style, render

PERCENT = {"lut": 5.0, "ff": 0.02, "dsp": 50.0, "bram": 0.0}


def synth(device: str = "iCE40 UP5K", lut: int = 264, fits: int = 2) -> Synth:
    return Synth("neuron", "ice40", device, lut, 34, 4, 0, PERCENT, {"SB_LUT4": lut}, fits, "yosys (system)", 1.5)


def placed(*fmax: float, reason: str = "", bound: float | None = None) -> Pnr:
    trusted = not reason
    middle = float(np.median(fmax)) if trusted else None
    return Pnr(
        name="neuron", target="ecp5", device="LFE5U-25F", fmax=middle, spread=4.0 if trusted else None,
        trusted=trusted, reason=reason, bound=bound,
        runs=tuple(PnrRun(k + 1, mhz if trusted else None, 2.0) for k, mhz in enumerate(fmax)), lut=200, ff=100, dsp=1,
        bram=0, used={"TRELLIS_COMB": 300, "DCCA": 1, "MULT18X18D": 1},
        percent={"TRELLIS_COMB": 1.2, "DCCA": 1.8, "MULT18X18D": 3.6}, harness={"lut": 9, "ff": 9, "dsp": 0, "bram": 0},
        path=(PathStep("product of v and tau", 1.5), PathStep("next v", 8.5)) if trusted else (), clocks=8,
        tool="yosys and nextpnr", seconds=9.0,
    )  # fmt: skip


def labels(figure: Figure | None) -> list[str]:
    assert figure is not None
    return [label for panel in figure.panels for mark in panel.marks if isinstance(mark, Bars) for label in mark.labels]


def test_kinds_of_cells_that_nothing_needs_are_left_out() -> None:
    assert labels(figure_of("synth/run", synth())) == ["LUTs", "flip-flops", "multipliers"]
    figure = figure_of("synth/multi-target", MultiTarget((synth(), synth("ECP5 25K")), {}))
    assert figure is not None
    assert [panel.y.label for panel in figure.panels] == ["iCE40 UP5K: 2 neurons fit", "ECP5 25K: 2 neurons fit"]


def test_a_frequency_is_drawn_only_where_it_is_trusted() -> None:
    good = placed(80.0, 90.0, 100.0)
    assert list(views_of("synth/pnr", good)) == ["path", "fmax", "device"]
    assert labels(figure_of("synth/pnr", good, "path")) == ["product of v and tau", "next v"]
    assert labels(figure_of("synth/pnr", good, "fmax")) == ["seed 1", "seed 2", "seed 3"]
    assert labels(figure_of("synth/pnr", good, "device")) == ["TRELLIS_COMB", "MULT18X18D"]
    assert list(views_of("synth/pnr", placed(80.0, 90.0, reason="no delays"))) == ["device"]


@pytest.mark.parametrize("size", [(80, 20), (120, 40)])
def test_pictures_fit(size: tuple[int, int]) -> None:
    devices = MultiTarget(tuple(synth(name) for name in ("iCE40 UP5K", "ECP5 25K", "GW1NR-9", "XC7A35T")), {})
    good = placed(80.0, 90.0)
    figures = [figure_of("synth/multi-target", devices), *(draw(good) for draw in views_of("synth/pnr", good).values())]
    for figure in figures:
        assert figure is not None
        lines = render(figure, *size, Style())
        assert len(lines) <= size[1]
        assert max(map(len, lines)) <= size[0]
        for label in labels(figure):
            assert any(label in line for line in lines), label


def test_an_estimate_stands_beside_what_was_found() -> None:
    estimated = Estimate(
        "neuron", "ice40", "iCE40 UP5K", "shared", 250, 34, 4, 0, PERCENT | {"lut": 4.7}, 2, 8, error=21.0, typical=9.0
    )
    bars = [mark for panel in estimate_figure(estimated, synth()).panels for mark in panel.marks]
    assert isinstance(bars[0], Bars)
    assert bars[0].labels[:2] == ("LUTs, estimated", "LUTs, found")
    assert bars[0].values[:2].tolist() == [4.7, 5.0]
    assert "off by 9 % typically, by 21 % at most" in " ".join(" ".join(estimate_report(estimated)).split())


def test_stars_mark_the_best_of_a_column_where_there_is_one() -> None:
    report = devices_report(MultiTarget((synth(), synth("ECP5 25K", 100, 9)), {"gowin": "yosys took longer than 1 s"}))
    rows = {line.split("  ")[0]: line for line in report}
    assert "100 5.0 %*" in rows["ECP5 25K"]
    assert rows["ECP5 25K"].endswith("9*")
    assert "*" not in rows["iCE40 UP5K"]
    assert report[-1] == "gowin: no result: yosys took longer than 1 s"


def test_what_was_found_before_a_stop_is_reported_as_a_result_is() -> None:
    failed = {"gowin": "yosys took longer than 1 s"}
    partial = {"results": (synth(),), "failed": failed}
    assert devices_report(named(partial)) == devices_report(MultiTarget(**partial))
    assert devices_report(named({"results": (), "failed": failed})) == ["gowin: no result: yosys took longer than 1 s"]
    assert csv_text("synth/multi-target", partial).startswith("target,device,lut")


def test_reports_say_what_is_known_and_what_is_not() -> None:
    assert "<0.1 %" in "\n".join(synth_report(synth()))
    assert file_report(synth())[-1] == "2 copies fit"
    good = "\n".join(pnr_report(placed(80.0, 90.0, 100.0)))
    assert "90.0 MHz, the median of 3 runs that are 4.0 % apart" in good
    assert "11.2 million steps a second" in " ".join(good.split())
    assert "slowest path, 10.00 ns" in good
    assert "DCCA" not in good
    assert "no frequency to give: no delays" in "\n".join(pnr_report(placed(80.0, reason="no delays")))
    assert "at most 500 MHz: no wires" in "\n".join(pnr_report(placed(reason="no wires", bound=500.0)))
