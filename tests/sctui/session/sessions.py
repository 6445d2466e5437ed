"""Any session, for property tests."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import strategies as st

from sctui.session.setup import Setup
from sctui.session.state import WORKSPACES, Session, Zoom

names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)
lines = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs")), max_size=20)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs")) | st.sampled_from("\n\t "), max_size=80
)
drives = numbers | st.fixed_dictionaries({"protocol": names, "amplitude": numbers}) | st.lists(numbers, max_size=3)

setups = st.builds(
    Setup,
    model=names,
    source=texts,
    preset=lines,
    params=st.dictionaries(names, numbers, max_size=4),
    init=st.dictionaries(names, numbers, max_size=4),
    drives=st.dictionaries(names, drives, max_size=2),
    duration=st.none() | numbers,
    dt=st.none() | numbers,
    method=st.none() | lines.filter(bool),
    seed=st.none() | st.integers(0, 2**63),
)
pairs = st.tuples(numbers, numbers).filter(lambda pair: pair[0] < pair[1])
limits = st.none() | pairs
sessions = st.builds(
    Session,
    setup=setups,
    workspace=st.sampled_from(WORKSPACES),
    view=lines,
    options=st.dictionaries(names, st.dictionaries(names, lines, max_size=3), max_size=3),
    zooms=st.dictionaries(names, st.builds(Zoom, limits, st.dictionaries(names, pairs, max_size=2), lines), max_size=3),
    cursor=st.none() | numbers,
    cursors=st.dictionaries(names, numbers, max_size=3),
    a=st.none() | setups,
    b=st.none() | setups,
    multi=st.lists(setups, max_size=4).map(tuple),
    overlay=lines,
    text=texts,
    path=lines,
    network=st.dictionaries(names, numbers, max_size=3),
    favourites=st.lists(names, max_size=3).map(tuple),
    recents=st.lists(names, max_size=3).map(tuple),
    guide=lines,
    hidden=st.lists(names, max_size=2).map(tuple),
    folds=st.lists(names, max_size=2).map(tuple),
)
anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
FIELDS = sorted({item.name for kind in (Session, Setup, Zoom) for item in fields(kind)})
near_misses = st.dictionaries(
    st.sampled_from(FIELDS), anything | st.dictionaries(st.sampled_from(FIELDS), anything, max_size=4), max_size=6
)
