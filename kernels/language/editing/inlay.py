"""What the analysis knows and the text does not say: units that were inferred, and values that follow from others."""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.analysis import Analysis
from kernels.language.checks.fold import evaluate
from kernels.language.model import Model
from kernels.language.syntax.tree import Definition, Expr, Span
from kernels.language.units.unit_table import is_unit

_LONGEST = 32  # characters of a unit that are shown beside the text


class Inlay(NamedTuple):
    """A note to be shown at an offset: ` : mV` or ` = 9.4 ms`. `kind` is unit or value; `doc` says what it is."""

    offset: int
    label: str
    kind: str
    doc: str


def inlays(analysis: Analysis, within: Span | None = None) -> list[Inlay]:
    """The notes of a text, or of a part of it, in its order."""
    values = {} if analysis.model is None else derived_values(analysis.model)
    found = []
    for one in analysis.document.statements:
        if not isinstance(one, Definition) or (within is not None and not _meet(one.span, within)):
            continue
        info = analysis.names.get(one.name)
        if info is None or info.span != one.name_span:
            continue
        if one.name in values and not _says_itself(one.expr):
            value = f"{values[one.name]:.4g} {info.unit}".rstrip()
            found.append(Inlay(_behind(one), f"= {value}", "value", "the value with the defaults of the parameters"))
        elif one.unit is None and info.unit and not _says_itself(one.expr) and len(info.unit) <= _LONGEST:
            found.append(Inlay(one.span.end, f": {info.unit}", "unit", "the unit, as inferred"))
    return found


def derived_values(model: Model) -> dict[str, float]:
    """The parameters, and the expressions that follow from them alone, by name, in display units."""
    values = {item.name: item.default for item in model.parameters}
    for item in model.subexpressions:
        value = evaluate(item.expr, values)
        if value is not None:
            values[item.name] = value
    return values


def _behind(one: Definition) -> int:
    """Behind the right side, before its unit."""
    return one.expr.end if one.expr is not None else one.span.end


def _says_itself(expr: Expr | None) -> bool:
    """Whether the right side is a number with its unit, `20*mV` or `-3 mS/cm**2`: then there is nothing to add."""
    if expr is None:
        return True
    waiting, numbers = [expr], 0
    while waiting:
        node = waiting.pop()
        if node.op == "num":
            numbers += 1
        elif node.op == "name":
            if not is_unit(str(node.value)):
                return False
        elif node.op == "pow":
            waiting.append(node.args[0])
        elif node.op in ("mul", "div", "neg", "pos"):
            waiting.extend(node.args)
        else:
            return False
    return numbers <= 1


def _meet(span: Span, other: Span) -> bool:
    return span.start <= other.end and other.start <= span.end
