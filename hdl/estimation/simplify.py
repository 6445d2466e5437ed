"""Which registers are left once those that nobody reads, are constant or equal to another one are gone?

What Yosys' opt_dff and opt_merge do: an enable or a synchronous reset is taken out of the choices in front of a
register, a bit that takes one constant alone is that constant, and two that take the same at the same time are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from hdl.estimation.expressions import Netlist
from hdl.estimation.graph import Bits, Graph, Node, Op, Register, Write

Name = tuple[str, int]


def simplified(net: Netlist, inside: frozenset[Name] = frozenset()) -> Netlist:
    """The same module with as few registers as Yosys leaves, but for those `inside` of a multiplier or a memory."""
    while True:
        net = rebuilt(net, {})
        control(net)
        same = _replaced(net, inside)
        if not same:
            return rebuilt(net, {})
        net = rebuilt(net, same)


def roots(net: Netlist) -> list[int]:
    """All literals that something reads that is no gate and no word."""
    found = list(net.outputs)
    for write in net.writes:
        found += [*write.address, *write.data, write.enable]
    for register in net.registers.values():
        found += [register.data, register.enable, register.reset]
    return found


def used_bits(net: Netlist) -> tuple[Counter[int], dict[int, int]]:
    """How often each node is read, and how many bits of each word, up to the highest that is."""
    g = net.graph
    count: Counter[int] = Counter()
    widths: dict[int, int] = {}
    count.update(x >> 1 for x in net.outputs)
    for write in net.writes:
        count.update(x >> 1 for x in (*write.address, *write.data, write.enable))
    seen: set[Name] = set()
    waiting: list[Name] = []
    done: set[int] = set()
    order = sorted(count, reverse=True)
    while order:
        for node in _below(g, order, done, count, widths):
            key = g.nodes[node]
            if key.kind == "register" and (name := (key.name, key.bit)) not in seen:
                seen.add(name)
                waiting.append(name)
        order = []
        while waiting:
            register = net.registers.get(waiting.pop())
            if register is not None:
                for x in (register.data, register.enable, register.reset):
                    count[x >> 1] += 1
                    order.append(x >> 1)
    return count, widths


def _below(g: Graph, start: list[int], done: set[int], count: Counter[int], widths: dict[int, int]) -> list[int]:
    """Marks all that these nodes read; returns the nodes that were marked now."""
    found, stack = [], list(start)
    while stack:
        node = stack.pop()
        key = g.nodes[node]
        if key.kind == "word":
            at, bit = key.at, key.bit
            had = widths.get(at, 0)
            needed = max(had, bit + 1 if g.ops[at].kind in ("add", "subtract", "multiply") else g.ops[at].width)
            if needed > had:
                widths[at] = needed
                for operand in g.ops[at].operands:
                    part = operand if g.ops[at].kind not in ("add", "subtract") else operand[had:needed]
                    if had and g.ops[at].kind == "multiply":
                        part = ()
                    count.update(x >> 1 for x in part)
                    stack += [x >> 1 for x in part]
        if node in done:
            continue
        done.add(node)
        found.append(node)
        inner = [x >> 1 for x in key.inputs]
        count.update(inner)
        stack += inner
    return found


def rebuilt(
    net: Netlist,
    same: dict[Name, tuple[Name | None, int]],
    made: Callable[[int, Graph, Op], Bits] | None = None,
    strips: bool = False,
) -> Netlist:
    """The module with registers replaced by others, or constants, and without what is not used.

    `made` gives the bits of each word, whose place is that in the old graph.
    """
    return _copied(net, same, made, None, strips=strips)


def copied(net: Netlist, gate: Callable[[Graph, int, dict[int, int]], int | None]) -> Netlist:
    """The module with other gates: `gate` gives the literal in the new graph for a node of the old one, or None."""
    return _copied(net, {}, None, gate)


def outside(net: Netlist, leaf: Callable[[Graph, Name], int | None]) -> Netlist:
    """The module with some registers read from elsewhere: `leaf` gives their literals, or None."""
    return _copied(net, {}, None, None, leaf)


def _copied(
    net: Netlist,
    same: dict[Name, tuple[Name | None, int]],
    made: Callable[[int, Graph, Op], Bits] | None,
    gate: Callable[[Graph, int, dict[int, int]], int | None] | None,
    leaf: Callable[[Graph, Name], int | None] | None = None,
    strips: bool = False,
) -> Netlist:
    old, g = net.graph, Graph(strips=strips or net.graph.strips)
    count, widths = used_bits(net)
    new: dict[int, int] = {0: 0}
    words: dict[int, Bits] = {}

    def of(literal: int) -> int:
        return new[literal >> 1] ^ (literal & 1)

    for node in sorted(count):
        key = old.nodes[node]
        if key.kind == "register":
            name = (key.name, key.bit)
            other, value = same.get(name, (name, 0))
            elsewhere = leaf(g, name) if leaf is not None else None
            if elsewhere is not None:
                new[node] = elsewhere
            else:
                new[node] = value if other is None else g.register(*other)
        elif key.kind == "port":
            new[node] = g.node(key)
        elif key.kind == "word":
            at, bit = key.at, key.bit
            if at not in words:
                operands = tuple(tuple(of(x) for x in operand) for operand in old.ops[at].operands)
                op = old.ops[at]._replace(operands=operands, width=widths[at])
                words[at] = made(at, g, op) if made is not None else g.again(op, net.least)
            new[node] = words[at][bit]
        elif key.kind != "constant":
            other_gate = gate(g, node, new) if gate is not None else None
            if other_gate is not None:
                new[node] = other_gate
                continue
            inputs = [of(x) for x in key.inputs]
            if key.kind == "mux":
                new[node] = g.choose(*inputs)
            else:
                new[node] = (g.both if key.kind == "and" else g.differ)(*inputs)
    kept = {
        name: replace(r, data=of(r.data), enable=of(r.enable), reset=of(r.reset))
        for name, r in net.registers.items()
        if name not in same and (old.place.get(Node("register", name=name[0], bit=name[1])) in count)
    }
    writes = [Write(w.memory, tuple(map(of, w.address)), tuple(map(of, w.data)), of(w.enable)) for w in net.writes]
    return Netlist(g, kept, net.tables, writes, [of(x) for x in net.outputs], net.least)


def control(net: Netlist) -> None:
    """Takes enables and resets out of what registers take, where nothing else reads these choices."""
    count, _ = used_bits(net)
    for name, register in net.registers.items():
        own = net.graph.register(*name)
        before = None
        while before != register:
            before = replace(register)
            _constant_controls(register, own)
            if not register.reset or register.enable == 1 or register.gated:
                _take_resets(net.graph, register, own, count)
            if not register.reset or register.enable == 1 or not register.gated:
                _take_enables(net.graph, register, own, count)


def _constant_controls(r: Register, own: int) -> None:
    if r.reset == 1:
        r.data, r.reset, r.enable = r.value, 0, r.enable if r.gated else 1
    if r.data == own and r.reset:
        r.data, r.reset = r.value, 0  # with an enable, but the value alone is told from that


def _mux(g: Graph, literal: int, count: Counter[int]) -> tuple[int, int, int] | None:
    """Condition and both values of a choice that nothing else reads."""
    key = g.nodes[literal >> 1]
    if literal & 1 or key.kind != "mux" or count[literal >> 1] > 1:
        return None
    condition, yes, no = key.inputs
    return condition, yes, no


def _take_resets(g: Graph, r: Register, own: int, count: Counter[int]) -> None:
    value = r.value if r.reset else -1
    resets: list[int] = []
    while (found := _mux(g, r.data, count)) is not None:
        condition, yes, no = found
        if yes < 2 and value in (-1, yes) and no != own:
            value, r.data = yes, no
            resets.append(condition)
        elif no < 2 and value in (-1, no) and yes != own:
            value, r.data = no, yes
            resets.append(condition ^ 1)
        else:
            break
    if resets:
        r.reset, r.value = g.any_of([*resets, r.reset] if r.reset else resets), value
        r.gated = r.enable != 1


def _take_enables(g: Graph, r: Register, own: int, count: Counter[int]) -> None:
    enables: list[int] = []
    while (found := _mux(g, r.data, count)) is not None:
        condition, yes, no = found
        if no == own:
            enables.append(condition)
            r.data = yes
        elif yes == own:
            enables.append(condition ^ 1)
            r.data = no
        else:
            break
    r.data, paths = _without_own(g, r.data, own, count)
    enables += [g.all_of(path) ^ 1 for path in paths]
    if enables:
        r.enable = g.all_of([r.enable, *enables] if r.enable != 1 else enables)
        r.gated = False


def _without_own(g: Graph, data: int, own: int, count: Counter[int]) -> tuple[int, list[list[int]]]:
    """A tree of choices without the register itself in it, and the conditions under which it was taken."""
    found = _mux(g, data, count)
    if found is None:
        return data, []
    condition, yes, no = found
    if yes == own:
        rest, paths = _without_own(g, no, own, count)
        return rest, [[condition]] + [[condition ^ 1, *path] for path in paths]
    if no == own:
        rest, paths = _without_own(g, yes, own, count)
        return rest, [[condition ^ 1]] + [[condition, *path] for path in paths]
    a, first = _without_own(g, yes, own, count)
    b, second = _without_own(g, no, own, count)
    if not first and not second:
        return data, []
    made = g.choose(condition, a, b)
    count[made >> 1] = 1
    return made, [[condition, *path] for path in first] + [[condition ^ 1, *path] for path in second]


def _replaced(net: Netlist, inside: frozenset[Name]) -> dict[Name, tuple[Name | None, int]]:
    """Registers that are constant, or equal to one that is kept."""
    found: dict[Name, tuple[Name | None, int]] = {}
    first: dict[tuple[int, ...], Name] = {}
    for name, r in net.registers.items():
        own = net.graph.register(*name)
        if name in inside:
            continue
        if r.data < 2 and (not r.reset or r.value == r.data):
            found[name] = None, r.data
        elif (r.data == own and not r.reset) or r.enable == 0:
            found[name] = None, r.value
        else:
            key = (r.data, r.enable, r.reset, r.value if r.reset else 0, r.gated)
            if key in first:
                found[name] = first[key], 0
            else:
                first[key] = name
    return found
