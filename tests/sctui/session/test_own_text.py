"""The user's own equations: how changed values follow a text, and whether a text is kept anywhere."""

from __future__ import annotations

from pathlib import Path

from kernels.library import parse, path_of, read_text
from sctui.session.own_text import follow, is_kept, one_newline, shown_text
from sctui.session.setup import Setup
from sctui.session.state import Session

TEXT = """\
dv/dt = (-v + I)/tau
tau = 10
gain = 2
# threshold: v > gain
# reset: v = 0
# input: I = constant(1.2)
# run: 200 ms, dt = 0.1 ms
# preset slow: tau = 20
"""


def followed(setup: Setup, old: str, new: str) -> tuple[Setup, tuple[str, ...]]:
    before, after = TEXT, TEXT.replace(old, new)
    return follow(setup, after, parse(after), parse(before))


def test_values_stay_where_the_text_says_nothing_new() -> None:
    setup = Setup(source=TEXT, params={"tau": 5.0}, drives={"I": 3.0}, preset="slow", duration=50.0, init={"v": 1.0})
    new, dropped = followed(setup, "gain = 2", "gain = 3")
    assert dropped == ()
    assert "gain = 3" in new.source
    assert (new.params, new.drives, new.preset, new.duration, new.init) == (
        setup.params, setup.drives, setup.preset, 50.0, setup.init,
    )  # fmt: skip


def test_what_the_text_says_anew_wins() -> None:
    setup = Setup(source=TEXT, params={"tau": 5.0, "gain": 4.0}, drives={"I": 3.0}, duration=50.0, dt=0.2)
    assert followed(setup, "tau = 10", "tau = 11")[1] == ("tau",)
    assert followed(setup, "constant(1.2)", "step(1.2)")[1] == ("I",)
    new, dropped = followed(setup, "run: 200", "run: 300")
    assert (new.duration, new.dt, dropped) == (None, 0.2, ("duration",))


def test_what_is_gone_from_the_text_is_let_go() -> None:
    setup = Setup(source=TEXT, params={"gain": 4.0}, preset="slow")
    new, dropped = followed(setup, "# preset slow: tau = 20\n", "")
    assert (new.preset, dropped) == ("", ("preset slow",))
    text = TEXT.replace("gain = 2\n", "").replace("> gain", "> 2")
    assert follow(setup, text, parse(text), parse(TEXT)).dropped == ("gain",)


def test_a_setup_follows_a_text_from_a_library_model() -> None:
    text = read_text(path_of("adex")).replace("C     = 281", "C     = 280")
    setup = Setup(model="adex", params={"g_L": 20.0, "C": 200.0}, preset="tonic")
    new, dropped = follow(setup, text, parse(text), parse(read_text(path_of("adex"))))
    assert new.subject == {"source": text}
    assert (dict(new.params), new.preset, dropped) == ({"g_L": 20.0}, "tonic", ("C",))


def test_what_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.ode"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert is_kept(Session())
    assert is_kept(Session(text=TEXT, path=str(path)))
    assert not is_kept(Session(text=TEXT + "x", path=str(path)))
    assert not is_kept(Session(text=TEXT))
    assert not is_kept(Session(text=TEXT, path=str(tmp_path / "gone.ode")))
    assert is_kept(Session(text=read_text(path_of("lif"))))
    assert not is_kept(Session(text=read_text(path_of("lif")) + "# more\n"))
    assert not is_kept(Session(text="\ud800"))


def test_the_text_of_what_is_shown() -> None:
    assert shown_text(Setup(source=TEXT)) == TEXT
    assert shown_text(Setup(model="lif")) == read_text(path_of("lif"))
    assert one_newline("a\r\nb\rc\n") == "a\nb\nc\n"
