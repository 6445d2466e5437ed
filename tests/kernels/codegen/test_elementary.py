"""The elementary functions against mpmath in 40 digits: every bound that their files state."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from kernels.codegen.array_function import array_function
from kernels.codegen.elementary import exponential, logarithm, trigonometric
from kernels.codegen.graph import Graph

N = 600
RANDOM = np.random.default_rng(1)
WIDE = np.concatenate(
    [
        RANDOM.uniform(-700, 709, N),
        RANDOM.normal(0, 1, N),
        10.0 ** RANDOM.uniform(-300, 0, N) * RANDOM.choice([-1, 1], N),
    ]
)
POSITIVE = np.concatenate(
    [10.0 ** RANDOM.uniform(-307, 308, N), RANDOM.uniform(0.5, 2, N), 1 + 10.0 ** RANDOM.uniform(-16, -1, N)]
)
ANGLES = np.concatenate([RANDOM.uniform(-3e6, 3e6, N), RANDOM.uniform(-7, 7, N), np.arange(1, 100) * np.pi / 2])
UNIT = np.concatenate(
    [RANDOM.uniform(-1, 1, N), 1 - 10.0 ** RANDOM.uniform(-16, -1, N), 10.0 ** RANDOM.uniform(-200, 0, N)]
)

# function -> (its truth, arguments, bound in units in the last place)
CASES = {
    "exp": (mp.exp, WIDE, 1.2),
    "expm1": (mp.expm1, WIDE, 2),
    "exprel": (lambda x: mp.expm1(x) / x, WIDE, 2),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), WIDE, 2),
    "tanh": (mp.tanh, WIDE / 10, 2.5),
    "sinh": (mp.sinh, WIDE, 2),
    "cosh": (mp.cosh, WIDE, 1.2),
    "log": (mp.log, POSITIVE, 1),
    "log10": (mp.log10, POSITIVE, 0.6),
    "sin": (mp.sin, ANGLES, 2),
    "cos": (mp.cos, ANGLES, 2),
    "tan": (mp.tan, ANGLES, 3),
    "atan": (mp.atan, np.concatenate([ANGLES, WIDE]), 3),
    "asin": (mp.asin, UNIT, 3),
    "acos": (mp.acos, UNIT, 3),
}


def native(name: str, *arguments: np.ndarray, strict: bool = False) -> np.ndarray:
    g = Graph()
    leaves = [g.leaf("x", str(i)) for i in range(len(arguments))]
    return array_function(g, leaves, [g.apply(name, *leaves)], strict)(*arguments)[0]


def worst_error(got: np.ndarray, truth: list[mp.mpf]) -> float:
    """The largest error in units in the last place, over results that are normal doubles."""
    with mp.workdps(40):
        errors = [
            float(abs((mp.mpf(float(y)) - t) / mp.mpf(float(np.spacing(abs(float(t)))))))
            for y, t in zip(got, truth, strict=True)
            if 2.3e-307 < abs(float(t)) < 1.7e308
        ]
    assert len(errors) > N
    return max(errors)


@pytest.mark.parametrize("strict", [False, True], ids=["fast", "strict"])
@pytest.mark.parametrize("name", CASES)
def test_error_is_within_the_stated_bound(name: str, strict: bool) -> None:
    function, arguments, bound = CASES[name]
    with mp.workdps(40):
        truth = [function(mp.mpf(float(x))) for x in arguments]
    assert worst_error(native(name, arguments, strict=strict), truth) < bound


@pytest.mark.parametrize("strict", [False, True], ids=["fast", "strict"])
def test_powers_are_within_the_stated_bound(strict: bool) -> None:
    x = np.concatenate([10.0 ** RANDOM.uniform(-5, 5, N), RANDOM.uniform(0.9, 1.1, N)])
    y = np.concatenate([RANDOM.uniform(-50, 50, N), RANDOM.uniform(-5000, 5000, N)])
    with mp.workdps(40):
        truth = [mp.power(mp.mpf(float(a)), mp.mpf(float(b))) for a, b in zip(x, y, strict=True)]
    assert worst_error(native("pow", x, y, strict=strict), truth) < 1.2


def test_whole_powers_of_whole_numbers_are_exact() -> None:
    x, y = np.meshgrid(np.arange(1.0, 13.0), np.arange(0.0, 9.0))
    assert np.array_equal(native("pow", x, y), x**y)


def test_log10_is_exact_at_powers_of_ten() -> None:
    x = 10.0 ** np.arange(-300, 300)
    assert np.array_equal(native("log10", x), np.log10(x))


SPECIAL = [
    ("exp", np.inf, np.inf), ("exp", -np.inf, 0.0), ("exp", 710.0, np.inf),
    ("exp", -800.0, 0.0), ("exp", np.nan, np.nan),
    ("exprel", 0.0, 1.0), ("exprel", -np.inf, 0.0), ("exprel", np.inf, np.inf),
    ("expm1", -np.inf, -1.0), ("tanh", np.inf, 1.0), ("tanh", -np.inf, -1.0), ("sigmoid", -np.inf, 0.0),
    ("sinh", -np.inf, -np.inf), ("cosh", -np.inf, np.inf),
    ("log", 0.0, -np.inf), ("log", -1.0, np.nan), ("log", np.inf, np.inf), ("log", 1.0, 0.0),
    ("log", 5e-324, np.log(5e-324)), ("log10", 0.0, -np.inf),
    ("sin", np.inf, np.nan), ("sin", 1e300, np.nan), ("cos", -np.inf, np.nan), ("cos", 0.0, 1.0),
    ("atan", np.inf, np.pi / 2), ("atan", -np.inf, -np.pi / 2), ("asin", 1.0, np.pi / 2), ("asin", 1.5, np.nan),
    ("acos", -1.0, np.pi), ("acos", 1.0, 0.0), ("sign", -3.0, -1.0), ("sign", 0.0, 0.0), ("sign", np.nan, np.nan),
]  # fmt: skip


@pytest.mark.parametrize(("name", "argument", "expected"), SPECIAL)
def test_special_values(name: str, argument: float, expected: float) -> None:
    np.testing.assert_equal(native(name, np.array([argument]))[0] + 0.0, expected)


@pytest.mark.parametrize(
    ("base", "exponent"),
    [(0.0, 2.0), (0.0, -1.0), (0.0, 0.0), (-2.0, 3.0), (-2.0, 2.0), (-2.0, 0.5),
     (np.inf, -1.0), (-np.inf, 3.0), (np.nan, 0.0),
     (2.0, np.nan), (2.0, 2000.0), (2.0, -2000.0), (3.0, 1.0)],
)  # fmt: skip
def test_powers_at_the_edges_are_those_of_numpy(base: float, exponent: float) -> None:
    with np.errstate(all="ignore"):
        expected = np.power(base, exponent)
    np.testing.assert_equal(native("pow", np.array([base]), np.array([exponent]))[0], expected)


def fitted(function, low: mp.mpf, high: mp.mpf, degree: int) -> list[float]:
    return [float(c) for c in mp.chebyfit(function, [low, high], degree + 1)[::-1]]


def test_polynomials_are_the_chebyshev_fits_they_claim_to_be() -> None:
    with mp.workdps(50):
        half = mp.log(2) / 2 * mp.mpf("1.0001")
        fit = fitted(lambda r: (mp.expm1(r) - r) / r**2 if r != 0 else mp.mpf(1) / 2, -half, half, 9)
        assert fit == pytest.approx(list(exponential.EXPM1), rel=1e-9)
        edge = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mp.mpf("1.0001")
        fit = fitted(lambda z: (2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2) / z, mp.mpf(10) ** -15, edge, 6)
        assert fit == pytest.approx(list(logarithm.ATANH), rel=1e-5)
        quarter = (mp.pi / 4) ** 2 * mp.mpf("1.0001")
        fit = fitted(lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, mp.mpf(10) ** -15, quarter, 5)
        assert fit == pytest.approx(list(trigonometric.SIN), rel=1e-5)
