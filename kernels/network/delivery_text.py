"""What follows a spike, as LLVM text: `deliver` counts its arrivals at targets.

`advance` and `together` go on window by window, on one thread and on each of several.
"""

from __future__ import annotations

# What `deliver` works on, one 64-bit word each.
DELIVERY = (
    "list",
    "first",  # [lane] int64: where a row begins in `targets`
    "last",  # [lane] int64, exclusive
    "targets",  # uint32
    "cells",
    "ring_mask",
    "lanes",
    "first_inhibitory",  # lane
    "excitatory_delay",  # steps
    "inhibitory_delay",
)
ADDRESSES = {"list", "first", "last", "targets", "cells"}
UNROLL = 16  # targets: a cache line of them


def load_words(fields: tuple[str, ...], addresses: set[str]) -> list[str]:
    """Registers with the fields' names, from the 64-bit words at `%plan`."""
    lines = []
    for j, name in enumerate(fields):
        lines.append(f"  %plan{j}_at = getelementptr i64, ptr %plan, i64 {j}")
        lines.append(f"  %{name} = load {'ptr' if name in addresses else 'i64'}, ptr %plan{j}_at")
    return lines


def _fetch_next_row() -> list[str]:
    """Begins to fetch the row of the spike after this one; `_fetch_next_line` goes on while this row is walked through.

    Rows lie anywhere in memory, and the processor's own fetching stops at the end of each page.
    """
    return [
        "  %after = add i64 %i, 1",
        "  %is_last = icmp sge i64 %after, %to",
        "  %ahead = select i1 %is_last, i64 %i, i64 %after",
        "  %ahead_at = getelementptr i64, ptr %list, i64 %ahead",
        "  %ahead_lane_32 = load i32, ptr %ahead_at",
        "  %ahead_lane = zext i32 %ahead_lane_32 to i64",
        "  %ahead_first_at = getelementptr i64, ptr %first, i64 %ahead_lane",
        "  %ahead_begin = load i64, ptr %ahead_first_at",
        "  %next_row = getelementptr i32, ptr %targets, i64 %ahead_begin",
        "  call void @llvm.prefetch.p0(ptr %next_row, i32 0, i32 3, i32 1)",
    ]


def _fetch_next_line() -> list[str]:
    """Fetches of the next row the line after the one at the place where this row is."""
    return [
        "  %line_ends = sub i64 %n_next, %begin",
        "  %next_line = getelementptr i32, ptr %next_row, i64 %line_ends",
        "  call void @llvm.prefetch.p0(ptr %next_line, i32 0, i32 3, i32 1)",
    ]


def deliver_text() -> list[str]:
    """`deliver(plan, from, to)`: counts the arrivals of the spikes from ... to of a list at the targets of a plan."""

    def count_one(name: str, index: str) -> list[str]:
        return [
            f"  %target_at{name} = getelementptr i32, ptr %targets, i64 {index}",
            f"  %target{name} = load i32, ptr %target_at{name}",
            f"  %to{name} = zext i32 %target{name} to i64",
            f"  %cell{name} = getelementptr i32, ptr %slot, i64 %to{name}",
            f"  %old{name} = load i32, ptr %cell{name}",
            f"  %new{name} = add i32 %old{name}, %one",
            f"  store i32 %new{name}, ptr %cell{name}",
        ]

    lines = [
        "define void @deliver(ptr %plan, i64 %from, i64 %to) #0 {",
        "entry:",
        *load_words(DELIVERY, ADDRESSES),
        "  %none = icmp sge i64 %from, %to",
        "  br i1 %none, label %done, label %spike",
        "spike:",
        "  %i = phi i64 [ %from, %entry ], [ %i_next, %spike_end ]",
        "  %entry_at = getelementptr i64, ptr %list, i64 %i",
        "  %lane_32 = load i32, ptr %entry_at",
        "  %step_at = getelementptr i32, ptr %entry_at, i64 1",
        "  %step_32 = load i32, ptr %step_at",
        "  %lane = zext i32 %lane_32 to i64",
        "  %step = zext i32 %step_32 to i64",
        "  %is_inhibitory = icmp sge i64 %lane, %first_inhibitory",
        "  %one = select i1 %is_inhibitory, i32 65536, i32 1",
        "  %delay = select i1 %is_inhibitory, i64 %inhibitory_delay, i64 %excitatory_delay",
        "  %arrival = add i64 %step, %delay",
        "  %arrival_slot = and i64 %arrival, %ring_mask",
        "  %slot_index = mul i64 %arrival_slot, %lanes",
        "  %slot = getelementptr i32, ptr %cells, i64 %slot_index",
        "  %first_at = getelementptr i64, ptr %first, i64 %lane",
        "  %begin = load i64, ptr %first_at",
        "  %last_at = getelementptr i64, ptr %last, i64 %lane",
        "  %end = load i64, ptr %last_at",
        f"  %end_whole = sub i64 %end, {UNROLL - 1}",
        *_fetch_next_row(),
        "  br label %test",
        "test:",
        "  %n = phi i64 [ %begin, %spike ], [ %n_next, %several ]",
        "  %whole = icmp slt i64 %n, %end_whole",
        "  br i1 %whole, label %several, label %rest",
        "several:",
        f"  %n_next = add i64 %n, {UNROLL}",
        *_fetch_next_line(),
    ]
    for u in range(UNROLL):
        lines += [f"  %n{u} = add i64 %n, {u}", *count_one(str(u), f"%n{u}")]
    return [
        *lines,
        "  br label %test",
        "rest:",
        "  %m = phi i64 [ %n, %test ], [ %m_next, %single ]",
        "  %more = icmp slt i64 %m, %end",
        "  br i1 %more, label %single, label %spike_end",
        "single:",
        *count_one("_", "%m"),
        "  %m_next = add i64 %m, 1",
        "  br label %rest",
        "spike_end:",
        "  %i_next = add i64 %i, 1",
        "  %last_spike = icmp sge i64 %i_next, %to",
        "  br i1 %last_spike, label %done, label %spike",
        "done:",
        "  ret void",
        "}",
        "declare void @llvm.prefetch.p0(ptr, i32, i32, i32)",
    ]


# advance(plan and scales of both populations, delivery, address of the list's length, room in the list that a window
# may need, room in the list, steps a window, k0, k1): the step it came to, k1 unless the list may become full.
ADVANCE = """
define i64 @advance(ptr %plan_e, ptr %scales_e, ptr %plan_i, ptr %scales_i, ptr %delivery, ptr %length_at,
                    i64 %most, i64 %room, i64 %window, i64 %first, i64 %last) #0 {
entry:
  br label %test
test:
  %k0 = phi i64 [ %first, %entry ], [ %k1, %step ]
  %length = load i64, ptr %length_at
  %needed = add i64 %length, %most
  %fits = icmp sle i64 %needed, %room
  %left = icmp slt i64 %k0, %last
  %go_on = and i1 %fits, %left
  br i1 %go_on, label %step, label %done
step:
  %k_end = add i64 %k0, %window
  %short = icmp slt i64 %last, %k_end
  %k1 = select i1 %short, i64 %last, i64 %k_end
  call void @neurons(ptr %plan_e, ptr %scales_e, i64 %k0, i64 %k1)
  call void @neurons(ptr %plan_i, ptr %scales_i, i64 %k0, i64 %k1)
  %length_now = load i64, ptr %length_at
  call void @deliver(ptr %delivery, i64 %length, i64 %length_now)
  br label %test
done:
  ret i64 %k0
}
"""


# together(plan and scales of both populations of a thread, the words of its deliveries [thread whose spikes they are],
# marks [parity of the window][thread], how far it has come in every list [thread], address of its list's length, its
# number, threads, length from which a list may become full, steps a window, k0, k1, the meeting and its place): the
# step it came to, the same in all threads. A thread may be one window ahead of what another still reads, so lengths are
# marked for even and odd windows apart.
TOGETHER = """
define i64 @together(ptr %plan_e, ptr %scales_e, ptr %plan_i, ptr %scales_i, ptr %deliveries, ptr %marks, ptr %before,
                     ptr %length_at, i64 %thread, i64 %threads, i64 %room, i64 %window, i64 %first, i64 %last,
                     ptr %wait, ptr %place) #0 {
entry:
  br label %test
test:
  %k0 = phi i64 [ %first, %entry ], [ %k1, %other ]
  %parity = phi i64 [ 0, %entry ], [ %other_parity, %other ]
  %was_full = phi i1 [ false, %entry ], [ %full_next, %other ]
  %left = icmp slt i64 %k0, %last
  %has_room = xor i1 %was_full, true
  %go_on = and i1 %has_room, %left
  br i1 %go_on, label %step, label %done
step:
  %k_end = add i64 %k0, %window
  %short = icmp slt i64 %last, %k_end
  %k1 = select i1 %short, i64 %last, i64 %k_end
  call void @neurons(ptr %plan_e, ptr %scales_e, i64 %k0, i64 %k1)
  call void @neurons(ptr %plan_i, ptr %scales_i, i64 %k0, i64 %k1)
  %length = load i64, ptr %length_at
  %marks_row = mul i64 %parity, %threads
  %marks_now = getelementptr i64, ptr %marks, i64 %marks_row
  %mark_at = getelementptr i64, ptr %marks_now, i64 %thread
  store i64 %length, ptr %mark_at
  %met = call i32 %wait(ptr %place)
  %other_parity = xor i64 %parity, 1
  br label %other
other:
  %o = phi i64 [ 0, %step ], [ %o_next, %other ]
  %full = phi i1 [ false, %step ], [ %full_next, %other ]
  %delivery_at = getelementptr ptr, ptr %deliveries, i64 %o
  %delivery = load ptr, ptr %delivery_at
  %from_at = getelementptr i64, ptr %before, i64 %o
  %from = load i64, ptr %from_at
  %to_at = getelementptr i64, ptr %marks_now, i64 %o
  %to = load i64, ptr %to_at
  call void @deliver(ptr %delivery, i64 %from, i64 %to)
  store i64 %to, ptr %from_at
  %is_full = icmp sgt i64 %to, %room
  %full_next = or i1 %full, %is_full
  %o_next = add i64 %o, 1
  %more = icmp slt i64 %o_next, %threads
  br i1 %more, label %other, label %test
done:
  ret i64 %k0
}
"""
