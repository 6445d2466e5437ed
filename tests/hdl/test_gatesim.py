"""The netlist of a device against its source: equal in every step, and a fault in it is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

import kernels
from hdl.files import printed
from hdl.judges.gatesim import gate_simulate, gatesim, mapped_netlist
from hdl.judges.tools import has_tool
from kernels.errors import RequestError
from tests.hdl.circuits import compiled


@pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, extra synth)")
def test_mapped_cells_compute_the_bits_of_the_integer_kernel() -> None:
    made, target = printed(compiled("lif"), "single", 100), "ecp5"  # the quickest; `hdl.survey` asks the others
    netlist = mapped_netlist(made, target, 300.0)
    found = gate_simulate(made, netlist, target)
    assert found.passed, (found.failed, found.said)
    assert (found.steps, found.registers > 0, found.cells > 100) == (100, True, True)
    rows = made.files[made.bench.vectors].splitlines()
    rows[40] = f"{int(rows[40], 16) ^ 1:x}"
    wrong = replace(made, files={**made.files, made.bench.vectors: "\n".join(rows)})
    assert gate_simulate(wrong, netlist, target).wrong == 1


def test_a_device_without_a_library_of_cells_is_refused() -> None:
    with pytest.raises(RequestError, match="target"):
        gatesim(kernels.load("lif"), target="xilinx")
