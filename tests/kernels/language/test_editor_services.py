"""What editors show beside a text: outline, folds, selections, notes, links, lenses, signatures; on any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from damaged import texts
from hypothesis import given
from hypothesis import strategies as st

from kernels.language import analyse
from kernels.language.editing.folding import Fold, folds
from kernels.language.editing.inlay import inlays
from kernels.language.editing.lenses import lenses
from kernels.language.editing.links import links
from kernels.language.editing.selection import selections
from kernels.language.editing.signature import signature_at
from kernels.language.editing.strict_units import strict_units
from kernels.language.editing.symbols import symbols
from kernels.language.syntax.lines import physical_lines
from kernels.language.syntax.tree import Span

NEURON = """\
# title: A neuron
# doi: 10.1152/jn.00686.2005

dv/dt = (E_L - v)/tau +
        gain*clip(I, 0*pA, 5*pA)/C : volt
tau = C/g
gain = 2
I : amp
E_L = -70*mV : volt
C = 94*pF
g = 10*nS
# threshold: v > -50*mV
# reset: v = E_L
# preset fast: g = 20*nS
# input: I = step(3*pA, start=10 ms)
# expect: rate in [0 Hz, 1 Hz], peak(v) < 0*mV
# on hot: v > 0*mV -> v = E_L
"""


def signature(marked: str) -> tuple[str, str] | None:
    """The label and the active argument at the `|` of a line put before the neuron's text."""
    at = marked.index("|")
    text = marked.replace("|", "") + "\nf(a, b) = a*b # area\n" + NEURON
    found = signature_at(text, at, analyse(text))
    if found is None:
        return None
    if found.active is None:
        return found.label, ""
    argument = found.arguments[found.active]
    return found.label, found.label[argument.start : argument.end]


def test_the_outline_has_names_with_their_kinds_presets_and_events() -> None:
    found = symbols(analyse(NEURON))
    assert [(one.name, one.kind) for one in found] == [
        ("v", "state"), ("tau", "sub-expression"), ("gain", "parameter"), ("I", "input"), ("E_L", "parameter"),
        ("C", "parameter"), ("g", "parameter"), ("threshold", "event"), ("reset", "event"), ("fast", "preset"),
        ("input", "directive"), ("expect", "directive"), ("hot", "event"),
    ]  # fmt: skip
    assert found[1].detail == "C/g : ms"


def test_folds_are_statements_blocks_and_comments() -> None:
    text = "# one\n# two\n# three\n\ndv/dt = a +\n b\na = 1\n\nb = 2\n"
    assert folds(text) == [Fold(0, 2, "comment"), Fold(4, 5, "statement"), Fold(4, 6, "region")]


def test_a_selection_grows_from_the_word_over_its_expressions_to_the_text() -> None:
    found = selections(analyse(NEURON), NEURON.index("E_L - v") + 1)
    words = [NEURON[start:end] for start, end in found]
    assert words[:3] == ["E_L", "(E_L - v)", "(E_L - v)/tau"]
    assert words[-1] == NEURON


def test_notes_say_what_follows_and_not_what_stands_there() -> None:
    found = {NEURON[: one.offset].rpartition("\n")[2]: one.label for one in inlays(analyse(NEURON))}
    assert found == {"tau = C/g": "= 9.4 ms"}


def test_an_inferred_unit_is_noted_where_there_is_no_value() -> None:
    text = "dv/dt = -v/ms + w/ms : volt\nw = 2*v\nk = 3*mV\n"
    assert [(one.offset, one.label) for one in inlays(analyse(text))] == [(text.index("2*v") + 3, ": mV")]


def test_notes_of_a_part_alone() -> None:
    at = NEURON.index("gain = 2")
    assert inlays(analyse(NEURON), Span(at, at + 3)) == []


def test_dois_lead_to_their_publication() -> None:
    assert [one.address for one in links(analyse(NEURON).document)] == ["https://doi.org/10.1152/jn.00686.2005"]
    text = "# see (10.1000/ab(c)d), and 10.1000/x.\n# doi: 10.1/short\n"
    assert [text[one.start : one.end] for one in links(analyse(text).document)] == ["10.1000/ab(c)d", "10.1000/x"]


def test_lenses_stand_at_the_first_state_each_preset_and_the_first_expectation() -> None:
    found = [(one.action, one.preset, one.claims) for one in lenses(analyse(NEURON))]
    assert found == [("run", None, 0), ("run", "fast", 0), ("verify", None, 2)]
    assert lenses(analyse(NEURON + "oops = nothing_there\n")) == []


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("a1 = exp(|)", ("exp(x)", "x")),
        ("a1 = clip(1, |2, 3)", ("clip(x, low, high)", "low")),
        ("a1 = clip((1 + |2), 2, 3)", ("clip(x, low, high)", "x")),
        ("a1 = min(1, 2, 3, |4)", ("min(a, b, ...)", "...")),
        ("a1 = f(1, |2)", ("f(a, b)", "b")),
        ("a1 = f(1, exp(|2))", ("exp(x)", "x")),
        ("# input: I = step(|", ("step(amplitude, start, stop)", "amplitude")),
        ("# expect: peak(|v) > 1 mV", ("peak(name)", "name")),
        ("a1 = (1 + |2)", None),
        ("a1 = unknown(|2)", None),
        ("# exp(|x) in prose", None),
    ],
)
def test_the_signature_of_the_call_at_the_cursor(marked: str, shown: tuple[str, str] | None) -> None:
    found = signature(marked)
    if shown is not None and found is not None and shown[0].startswith("step"):
        assert found[0].startswith("step(amplitude")
        assert found[1] == "amplitude"
    else:
        assert found == shown


def test_a_named_argument_of_a_protocol_is_active_wherever_it_stands() -> None:
    found = signature("# input: I = step(stop=|3 ms")
    assert found is not None
    assert found[1] == "stop"


def test_strict_units_want_one_behind_every_definition() -> None:
    found = strict_units(analyse(NEURON))
    assert [NEURON[one.start : one.end] for one in found] == ["tau", "gain", "C", "g"]
    offered = [[fix.edits[0].new_text for fix in one.fixes] for one in found]
    assert offered == [[" : second"], [], [" : farad"], [" : siemens"]]  # a bare 2 may count anything
    assert strict_units(analyse("dv/dt = -v\n")) == []


@given(texts, st.integers(-3, 500))
def test_no_text_is_too_broken_to_be_shown(text: str, offset: int) -> None:
    analysis = analyse(text)
    length = len(text)
    lines = len(physical_lines(text))
    for symbol in symbols(analysis):
        assert 0 <= symbol.span.start <= symbol.name_span.start <= symbol.name_span.end <= symbol.span.end <= length
    for fold in folds(text):
        assert 0 <= fold.first < fold.last < lines
    spans = selections(analysis, offset)
    assert spans[-1] == (0, length)
    for inner, outer in pairwise(spans):
        assert outer.start <= inner.start <= inner.end <= outer.end
        assert inner != outer
    for note in inlays(analysis):
        assert 0 <= note.offset <= length
    for link in links(analysis.document):
        assert text[link.start : link.end].startswith("10.")
    lenses(analysis)
    strict_units(analysis)
    found = signature_at(text, offset, analysis)
    if found is not None and found.active is not None:
        assert found.active < len(found.arguments)
