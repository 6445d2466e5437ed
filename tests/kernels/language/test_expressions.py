"""The expression parser: precedence, ranges, and what it makes of each construct."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.language.diagnostic import Diagnostic
from kernels.language.functions import FUNCTIONS, accepts
from kernels.language.syntax.parser import Parser
from kernels.language.syntax.tokens import tokenize
from kernels.language.syntax.tree import Expr


def parse(text: str) -> Expr:
    problems: list[Diagnostic] = []
    expr = Parser(tokenize(text, 0, len(text), problems), problems).whole()
    assert problems == []
    return expr


def shown(expr: Expr) -> str:
    """The tree as nested prefix notation."""
    if expr.op == "num":
        return f"{expr.value:g}"
    if expr.op == "name":
        return str(expr.value)
    return f"{expr.value or expr.op}({' '.join(map(shown, expr.args))})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b*c", "add(a mul(b c))"),
        ("a - b - c", "sub(sub(a b) c)"),
        ("a/b*c", "mul(div(a b) c)"),
        ("a // b % c", "mod(floordiv(a b) c)"),
        ("-a**2", "neg(pow(a 2))"),
        ("a**-b", "pow(a neg(b))"),
        ("a^b^c", "pow(a pow(b c))"),
        ("-a*b", "mul(neg(a) b)"),
        ("+a", "pos(a)"),
        ("20 mV", "mul(20 mV)"),
        ("10 mS/cm^2", "div(mul(10 mS) pow(cm 2))"),
        ("-70 mV", "mul(neg(70) mV)"),
        ("1e-3ms", "mul(0.001 ms)"),
        ("2exp(x)", "mul(2 exp(x))"),
        ("a < b", "lt(a b)"),
        ("a < b <= c", "and(lt(a b) le(b c))"),
        ("a == b != c > d", "and(and(eq(a b) ne(b c)) gt(c d))"),
        ("(a < b) < c", "lt(lt(a b) c)"),
        ("not a == b and c or d", "or(and(not(eq(a b)) c) d)"),
        ("a if b else c if d else e", "if(a b if(c d e))"),
        ("a + b if c > d and e else f", "if(add(a b) and(gt(c d) e) f)"),
        ("f()", "f()"),
        ("max(a, b + c, -d)", "max(a add(b c) neg(d))"),
        ("where(v > 0, 1, 0)", "where(gt(v 0) 1 0)"),
        ("((a))", "a"),
        (".5 + 1. + 1.5E+2", "add(add(0.5 1) 150)"),
    ],
)
def test_tree(text: str, tree: str):
    assert shown(parse(text)) == tree


_ATOMS = st.sampled_from(["a", "b", "1", "2.5", "f(a)", "g(a, b)"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "<", ">=", "==", "and", "or"])
    return st.one_of(
        st.builds(lambda a, op, b: f"{a} {op} {b}", inner, operators, inner),
        st.builds(lambda a: f"({a})", inner),
        st.builds(lambda a: f"-{a}", inner),
        st.builds(lambda a, b, c: f"({a} if {b} else {c})", inner, inner, inner),
    )


def _python(node: ast.AST) -> str:
    """Python's own tree of an expression, in the notation of `shown`."""
    names = {
        "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "div", "FloorDiv": "floordiv", "Mod": "mod", "Pow": "pow",
        "Lt": "lt", "GtE": "ge", "Eq": "eq", "And": "and", "Or": "or", "USub": "neg",
    }  # fmt: skip
    match node:
        case ast.Expression(body):
            return _python(body)
        case ast.Constant(value):
            return f"{value:g}"
        case ast.Name(name):
            return name
        case ast.Call(ast.Name(name), args):
            return f"{name}({' '.join(map(_python, args))})"
        case ast.BinOp(left, op, right):
            return f"{names[type(op).__name__]}({_python(left)} {_python(right)})"
        case ast.UnaryOp(op, operand):
            return f"{names[type(op).__name__]}({_python(operand)})"
        case ast.IfExp(test, body, orelse):
            return f"if({_python(body)} {_python(test)} {_python(orelse)})"
        case ast.BoolOp(op, values):
            tree = _python(values[0])
            for value in values[1:]:
                tree = f"{names[type(op).__name__]}({tree} {_python(value)})"
            return tree
        case ast.Compare(left, ops, comparators):
            operands = [left, *comparators]
            links = [
                f"{names[type(op).__name__]}({_python(a)} {_python(b)})"
                for op, a, b in zip(ops, operands, operands[1:], strict=False)
            ]
            tree = links[0]
            for link in links[1:]:
                tree = f"and({tree} {link})"
            return tree
    raise AssertionError(ast.dump(node))


@given(st.recursive(_ATOMS, _larger, max_leaves=12))
def test_precedence_is_pythons(text: str):
    problems: list[Diagnostic] = []
    expr = Parser(tokenize(text, 0, len(text), problems), problems).whole()
    if not any(problem.code == "ODE004" for problem in problems):  # a chain inside a chain of comparisons
        assert shown(expr) == _python(ast.parse(text, mode="eval"))


@pytest.mark.parametrize(
    ("text", "source", "operator"),
    [
        ("aa + bb", "aa + bb", "+"),
        ("x*( a - b )", "( a - b )", "-"),
        ("1 + f( a )", "f( a )", "f"),
        ("2 + 20 mV", "20 mV", "m"),
        ("not  a", "not  a", "n"),
        ("a if b else c", "a if b else c", "i"),
    ],
)
def test_ranges(text: str, source: str, operator: str):
    def nodes(expr: Expr) -> list[Expr]:
        return [expr, *(inner for argument in expr.args for inner in nodes(argument))]

    found = [node for node in nodes(parse(text)) if text[node.start : node.end] == source]
    assert found
    assert text[found[0].op_start] == operator


def test_ranges_across_line_breaks_and_comments():
    text = "(a +  # one\r\n   b*\\\n c)"
    expr = parse(text)
    product = expr.args[1]
    assert (expr.start, expr.end) == (0, len(text))
    assert text[product.start : product.end] == "b*\\\n c"


def test_argument_counts_of_the_function_table():
    assert set(FUNCTIONS) == set(
        "exp log log10 sqrt abs sign floor ceil round int min max clip sin cos tan asin acos atan sinh cosh tanh "
        "sigmoid heaviside exprel where piecewise rand randn poisson".split()
    )
    assert accepts(FUNCTIONS["piecewise"], 5)
    assert not accepts(FUNCTIONS["piecewise"], 4)
    assert accepts(FUNCTIONS["min"], 7)
    assert not accepts(FUNCTIONS["exp"], 2)
    assert not accepts(FUNCTIONS["rand"], 1)
