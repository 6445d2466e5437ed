"""A printed file as a netlist: Yosys parses the Verilog, nothing is optimised but what nobody reads."""

from __future__ import annotations

from collections.abc import Mapping

from hdl.files import Printed
from hdl.judges.netlist.parse import parse_netlist
from hdl.judges.netlist.program import Program, program_of
from hdl.judges.tools import find_tool, make_ready
from hdl.judges.work_folder import work_folder
from hdl.judges.yosys import NETLIST, run_yosys, written
from kernels.analysis.options import Question

WORDS = "proc; flatten; memory_collect; opt_clean"


def read_printed(made: Printed, timeout: float, cancelled: Question | None = None, seed: int = 0) -> Program:
    """The module of printed files, as it is simulated. ToolError where Yosys does not accept it."""
    return read_text(made.files[made.source], made.module.name, timeout, cancelled, seed)


def read_text(text: str, top: str, timeout: float, cancelled: Question | None = None, seed: int = 0) -> Program:
    """The module of a text."""
    source = f"{top}.v"
    script = f"read_verilog {source}; hierarchy -check -top {top}; {WORDS}"
    return read_script({source: text}, top, script, timeout, cancelled, seed)


def read_script(
    files: Mapping[str, str], top: str, script: str, timeout: float, cancelled: Question | None = None, seed: int = 0
) -> Program:
    """The module `top` after a script of Yosys, which finds these files."""
    tool = find_tool("yosys")
    make_ready(tool, cancelled)
    with work_folder("netlist", files) as folder:
        run_yosys(tool, f"{script}; write_json {NETLIST}", folder, f"{top}.v", timeout=timeout, cancelled=cancelled)
        text = written(folder / NETLIST)
    return program_of(parse_netlist(text, top, seed), seed)
