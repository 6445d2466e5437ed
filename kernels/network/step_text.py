"""The steps of a network as LLVM text: `neurons` and `deliver`, and what does both window by window.

A window is as many steps as the shortest delay, so what a spike does lies beyond the window it falls into. `neurons`
takes one group of blocks after the other through a window while all it needs is in the first cache: the arrivals out
of the ring, the external events drawn, the neuron kernel, the spikes into the list. `deliver` then walks through the
rows of the spikes and counts arrivals in the ring, cells[step mod ring][lane], excitatory ones in the lower 16 bits
and inhibitory ones in the upper. Counts are whole numbers: their sum does not depend on the order of the spikes, nor
on threads.
"""

from __future__ import annotations

from kernels.codegen.elementary.random_numbers import philox
from kernels.codegen.graph import Graph
from kernels.codegen.llvm_blocks import ARGUMENTS
from kernels.codegen.llvm_nodes import NodeWriter
from kernels.codegen.native import ATTRIBUTES
from kernels.network.delivery_text import ADVANCE, TOGETHER, deliver_text, load_words

EXTERNAL_STREAM = 1 << 30  # of the external events; neuron i of a population reads word i % 4 of lane i // 4,
SECOND_POPULATION = 1 << 31  # counted from here on in the second population

# What `neurons` works on, one 64-bit word each: addresses and whole numbers of one population in one thread.
PLAN = (
    "run",  # address of the neuron kernel
    "slots",  # [block][slot][lane] double
    "slots_a_block",  # bytes
    "parameters",  # [parameter] double
    "pointers",  # [input] address, filled here for each block
    "bases",  # [input] address of block 0 at step `origin`
    "base_step",  # [input] bytes from one step to the next
    "base_block",  # [input] bytes from one block to the next
    "n_inputs",
    "strides",  # [input] doubles from one step to the next, for the kernel
    "block_strides",  # [input] doubles from one block to the next, for the kernel
    "group",  # blocks
    "arrivals",  # [target][step of the window][lane of the group] double
    "arrivals_a_target",  # bytes
    "spikes",  # [lane of the group][room] double
    "crossings",  # [lane of the group][room] double
    "counts",  # [lane of the group] int64, 0 between calls
    "reached",  # [block of the group] int64
    "room",
    "cells",  # [step mod ring][lane of the network] uint32
    "ring_mask",
    "lanes",  # of the network, padding included
    "first_lane",
    "neurons",  # of the population, without padding
    "block_first",  # blocks of this thread
    "block_last",  # exclusive
    "seed",
    "first_quad",  # 0 or SECOND_POPULATION
    "thresholds",  # [n_thresholds] uint32
    "n_thresholds",
    "least_external",
    "origin",
    "list",  # [spike] (uint32 lane, uint32 step)
    "list_length",  # address of an int64
)
ADDRESSES = {
    "slots", "parameters", "pointers", "bases", "base_step", "base_block", "strides", "block_strides", "arrivals",
    "spikes", "crossings", "counts", "reached", "cells", "thresholds", "list", "list_length", "run",
}  # fmt: skip


def step_text(width: int, targets: int, external: bool) -> str:
    """The text for blocks of `width` lanes, `targets` arrays of arrivals, with or without external events."""
    return "\n".join(
        [
            *_neurons(width, targets, external),
            *deliver_text(),
            ADVANCE,
            TOGETHER,
            f"declare i{width} @llvm.cttz.i{width}(i{width}, i1)",
            ATTRIBUTES,
            "",
        ]
    )


def _splat(out: str, kind: str, value: str, width: int) -> list[str]:
    vector = f"<{width} x {kind}>"
    return [
        f"  {out}_one = insertelement {vector} poison, {kind} {value}, i64 0",
        f"  {out} = shufflevector {vector} {out}_one, {vector} poison, <{width} x i32> zeroinitializer",
    ]


def _iota(width: int) -> str:
    return "<" + ", ".join(f"i64 {i}" for i in range(width)) + ">"


def _neurons(w: int, targets: int, external: bool) -> list[str]:
    """`neurons(plan, scales, k0, k1)`: steps k0 ... k1 of the blocks of a plan.

    `scales` holds dt, then for every target the weight of an excitatory, an inhibitory and an external arrival.
    """
    real, count, truth, whole = f"<{w} x double>", f"<{w} x i32>", f"<{w} x i1>", f"i{w}"
    lines = ["define void @neurons(ptr %plan, ptr %scales, i64 %k0, i64 %k1) #0 {", "entry:"]
    lines += [*load_words(PLAN, ADDRESSES), "  %dt = load double, ptr %scales"]
    for j in range(3 * targets):
        lines += [f"  %scale{j}_at = getelementptr double, ptr %scales, i64 {j + 1}"]
        lines += [f"  %scale{j}_s = load double, ptr %scale{j}_at", *_splat(f"%scale{j}", "double", f"%scale{j}_s", w)]
    lines += [
        "  %ahead = sub i64 %k0, %origin",
        "  %no_blocks = icmp sge i64 %block_first, %block_last",
        f"  %step_bytes = mul i64 %group, {8 * w}",
        "  br i1 %no_blocks, label %done, label %group_begin",
        "group_begin:",
        "  %b = phi i64 [ %block_first, %entry ], [ %b_next, %group_end ]",
        "  %b_whole = add i64 %b, %group",
        "  %is_whole = icmp sle i64 %b_whole, %block_last",
        "  %b_next = select i1 %is_whole, i64 %b_whole, i64 %block_last",
        "  %n_blocks = sub i64 %b_next, %b",
        f"  %index0 = mul i64 %b, {w}",
        "  %group_lane = add i64 %first_lane, %index0",
        "  br label %pointer",
        # where the kernel's inputs of this group begin
        "pointer:",
        "  %j = phi i64 [ 0, %group_begin ], [ %j_next, %pointer ]",
        "  %base_at = getelementptr i64, ptr %bases, i64 %j",
        "  %base = load ptr, ptr %base_at",
        "  %bs_at = getelementptr i64, ptr %base_step, i64 %j",
        "  %bs = load i64, ptr %bs_at",
        "  %bb_at = getelementptr i64, ptr %base_block, i64 %j",
        "  %bb = load i64, ptr %bb_at",
        "  %by_step = mul i64 %ahead, %bs",
        "  %by_block = mul i64 %b, %bb",
        "  %by = add i64 %by_step, %by_block",
        "  %begins = getelementptr i8, ptr %base, i64 %by",
        "  %pointer_at = getelementptr i64, ptr %pointers, i64 %j",
        "  store ptr %begins, ptr %pointer_at",
        "  %j_next = add i64 %j, 1",
        "  %more_inputs = icmp slt i64 %j_next, %n_inputs",
        "  br i1 %more_inputs, label %pointer, label %block",
        # arrivals of the window, block by block
        "block:",
        "  %c = phi i64 [ 0, %pointer ], [ %c_next, %block_end ]",
        f"  %c_lanes = mul i64 %c, {w}",
        "  %index = add i64 %index0, %c_lanes",
        "  %lane0 = add i64 %first_lane, %index",
        f"  %c_bytes = mul i64 %c, {8 * w}",
        "  %block_arrivals = getelementptr i8, ptr %arrivals, i64 %c_bytes",
        "  %reached_at = getelementptr i64, ptr %reached, i64 %c",
        "  store i64 %k0, ptr %reached_at",
        "  br label %step",
        "step:",
        "  %k = phi i64 [ %k0, %block ], [ %k_next, %step_end ]",
        "  %slot = and i64 %k, %ring_mask",
        "  %slot_row = mul i64 %slot, %lanes",
        "  %cell = add i64 %slot_row, %lane0",
        "  %cell_at = getelementptr i32, ptr %cells, i64 %cell",
        f"  %both = load {count}, ptr %cell_at, align 4",
        f"  store {count} zeroinitializer, ptr %cell_at, align 4",
        f"  %from_e = and {count} %both, splat (i32 65535)",
        f"  %from_i = lshr {count} %both, splat (i32 16)",
        f"  %real_e = sitofp {count} %from_e to {real}",
        f"  %real_i = sitofp {count} %from_i to {real}",
    ]
    if external:
        lines += _external_events(w)
    lines += ["  %window_step = sub i64 %k, %k0", "  %window_at = mul i64 %window_step, %step_bytes"]
    for t in range(targets):
        e, i, x = (f"%scale{3 * t + n}" for n in range(3))
        lines += [
            f"  %sum{t}_e = fmul {real} {e}, %real_e",
            f"  %sum{t}_i = fmul {real} {i}, %real_i",
            f"  %sum{t}_r = fadd {real} %sum{t}_e, %sum{t}_i",
        ]
        total = f"%sum{t}_r"
        if external:
            lines += [f"  %sum{t}_x = fmul {real} {x}, %real_x", f"  %sum{t} = fadd {real} {total}, %sum{t}_x"]
            total = f"%sum{t}"
        lines += [
            f"  %row{t} = mul i64 %arrivals_a_target, {t}",
            f"  %at{t} = add i64 %row{t}, %window_at",
            f"  %arrival{t}_at = getelementptr i8, ptr %block_arrivals, i64 %at{t}",
            f"  store {real} {total}, ptr %arrival{t}_at, align 8",
        ]
    arguments = {
        "slots": "%group_slots", "inputs": "%pointers", "input_step": "%strides", "input_block": "%block_strides",
        "record": "null", "blocks": "%n_blocks", "first_step": "%k0", "last_step": "%k1", "spike_room": "%room",
        "record_room": "0", "first_lane": "%group_lane",
    }  # fmt: skip
    call = ", ".join(f"{kind} {arguments.get(name, '%' + name)}" for name, kind in ARGUMENTS)
    lines += [
        "  br label %step_end",
        "step_end:",
        "  %k_next = add i64 %k, 1",
        "  %more_steps = icmp slt i64 %k_next, %k1",
        "  br i1 %more_steps, label %step, label %block_end",
        "block_end:",
        "  %c_next = add i64 %c, 1",
        "  %more_blocks = icmp slt i64 %c_next, %n_blocks",
        "  br i1 %more_blocks, label %block, label %advance",
        "advance:",
        "  %slots_by = mul i64 %b, %slots_a_block",
        "  %group_slots = getelementptr i8, ptr %slots, i64 %slots_by",
        f"  call void %run({call})",
        "  br label %counts_of_block",
        # the spikes of the lanes that have some
        "counts_of_block:",
        "  %d = phi i64 [ 0, %advance ], [ %d_next, %counted_block ]",
        f"  %d_lanes = mul i64 %d, {w}",
        "  %first_index = add i64 %index0, %d_lanes",
        "  %first_lane_of_block = add i64 %first_lane, %first_index",
        "  %counts_at = getelementptr i64, ptr %counts, i64 %d_lanes",
        f"  %found = load <{w} x i64>, ptr %counts_at, align 8",
        f"  %spiked = icmp ne <{w} x i64> %found, zeroinitializer",
        f"  %spiked_bits = bitcast {truth} %spiked to {whole}",
        f"  %has_spiked = icmp ne {whole} %spiked_bits, 0",
        "  br i1 %has_spiked, label %spikes_of_block, label %counted_block",
        "spikes_of_block:",
        f"  store <{w} x i64> zeroinitializer, ptr %counts_at, align 8",
        *_splat("%index_lanes", "i64", "%first_index", w),
        *_splat("%neurons_lanes", "i64", "%neurons", w),
        f"  %number = add <{w} x i64> %index_lanes, {_iota(w)}",
        f"  %is_neuron = icmp slt <{w} x i64> %number, %neurons_lanes",
        f"  %counted = and {truth} %spiked, %is_neuron",
        f"  %bits = bitcast {truth} %counted to {whole}",
        f"  %any = icmp ne {whole} %bits, 0",
        "  br i1 %any, label %lane, label %counted_block",
        "lane:",
        f"  %left = phi {whole} [ %bits, %spikes_of_block ], [ %left_next, %lane_end ]",
        f"  %which_w = call {whole} @llvm.cttz.{whole}({whole} %left, i1 true)",
        f"  %which = zext {whole} %which_w to i64",
        # the counts are already cleared in memory, so the number comes out of the vector
        f"  %n_spikes = extractelement <{w} x i64> %found, i64 %which",
        "  %lane_of_group = add i64 %d_lanes, %which",
        "  %spike_row = mul i64 %lane_of_group, %room",
        "  %lane_64 = add i64 %first_lane_of_block, %which",
        "  %lane_32 = trunc i64 %lane_64 to i32",
        "  %length = load i64, ptr %list_length",
        "  br label %spike",
        "spike:",
        "  %s = phi i64 [ 0, %lane ], [ %s_next, %spike ]",
        "  %spike_index = add i64 %spike_row, %s",
        "  %spike_at = getelementptr double, ptr %spikes, i64 %spike_index",
        "  %time = load double, ptr %spike_at",
        "  %steps = fdiv double %time, %dt",  # the end of the step; half a step less rounds down to its number
        "  %steps_less = fsub double %steps, 0.5",
        "  %step_64 = fptosi double %steps_less to i64",
        "  %step_32 = trunc i64 %step_64 to i32",
        "  %entry_index = add i64 %length, %s",
        "  %entry_at = getelementptr i64, ptr %list, i64 %entry_index",
        "  store i32 %lane_32, ptr %entry_at",
        "  %entry_step_at = getelementptr i32, ptr %entry_at, i64 1",
        "  store i32 %step_32, ptr %entry_step_at",
        "  %s_next = add i64 %s, 1",
        "  %more_spikes = icmp slt i64 %s_next, %n_spikes",
        "  br i1 %more_spikes, label %spike, label %lane_end",
        "lane_end:",
        "  %length_next = add i64 %length, %n_spikes",
        "  store i64 %length_next, ptr %list_length",
        f"  %one_less = sub {whole} %left, 1",
        f"  %left_next = and {whole} %left, %one_less",
        f"  %more_lanes = icmp ne {whole} %left_next, 0",
        "  br i1 %more_lanes, label %lane, label %counted_block",
        "counted_block:",
        "  %d_next = add i64 %d, 1",
        "  %more_counts = icmp slt i64 %d_next, %n_blocks",
        "  br i1 %more_counts, label %counts_of_block, label %group_end",
        "group_end:",
        "  %more_groups = icmp slt i64 %b_next, %block_last",
        "  br i1 %more_groups, label %group_begin, label %done",
        "done:",
        "  ret void",
        "}",
    ]
    return lines


def _external_events(w: int) -> list[str]:
    """`%real_x`: the events of a step in every lane, by inversion of the distribution at a 32-bit uniform number.

    One call of the generator serves four neighbouring lanes. `thresholds` are the values of the distribution
    function, so the number of those that are not above the draw is the count.
    """
    q = w // 4
    g = Graph()
    nodes = NodeWriter(g, q, strict=False)
    nodes.lines += ["  %quad0_i = udiv i64 %index, 4", "  %quad0 = add i64 %first_quad, %quad0_i"]
    nodes.splat("%quad0", "i64", "%quad0_lanes")
    nodes.splat("%k", "i64", "%k_lanes")
    nodes.splat("%seed", "i64", "%seed_lanes")
    nodes.lines.append(f"  %quad = add <{q} x i64> %quad0_lanes, {_iota(q)}")
    for name, register in (("lane", "%quad"), ("step", "%k_lanes"), ("seed", "%seed_lanes")):
        nodes.bind(g.leaf(name, kind="i"), register)
    words = philox(g, EXTERNAL_STREAM)
    nodes.write(list(words))
    lines = nodes.lines
    for r, word in enumerate(words):
        lines.append(f"  %word{r} = trunc <{q} x i64> {nodes.operand(word)} to <{q} x i32>")
    pair = ", ".join(f"i32 {i}" for i in range(2 * q))
    four = ", ".join(f"i32 {r * q + i}" for i in range(q) for r in range(4))
    count = f"<{w} x i32>"
    return [
        *lines,
        f"  %words01 = shufflevector <{q} x i32> %word0, <{q} x i32> %word1, <{2 * q} x i32> <{pair}>",
        f"  %words23 = shufflevector <{q} x i32> %word2, <{q} x i32> %word3, <{2 * q} x i32> <{pair}>",
        f"  %draw = shufflevector <{2 * q} x i32> %words01, <{2 * q} x i32> %words23, {count} <{four}>",
        "  %least_32 = trunc i64 %least_external to i32",
        *_splat("%least", "i32", "%least_32", w),
        "  br label %threshold",
        "threshold:",
        "  %n = phi i64 [ 0, %step ], [ %n_next, %threshold ]",
        f"  %events = phi {count} [ %least, %step ], [ %events_next, %threshold ]",
        "  %threshold_at = getelementptr i32, ptr %thresholds, i64 %n",
        "  %bound_s = load i32, ptr %threshold_at",
        *_splat("%bound", "i32", "%bound_s", w),
        f"  %reached_it = icmp uge {count} %draw, %bound",
        f"  %one_more = zext <{w} x i1> %reached_it to {count}",
        f"  %events_next = add {count} %events, %one_more",
        "  %n_next = add i64 %n, 1",
        "  %more_bounds = icmp slt i64 %n_next, %n_thresholds",
        "  br i1 %more_bounds, label %threshold, label %drawn",
        "drawn:",
        f"  %real_x = sitofp {count} %events_next to <{w} x double>",
    ]
