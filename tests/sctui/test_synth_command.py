"""`sctui synth` and `sctui pnr` with tools that are there, missing, failing, hanging, crashing and interrupted."""

from __future__ import annotations

import json
import os
import tempfile
from collections import OrderedDict
from pathlib import Path

import pytest

from sctui.__main__ import main

Captured = pytest.CaptureFixture[str]
CELLS = {"SB_LUT4": 271, "SB_DFFE": 34, "SB_MAC16": 4, "SB_CARRY": 120}
GOOD = f"""case "$*" in *-V*) echo "Yosys 0.99"; exit 0;; esac
echo '{{"design": {{"num_cells_by_type": {json.dumps(CELLS)}}}}}' > cells.json"""
SHORT = ["--duration", "20"]


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for fake tools that is the whole PATH, with temporary files and caches of its own."""
    for name in ("bin", "tmp", "cache"):
        (tmp_path / name).mkdir()
    (tmp_path / "bin" / "sleep").symlink_to("/bin/sleep")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("SCTUI_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("sctui.result_cache._kept", OrderedDict())
    return tmp_path


def tool(workplace: Path, script: str, name: str = "yosys") -> None:
    path = workplace / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def left(workplace: Path) -> list[str]:
    return os.listdir(workplace / "tmp")


def test_cells_and_their_share(workplace: Path, capsys: Captured) -> None:
    tool(workplace, GOOD)
    assert main(["synth", "lif", "--plot", *SHORT]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    lines = [line.split() for line in shown.out.splitlines()]
    assert ["LUTs", "271", "5.1", "%"] in lines
    assert ["multipliers", "4", "50", "%"] in lines
    assert "2 neurons fit" in shown.out
    assert "⣿" in shown.out
    assert left(workplace) == []


def test_four_devices_with_the_best_of_each_column(workplace: Path, capsys: Captured) -> None:
    tool(workplace, GOOD)
    assert main(["synth", "lif", "--all", *SHORT]) == 0
    shown = capsys.readouterr().out
    assert [line.split("  ")[0] for line in shown.splitlines()[3:7]] == ["iCE40 UP5K", "ECP5 25K", "GW1NR-9", "XC7A35T"]
    assert "* best of its column" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert main(["synth", "lif", "--all", "--csv", "-", *SHORT]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[0].startswith("target,device,lut,ff,dsp,bram,lut_percent")
    assert table[1].startswith("ice40,iCE40 UP5K,271,34,4,0,5.133,")
    assert main(["synth", "lif", "--target", "ice40", "--json", *SHORT]) == 0
    assert json.loads(capsys.readouterr().out)["cells"] == CELLS


def test_each_device_is_said_in_a_terminal_as_soon_as_it_is_done(
    workplace: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(workplace, f'case "$*" in *synth_gowin*) echo "ERROR: not today" >&2; exit 1;; esac\n{GOOD}')
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    for name in ("PATIENCE", "EVERY"):
        monkeypatch.setattr(f"sctui.progress.{name}", 0.0)
    assert main(["synth", "lif", "--all", *SHORT]) == 0
    shown = capsys.readouterr()
    said = [line.rpartition("\r")[2].strip() for line in shown.err.split("\n")]
    for line in ("iCE40 UP5K: 271 LUTs, 34 flip-flops, 4 multipliers; in ", "gowin: no result: yosys "):
        assert sum(one.startswith(line) for one in said) == 1
    assert "4 of 4 devices" in shown.err
    assert "gowin: no result: " in shown.out


def test_pictures_as_files(workplace: Path, capsys: Captured) -> None:
    tool(workplace, GOOD)
    for name, begins in (("a.png", b"\x89PNG"), ("a.svg", b"<?xml")):
        path = workplace / name
        assert main(["synth", "lif", "--png", str(path), *SHORT]) == 0
        assert path.read_bytes().startswith(begins)


ADDER = "module adder(input clk, input [7:0] a, output reg [8:0] s);\nalways @(posedge clk) s <= a + 1;\nendmodule\n"


def test_a_file_of_ones_own(workplace: Path, capsys: Captured) -> None:
    tool(workplace, GOOD + "\necho adder > top.txt")
    path = workplace / "adder.v"
    path.write_text(ADDER)
    assert main(["synth", str(path), "--target", "ice40"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.startswith("adder on iCE40 UP5K")
    assert shown.out.rstrip().endswith("2 copies fit")


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ('`include "/etc/passwd"\n' + ADDER, [], "line 1: '`include' would open another file"),
        (ADDER.replace("always", 'initial $readmemh("/etc/passwd", m);\nalways'), [], "line 2: '$readmemh'"),
        ("nothing", [], "has no module"),
        ("", [], "has no module"),
        (ADDER, ["--top", "x; shell rm"], "--top: needs the name of a module"),
        (ADDER, ["--all"], "--all: is for a model"),
        (ADDER, ["--estimate"], "--estimate: is for a model"),
        (ADDER, ["--format", "12"], "--format: is for a model"),
        (ADDER, ["--duration", "12"], "--duration: is for a model"),
        ("\0", [], "a binary file"),
    ],
)
def test_verilog_that_is_not_taken(text: str, words: list[str], said: str, workplace: Path, capsys: Captured) -> None:
    tool(workplace, f"touch {workplace}/started")
    path = workplace / "my.v"
    path.write_text(text)
    assert main(["synth", str(path), *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert said in shown.err
    assert words or str(path) in shown.err
    assert not (workplace / "started").exists()


@pytest.mark.parametrize("command", ["synth", "pnr"])
def test_what_yosys_says_of_a_file_names_the_file(command: str, workplace: Path, capsys: Captured) -> None:
    tool(workplace, "case \"$*\" in *-V*) echo 0.9; exit 0;; esac\necho 'ERROR: given.v:3: syntax error' >&2; exit 1")
    path = workplace / "my.v"
    path.write_text(ADDER)
    tool(workplace, "echo 0.9", "nextpnr-ice40")
    assert main([command, str(path)]) == 1
    assert capsys.readouterr().err == f"sctui: error: yosys cannot synthesise {path}: {path}:3: syntax error\n"
    assert left(workplace) == []


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("", "ended without writing cells.json"),
        ("echo 'ERROR: no such cell' >&2; exit 1", "yosys cannot synthesise"),
        ("kill -SEGV $$", "crashed"),
        ("echo > cells.json", "no list of cells"),
        ("sleep 30", "took longer than 1 s"),
    ],
)
def test_a_tool_that_fails_is_one_line(script: str, said: str, workplace: Path, capsys: Captured) -> None:
    tool(workplace, f'case "$*" in *-V*) echo 0.9; exit 0;; esac\n{script}')
    assert main(["synth", "lif", "--timeout", "1", "--arch", "shared", *SHORT]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("sctui: error: ")
    assert shown.err.count("\n") == 1
    assert said in shown.err
    assert left(workplace) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["synth", "lif"], "pip install 'sctui[synth]', or apt install yosys"),
        (["synth", "lif", "--all"], "pip install 'sctui[synth]', or apt install yosys"),
        (["pnr", "lif", "--target", "ecp5"], "pip install 'sctui["),
        (["cosim", "lif"], "install"),
    ],
)
def test_a_missing_tool_says_how_to_get_it(words: list[str], said: str, workplace: Path, capsys: Captured) -> None:
    assert main([*words, *SHORT]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert said in shown.err


def test_the_status_says_what_is_missing(workplace: Path, capsys: Captured) -> None:
    tool(workplace, GOOD)
    assert main(["synth/tools-status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("missing: apt install iverilog" in line for line in lines)
    assert any(line.startswith("yosys") and "0.99 (system)" in line for line in lines)


def test_control_c_ends_the_tool_and_leaves_nothing(workplace: Path, capsys: Captured) -> None:
    told = workplace / "pid"
    tool(workplace, f'case "$*" in *-V*) echo 0.9; exit 0;; esac\necho $$ > {told}\nkill -INT $PPID\nexec sleep 30')
    os.environ["TMPDIR"] = str(workplace)
    try:
        assert main(["synth", "lif", *SHORT]) == 130
    finally:
        del os.environ["TMPDIR"]
    assert capsys.readouterr() == ("", "")
    assert left(workplace) == []
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["synth", "lif", "--all", "--target", "ice40"], "--all and --target exclude each other"),
        (["synth", "lif", "--all", "--neurons", "4"], "--neurons: not with --all"),
        (["synth", "lif", "--top", "x"], "--top: is for a Verilog file, not for a model"),
        (["synth", "lif", "--target", "spartan"], "spartan"),
        (["synth", "lif", "--timeout", "0"], "--timeout: 0 is below 1"),
        (["pnr", "lif", "--seeds", "99"], "--seeds: 99 is above 20"),
        (["pnr", "lif", "--seeds", "x"], "--seeds: 'x' is not a number"),
        (["synth", "no/such.v"], "no/such.v: No such file"),
        (["synth", "lif", "--all", "--estimate"], "--all and --estimate exclude each other"),
        (["synth", "lif", "--estimate", "--timeout", "9"], "--timeout: not with --estimate"),
        (["pnr", "no/such.v"], "no/such.v: No such file"),
        (["pnr", "my.v", "--format", "12"], "--format: is for a model, not for a Verilog file"),
        (["pnr", "lif", "--top", "x"], "--top: is for a Verilog file, not for a model"),
        (["precision", "lif", "--format", "Q4.4"], "--format: v = -65 does not fit Q4.4"),
    ],
)
def test_wrong_calls_are_one_line(words: list[str], said: str, workplace: Path, capsys: Captured) -> None:
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert said in shown.err
