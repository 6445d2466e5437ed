"""Equations in files: new ones, opening, saving, and the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.app import SuspendNotSupported
from textual.containers import Vertical

from kernels.catalogue import TEMPLATES
from kernels.errors import KernelsError
from kernels.library import SUFFIX, path_of, read_text
from kernels.library_index import index
from sctui.atomic_write import whole_file
from sctui.session.own_text import is_kept, one_newline
from sctui.session.setup import Setup
from sctui.studio.current import session_of
from sctui.studio.messages import Announce
from sctui.widgets.editor import Editor

FIRST_LINES = """\
dv/dt = (-v + I)/tau

tau = 10  # [1, 100] membrane time constant

# threshold: v > 1
# reset: v = 0
# input: I = constant(1.2)
# run: 200 ms, dt = 0.1 ms
"""


class FileActions(Vertical):
    """The part of the Equations workspace that reads and writes files."""

    _on_disk: tuple[str, str] | None = None  # path, and what was there when it was last read or written

    @property
    def editor(self) -> Editor:
        """Where the text is."""
        raise NotImplementedError

    def analyse_now(self, *, send: bool = True) -> None:
        """Look at the text."""
        raise NotImplementedError

    def tell(self, setup: Setup, **changes: Any) -> None:
        """The session gets the text and its run."""
        raise NotImplementedError

    def send(self, **changes: Any) -> None:
        """Asks for another session."""
        raise NotImplementedError

    # -- another text -------------------------------------------------------------------------------------------

    def action_new(self) -> None:
        """Begin anew: with hardly anything, or with one of the templates."""
        from sctui.screens.choice import Choice, Item  # the modals come with their first use

        titles = {one.slug: one.title for one in index()}
        items = [Item("", "A few lines", "a leaky integrate-and-fire neuron without units", "1")]
        items += [Item(slug, titles.get(slug, slug), slug, str(n)) for n, slug in enumerate(TEMPLATES, 2)]

        def chosen(slug: str | None) -> None:
            if slug is None:
                return
            try:
                text = read_text(path_of(slug)) if slug else FIRST_LINES
            except KernelsError as error:
                self.post_message(Announce(str(error), problem=True))
                return
            self._unless_lost("begin anew", lambda: self._take_text(text, ""))

        self.app.push_screen(Choice("New equations", items), chosen)

    def action_open(self) -> None:
        """Ask for a file and put it into the editor."""
        from sctui.screens.prompt import Prompt

        def check(answer: str) -> str:
            try:
                _read(answer)
            except KernelsError as error:
                return str(error)
            return ""

        def opened(answer: str | None) -> None:
            if answer is not None:
                path = _path(answer)
                self._unless_lost("open it", lambda: self._open(path))

        here = session_of(self).path
        folder = f"{Path(here).parent}{os.sep}" if here else ""
        self.app.push_screen(
            Prompt("Open equations", folder, note=f"a file, from {Path.cwd()} on", check=check), opened
        )

    def _open(self, path: Path) -> None:
        try:
            text = one_newline(_read(str(path)))
        except KernelsError as error:
            self.post_message(Announce(str(error), problem=True))
            return
        self._on_disk = (str(path), text)
        self._take_text(text, str(path))
        self.post_message(Announce(f"opened {path}"))

    def _take_text(self, text: str, path: str) -> None:
        """Another text of another file; what it says is not changed by values of the model before."""
        self.editor.typed = False
        self.editor.put(text)
        self.editor.move_cursor((0, 0))
        self.analyse_now(send=False)
        own = Setup(model=session_of(self).setup.model)
        self.tell(own, path=path)

    def _unless_lost(self, verb: str, act: Callable[[], None]) -> None:
        """Do it, after asking where the text in the editor is kept nowhere."""
        from sctui.screens.choice import Choice, Item

        self.analyse_now()
        if is_kept(replace(session_of(self), text=self.editor.plain)):
            act()
            return
        items = (
            Item("stay", "keep what is in the editor", "ctrl+s saves it"),
            Item("act", f"{verb}; ctrl+z brings the text back"),
        )

        def chosen(value: str | None) -> None:
            if value == "act":
                act()

        self.app.push_screen(Choice("What is in the editor is not saved", items), chosen)

    # -- saving -------------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Write the file; ask for its name where it has none, and before a file is overwritten that changed."""
        self.analyse_now()
        path = session_of(self).path
        if path:
            self._save_to(Path(path))
        else:
            self.action_save_as()

    def action_save_as(self) -> None:
        """Ask for a file and write it."""
        from sctui.screens.prompt import Prompt

        self.analyse_now()
        session = session_of(self)
        first = session.path or (session.setup.model or "model") + SUFFIX

        def check(answer: str) -> str:
            path = _path(answer)
            if not answer:
                return "a file needs a name"
            if path.is_dir():
                return f"{path} is a folder"
            return "" if path.parent.is_dir() else f"there is no folder {path.parent}"

        def named(answer: str | None) -> None:
            if answer is not None:
                path = _path(answer)
                self._save_to(path if path.suffix else path.with_suffix(SUFFIX))

        note = f"a file, from {Path.cwd()} on; {SUFFIX} is added where it has no ending"
        self.app.push_screen(Prompt("Save equations as", first, note=note, check=check), named)

    def _save_to(self, path: Path) -> None:
        """Write the file, unless it holds what was never seen here: then ask."""
        from sctui.screens.choice import Choice, Item

        text = self.editor.plain
        there = _there(path)
        known = self._on_disk is not None and self._on_disk == (str(path), there)
        if there is None or known or there == text:
            self._write(path)
            return
        why = "has changed on the disk" if str(path) == session_of(self).path else "is there already"
        items = (
            Item("leave", "leave the file as it is"),
            Item("write", "overwrite it", "what it holds now is lost"),
            Item("as", "save under another name"),
        )

        def chosen(value: str | None) -> None:
            if value == "write":
                self._write(path)
            elif value == "as":
                self.action_save_as()

        self.app.push_screen(Choice(f"{path.name} {why}", items), chosen)

    def _write(self, path: Path) -> None:
        text = self.editor.plain
        try:
            newline = "\r\n" if path.is_file() and b"\r\n" in path.read_bytes()[:65536] else "\n"
            with whole_file(path) as file:
                file.write(text.replace("\n", newline))
        except OSError as error:
            self.post_message(Announce(f"not saved: {path}: {error.strerror or error}", problem=True))
            return
        self._on_disk = (str(path), text)
        session = session_of(self)
        recents = (str(path), *(one for one in session.recents if one != str(path)))[:20]
        self.send(path=str(path), recents=recents)
        self.post_message(Announce(f"saved {path}"))

    # -- the user's own editor ------------------------------------------------------------------------------------

    def action_external(self) -> None:
        """Hand the terminal to $VISUAL or $EDITOR: with the file where it is saved, else with a copy of the text."""
        command = _editor_command()
        if not command:
            self.post_message(Announce("set $VISUAL or $EDITOR to the command of your editor", problem=True))
            return
        session, text = session_of(self), self.editor.plain
        path = Path(session.path) if session.path else None
        try:
            if path is not None and _there(path) == text:
                self._run_editor(command, path)
                self._on_disk = (str(path), one_newline(_read(str(path))))
                self._come_back(self._on_disk[1])
                return
            with tempfile.TemporaryDirectory(prefix="sctui-") as folder:
                copy = Path(folder) / (path.name if path is not None else f"equations{SUFFIX}")
                copy.write_text(text, encoding="utf-8", newline="")
                self._run_editor(command, copy)
                self._come_back(one_newline(read_text(copy)))
        except (KernelsError, OSError) as error:
            self.post_message(Announce(f"{command[0]}: {getattr(error, 'strerror', None) or error}", problem=True))
        except SuspendNotSupported:
            self.post_message(Announce("this terminal cannot be handed to another program", problem=True))

    def _run_editor(self, command: list[str], path: Path) -> None:
        with self.app.suspend():
            code = subprocess.run([*command, str(path)], check=False).returncode
        if code:
            raise KernelsError(f"ended with code {code}; the text is as it was")

    def _come_back(self, text: str) -> None:
        self.app.refresh(layout=True)
        self.editor.typed = False
        self.editor.put(text)
        self.analyse_now()


def _editor_command() -> list[str]:
    """The user's editor as words; none where it is not set, or its quotes are not closed."""
    try:
        return shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    except ValueError:
        return []


def _path(answer: str) -> Path:
    return Path(answer).expanduser().absolute()


def _read(answer: str) -> str:
    """The text of a file; KernelsError in one line where it cannot be read or is no text."""
    path = _path(answer)
    if not path.is_file():  # a pipe would be waited for
        raise KernelsError(f"{answer or 'this'} is {'a folder' if path.is_dir() else 'no file'}")
    try:
        text = read_text(path)
    except KernelsError as error:  # a long path would leave no room for the reason
        raise KernelsError(str(error).replace(str(path), path.name)) from None
    if "\0" in text:
        raise KernelsError(f"{path.name} is no text")
    return text


def _there(path: Path) -> str | None:
    """What a file holds, with one kind of line end; None where there is none, "" where it cannot be read as text."""
    if not path.exists():
        return None
    try:
        return one_newline(read_text(path))
    except KernelsError:
        return ""
