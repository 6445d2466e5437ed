"""A session as a link and back; whatever else is given is refused in one line."""

from __future__ import annotations

import base64
import json
import random
import string
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.errors import KernelsError
from sctui.session import share
from sctui.session.reading import read_session
from sctui.session.setup import Setup
from sctui.session.share import LARGEST, LONGEST, link_of, opened, session_of
from sctui.session.state import Session, Zoom
from tests.sctui.session.sessions import anything, sessions


def link_with(packed: bytes) -> str:
    """A link with these data and the checksum that they have."""
    data = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return f"sctui://v1/{share._checksum(data)}/{data}"


@given(sessions)
def test_every_session_comes_back_from_its_link(session: Session) -> None:
    link = link_of(session)
    assert link.isascii()
    assert " " not in link
    assert session_of(link) == replace(session, favourites=(), recents=(), folds=(), path="")


@given(st.text() | st.text().map(lambda text: f"sctui://{text}") | st.text().map(lambda text: f"sctui://v1/{text}"))
def test_any_other_text_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(KernelsError) as caught:
        session_of(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


@given(anything)
def test_any_json_with_the_right_checksum_is_a_session_or_refused(content: object) -> None:
    link = link_with(zlib.compress(json.dumps(content).encode()))
    wrong = read_session(content).wrong
    if wrong:
        with pytest.raises(KernelsError, match="the link is refused: "):
            session_of(link)
    else:
        assert isinstance(session_of(link), Session)


@given(sessions, st.data())
def test_a_link_with_another_character_is_refused(session: Session, data: st.DataObject) -> None:
    link = link_of(session)
    at = data.draw(st.integers(0, len(link) - 1))
    character = data.draw(st.sampled_from("aB3-_/"))
    changed = link[:at] + character + link[at + 1 :]
    if changed != link:
        with pytest.raises(KernelsError):
            session_of(changed)


@given(sessions, st.data())
def test_a_link_that_was_cut_is_refused(session: Session, data: st.DataObject) -> None:
    link = link_of(session)
    with pytest.raises(KernelsError):
        session_of(link[: data.draw(st.integers(0, len(link) - 1))])


def test_a_link_may_have_been_broken_into_lines() -> None:
    session = Session(setup=Setup(model="adex", params={"b": 80.0}), zooms={"trace": Zoom((1.0, 2.0))})
    link = link_of(session)
    assert session_of(f"  {link[:20]}\r\n{link[20:50]}\n {link[50:]}\n") == session


def test_a_link_that_unpacks_to_very_much_is_refused_before_it_is_unpacked() -> None:
    bomb = zlib.compress(b'{"text": "' + b"a" * (40 * LARGEST) + b'"}', 9)
    link = link_with(bomb)
    assert len(link) > LONGEST
    with pytest.raises(KernelsError, match="longer than"):
        session_of(link)
    small = zlib.compress(b'{"text": "' + b"a" * (2 * LARGEST) + b'"}', 9)
    assert len(link_with(small)) < LONGEST
    with pytest.raises(KernelsError, match="unpacks to more than 2 MiB"):
        session_of(link_with(small))


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (b"no zlib", "cannot be unpacked"),
        (zlib.compress(b"{}")[:-3], "its end is missing"),
        (zlib.compress(b"\xff"), "holds no session"),
        (zlib.compress(b"[" * 100_000), "nested too deeply"),
        (zlib.compress(b'{"setup": {"dt": 1e999}}'), "session.setup.dt: needs a number"),
        (zlib.compress(b'{"cursor": ' + b"9" * 5000 + b"}"), "holds no session"),
    ],
)
def test_what_is_wrong_with_a_link_is_said(packed: bytes, said: str) -> None:
    with pytest.raises(KernelsError, match=said):
        session_of(link_with(packed))


def test_a_session_with_too_much_text_has_no_link() -> None:
    text = "".join(random.Random(0).choices(string.ascii_letters, k=200_000))
    with pytest.raises(KernelsError, match="too much text for a link"):
        link_of(Session(text=text))


def test_a_link_says_nothing_of_ones_own_and_not_where_to_save() -> None:
    session = Session(path="/home/somebody/secret.ode", favourites=("adex",), recents=("lif",))
    assert link_of(session) == link_of(Session())
    packed = zlib.compress(json.dumps({"path": "/home/victim/.bashrc", "text": "evil"}).encode())
    assert session_of(link_with(packed)) == Session(text="evil")
    assert opened(link_of(session), Session(favourites=("izhikevich",))).favourites == ("izhikevich",)
