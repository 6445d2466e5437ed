"""`sctui NAME MODEL` and `sctui call`: operations from the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from sctui.__main__ import main
from sctui.operations import OPERATIONS
from sctui.parse import find_command

Captured = pytest.CaptureFixture[str]


def test_a_picture_and_its_numbers(capsys: Captured) -> None:
    assert main(["fi-curve", "lif", "--plot", "--i-max", "4", "--i-steps", "9"]) == 0
    shown = capsys.readouterr()
    assert "drive (nA)" in shown.out
    assert "rheobase" in shown.out
    assert shown.err == ""


def test_fields_flags_and_settings_reach_the_operation(capsys: Captured) -> None:
    words = ["fi-curve", "lif", "--json", "--i-steps", "3", "--i-min", "-1", "--no-refine", "--param", "R=20 Mohm"]
    assert main([word for word in words if word]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert len(answer["currents"]) == 3
    assert answer["currents"][0] == -1
    assert answer["rheobase"] is None


def test_csv_png_and_svg(tmp_path: Path, capsys: Captured) -> None:
    table, png, svg = (str(tmp_path / name) for name in ("fi.csv", "fi.png", "fi.svg"))
    assert main(["fi-curve", "lif", "--i-steps", "5", "--no-refine", "--csv", table, "--png", png]) == 0
    assert Path(table).read_text().splitlines()[0] == "currents,rates,first_isi_rates"
    assert Path(png).read_bytes().startswith(b"\x89PNG")
    assert main(["fi-curve", "lif", "--i-steps", "5", "--no-refine", "--png", svg]) == 0
    assert "<svg" in Path(svg).read_text()
    capsys.readouterr()
    assert main(["fi-curve", "lif", "--i-steps", "5", "--no-refine", "--csv", "-"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 6


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fi-curve", "lif", "--i-steps", "0"], "--i-steps: 0 is below 2"),
        (["fi-curve", "lif", "--i-steps", "many"], "--i-steps: 'many' is not a number"),
        (["fi-curve", "lif", "--protocol", "step"], "--protocol: an f-I curve sets the drive itself"),
        (["fi-curve", "nosuch"], "unknown model 'nosuch'"),
        (["fi-curv", "lif"], "did you mean 'fi-curve'?"),
        (["call", "fi-curv"], "did you mean 'fi-curve'?"),
        (["call"], "which operation?"),
    ],
)
def test_what_is_wrong_is_one_line_and_status_2(words: list[str], message: str, capsys: Captured, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"model": "lif"}'))
    assert main(words) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_call_answers_json(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"model": "lif", "i_steps": 3, "refine": false}'))
    assert main(["call", "fi-curve"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rates"]) == 3
    assert main(["call", "--list"]) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} == set(OPERATIONS)


@pytest.mark.parametrize("text", ["", "[", "[1]", "nonsense", '{"model": 3}', "[" * 100_000])
def test_call_refuses_what_is_no_request(text: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main(["call", "fi-curve"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_help(name: str, capsys: Captured) -> None:
    assert main([name, "--help"]) == 0
    assert find_command(name).summary.lower() in capsys.readouterr().out.lower()


PICTURES = [
    ["isi", "adex"],
    ["sta", "lif", "--sta-sigma", "0.5", "--duration", "500"],
    ["freq-response", "hodgkin_huxley", "--current", "2", "--n", "4"],
    ["heatmap", "lif", "--x", "R:5:20:4", "--y", "tau_m:5:20:3", "--duration", "100"],
]


@pytest.mark.parametrize("words", PICTURES, ids=lambda words: words[0])
def test_pictures_fit_the_terminal(words: list[str], capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main([*words, "--plot"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 8
    drawn = [line for line in lines if any(mark in line for mark in "┤│|")]
    assert len(drawn) >= 3
    assert max(map(len, drawn)) <= 80


def test_configurations_are_json(capsys: Captured) -> None:
    runs = [json.dumps({"model": "lif", "current": current, "duration": 60}) for current in (2, 3)]
    assert main(["compare", "--a", runs[0], "--b", runs[1], "--plot"]) == 0
    assert "spikes b" in capsys.readouterr().out
    assert main(["multi-simulate", "--runs", f"[{','.join(runs)}]", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["runs"]) == 2
    assert main(["compare", "--a", "{", "--b", runs[1]]) == 2
    assert "--a: no JSON" in capsys.readouterr().err


def test_settings_without_a_model_are_used_or_refused(capsys: Captured) -> None:
    words = ["network/ei", "--n-excitatory", "80", "--n-inhibitory", "20", "--duration", "120 ms", "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["duration"] == 120
    assert main([*words, "--param", "g=3"]) == 2
    assert "--param: needs a MODEL" in capsys.readouterr().err


def test_programs_are_printed_as_they_are(capsys: Captured) -> None:
    assert main(["codegen", "lif", "--target", "one-liner"]) == 0
    assert capsys.readouterr().out.startswith("import kernels;")


def test_a_bifurcation_says_why_no_cluster_can_run_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bifurcation", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "--scheduler" not in said
    assert "each from where the one before ended: no cluster can share them out" in said
