"""`sctui check`: diagnostics with places, fixes, and its exit status."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kernels.library import FOLDER
from sctui.__main__ import main

GOOD = "dv/dt = -v/tau\ntau = 10\n"
BAD = "dv/dt = -(v - E_l)/tau\nE_L = -65\ntau = 10\n"
Captured = pytest.CaptureFixture[str]


def written(tmp_path: Path, text: str, name: str = "my.ode") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_good_file(tmp_path: Path, capsys: Captured) -> None:
    assert main(["check", str(written(tmp_path, GOOD))]) == 0
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err == "1 file checked: no problems\n"


def test_the_library_has_no_problems(capsys: Captured) -> None:
    assert main(["check", str(FOLDER)]) == 0
    assert "no problems" in capsys.readouterr().err


def test_a_bad_file_is_shown_with_carets_and_help(tmp_path: Path, capsys: Captured) -> None:
    path = written(tmp_path, BAD)
    assert main(["check", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{path}:1:15: error[ODE201] ")
    assert lines[2:4] == ["1 | dv/dt = -(v - E_l)/tau", "  |               ^^^"]
    assert lines[4].startswith("  = help: ")


def test_json(tmp_path: Path, capsys: Captured) -> None:
    assert main(["check", "--json", str(written(tmp_path, BAD))]) == 1
    records = json.loads(capsys.readouterr().out)
    assert records[0]["code"] == "ODE201"
    assert (records[0]["line"], records[0]["column"]) == (1, 15)
    assert main(["check", "--json", str(written(tmp_path, GOOD))]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_fix_repairs_the_file_and_says_so(tmp_path: Path, capsys: Captured) -> None:
    path = written(tmp_path, BAD)
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_text() == BAD.replace("E_l", "E_L")
    assert f"{path}:1:15: fixed[ODE201]" in capsys.readouterr().err


def test_fix_leaves_a_good_file_untouched(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.chmod(0o444)
    before = path.stat()
    assert main(["check", "--fix", str(path)]) == 0
    assert path.stat().st_ino == before.st_ino


def test_standard_input_comes_out_repaired(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    with written(tmp_path, BAD).open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert main(["check", "--fix", "-"]) == 0
    assert capsys.readouterr().out == BAD.replace("E_l", "E_L")


@pytest.mark.parametrize("text", ["", "\0", "(" * 5000, "9**9**9**9", "__import__('os').system('true')", "\x1b[2J"])
def test_hostile_texts_are_diagnosed_safely(text: str, tmp_path: Path, capsys: Captured) -> None:
    status = main(["check", str(written(tmp_path, text))])
    streams = capsys.readouterr()
    assert status == (2 if "\0" in text else 1)
    assert "\x1b" not in streams.out
    assert "bug in sctui" not in streams.err


@pytest.mark.parametrize("command", ["check", "fmt"])
def test_a_file_that_cannot_be_read_costs_itself_alone(command: str, tmp_path: Path, capsys: Captured) -> None:
    written(tmp_path, BAD, "a.ode")
    (tmp_path / "b.ode").write_bytes(b"\xff\xfe\x00")
    last = written(tmp_path, "dv/dt=-v\n", "c.ode")
    assert main([command, str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "b.ode: a binary file" in said
    if command == "fmt":
        assert last.read_text() == "dv/dt = -v\n"
    else:
        assert "2 files checked: 1 error" in said
