"""The places of the text that each node of a circuit computes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hdl.compile import Compiled
from hdl.ir import nodes as ir
from hdl.lowering.compile import Lowered
from hdl.provenance.equations import Root, Text, defined, leaf_key, shorter
from hdl.provenance.products import MOST_ATOMS, MOST_TERMS, Product, Span, contains, times
from hdl.provenance.values import AGE, STEPS, Key, Values, sample
from kernels.codegen.equations import Equations
from kernels.codegen.graph import Graph

MOST_PLACES = 64  # at which a node is looked at; one used more often keeps the places it has by then
SHIFTS = (ir.Scale, ir.Round, ir.Floor, ir.Low)
SUMS = frozenset({"add", "sub", "neg"})
CONDITIONS = frozenset({"lt", "le", "eq", "ne"})
CARRIED: dict[str, Root] = {
    "age": ("refractory",), "resting": ("refractory",), "above": ("conditions",), "event_above": ("conditions",)
}  # fmt: skip
LOGIC = frozenset({"and", "or", "not", "select_bool"})
DRAWS = 64  # of one kind, for whose leaves there are values


def places(compiled: Compiled) -> tuple[frozenset[Span], ...]:
    """For each node of the circuit the places of the text it was made for; () where it serves the whole."""
    found = _Search(compiled).spans()
    lowered = compiled.lowered
    made = {n for origin in lowered.origins for n in origin}
    g, circuit = lowered.graph, compiled.circuit
    whole: dict[int, frozenset[Span]] = {}
    for n in range(len(lowered.graph.nodes)):  # arguments come first
        # what is no node of the circuit is inside the table, or the folded constant, of what uses it
        inside = (whole[a] for a in g.nodes[n].args if a not in made and g.nodes[a].op != "const")
        whole[n] = frozenset().union(found.get(n, frozenset()), *inside)
    ends = _ends(compiled)
    result: list[frozenset[Span]] = []
    outside: set[int] = set()  # registers and inputs, and their upper or lower bits, which several sums share
    for i, node in enumerate(circuit.nodes):
        origins = lowered.origins[i]
        sums = [n for n in origins if g.nodes[n].op in SUMS or g.role_of(n) == "kept"]
        own = _union(whole[n] for n in origins if n not in sums)
        if sums and isinstance(node, ir.Const):
            own |= _union(_constants(lowered, n, found) for n in sums)
        elif isinstance(node, ir.Read | ir.Input) or (isinstance(node, SHIFTS) and not own and node.a in outside):
            outside.add(i)
            own |= result[node.a] if isinstance(node, SHIFTS) else frozenset()
        elif not own or (sums and not isinstance(node, ir.Mul)):  # part of a sum, or of what is done with it
            own |= _union(result[a] for a in ir.operands(node) if a not in outside and a not in circuit.names)
        if (not own and i not in outside) or i in circuit.names:
            own |= _union(whole[n] for n in origins)
        result.append(own | ends.get(i, frozenset()))
    return tuple(result)


def _union(parts: Iterable[frozenset[Span]]) -> frozenset[Span]:
    return frozenset[Span]().union(*parts)


def _constants(lowered: Lowered, sum: int, found: Mapping[int, frozenset[Span]]) -> frozenset[Span]:
    """The places of the constants that a sum adds."""
    g, stack, spans = lowered.graph, [sum], frozenset[Span]()
    while stack:
        op, args, value, _ = g.nodes[stack.pop()]
        if op == "leaf" and value[0] == "kept":  # type: ignore[index]
            stack.append(lowered.roots["kept", str(value[1])])  # type: ignore[index]
        elif op in SUMS:
            spans |= _union(found.get(a, frozenset()) for a in args if g.nodes[a].op == "const")
            stack += args
    return spans


def _ends(compiled: Compiled) -> dict[int, frozenset[Span]]:
    """The registers and ports: where their quantities are defined."""
    places = {name: frozenset({span}) for span, name in defined(compiled.model).items()}
    found: dict[int, frozenset[Span]] = {}
    for i, node in enumerate(compiled.circuit.nodes):
        name = node.register if isinstance(node, ir.Read) else node.port if isinstance(node, ir.Input) else ""
        if name in places:
            found[i] = places[name]
    return found


def _leaves(compiled: Compiled) -> dict[tuple[str, str], Any]:
    """Values of all leaves of both graphs, the same quantity with the same values."""
    program, run = compiled.program, compiled.measured.run
    dt = program.dt
    found: dict[tuple[str, str], Any] = {("dt", ""): dt, ("t", ""): dt * STEPS, ("t_end", ""): dt * (STEPS + 1.0)}
    found |= {("t_spike", ""): dt * (STEPS - AGE), ("clock", ""): STEPS, ("age", ""): AGE}
    for name in compiled.layout.states:
        found["state", name] = sample(name, *compiled.measured.seen[name])
    for name, entry in compiled.layout.inputs.items():
        found["input", name] = sample(name, *entry.range)
    for name, value in run.parameters.items():
        found["parameter", name] = value
    for d in program.definitions:
        found["kept", d.name] = found["state", d.state]
    for k in range(DRAWS):
        found["normal", str(k)] = sample(f"normal {k}", -2.0, 2.0)
        found["uniform", str(k)] = sample(f"uniform {k}", 0.0, 1.0)
    return found


class _Search:
    """Walks from every root of the program, with the product that what is met is multiplied with on its way there."""

    def __init__(self, compiled: Compiled) -> None:
        lowered = compiled.lowered
        self.g: Graph = lowered.graph
        self.roots = lowered.roots
        self.state_of = {d.name: d.state for d in compiled.program.definitions}
        self.spans_of_state = {name: span for span, name in defined(compiled.model).items()}
        leaves = _leaves(compiled)
        self.values = Values(self.g, leaves)
        equations = compiled.program.step.equations
        baked = {p.name for p in compiled.model.parameters} - set(compiled.layout.parameters)
        self.text = Text(equations, leaves, baked)
        self.noise = _noise(equations)
        self.found: dict[int, set[Span]] = {}
        self.expanded: dict[int, frozenset[Product]] = {}
        self.keys: dict[int, Key] = {}
        self.seen: dict[int, set[tuple[Product, Root]]] = {}

    def spans(self) -> dict[int, frozenset[Span]]:
        """The places of each node of the graph."""
        g = self.g
        for (role, name), root in self.roots.items():
            state = self.state_of[name] if role == "kept" else name
            kind = {"kept": "rhs", "state": "update"}.get(role, "conditions")
            self.walk(root, (), (kind, state) if kind != "conditions" else (kind,))
            if role == "kept":
                self.add(g.leaf("kept", name), {self.spans_of_state[state]})
                self.add(root, {self.spans_of_state[state]})
        for n in g.reachable(list(self.roots.values())):
            role = g.role_of(n)
            if role in CARRIED:
                self.add(n, self.text.whole.get(CARRIED[role], frozenset()))
            elif g.nodes[n].op in LOGIC or (g.nodes[n].op == "select" and g.nodes[n].args[0] in self.found):
                args = g.nodes[n].args if g.nodes[n].op in LOGIC else g.nodes[n].args[:1]
                for a in args:
                    self.add(n, self.found.get(a, ()))
        return {n: frozenset(spans) for n, spans in self.found.items()}

    def add(self, n: int, spans: Iterable[Span]) -> None:
        self.found.setdefault(n, set()).update(spans)

    def key(self, n: int) -> Key:
        if n not in self.keys:
            role = self.g.role_of(n)
            if role == "kept":
                self.keys[n] = ("leaf", self.state_of[str(self.g.nodes[n].value[1])])  # type: ignore[index]
            elif role:
                name = str(self.g.nodes[n].value[1])  # type: ignore[index]
                self.keys[n] = self.noise.get(name, leaf_key(role, name)) if role == "normal" else leaf_key(role, name)
            else:
                self.keys[n] = self.values.key(n)
        return self.keys[n]

    def expand(self, n: int) -> frozenset[Product]:
        """A node as a sum of products; atoms that the text does not have count as constants."""
        if n not in self.expanded:
            self.expanded[n] = self._expanded(n)
        return self.expanded[n]

    def _expanded(self, n: int) -> frozenset[Product]:
        op, args, _, kind = self.g.nodes[n]
        if op == "const" or kind == "b":
            return frozenset({()})
        if op in SUMS:
            return self._short(n, frozenset().union(*(self.expand(a) for a in args)))
        if op == "select":
            return self._short(n, self.expand(args[1]) | self.expand(args[2]))
        if op in ("mul", "div"):
            a = self.expand(args[0])
            b = self.expand(args[1]) if op == "mul" else frozenset({self._atom(self.inverse(args[1]))})
            if len(a) * len(b) <= MOST_TERMS and all(len(x) + len(y) <= MOST_ATOMS for x in a for y in b):
                return self._short(n, frozenset(times(x, y) for x in a for y in b))
        return frozenset({self._atom(self.key(n))})

    def _short(self, n: int, products: frozenset[Product]) -> frozenset[Product]:
        return products if len(products) <= MOST_TERMS else frozenset({self._atom(self.key(n))})

    def _atom(self, key: Key) -> Product:
        return shorter((key,), self.text.atoms)

    def inverse(self, n: int) -> Key:
        """The name of the function 1 / n."""
        g = self.g
        return self.values.key(g.div(g.const(1.0), n))

    def walk(self, n: int, context: Product, root: Root) -> None:
        """Visits a node that is multiplied with `context` on its way to a root."""
        stack = [(n, context, root)]
        while stack:
            n, context, root = stack.pop()
            seen = self.seen.setdefault(n, set())
            if (context, root) in seen or len(seen) >= MOST_PLACES or len(context) > MOST_ATOMS:
                continue
            seen.add((context, root))
            op, args, _, kind = self.g.nodes[n]
            if op == "leaf":
                if self.g.role_of(n) in ("normal", "uniform"):  # made of several nodes, for this place alone
                    self.add(n, self.lookup(root, {times(context, self._atom(self.key(n)))}))
                continue
            if kind != "b":
                self.add(n, self.lookup(root, {times(context, p) for p in self.expand(n)}))
            stack += self._below(op, n, args, context, root)

    def _below(
        self, op: str, n: int, args: tuple[int, ...], context: Product, root: Root
    ) -> list[tuple[int, Product, Root]]:
        if op in SUMS:
            return [(a, context, root) for a in args]
        if op == "mul":
            a, b = args
            return [(a, times(context, p), root) for p in self.expand(b)] + [
                (b, times(context, p), root) for p in self.expand(a)
            ]
        if op == "div":
            key = self.inverse(args[1])
            over = times(context, self._atom(key))
            return [(args[0], over, root), (args[1], (), self._inside(key, n, root))]
        if op == "select":
            return [(args[0], (), root), (args[1], context, root), (args[2], context, root)]
        if op in CONDITIONS:
            named: Root = ("condition", self.values.difference(*args))
            known = named in self.text.roots
            if not known:  # tested again after a reset, or the time since the last spike
                named = ("refractory",) if self.g.depends_on(n, self.g.leaf("age")) else ("conditions",)
            self.add(n, self.text.whole.get(named, frozenset()))
            return [(a, (), named if known else _foreign(named)) for a in args]
        if op in LOGIC:
            return [(a, (), root) for a in args]
        return [(a, (), self._inside(self.key(n), n, root)) for a in args]

    def _inside(self, key: Key, n: int, root: Root) -> Root:
        """The root for the arguments of a function."""
        inside: Root = ("inside", key)
        if inside not in self.text.roots:
            return _foreign(root)
        self.add(n, self.text.whole[inside])
        return inside

    def lookup(self, root: Root, products: Iterable[Product]) -> set[Span]:
        """The places that contribute these products to a root; all of the root's where none is known to."""
        spans: set[Span] = set()
        for product in products:
            spans |= self._exact(root, product) or self._near(root, product)
        whole = root[1] if root[0] == "foreign" else root
        return spans or set(self.text.whole.get(whole, ()))

    def _exact(self, root: Root, product: Product) -> frozenset[Span]:
        return self.text.roots.get(root, {}).get(product, frozenset())

    def _near(self, root: Root, product: Product) -> frozenset[Span]:
        """What a method has brought together: the state itself, a term of another equation, a part of a term."""
        if root[0] == "rhs" and product == (("leaf", root[1]),):
            return frozenset({self.spans_of_state[root[1]]})
        own = root[1] if root[0] == "foreign" else root
        if not product or own[0] == "update":
            return frozenset()
        for roots in ([own], [r for r in self.text.roots if r[0] == "rhs"]):
            for r in roots:
                same = self._exact(r, product)
                if same:
                    return same
        terms = self.text.roots.get(own, {})
        return frozenset().union(*(spans for other, spans in terms.items() if contains(other, product)))


def _foreign(root: Root) -> Root:
    return root if root[0] == "foreign" else ("foreign", root)


def _noise(e: Equations) -> dict[str, Key]:
    """The normal draws that stand for white noise, by the number of the draw."""
    g, builder = e.graph, e.builder
    own = {n for draw in builder._draws.values() for n in g.reachable([draw])}
    drawn = [k for k in range(builder.normal_draws) if g.leaf("normal", str(k)) not in own]
    sources = sorted({leaf for terms in e.diffusion.values() for leaf in terms})
    return {str(k): ("noise", str(leaf)) for k, leaf in zip(drawn, sources, strict=False)}
