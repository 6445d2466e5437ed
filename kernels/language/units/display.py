"""Units in one walk: check every operation of an expression and rewrite it into display units.

Each node becomes a `Value`: the rewritten expression, its dimension, and the power of ten its number counts.
Quantities carry the scale of their display unit; products add scales, sums align them with one multiplication,
and what has no unit anywhere adopts the scale of the other side, so that a file without units comes out unchanged.
User functions are inlined at each call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kernels.language.checks.meanings import InlinedFunction, Meaning
from kernels.language.codes import diagnose
from kernels.language.constants import BUILTIN_NAMES
from kernels.language.functions import FUNCTIONS, accepts
from kernels.language.limits import MAX_DEPTH
from kernels.language.syntax.tree import Expr
from kernels.language.units.dimensions import exact, over, power, times, unit_name
from kernels.language.units.display_units import DisplayUnits
from kernels.language.units.operands import Operands
from kernels.language.units.scaled import (
    CONDITION,
    NUMBER,
    QUANTITY,
    UNKNOWN,
    Value,
    aligned,
    bare,
    is_one,
    is_scale_free,
    leaf,
    new_expr,
    new_value,
    number,
    unknown,
)
from kernels.language.units.unit_problems import bare_number, operator_span, shown, wrong_target
from kernels.language.units.unit_table import DIMENSIONLESS, Dimension, Rational, Unit, unit

MAX_NODES = 12_000  # of all rewritten expressions together, beyond those that the text itself has characters for
MAX_OPERATIONS = 200_000  # of all rewritten expressions together: an ordinary file of 10,000 lines has half of it
_CALL_COST = 4  # operations that inlining a call counts for
_DIFFERENCES = frozenset({"sub", "neg", "div", "pow"})  # true nearly always: `v - 3` is meant as `v > 3`
MAX_LEVELS = MAX_DEPTH + 50  # nesting after inlining: recursion over a rewritten expression stays safe
MAX_EXPONENT = 100  # of a power of a quantity, and of the dimensions it makes


class Rewriter(Operands):
    """Rewrites the expressions of one file; collects what it finds in `problems`.

    `meanings` maps every name (states, parameters, inputs, sub-expressions, clock, noise) to what it counts;
    the caller adds sub-expressions as it goes. `functions` holds the functions that are free of cycles.
    """

    def __init__(
        self,
        text: str,
        meanings: dict[str, Meaning],
        functions: Mapping[str, InlinedFunction],
        units: DisplayUnits,
    ) -> None:
        super().__init__(text, units)
        self.meanings = meanings
        self.functions = functions
        self.nodes = 0  # that inlining added
        self.operations = 0
        self._arguments: Mapping[str, Value] = {}
        self._full = False
        self._level = 0
        self._draws = 0

    # What the rest of the analysis calls

    def value(self, node: Expr, want: Rational | None = None) -> Value:
        """The node's value. `want` is the exponent its place asks for, used where the node itself leaves it open."""
        op = node.op
        if op == "num":
            return new_value((node, NUMBER, DIMENSIONLESS, 0, 1, 1))
        if op == "name":
            return self._name(node)
        self._level += 1
        if self.nodes > MAX_NODES or self._full:
            self._level -= 1
            return self._too_large(node)
        if self._level > MAX_LEVELS:
            self._level -= 1
            self._report(diagnose("ODE310", node.start, node.end, "nested too deeply once functions are inlined"))
            return unknown(node)
        result = _RULES[op](self, node, want)
        self._level -= 1
        return result

    def top(self, node: Expr, want: Rational | None = None) -> Value:
        """As `value`, for a whole expression: counts its size, and keeps results within the limits."""
        result = self.value(node, want)
        self.nodes += max(0, result.size - (node.end - node.start))  # an operation is a character or more
        self.operations += result.size
        if self.nodes > MAX_NODES or self.operations > MAX_OPERATIONS:
            return self._too_large(node)
        if result.depth > MAX_LEVELS:
            self._report(diagnose("ODE310", node.start, node.end, "nested too deeply once functions are inlined"))
        return result

    def assigned(self, node: Expr, target: Unit | None, what: str, bare_is_display: bool = False) -> Expr:
        """The expression of `node` in the unit of its target, reported where it has another.

        A target of None is unknown and takes everything. With `bare_is_display` a bare number counts the target's
        unit (ranges, presets, the run directive); otherwise only 0 may stand without a unit.
        """
        value = self.top(node, None if target is None else target.exponent)
        return self.fitted(node, value, target, what, bare_is_display)

    def fitted(self, node: Expr, value: Value, target: Unit | None, what: str, bare_is_display: bool = False) -> Expr:
        """As `assigned`, for a value that is already there."""
        if target is None:
            if value.kind is QUANTITY and value.dimension is not None:
                return aligned(value, self.units.of(value.dimension).exponent).expr
            return value.expr
        if value.kind is UNKNOWN or is_scale_free(value) or (value.kind is NUMBER and bare_is_display):
            return value.expr
        if value.dimension != target.dimension:
            wanted = unit_name(target.dimension, target.exponent) or self.shown(target.dimension)
            if value.kind is NUMBER:
                other = f"{what}, which is in {wanted}"
                self._report(bare_number(node, self.text, target.dimension, wanted, other))
            else:
                self._report(wrong_target(node, what, wanted, value))
            return value.expr
        return aligned(value, target.exponent).expr

    def condition(self, node: Expr, what: str) -> Expr:
        """The expression of a condition, reported where it is a quantity instead."""
        value = self.top(node)
        if value.kind is QUANTITY or value.kind is NUMBER or node.op in _DIFFERENCES:
            self._report(
                diagnose(
                    "ODE307",
                    node.start,
                    node.end,
                    f"{what} needs a condition such as `v > 20*mV`, but this is a quantity",
                )
            )
        return value.expr

    def _too_large(self, node: Expr) -> Value:
        """Says once that the file grows beyond what is rewritten; from then on nothing is."""
        if not self._full:
            self._full = True
            message = f"functions, written out at each call, add over {MAX_NODES} operations"
            if self.nodes <= MAX_NODES:
                message = f"the file has over {MAX_OPERATIONS} operations: one file describes one neuron"
            self._report(diagnose("ODE310", node.start, node.end, message))
        return unknown(node)

    # Leaves

    def _name(self, node: Expr) -> Value:
        name: str = node.value  # type: ignore[assignment]
        bound = self._arguments.get(name)
        if bound is not None:
            return bound
        meaning = self.meanings.get(name)
        if meaning is not None:
            return new_value((node, meaning.kind, meaning.dimension, meaning.exponent, 1, 1))
        constant = BUILTIN_NAMES.get(name)
        if constant is not None and constant.value is not None:
            return bare(constant.value, node)
        found = unit(name)
        if found is not None:
            return leaf(number(1.0, node), QUANTITY, found.dimension, found.exponent)
        return unknown(node)  # reported where names are checked

    def _error(self, node: Expr, want: Rational | None) -> Value:
        return unknown(node)

    # Operators

    def _negative(self, node: Expr, want: Rational | None) -> Value:
        inner = self.value(node.args[0], want)
        if inner.expr.op == "num":
            negated = number(-float(inner.expr.value), node)  # type: ignore[arg-type]
            return new_value((negated, *inner[1:]))
        kind = QUANTITY if inner.kind is CONDITION else inner.kind
        expr = new_expr((node.op, (inner.expr,), node.value, node.start, node.end, node.op_start))
        return new_value((expr, kind, inner.dimension, inner.exponent, inner.size + 1, inner.depth + 1))

    def _positive(self, node: Expr, want: Rational | None) -> Value:
        inner = self.value(node.args[0], want)
        return inner._replace(kind=_as_quantity(inner.kind))

    def _product(self, node: Expr, want: Rational | None) -> Value:
        first, second = node.args
        left = self.value(first, want if second.op == "num" else None)
        right = self.value(second, want if left.kind is NUMBER else None)
        if left.kind is UNKNOWN or right.kind is UNKNOWN:
            kind, dimension, exponent = _NOTHING
        else:
            kind = NUMBER if left.kind is NUMBER and right.kind is NUMBER else QUANTITY
            dimension = times(left.dimension, right.dimension)
            exponent = left.exponent + right.exponent
        if is_one(right):
            return Value(left.expr, kind, dimension, exponent, left.size, left.depth)
        if is_one(left):
            return Value(right.expr, kind, dimension, exponent, right.size, right.depth)
        return self._built(node, (left, right), kind, dimension, exponent)

    def _quotient(self, node: Expr, want: Rational | None) -> Value:
        left = self.value(node.args[0], want if node.args[1].op == "num" else None)
        right = self.value(node.args[1])
        if left.kind is UNKNOWN or right.kind is UNKNOWN:
            kind, dimension, exponent = _NOTHING
        else:
            kind = NUMBER if left.kind is NUMBER and right.kind is NUMBER else QUANTITY
            dimension = over(left.dimension, right.dimension)
            exponent = left.exponent - right.exponent
        if is_one(right):
            return Value(left.expr, kind, dimension, exponent, left.size, left.depth)
        return self._built(node, (left, right), kind, dimension, exponent)

    def _power(self, node: Expr, want: Rational | None) -> Value:
        base = self.value(node.args[0])
        exponent = self._plain(node, self.value(node.args[1], 0))
        if base.kind is UNKNOWN:
            return self._built(node, (base, exponent), UNKNOWN, None, 0)
        if base.dimension == DIMENSIONLESS and base.exponent == 0:
            kind = NUMBER if base.kind is NUMBER and exponent.kind is NUMBER else QUANTITY
            return self._built(node, (base, exponent), kind, DIMENSIONLESS, 0)
        if exponent.expr.op != "num" or not abs(float(exponent.expr.value)) <= MAX_EXPONENT:  # type: ignore[arg-type]
            if base.dimension == DIMENSIONLESS:
                return self._built(node, (aligned(base, 0), exponent), QUANTITY, DIMENSIONLESS, 0)
            if exponent.kind is not UNKNOWN or exponent.expr.op == "name":
                start, end = operator_span(node, self.text)
                unit_text = shown(base.dimension, base.exponent)
                self._report(
                    diagnose(
                        "ODE305", start, end, f"the power of something in {unit_text} needs a number as its exponent"
                    )
                )
            return self._built(node, (base, exponent), UNKNOWN, None, 0)
        size = exact(float(exponent.expr.value))  # type: ignore[arg-type]
        dimension = power(base.dimension, size)
        if any(not -MAX_EXPONENT <= part <= MAX_EXPONENT for part in (*dimension, base.exponent * size / 10)):
            start, end = operator_span(node, self.text)
            self._report(diagnose("ODE305", start, end, "the power of a unit is out of any sensible range"))
            return unknown(node)
        if is_one(base):
            return Value(base.expr, QUANTITY, dimension, base.exponent * size, 1, 1)
        return self._built(node, (base, exponent), QUANTITY, dimension, base.exponent * size)

    def _sum(self, node: Expr, want: Rational | None) -> Value:
        operands = [self.value(operand, want) for operand in node.args]
        return self._met(node, operands, operands, want)

    def _whole_quotient(self, node: Expr, want: Rational | None) -> Value:
        operands, kind, _, _ = self._meet(node, [self.value(operand) for operand in node.args], None)
        return self._built(node, operands, kind if kind is NUMBER else QUANTITY, DIMENSIONLESS, 0)

    def _comparison(self, node: Expr, want: Rational | None) -> Value:
        operands, _, _, _ = self._meet(node, [self.value(operand) for operand in node.args], None)
        return self._built(node, operands, CONDITION, DIMENSIONLESS, 0)

    def _logic(self, node: Expr, want: Rational | None) -> Value:
        operands = [self._truth(operand, self.value(operand)) for operand in node.args]
        return self._built(node, operands, CONDITION, DIMENSIONLESS, 0)

    def _conditional(self, node: Expr, want: Rational | None) -> Value:
        then, other = self.value(node.args[0], want), self.value(node.args[2], want)
        test = self._truth(node.args[1], self.value(node.args[1]))
        return self._met(node, (then, test, other), (then, other), want)

    # Calls

    def _call(self, node: Expr, want: Rational | None) -> Value:
        name = str(node.value)
        function = self.functions.get(name)
        if function is not None:
            return self._inlined(node, function, want)
        builtin = FUNCTIONS.get(name)
        if builtin is None or not accepts(builtin, len(node.args)):
            return unknown(node)  # reported where names are checked
        rule = builtin.unit_rule
        if rule == "where":
            test = self._truth(node.args[0], self.value(node.args[0]))
            branches = [self.value(argument, want) for argument in node.args[1:]]
            return self._met(node, (test, *branches), branches, want)
        if rule == "piecewise":
            values = [
                self._truth(argument, self.value(argument)) if k % 2 else self.value(argument, want)
                for k, argument in enumerate(node.args)
            ]
            return self._met(node, values, values[::2], want)
        values = [self.value(argument, want if rule == "same" else 0) for argument in node.args]
        if rule == "same":
            return self._met(node, values, values, want)
        if rule == "sqrt":
            return self._square_root(node, values[0])
        if rule == "sign":
            return self._built(node, values, _pure(values), DIMENSIONLESS, 0)
        if builtin.stochastic:
            node = self._own_draw(node)
            return self._built(node, [self._plain(node, value) for value in values], QUANTITY, DIMENSIONLESS, 0)
        plain = [self._plain(node, value) for value in values]
        return self._built(node, plain, _pure(plain), DIMENSIONLESS, 0)

    def _square_root(self, node: Expr, value: Value) -> Value:
        if value.kind is UNKNOWN:
            return self._built(node, (value,), UNKNOWN, None, 0)
        kind = NUMBER if value.kind is NUMBER else QUANTITY
        half = exact(0.5)
        dimension = power(value.dimension, half)
        return self._built(node, (value,), kind, dimension, value.exponent * half)

    def _inlined(self, node: Expr, function: InlinedFunction, want: Rational | None) -> Value:
        if len(function.arguments) != len(node.args):
            return unknown(node)  # reported where names are checked
        bound = dict(zip(function.arguments, [self.value(argument) for argument in node.args], strict=True))
        self.nodes += _CALL_COST
        outer_arguments, outer_site = self._arguments, self._call_site
        self._arguments = bound
        self._call_site = node if outer_site is None else outer_site
        value = self.value(function.body, want if function.unit is None else function.unit.exponent)
        self._arguments, self._call_site = outer_arguments, outer_site
        if value.size > MAX_NODES:
            self.nodes += value.size
        return self._annotated(function, str(node.value), value)

    def check_function(self, name: str, function: InlinedFunction) -> None:
        """Check a function's body for itself, its arguments unknown, so that an uncalled one is checked too."""
        self._arguments = {argument: unknown(function.body) for argument in function.arguments}
        self._annotated(function, name, self.value(function.body))
        self._arguments = {}

    def _annotated(self, function: InlinedFunction, name: str, value: Value) -> Value:
        target = function.unit
        if target is None or is_scale_free(value):
            return value
        if value.kind is UNKNOWN:
            return value._replace(kind=QUANTITY, dimension=target.dimension, exponent=target.exponent)
        if value.dimension != target.dimension:
            wanted = self.shown(target.dimension)
            if value.kind is NUMBER:
                other = f"the function {name}, which is in {wanted}"
                self._report(bare_number(function.body, self.text, target.dimension, wanted, other))
            else:
                self._report(wrong_target(function.body, f"the function {name}", wanted, value))
            return unknown(value.expr)
        return value

    def _own_draw(self, node: Expr) -> Expr:
        """A random call inside an inlined function: each inlining draws its own number, so it gets its own place."""
        if self._call_site is None:
            return node
        self._draws += 1
        return node._replace(start=self._call_site.start, end=self._call_site.end, op_start=-self._draws)


def _as_quantity(kind: str) -> str:
    return QUANTITY if kind is CONDITION else kind


def _pure(values: Sequence[Value]) -> str:
    """A function of bare numbers alone is a bare number."""
    return NUMBER if values and all(value.kind is NUMBER for value in values) else QUANTITY


_NOTHING: tuple[str, Dimension | None, Rational] = (UNKNOWN, None, 0)
_Rule = Callable[[Rewriter, Expr, "Rational | None"], Value]

_RULES: dict[str, _Rule] = {
    "error": Rewriter._error,
    "neg": Rewriter._negative,
    "pos": Rewriter._positive,
    "mul": Rewriter._product,
    "div": Rewriter._quotient,
    "pow": Rewriter._power,
    "add": Rewriter._sum,
    "sub": Rewriter._sum,
    "mod": Rewriter._sum,
    "floordiv": Rewriter._whole_quotient,
    "if": Rewriter._conditional,
    "and": Rewriter._logic,
    "or": Rewriter._logic,
    "not": Rewriter._logic,
    "call": Rewriter._call,
    "lt": Rewriter._comparison,
    "le": Rewriter._comparison,
    "gt": Rewriter._comparison,
    "ge": Rewriter._comparison,
    "eq": Rewriter._comparison,
    "ne": Rewriter._comparison,
}
