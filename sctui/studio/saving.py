"""What the studio does to keep sessions: the last one by itself, others under a name, and as links."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.timer import Timer

from kernels.errors import KernelsError
from sctui.session import store
from sctui.session.keeping import Keeper
from sctui.session.setup import Setup
from sctui.session.share import link_of, opened
from sctui.session.state import Session
from sctui.studio.messages import Announce, Change

if TYPE_CHECKING:
    from pathlib import Path

    from sctui.screens.choice import Item

QUIET = 2.0  # seconds after the last change until the session is written
AGAIN = 30.0  # seconds until it is tried again where the disk was full
MOST_LISTED = 50
CLIPBOARD = 74_000  # bytes that common terminals take in one go; more would be cut


class SavingActions(App[None]):
    """The part of the Studio that keeps and opens sessions. Without a `keeper` the last session is not kept."""

    session: Session
    keeper: Keeper | None = None
    data_folder: Path | None = None  # where sessions are, if not in the user's folder
    _saving: Timer | None = None
    _saved_as = ""

    async def on_change(self, message: Change) -> None:
        """Textual calls this after the Studio's own handler: the session is to be written soon."""
        if self.keeper is not None:
            self._keep_in(QUIET)

    def on_unmount(self) -> None:
        """Write what has not been written."""
        if self.keeper is not None:
            self.keeper.session = self.session
            self.keeper.write()

    def _keep_in(self, seconds: float) -> None:
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(seconds, lambda: self.run_worker(self._keep_now(), group="saving"))

    async def _keep_now(self) -> None:
        keeper = self.keeper
        if keeper is None:
            return
        before, keeper.session = keeper.problem, self.session
        problem = await asyncio.to_thread(keeper.write)
        if problem:
            if problem != before:
                self.post_message(Announce(f"{problem}; tried again every {AGAIN:.0f} s", problem=True))
            self._keep_in(AGAIN)
        elif before:
            self.post_message(Announce("the session is kept again"))

    # -- under a name -------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Ask for a name and write the session under it."""
        from sctui.screens.prompt import Prompt  # the modals come with their first use

        setup = self.session.setup
        name = self._saved_as or " ".join(
            filter(None, (setup.model if not setup.source else "own model", setup.preset))
        )
        name = name if not store.problem_of_name(name) else ""
        note = "what was saved under this name before is kept as an older version"
        self.push_screen(Prompt("Save the session as", name, note=note, check=store.problem_of_name), self._save_under)

    def _save_under(self, name: str | None) -> None:
        if name is None:
            return
        try:
            path = store.save(self.session, name, self.data_folder)
        except OSError as error:
            self.post_message(Announce(f"not saved: {error.filename}: {error.strerror or error}", problem=True))
            return
        self._saved_as = name
        self.post_message(Announce(f"saved as {name!r}: {path}"))

    def action_sessions(self) -> None:
        """List the sessions with their older versions, and open the one that is chosen."""
        from sctui.screens.choice import Choice

        folder = self.data_folder
        files: dict[str, store.Saved] = {}
        items: list[Item] = []
        for one in store.named(folder)[:MOST_LISTED]:
            _list(one, one.name, files, items)
            for old in store.versions(one.name, folder):
                _list(old, f"  {one.name}, older version", files, items)
        for old in store.versions(store.LAST, folder):
            _list(old, "not named, earlier", files, items)

        def choose(value: str | None) -> None:
            if value is not None:
                self._open_saved(files[value])

        self.push_screen(Choice("Sessions", items, empty="no session yet: w saves this one under a name"), choose)

    def _open_saved(self, saved: store.Saved) -> None:
        try:
            session, note = store.load_file(saved.path)
        except KernelsError as error:
            self.post_message(Announce(str(error), problem=True))
            return
        self._saved_as = saved.name if saved.name != store.LAST else ""
        self.show_session(session, note or f"opened {saved.name!r}" * bool(self._saved_as))

    def show_session(self, session: Session, note: str = "") -> None:
        """Show another session; the one that is on the screen stays among the older versions."""
        if self.keeper is not None:
            self.keeper.session = self.session
            self.keeper.write()
            self.keeper.keep_version()
        own = self.session
        self.post_message(Change(replace(session, favourites=own.favourites, recents=own.recents)))
        self.post_message(Announce(note))

    def action_recent(self) -> None:
        """List the models that were open lately."""
        from sctui.screens.choice import Choice, Item

        items = [Item(slug, slug) for slug in self.session.recents]

        def choose(slug: str | None) -> None:
            if slug is not None:
                self.post_message(Change(self.session.with_setup(Setup(model=slug))))

        self.push_screen(Choice("Recent models", items, empty="no other model yet: / finds one"), choose)

    # -- as a link ----------------------------------------------------------------------------------------------

    def action_share(self) -> None:
        """Copy a link that opens this very screen, and show it: some terminals do not let programs copy."""
        from sctui.screens.plain_text import PlainText

        try:
            link = link_of(self.session)
        except KernelsError as error:
            self.post_message(Announce(str(error), problem=True))
            return
        title = f"A link of {len(link):,} characters to this screen; sctui open 'LINK' shows it"
        self.push_screen(PlainText(title, link, f"{self.copy_text(link)}; or select it here with shift and the mouse"))

    def copy_text(self, text: str) -> str:
        """Send a text to the terminal's clipboard; the words that say so."""
        if len(text) > CLIPBOARD:
            return "too long for most clipboards"
        self.copy_to_clipboard(text)
        return "copied, if the terminal allows it"

    def action_open_link(self) -> None:
        """Ask for a link and show its session."""
        from sctui.screens.prompt import Prompt

        def problem(link: str) -> str:
            try:
                opened(link, self.session)
            except KernelsError as error:
                return str(error)
            return ""

        def show(link: str | None) -> None:
            if link is not None:
                self.show_session(opened(link, self.session), "opened the link")

        self.push_screen(Prompt("Open a link", note="sctui://...", check=problem), show)


def _list(saved: store.Saved, title: str, files: dict[str, store.Saved], items: list[Any]) -> None:
    from sctui.screens.choice import Item

    key = str(len(items))
    files[key] = saved
    when = datetime.fromtimestamp(saved.time).strftime("%d %b %Y %H:%M")
    items.append(Item(key, title, f"{when}  {store.summary(saved.path)}"))
