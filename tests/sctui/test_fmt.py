"""`sctui fmt`: in place, to standard output, or only looking."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sctui.__main__ import main

UGLY = "dv/dt=-v/tau   # decay\n\n\n\ntau   =10\n#threshold:v>1\n"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    path = tmp_path / "my.ode"
    path.write_text(UGLY)
    return path


def test_in_place_and_then_nothing_to_do(ugly: Path, capsys: Captured) -> None:
    assert main(["fmt", str(ugly)]) == 0
    assert capsys.readouterr().err == f"{ugly}: reformatted\n"
    formatted = ugly.read_text()
    assert "dv/dt = -v/tau" in formatted
    assert "decay" in formatted
    assert "\n\n\n" not in formatted
    before = ugly.stat()
    assert main(["fmt", "--check", str(ugly)]) == 0
    assert main(["fmt", str(ugly)]) == 0
    assert ugly.stat().st_mtime_ns == before.st_mtime_ns
    assert ugly.stat().st_ino == before.st_ino


def test_check_and_diff_change_nothing(ugly: Path, capsys: Captured) -> None:
    assert main(["fmt", "--check", str(ugly)]) == 1
    assert capsys.readouterr().err == f"{ugly}: would be reformatted\n"
    assert main(["fmt", "--diff", str(ugly)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [f"--- {ugly}", f"+++ {ugly} (formatted)"]
    assert "-tau   =10" in lines
    assert any(line.startswith("+tau ") for line in lines)
    assert ugly.read_text() == UGLY


def test_standard_input(ugly: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    with ugly.open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert main(["fmt", "-"]) == 0
    piped = capsys.readouterr().out
    assert main(["fmt", str(ugly)]) == 0
    assert piped == ugly.read_text()
