"""Sums of products with a common factor take it out, as logic optimisers do: a&x | b&x is (a | b) & x."""

from __future__ import annotations

from collections import Counter

from hdl.estimation.expressions import Netlist
from hdl.estimation.graph import Graph
from hdl.estimation.simplify import copied, used_bits


def factored(net: Netlist) -> Netlist:
    """The same module with common factors taken out."""
    count, _ = used_bits(net)
    old = net.graph

    def terms(node: int) -> list[int]:
        """What a tree of ands reads; a literal of an inverted and is a product of a sum, inverted."""
        found = []
        for x in old.nodes[node].inputs:
            inner = x >> 1
            if not x & 1 and old.nodes[inner].kind == "and" and count[inner] == 1:
                found += terms(inner)
            else:
                found.append(x)
        return found

    inside = {
        x >> 1
        for node in count
        if old.nodes[node].kind == "and"
        for x in old.nodes[node].inputs
        if not x & 1 and old.nodes[x >> 1].kind == "and" and count[x >> 1] == 1
    }

    def made(g: Graph, node: int, new: dict[int, int]) -> int | None:
        if old.nodes[node].kind != "and":
            return None
        if node in inside:
            return 0  # is made with the tree that it is in
        products: list[tuple[int, int]] = []
        single: list[int] = []
        for x in terms(node):
            key = old.nodes[x >> 1]
            if x & 1 and key.kind == "and" and count[x >> 1] == 1 and x >> 1 not in inside:
                a, b = (new[i >> 1] ^ (i & 1) for i in key.inputs)
                products.append((a, b))
            else:
                single.append(new[x >> 1] ^ (x & 1))
        return g.all_of(_taken_out(g, products) + single)

    return copied(net, made)


def _taken_out(g: Graph, products: list[tuple[int, int]]) -> list[int]:
    """The inverted products, those with a common factor in one."""
    found: list[int] = []
    rest = list(products)
    while rest:
        (factor, often), *_ = Counter(x for pair in rest for x in set(pair)).most_common(1)
        if often < 2:
            break
        others = sorted({b if a == factor else a for a, b in rest if factor in (a, b)})
        found.append(g.both(factor, g.any_of(others)) ^ 1)
        rest = [pair for pair in rest if factor not in pair]
    return [g.both(a, b) ^ 1 for a, b in rest] + found
