"""Plain values become a session again; what is wrong in them is named and costs itself alone."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given

from sctui.session.reading import LONGEST, LONGEST_TEXT, MOST, read_session
from sctui.session.setup import Setup
from sctui.session.state import Session, Zoom, session_fields
from tests.sctui.session.sessions import anything, near_misses, sessions


@given(sessions)
def test_every_session_comes_back_from_its_plain_values(session: Session) -> None:
    content = json.loads(json.dumps(session_fields(session), allow_nan=False))
    found = read_session(content)
    assert found.session == session
    assert (found.wrong, found.unknown) == ((), ())


@pytest.mark.parametrize("name", [item.name for item in fields(Session)])
def test_there_is_an_answer_for_every_field(name: str) -> None:
    for value in (None, True, 1, "x", [], ["x"], {}, {"x": 1}, {"x": [1]}, {"x": {"x": "x"}}):
        session = read_session({name: value}).session
        assert read_session(session_fields(session)).session == session


@given(anything | near_misses)
def test_there_is_an_answer_to_whatever_is_read(data: Any) -> None:
    found = read_session(data)
    assert isinstance(found.session, Session)
    assert all("\n" not in line and line.isprintable() for line in (*found.wrong, *found.unknown))
    again = read_session(session_fields(found.session))
    assert again.session == found.session
    assert again.wrong == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "session: needs fields by name, not a list"),
        ({"setup": 3}, "session.setup: needs fields by name, not 3"),
        ({"setup": {"dt": "fast"}}, "session.setup.dt: needs a number, not 'fast'"),
        ({"setup": {"dt": True}}, "session.setup.dt: needs a number, not True"),
        ({"setup": {"dt": float("inf")}}, "session.setup.dt: needs a number, not inf"),
        ({"setup": {"seed": 1.5}}, "session.setup.seed: needs a whole number, not 1.5"),
        ({"setup": {"params": {"g_Na": []}}}, "session.setup.params.g_Na: needs a number, not a list"),
        ({"setup": {"model": ""}}, "session.setup.model: needs the name of a model"),
        ({"setup": {"drives": {"I": {"a": {"b": {"c": {"d": {"e": 1}}}}}}}}, "session.setup.drives.I: cannot hold"),
        ({"workspace": "kitchen"}, "unknown workspace 'kitchen'; there are analyse, equations, network"),
        ({"zooms": {"trace": {"x": [2, 1]}}}, "session.zooms.trace.x: the lower end is not below the upper one"),
        ({"zooms": {"trace": {"x": [2]}}}, "session.zooms.trace.x: needs 2 values, not 1"),
        ({"cursor": 10**400}, "session.cursor: needs a number, not 1000"),
        ({"cursor": 10**5000}, "session.cursor: needs a number, not so long a number"),
        ({"view": "a\x1b[2J"}, "session.view: 'a\\x1b[2J' has characters that cannot be shown"),
        ({"view": "v" * (LONGEST + 1)}, f"session.view: is longer than {LONGEST} characters"),
        ({"text": "v" * (LONGEST_TEXT + 1)}, f"session.text: is longer than {LONGEST_TEXT} characters"),
        ({"favourites": ["a"] * (MOST + 1)}, f"session.favourites: needs a list of at most {MOST} values"),
        ({"network": {"a\nb": 1.0}}, "session.network: 'a\\nb' is no name"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(data: Any, said: str) -> None:
    found = read_session(data)
    assert len(found.wrong) == 1
    assert said in found.wrong[0]


def test_a_wrong_value_costs_itself_alone() -> None:
    found = read_session({"view": 5, "setup": {"model": "adex", "dt": "x", "params": {"a": 1, "b": "c"}}})
    assert found.session == Session(setup=Setup(model="adex", params={"a": 1.0}))
    assert len(found.wrong) == 3


def test_an_unknown_field_is_a_note_with_the_nearest_one() -> None:
    found = read_session({"wokspace": "network"})
    assert found.wrong == ()
    assert found.unknown == ("session: unknown field 'wokspace'; did you mean 'workspace'?",)


def test_what_cannot_be_shown_in_a_text_is_replaced() -> None:
    found = read_session({"text": "dv/dt = -v\x1b[2J\r\n\t# \ud800"})
    assert found.session.text == "dv/dt = -v�[2J\r\n\t# �"


def test_what_belongs_to_the_moment_is_not_kept() -> None:
    session = Session(dragging=True, preview=10.0, zooms={"trace": Zoom((0.0, 1.0))})
    assert read_session(session_fields(session)).session == replace(session, dragging=False, preview=None)
    assert read_session({"dragging": True}).session == Session()
