"""The whole analysis on broken and hostile files: no exception, diagnostics within the text, bounded growth."""

from __future__ import annotations

import sys

import pytest
from mutations import fuzz_count, mutated_files

from kernels.language import analyse
from kernels.language.codes import CODES
from kernels.language.limits import MAX_PROBLEMS
from kernels.language.syntax import reparse
from kernels.language.syntax.tree import Expr
from kernels.language.units.display import MAX_LEVELS, MAX_NODES


def check(text: str) -> None:
    analysis = analyse(text)
    length = len(text)
    assert len(analysis.diagnostics) <= MAX_PROBLEMS + 1
    errors = False
    for problem in analysis.diagnostics:
        assert 0 <= problem.start <= problem.end <= length, (text, problem)
        assert problem.severity == CODES[problem.code].severity
        assert problem.message
        errors = errors or problem.severity == "error"
        for fix in problem.fixes:
            for edit in fix.edits:
                assert 0 <= edit.start <= edit.end <= length, (text, problem)
    assert (analysis.model is None) == errors, text


def test_mutated_files_never_raise():
    for text in mutated_files(fuzz_count(), seed=11):
        check(text)


def _numbered(pattern: str, count: int) -> str:
    return "dx/dt = x\n" + _functions(pattern, count)


def _functions(pattern: str, count: int) -> str:
    return "".join(pattern.format(i=i, j=i + 1) for i in range(count))


HOSTILE = {
    "long chain of expressions": _numbered("a{i} = a{j}\n", 1800),
    "long circle": _numbered("a{i} = a{j} + a0\n", 1800) + "a1800 = a0\n",
    "everything twice": _numbered("a = {i}\n", 1900),
    "everything unknown": _numbered("b{i} = c{i}x\n", 1900),
    "unknown and nearly known": _numbered("k{i:05d} = 1\n", 900) + "".join(f"j{i} = kk{i:05d}\n" for i in range(900)),
    "doubling functions": "dx/dt = f30(x)\nf0(x) = x + x\n" + _functions("f{j}(x) = f{i}(f{i}(x))\n", 31),
    "squaring functions": "dx/dt = f30(x)\nf0(x) = x\n" + _functions("f{j}(x) = f{i}(x)*f{i}(x)\n", 31),
    "deep functions": "dx/dt = f999(x)\nf0(x) = x + 1\n" + _numbered("f{j}(x) = f{i}(x + 1)\n", 1500),
    "towers of powers": _numbered("a{i} = 9**9**9**9\n", 900),
    "powers of units": "dx/dt = x\na = 1*mV" + "**99" * 60 + "\nb = (((mV**99)**99)**99)",
    "roots of units": "dx/dt = x\na = " + "sqrt(" * 60 + "mV" + ")" * 60,
    "unit errors everywhere": "dv/dt = x : volt\n" + "".join(f"e{i} = v + 1 + 1*ms\n" for i in range(1500)),
    "0/0 everywhere": _numbered("e{i} = (x + {i})*(x + 1)*(x - 2)/(1 - exp(-(x + {i})*(x + 1)*(x - 2)))\n", 600),
    "presets of nothing": _numbered("# preset p{i}: z = 1\n", 1500),
    "claims about nothing": _numbered("# expect: peak(zz{i}) > 1\n", 1500),
    "code for Python": "dx/dt = __import__('os').system('true')\n",
    "wide sums in deep calls": "dx/dt=" + "f(" * 80 + "x" + ")" * 80 + "\nf(x) = " + "+".join(["x"] * 190) + "\n",
}  # fmt: skip


# Strange but legal: to be read without a problem, and without taking long.
LEGAL = frozenset(("0/0 everywhere",))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_diagnostics(name: str):
    check(HOSTILE[name])
    assert bool(analyse(HOSTILE[name]).diagnostics) == (name not in LEGAL)


def _calls(text: str) -> int:
    """How many calls, of Python and of C, the analysis of a text makes: its work, whatever else the machine does."""
    count = 0
    reparse._recent.clear()

    def seen(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(seen)
    try:
        analyse(text)
    finally:
        sys.setprofile(None)
    return count


GROWING = {
    "a model": lambda n: "dx/dt = -x\n" + "".join(
        f"dv{i}/dt = (g{i}*(x - v{i}) + a{i})/(2*ms) : volt # [1, 2] of {i}\na{i} = exp(g{i})*mV\ng{i} = {i}\n"
        for i in range(n)
    ),
    "a chain": lambda n: _numbered("a{i} = a{j}\n", n),
    "unknown names": lambda n: _numbered("b{i} = c{i}x\n", n),
    "unused names": lambda n: _numbered("k{i} = 1\n# preset p{i}: k0 = 1, z = 2\n", n),
    "duplicates": lambda n: _numbered("a = {i}\n", n),
    "unit errors": lambda n: "dv/dt = x : volt\n" + "".join(f"e{i} = v + 1 + 1*ms\n" for i in range(n)),
    "events": lambda n: _numbered("# on e{i}: x > {i} -> x = x + 1; y = 2\n", n),
    "claims": lambda n: _numbered("# expect: peak(zz{i}) > 1, rate < 2\n", n),
    "stimuli": lambda n: "I : 1\n" + _numbered("# input: I = step(1) + ramp(2)\n", n),
    "open brackets": lambda n: "a = (\n" * n,
    "a long sum": lambda n: "dx/dt = x" + " + x" * n,
}  # fmt: skip


@pytest.mark.parametrize("name", GROWING)
def test_work_grows_with_the_text_and_not_faster(name: str):
    few = 60 if name == "a long sum" else 120
    assert _calls(GROWING[name](2 * few)) < 2.4 * _calls(GROWING[name](few))


def test_a_file_of_ten_thousand_lines_is_analysed():
    lines = GROWING["a model"](3_333)
    assert lines.count("\n") == 10_000
    assert analyse(lines).model is not None


def test_a_file_of_too_many_operations_is_told_so():
    text = "dx/dt = -x\n" + "".join(f"a{i} = {' + '.join(['x'] * 90)}\n" for i in range(1_500))
    problems = analyse(text).diagnostics
    assert [problem.code for problem in problems] == ["ODE310"]
    assert "operations" in problems[0].message


def test_a_model_stays_small_enough_to_recurse_over():
    body = " + ".join(["x"] * 72)
    text = f"dx/dt = f(f(x))\nf(x) = {body}\n"
    model = analyse(text).model
    assert model is not None
    size, depth = _measure(model.states[0].rhs)
    assert 9_000 < size <= 2 * MAX_NODES
    assert depth <= MAX_LEVELS


def _measure(expr: Expr) -> tuple[int, int]:
    measured = [_measure(argument) for argument in expr.args]
    return 1 + sum(size for size, _ in measured), 1 + max((depth for _, depth in measured), default=0)
