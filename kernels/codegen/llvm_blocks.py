"""What both functions of a native kernel are made of: arguments, the loop over blocks, loads and stores, the clock."""

from __future__ import annotations

from kernels.codegen.graph import Graph
from kernels.codegen.llvm_nodes import NodeWriter
from kernels.codegen.step import StepGraph

# The arguments of both functions, in order; `Arguments` in native.py mirrors them.
ARGUMENTS = (
    ("slots", "ptr"),  # [block][slot][lane] double, in and out; of truth values a bit a lane in the first bytes
    ("parameters", "ptr"),  # [block][parameter][lane] double
    ("inputs", "ptr"),  # [input] pointer to double
    ("input_step", "ptr"),  # [input] int64: doubles from one step to the next, 0 for a constant input
    ("input_block", "ptr"),  # [input] int64: doubles from one block to the next
    ("record", "ptr"),  # [block][state][record_room][lane] double, or null
    ("spikes", "ptr"),  # [block][lane][spike_room] double: the time at the end of the step
    ("crossings", "ptr"),  # [block][lane][spike_room] double: the interpolated time
    ("counts", "ptr"),  # [block][lane] int64: spikes in the buffers
    ("reached", "ptr"),  # [block] int64: the next step of each block, in and out
    ("blocks", "i64"),
    ("first_step", "i64"),  # the step that inputs[0] and record[1] belong to
    ("last_step", "i64"),  # exclusive
    ("spike_room", "i64"),
    ("record_room", "i64"),
    ("first_lane", "i64"),
    ("seed", "i64"),
    ("dt", "double"),
)


class BlockWriter:
    """Writes one function: a loop over blocks around a body."""

    def __init__(self, step: StepGraph, width: int, strict: bool, shared: bool) -> None:
        """`shared`: all lanes have the same parameters, given as parameters[parameter]."""
        self.step, self.width, self.shared = step, width, shared
        self.g: Graph = step.equations.graph
        self.nodes = NodeWriter(self.g, width, strict)
        self.real = self.nodes.types["f"]
        self.model = step.equations.model
        self.counter = 0

    def emit(self, line: str) -> None:
        self.nodes.lines.append("  " + line)

    def label(self, name: str) -> None:
        self.nodes.lines.append(f"{name}:")

    def fresh(self) -> str:
        self.counter += 1
        return f"%r{self.counter}"

    def address(self, base: str, index: str) -> str:
        """Pointer to element `index` of an array of doubles."""
        out = self.fresh()
        self.emit(f"{out} = getelementptr double, ptr {base}, i64 {index}")
        return out

    def load(self, base: str, index: str) -> str:
        """A block of lanes at element `index`."""
        pointer, out = self.address(base, index), self.fresh()
        self.emit(f"{out} = load {self.real}, ptr {pointer}, align 8")
        return out

    def store(self, value: str, base: str, index: str) -> None:
        pointer = self.address(base, index)
        self.emit(f"store {self.real} {value}, ptr {pointer}, align 8")

    def integer(self, text: str) -> str:
        """A fresh register holding an integer instruction's result."""
        out = self.fresh()
        self.emit(f"{out} = {text}")
        return out

    def open(self, name: str) -> None:
        arguments = ", ".join(f"{kind}{' noalias' if kind == 'ptr' else ''} %{n}" for n, kind in ARGUMENTS)
        self.nodes.lines.append(f"define void @{name}({arguments}) #0 {{\nentry:")
        self.emit(f"%times_of_lanes = alloca {self.real}")
        self.nodes.splat("%dt", "double", "%dt_lanes")
        self.nodes.splat("%seed", "i64", "%seed_lanes")
        self.bind_scalar("dt", "%dt", "%dt_lanes")
        self.bind_scalar("seed", "%seed", "%seed_lanes", "i")
        self.emit("%no_blocks = icmp slt i64 %blocks, 1")
        self.emit("br i1 %no_blocks, label %done, label %block")

    def bind_scalar(self, role: str, scalar: str, lanes: str, kind: str = "f") -> None:
        self.nodes.bind(self.g.leaf(role, kind=kind), scalar if self.width == 1 else lanes)

    def open_block(self) -> None:
        """Loop header over blocks, the lane numbers and the parameters."""
        w = self.width
        self.label("block")
        self.emit("%b = phi i64 [ 0, %entry ], [ %b_next, %block_end ]")
        lane0 = self.integer(f"add i64 %first_lane, {self.integer(f'mul i64 %b, {w}')}")
        lanes = self.nodes.splat(lane0, "i64", "%lane0_lanes")
        if w > 1:
            offsets = ", ".join(f"i64 {i}" for i in range(w))
            lanes = self.integer(f"add {self.nodes.types['i']} {lanes}, <{offsets}>")
        self.nodes.bind(self.g.leaf("lane", kind="i"), lanes)
        if self.shared:
            for j, parameter in enumerate(self.model.parameters):
                one = self.integer(f"load double, ptr {self.address('%parameters', str(j))}")
                self.nodes.bind(
                    self.g.leaf("parameter", parameter.name), self.nodes.splat(one, "double", f"%parameter{j}")
                )
        if not self.shared:
            base = self.integer(f"mul i64 %b, {w * max(1, len(self.model.parameters))}")
            for j, parameter in enumerate(self.model.parameters):
                value = self.load("%parameters", self.integer(f"add i64 {base}, {j * w}"))
                self.nodes.bind(self.g.leaf("parameter", parameter.name), value)
        self.slot_base = self.integer(f"mul i64 %b, {w * len(self.step.slots)}")

    def slot_index(self, j: int) -> str:
        return self.integer(f"add i64 {self.slot_base}, {j * self.width}")

    def load_slots(self) -> list[str]:
        """The registers of all slots of this block, truth values as such."""
        return [
            self._load_bits(j) if slot.kind == "b" else self.load("%slots", self.slot_index(j))
            for j, slot in enumerate(self.step.slots)
        ]

    def _load_bits(self, j: int) -> str:
        """The truth values of a slot, which lie in its first bytes, a bit a lane."""
        word = f"i{max(8, self.width)}"
        bits = self.integer(f"load {word}, ptr {self.address('%slots', self.slot_index(j))}, align 8")
        if self.width < 8:
            bits = self.integer(f"trunc {word} {bits} to i{self.width}")
        return bits if self.width == 1 else self.integer(f"bitcast i{self.width} {bits} to {self.nodes.types['b']}")

    def store_slot(self, j: int, value: str) -> None:
        if self.step.slots[j].kind != "b":
            self.store(value, "%slots", self.slot_index(j))
            return
        word = f"i{max(8, self.width)}"
        bits = value if self.width == 1 else self.integer(f"bitcast {self.nodes.types['b']} {value} to i{self.width}")
        if self.width < 8:
            bits = self.integer(f"zext i{self.width} {bits} to {word}")
        self.emit(f"store {word} {bits}, ptr {self.address('%slots', self.slot_index(j))}, align 8")

    def open_inputs(self) -> None:
        """Where each input of this block lies and how far apart its steps are, before the step loop."""
        self.input_rows: list[tuple[str, str]] = []
        for j in range(len(self.model.inputs)):
            pointer = self.integer(f"load ptr, ptr {self.integer(f'getelementptr ptr, ptr %inputs, i64 {j}')}")
            step_stride = self.integer(f"load i64, ptr {self.integer(f'getelementptr i64, ptr %input_step, i64 {j}')}")
            block_stride = self.integer(
                f"load i64, ptr {self.integer(f'getelementptr i64, ptr %input_block, i64 {j}')}"
            )
            base = self.address(pointer, self.integer(f"mul i64 %b, {block_stride}"))
            self.input_rows.append((base, step_stride))

    def load_inputs(self, step: str) -> None:
        """Binds the inputs' values at a step."""
        ahead = self.integer(f"sub i64 {step}, %first_step") if self.input_rows else ""
        for item, (base, step_stride) in zip(self.model.inputs, self.input_rows, strict=True):
            index = self.integer(f"mul i64 {ahead}, {step_stride}")
            self.nodes.bind(self.g.leaf("input", item.name), self.load(base, index))

    def bind_clock(self) -> None:
        """t = k dt and the end of the step (k + 1) dt, as products: the same bits from wherever a call begins."""
        self.emit("%k_next = add i64 %k, 1")
        self.emit("%k_real = sitofp i64 %k to double")
        self.emit("%k_next_real = sitofp i64 %k_next to double")
        self.emit("%t = fmul double %k_real, %dt")
        self.emit("%t_end = fmul double %k_next_real, %dt")
        for role in ("t", "t_end"):
            self.bind_scalar(role, f"%{role}", self.nodes.splat(f"%{role}", "double", f"%{role}_lanes"))
        self.bind_scalar("step", "%k", self.nodes.splat("%k", "i64", "%k_lanes"), "i")

    def close(self) -> NodeWriter:
        self.label("block_end")
        self.emit("%b_next = add i64 %b, 1")
        self.emit("%last_block = icmp eq i64 %b_next, %blocks")
        self.emit("br i1 %last_block, label %done, label %block")
        self.label("done")
        self.emit("ret void")
        self.nodes.lines.append("}")
        return self.nodes
