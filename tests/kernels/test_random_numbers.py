"""The counter-based generator: its published answers, its distributions, its independence of the call's shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.random_numbers import normal, philox4x32, uniform

F = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((F, F, F, F), (F, F), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_known_answers_of_random123(counter, key, words):
    assert tuple(int(word) for word in philox4x32(counter, key)) == words


def test_counter_and_key_are_laid_out_as_documented():
    seed, stream, lane, step = 0x1234_5678_9ABC_DEF0, 7, 3, 0x5_0000_0002
    w0, w1, w2, w3 = (int(word) for word in philox4x32((2, 5, lane, stream), (0x9ABCDEF0, 0x12345678)))
    u1, u2 = uniform(seed, stream, lane, 1, step, step + 1)
    assert u1[0, 0] == ((w0 >> 5) * 2**26 + (w1 >> 6) + 0.5) / 2**53
    assert u2[0, 0] == ((w2 >> 5) * 2**26 + (w3 >> 6) + 0.5) / 2**53


def test_uniforms_and_normals_have_their_moments():
    u1, u2 = uniform(1, 0, 0, 100, 0, 2000)
    for values in (u1, u2):
        assert values.min() > 0.0
        assert values.max() <= 1.0
        assert values.mean() == pytest.approx(0.5, abs=0.003)
        assert values.var() == pytest.approx(1 / 12, rel=0.01)
    n1, n2 = normal(1, 0, 0, 100, 0, 2000)
    for values in (n1, n2):
        assert values.mean() == pytest.approx(0.0, abs=0.01)
        assert values.var() == pytest.approx(1.0, rel=0.02)
        assert (values**4).mean() == pytest.approx(3.0, rel=0.05)
    assert abs((n1 * n2).mean()) < 0.01
    assert abs((n1[1:] * n1[:-1]).mean()) < 0.01
    assert abs((n1[:, 1:] * n1[:, :-1]).mean()) < 0.01


@given(st.integers(0, 2**64 - 1), st.integers(0, 40), st.integers(1, 40), st.integers(0, 8), st.integers(1, 8))
def test_a_draw_does_not_depend_on_the_call_it_is_part_of(seed, k0, count, first, lanes):
    whole = normal(seed, 9, 0, 16, 0, 80)
    part = normal(seed, 9, first, lanes, k0, k0 + count)
    for all_draws, draws in zip(whole, part, strict=True):
        assert (draws == all_draws[k0 : k0 + count, first : first + lanes]).all()
