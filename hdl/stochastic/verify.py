"""Is a stochastic graph well formed? Everything the printer and the simulation rely on, every fault with its line."""

from __future__ import annotations

from hdl.stochastic.lfsr import near
from hdl.stochastic.node_types import Unfit, type_of
from hdl.stochastic.nodes import (
    BitwiseAnd,
    BitwiseXnor,
    Encode,
    Graph,
    Input,
    Neuron,
    Popcount,
    Stream,
    Type,
    operands,
)  # fmt: skip
from hdl.stochastic.text import MOST_PROBLEMS, GraphError, Parsed, Problem, is_name, read_text
from kernels.errors import quoted

MOST_NODES = 2_000
MOST_STREAMS = 256
MOST_OUTPUTS = 256
DEEPEST = 200  # nodes one behind the other
LONGEST_NOTE = 500  # characters
MOST_FACTORS = 16  # streams in one product

Generator = tuple[str, int, int]  # source, width, number


def verify(text: str) -> tuple[Problem, ...]:
    """All faults of a text by line, those of the reading first; none is a pass."""
    parsed = read_text(text)
    return parsed.problems or problems_of(parsed.graph, parsed)


def check(graph: Graph) -> Graph:
    """The graph itself. GraphError with its first fault."""
    found = problems_of(graph)
    if found:
        raise GraphError(str(found[0]))
    return graph


def problems_of(graph: Graph, parsed: Parsed | None = None) -> tuple[Problem, ...]:
    """All faults of a graph; `parsed` gives their lines."""
    whole = _sizes(graph)
    if whole:
        return tuple(Problem(0, message) for message in whole)
    found = [(parsed.node_lines[i] if parsed else 0, f"%{i}: {m}") for i, m in _nodes(graph)]
    found += [(parsed.output_lines[k] if parsed else 0, m) for k, m in _outputs(graph)]
    if not found:
        found += [(parsed.node_lines[i] if parsed else 0, f"%{i}: {m}") for i, m in (*_streams(graph), *_unread(graph))]
    return tuple(Problem(line, message) for line, message in sorted(found, key=lambda one: one[0])[:MOST_PROBLEMS])


def _sizes(graph: Graph) -> list[str]:
    """What is wrong with the whole, before any node is looked at."""
    found = []
    encoders = sum(isinstance(node, Encode) for node in graph.nodes)
    for count, most, what in (
        (len(graph.nodes), MOST_NODES, "nodes"), (encoders, MOST_STREAMS, "encoders"),
        (len(graph.outputs), MOST_OUTPUTS, "outputs"),
    ):  # fmt: skip
        if count > most:
            found.append(f"it has {count} {what}; a graph has at most {most}")
    if len(graph.nodes) != len(graph.types):
        found.append("every node needs a type")
    if not graph.outputs:
        found.append("the graph has no output")
    if not encoders:
        found.append("the graph has no stream: nothing is encoded")
    words = [graph.name, *(node.port for node in graph.inputs), *(o.name for o in graph.outputs)]
    found += [f"{quoted(word)} is no name: a letter, then letters, digits and _" for word in words if not is_name(word)]
    for what, texts in (("note", graph.notes), ("node's name", graph.names.values())):
        if any(len(text) > LONGEST_NOTE or not text.isascii() or not text.isprintable() for text in texts):
            found.append(f"a {what} has to be plain ASCII of at most {LONGEST_NOTE} characters")
    return found


def _nodes(graph: Graph) -> list[tuple[int, str]]:
    """Order, types, depth, and that all streams have one length."""
    found: list[tuple[int, str]] = []
    types: list[Type] = list(graph.types)
    depth: list[int] = []
    lengths: dict[int, int] = {}
    ports: set[str] = set()
    for i, node in enumerate(graph.nodes):
        late = [operand for operand in operands(node) if not 0 <= operand < i]
        depth.append(1 + max((depth[operand] for operand in operands(node) if 0 <= operand < i), default=0))
        if late:
            where = "itself" if late[0] == i else f"%{late[0]}, which is not before it"
            found.append((i, f"it reads {where}: a graph has no circles"))
            continue
        if depth[i] > DEEPEST:
            found.append((i, f"{depth[i]} nodes stand one behind the other; at most {DEEPEST} may"))
        try:
            kind = type_of(node, types.__getitem__)
        except Unfit as problem:
            found.append((i, str(problem)))
            continue
        if kind != graph.types[i]:
            found.append((i, f"it is {kind}, not {graph.types[i]}"))
        if isinstance(node, Input):
            if node.port in ports:
                found.append((i, f"the input {node.port} is there twice"))
            ports.add(node.port)
        if isinstance(node, Encode):
            lengths[node.length] = i
            if len(lengths) == 2:
                shorter, longer = sorted(lengths)
                found.append((i, f"streams of {shorter} and of {longer} bits: those of one module have one length"))
    return found


def _outputs(graph: Graph) -> list[tuple[int, str]]:
    """Names, and what each shows. Ports and outputs share their names."""
    found: list[tuple[int, str]] = []
    names: set[str] = set()
    names.update(node.port for node in graph.inputs)
    for k, o in enumerate(graph.outputs):
        if o.name in names:
            found.append((k, f"the name {o.name} is there twice"))
        names.add(o.name)
        if not 0 <= o.node < len(graph.types):
            found.append((k, f"output {o.name} shows %{o.node}, which is not there"))
            continue
        kind = graph.types[o.node]
        if isinstance(kind, Stream):
            found.append((k, f"output {o.name} shows the stream %{o.node}: count it with popcount first"))
        elif isinstance(kind, Neuron) != bool(o.part):
            what = "the neuron's .v or .spike" if isinstance(kind, Neuron) else f"%{o.node}, a number, without a part"
            found.append((k, f"output {o.name} has to show {what}"))
    return found


def _streams(graph: Graph) -> list[tuple[int, str]]:
    """Products of streams that are not independent, and encoders that would need what is only counted later."""
    found: list[tuple[int, str]] = []
    sources: list[frozenset[Generator]] = []
    counted: list[bool] = []
    for i, node in enumerate(graph.nodes):
        read = operands(node)
        counted.append(isinstance(node, Popcount) or any(counted[operand] for operand in read))
        if isinstance(node, Encode):
            sources.append(frozenset({(node.source, node.width, node.number)}))
            if counted[i]:
                found.append((i, f"it encodes %{node.a}, which is known only when all streams have been counted"))
        elif isinstance(node, BitwiseAnd | BitwiseXnor):
            a, b = (sources[operand] for operand in read)
            clash = _dependent(a, b)
            if clash:
                found.append((i, f"both streams come from {clash}: a product needs independent ones"))
            if len(a | b) > MOST_FACTORS:
                found.append((i, f"a product of {len(a | b)} streams; at most {MOST_FACTORS} are multiplied"))
                break
            sources.append(a | b)
        else:
            sources.append(frozenset())
    return found


def _dependent(a: frozenset[Generator], b: frozenset[Generator]) -> str:
    """What two sets of generators share: "" where nothing."""
    for source, width, number in sorted(a):
        if (source, width, number) in b:
            return f"the LFSR of seed {number}" if source == "lfsr" else f"Sobol dimension {number}"
        if source != "lfsr":
            continue
        for other, size, seed in sorted(b):
            if other == "lfsr" and size == width and near(width, number, seed):
                return f"an LFSR of {width} bits at seeds {number} and {seed}, fewer than {width} clocks apart"
    return ""


def _unread(graph: Graph) -> list[tuple[int, str]]:
    read = {operand for node in graph.nodes for operand in operands(node)} | {o.node for o in graph.outputs}
    return [(i, "nothing reads it") for i in range(len(graph.nodes)) if i not in read]
