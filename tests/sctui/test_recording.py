"""An imported recording: read with its headings and units, bounded, refused in one line, compared with the run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernels.errors import KernelsError, RequestError
from kernels.library import load
from kernels.running.result import Run
from kernels.running.simulate import simulate
from sctui.figures.run import run_figure
from sctui.plots.figure import Line
from sctui.recording import differences, read_recording, recorded_spikes
from sctui.run_csv import csv_lines

MODEL = load("hodgkin_huxley")


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(MODEL, current=10, duration=100)


def write(folder: Path, text: str) -> str:
    path = folder / "recording.csv"
    path.write_text(text)
    return str(path)


def test_what_the_run_exports_is_read_again_and_is_the_run(tmp_path: Path, run: Run) -> None:
    recording = read_recording(write(tmp_path, "".join(csv_lines(run))), MODEL)
    assert set(recording.traces) == {"v", "m", "h", "n"}
    assert np.array_equal(recording.time, run.time)
    assert np.array_equal(recording.traces["v"], run.states["v"])
    assert recording.left_out == ("I", "spikes")
    said = differences(run, recording)
    assert said.startswith("recording.csv: v: RMS 0 mV over 10,001 samples; m: RMS 0 over")
    assert f"spikes {len(run.spikes)} and recorded {len(run.spikes)}, coincidence 1.00 within 2 ms" in said


def test_units_in_the_headings_are_converted(tmp_path: Path) -> None:
    recording = read_recording(write(tmp_path, "time (s), v (V)\n0, -0.065\n0.001, -0.064\n"), MODEL)
    assert recording.time == pytest.approx([0.0, 1.0])
    assert recording.traces["v"] == pytest.approx([-65.0, -64.0])


@pytest.mark.parametrize("text", ["0 -65\n1 -64\n", "# from a scope\n0\t-65\n1\t-64\n", "t;membrane\n0;-65\n1;-64\n"])
def test_a_single_column_is_the_first_state(tmp_path: Path, text: str) -> None:
    recording = read_recording(write(tmp_path, text), MODEL)
    assert list(recording.traces) == ["v"]
    assert recording.traces["v"].tolist() == [-65.0, -64.0]


def test_without_headings_columns_are_the_states_in_their_order(tmp_path: Path) -> None:
    assert list(read_recording(write(tmp_path, "0,1,2,3\n1,1,2,3\n"), MODEL).traces) == ["v", "m", "h"]


def test_gaps_are_left_out_of_the_error(tmp_path: Path, run: Run) -> None:
    values = [f"{t},{v + 3.0}" for t, v in zip(run.time[::100].tolist(), run.states["v"][::100].tolist(), strict=True)]
    values[5], values[6] = values[5].split(",")[0] + ",", values[6].split(",")[0] + ",nan"
    recording = read_recording(write(tmp_path, "time,v\n" + "\n".join(values)), MODEL)
    assert np.isnan(recording.traces["v"][[5, 6]]).all()
    assert "v: RMS 3 mV over 99 samples" in differences(run, recording)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "holds no numbers"),
        ("time,v\n", "holds no numbers"),
        ("1\n2\n", "has one column; times and values are needed"),
        ("0,1\n0,2\n", "row 2 of the numbers: times have to rise"),
        ("0,1\nnan,2\n", "row 2 of the numbers: times have to rise"),
        ("0,1\n1,2,3\n", "line 2: 3 columns where the first has 2"),
        ("time,v\n0,1\n1,x\n", "line 3: '1,x' is no number"),
        ("time,foo,bar\n0,1,2\n", "has 'foo, bar', and the model's states are v, m, h, n"),
        ("time,v (ms)\n0,1\n", "is in mV, but ms is a unit of second"),
        ("time,v (blah)\n0,1\n", "'blah' is not a unit"),
        (",".join(["1"] * 65), "line 1: 2 to 64 columns are needed"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(RequestError) as found:
        read_recording(write(tmp_path, text), MODEL)
    assert problem in str(found.value)
    assert len(str(found.value).splitlines()) == 1


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="there is no file"):
        read_recording(str(tmp_path / "none.csv"), MODEL)
    with pytest.raises(RequestError, match="there is no file"):
        read_recording("/dev/zero", MODEL)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=200), st.text('0123456789.,;\t\n e-+naif()[]vmhtime"#', max_size=200)))
def test_any_text_is_a_recording_or_an_error_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    problem, traces = "", {}
    try:
        recording = read_recording(str(path), MODEL)
        traces = recording.traces
        assert all(len(values) == len(recording.time) for values in traces.values())
    except KernelsError as error:
        problem = str(error)
    assert bool(traces) != bool(problem)
    assert len(problem.splitlines()) <= 1


def test_spikes_that_are_missed_lower_the_coincidence(tmp_path: Path, run: Run) -> None:
    late = "".join(f"{t + 6.0},{v}\n" for t, v in zip(run.time.tolist(), run.states["v"].tolist(), strict=True))
    recording = read_recording(write(tmp_path, late), MODEL)
    spikes = recorded_spikes(run, recording)
    assert spikes is not None
    assert spikes == pytest.approx(run.spikes + 6.0, abs=0.02)
    assert "coincidence -0." in differences(run, recording)


def test_a_recording_of_another_time_has_no_error(tmp_path: Path, run: Run) -> None:
    recording = read_recording(write(tmp_path, "1000,0\n1001,0\n"), MODEL)
    assert "v: no sample at a time of the run" in differences(run, recording)


def test_it_is_drawn_over_the_state_it_is_of(tmp_path: Path, run: Run) -> None:
    recording = read_recording(write(tmp_path, "time,v,n\n0,-65,0.3\n50,-60,0.4\n"), MODEL)
    panels = run_figure(run, ["v", "m", "n"], recording).panels
    names = [[mark.name for mark in panel.marks if isinstance(mark, Line)] for panel in panels]
    assert names[:2] == [["v", "recorded"], ["m", "n", "recorded"]]
    overlaid = panels[1].marks[-1]
    assert isinstance(overlaid, Line)
    assert overlaid.y.tolist() == [0.3, 0.4]
