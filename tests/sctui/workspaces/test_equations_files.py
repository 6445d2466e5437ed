"""Equations in files: new, open, save, what changed on the disk, and the user's own editor."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.widgets.editor import Editor
from tests.sctui.studio.waiting import screen_text, until
from tests.sctui.workspaces.test_equations import TEXT, editor, opened, write, writing

OTHER = TEXT.replace("10  #", "12  #")


async def answer(studio: Studio, pilot: Pilot[None], text: str) -> None:
    """Types into the prompt that is open."""
    await until(pilot, lambda: studio.screen.query(Input), "the prompt")
    studio.screen.query_one(Input).value = text
    await pilot.press("enter")


async def test_a_file_is_saved_under_a_name_and_again_without_asking(studio: Studio, tmp_path: Path) -> None:
    studio.session = writing()
    path = tmp_path / "mine"
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("ctrl+s")
        await answer(studio, pilot, str(path))
        await until(pilot, lambda: studio.session.path == f"{path}.ode", "the file's path, with its ending")
        assert (tmp_path / "mine.ode").read_text() == TEXT
        await write(studio, pilot, "2", (2, 8))
        await pilot.press("backspace", "backspace", "2", "ctrl+s")
        await until(pilot, lambda: (tmp_path / "mine.ode").read_text().count("tau = 12"), "the new text in the file")
        await until(pilot, lambda: "saved" in screen_text(studio) and "mine.ode · " in screen_text(studio), "its name")


async def test_a_file_that_changed_on_the_disk_is_not_overwritten_unasked(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "mine.ode"
    path.write_text(TEXT)
    studio.session = Session(workspace="equations")
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: studio.query(Editor), "the workspace")
        await pilot.press("ctrl+o")
        await answer(studio, pilot, str(path))
        await until(pilot, lambda: editor(studio).plain == TEXT, "the opened text")
        await until(pilot, lambda: studio.session.setup.source == TEXT, "its run")
        path.write_text(OTHER)
        await pilot.press("enter")
        await write(studio, pilot, "# mine\n", (0, 0))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "has changed on the disk" in screen_text(studio), "the question")
        await pilot.press("escape")
        assert path.read_text() == OTHER
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "has changed on the disk" in screen_text(studio), "the question again")
        await pilot.press("down", "enter")
        await until(pilot, lambda: path.read_text() == "# mine\n" + TEXT, "the overwritten file")


async def test_another_file_is_not_overwritten_unasked(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "other.ode"
    path.write_text(OTHER)
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("ctrl+s")
        await answer(studio, pilot, str(path))
        await until(pilot, lambda: "is there already" in screen_text(studio), "the question")
        await pilot.press("enter")  # leave it
        assert path.read_text() == OTHER
        assert studio.session.path == ""


async def test_the_line_ends_of_a_file_are_kept(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "windows.ode"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    studio.session = Session(workspace="equations")
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: studio.query(Editor), "the workspace")
        await pilot.press("ctrl+o")
        await answer(studio, pilot, str(path))
        await until(pilot, lambda: editor(studio).plain == TEXT, "the opened text")
        await pilot.press("enter")
        await write(studio, pilot, "# mine\n", (0, 0))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: path.read_bytes().startswith(b"# mine\r\ndv/dt"), "the file with its line ends")
        assert b"\r\n\r\n" in path.read_bytes()


async def test_what_cannot_be_written_or_read_is_said_in_a_line(studio: Studio, tmp_path: Path) -> None:
    studio.session = writing()
    (tmp_path / "binary.ode").write_bytes(b"\xff\xfe\x00")
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("ctrl+s")
        await answer(studio, pilot, str(tmp_path / "no" / "where.ode"))
        await until(pilot, lambda: "there is no folder" in screen_text(studio), "the reason")
        await pilot.press("escape", "ctrl+o")
        await answer(studio, pilot, str(tmp_path / "binary.ode"))
        await until(pilot, lambda: "UTF-8" in screen_text(studio), "the reason")
        await pilot.press("escape")
        assert editor(studio).plain == TEXT


async def test_a_disk_that_refuses_leaves_the_file_as_it_was(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "mine.ode"
    path.write_text(TEXT)
    studio.session = Session(workspace="equations", text=OTHER, path=str(path))
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: studio.query(Editor) and editor(studio).plain == OTHER, "the text")
        monkeypatch.setattr("sctui.atomic_write.os.fsync", full)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "changed on the disk" in screen_text(studio), "the question")
        await pilot.press("down", "enter")
        await until(pilot, lambda: "No space left" in screen_text(studio), "the reason")
        monkeypatch.undo()
        assert path.read_text() == TEXT
        assert [one.name for one in tmp_path.iterdir()] == ["mine.ode"]


async def test_new_equations_from_a_template(studio: Studio) -> None:
    studio.session = Session(workspace="equations")
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: studio.query(Editor), "the workspace")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "Izhikevich" in screen_text(studio), "the templates")
        await pilot.press("3")
        await until(pilot, lambda: "Izhikevich" in editor(studio).plain, "the template")
        await until(pilot, lambda: "Izhikevich" in studio.session.setup.source, "its run")


async def test_new_equations_do_not_drop_others_unasked(studio: Studio) -> None:
    studio.session = writing(OTHER)
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot, OTHER)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "A few lines" in screen_text(studio), "the templates")
        await pilot.press("1")
        await until(pilot, lambda: "is not saved" in screen_text(studio), "the question")
        await pilot.press("enter")
        await until(pilot, lambda: len(studio.screen_stack) == 1, "the end of the question")
        assert editor(studio).plain == OTHER
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "A few lines" in screen_text(studio), "the templates")
        await pilot.press("1")
        await until(pilot, lambda: "is not saved" in screen_text(studio), "the question")
        await pilot.press("down", "enter")
        await until(pilot, lambda: editor(studio).plain != OTHER, "the new text")
        await until(pilot, lambda: studio.session.setup.source == editor(studio).plain, "its run")


@pytest.fixture
def own_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program as $EDITOR that puts a comment before the text, and the file in which it notes what it was given."""
    noted = tmp_path / "noted"
    program = tmp_path / "my editor.py"
    program.write_text(
        "import pathlib, sys\n"
        f"pathlib.Path({str(noted)!r}).write_text(sys.argv[1])\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "path.write_text('# edited\\n' + path.read_text())\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} '{program}'")
    monkeypatch.setattr(Studio, "suspend", lambda self: contextlib.nullcontext())
    return noted


async def test_the_users_own_editor_gets_a_copy_and_its_text_comes_back(studio: Studio, own_editor: Path) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("ctrl+e")
        await until(pilot, lambda: editor(studio).plain == "# edited\n" + TEXT, "the edited text")
        assert not Path(own_editor.read_text()).exists()  # the copy is gone
        await pilot.press("ctrl+z")
        assert editor(studio).plain == TEXT


async def test_the_users_own_editor_gets_the_file_itself_where_it_is_saved(
    studio: Studio, own_editor: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.ode"
    path.write_text(TEXT)
    studio.session = Session(workspace="equations", text=TEXT, path=str(path), setup=Setup(source=TEXT))
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: studio.query(Editor), "the workspace")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: editor(studio).plain == "# edited\n" + TEXT, "the edited text")
        assert own_editor.read_text() == str(path)
        assert path.read_text() == "# edited\n" + TEXT


@pytest.mark.parametrize(
    ("command", "said"), [("", "set $VISUAL"), ("/no/such/editor", "No such file"), ("false", "ended with code 1")]
)
async def test_an_editor_that_fails_changes_nothing(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    monkeypatch.setenv("VISUAL", command)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setattr(Studio, "suspend", lambda self: contextlib.nullcontext())
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("ctrl+e")
        await until(pilot, lambda: said in screen_text(studio), "the reason")
        assert editor(studio).plain == TEXT
