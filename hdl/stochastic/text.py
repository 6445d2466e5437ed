"""A stochastic graph as text, and back: one line a node, exactly.

    stochastic lif
    # what it was made from
    %0 = input port=I low=0 high=1280 point=8 : number 0..1280 .8
    %1 = scale a=%0 mantissa=1 shift=3 : number 0..1280 .11
    %2 = encode a=%1 coding=unipolar source=lfsr width=11 seed=77 length=256 : unipolar 256
    %3 = popcount a=%2 : number 0..256 .8
    output count %3
    output v %9.v

Behind the colon stands the type. A name may follow behind a semicolon.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from hdl.stochastic.nodes import (
    ENCODERS,
    OPERANDS,
    PARTS,
    WORDS,
    Encode,
    Graph,
    Neuron,
    Node,
    Number,
    Output,
    Stream,
    Type,
)
from kernels.errors import KernelsError, quoted

MOST_LINES = 10_000
LONGEST_LINE = 1_000
MOST_PROBLEMS = 50

_WORD = r"[A-Za-z][A-Za-z0-9_]{0,63}"
_INT = r"-?\d{1,25}"
_HEADING = re.compile(rf"stochastic ({_WORD})")
_NODE = re.compile(r"%(\d{1,9}) = ([a-z_]+)((?: [a-z_]+=\S+)*) : ([^;]*?)(?: ; ([ -~]{1,100}))?")
_OUTPUT = re.compile(rf"output ({_WORD}) %(\d{{1,9}})(?:\.([a-z]+))?")
_NUMBER = re.compile(rf"number ({_INT})\.\.({_INT}) \.({_INT})")
_STREAM = re.compile(r"([a-z]+) (\d{1,9})")
_VALUES = {"int": re.compile(_INT), "str": re.compile(_WORD)}
_WORD_OF = {kind: word for word, kind in WORDS.items()}


class GraphError(KernelsError):
    """A text or graph that is none: the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `line` counts from 1; 0 where it is about the whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


@dataclass(frozen=True, slots=True)
class Parsed:
    """What could be read of a text, the lines of its nodes and outputs, and what could not be read."""

    graph: Graph
    node_lines: tuple[int, ...]
    output_lines: tuple[int, ...]
    problems: tuple[Problem, ...]


def is_name(word: str) -> bool:
    """Whether a graph, port or output can be called so."""
    return re.fullmatch(_WORD, word) is not None


def to_text(graph: Graph) -> str:
    """The text of a graph."""
    lines = [f"stochastic {graph.name}"]
    lines += [f"# {note}" if note else "#" for note in graph.notes]
    for i, (node, kind) in enumerate(zip(graph.nodes, graph.types, strict=True)):
        name = f" ; {graph.names[i]}" if i in graph.names else ""
        lines.append(f"%{i} = {shown(node)} : {kind}{name}")
    lines += [f"output {o.name} %{o.node}{'.' if o.part else ''}{o.part}" for o in graph.outputs]
    return "\n".join(lines) + "\n"


def shown(node: Node) -> str:
    """A node with its operands and numbers."""
    parts = [_WORD_OF[type(node)]]
    for f in fields(node):
        mark = "%" if f.name in OPERANDS[type(node)] else ""
        parts.append(f"{_key(node, f.name)}={mark}{getattr(node, f.name)}")
    return " ".join(parts)


def _key(node: Node, name: str) -> str:
    """The word for a field: the number of an encoder is a seed or a dimension."""
    return ENCODERS.get(node.source, name) if isinstance(node, Encode) and name == "number" else name


def from_text(text: str) -> Graph:
    """The graph of a text, not yet verified. GraphError with the first line that cannot be read."""
    parsed = read_text(text)
    if parsed.problems:
        raise GraphError(str(parsed.problems[0]))
    return parsed.graph


def read_text(text: str) -> Parsed:
    """All that can be read of a text; what cannot is a problem with its line, and the rest is read on."""
    lines = text.split("\n", MOST_LINES)
    if len(lines) > MOST_LINES:
        return _nothing(f"a graph has at most {MOST_LINES} lines")
    if max(map(len, lines)) > LONGEST_LINE:
        number = next(i for i, line in enumerate(lines, 1) if len(line) > LONGEST_LINE)
        return _nothing(f"a line has at most {LONGEST_LINE} characters", number)
    heading = _HEADING.fullmatch(lines[0].rstrip("\r"))
    if heading is None:
        return _nothing("a graph begins with its name, as in: stochastic lif", 1)
    reader = _Reader(heading[1])
    for number, line in enumerate(lines[1:], 2):
        reader.read(number, line.rstrip("\r"))
        if len(reader.problems) >= MOST_PROBLEMS:
            break
    return reader.finished()


def _nothing(message: str, line: int = 0) -> Parsed:
    return Parsed(Graph("", (), (), ()), (), (), (Problem(line, message),))


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes: list[Node] = []
        self.types: list[Type] = []
        self.lines: list[int] = []
        self.names: dict[int, str] = {}
        self.notes: list[str] = []
        self.outputs: list[Output] = []
        self.output_lines: list[int] = []
        self.problems: list[Problem] = []

    def finished(self) -> Parsed:
        graph = Graph(
            self.name, tuple(self.nodes), tuple(self.types), tuple(self.outputs), tuple(self.notes), self.names
        )
        return Parsed(graph, tuple(self.lines), tuple(self.output_lines), tuple(self.problems))

    def read(self, number: int, line: str) -> None:
        try:
            for begins, take in self.kinds.items():
                if line.startswith(begins):
                    take(self, number, line)
                    return
            if line:
                raise GraphError(f"{quoted(line)} is no node, no output and no comment")
        except GraphError as problem:
            self.problems.append(Problem(number, str(problem)))

    def note(self, number: int, line: str) -> None:
        if self.nodes or self.outputs:
            raise GraphError("comments stand above the first node")
        if not all(" " <= c <= "~" for c in line) or (line != "#" and not line.startswith("# ")):
            raise GraphError("a comment is # and a space before plain ASCII text")
        self.notes.append(line[2:])

    def output(self, number: int, line: str) -> None:
        match = _OUTPUT.fullmatch(line)
        if match is None:
            raise GraphError(f"{quoted(line)} is no output, as in: output v %9.v")
        if match[3] is not None and match[3] not in PARTS:
            raise GraphError(f"a neuron has the parts {' and '.join(PARTS)}, not {match[3]}")
        self.outputs.append(Output(match[1], int(match[2]), match[3] or ""))
        self.output_lines.append(number)

    def node(self, number: int, line: str) -> None:
        match = _NODE.fullmatch(line)
        if match is None:
            raise GraphError(f"{quoted(line)} is no node, as in: %3 = popcount a=%2 : number 0..256 .8")
        position = int(match[1])
        if position < len(self.nodes):
            raise GraphError(f"%{position} is assigned a second time")
        if position > len(self.nodes):
            raise GraphError(f"the next node is %{len(self.nodes)}, not %{position}")
        if self.outputs:
            raise GraphError("nodes stand above the outputs")
        self.types.append(_type(match[4]))
        try:
            self.nodes.append(_node(match[2], match[3].split()))
        except GraphError:
            self.types.pop()
            raise
        self.lines.append(number)
        if match[5] is not None:
            self.names[position] = match[5]

    kinds: dict[str, Callable[[_Reader, int, str], None]] = {"#": note, "output": output, "%": node}  # noqa: RUF012


def _type(text: str) -> Type:
    if text == "neuron":
        return Neuron()
    number = _NUMBER.fullmatch(text)
    if number is not None:
        return Number(int(number[1]), int(number[2]), int(number[3]))
    stream = _STREAM.fullmatch(text)
    if stream is None:
        raise GraphError(f"{quoted(text)} is no type: there are number, unipolar, bipolar and neuron")
    return Stream(stream[1], int(stream[2]))


def _node(word: str, given: list[str]) -> Node:
    if word not in WORDS:
        raise GraphError(f"there is no node {quoted(word)}; the nodes are {', '.join(WORDS)}")
    kind = WORDS[word]
    values: dict[str, Any] = {}
    pairs = [part.split("=", 1) for part in given]
    source = next((value for key, value in pairs if key == "source"), "")
    if kind is Encode and source not in ENCODERS:
        raise GraphError(f"there is no encoder {quoted(source)}, only {' and '.join(ENCODERS)}")
    keys = [ENCODERS[source] if kind is Encode and f.name == "number" else f.name for f in fields(kind)]
    if [key for key, _ in pairs] != keys:
        raise GraphError(f"{word} is written {' '.join([word, *(f'{key}=' for key in keys)])}")
    for f, (key, value) in zip(fields(kind), pairs, strict=True):
        operand = f.name in OPERANDS[kind]
        pattern = re.compile(r"%\d{1,9}") if operand else _VALUES[str(f.type)]
        if not pattern.fullmatch(value):
            raise GraphError(f"{key} cannot be {quoted(value)}")
        values[f.name] = value if f.type == "str" else int(value.removeprefix("%"))
    return kind(**values)
