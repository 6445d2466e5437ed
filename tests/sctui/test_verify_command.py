"""`sctui verify`: what it prints, what it takes, and its exit status."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from sctui.__main__ import main

Captured = pytest.CaptureFixture[str]

NEURON = """
dv/dt = (E - v + I)/10
E = -70
# init: v = E
# threshold: v > -50
# reset: v = E
# input: I = constant(30)
# run: 400, dt = 0.05, method = exact
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    texts = {
        "good": NEURON + '# expect: rate in [85, 95], pattern == "tonic"\n',
        "bad": NEURON + "# expect: rate > 1000\n",
        "mute": NEURON,
        "broken": "dv/dt = (q - v\n",
        "diverging": "dx/dt = x**2\n# init: x = 1\n# run: 100, dt = 0.1\n# expect: peak(x) > 0\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.ode").write_text(text)
    return {name: str(tmp_path / f"{name}.ode") for name in texts}


def test_claims_that_hold(files: dict[str, str], capsys: Captured) -> None:
    assert main(["verify", files["good"]]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["model", "claim", "measured", "verdict"]
    assert lines[1].split()[-3:] == ["90.9091", "Hz", "holds"]
    assert lines[2].split() == ["pattern", "==", '"tonic"', "tonic", "holds"]
    assert lines[-1].startswith("2 of 2 claims of 1 model hold (")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("bad", "fails"), ("broken", "fails: line 1"), ("diverging", "fails: x left the finite numbers")],
)
def test_failures_exit_with_1(name: str, shown: str, files: dict[str, str], capsys: Captured) -> None:
    assert main(["verify", files[name]]) == 1
    out = capsys.readouterr().out
    assert shown in out
    assert "1 model fails" in out


def test_a_model_without_claims_is_one_line_and_passes(files: dict[str, str], capsys: Captured) -> None:
    assert main(["verify", files["mute"]]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[1:] == ["no", "claims"]


def test_json(files: dict[str, str], capsys: Captured) -> None:
    assert main(["verify", "--json", files["good"], files["bad"]]) == 1
    good, bad = json.loads(capsys.readouterr().out)
    assert (good["passed"], bad["passed"]) == (True, False)
    assert good["verdicts"][0]["claim"] == "rate in [85, 95]"
    assert good["verdicts"][0]["measured"] == pytest.approx(1000.0 / 11.0)
    assert good["verdicts"][0]["unit"] == "Hz"
    assert bad["verdicts"][0]["holds"] is False


def test_a_folder_in_two_processes_is_the_same_as_in_one(files: dict[str, str], capsys: Captured) -> None:
    folder = str(Path(files["good"]).parent)
    found = []
    for jobs in ("1", "2"):
        assert main(["verify", folder, "--jobs", jobs, "--json"]) == 1
        records = json.loads(capsys.readouterr().out)
        for record in records:
            record.pop("seconds")
            for verdict in record["verdicts"]:
                verdict.pop("seconds")
        found.append(records)
    assert found[0] == found[1]
    assert [Path(record["name"]).stem for record in found[0]] == ["bad", "broken", "diverging", "good", "mute"]


def test_a_library_model_by_name(capsys: Captured) -> None:
    assert main(["verify", "lif"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("lif ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--category", "conductanc"], "did you mean 'conductance'?"),
        (["--category", "conductance", "lif"], "leave it out where models are named"),
        (["--jobs", "0", "lif"], "at least one process"),
        (["hodgkin_huxly"], "did you mean 'hodgkin_huxley'?"),
        (["nowhere.ode"], "nowhere.ode"),
    ],
)
def test_wrong_calls(words: list[str], message: str, capsys: Captured) -> None:
    assert main(["verify", *words]) == 2
    assert message in capsys.readouterr().err


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.write_text(NEURON + "# expect: spikes == 36\n")
    with path.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert main(["verify", "-"]) == 0
    assert "<stdin>" in capsys.readouterr().out
