"""Definitions in the order in which each uses only earlier ones, and the circles that have no such order.

Source: Tarjan R (1972) Depth-first search and linear graph algorithms. SIAM J Comput 1:146-160; without recursion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def sort_by_use(uses: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The names in order of use, and the circles, each as a walk along it.

    `uses` maps every name to those it uses, all of them keys. Names in a circle, and names that use one, are not
    in the order. Linear in the number of uses.
    """
    order: list[str] = []
    circles: list[tuple[str, ...]] = []
    bad: set[str] = set()
    for group in _groups(uses):
        if len(group) > 1 or group[0] in uses[group[0]]:
            circles.append(_walk(group, uses))
            bad.update(group)
        elif any(used in bad for used in uses[group[0]]):
            bad.add(group[0])
        else:
            order.append(group[0])
    return tuple(order), circles


def _groups(uses: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The strongly connected groups, those used before those that use them."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in uses:
        if root in index:
            continue
        path: list[tuple[str, Iterator[str]]] = []
        following: str | None = root
        while True:
            if following is not None:
                index[following] = lowest[following] = len(index)
                stack.append(following)
                on_stack.add(following)
                path.append((following, iter(uses[following])))
            name, rest = path[-1]
            following = None
            for used in rest:
                if used not in index:
                    following = used
                    break
                if used in on_stack:
                    lowest[name] = min(lowest[name], index[used])
            if following is not None:
                continue
            path.pop()
            if path:
                lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[name])
            if lowest[name] == index[name]:
                group: list[str] = []
                while not group or group[-1] != name:
                    group.append(stack.pop())
                on_stack.difference_update(group)
                yield group[::-1]
            if not path:
                break


def _walk(group: Sequence[str], uses: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """One circle within a group: follow the uses that stay in it until a name comes again."""
    members = set(group)
    walk: dict[str, None] = {}
    name = group[0]
    while name not in walk:
        walk[name] = None
        name = next(used for used in uses[name] if used in members)
    names = list(walk)
    return tuple(names[names.index(name) :])
