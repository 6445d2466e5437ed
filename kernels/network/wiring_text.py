"""Random connections as LLVM text: `rows` writes the targets of some neurons, `split` parts rows at a target.

The gaps between the targets of a row are geometric, floor(log(u)/log(1 - p)): the cost is that of the synapses, not
of the pairs.
"""

from __future__ import annotations

from kernels.codegen.elementary.logarithm import log
from kernels.codegen.elementary.random_numbers import FIRST_UNIFORM_STREAM, uniform
from kernels.codegen.graph import Graph
from kernels.codegen.llvm_nodes import NodeWriter, definitions
from kernels.codegen.lower import lower
from kernels.codegen.native import ATTRIBUTES

CONNECTION_STREAM = (1 << 30) + 1
WIDTH = 8
ROUND = 2 * WIDTH  # draws: each call of the generator gives two uniform numbers
LONGEST_GAP = float(1 << 40)

_ROWS = """
define i64 @rows(ptr noalias %targets, ptr noalias %first, ptr noalias %last, i64 %seed, i64 %row0, i64 %row1,
                 i64 %neurons, i64 %excitatory, i64 %padding, double %per_log, i64 %place0, i64 %room) #0 {
entry:
  %others = sub i64 %neurons, 1
  %longest = add i64 %others, ROUND
  br label %row
row:
  %r = phi i64 [ %row0, %entry ], [ %r_next, %row_end ]
  %place = phi i64 [ %place0, %entry ], [ %q_next, %row_end ]
  %needed = add i64 %place, %longest
  %fits = icmp sle i64 %needed, %room
  %left = icmp slt i64 %r, %row1
  %go_on = and i1 %fits, %left
  br i1 %go_on, label %begin, label %done
begin:
  %row_lane = call i64 @lane_of(i64 %r, i64 %excitatory, i64 %padding)
  %first_at = getelementptr i64, ptr %first, i64 %row_lane
  store i64 %place, ptr %first_at
  br label %round
round:
  %d = phi i64 [ 0, %begin ], [ %d_next, %round ]
  %position = phi i64 [ -1, %begin ], [ %position_next, %round ]
  %q = phi i64 [ %place, %begin ], [ %q_next, %round ]
DRAWN
  %d_next = add i64 %d, WIDTH
  %inside = icmp slt i64 %position_next, %others
  br i1 %inside, label %round, label %row_end
row_end:
  %last_at = getelementptr i64, ptr %last, i64 %row_lane
  store i64 %q_next, ptr %last_at
  %r_next = add i64 %r, 1
  br label %row
done:
  ret i64 %r
}

; the lane of a neuron: inhibitory ones begin with a new block
define internal i64 @lane_of(i64 %neuron, i64 %excitatory, i64 %padding) alwaysinline {
  %is_inhibitory = icmp sge i64 %neuron, %excitatory
  %more = select i1 %is_inhibitory, i64 %padding, i64 0
  %lane = add i64 %neuron, %more
  ret i64 %lane
}

; for every row the place of its first target that is not below `boundary`
define void @split(ptr noalias %targets, ptr noalias %first, ptr noalias %last, ptr noalias %places, i64 %count,
                   i64 %boundary) #0 {
entry:
  br label %row
row:
  %r = phi i64 [ 0, %entry ], [ %r_next, %found ]
  %first_at = getelementptr i64, ptr %first, i64 %r
  %low0 = load i64, ptr %first_at
  %last_at = getelementptr i64, ptr %last, i64 %r
  %high0 = load i64, ptr %last_at
  br label %search
search:
  %low = phi i64 [ %low0, %row ], [ %low_next, %halve ]
  %high = phi i64 [ %high0, %row ], [ %high_next, %halve ]
  %open = icmp slt i64 %low, %high
  br i1 %open, label %halve, label %found
halve:
  %sum = add i64 %low, %high
  %middle = lshr i64 %sum, 1
  %target_at = getelementptr i32, ptr %targets, i64 %middle
  %target_32 = load i32, ptr %target_at
  %target = zext i32 %target_32 to i64
  %below = icmp slt i64 %target, %boundary
  %after = add i64 %middle, 1
  %low_next = select i1 %below, i64 %after, i64 %low
  %high_next = select i1 %below, i64 %high, i64 %middle
  br label %search
found:
  %place_at = getelementptr i64, ptr %places, i64 %r
  store i64 %low, ptr %place_at
  %r_next = add i64 %r, 1
  %more = icmp slt i64 %r_next, %count
  br i1 %more, label %row, label %done
done:
  ret void
}
"""


def wiring_text() -> str:
    """The text of both functions."""
    drawn, declared = _drawn()
    rows = _ROWS.replace("DRAWN", "\n".join(drawn)).replace("ROUND", str(ROUND)).replace("WIDTH", str(WIDTH))
    return "\n".join([rows, *declared, ATTRIBUTES, ""])


def _drawn() -> tuple[list[str], list[str]]:
    """A round of draws and the targets they lead to; a target beyond the last is written but not counted."""
    g = Graph()
    nodes = NodeWriter(g, WIDTH, strict=False)
    wide = f"<{WIDTH} x i64>"
    for name, register in (("d", "%d"), ("r", "%r"), ("seed", "%seed")):
        nodes.splat(register, "i64", f"%{name}_lanes")
    nodes.splat("%per_log", "double", "%per_log_lanes")
    nodes.lines.append(f"  %call = add {wide} %d_lanes, <{', '.join(f'i64 {i}' for i in range(WIDTH))}>")
    for name, register in (("step", "%call"), ("lane", "%r_lanes"), ("seed", "%seed_lanes")):
        nodes.bind(g.leaf(name, kind="i"), register)
    per_log = g.leaf("per_log")
    nodes.bind(per_log, "%per_log_lanes")
    draw = 2 * (CONNECTION_STREAM - FIRST_UNIFORM_STREAM)
    gaps = [
        g.minimum(g.apply("floor", g.mul(log(g, uniform(g, draw + half)), per_log)), g.const(LONGEST_GAP))
        for half in range(2)
    ]
    gaps = lower(g, gaps)
    nodes.write(gaps)
    lines = nodes.lines
    position, place = "%position", "%q"
    for half, gap in enumerate(gaps):
        lines.append(f"  %gaps{half} = fptosi {nodes.types['f']} {nodes.operand(gap)} to {wide}")
        for i in range(WIDTH):
            n = half * WIDTH + i
            last = n == ROUND - 1
            then, beyond = ("%position_next", "%q_next") if last else (f"%position{n}", f"%q{n}")
            lines += [
                f"  %gap{n} = extractelement {wide} %gaps{half}, i64 {i}",
                f"  %further{n} = add i64 %gap{n}, 1",
                f"  {then} = add i64 {position}, %further{n}",
                f"  %past_self{n} = icmp sge i64 {then}, %r",
                f"  %self{n} = zext i1 %past_self{n} to i64",
                f"  %target{n} = add i64 {then}, %self{n}",
                f"  %lane{n} = call i64 @lane_of(i64 %target{n}, i64 %excitatory, i64 %padding)",
                f"  %lane_32_{n} = trunc i64 %lane{n} to i32",
                f"  %place_at{n} = getelementptr i32, ptr %targets, i64 {place}",
                f"  store i32 %lane_32_{n}, ptr %place_at{n}",
                f"  %is_there{n} = icmp slt i64 {then}, %others",
                f"  %one{n} = zext i1 %is_there{n} to i64",
                f"  {beyond} = add i64 {place}, %one{n}",
            ]
            position, place = then, beyond
    return lines, definitions(set(), WIDTH, strict=False)
