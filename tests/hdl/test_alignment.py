"""Products of few bits: where they meet, how fine their constants are, and values that are taken in two parts."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hdl.fixed.choose import on_grid
from hdl.ir.builder import Builder
from hdl.ir.circuit import Output, Port, signed_width
from hdl.ir.evaluate import run_exact
from hdl.ir.nodes import Mul
from hdl.ir.verify import verify
from hdl.lowering.alignment import POOR_COST, Multiplied, Scaled, aligned
from hdl.lowering.lookup import interpolated
from hdl.lowering.tables import lines

PORT = 16
scaled = st.builds(
    Scaled,
    st.floats(0.01, 0.9).flatmap(lambda k: st.sampled_from([Fraction(k), -Fraction(k)])),
    st.integers(6, 14),
    st.just(128.0),
)


@given(st.lists(scaled, min_size=1, max_size=4), st.lists(st.builds(Multiplied, st.integers(20, 30)), max_size=2))
@settings(max_examples=25, deadline=None)
def test_constants_fit_the_port_and_keep_their_value_where_all_products_meet(
    constants: list[Scaled], products: list[Multiplied]
) -> None:
    way = aligned((*constants, *products), 16, PORT)
    for p, place in zip(constants, way.places, strict=False):
        assert signed_width(place.raw, place.raw) <= PORT
        exact = p.constant * Fraction(2) ** (way.point + place.shift - p.point)
        off = abs(place.raw - exact)
        effect = float(off) * math.ldexp(p.largest, p.point - way.point - place.shift)
        assert off <= abs(place.raw) * Fraction(1, 1 << (PORT - 5)) or effect <= 2.0**-19
    for q, place in zip(products, way.places[len(constants) :], strict=True):
        assert q.point - place.left_out - place.shift == way.point
        assert place.left_out <= q.spare


def test_a_shift_that_is_there_already_is_taken_again() -> None:
    one = Scaled(Fraction(1, 10), 9, 64.0)
    for known in (3, 4, 6):
        way = aligned((one,), 16, PORT, frozenset({known}), 5)
        assert way.point == 21
        assert [place.shift for place in way.places] == [known]
    # with this one the constant would have more bits than the port
    assert aligned((one,), 16, PORT, frozenset({7}), 5).places[0].shift < 7


def test_what_cannot_be_aligned_well_is_still_aligned() -> None:
    way = aligned((Scaled(Fraction(1, 10**9), 8, 1.0), Scaled(Fraction(9000), 8, 1.0)), 16, PORT)
    assert all(signed_width(p.raw, p.raw) <= PORT and p.raw for p in way.places)
    assert POOR_COST > 10


@given(st.integers(-(1 << 23), 1 << 23), st.integers(1, 1 << 22))
@settings(max_examples=200, deadline=None)
def test_limits_on_a_grid_hold_the_range_and_its_sign_and_are_told_from_few_bits(low: int, span: int) -> None:
    lowest, highest = -(1 << 24), (1 << 24) - 1
    high = low + span
    wide_low, wide_high = on_grid(low, high, lowest, highest)
    assert lowest <= wide_low <= low
    assert high <= wide_high <= highest
    assert (wide_low > 0) == (low > 0)
    assert (wide_high < 0) == (high < 0)
    assert wide_high - wide_low <= span + span // 8 + 4


@given(st.integers(0, 2999), st.sampled_from([1.0, 40.0, 3000.0]), st.sampled_from([0, 16]))
@settings(max_examples=60, deadline=None)
def test_a_table_with_steep_lines_is_as_close_with_slopes_in_two_parts(x: int, steep: float, most_bits: int) -> None:
    made = lines(lambda v: steep * np.exp(v), "f", 0, 3000, 9, 18.0, 32, 48, math.inf)
    b = Builder("table")
    node = b.input(Port("x", 0, 3000, 9))
    found, lost = interpolated(b, node, made, "table0", PORT, most_bits)
    b.outputs.append(Output("y", found, b.points[found]))
    circuit = b.finish()
    verify(circuit)
    widths = [signed_width(*circuit.bounds[i]) for n in circuit.nodes if isinstance(n, Mul) for i in (n.a, n.b)]
    assert max(widths) <= PORT
    y = math.ldexp(int(run_exact(circuit, {"x": x}, 1).outputs["y"][0]), -b.points[found])
    # what is rounded beside the entries is part of the bound
    assert abs(y - steep * math.exp(x / 512.0)) <= made.error + lost
