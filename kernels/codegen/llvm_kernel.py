"""The native kernel of a step graph as LLVM text: two functions, `start` and `run`.

Everything a lane carries lies in one array of doubles, `slots[block][slot][lane]`; parameters in
`parameters[block][parameter][lane]`. `run` takes blocks of W lanes through steps reached[block] ... k1 and leaves early
where a lane's spike buffer is full. States live in registers inside the step loop.
"""

from __future__ import annotations

from dataclasses import dataclass

from kernels.codegen.graph import Graph
from kernels.codegen.llvm_blocks import BlockWriter
from kernels.codegen.llvm_nodes import NodeWriter, definitions
from kernels.codegen.lower import lower
from kernels.codegen.native import ATTRIBUTES
from kernels.codegen.step import Slot, StepGraph


@dataclass(frozen=True, slots=True)
class KernelText:
    """LLVM text with the order of its slots and parameters."""

    text: str
    slots: tuple[Slot, ...]
    width: int


def _write_start(step: StepGraph, width: int, strict: bool, shared: bool) -> NodeWriter:
    """`start`: fills every slot. The states' slots hold given initial values, NaN where the model's own apply."""
    w = BlockWriter(step, width, strict, shared)
    g, e = w.g, step.equations
    w.open("start")
    w.open_block()
    w.open_inputs()
    w.load_inputs("%first_step")
    given: dict[str, int] = {}
    for slot, register in zip(step.slots, w.load_slots(), strict=True):
        if slot.role == "state":
            given[slot.name] = g.leaf("given", slot.name)
            w.nodes.bind(given[slot.name], register)
    zero = g.const(0.0)
    states = {name: _or_given(g, given[name], zero) for name in e.states}
    for update in step.equations.model.init:  # in order: a statement reads what was given or set before it
        value = e.run_updates((update,), states, zero)[update.name]
        states[update.name] = _or_given(g, given[update.name], value)
    roots = [e.at([step.initial[slot]], states, g.const(0.0))[0] for slot in step.slots]
    roots = g.substitute(roots, {g.leaf("t_spike"): g.const(float("-inf"))})
    lowered = g.substitute(lower(g, roots, keep_calls=width == 1), {g.leaf("step", kind="i"): g.integer(0)})
    w.nodes.write(lowered)
    for j, node in enumerate(lowered):
        w.store_slot(j, w.nodes.operand(node))
    w.emit("br label %block_end")
    return w.close()


def _or_given(g: Graph, given: int, value: int) -> int:
    """The given initial value, or the model's where it is NaN."""
    return g.select(g.apply("eq", given, given), given, value)


def _write_run(step: StepGraph, width: int, strict: bool, shared: bool) -> NodeWriter:
    """`run`: the step loop."""
    w = BlockWriter(step, width, strict, shared)
    g, nodes = w.g, w.nodes
    states, calls = list(step.recorded), width == 1
    advanced = lower(g, [step.advanced[s] for s in step.slots], calls)
    recorded = lower(g, [step.recorded[s] for s in states], calls)
    after = lower(g, [step.after[s] for s in step.slots], calls)
    w.open("run")
    w.open_block()
    w.emit("%reached_at = getelementptr i64, ptr %reached, i64 %b")
    w.emit("%k0 = load i64, ptr %reached_at")
    w.open_inputs()
    loaded = w.load_slots()
    nodes.write(_invariant(g, advanced + recorded + after, set(nodes.values)))
    w.emit("%nothing_to_do = icmp sge i64 %k0, %last_step")
    w.emit("%recording = icmp ne ptr %record, null")
    w.emit("br label %ready")
    w.label("ready")
    w.emit("br i1 %nothing_to_do, label %block_end, label %step")
    w.label("step")
    w.emit("%k = phi i64 [ %k0, %ready ], [ %k_next, %step_end ]")
    for j, (slot, first) in enumerate(zip(step.slots, loaded, strict=True)):
        kind = nodes.types[slot.kind]
        w.emit(f"%s{j} = phi {kind} [ {first}, %ready ], [ %s{j}_next, %step_end ]")
        role = ("t_spike", "") if slot.role == "t_spike" else (slot.role, slot.name)
        nodes.bind(g.leaf(*role, kind=slot.kind), f"%s{j}")
    w.bind_clock()
    w.load_inputs("%k")
    nodes.write(advanced + recorded)
    w.emit("br i1 %recording, label %write, label %written")
    w.label("write")
    _write_record(w, [nodes.operand(node) for node in recorded])
    w.emit("br label %written")
    w.label("written")
    calm = [nodes.operand(node) for node in advanced]
    if step.eventful is None:
        w.emit("br label %step_end")
        w.label("step_end")
        for j, slot in enumerate(step.slots):
            w.emit(f"%s{j}_next = phi {nodes.types[slot.kind]} [ {calm[j]}, %written ]")
        w.emit("%full = phi i1 [ false, %written ]")
    else:
        _write_events(w, step, calm, after)
    w.emit("%more = icmp slt i64 %k_next, %last_step")
    w.emit("%room = xor i1 %full, true")
    w.emit("%go_on = and i1 %more, %room")
    w.emit("br i1 %go_on, label %step, label %finish")
    w.label("finish")
    w.emit("store i64 %k_next, ptr %reached_at")
    for j in range(len(step.slots)):
        w.store_slot(j, f"%s{j}_next")
    w.emit("br label %block_end")
    return w.close()


def _invariant(g: Graph, roots: list[int], bound: set[int]) -> list[int]:
    """The outermost nodes that depend on nothing that changes within a call: computed once, before the loop."""
    fixed: set[int] = set()
    used_inside: set[int] = set()
    for node in g.reachable(roots):
        op, args, _, _ = g.nodes[node]
        if op == "const" or node in bound or (op != "leaf" and all(a in fixed for a in args)):
            fixed.add(node)
        else:
            used_inside.update(args)
    worth = (used_inside | set(roots)) & fixed
    return [n for n in sorted(worth) if g.nodes[n].op not in ("const", "leaf")]


def _write_record(w: BlockWriter, values: list[str]) -> None:
    ahead = w.integer("sub i64 %k_next, %first_step")
    first = w.integer(f"mul i64 %b, {len(values)}")
    for j, value in enumerate(values):
        row = w.integer(f"mul i64 {w.integer(f'add i64 {first}, {j}')}, %record_room")
        index = w.integer(f"mul i64 {w.integer(f'add i64 {row}, {ahead}')}, {w.width}")
        w.store(value, "%record", index)


def _write_events(w: BlockWriter, step: StepGraph, calm: list[str], after: list[int]) -> None:
    """The branch taken when a lane spikes or has an event: record, reset, and join."""
    nodes, width = w.nodes, w.width
    assert step.eventful is not None
    (eventful,) = lower(w.g, [step.eventful], width == 1)
    nodes.write([eventful])
    nodes_before = dict(nodes.values)
    any_event = nodes.operand(eventful)
    if width > 1:
        any_event = w.integer(f"call i1 @llvm.vector.reduce.or.v{width}i1({nodes.types['b']} {any_event})")
    w.emit(f"br i1 {any_event}, label %event, label %calm")
    w.label("calm")
    w.emit("br label %step_end")
    w.label("event")
    full = "false"
    if step.spikes is not None:
        full = _write_spikes(w, step)
    nodes.write(after)
    changed = [nodes.operand(node) for node in after]
    last = "recorded" if step.spikes is not None else "event"
    w.emit("br label %step_end")
    w.label("step_end")
    for j, slot in enumerate(step.slots):
        w.emit(f"%s{j}_next = phi {nodes.types[slot.kind]} [ {calm[j]}, %calm ], [ {changed[j]}, %{last} ]")
    w.emit(f"%full = phi i1 [ false, %calm ], [ {full}, %{last} ]")
    nodes.values = nodes_before


def _write_spikes(w: BlockWriter, step: StepGraph) -> str:
    """Appends the spike times of the lanes that spike; returns the register saying a buffer is full."""
    nodes, width = w.nodes, w.width
    assert step.spikes is not None
    assert step.fraction is not None
    spikes, fraction = lower(w.g, [step.spikes, step.fraction], width == 1)
    nodes.write([spikes, fraction])
    mask = nodes.operand(spikes)
    part = w.integer(f"fmul {w.real} {nodes.operand(fraction)}, {nodes.operand(w.g.leaf('dt'))}")
    start = nodes.operand(w.g.leaf("t"))
    times = w.integer(f"fadd {w.real} {start}, {part}")
    if width > 1:  # through memory: LLVM would spill the vector anew for every lane it takes from it
        w.emit(f"store {w.real} {times}, ptr %times_of_lanes")
    whole = f"i{width}"
    bits = mask if width == 1 else w.integer(f"bitcast {nodes.types['b']} {mask} to {whole}")
    w.emit(f"%any_spike = icmp ne {whole} {bits}, 0")
    w.emit("br i1 %any_spike, label %spike, label %recorded")
    w.label("spike")
    w.emit(f"%left = phi {whole} [ {bits}, %event ], [ %left_next, %spike ]")
    w.emit("%full_before = phi i1 [ false, %event ], [ %full_now, %spike ]")
    if width == 1:
        lane, time = "0", times
    else:
        found = w.integer(f"call {whole} @llvm.cttz.{whole}({whole} %left, i1 true)")
        lane = w.integer(f"zext {whole} {found} to i64") if width < 64 else found
        time = w.integer(f"load double, ptr {w.address('%times_of_lanes', lane)}")
    row = w.integer(f"add i64 {w.integer(f'mul i64 %b, {width}')}, {lane}")
    count_at = w.integer(f"getelementptr i64, ptr %counts, i64 {row}")
    count = w.integer(f"load i64, ptr {count_at}")
    index = w.integer(f"add i64 {w.integer(f'mul i64 {row}, %spike_room')}, {count}")
    w.emit(f"store double %t_end, ptr {w.address('%spikes', index)}")
    w.emit(f"store double {time}, ptr {w.address('%crossings', index)}")
    more = w.integer(f"add i64 {count}, 1")
    w.emit(f"store i64 {more}, ptr {count_at}")
    full = w.integer(f"icmp sge i64 {more}, %spike_room")
    w.emit(f"%full_now = or i1 %full_before, {full}")
    one_less = w.integer(f"sub {whole} %left, 1") if width > 1 else "false"
    w.emit(f"%left_next = and {whole} %left, {one_less}")
    w.emit(f"%spikes_left = icmp ne {whole} %left_next, 0")
    w.emit("br i1 %spikes_left, label %spike, label %recorded")
    w.label("recorded")
    w.emit("%full_here = phi i1 [ false, %event ], [ %full_now, %spike ]")
    return "%full_here"


def write_kernel(step: StepGraph, width: int, strict: bool, shared: bool = False) -> KernelText:
    """The LLVM text of a step graph for blocks of `width` lanes, with parameters of their own or `shared` by all."""
    writers = [_write_start(step, width, strict, shared), _write_run(step, width, strict, shared)]
    called = {call for writer in writers for call in writer.called}
    lines = [line for writer in writers for line in writer.lines] + definitions(called, width, strict)
    if width > 1:
        lines.append(f"declare i1 @llvm.vector.reduce.or.v{width}i1(<{width} x i1>)")
        lines.append(f"declare i{width} @llvm.cttz.i{width}(i{width}, i1)")
    lines.append(ATTRIBUTES)
    return KernelText("\n".join(lines) + "\n", step.slots, width)
