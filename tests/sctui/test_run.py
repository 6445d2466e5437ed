"""`sctui run`: what it computes, shows and writes, and what it refuses."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

from kernels.library import load
from kernels.running.simulate import simulate
from sctui.__main__ import main
from sctui.console import Screen

LIF = """dv/dt = -(v - E_L)/tau_m + I/C
E_L = -65
tau_m = 10
C = 1
# init: v = -65
# threshold: v > -50
# reset: v = -65
# run: 100, dt = 0.1
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def lif(tmp_path: Path) -> str:
    path = tmp_path / "my.ode"
    path.write_text(LIF)
    return str(path)


def test_the_same_spikes_as_in_a_script(capsys: Captured) -> None:
    assert main(["run", "hodgkin_huxley", "--current", "10", "--duration", "100", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    run = simulate(load("hodgkin_huxley"), current=10, duration=100)
    assert said["spikes"] == run.spikes.tolist()
    assert said["spike_count"] == len(run.spikes) > 5
    assert said["units"]["v"] == "mV"


def test_a_summary_alone_without_a_terminal(lif: str, capsys: Captured) -> None:
    assert main(["run", lif, "--current", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert " spikes in 100 ms, " in lines[0]
    assert "dt 0.1 ms, 1,000 steps" in lines[1]


def test_a_picture_of_80_by_24_on_request(lif: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    assert main(["run", lif, "--current", "2", "--plot"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 23
    assert all(len(line) <= 80 for line in lines)
    text = "\n".join(lines)
    for part in ("spikes │", "time (ms)", "  v", "  I", "⡇"):
        assert part in text


def test_a_picture_comes_by_itself_on_a_terminal(lif: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sctui.commands.run.screen", lambda: Screen(True, 100, 30, 256, True))
    assert main(["run", lif]) == 0
    assert "time (ms)" in capsys.readouterr().out
    assert main(["run", lif, "--no-plot"]) == 0
    assert "time (ms)" not in capsys.readouterr().out


def test_markers_without_unicode_are_ascii(lif: str, capsys: Captured) -> None:
    assert main(["run", lif, "--plot", "--marker", "ascii"]) == 0
    assert capsys.readouterr().out.isascii()


def test_csv_reads_back_to_the_same_numbers(lif: str, tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "trace.csv"
    assert main(["run", lif, "--current", "2", "--csv", str(target)]) == 0
    capsys.readouterr()
    run = simulate(load(lif), current=2)
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["time (ms)", "v", "I", "spikes"]
    assert [float(row["time (ms)"]) for row in rows] == run.time.tolist()
    assert [float(row["v"]) for row in rows] == run.states["v"].tolist()
    assert sum(int(row["spikes"]) for row in rows) == len(run.spikes) > 0
    assert main(["run", lif, "--current", "2", "--csv", "-"]) == 0
    assert capsys.readouterr().out == target.read_text()


def test_options_reach_the_run(lif: str, capsys: Captured) -> None:
    words = ["--current", "2", "--param", "tau_m=20", "--init", "v=-55", "--duration", "0.05 s", "--dt", "0.05"]
    words += ["--method", "rk4", "--seed", "7", "--record-every", "10", "--protocol", "step", "--start", "10"]
    assert main(["run", lif, "--json", *words]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["params"]["tau_m"] == 20.0
    assert said["states"]["v"][0] == -55.0
    assert (said["dt"], said["n_steps"], said["method"], said["seed"]) == (0.05, 1000, "rk4", 7)
    assert len(said["time"]) == 101
    assert said["current_trace"]["I"][10] == 0.0
    assert said["current_trace"]["I"][50] == 2.0


def test_standard_input_and_a_preset(capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text(LIF + "# preset slow: tau_m = 50\n")
    with path.open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert main(["run", "-", "--preset", "slow", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["params"]["tau_m"] == 50.0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--param", "tau_n=3"], 2, "--param tau_n: the model has no parameter of that name; did you mean 'tau_m'?"),
        (["--param", "tau_m=nan"], 2, "--param tau_m: is not a finite number"),
        (["--param", "tau_m=x"], 2, "--param tau_m: 'x' is not a number"),
        (["--input", "J=1"], 2, "--input J: the model has no input of that name"),
        (["--duration", "-5"], 2, "--duration: has to be a positive number"),
        (["--dt", "0"], 2, "--dt: has to be a positive number"),
        (["--dt", "1e-15"], 2, "a run has at most"),
        (["--seed", "-1"], 2, "--seed: needs a whole number"),
        (["--record-every", "0"], 2, "--record-every: needs a whole number"),
        (["--preset", "fast"], 2, "--preset: unknown preset 'fast'"),
        (["--frequency", "3"], 2, "--frequency: belongs to a protocol; add --protocol NAME"),
        (
            ["--protocol", "step", "--frequency", "3"],
            2,
            "--frequency: step has no such number; it takes --start, --stop",
        ),
        (["--protocol", "sine"], 2, "--frequency: "),
        (["--protocol", "file", "--path", "/no/such.csv"], 2, "--path: "),
        (["--csv", "/no/such/folder/x.csv"], 2, "its folder does not exist"),
        (["--csv", ""], 2, "--csv: needs the name of a file"),
        (["--dt", "500"], 2, "--dt: 500 ms is longer than the run of 100 ms"),
    ],
)
def test_refusals(lif: str, words: list[str], status: int, said: str, capsys: Captured) -> None:
    assert main(["run", lif, *words]) == status
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("sctui: error: ")
    assert streams.err.count("\n") == 1
    assert said in streams.err


def test_a_run_that_leaves_the_finite_numbers_says_when(capsys: Captured) -> None:
    assert main(["run", "hodgkin_huxley", "--dt", "0.1"]) == 1
    assert "v left the finite numbers at t = " in capsys.readouterr().err


def test_a_model_with_errors_is_explained_and_not_run(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "bad.ode"
    path.write_text(LIF.replace("/tau_m", "/tau_n"))
    assert main(["run", str(path)]) == 1
    said = capsys.readouterr().err
    assert "bad.ode:1:20: error[ODE201]" in said
    assert "^^^^^" in said
    assert said.rstrip().endswith("has 1 error and cannot be run")


@pytest.mark.parametrize("text", ["", "\n\n", "# title: nothing\n", "]" * 1000])
def test_texts_without_a_model(text: str, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "empty.ode"
    path.write_text(text)
    assert main(["run", str(path)]) == 1
    assert "cannot be run" in capsys.readouterr().err


def test_a_failed_write_leaves_nothing(lif: str, tmp_path: Path, capsys: Captured) -> None:
    assert main(["run", lif, "--csv", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"sctui: error: {tmp_path}: Is a directory\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my.ode"]


def test_paths_typed_are_relative_to_where_one_is(
    lif: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "data"
    elsewhere.mkdir()
    (elsewhere / "w.csv").write_text("0,0\n50,2\n100,2\n")
    monkeypatch.chdir(elsewhere)
    assert main(["run", lif, "--protocol", "file", "--path", "w.csv", "--json"]) == 0
    trace = json.loads(capsys.readouterr().out)["current_trace"]["I"]
    assert trace[250] == pytest.approx(1.0)


def test_named_expressions_are_drawn(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "sub.ode"
    path.write_text(
        "dv/dt = g*(1 - v) + I : 1\ng = v**2/ms : 1/second\nI : 1/second\n# plot: v, g, I\n# run: 10, dt = 0.1\n"
    )
    assert main(["run", str(path), "--plot"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "g (" in shown.out


def test_what_plot_asks_for_in_vain_is_said(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "sub.ode"
    path.write_text("dv/dt = g - v\ng = rand()\n# plot: v, g\n# run: 10, dt = 0.1\n")
    assert main(["run", str(path), "--plot"]) == 0
    assert capsys.readouterr().err.startswith("sctui: warning: plot: g draws random numbers")
    assert main(["run", str(path)]) == 0
    assert capsys.readouterr().err == ""


def test_a_map_counts_in_steps(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "map.ode"
    path.write_text("x[n+1] = r*x*(1 - x)\nr = 3.9\n# init: x = 0.3\n# run: 200\n")
    assert main(["run", str(path), "--plot"]) == 0
    text = capsys.readouterr().out
    assert "0 spikes in 200 steps\n200 steps in " in text
    assert "steps\n" in text


def test_a_file_that_the_model_names_is_not_blamed_on_an_option(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "driven.ode"
    path.write_text('dv/dt = I - v\n# input: I = file("../secret.csv")\n# run: 10, dt = 0.1\n')
    assert main(["run", str(path)]) == 2
    assert capsys.readouterr().err.startswith("sctui: error: file: '../secret.csv' leaves the model's folder")


def test_written_extremes_are_called_extremes(lif: str, tmp_path: Path, capsys: Captured) -> None:
    assert main(["run", lif, "--duration", "120000", "--json"]) == 0
    streams = capsys.readouterr()
    written = json.loads(streams.out)
    assert (written["minmax"], written["record_every"]) == (True, 6)
    assert "traces hold the minimum and maximum of every 6 steps; --record-every N keeps samples" in streams.err
    assert main(["run", lif, "--duration", "120000"]) == 0
    streams = capsys.readouterr()
    assert "traces hold the minimum and maximum of every 6 steps" in streams.out
    assert streams.err == ""
