"""Completion: what is offered where, and that no text and no offset can break it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernels.language.analysis import analyse
from kernels.language.editing.completion import MOST_OFFERED, Completion, completions
from kernels.language.syntax.settings import METHODS
from kernels.library import entries, path_of, read_text

TEXT = """\
dv/dt = (g_L*(E_L - v) - w + I)/C : volt
dw/dt = (a*(v - E_L) - w)/tau_w : amp
I : amp  # [0 pA, 2000 pA] injected current
C = 281*pF : farad  # [50, 1000] membrane capacitance
g_L = 30*nS : siemens
E_L = -70*mV : volt
tau_w = 144*ms : second
a = 4*nS : siemens
rate_of(x, slope) = 1/(1 + exp(-slope*x)) : 1
lost = E_L - v
# threshold: v > 20*mV
# reset: v = E_L
# preset tonic: C = 200 pF
"""


def offered(line: str, before: str = TEXT) -> tuple[Completion, ...]:
    """What is offered at the `|` of a line under the text."""
    at = line.index("|")
    return completions(before + line[:at] + line[at + 1 :], len(before) + at)


def labels(line: str) -> list[str]:
    return [one.label for one in offered(line)]


def test_a_name_is_not_offered_for_its_own_definition() -> None:
    assert "tau_new" not in labels("tau_new = ta|")
    assert "tau_w" not in labels("tau_w = ta|")
    assert "rate_new" not in labels("rate_new(x) = rat|")
    assert "z" in labels("dz/dt = -|")  # what changes may depend on itself
    assert "z" in labels("z[n+1] = |")
    assert "tau_new" in labels("y = ta|\ntau_new = 3")


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("thr|", ["threshold"]),
        ("# refr|", ["refractory"]),
        ("y = ta|", ["tau_w", "tan", "tanh", "atan"]),
        ("y = E|", ["E_L"]),
        ("y = rate|", ["rate_of"]),
        ("y = 3*(\\\n  exp|", ["exp", "exprel"]),
        ("f(x, slope) = slo|", ["slope"]),
        ("y = 20 p|", ["pA"]),
        ("C2 = 20*pF : far|", ["farad"]),
        ("dz/dt = -z/tau_w : 1 (un|", ["unless refractory"]),
        ("# reset: |", ["v", "w"]),
        ("# reset: v = E|", ["E_L"]),
        ("# init: v = E_L; st|", ["steady"]),
        ("# spike: v cro|", ["crosses"]),
        ("# on jump: v < 0*mV -> |", ["v", "w"]),
        ("# input: |", ["I"]),
        ("# input: I = st|", ["step"]),
        ("# input: I = step(3 p|", ["pA"]),
        ("# input: I = step(3*pA, sta|", ["start"]),
        ("# run: 5 m|", ["ms"]),
        ("# run: 500 ms, |", ["duration", "dt", "method", "seed"]),
        ("# run: 500 ms, method = |", list(METHODS)),
        ("# time: |", ["ms", "s", "step"]),
        ("# plot: v, l|", ["lost"]),
        ("# preset x: tau_w = 3 m|", ["ms"]),
        ("# preset x: I = ra|", ["ramp"]),
        ("# preset x: C = 3 pF, du|", ["duration"]),
        ("# expect |", ["tonic"]),
        ("# expect: rhe|", ["rheobase"]),
        ("# expect: peak(|", ["v", "w", "I", "lost"]),
        ("# expect: isi(|", ["last"]),
        ("# expect: rate |", ["in"]),
        ('# expect: pattern == "bur|', ["bursting"]),
    ],
)
def test_what_is_offered_first(line: str, first: list[str]) -> None:
    assert labels(line)[: len(first)] == first


@pytest.mark.parametrize(
    "line",
    ["# just some prose abo|", "# note: expo|", "C|2 = 3", "y = 3  # ex|", "y = 1e|", "# preset |", "# title: ex|"],
)
def test_where_nothing_is_offered(line: str) -> None:
    assert labels(line) == []


def test_behind_a_number_only_units_are_offered() -> None:
    assert {one.kind for one in offered("y = 20 |")} == {"unit"}


def test_a_unit_of_the_right_kind_comes_first() -> None:
    assert labels("# run: 500 ms, dt = 1 |")[0] == "ms"
    assert labels("# input: I = step(800 |")[0] == "pamp" or offered("# input: I = step(800 |")[0].detail.endswith(
        "amp"
    )


def test_names_carry_their_unit_and_doc() -> None:
    (found,) = [one for one in offered("y = C|") if one.label == "C"]
    assert (found.kind, found.detail, found.doc) == ("parameter", "pF", "membrane capacitance")


def test_own_functions_carry_their_signature() -> None:
    assert offered("y = rate_|")[0].detail == "rate_of(x, slope)"


def test_the_whole_word_is_replaced() -> None:
    line = "y = ta|u_x + 1"
    found = offered(line)[0]
    assert (TEXT + line.replace("|", ""))[found.start : found.end] == "tau_x"


def test_what_is_behind_the_word_is_not_written_twice() -> None:
    assert offered("y = ex|(v)")[0].insert == "exp"
    assert offered("# thr|: v > 1")[0].insert == "threshold"
    assert offered("# run: d| = 3 ms")[0].insert == "duration"


def test_a_name_that_is_not_defined_is_offered_as_its_line() -> None:
    assert any(one.insert == "kappa = " for one in offered("|", TEXT + "dy/dt = -y/kappa\n"))


def test_accepting_a_completion_of_a_name_makes_it_known() -> None:
    line = "y = tau"
    found = completions(TEXT + line, len(TEXT + line))[0]
    text = (TEXT + line)[: found.start] + found.insert + (TEXT + line)[found.end :]
    assert not [one for one in analyse(text).diagnostics if one.code in ("ODE201", "ODE202")]


def check(text: str, offset: int) -> None:
    found = completions(text, offset)
    assert len(found) <= MOST_OFFERED
    held = min(max(offset, 0), len(text))
    for one in found:
        assert 0 <= one.start <= held <= one.end <= len(text)
        assert one.label
        assert one.insert
    assert len({one.label for one in found}) == len(found)


WORDS = st.sampled_from(
    "dv/dt = v w E_L tau_w # threshold: reset: input: I step( run: preset expect pattern == \" ' ( ) [ ] , ; : -> 20 "
    "mV *ms \\ \n \r\n \t 1e3 method init: on x peak( last £ µ \u2028 \x00 #".split(" ")
)


@given(st.lists(WORDS, max_size=25), st.integers(-3, 200))
@settings(max_examples=300, deadline=None)
def test_no_text_and_no_offset_can_break_it(words: list[str], offset: int) -> None:
    text = " ".join(words)
    check(text, min(offset, len(text) + 3))


@given(st.text(max_size=60), st.integers(-3, 70))
@settings(max_examples=200, deadline=None)
def test_nor_can_any_characters(text: str, offset: int) -> None:
    check(text, offset)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_nor_can_a_model_that_is_cut_anywhere(data: st.DataObject) -> None:
    text = read_text(path_of(data.draw(st.sampled_from([one.slug for one in entries()][::9]))))
    offset = data.draw(st.integers(0, len(text)))
    check(text[:offset], offset)
    check(text, offset)


@pytest.mark.parametrize("text", ["x" * 40_000, "(" * 9_000, "a = " + "b" * 8_000, "a = '" + '"' * 8_000, "\n" * 3_000])
def test_texts_that_are_too_long_cost_little(text: str) -> None:
    for offset in (0, len(text) // 2, len(text)):
        check(text, offset)
