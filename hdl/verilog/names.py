"""Verilog names for a model's quantities: their own, unless that is a keyword, a port of the module or taken."""

from __future__ import annotations

import re
from collections.abc import Iterable

KEYWORDS = frozenset(
    """always and assign automatic begin buf bufif0 bufif1 case casex casez cell cmos config deassign default defparam
    design disable edge else end endcase endconfig endfunction endgenerate endmodule endprimitive endspecify endtable
    endtask event for force forever fork function generate genvar highz0 highz1 if ifnone incdir include initial inout
    input instance integer join large liblist library localparam macromodule medium module nand negedge nmos nor
    noshowcancelled not notif0 notif1 or output parameter pmos posedge primitive pull0 pull1 pulldown pullup
    pulsestyle_onevent pulsestyle_ondetect rcmos real realtime reg release repeat rnmos rpmos rtran rtranif0 rtranif1
    scalared showcancelled signed small specify specparam strong0 strong1 supply0 supply1 table task time tran tranif0
    tranif1 tri tri0 tri1 triand trior trireg unsigned use vectored wait wand weak0 weak1 while wire wor xnor xor
    bit byte int logic string shortint longint program package class do new return static this type""".split()
)  # the second list: words of SystemVerilog, which many tools read Verilog as
OWN = frozenset(
    """clk rst step valid ready spike cfg_we cfg_addr cfg_data busy slot finish factor_a factor_b wide_a wide_b
    product acc addend negative positive sum control fetched clear add sel_a sel_b sel_add constant negate neuron
    shown phase fetch active last memory word writes FILL IDLE RUN""".split()
)
SUFFIX = re.compile(r".*_(now|next|shown|fresh|held|low|at|q|take)")  # what the printers append to a name
WIRE = re.compile(r"(n|table|log|p|kept|take)\d+(_\w*)?")  # names the printers give to what has none


def verilog_names(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A distinct legal name for each; a name that cannot stay gets underscores."""
    used = set(KEYWORDS | OWN | set(taken))
    found: dict[str, str] = {}
    for name in names:
        legal = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name) or "_"
        legal = legal if legal[0].isalpha() else f"x{legal}"
        while legal in used or WIRE.fullmatch(legal) or SUFFIX.fullmatch(legal) or "unused" in legal.lower():
            legal = f"x_{legal}" if WIRE.fullmatch(legal) else legal.replace("nused", "nusd") + "_"
        used.add(legal)
        found[name] = legal
    return found
