"""Outside tools: found or missed with advice, stopped in time, their answers read."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from hdl.files import printed
from hdl.judges.process import ToolError, run_tool
from hdl.judges.synth import TARGETS, counted, read_cells, synthesise
from hdl.judges.tools import find_tool, has_tool, tools_status
from kernels.errors import Cancelled
from tests.hdl.circuits import compiled

# cell types as Yosys 0.70 writes them for a small module on each device
GOLDEN = {
    "ice40": ({"SB_LUT4": 271, "SB_DFFESR": 20, "SB_DFFE": 10, "SB_DFF": 4, "SB_MAC16": 4, "SB_CARRY": 120,
               "SB_RAM40_4K": 2}, (271, 34, 4, 2)),
    "ecp5": ({"LUT4": 256, "CCU2C": 40, "TRELLIS_FF": 34, "MULT18X18D": 3, "PFUMX": 12, "L6MUX21": 3, "DP16KD": 1},
             (256, 34, 3, 1)),
    "gowin": ({"LUT2": 10, "LUT4": 200, "ALU": 90, "DFFRE": 30, "DFF": 4, "MULT18X18": 4, "MUX2_LUT5": 9, "IBUF": 3},
              (210, 34, 4, 0)),
    "xilinx": ({"LUT2": 60, "LUT6": 100, "FDRE": 30, "FDSE": 4, "DSP48E1": 2, "CARRY4": 30, "MUXF7": 3, "RAMB18E1": 1},
               (160, 34, 2, 1)),
}  # fmt: skip


@pytest.mark.parametrize("target", GOLDEN)
def test_cells_are_counted_by_what_they_are(target: str) -> None:
    cells, expected = GOLDEN[target]
    found = counted(read_cells("x\n" + json.dumps({"design": {"num_cells_by_type": cells}})), TARGETS[target])
    assert tuple(found.values()) == expected


@pytest.mark.parametrize("text", ["", "{", "{}", '{"design": 3}', '{"design": {"num_cells_by_type": {"a": "x"}}}'])
def test_an_answer_that_is_no_list_of_cells_is_an_error(text: str) -> None:
    with pytest.raises(ToolError):
        read_cells(text)


def test_a_tool_that_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    script = "import subprocess, sys, time; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    began = time.monotonic()
    with pytest.raises(ToolError, match="took longer than"):
        run_tool([sys.executable, "-c", script], tmp_path, timeout=0.3)
    assert time.monotonic() - began < 30.0


def test_a_tool_can_be_cancelled_and_a_missing_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        run_tool([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, timeout=30.0, cancelled=lambda: True)
    with pytest.raises(ToolError, match="no_such_tool cannot be started"):
        run_tool(["no_such_tool"], tmp_path, timeout=1.0)


def test_a_missing_tool_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ToolError, match=r"pip install 'sctui\[synth\]', or apt install yosys"):
        find_tool("yosys")
    with pytest.raises(ToolError, match="apt install iverilog"):
        find_tool("iverilog")


def test_the_status_lists_every_tool() -> None:
    assert {tool.name for tool in tools_status()} == {"iverilog", "vvp", "verilator", "yosys"}
    assert all(tool.found or tool.advice for tool in tools_status())


@pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, or the extra synth)")
def test_lif_fits_a_small_device() -> None:
    found = synthesise(printed(compiled("lif"), "single", 1), "ice40", 300.0)
    assert 50 < found.lut < 600
    assert found.ff > 20
    assert found.fits >= 1
