"""What is proven of printed modules: the schedule, the ranges, the handshake; and that a fault refutes it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hdl.files import printed
from hdl.judges.formal import prove_properties
from hdl.judges.netlist.sat import Proof
from hdl.judges.step_proof import prove_same_step
from hdl.judges.tools import has_tool
from hdl.verilog.module import Module
from tests.hdl.circuits import compiled

pytestmark = pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, extra synth)")


def modules(slug: str) -> tuple[Module, Module]:
    """The module with many multipliers and that with one."""
    c = compiled(slug)
    return printed(c, "single", 1).module, printed(c, "shared", 1).module


def test_the_schedule_is_proven_and_a_fault_in_it_is_found() -> None:
    c, (single, shared) = compiled("adex"), modules("adex")
    assert prove_same_step(c, single, shared, 60.0).verdict == "proven"
    # a product is taken over from other bits
    select = re.search(r"product\[(\d+):([1-9]\d*)\]", shared.text)
    assert select is not None
    text = shared.text.replace(select[0], f"product[{int(select[1]) - 1}:{int(select[2]) - 1}]")
    wrong = prove_same_step(c, single, replace(shared, text=text), 60.0)
    assert wrong.verdict == "refuted"
    assert set(wrong.values) >= set(shared.registers.values())


def test_the_properties_of_a_module_are_proven_and_a_fault_refutes_them() -> None:
    c = compiled("lif")
    made = printed(c, "single", 1)
    assert [one.verdict for one in prove_properties(c, made, 60.0)] == ["proven", "proven"]
    text = made.files[made.source].replace("valid <= step & ~rst;", "valid <= step;")
    wrong: list[Proof] = prove_properties(c, replace(made, files={**made.files, made.source: text}), 60.0)
    assert [one.verdict for one in wrong] == ["proven", "refuted"]


def test_the_files_of_a_module_state_its_properties() -> None:
    c = compiled("lif")
    for arch in ("single", "shared"):
        made = printed(c, arch, 1)
        assert f"read_verilog {made.source}" in made.files["lif.sby"]
        wrapper = made.files["lif_formal.sv"]
        assert "assert (keeps);" in wrapper
        assert all(f".{name}(kept_" in wrapper for name in made.module.registers.values())
    assert not [name for name in printed(c, "array", 1, neurons=2).files if "formal" in name]
