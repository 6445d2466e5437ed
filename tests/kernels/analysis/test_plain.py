"""Results as JSON: what is not finite is null, wherever it stands, and everything else is as it was."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kernels.analysis.plain import plain


@dataclass(frozen=True)
class Part:
    values: Any
    name: str = "part"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


def expected(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: expected(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [expected(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@given(VALUES)
def test_every_value_survives_json(value: Any) -> None:
    assert json.loads(json.dumps(plain(value), allow_nan=False)) == expected(value)


def test_arrays_and_dataclasses() -> None:
    part = Part(np.array([[1.0, np.nan], [np.inf, 4.0]]))
    assert plain({"a": part, "b": (np.float64(2.0), np.int64(3), np.array([1.5, 2.5]))}) == {
        "a": {"values": [[1.0, None], [None, 4.0]], "name": "part"},
        "b": [2.0, 3, [1.5, 2.5]],
    }
    assert plain(np.array([True, False])) == [True, False]
    assert plain(np.array([], dtype=float)) == []
