"""A text in an intermediate form: which one it is in, what is wrong with it, and the files it becomes."""

from __future__ import annotations

import re

from hdl.circuit_files import circuit_files, random_inputs, read_circuit
from hdl.files import Printed
from hdl.ir.verify import CircuitError
from hdl.stochastic.files import VECTOR_STEPS, printed_graph, random_stimulus
from hdl.stochastic.text import Problem, from_text
from hdl.stochastic.verify import check, verify
from kernels.errors import RequestError

FORMS = ("dataflow", "stochastic")
HEADINGS = {"dataflow": "circuit", "stochastic": "stochastic"}  # the first word of a text
LONGEST_TEXT = 4_000_000  # characters


def form_of(text: str) -> str:
    """Which form a text is in. RequestError where it is none."""
    if not isinstance(text, str) or not text:
        raise RequestError("text", "needs a text in one of the forms, or a model beside it")
    if len(text) > LONGEST_TEXT:
        raise RequestError("text", f"has {len(text):,} characters; at most {LONGEST_TEXT:,} are read")
    for form, word in HEADINGS.items():
        if text.startswith(f"{word} "):
            return form
    raise RequestError("text", "begins with neither `circuit NAME` (dataflow) nor `stochastic NAME`")


def name_in(text: str, form: str) -> str:
    """The name in the heading of a text, "" where it has none."""
    heading = re.match(rf"{HEADINGS[form]} (\w{{1,64}})", text)
    return heading[1] if heading else ""


def problems_in(text: str, form: str) -> tuple[Problem, ...]:
    """All faults of a stochastic text, the first of a dataflow, with their lines; none is a pass."""
    if form == "stochastic":
        return verify(text)
    try:
        read_circuit(text)
    except CircuitError as problem:
        return (_placed(text, str(problem)),)
    return ()


def files_of(text: str, form: str, steps: int = VECTOR_STEPS, seed: int = 0) -> Printed:
    """The files of a text, with vectors of random inputs. GraphError or CircuitError where it does not verify."""
    if form == "stochastic":
        graph = check(from_text(text))
        return printed_graph(graph, steps, random_stimulus(graph, steps, seed))
    circuit = read_circuit(text)
    return circuit_files(circuit, steps, random_inputs(circuit, steps, seed))


def _placed(text: str, message: str) -> Problem:
    """A fault of a dataflow at the line of what it names."""
    said = re.match(r"line (\d+): (.*)", message, re.DOTALL)
    if said:
        return Problem(int(said[1]), said[2])
    node = re.match(r"(%\d+):", message)
    part = re.match(r"(input|register|source|table|output) (\w+)", message)
    begins = f"{node[1]} = " if node else f"{part[1]} {part[2]} " if part else ""
    for number, line in enumerate(text.splitlines() if begins else (), 1):
        if line.startswith(begins):
            return Problem(number, message)
    return Problem(0, message)
