"""Every diagnostic of the checks: its range (between « and »), its message, and the text after its fix."""

from __future__ import annotations

import pytest

from kernels.language import Diagnostic, Fix, analyse
from kernels.language.codes import CODES

# A neuron with units to hang mistakes on; {} is where they go.
LIF = """\
dv/dt = (E_L - v)/tau + I/C : volt
I : amp
E_L = -65*mV : volt
tau = 10*ms : second
C = 100*pF : farad
"""


class Case:
    """A text with one mistake marked by « », the message's telling part, and the marked text after the first fix."""

    def __init__(self, code: str, text: str, message: str, fixed: str | None = None, before: str = "") -> None:
        self.code, self.marked, self.message, self.fixed = code, before + text, message, fixed

    def __repr__(self) -> str:
        return f"{self.code}:{self.marked[-40:]!r}"


CASES = [
    # names
    Case("ODE201", "dx/dt = -x/«tua»\ntau = 10\nq = x*tau", "did you mean `tau`?",
         "dx/dt = -x/tau\ntau = 10\nq = x*tau"),
    Case("ODE201", "dv/dt = (3*«mv» - v)/(9*ms) : volt", "did you mean `mV`?", "dv/dt = (3*mV - v)/(9*ms) : volt"),
    Case("ODE202", "dx/dt = -x/«tau»", "`tau` is not defined: declare it", "dx/dt = -x/tau\ntau = 1\n"),
    Case("ODE202", "dx/dt = -x/(3*«s»)", "as a unit it is written `second`", "dx/dt = -x/(3*s)\ns = 1\n"),
    Case("ODE203", "dx/dt = «exq»(x)", "did you mean `exp`?", "dx/dt = exp(x)"),
    Case("ODE203", "dx/dt = «whatever»(x)", "there is no function `whatever`: define it"),
    Case("ODE203", "dx/dt = «__import__»(x)", "there is no function `__import__`"),
    Case("ODE204", "dx/dt = -x*a\na = 1\n«a» = 2\n", "already defined in line 2", "dx/dt = -x*a\na = 1\n"),
    Case("ODE204", "dx/dt = -x\n# reset: x = 1\n# threshold: x > 2\n# «reset»: x = 0\n", "already stands in line 2",
         "dx/dt = -x\n# reset: x = 1\n# threshold: x > 2\n"),
    Case("ODE204", "dx/dt = -x*a\na = 1\n# preset p: a = 1\n# «preset» p: a = 2", "`preset p` already stands in line 3",
         "dx/dt = -x*a\na = 1\n# preset p: a = 1\n"),
    Case("ODE205", "dx/dt = -x\n«mV» = 2", "`mV` is a unit"),
    Case("ODE205", "dx/dt = -x\n«exp» = 2", "`exp` is a built-in function"),
    Case("ODE205", "dx/dt = -x\n«pi» = 3", "`pi` is a built-in name"),
    Case("ODE206", "dx/dt = -a\n«a» = b + x\nb = c + x\nc = a*x", "`a` is defined through itself: a -> b -> c -> a"),
    Case("ODE206", "dx/dt = -a\n«a» = a + x", "a -> a"),
    Case("ODE207", "dx/dt = f(x)\n«f»(y) = g(y)\ng(y) = f(y) + 1", "`f` calls itself: f -> g -> f"),
    Case("ODE208", "dx/dt = «exp»(x, 2)", "`exp(x)` takes 1 argument, not 2"),
    Case("ODE208", "dx/dt = «clip»(x)", "`clip(x, low, high)` takes 3 arguments, not 1"),
    Case("ODE208", "f(a, b) = a*b\ndx/dt = «f»(x)", "`f(a, b)` takes 2 arguments, not 1"),
    Case("ODE208", "dx/dt = «piecewise»(x, x > 1)", "does not take 2 arguments"),
    Case("ODE209", "dx/dt = -x*a\na = 1\n# preset p: a = «x*2»", "`a` is a number with its unit, without other names"),
    Case("ODE209", "dx/dt = -x*a + I\na = 1\n# input: I = step(«a»)", "`amplitude` is a number"),
    Case("ODE210", "dx/dt = «exp»*x", "`exp` is a function: write its arguments behind it"),
    Case("ODE210", "dx/dt = -«a»(x + 1)\na = 2", "to multiply, write `a*(...)`", "dx/dt = -a*(x + 1)\na = 2"),
    Case("ODE211", "dx/dt = -x\n«a» = 1\n", "the parameter `a` is not used anywhere", "dx/dt = -x\n"),
    # structure
    Case("ODE212", "dx/dt = -x*a\na = 1\n# threshold: x > 1\n# reset: «a» = 2",
         "`reset` sets states; `a` is a parameter"),
    Case("ODE212", "dvolts/dt = -1\n# threshold: volts > 1\n# reset: «volt_s» = 0", "did you mean `volts`?",
         "dvolts/dt = -1\n# threshold: volts > 1\n# reset: volts = 0"),
    Case("ODE212", "dx/dt = -x + I\n# init: «I» = 2", "`init` sets states"),
    Case("ODE212", "dx/dt = -x\ny = x + 1\non up: x > y -> «y» = 2", "`on up` sets states; `y` is a sub-expression"),
    Case("ODE213", "dx/dt = -x*gain\ngain = 1\n# preset p: «gian» = 2", "did you mean `gain`?",
         "dx/dt = -x*gain\ngain = 1\n# preset p: gain = 2"),
    Case("ODE214", "«y = 2*t»", "the model has no state"),
    Case("ODE215", "dx/dt = -x\n# threshold: x > 1\n# reset: x = 0\n# «spike»: x crosses 2 upward",
         "`threshold` or `spike`, not both", "dx/dt = -x\n# threshold: x > 1\n# reset: x = 0\n"),
    Case("ODE216", "dx/dt = -x\n# «reset»: x = 1", "the reset never runs: it needs a `threshold`"),
    Case("ODE216", "dx/dt = -x\n# spike: x crosses 1 upward\n# «reset»: x = 0", "`spike` detects without reset"),
    Case("ODE217", "dx/dt = -x\n# time: «step»", "derivatives need a time in ms or s", "dx/dt = -x\n# time: ms"),
    Case("ODE217", "x[n+1] = x/2\n# time: «ms»", "a map counts steps", "x[n+1] = x/2\n# time: step"),
    Case("ODE218", "dx/dt = -x\n«y»[n+1] = y/2 + x", "the map `y` advances once every dt"),
    Case("ODE219", "dx/dt = -x*a\na = 1\n# input: «a» = step(2)", "`a` is a parameter, not an input"),
    Case("ODE219", "# input: «I_exd» = step(2 pA)\ndv/dt = v/ms + I_ext/pF : volt\nI_ext : amp",
         "did you mean `I_ext`?",
         "# input: I_ext = step(2 pA)\ndv/dt = v/ms + I_ext/pF : volt\nI_ext : amp"),
    Case("ODE220", "dx/dt = -x*a\na = 1\n# preset slow: a = 2\n# expect «slwo»: rate < 2", "did you mean `slow`?",
         "dx/dt = -x*a\na = 1\n# preset slow: a = 2\n# expect slow: rate < 2"),
    Case("ODE221", "dvolts/dt = -1\n# plot: «vlots»", "did you mean `volts`?", "dvolts/dt = -1\n# plot: volts"),
    Case("ODE221", "dvm/dt = -vm\n# expect: peak(«q») > 2", "`q` is no state, input or named expression"),
    # units
    Case("ODE301", "x1 = E_L «+» tau", "cannot add mV and ms", before=LIF),
    Case("ODE301", "x1 = E_L «-» tau", "cannot subtract ms from mV", before=LIF),
    # noise
    Case("ODE222", "x[n+1] = x/2 + «xi»\n# time: step", "a normal number a step is `randn()`",
         "x[n+1] = x/2 + randn()\n# time: step"),
    Case("ODE222", "dx/dt = -x\n# threshold: x > 1 + «xi_a»\n# reset: x = 0", "`xi_a` is the noise of a derivative",
         "dx/dt = -x\n# threshold: x > 1 + randn()\n# reset: x = 0"),
    Case("ODE222", "dx/dt = -x\n# on kick: x < -1 -> x = «xi»", "`xi` is the noise of a derivative"),
    Case("ODE222", "dx/dt = s - x\ns = 2*xi\n# init: x = «s»", "`s` holds white noise"),
    Case("ODE223", "dx/dt = -x + «xi**2»", "nothing else can be done with it"),
    Case("ODE223", "dx/dt = s - x\ns = «floor(2*xi)»", "nothing else"),
    Case("ODE223", "dx/dt = f(xi) - x\nf(y) = «y*y»", "nothing else"),
    Case("ODE223", "dx/dt = (1 if «xi > 0» else 0) - x", "nothing else"),
    Case("ODE301", "x1 = where(v «>» I, 1, 2)", "cannot compare mV and nA", before=LIF),
    Case("ODE301", "x1 = «min»(v, tau)", "cannot compare mV and ms: the arguments of min", before=LIF),
    Case("ODE301", "x1 = v «if» t > tau else tau", "cannot choose between mV and ms", before=LIF),
    Case("ODE301", "# threshold: v «>» tau\n# reset: v = E_L", "cannot compare mV and ms", before=LIF),
    Case("ODE301", "# threshold: v > 0*mV\n# reset: v «+=» tau", "cannot add mV and ms", before=LIF),
    Case("ODE302", "x1 = v + «20»", "a bare number meets a quantity in mV: give it a unit, for instance *mV",
         LIF + "x1 = v + 20*mV", before=LIF),
    Case("ODE302", "x1 = («-(10 + 2)» + v)/mV", "a bare number meets", None, before=LIF),
    Case("ODE302", "# threshold: v > «-50»\n# reset: v = E_L", "*mV", LIF + "# threshold: v > -50*mV\n# reset: v = E_L",
         before=LIF),
    Case("ODE302", "dv/dt = -v/(10*ms) : volt\nE = «-65» : volt\ny = E + v", "`E`, which is in mV",
         "dv/dt = -v/(10*ms) : volt\nE = -65*mV : volt\ny = E + v"),
    Case("ODE302", "dm/dt = -m/(5*ms) : 1\nr = «3» : hertz\ny = r", "`r`, which is in Hz",
         "dm/dt = -m/(5*ms) : 1\nr = 3*Hz : hertz\ny = r"),
    Case("ODE303", "x1 = «exp»(v)", "exp takes a plain number, but its argument is in mV", before=LIF),
    Case("ODE303", "x1 = 2«**»v", "an exponent is a plain number", before=LIF),
    Case("ODE304", "dw/dt = «v/tau» : amp", "dw/dt is in nA/ms, but this is in mV/ms", before=LIF),
    Case("ODE304", "x1 = «v» : amp", "`x1` is in nA, but this is in mV", before=LIF),
    Case("ODE304", "# threshold: v > 0*mV\n# reset: v = «tau»", "`v` is in mV, but this is in ms", before=LIF),
    Case("ODE304", "# init: v = «2*nA»", "`v` is in mV, but this is in nA", before=LIF),
    Case("ODE304", "# input: I = step(«5 mV»)", "`amplitude` is in nA, but this is in mV", before=LIF),
    Case("ODE304", "# run: «500 mV»", "`duration` is in ms, but this is in mV", before=LIF),
    Case("ODE304", "# preset p: tau = «3 mV»", "`tau` is in ms, but this is in mV", before=LIF),
    Case("ODE304", "# expect: rate in [«1 ms», 20 Hz]", "`rate` is in Hz, but this is in ms", before=LIF),
    Case("ODE304", "# refractory: «2*mV»", "`refractory` is in ms, but this is in mV", before=LIF),
    Case("ODE304", "f(x) = «x*x» : amp\nx1 = f(v)", "the function f is in nA, but this is in mV**2", before=LIF),
    Case("ODE305", "n = 2\nx1 = v«**»(tau/ms)", "the power of something in mV needs a number", before=LIF + "y1 = n\n"),
    Case("ODE305", "x1 = ((v**20)«**»20)", "out of any sensible range", before=LIF),
    Case("ODE306", "dx/dt = -x/(3*ms) : «V»", "did you mean `volt`?", "dx/dt = -x/(3*ms) : volt"),
    Case("ODE306", "dx/dt = -x/(3*ms) : siemens/«metr»**2", "did you mean", "dx/dt = -x/(3*ms) : siemens/meter**2"),
    Case("ODE306", "dx/dt = -x/(3*ms) : «3»*volt", "a unit is made of unit names"),
    Case("ODE306", "dx/dt = -x/(3 «s»)", "a single letter is a name of the model: write `second`",
         "dx/dt = -x/(3 second)"),
    Case("ODE306", "# threshold: v > 0.02 «V»\n# reset: v = -0.06*V", "write `volt`",
         LIF + "# threshold: v > 0.02 volt\n# reset: v = -0.06*volt", before=LIF),
    Case("ODE306", "# run: 2*«s», dt = 0.1 ms", "write `second`", LIF + "# run: 2*second, dt = 0.1 ms", before=LIF),
    Case("ODE306", "# input: I = step(5 «A»)", "write `amp`", LIF + "# input: I = step(5 amp)", before=LIF),
    Case("ODE306", "# preset p: tau = 3 «sec»", "`sec` is no unit: write `second`", LIF + "# preset p: tau = 3 second",
         before=LIF),
    Case("ODE307", "# threshold: «v»\n# reset: v = E_L", "`threshold` needs a condition", before=LIF),
    Case("ODE307", "dx/dt = -x\n# threshold: «x - 3»\n# reset: x = 0", "`threshold` needs a condition"),
    Case("ODE307", "x1 = where(«v», 1, 2)", "a condition is expected here, but this is in mV", before=LIF),
    Case("ODE308", "dx/dt = -x*9«**»(9**9)", "this constant is too large"),
    Case("ODE308", "dx/dt = -x*(1«/»0)", "this constant divides by zero"),
    Case("ODE308", "dx/dt = -x*«sqrt»(-1)", "this constant is not defined"),
    Case("ODE309", "dx/dt = -x\n# run: «-5»", "`duration` has to be positive and finite, not -5"),
    Case("ODE309", "dx/dt = -x\n# run: 5, dt = «0»", "`dt` has to be positive"),
    Case("ODE309", "dx/dt = -x\n# run: 5, seed = «1.5»", "a seed is a whole number"),
    # values
    Case("ODE401", "dx/dt = -x*a\na = «5»  # [10, 20]", "`a` is 5, outside its range [10, 20]"),
    Case("ODE401", "dv/dt = (E - v)/(9*ms) : volt\nE = «5*mV» : volt  # [-90, 0]", "`E` is 5 mV, outside its range"),
    Case("ODE402", "dx/dt = -x*a\na = 5  # [«20, 1»]", "the range of `a` is empty"),
    Case("ODE403", "dx/dt = -x*a\na = 5  # [«0, 10», log]", "needs a low end above 0"),
    Case("ODE404", "dx/dt = «0.1*(x+40)/(1-exp(-(x+40)/10))»", "this is 0/0 where -(x+40)/10 is 0",
         "dx/dt = 1/exprel(-(x+40)/10)"),
    Case("ODE405", "dx/dt = -x + 5\n# threshold: x > a\n# reset: «x = b»\na = -1\nb = 2",
         "the threshold is still true"),
    Case("ODE406", "dx/dt = -x/tau\ntau = 0.5\n# run: 100, dt = «1»",
         "dt is large against the time constant of `x`, 0.5 ms",
         "dx/dt = -x/tau\ntau = 0.5\n# run: 100, dt = 0.05 ms"),
]  # fmt: skip


def unmarked(marked: str) -> tuple[str, int, int]:
    """The text without its marks, and the range between them."""
    start, end = marked.index("«"), marked.index("»") - 1
    return marked.replace("«", "").replace("»", ""), start, end


def apply(text: str, fix: Fix) -> str:
    for edit in sorted(fix.edits, reverse=True):
        text = text[: edit.start] + edit.new_text + text[edit.end :]
    return text


def found(text: str, code: str) -> list[Diagnostic]:
    return [problem for problem in analyse(text).diagnostics if problem.code == code]


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_range_and_message(case: Case):
    text, start, end = unmarked(case.marked)
    problems = found(text, case.code)
    assert [text[problem.start : problem.end] for problem in problems] == [text[start:end]], analyse(text).diagnostics
    assert (problems[0].start, problems[0].end) == (start, end)
    assert case.message in problems[0].message
    others = [problem for problem in analyse(text).diagnostics if problem.code != case.code]
    assert not [problem for problem in others if problem.severity == "error"]


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_every_fix_removes_its_diagnostic(case: Case):
    text, start, end = unmarked(case.marked)
    (problem,) = found(text, case.code)
    if case.fixed is not None:
        assert apply(text, problem.fixes[0]) == case.fixed
    for fix in problem.fixes:
        mended = apply(text, fix)
        assert not found(mended, case.code), mended
        assert not [left for left in analyse(mended).diagnostics if left.severity == "error"], mended


def test_every_code_of_the_checks_has_a_case():
    elsewhere = {"ODE310", "ODE311"}  # too large, below; strict units, which an editor asks for
    assert {case.code for case in CASES} | elsewhere == {code for code in CODES if code >= "ODE2"}


def test_functions_that_grow_without_bound_are_stopped():
    doubling = "".join(f"f{i + 1}(x) = f{i}(x)*f{i}(x)\n" for i in range(40))
    text = "dx/dt = f40(x)\nf0(x) = x + 1\n" + doubling
    (problem,) = analyse(text).diagnostics
    assert problem.code == "ODE310"
    deep = "".join(f"f{i + 1}(x) = f{i}(x + 1)\n" for i in range(400))
    problems = analyse("dx/dt = f400(x)\nf0(x) = x + 1\n" + deep).diagnostics
    assert {problem.code for problem in problems} == {"ODE310"}


def test_the_model_is_missing_exactly_if_there_is_an_error():
    assert analyse("dx/dt = -x/tau").model is None
    warned = analyse("dx/dt = -x\na = 1")
    assert [problem.severity for problem in warned.diagnostics] == ["warning"]
    assert warned.model is not None


def test_an_error_inside_a_function_names_the_call():
    text = LIF + "f(x) = x + tau\ny = f(v)"
    (problem,) = analyse(text).diagnostics
    assert text[problem.start : problem.end] == "+"
    assert problem.message.endswith("(in the call `f(v)`)")


def test_parameters_given_from_outside_need_no_line():
    text = "dv/dt = -(v - E_L) / tau_m + I / C\n# threshold: v > -50\n# reset: v = -65"
    assert [problem.code for problem in analyse(text).diagnostics] == ["ODE202"] * 3
    analysis = analyse(text, {"E_L": -65.0, "tau_m": 10.0, "C": 1.0})
    assert analysis.diagnostics == ()
    assert {item.name: item.default for item in analysis.model.parameters} == {"E_L": -65.0, "tau_m": 10.0, "C": 1.0}


def test_a_broken_line_costs_only_itself():
    text = LIF + "q = 3 +\nx1 = v + 20\n"
    assert [problem.code for problem in analyse(text).diagnostics] == ["ODE101", "ODE302"]


def suggestion(text: str) -> str | None:
    """The name that the first unknown name of a text is taken for."""
    (problem, *_) = [problem for problem in analyse(text).diagnostics if problem.code in ("ODE201", "ODE202")]
    return problem.message.split("`")[3] if problem.code == "ODE201" else None


def test_suggestions_are_names_one_could_have_meant():
    assert suggestion("dx/dt = -x*EL\nE_L = 3") == "E_L"
    assert suggestion("dx/dt = -x*tauM\ntau_m = 3") == "tau_m"
    assert suggestion("dx/dt = -x*(3*mv)") == "mV"
    assert suggestion("dx/dt = -x/Cm") is None
    assert suggestion("dx/dt = -x*VT") is None
    assert suggestion("dx/dt = -x*q") is None


def test_one_mistake_in_a_constant_is_one_diagnostic():
    mixed = "dx/dt = -x/(5*ms) : 1\ny = a\na = 1*mV + 2*ms"
    assert [problem.code for problem in analyse(mixed).diagnostics] == ["ODE301"]
    assert [problem.code for problem in analyse("dx/dt = -x*a\na = 0*inf").diagnostics] == ["ODE308"]


def test_a_crossing_is_pointed_at_by_its_word():
    text = LIF + "# spike: v crosses 3*ms upward"
    (problem,) = analyse(text).diagnostics
    assert text[problem.start : problem.end] == "crosses"


@pytest.mark.parametrize(
    "right", ["2*xi", "s", "-xi/x + xi_b", "f(xi)", "(xi if x > 0 else 2*xi_a)", "piecewise(xi, x > 1, 2*xi, x > 0, 0)"]
)
def test_noise_that_enters_linearly_is_right(right):
    assert analyse(f"dx/dt = {right} - x\ns = 3*xi\nf(y) = 3*y/x\n").diagnostics == ()


def test_a_constant_that_cannot_be_read_is_one_diagnostic():
    text = LIF + "q = 1*ms : second  # [1 s, 2*w]\n# run: 1 s, dt = w, seed = w\ny = q"
    assert [problem.code for problem in analyse(text).diagnostics] == ["ODE306", "ODE209", "ODE306", "ODE209", "ODE209"]


def test_a_state_whose_name_is_taken_is_one_diagnostic():
    assert [problem.code for problem in analyse("dt/dt = -1").diagnostics] == ["ODE205"]
