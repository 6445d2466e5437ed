"""Each syntax diagnostic: its code, its exact range, what its message says, and what its fix makes of the line.

The texts mark the range with « and »; an empty range is «».
"""

from __future__ import annotations

import pytest

from kernels.language.codes import CODES
from kernels.language.diagnostic import Diagnostic
from kernels.language.limits import MAX_LINE, MAX_LINES, MAX_PROBLEMS, MAX_TEXT, MAX_TOKENS
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Definition

# code, marked text, a part of the message, the text after the first fix (None: there is no fix)
CASES = [
    ("ODE003", "«x = " + "+1" * MAX_TOKENS + "»", "2048", None),
    ("ODE004", "x = " + "(" * 91 + "«(»" + "(" * 20, "nested too deeply", None),
    ("ODE004", "x = «" + "1+" * 300 + "1»", "nested too deeply", None),
    ("ODE004", "x = a «<» (b < c < d) < e", "nested too deeply", None),
    ("ODE005", "x = 1 «$» 2", "`$` has no meaning", "x = 1  2"),
    ("ODE005", "x = 1 + «$$?»2", "`$$?` has no meaning", "x = 1 + 2"),
    ("ODE005", "x = a + b «\\» c", "no meaning", "x = a + b  c"),
    ("ODE006", "x = 1«\x01» + 2", "U+0001", "x = 1 + 2"),
    ("ODE006", "x =«\u00a0»2", "U+00A0", "x = 2"),
    ("ODE006", "x = v«\u200b»", "U+200B", "x = v"),
    ("ODE007", "x = «1_000» + 1", "`1000`", "x = 1000 + 1"),
    ("ODE007", "x = «0x1F»", "hexadecimal", None),
    ("ODE007", "x = «1.2.3»", "1, 0.5, .5 or 1e-3", None),
    ("ODE007", "x = «1e999»", "inf", None),
    ("ODE008", "«τ_m» = 10", "`tau_m`", "tau_m = 10"),
    ("ODE008", "x = a «−» b", "`-`", "x = a - b"),
    ("ODE008", "x = «v²»", "`v**2`", "x = v**2"),
    ("ODE008", "x = 2 «µV»", "`uV`", "x = 2 uV"),
    ("ODE008", "x = «脳» + 1", "a-z, A-Z, 0-9", None),
    ("ODE010", "«par a=1, b=2»\nv'=-a*v\ndone\n", "XPPAUT", None),
    ("ODE011", "expect: pattern == «\"»tonic", "put another \"", "expect: pattern == tonic"),
    ("ODE101", "x = a «+»", "missing after `+`", None),
    ("ODE101", "x = a + «*» b", "missing before `*`", None),
    ("ODE101", "x = f(a, «)»", "missing after `,`", None),
    ("ODE101", "x = («)»", "missing after `(`", None),
    ("ODE101", "x = «'text'»", "text in quotes", None),
    ("ODE102", "x = a «,» b", "`,` cannot stand here", None),
    ("ODE102", "x = a == «not» b", "put it in brackets", None),
    ("ODE103", "x = «(»a + b", "never closed", "x = (a + b)"),
    ("ODE103", "x = «(»a + b : volt", "never closed", "x = (a + b) : volt"),
    ("ODE103", "x = exp«(»(a + b) * 2", "never closed", "x = exp((a + b) * 2)"),
    ("ODE104", "x = a + b«)»", "never opened", "x = a + b"),
    ("ODE105", "«hello»", "alone says nothing", None),
    ("ODE105", "«what is this»", "no definition", None),
    ("ODE105", "«treshold»: v > -50", "did you mean `threshold`", "threshold: v > -50"),
    ("ODE105", "«rset»: v = -65", "did you mean `reset`", "reset: v = -65"),
    ("ODE105", "«threshold» v > -50", "colon is missing", "threshold: v > -50"),
    ("ODE105", "«reset» v = -65", "colon is missing", "reset: v = -65"),
    ("ODE105", "«\\»\n", "nothing stands", None),
    ("ODE105", "«v += 3»", "`reset`", None),
    ("ODE105", "«dv/dt : volt»", "`= expr` is missing", None),
    ("ODE106", "«v'=» -v", "`dv/dt = ...`", "dv/dt = -v"),
    ("ODE106", "«a + b» = 3", "left of `=`", None),
    ("ODE106", "dv/«ds» = 3", "`dv/dt`", "dv/dt = 3"),
    ("ODE106", "«a/b» = 3", "derivative", None),
    ("ODE107", "x «=»", "what is `x`", None),
    ("ODE107", "dv/dt «=» : volt", "what is `v`", None),
    ("ODE108", "x = a «=» b", "`==`", "x = a == b"),
    ("ODE108", "threshold: v «=» 20", "`==`", "threshold: v == 20"),
    ("ODE109", "x = a «b»", "between `a` and `b`", "x = a*b"),
    ("ODE109", "x = 2«(»a + b)", "between `2` and `(`", "x = 2*(a + b)"),
    ("ODE109", "x = (a)«2»", "between `)` and `2`", "x = (a)*2"),
    ("ODE109", "x = sin «y»", "write `sin(y)`", "x = sin(y)"),
    ("ODE110", "x = a > 1 «&&» b > 1", "`and`", "x = a > 1 and b > 1"),
    ("ODE110", "x = «!»a", "`not`", "x = not a"),
    ("ODE111", "x = 1 «if» a > b", "no `else`", None),
    ("ODE111", "x = 1 «else» 2", "without `if`", None),
    ("ODE112", "f«(x, 2)» = x", "have to be names", None),
    ("ODE112", "f(x, «x») = x", "twice", None),
    ("ODE112", "f«()» = 3", "at least one", "f = 3"),
    ("ODE113", "x = 3 «:»", "unit is missing", "x = 3"),
    ("ODE114", "v : volt («unles refractory»)", "`unless refractory`", "v : volt (unless refractory)"),
    ("ODE115", "x«[n]» = 3", "`x[n+1]`", "x[n+1] = 3"),
    ("ODE115", "x«(n+1)» = 3", "`x[n+1]`", "x[n+1] = 3"),
    ("ODE115", "x[n+1] = 2*x«[n]»", "old value", "x[n+1] = 2*x"),
    ("ODE116", "a = 1 # «[0, 1, lin]» text", "[low, high, log]", None),
    ("ODE116", "a = 1 # «[0, 1 text»", "[low, high] text", None),
    ("ODE116", "a = 1 # «[0 1]» text", "[low, high] text", None),
    ("ODE117", "# «treshold»: v > -50", "`threshold`", "# threshold: v > -50"),
    ("ODE117", "# «Reset»: v = -65", "`reset`", "# reset: v = -65"),
    ("ODE117", "# «expct»: rate in [1 Hz, 2 Hz]", "`expect`", "# expect: rate in [1 Hz, 2 Hz]"),
    ("ODE118", "# «preset»: a = 3", "needs a name", None),
    ("ODE118", "# preset «regular spiking»: a = 3", "`regular_spiking`", "# preset regular_spiking: a = 3"),
    ("ODE118", "preset «4-AP» : a = 3", "`_4_AP`", "preset _4_AP : a = 3"),
    ("ODE118", "«on»: v > 3 -> v = 0", "needs a name", None),
    ("ODE119", "reset «A»: v = 3", "takes no name", "reset: v = 3"),
    ("ODE120", "# «threshold»:", "has no value", None),
    ("ODE121", "reset: v «==» 3", "write `v = ...`", "reset: v = 3"),
    ("ODE121", "reset: «v»; w += 1", "does nothing", None),
    ("ODE121", "reset: «3» = v", "begins with a name", None),
    ("ODE121", "init: v «+=» 3", "write `v = ...`", None),
    ("ODE122", "on x: «v > 3»", "condition -> x = expr", None),
    ("ODE123", "spike: v crosses 0 «up»", "`upward` or `downward`", "spike: v crosses 0 upward"),
    ("ODE124", "input: «step»(3)", "which input", None),
    ("ODE124", "input: I = «3 pA»", "begins no protocol", "input: I = constant(3 pA)"),
    ("ODE124", "input: I = step(3) «-» step(2)", "negative amplitude", None),
    ("ODE125", "input: I = «stp»(3)", "did you mean `step`", "input: I = step(3)"),
    ("ODE125", "input: I = «noise»(3)", "known are constant, step", None),
    ("ODE126", "input: I = step(3, «begin»=2)", "argument of step", None),
    ("ODE126", "input: I = step(3, «strt»=2)", "did you mean `start`", "input: I = step(3, start=2)"),
    ("ODE126", "input: I = constant(3, «4»)", "too many", None),
    ("ODE126", "input: I = step(3, «amplitude»=4)", "given twice", None),
    ("ODE126", "input: I = «sine»(3)", "needs frequency", None),
    ("ODE126", "input: I = file(«current»)", "in quotes", None),
    ("ODE127", "run: 5 ms, «step»=3", "no setting", None),
    ("ODE127", "run: 5 ms, «7»", "which setting", None),
    ("ODE127", "run: 5 ms, dt=1, «dt»=2", "set twice", None),
    ("ODE128", "run: 5 ms, method=«eular»", "did you mean `euler`", "run: 5 ms, method=euler"),
    ("ODE128", "run: 5 ms, method=«3»", "a method is expected", None),
    ("ODE129", "time: «hours»", "known are ms, s, step", None),
    ("ODE129", "time: «steps»", "did you mean `step`", "time: step"),
    ("ODE130", "expect: «rte» > 3", "did you mean `rate`", "expect: rate > 3"),
    ("ODE130", "expect: «happiness» > 3", "known are rate", None),
    ("ODE131", "expect: «rate»", "rate in [low, high]", None),
    ("ODE131", "expect: «3» > 2", "begins with a measure", None),
    ("ODE131", "expect: rate in «3»", "[low, high]", None),
    ("ODE131", "expect: rate in «[3]»", "two ends", None),
    ("ODE131", "expect: pattern == «tonic»", "in quotes", 'expect: pattern == "tonic"'),
    ("ODE131", 'expect: pattern == «"tonc"»', "did you mean `tonic`", 'expect: pattern == "tonic"'),
    ("ODE131", 'expect: pattern > «"tonic"»', "compared with `==`", None),
    ("ODE131", "expect: rate > «3 rate < 4»", "comma", None),
    ("ODE132", "expect: «isi» < 5 ms", "isi(index)", None),
    ("ODE132", "expect: «rheobase(3)» < 5", "rheobase", None),
    ("ODE133", "plot: v, «3»", "name of a trace", None),
    ("ODE133", "plot: v «w»", "comma", None),
    ("ODE134", "«if» = 3", "reserved", None),
    ("ODE135", "x = a / «20 ms»", "`/(20*ms)`", "x = a / (20*ms)"),
]  # fmt: skip


def unmark(marked: str) -> tuple[str, int, int]:
    """The text without its marks, and the range they enclose."""
    start = marked.index("«")
    end = marked.index("»") - 1
    return marked.replace("«", "").replace("»", ""), start, end


def apply(text: str, problem: Diagnostic) -> str:
    """The text after the first fix of the problem."""
    for edit in sorted(problem.fixes[0].edits, reverse=True):
        text = text[: edit.start] + edit.new_text + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("code", "marked", "message", "fixed"), CASES, ids=[f"{case[0]} {case[1][:40]}" for case in CASES]
)
def test_diagnostic(code: str, marked: str, message: str, fixed: str | None):
    text, start, end = unmark(marked)
    found = [problem for problem in parse_document(text)[1] if problem.code == code]
    assert [(problem.start, problem.end) for problem in found] == [(start, end)]
    assert found[0].severity == CODES[code].severity
    assert message in found[0].message
    assert bool(found[0].fixes) == (fixed is not None)
    if fixed is not None:
        result = apply(text, found[0])
        assert result.split() == fixed.split()
        assert code not in [problem.code for problem in parse_document(result)[1]]


@pytest.mark.parametrize("lead", ["a = 1\n\n", "a = 1\r\n", "\ufeff", "\t"])
@pytest.mark.parametrize("marked", ["x = a «b»", "# «treshold»: v > -50", "expect: «rte» > 3"])
def test_ranges_are_offsets_into_the_whole_text(lead: str, marked: str):
    text, start, end = unmark(lead + marked + "\r\nb = 2\r\n")
    problem = parse_document(text)[1][0]
    assert (problem.start, problem.end) == (start, end)


def test_text_too_long():
    text = "# " + "x" * MAX_TEXT
    document, problems = parse_document(text)
    assert document.statements == ()
    assert [(item.code, item.start, item.end) for item in problems] == [("ODE001", MAX_TEXT, len(text))]


def test_too_many_lines():
    text = "a = 1\n" * (MAX_LINES + 1)
    assert [(item.code, item.start, item.end) for item in parse_document(text)[1]] == [
        ("ODE012", 6 * MAX_LINES, len(text))
    ]
    assert parse_document("# a\n" * MAX_LINES)[1] == []


def test_line_too_long_costs_only_itself():
    text = "a = 1\nb = " + "1" * MAX_LINE + "\nc = 2\n"
    document, problems = parse_document(text)
    assert [(item.code, item.start, item.end) for item in problems] == [("ODE002", 6, 6 + 4 + MAX_LINE)]
    assert [item.name for item in document.statements if isinstance(item, Definition)] == ["a", "c"]


def test_a_line_lists_eight_problems():
    problems = parse_document("x = " + "a b " * 30)[1]
    assert [item.code for item in problems][-1] == "ODE009"
    assert len(problems) <= 9


def test_a_file_is_read_up_to_its_two_hundredth_problem():
    document, problems = parse_document("x = a b\n" * 500 + "z = 1\n")
    assert problems[-1].code == "ODE009"
    assert len(problems) == MAX_PROBLEMS + 2
    assert len(document.statements) == MAX_PROBLEMS + 1


def test_one_broken_line_costs_only_itself():
    text = "a = (1 +\ndv/dt = (a*(v - \nb = 2\n?\nc = 3 : volt\n"
    document, problems = parse_document(text)
    assert [item.name for item in document.statements if isinstance(item, Definition)] == ["a", "v", "b", "c"]
    assert {text.count("\n", 0, item.start) for item in problems} == {0, 1, 3}


def test_several_problems_in_one_line():
    assert [item.code for item in parse_document("x = a b + f(*3) + 1_0 : volt (unles refractory)")[1]] == [
        "ODE109", "ODE101", "ODE007", "ODE114",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "prose",
    [
        "# Note that: the paper uses mV",
        "# Note: a remark",
        "# see: http://example.org",
        "# http://example.org/threshold",
        "# on average: 3 Hz",
        "# expect a high rate: see figure 3",
        "# on the other hand: nothing",
        "# unit: mV",
        "# rest: about -65 mV",
        "# Parameters:",
        "# where: a = 3",
        "# expected: nothing much",
        "# Reset the membrane: it matters",
        "# Input: the injected current",
        "# text without a colon",
        "#",
        "#!shebang",
    ],
)
def test_prose_is_no_directive(prose: str):
    document, problems = parse_document(prose)
    assert problems == []
    assert type(document.statements[0]).__name__ == "Comment"


def test_every_syntax_code_is_tested():
    tested = {case[0] for case in CASES} | {"ODE001", "ODE002", "ODE009", "ODE012"}
    assert tested == {code for code in CODES if code < "ODE200"}
