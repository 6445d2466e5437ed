"""Texts for property tests: good files, damaged ones, and any text at all."""

from __future__ import annotations

import random

from hypothesis import strategies as st
from mutations import GOOD_FILES, mutate


def _damaged(seed: int) -> str:
    rng = random.Random(seed)
    return mutate(rng, rng.choice(GOOD_FILES))


texts = st.one_of(
    st.sampled_from(GOOD_FILES),
    st.integers(0, 2**32).map(_damaged),
    st.text(max_size=200),
    st.sampled_from(GOOD_FILES).map(lambda text: text.replace("\n", "\r\n")),
)
