"""What a word of the command line opens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sctui.failure import UsageError
from sctui.session.opening import opened
from sctui.session.setup import Setup
from sctui.session.share import link_of
from sctui.session.state import Session
from sctui.session.store import save

OWN = Session(setup=Setup(model="lif"), view="fi", favourites=("adex",), recents=("lif",))
RIGHT, WRONG = "dv/dt = (1 - v) / tau\ntau = 10 ms\n", "dv/dt = -w\n"


def test_a_model_of_the_library(tmp_path: Path) -> None:
    session, note = opened("adex", OWN, tmp_path)
    assert (session.setup, session.view, session.workspace, note) == (Setup(model="adex"), "fi", "analyse", "")
    assert session.recents == ("adex", "lif")


def test_a_link(tmp_path: Path) -> None:
    link = link_of(Session(setup=Setup(model="izhikevich", params={"a": 0.1}), view="phase", favourites=("x",)))
    session, _ = opened(link, OWN, tmp_path)
    assert (session.setup.params, session.view, session.favourites) == ({"a": 0.1}, "phase", ("adex",))


def test_a_saved_session_goes_before_a_model_of_that_name(tmp_path: Path) -> None:
    save(Session(setup=Setup(model="theta"), favourites=("y",)), "adex", tmp_path)
    session, _ = opened("adex", OWN, tmp_path)
    assert (session.setup.model, session.favourites) == ("theta", ("adex",))


def test_a_file_is_in_the_views_and_in_the_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my.ode").write_text(RIGHT)
    monkeypatch.chdir(tmp_path)
    session, note = opened("my.ode", OWN, tmp_path)
    assert (session.setup, session.text, session.workspace, note) == (Setup(source=RIGHT), RIGHT, "analyse", "")
    assert session.path == str(tmp_path / "my.ode")


def test_a_file_with_errors_is_opened_in_the_editor(tmp_path: Path) -> None:
    path = tmp_path / "wrong.ode"
    path.write_text(WRONG)
    session, note = opened(str(path), OWN, tmp_path)
    assert (session.setup, session.text, session.workspace) == (Setup(source=WRONG), WRONG, "equations")
    assert note.startswith(f"{path}: line 1: ")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("adexx", "there is nothing called 'adexx' to open; did you mean 'adex'?"),
        ("no/such.ode", "no/such.ode: No such file"),
        ("qqqqqqqqqq", "give a link, an .ode file, a saved session or a model"),
        ("sctui://v1/x", "the link is damaged"),
        ("sctui://v9/x/y", "the link is of another version"),
        ("", "there is nothing called ''"),
        (os.sep, "Is a directory"),
    ],
)
def test_everything_else_is_one_line(word: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        opened(word, OWN, tmp_path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
