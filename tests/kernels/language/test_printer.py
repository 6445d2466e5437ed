"""The canonical printer: idempotent, meaning-preserving, keeps comments and broken lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutations import GOOD_FILES, fuzz_count, mutated_files
from shapes import document_shape, shape

from kernels.language.printing.expression_text import format_expr, format_number
from kernels.language.printing.printer import format_text
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.parser import Parser
from kernels.language.syntax.tokens import tokenize
from kernels.language.syntax.tree import Comment, Expr

_BINARY = ["add", "sub", "mul", "div", "floordiv", "mod", "pow", "lt", "le", "gt", "ge", "eq", "ne", "and", "or"]


def _node(op: str, args: tuple[Expr, ...], value: float | str | None = None) -> Expr:
    return Expr(op, args, value, 0, 0, 0)


_LEAVES = st.one_of(
    st.floats(min_value=0, allow_nan=False, allow_infinity=False).map(lambda number: _node("num", (), number)),
    st.sampled_from(["v", "w", "tau_m", "E_L", "mV", "x1"]).map(lambda name: _node("name", (), name)),
)


def _branches(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        st.builds(lambda op, a, b: _node(op, (a, b)), st.sampled_from(_BINARY), inner, inner),
        st.builds(lambda op, a: _node(op, (a,)), st.sampled_from(["neg", "pos", "not"]), inner),
        st.builds(lambda a, b, c: _node("if", (a, b, c)), inner, inner, inner),
        st.builds(
            lambda name, args: _node("call", tuple(args), name),
            st.sampled_from(["f", "exp"]),
            st.lists(inner, max_size=3),
        ),
    )


_EXPRESSIONS = st.recursive(_LEAVES, _branches, max_leaves=20)


def _parse(text: str) -> tuple[Expr, list]:
    problems: list = []
    return Parser(tokenize(text, 0, len(text), problems), problems).whole(), problems


@given(_EXPRESSIONS)
def test_printed_expression_parses_into_the_same_tree(expr: Expr):
    text = format_expr(expr)
    parsed, problems = _parse(text)
    assert problems == []
    assert shape(parsed) == shape(expr)


@given(_EXPRESSIONS)
def test_printing_with_the_source_changes_no_number(expr: Expr):
    text = format_expr(expr)
    assert format_expr(_parse(text)[0], text) == text


@given(st.floats(min_value=0, allow_nan=False, allow_infinity=False))
def test_numbers_read_back_exactly(number: float):
    assert float(format_number(number)) == number


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("-(v-E_L) / tau_m+I/C", "-(v - E_L)/tau_m + I/C"),
        ("x ^ 2", "x**2"),
        ("((x))", "x"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("a/(b*c)", "a/(b*c)"),
        ("(-a)**2", "(-a)**2"),
        ("-(a**2)", "-a**2"),
        ("2**-(1)", "2**-1"),
        ("(a**b)**c", "(a**b)**c"),
        ("20 mV", "20*mV"),
        ("10 mS/cm^2", "10*mS/cm**2"),
        ("0<lo<=hi", "0 < lo <= hi"),
        ("(a<b)and(b<c)", "a < b and b < c"),
        ("(a<b)<c", "(a < b) < c"),
        ("not(a==b)", "not a == b"),
        ("(not a)==b", "(not a) == b"),
        ("(a if c else b)if d else e", "(a if c else b) if d else e"),
        ("f( x,y )", "f(x, y)"),
        ("1.50e-3 * x", "1.50e-3*x"),
        ("a%b", "a % b"),
    ],
)
def test_spacing_and_brackets(written: str, printed: str):
    assert format_text(f"y = {written}\n") == f"y = {printed}\n"


def test_definitions_align_within_a_block():
    text = (
        "I:amp # drive\n"
        "f(x)=x\nlonger(x)=x+1\n\n"
        "C=281*pF:farad#[50,1000]membrane capacitance\ntau_w =  144*ms : second # adaptation\n\n"
        "E=-70 mV : volt\n"
        "# prose\n"
        "E2=-70 mV : volt # here\n"
    )
    assert format_text(text) == (
        "I : amp                  # drive\n"
        "f(x)      = x\n"
        "longer(x) = x + 1\n"
        "\n"
        "C     = 281*pF : farad   # [50, 1000] membrane capacitance\n"
        "tau_w = 144*ms : second  # adaptation\n"
        "\n"
        "E = -70*mV : volt\n"
        "# prose\n"
        "E2 = -70*mV : volt  # here\n"
    )


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("#threshold:v>-50*mV", "# threshold: v > -50*mV"),
        ("reset :v=-65;w+=8 # after the spike", "reset: v = -65; w += 8  # after the spike"),
        ("# init: steady ;w=0", "# init: steady; w = 0"),
        ("# spike: v crosses 0*mV", "# spike: v crosses 0*mV upward"),
        ("# spike: v crosses 0 downward", "# spike: v crosses 0 downward"),
        ("# on  out:v>1->v=0;n+=1", "# on out: v > 1 -> v = 0; n += 1"),
        ("# preset  A :C=130 pF;I=500*pA", "# preset A: C = 130 pF, I = 500*pA"),
        ("# run: dt=0.1 ms,duration=5 ms,seed=3,method=rk4", "# run: 5 ms, dt = 0.1 ms, method = rk4, seed = 3"),
        ("# input: I=step(8,start = 3)+file('a b.csv')", '# input: I = step(8, start=3) + file("a b.csv")'),
        ("# expect A: isi(1)<5 ms,rest(v)in[-70 mV,-60 mV]", "# expect A: isi(1) < 5 ms, rest(v) in [-70 mV, -60 mV]"),
        ("# expect: pattern=='tonic'", '# expect: pattern == "tonic"'),
        ("# plot:v ,w", "# plot: v, w"),
        ("# title:  A  #1 neuron", "# title: A  #1 neuron"),
    ],
)
def test_directives(written: str, printed: str):
    assert format_text(written) == printed + "\n"
    assert document_shape(written) == document_shape(printed)


def test_broken_lines_and_their_neighbours():
    text = "a=1\nb  =  (2 +\nc=3\n?? what\nthreshold :v>\n"
    assert format_text(text) == "a = 1\nb  =  (2 +\nc = 3\n?? what\nthreshold :v>\n"


def test_a_line_with_more_problems_than_are_listed_is_left_alone():
    text = "x = " + "a / 2 b + " * 12 + "\n"
    assert format_text(text) == text.replace(" \n", "\n")


def test_a_statement_over_several_lines():
    assert format_text("x = 2*(a +\n     b)\n") == "x = 2*(a + b)\n"
    kept = "x = (a +  # first\n     b)\n"
    assert format_text(kept) == kept
    long = "x = (" + " +\n     ".join(["conductance*(v - reversal)"] * 6) + ")\n"
    assert format_text(long) == long


def test_comment_below_a_trailing_comment_stays_below_it():
    text = "a = 1 # one\n      # and more\nbb = 22 # two\n"
    assert format_text(text) == "a  = 1   # one\n         # and more\nbb = 22  # two\n"


def test_line_ends_and_empty_lines():
    assert format_text("a=1\r\n\r\n\r\nb=2") == "a = 1\r\n\r\nb = 2\r\n"
    assert format_text("\n\na=1\n\n") == "a = 1\n"
    assert format_text("") == ""


def test_texts_that_are_not_analysed_stay_as_they_are():
    xpp = "par a=1\nv'=-a*v\ndone\n"
    assert format_text(xpp) == xpp


@pytest.mark.parametrize("text", GOOD_FILES)
def test_good_files_keep_their_meaning_and_comments(text: str):
    printed = format_text(text)
    assert parse_document(printed)[1] == []
    assert document_shape(printed) == document_shape(text)
    assert format_text(printed) == printed


def test_mutated_files_are_printed_idempotently_without_a_change_of_meaning():
    for text in mutated_files(fuzz_count() // 20, seed=11):
        printed = format_text(text)
        assert format_text(printed) == printed, text
        assert document_shape(printed) == document_shape(text), text
        assert _prose(printed) == _prose(text), text


def _prose(text: str) -> list[str]:
    statements = parse_document(text)[0].statements
    return [item.text for item in statements if isinstance(item, Comment) and item.text]
