"""The parser on broken files: no exception, every diagnostic within the text, limits on what it builds."""

from __future__ import annotations

from kernels.language.codes import CODES
from kernels.language.document import parse_document
from kernels.language.limits import MAX_DEPTH, MAX_PROBLEMS
from mutations import GOOD_FILES, fuzz_count, mutated_files


def test_good_files_have_no_diagnostics():
    for text in GOOD_FILES:
        assert parse_document(text)[1] == []


def test_mutated_files_never_raise_and_diagnostics_lie_in_the_text():
    for text in mutated_files(fuzz_count(100_000)):
        document, problems = parse_document(text)
        length = len(text)
        assert document.text is text
        assert len(problems) <= MAX_PROBLEMS + 1
        for problem in problems:
            assert 0 <= problem.start <= problem.end <= length, (text, problem)
            assert problem.severity == CODES[problem.code].severity
            assert problem.message
            for fix in problem.fixes:
                for edit in fix.edits:
                    assert 0 <= edit.start <= edit.end <= length, (text, problem)
        for statement in document.statements:
            assert 0 <= statement.span.start <= statement.span.end <= length, (text, statement)


def test_trees_stay_shallow_enough_to_recurse_over():
    for text in mutated_files(fuzz_count(100_000) // 20, seed=7):
        for statement in parse_document(text)[0].statements:
            expr = getattr(statement, "expr", None)
            level, height = [expr] if expr else [], 0
            while level:
                height += 1
                level = [argument for parent in level for argument in parent.args]
            assert height <= MAX_DEPTH
