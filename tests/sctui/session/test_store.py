"""Sessions on the disk: whole or not at all, older versions kept, damaged files set aside."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernels.errors import KernelsError
from sctui.session import store
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.session.store import KEPT, LAST, load, load_last, named, path_of, problem_of_name, save, versions
from tests.sctui.session.sessions import sessions

SESSION = Session(setup=Setup(model="adex", params={"b": 80.0}), view="fi")


@settings(max_examples=25)  # each is written to the disk
@given(session=sessions)
def test_every_session_comes_back(session: Session, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("data")
    save(session, "one", folder, keep=False)
    assert load("one", folder) == (session, "")


def test_the_last_session_is_a_fresh_one_at_first(tmp_path: Path) -> None:
    assert load_last(tmp_path) == (Session(), "")
    save(SESSION, LAST, tmp_path)
    assert load_last(tmp_path) == (SESSION, "")


def test_what_stood_there_before_is_kept_and_of_that_the_newest(tmp_path: Path) -> None:
    for number in range(KEPT + 5):
        path = save(Session(cursor=float(number)), "work", tmp_path)
        os.utime(path, (1e9 + number, 1e9 + number))
    old = versions("work", tmp_path)
    assert [store.load_file(one.path).session.cursor for one in old] == [13.0 - k for k in range(KEPT)]
    assert load("work", tmp_path).session.cursor == KEPT + 4
    assert [one.name for one in named(tmp_path)] == ["work"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"{", "no JSON at line 1"),
        (b"\xff\xfe", "no JSON"),
        (b"[]", "no session of sctui"),
        (b'{"format": "sctui session"}', "does not say which version"),
        (b'{"format": "sctui session", "version": 1}', "the session in it is missing"),
        (b"[" * 200_000, "nested too deeply"),
        (b" " * (store.LARGEST + 1), "larger than 8 MiB"),
        (b'{"format": "sctui session", "version": 1, "session": {"cursor": ' + b"9" * 5000 + b"}}", "no JSON"),
    ],
)
def test_a_damaged_file_is_set_aside_and_the_newest_version_opened(content: bytes, said: str, tmp_path: Path) -> None:
    save(SESSION, LAST, tmp_path)
    save(Session(), LAST, tmp_path)
    path = path_of(LAST, tmp_path)
    path.write_bytes(content)
    session, note = load_last(tmp_path)
    assert session == SESSION
    assert said in note
    assert note.isprintable()
    (aside,) = tmp_path.glob("session.json.broken-*")
    assert aside.read_bytes() == content
    assert not path.exists()
    assert load_last(tmp_path) == (Session(), "")  # and it is not set aside twice


def test_a_damaged_named_session_is_set_aside_and_said(tmp_path: Path) -> None:
    path = save(SESSION, "work", tmp_path)
    path.write_text("{}")
    with pytest.raises(KernelsError, match="damaged: it is no session of sctui; set aside as"):
        load("work", tmp_path)
    assert len(list(path.parent.glob("work.json.broken-*"))) == 1
    assert named(tmp_path) == []


def test_a_file_of_a_later_sctui_stays_where_it_is(tmp_path: Path) -> None:
    path = save(SESSION, LAST, tmp_path)
    content = json.loads(path.read_text()) | {"version": 2}
    path.write_text(json.dumps(content))
    session, note = load_last(tmp_path)
    assert session == Session()
    assert "written by a later sctui" in note
    assert json.loads(path.read_text()) == content


def test_a_wrong_value_is_named_and_the_rest_is_used(tmp_path: Path) -> None:
    path = save(SESSION, LAST, tmp_path)
    content = json.loads(path.read_text())
    content["session"]["setup"]["dt"] = "x"
    content["session"]["colour"] = "red"
    path.write_text(json.dumps(content))
    session, note = load_last(tmp_path)
    assert session == SESSION
    assert note == "session.json: session.setup.dt: needs a number, not 'x' (and 1 more); ignored"


@pytest.mark.skipif(os.geteuid() == 0 and not os.path.exists("/dev/full"), reason="root may write anywhere")
def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(SESSION, "work", tmp_path)
    before = path.read_bytes()

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(Session(), "work", tmp_path)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["work.json"]


def test_a_file_is_summed_up_in_a_few_words(tmp_path: Path) -> None:
    preset = Session(setup=Setup(model="adex", preset="tonic"), view="fi")
    assert store.summary(save(preset, "a", tmp_path)) == "adex · tonic · fi"
    own = Session(setup=Setup(source="dv/dt = -v"), path="/home/me/my.ode")
    assert store.summary(save(own, "b", tmp_path)) == "my.ode · trace"
    assert store.summary(save(Session(text="x" * 70_000), "c", tmp_path)) == ""
    path = save(preset, "d", tmp_path)
    path.write_text("{")
    assert store.summary(path) == ""
    assert path.exists()
    assert store.summary(tmp_path / "none") == ""


def test_an_unknown_name_gets_the_nearest(tmp_path: Path) -> None:
    save(SESSION, "thesis", tmp_path)
    with pytest.raises(KernelsError, match="did you mean 'thesis'"):
        load("thesiss", tmp_path)


@pytest.mark.parametrize("name", ["a", "AdEx b=80".replace("=", " "), "größe_2", "x (1)", "1.5 nA"])
def test_names_that_can_be_taken(name: str, tmp_path: Path) -> None:
    assert problem_of_name(name) == ""
    save(SESSION, name, tmp_path)
    assert [one.name for one in named(tmp_path)] == [name]
    assert load(name, tmp_path).session == SESSION


@pytest.mark.parametrize("name", ["", LAST, "../x", "a/b", ".hidden", "x" * 61, "é" * 40, "a\n", "a\0b", " a", "C:x"])
def test_names_that_cannot(name: str, tmp_path: Path) -> None:
    assert problem_of_name(name)
    if name != LAST:
        with pytest.raises(KernelsError):
            save(SESSION, name, tmp_path)
    assert not list(tmp_path.rglob("*.json"))


@given(st.text(max_size=70))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    folder = Path("/data")
    if problem_of_name(name) == "":
        assert path_of(name, folder).parent == folder / "sessions"
        assert os.path.normpath(path_of(name, folder)) == str(path_of(name, folder))
