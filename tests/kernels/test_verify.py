"""Claims and their verdicts: relations, shared runs, failures, warnings, cancelling."""

from __future__ import annotations

from typing import Any

import pytest

import kernels
from kernels.analysis import runs as runs_module
from kernels.errors import Cancelled
from kernels.language.model import Claim
from kernels.verify import claim_holds, verdicts, verify

NEURON = """
dv/dt = (E - v + I)/10
E = -70
# init: v = E
# threshold: v > -50
# reset: v = E
# input: I = constant(30)
# run: 400, dt = 0.05, method = exact
# preset weak: I = 10
"""


def judged(claims: str, text: str = NEURON) -> dict[str, bool]:
    found = verify(kernels.parse(text + claims))
    return {item.text: item.holds for item in found}


@pytest.mark.parametrize(
    ("relation", "low", "high", "inside", "outside"),
    [
        ("in", 1.0, 2.0, (1.0, 1.5, 2.0), (0.999, 2.001)),
        ("==", 3.0, None, (3.0, 3.0 + 1e-10), (3.001,)),
        ("<", 3.0, None, (2.99,), (3.0, 4.0)),
        ("<=", 3.0, None, (2.99, 3.0), (3.01,)),
        (">", -3.0, None, (-2.99,), (-3.0, -4.0)),
        (">=", -3.0, None, (-2.99, -3.0), (-3.01,)),
    ],
)
def test_relations(
    relation: str, low: float, high: float | None, inside: tuple[float, ...], outside: tuple[float, ...]
) -> None:
    claim = Claim("rate", (), relation, low, high, None)
    assert all(claim_holds(claim, value) for value in inside)
    assert not any(claim_holds(claim, value) for value in outside)
    assert not claim_holds(claim, float("nan"))


def test_patterns_are_compared_as_words() -> None:
    assert judged('# expect: pattern == "tonic"\n# expect weak: pattern == "tonic"\n') == {
        'pattern == "tonic"': True,
        'weak: pattern == "tonic"': False,
    }


def test_verdicts_come_in_the_order_of_the_file_with_value_and_unit() -> None:
    # 10 ms * log(30/(30 - 20)) = 10.986 ms, rounded up to whole steps
    claims = "# expect: rate in [90, 91], latency < 5\n# expect weak: final(v) in [-61, -59]\n"
    first, second, third = verify(kernels.parse(NEURON + claims))
    assert (first.holds, second.holds, third.holds) == (True, False, True)
    assert first.measured == pytest.approx(1000.0 / 11.0)
    assert first.unit == "Hz"
    assert (second.measured, second.unit, second.problem) == (pytest.approx(11.0), "ms", "")
    assert third.measured == pytest.approx(-60.0, abs=1e-6)
    assert all(item.seconds >= 0.0 for item in (first, second, third))


def test_what_cannot_be_measured_fails_with_the_reason() -> None:
    (found,) = verify(kernels.parse(NEURON + "# expect weak: cv < 10\n"))
    assert not found.holds
    assert found.measured is None
    assert found.problem == "no spikes in the second half of the driven time: at least 3 are needed"


def test_runs_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[Any, Any]] = []
    simulate = runs_module.simulate

    def counted(model: kernels.Model, **settings: Any) -> kernels.Run:
        calls.append((settings["preset"], settings["current"]))
        return simulate(model, **settings)

    monkeypatch.setattr(runs_module, "simulate", counted)
    claims = "rate > 1, peak(v) < 0, latency > 1, rate(30) > 1, spikes(30) > 1"
    assert all(judged(f"# expect: {claims}\n# expect weak: {claims}\n").values()) is False
    assert sorted(calls, key=str) == sorted([(None, None), (None, 30.0), ("weak", None), ("weak", 30.0)], key=str)


def test_a_model_whose_own_run_fails_says_so_first() -> None:
    text = "dx/dt = x**2 + I\n# init: x = 1\n# run: 100, dt = 0.1\n# input: I = constant(0)\n"
    found = verify(kernels.parse(text + "# expect: peak(x) > 1\n"))
    assert [item.holds for item in found] == [False, False]
    assert found[0].expect is None
    assert found[0].text == "the default run"
    assert "left the finite numbers" in found[0].problem
    # without claims as well
    (alone,) = verify(kernels.parse(text))
    assert not alone.holds


def test_a_model_without_claims_has_no_verdicts() -> None:
    assert verify(kernels.parse(NEURON)) == ()


def test_warnings_of_runs_are_passed_on_once() -> None:
    model = kernels.load("hodgkin_huxley")
    found = list(verdicts(model, settings=lambda preset: {"dt": 0.08}))
    warned = [item for item in found if item.expect is not None and item.expect.preset is None and item.warnings]
    assert all("use a shorter dt" in warning for item in warned for warning in item.warnings)
    texts = [warning for item in found for warning in item.warnings]
    assert texts
    assert len(texts) < len(found)


def test_settings_change_the_runs_under_their_preset() -> None:
    model = kernels.parse(NEURON + "# expect: rate > 1\n# expect weak: rate > 1\n")
    found = list(verdicts(model, settings=lambda preset: {"params": {"E": -55.0}} if preset else {}))
    assert [item.holds for item in found] == [True, True]


def test_progress_and_cancelling() -> None:
    seen: list[float] = []
    verify(kernels.parse(NEURON + "# expect: rate > 1, rate < 1e3, spikes > 1, latency > 0\n"), progress=seen.append)
    assert seen == [0.25, 0.5, 0.75, 1.0]
    with pytest.raises(Cancelled):
        verify(kernels.parse(NEURON + "# expect: rate > 1\n"), cancelled=lambda: True)
