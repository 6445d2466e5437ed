"""The index says what the files say."""

from __future__ import annotations

import pytest

from kernels.library import entries
from kernels.library_index import Indexed, index, indexed

STALE = "python -m kernels.library_index writes the index anew"
FEW = 8  # of a sparkline's levels, may differ by more than one


def test_every_model_is_in_the_index_in_order() -> None:
    """If this fails: python -m kernels.library_index writes the index anew."""
    assert [item.slug for item in index()] == [entry.slug for entry in entries()], STALE


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.slug)
def test_the_index_says_what_the_file_and_its_default_run_say(entry) -> None:
    made = indexed(entry)
    [kept] = [item for item in index() if item.slug == entry.slug]
    assert made._replace(sparkline="") == kept._replace(sparkline=""), STALE
    assert len(made.sparkline) == len(kept.sparkline), STALE
    # chaos makes another run of another processor's rounding
    assert made.pattern == "chaotic" or differing(made, kept) <= FEW, STALE


def differing(one: Indexed, other: Indexed) -> int:
    """How many levels of two sparklines differ by more than the rounding of a level."""
    return sum(abs(int(a) - int(b)) > 1 for a, b in zip(one.sparkline, other.sparkline, strict=True))


def test_another_run_would_be_noticed() -> None:
    models = {item.slug: item for item in index()}
    for one, other in (("hodgkin_huxley", "adex"), ("lif", "morris_lecar_burster"), ("izhikevich", "van_der_pol")):
        assert differing(models[one], models[other]) > FEW
