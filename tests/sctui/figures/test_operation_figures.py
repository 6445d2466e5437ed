"""Pictures of operations: which there are, what they show, and those of what is known halfway."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kernels.analysis.plain import plain
from kernels.errors import RequestError
from sctui.__main__ import main
from sctui.figures.operations import FIGURES, figure_of, partial_figure, views_of
from sctui.operations import OPERATIONS, perform
from sctui.plots.figure import Arrows, Bars, Figure, HeatMap, Line, Points, Text
from sctui.plots.terminal import Style, render

LIF = {"model": "lif", "duration": 100}
AXES = {
    "x": {"parameter": "I", "min": 0, "max": 4, "steps": 5},
    "y": {"parameter": "tau_m", "min": 20, "max": 5, "steps": 4},
}
SPIKES = np.cumsum(np.random.default_rng(1).exponential(10.0, 300)).tolist()
FHN = {"model": "fitzhugh_nagumo", "duration": 60}
RUNS = [{**LIF, "current": 2}, {**LIF, "current": 3}]
REQUESTS: dict[str, dict[str, Any]] = {
    "precision": {"model": "izhikevich"},
    "ir/stream-error": {"lengths": [16, 32, 64], "pairs": 8, "steps": 300},
    "simulate": LIF,
    "fi-curve": {**LIF, "i_steps": 5, "refine": False},
    "heatmap": {**LIF, **AXES},
    "bifurcation": {**FHN, "min": 0, "max": 2, "steps": 12},
    "nullclines": {**FHN, "current": 0.5},
    "sensitivity": {**LIF, "current": 3},
    "isi": {"spikes": SPIKES},
    "classify": {"spikes": SPIKES},
    "sta": {**LIF, "current": 2, "sigma": 0.5, "duration": 500, "trials": 2},
    "freq-response": {**LIF, "n": 3},
    "lyapunov": {**FHN, "current": 0.5},
    "compare": {"a": RUNS[0], "b": RUNS[1]},
    "multi-simulate": {"runs": RUNS},
    "characterize": {**LIF, "i_steps": 3},
    "scan": {"models": ["lif", "reduced_wong_wang"]},
    "network/ei": {"n_excitatory": 80, "n_inhibitory": 20, "duration": 60},
}


# these need Yosys or nextpnr; test_hardware_figures draws results made by hand
OF_TOOLS = {"synth/run", "synth/file", "synth/multi-target", "synth/estimate", "synth/pnr", "synth/pnr-file"}


def of(name: str, view: str = "") -> Figure:
    figure = figure_of(name, perform(name, REQUESTS[name]), view)
    assert figure is not None
    return figure


def marks(figure: Figure, kind: type) -> list[Any]:
    return [mark for panel in figure.panels for mark in panel.marks if isinstance(mark, kind)]


def test_only_lists_and_texts_have_no_picture() -> None:
    assert set(FIGURES) == set(REQUESTS) | OF_TOOLS
    assert set(OPERATIONS) - set(FIGURES) == {
        "presets", "check", "models", "templates", "cache/stats", "health", "codegen", "compile", "cosim", "gatesim",
        "formal", "mutate", "synth/tools-status", "ir/build", "ir/verify", "ir/emit-sv", "ir/cosim", "ir/inspect",
    }  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
def test_every_view_fits_and_shows_something(name: str) -> None:
    result = perform(name, REQUESTS[name])
    views = views_of(name, result)
    assert views
    for view in views:
        figure = figure_of(name, result, view)
        assert figure is not None
        for size in ((80, 20), (120, 36)):
            lines = render(figure, *size, Style())
            assert len(lines) <= size[1]
            assert max(map(len, lines)) <= size[0]
            assert sum(0x2800 < ord(c) <= 0x28FF or c in "·░▒▓█●" for line in lines for c in line) > 5, view


def test_an_unknown_view_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RequestError, match="return-map"):
        of("isi", "return-mop")
    assert main(["isi", "lif", "--current", "3", "--view", "return-mop"]) == 2
    assert "--view: unknown view" in capsys.readouterr().err


def test_a_heat_map_lies_in_its_axes_whichever_way_they_run() -> None:
    result = perform("heatmap", REQUESTS["heatmap"])
    (mark,) = marks(of("heatmap"), HeatMap)
    assert (mark.x_low, mark.x_high, mark.y_low, mark.y_high) == (-0.5, 4.5, 2.5, 22.5)
    assert np.array_equal(mark.z, result.values[::-1])  # tau_m was asked for from 20 down to 5
    assert mark.caption == "rate (Hz)"


def test_patterns_of_a_heat_map_are_labelled() -> None:
    figure = figure_of("heatmap", perform("heatmap", {**REQUESTS["heatmap"], "measure": "pattern"}))
    assert figure is not None
    assert "t tonic" in "\n".join(render(figure, 80, 20))


def test_heatmap_as_a_picture_from_the_command_line(tmp_path: Path) -> None:
    words = ["heatmap", "lif", "--x", "I:0:4:5", "--y", "tau_m:5:20:4", "--duration", "50"]
    assert main([*words, "--png", str(tmp_path / "map.png")]) == 0
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_sensitivities_are_ranked_by_size_with_their_sign() -> None:
    (bars,) = marks(of("sensitivity"), Bars)
    sizes = np.abs(bars.values)
    assert (np.diff(sizes[np.isfinite(sizes)]) <= 0).all()
    by_name = dict(zip(bars.labels, bars.values, strict=True))
    assert by_name["tau_m"] < 0 < by_name["I"]


def test_the_phase_plane_has_its_field_and_its_fixed_points() -> None:
    figure = of("nullclines")
    (arrows,) = marks(figure, Arrows)
    assert arrows.x.shape == arrows.dx.shape == (21 * 21,)
    result = perform("nullclines", REQUESTS["nullclines"])
    assert [text.text.strip() for text in marks(figure, Text)] == [point.type for point in result.fixed_points]
    stable = {"disc": True, "circle": False, "diamond": False, "cross": False}
    for point, mark in zip(result.fixed_points, marks(figure, Points), strict=True):
        assert stable[mark.symbol] == point.stable


def test_unstable_equilibria_are_dashed_and_attractors_are_points() -> None:
    figure = of("bifurcation")
    assert {line.name: line.dashed for line in marks(figure, Line)} == {"unstable": True, "stable": False}
    assert {"runs up", "runs down"} <= {points.name for points in marks(figure, Points)}
    assert [text.text.strip() for text in marks(figure, Text)] == ["H", "H"]


def test_every_state_can_be_compared() -> None:
    runs = [{"model": "hodgkin_huxley", "duration": 20, "current": current} for current in (5, 10)]
    result = perform("compare", {"a": runs[0], "b": runs[1]})
    assert list(views_of("compare", result)) == ["v", "m", "h", "n"]
    figure = figure_of("compare", result, "h")
    assert figure is not None
    assert np.array_equal(marks(figure, Line)[1].y, result.b.states["h"])
    both = perform("multi-simulate", {"runs": [*runs, LIF]})
    assert [len(views_of("multi-simulate", both)[name](both).panels) for name in ("v", "h")] == [3, 2]


def test_what_overshoots_the_threshold_does_not_flatten_the_rest() -> None:
    runs = [{"model": "adex", "duration": 200, "current": current} for current in (700, 900)]
    for name, request in (("multi-simulate", {"runs": runs}), ("compare", {"a": runs[0], "b": runs[1]})):
        figure = figure_of(name, perform(name, request))
        assert figure is not None
        assert figure.panels[0].y.high is not None
        assert figure.panels[0].y.high < 100.0


def test_the_scan_counts_every_model_once() -> None:
    (bars,) = marks(of("scan"), Bars)
    assert bars.labels == ("tonic 1", "no pattern 1")


def test_the_estimate_of_the_exponent_ends_at_the_exponent() -> None:
    result = perform("lyapunov", REQUESTS["lyapunov"])
    assert result.estimates[-1] == pytest.approx(result.exponent, rel=1e-9)
    assert (np.diff(result.times) > 0).all()


@pytest.mark.parametrize("name", ["heatmap", "scan", "fi-curve", "bifurcation"])
def test_what_is_known_halfway_is_drawn_and_is_the_beginning_of_the_result(name: str) -> None:
    told: list[tuple[float, Mapping[str, Any] | None]] = []
    request = {**REQUESTS[name], **({"factor": 1.25} if name == "scan" else {"seed": 7})}  # not among the kept ones
    result = perform(name, request, progress=lambda share, values=None: told.append((share, values)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    known = [values for _, values in told if values]
    assert known
    for values in known:
        assert set(values) <= set(result.__dataclass_fields__)
        json.dumps(plain(values), allow_nan=False)
        figure = partial_figure(name, values)
        assert figure is not None
        assert render(figure, 80, 20)
    if name == "bifurcation":
        lengths = [sum(len(way.values) for way in (values["up"], values["down"]) if way) for values in known]
        assert lengths == list(range(1, 25))
        for values in known:
            assert np.array_equal(values["up"].low, result.up.low[: len(values["up"].low)], equal_nan=True)
