"""The equations of a model as LaTeX: an `align` environment, and a table of the parameters with the values of a run."""

from __future__ import annotations

from kernels.errors import ModelError
from kernels.export.job import Job, Program, file_stem, one_line
from kernels.export.latex_expressions import PRODUCT, SUM, expression, left_side, symbol
from kernels.language.syntax.bodies import Event
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Assignment, Definition, Directive, Expr

LONGEST = 240  # characters of a line of an equation before it is broken at a sum
ASSIGNED = {"=": "", "+=": "+", "-=": "-", "*=": r"\cdot", "/=": "/"}
SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    c: "\\" + c for c in "&%$#_{}"
}


def latex(job: Job) -> Program:
    """The equations as they are written in the text, with its functions and units. They run nowhere."""
    text = job.model.source
    if not text:
        raise ModelError("this model has no text of its own; latex sets the equations of a text")
    parameters = {p.name for p in job.model.parameters}
    rows: list[str] = []
    for item in parse_document(text)[0].statements:
        if isinstance(item, Definition) and item.expr is not None and item.name not in parameters:
            rows += _broken(left_side(item), item.expr, text)
        elif isinstance(item, Directive):
            rows += _directive(item, text)
    lines = [f"% {one_line(job.model.title)}", "% Needs \\usepackage{amsmath}.", r"\begin{align}"]
    lines += [f"  {row}" + (r" \\" if i < len(rows) - 1 else "") for i, row in enumerate(rows)]
    lines += [r"\end{align}", *_table(job)]
    return Program("latex", "\n".join(lines) + "\n", f"{file_stem(job.model)}.tex", "")


def _broken(left: str, expr: Expr, text: str) -> list[str]:
    """The rows of an equation, a long one broken at the terms of its sum."""
    terms: list[str] = []
    while expr.op in ("add", "sub"):
        mark = "+" if expr.op == "add" else "-"
        terms.append(f"{mark} {expression(expr.args[1], text, SUM if mark == '+' else PRODUCT)}")
        expr = expr.args[0]
    terms.append(expression(expr, text, SUM))
    terms.reverse()
    rows = [f"{left} &="]
    used = 0
    for term in terms:
        if used and used + len(term) > LONGEST:
            rows[-1] += r" \nonumber"
            rows.append(r"&\quad {}")
            used = 0
        rows[-1] += f" {term}"
        used += len(term)
    return rows


def _directive(item: Directive, text: str) -> list[str]:
    body = item.body
    if item.key in ("threshold", "spike") and isinstance(body, Expr):
        return [rf"\text{{spike}} &\quad\text{{if }} {expression(body, text)}"]
    if item.key == "reset" and isinstance(body, tuple):
        return [rf"\text{{then}} &\quad {_statements(body, text)}"]
    if item.key == "refractory" and isinstance(body, Expr):
        return [rf"\text{{refractory}} &\quad {expression(body, text)}"]
    if item.key == "on" and isinstance(body, Event):
        condition = expression(body.condition, text)
        return [rf"\text{{if }} {condition} &\quad\text{{then }} {_statements(body.assignments, text)}"]
    return []


def _statements(assignments: tuple[Assignment, ...], text: str) -> str:
    return r",\quad ".join(_assigned(a, text) for a in assignments)


def _assigned(a: Assignment, text: str) -> str:
    name, mark = symbol(a.name), ASSIGNED[a.operator]
    value = expression(a.expr, text, PRODUCT if mark else 0)
    return rf"{name} \leftarrow {name} {mark} {value}" if mark else rf"{name} \leftarrow {value}"


def _table(job: Job) -> list[str]:
    """The parameters with the values of the run, in the model's display units."""
    if not job.model.parameters:
        return []
    rows = []
    for p in job.model.parameters:
        value = f"{float(job.run.parameters[p.name]):.10g}"
        mantissa, sign, exponent = value.partition("e")
        number = rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if sign else mantissa
        rows.append(rf"  ${symbol(p.name)}$ & ${number}$ & {_prose(p.unit)} & {_prose(p.doc)} \\")
    head = [r"\begin{tabular}{lrll}", r"  parameter & value & unit & meaning \\ \hline"]
    return ["", *head, *rows, r"\end{tabular}"]


def _prose(text: str) -> str:
    return "".join(SPECIAL.get(c, c) for c in one_line(text))
