"""How the operands of an operation come together: one unit, one scale, plain numbers, conditions; and the result."""

from __future__ import annotations

from collections.abc import Sequence

from kernels.language.checks.fold import CALLS, OPERATORS, fold
from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic
from kernels.language.limits import MAX_PROBLEMS
from kernels.language.syntax.tree import Expr
from kernels.language.units.display_units import DisplayUnits
from kernels.language.units.scaled import (
    NUMBER,
    QUANTITY,
    UNKNOWN,
    Value,
    aligned,
    is_scale_free,
    new_expr,
    new_value,
    number,
)
from kernels.language.units.unit_problems import bare_number, mismatch, not_dimensionless, operator_span, shown
from kernels.language.units.unit_table import DIMENSIONLESS, Dimension, Rational

_NOT_FINITE = (float("inf"), float("-inf"))


class Operands:
    """Brings operands together and reports where they do not fit.

    `problems` collects the reports, each place and code once; `units` are the file's display units.
    """

    def __init__(self, text: str, units: DisplayUnits) -> None:
        self.text = text
        self.units = units
        self.problems: list[Diagnostic] = []
        self._reported: set[tuple[str, int, int]] = set()
        self._call_site: Expr | None = None  # the outermost call that is being inlined

    def shown(self, dimension: Dimension) -> str:
        """The file's display unit of a dimension, as a message names it."""
        return self.units.of(dimension).text or "a plain number"

    def _built(
        self, node: Expr, values: Sequence[Value], kind: str, dimension: Dimension | None, exponent: Rational
    ) -> Value:
        """The node over new operands, computed at once where all of them are numbers."""
        size, depth, constant = 1, 0, True
        parts = []
        for expr, _, _, _, value_size, value_depth in values:
            parts.append(expr)
            size += value_size
            if value_depth > depth:
                depth = value_depth
            if constant and expr.op != "num":
                constant = False
        if constant:
            numbers = [expr.value for expr in parts]
            function = CALLS.get(str(node.value)) if node.op == "call" else OPERATORS.get(node.op)
            if function is not None:
                result = fold(function, numbers)  # type: ignore[arg-type]
                if result in _NOT_FINITE or result != result:
                    self._not_finite(node, numbers, result)  # type: ignore[arg-type]
                return new_value((number(result, node), kind, dimension, exponent, 1, 1))
        built = new_expr((node.op, tuple(parts), node.value, node.start, node.end, node.op_start))
        return new_value((built, kind, dimension, exponent, size, depth + 1))

    def _not_finite(self, node: Expr, operands: Sequence[float], result: float) -> None:
        if any(operand != operand for operand in operands):
            return  # reported where it arose
        if result == result and any(operand in _NOT_FINITE for operand in operands):
            return  # written as inf
        start, end = operator_span(node, self.text)
        what = "is not defined" if result != result else "is too large for a number"
        if node.op in ("div", "mod", "floordiv") and operands[-1] == 0.0:
            what = "divides by zero"
        self._report(diagnose("ODE308", start, end, f"this constant {what}"))

    def _met(self, node: Expr, values: Sequence[Value], meeting: Sequence[Value], want: Rational | None) -> Value:
        """A node over `values` of which those in `meeting` share one unit, which is the result's."""
        met, kind, dimension, exponent = self._meet(node, meeting, want)
        replaced = dict(zip(map(id, meeting), met, strict=True))
        return self._built(node, [replaced.get(id(value), value) for value in values], kind, dimension, exponent)

    def _meet(
        self, node: Expr, values: Sequence[Value], want: Rational | None
    ) -> tuple[list[Value], str, Dimension | None, Rational]:
        """Bring values that share one unit to one exponent; what they share is the rest of the result."""
        known: Value | None = None
        uniform, any_unknown, any_number = True, False, False
        for value in values:
            if value.kind is UNKNOWN:
                any_unknown = True
            elif value.kind is NUMBER:
                any_number = True
            elif known is None:
                known = value
            elif value.dimension != known.dimension:
                self._report(mismatch(node, self.text, known, value))
                return list(values), UNKNOWN, None, 0
            elif value.exponent != known.exponent:
                uniform = False
        if known is None:
            if any_unknown:
                return list(values), UNKNOWN, None, 0
            return list(values), NUMBER, DIMENSIONLESS, 0
        dimension: Dimension = known.dimension  # type: ignore[assignment]
        if any_number and dimension != DIMENSIONLESS:
            self._check_numbers(node, values, dimension, known)
        if any_unknown:
            exponent = self.units.of(dimension).exponent if want is None else want
        elif uniform:
            exponent = known.exponent
        else:  # numbers take a factor for free, so the others say
            others = [value for value in values if value.kind is not NUMBER and value.expr.op != "num"] or [known]
            exponent = next((value.exponent for value in others if value.exponent == want), others[0].exponent)
        return [aligned(value, exponent) for value in values], QUANTITY, dimension, exponent

    def _check_numbers(self, node: Expr, values: Sequence[Value], dimension: Dimension, known: Value) -> None:
        for k, value in enumerate(values):
            if value.kind is NUMBER and not is_scale_free(value):
                operand = value.expr
                if self._call_site is None and node.op not in ("call", "if"):
                    operand = node.args[k]
                display = self.shown(dimension)
                other = f"a quantity in {shown(dimension, known.exponent)}"
                self._report(bare_number(operand, self.text, dimension, display, other))

    def _plain(self, node: Expr, value: Value) -> Value:
        """An argument that has to be a plain number, at exponent 0."""
        if value.kind is UNKNOWN or value.kind is NUMBER:
            return value
        if value.dimension != DIMENSIONLESS:
            self._report(not_dimensionless(node, self.text, value))
            return value
        return aligned(value, 0)

    def _truth(self, node: Expr, value: Value) -> Value:
        if value.kind is QUANTITY and value.dimension != DIMENSIONLESS:
            unit_text = shown(value.dimension, value.exponent)
            self._report(
                diagnose(
                    "ODE307",
                    node.start,
                    node.end,
                    f"a condition is expected here, but this is in {unit_text}: compare it",
                )
            )
        return value

    def _report(self, found: Diagnostic) -> None:
        key = (found.code, found.start, found.end)
        if key in self._reported or len(self._reported) > MAX_PROBLEMS:
            return
        self._reported.add(key)
        call = self._call_site
        if call is not None and not call.start <= found.start < call.end:
            source = self.text[call.start : call.end]
            shown_call = source if len(source) <= 40 else source[:37] + "..."
            found = found._replace(message=f"{found.message} (in the call `{shown_call}`)")
        self.problems.append(found)
