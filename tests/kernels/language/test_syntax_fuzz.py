"""The parser on broken files: no exception, every diagnostic within the text, limits on what it builds."""

from __future__ import annotations

import pytest
from mutations import GOOD_FILES, fuzz_count, mutated_files

from kernels.language.codes import CODES
from kernels.language.limits import MAX_DEPTH, MAX_LINE_PROBLEMS, MAX_PROBLEMS
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Expr


def test_good_files_have_no_diagnostics():
    for text in GOOD_FILES:
        assert parse_document(text)[1] == []


def test_mutated_files_never_raise_and_diagnostics_lie_in_the_text():
    for text in mutated_files(fuzz_count()):
        document, problems = parse_document(text)
        length = len(text)
        assert document.text is text
        assert len(problems) <= MAX_PROBLEMS + MAX_LINE_PROBLEMS + 2
        for problem in problems:
            assert 0 <= problem.start <= problem.end <= length, (text, problem)
            assert problem.severity == CODES[problem.code].severity
            assert problem.message
            for fix in problem.fixes:
                for edit in fix.edits:
                    assert 0 <= edit.start <= edit.end <= length, (text, problem)
        for statement in document.statements:
            assert 0 <= statement.span.start <= statement.span.end <= length, (text, statement)


def _expressions(node: object) -> list[Expr]:
    """Every expression that hangs on a statement."""
    if isinstance(node, Expr):
        return [node]
    return [found for item in node for found in _expressions(item)] if isinstance(node, tuple) else []


def _height(expr: Expr) -> int:
    level, height = [expr], 0
    while level:
        height += 1
        level = [argument for parent in level for argument in parent.args]
    return height


def test_trees_stay_shallow_enough_to_recurse_over():
    for text in (*mutated_files(fuzz_count() // 20, seed=7), *HOSTILE.values()):
        for statement in parse_document(text)[0].statements:
            for expr in _expressions(statement):
                assert _height(expr) <= MAX_DEPTH


HOSTILE = {
    "a million brackets": "x = " + "(" * 1_000_000,
    "brackets": "x = " + "(" * 5_000,
    "closed brackets": "x = " + "(" * 1_000 + "1" + ")" * 1_000,
    "calls": "x = " + "exp(" * 500,
    "powers": "x = " + "9**" * 600 + "9",
    "signs": "x = " + "-" * 2_000 + "1",
    "sum": "x = " + "1+" * 1_000 + "1",
    "unit": "x = 1 : " + "mV*" * 1_000 + "mV",
    "conditionals": "x = " + "1 if 1 else " * 300 + "1",
    "chains in chains": "x = " + "1<(" * 80 + "1" + "<2)<3" * 80,
    "a ten megabyte line": "x = " + "1 + " * 2_500_000,
    "many lines": "a=b\n" * 16_000,
    "open lines": "a=(\n" * 1_999,
    "open lines with gaps": "a=(\n\n#\n" * 600,
    "blanks": "a" + " " * 60_000 + "b",
    "blanks behind an open bracket": "x=(\na" + " " * 60_000 + "b",
    "leading blanks": " " * 8_000 + "(",
    "blanks in a comment": "#" + " " * 60_000 + "a" + " " * 100,
    "control characters": "".join(map(chr, range(32))) * 1_000,
    "null bytes": "\0" * 60_000,
    "quotes": "\"'" * 30_000,
    "misspelt": "".join(
        f"#{a}{b}re{a}:v=1\n" for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz"
    ),
    "unknown measures": ("expect: " + ", ".join(f"rte{n} < 1" for n in range(100)) + "\n") * 50,
    "unknown flags": ("v : volt (" + ", ".join(f"unless refractor{n}" for n in range(100)) + ")\n") * 20,
    "carriage returns": "\r" * 60_000,
    "byte-order marks": "\ufeff" * 60_000,
    "surrogates": "x = \ud800\udfff" * 1_000,
    "code": "x = __import__('os').system('true')\ny = eval(1)",
    "digits": "x = " + "1" * 8_000,
    "lines of dots": ("x = " + "." * 8_000 + "\n") * 8,
    "lines of foreign operators": ("&" * 2_000 + "\n") * 30,
    "lines of odd characters": ("a$" * 4_000 + "\n") * 8,
    "pictures": ("\U0001f9e0" * 8_000 + "\n") * 8,
    "dots": "x = " + "." * 8_000,
    "numbers with dots": "x = " + "1." * 4_000,
    "primes": "v'" * 4_000,
    "long name": "x" * 8_000 + " = 1",
    "long unknown key": "# " + "x" * 60_000 + ": 1",
}


# Strange but legal: to be read without a problem, and without taking long.
LEGAL = frozenset(("misspelt", "long name"))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_answered_with_few_diagnostics(name: str):
    problems = parse_document(HOSTILE[name])[1]
    assert bool(problems) == (name not in LEGAL)
    assert len(problems) <= MAX_PROBLEMS + MAX_LINE_PROBLEMS + 2
