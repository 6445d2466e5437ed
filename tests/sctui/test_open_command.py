"""`sctui` in a terminal: it opens where it was left, ends with the right status, and refuses in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sctui.__main__ import main
from sctui.session.setup import Setup
from sctui.session.share import link_of
from sctui.session.state import Session
from tests.sctui.pseudo_terminal import Terminal
from tests.test_import_direction import loaded_by

CRASHING = """
import sys
from sctui.commands import open
from sctui.studio.app import Studio
def broken(self): raise ZeroDivisionError("oh")
Studio.action_share = broken
from sctui.__main__ import main
sys.exit(main(["open", *sys.argv[1:]]))
"""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """A user who has never been here before."""
    folders = {name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    return {"HOME": str(tmp_path)} | folders | {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", "")}


def session_file(home: dict[str, str]) -> Path:
    return Path(home["XDG_DATA_HOME"]) / "sctui" / "session.json"


def test_it_opens_and_closes_and_opens_where_it_was_left(home: dict[str, str]) -> None:
    with Terminal(["-m", "sctui", "open", "lif"], home) as terminal:
        terminal.wait_for("new here?")
        terminal.wait_for("Leaky integrate-and-fire")
        terminal.press("]")
        terminal.wait_for("spikes")
        terminal.press("\x11")
        assert terminal.end() == 0
        assert terminal.is_sane()
    content = json.loads(session_file(home).read_text())["session"]
    assert content["setup"]["model"] == "lif"
    assert content["view"] != "trace"
    with Terminal(["-m", "sctui"], home) as terminal:
        terminal.wait_for("Leaky integrate-and-fire")
        assert b"new here?" not in terminal.output
        terminal.press("\x11")
        assert terminal.end() == 0
    assert json.loads(session_file(home).read_text())["session"] == content


def test_a_session_may_be_left_alone(home: dict[str, str]) -> None:
    link = link_of(Session(setup=Setup(model="theta")))
    with Terminal(["-m", "sctui", "open", link, "--no-session", "--theme", "light", "--no-mouse"], home) as terminal:
        terminal.wait_for("theta")
        terminal.press("\x11")
        assert terminal.end() == 0
        assert b"\x1b[?1003h" not in terminal.output  # the mouse is the terminal's
    assert not session_file(home).exists()


def test_a_crash_is_one_line_with_the_session_the_traceback_and_what_to_do(home: dict[str, str]) -> None:
    with Terminal(["-c", CRASHING], home) as terminal:
        terminal.wait_for("Hodgkin-Huxley")
        terminal.press("y")
        assert terminal.end() == 1
        assert terminal.is_sane()
        said = terminal.output.rpartition(b"\x1b[?1049l")[2].decode()
    assert "Traceback" not in said
    assert "sctui: error: this is a bug in sctui: ZeroDivisionError: oh; your session is kept in" in said
    crash = session_file(home).with_name("crash.txt")
    assert str(crash) in said
    assert "sctui --no-session" in said
    assert "in broken" in crash.read_text()
    assert session_file(home).exists()


@pytest.mark.parametrize(
    ("words", "said", "status"),
    [
        (["open", "adexx"], "did you mean 'adex'?", 2),
        (["open", "sctui://v1/x/y"], "the link is damaged", 2),
        (["open", "no.ode"], "no.ode: No such file", 2),
        (["--theme", "drak"], "invalid choice: 'drak'", 2),
    ],
)
def test_what_cannot_be_opened_is_one_line_and_changes_nothing(
    words: list[str], said: str, status: int, home: dict[str, str]
) -> None:
    with Terminal(["-m", "sctui", *words], home) as terminal:
        assert terminal.end() == status
        text = terminal.output.decode()
    assert text.startswith("sctui: error: ")
    assert text.count("\n") == 1
    assert said in text
    assert not session_file(home).exists()


@pytest.mark.parametrize("term", ["dumb", ""])
@pytest.mark.parametrize("words", [[], ["open"]])
def test_a_terminal_that_cannot_place_text_is_one_line(term: str, words: list[str], home: dict[str, str]) -> None:
    with Terminal(["-m", "sctui", *words], home | {"TERM": term}) as terminal:
        assert terminal.end() == 1
        text = terminal.output.decode()
    assert text.startswith("sctui: error: the studio needs a terminal that can place text")
    assert text.count("\n") == 1


def test_without_a_terminal_it_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["open", "lif"]) == 1
    assert main(["--theme", "light"]) == 1
    error = capsys.readouterr().err
    assert error.count("sctui: error: the studio needs a terminal, for its input and its output") == 2
    assert error.count("\n") == 2


def test_with_input_from_elsewhere_the_overview_is_printed(home: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sctui"], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=True
    )
    assert done.stdout.startswith("usage: sctui [COMMAND")


@pytest.mark.parametrize("words", [("open", "--help"), ("--help",), ("--version",), ("where",)])
def test_textual_is_loaded_for_the_studio_alone(words: tuple[str, ...]) -> None:
    assert not loaded_by("-m", "sctui", *words) & {"textual", "rich", "numpy", "PIL", "matplotlib"}


def test_where_lists_what_the_studio_keeps(home: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sctui", "where", "--json"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | home,
    )
    found = json.loads(done.stdout)
    assert found["session"] == str(session_file(home))
    assert found["settings"] == str(Path(home["XDG_CONFIG_HOME"]) / "sctui" / "config.toml")
    assert {"sessions", "versions"} <= set(found)
