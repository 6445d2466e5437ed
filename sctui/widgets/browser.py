"""The browser: the library by category, a search in it, the models of one pattern, favourites, recents, own files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from kernels.errors import KernelsError
from kernels.library_index import index
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.current import session_of
from sctui.studio.messages import Announce, Change
from sctui.widgets.badge_row import BadgeRow
from sctui.widgets.model_detail import ModelDetail
from sctui.widgets.model_list import ModelList
from sctui.widgets.model_rows import FOLDER, Choice, Row, by_slug, patterns, rows
from sctui.widgets.ode_files import ode_files, text_of
from sctui.widgets.opened_file import opened_file
from sctui.widgets.pattern_badges import BADGES
from sctui.widgets.search_line import SearchLine

LOW, SHORT = 22, 30  # rows: from here on there is room for the detail pane, and for all of it

# While a search is typed these keys still move in the list
WHILE_TYPING = {
    "up": "step(-1)", "down": "step(1)", "pageup": "page(-1)", "pagedown": "page(1)", "enter": "open",
}  # fmt: skip


class Browser(Vertical):
    """The list with its search line, badges and detail pane. It asks for another session and changes nothing itself."""

    DEFAULT_CSS = """
    Browser { width: 30; height: 1fr; background: $background; }
    Browser.short > ModelDetail { height: 10; }
    Browser.low > ModelDetail { display: none; }
    """

    class Done(Message):
        """A model was chosen, or the user left: a drawer may close."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choice = Choice()
        self._subject = ""
        self._told: set[frozenset[str]] = set()  # the folds that the session has from here
        self._floating = False
        self._list = ModelList()
        self._search = SearchLine()
        self._badges = BadgeRow()
        self._detail = ModelDetail()

    def compose(self) -> ComposeResult:
        """The parts."""
        yield self._search
        yield self._badges
        yield self._list
        yield self._detail

    def on_mount(self) -> None:
        """What the session holds; the folder is looked into when the screen stands."""
        self.session_changed(session_of(self))
        self.call_after_refresh(self._look_for_files)

    def on_resize(self, event: events.Resize) -> None:
        """The detail pane needs room."""
        self.set_class(event.size.height < LOW, "low")
        self.set_class(event.size.height < SHORT, "short")

    def _look_for_files(self) -> None:
        folder = Path.cwd()
        self._choose(files=tuple(str(folder / name) for name in ode_files(folder)))

    # -- what is shown ------------------------------------------------------------------------------------------

    def session_changed(self, session: Session) -> None:
        """Another model may be run, others be favourites."""
        running = session.path if session.setup.source else session.setup.model
        opened = running != self._subject
        if opened and session.setup.source:
            self._look_for_files()  # it may be a new one
        self._subject = running
        folds = frozenset(session.folds)
        if self._choice.pattern is None and folds not in self._told:  # of a session that was opened
            self._told = {folds}
            self._choose(turned=folds)
        self._choose(favourites=session.favourites, recents=session.recents)
        if opened:
            self._reveal(running)

    def _choose(self, **changes: Any) -> None:
        """Another choice of rows."""
        self._choice = replace(self._choice, **changes)
        found = rows(self._choice)
        self._list.show(found, self._subject, self._choice.favourites)
        self._badges.choose(self._choice.pattern)
        self._set_leavable()
        shown = sum(not row.is_category for row in found)
        if self._choice.query.strip():
            self._search.say(str(shown))
        elif self._choice.pattern is not None:
            badge = BADGES.get(self._choice.pattern)
            total = sum(model.pattern == self._choice.pattern for model in index())
            self._search.say(f"{(badge.title if badge else self._choice.pattern).partition(':')[0]} {total}")
        else:
            self._search.say(str(len(index())))

    def _set_leavable(self) -> None:
        self._list.leavable = self._floating or bool(self._choice.query) or self._choice.pattern is not None

    def float_over(self, floating: bool) -> None:
        """Whether it lies over other things, so that leaving it closes it."""
        self._floating = floating
        self._set_leavable()

    def _reveal(self, name: str) -> None:
        """Unfolds the category of a model and puts the cursor on it."""
        if self._list.current is not None and self._list.current.place[1] == name:
            return  # it may have been chosen among the favourites or recents
        model = by_slug().get(name)
        if model is not None and not self._choice.query and self._choice.pattern is None:
            self._choose(turned=self._choice.turned | {model.category})  # not the user's doing: not kept by itself
        self._list.go_to_model(name)

    def _turn(self, turned: frozenset[str]) -> None:
        """Folds and unfolds; the session keeps it, but for the folds of a list of one pattern."""
        self._choose(turned=turned)
        if self._choice.pattern is None:
            self._told.add(turned)
            self.post_message(Change(replace(session_of(self), folds=tuple(sorted(turned)))))

    # -- the search ---------------------------------------------------------------------------------------------

    def find(self) -> None:
        """Begin to type a search."""
        self._search.focus()

    def focus_list(self) -> None:
        """The keys go to the list."""
        self._list.focus()

    @on(SearchLine.Changed)
    def _searched(self, event: SearchLine.Changed) -> None:
        event.stop()
        self._choose(query=event.text)
        if event.text:
            self._list.go_to(0)
        else:
            self._reveal(self._subject)

    async def on_key(self, event: events.Key) -> None:
        """While a search is typed: the keys that move in the list, and the one that ends the search."""
        if not self._search.has_focus:
            return
        if event.key in WHILE_TYPING:
            event.stop()
            await self._list.run_action(WHILE_TYPING[event.key])
        elif event.key == "escape":
            event.stop()
            self._leave()

    def _leave(self) -> None:
        """One step out: the search, then the filter, then the browser."""
        if self._search.text:
            self._search.put("")
            self._list.focus()
        elif self._search.has_focus:
            self._list.focus()
            self.post_message(self.Done())
        elif self._choice.pattern is not None:
            self._filter(None)
        else:
            self.post_message(self.Done())

    def on_descendant_focus(self) -> None:
        """The cursor shows that keys come here."""
        self._list.activate(True)

    def on_descendant_blur(self) -> None:
        """They go elsewhere."""
        self._list.activate(False)

    # -- the list -----------------------------------------------------------------------------------------------

    @on(ModelList.Moved)
    def _moved(self, event: ModelList.Moved) -> None:
        event.stop()
        self._detail.show(self._list.current)

    @on(ModelList.Turned)
    def _turned(self, event: ModelList.Turned) -> None:
        event.stop()
        if event.section == FOLDER:
            self._look_for_files()
        self._turn(self._choice.turned ^ {event.section})

    @on(ModelList.Favoured)
    def _favoured(self, event: ModelList.Favoured) -> None:
        event.stop()
        session = session_of(self)
        known = session.favourites
        kept = tuple(slug for slug in known if slug != event.slug)
        favourites = kept if event.slug in known else (*known, event.slug)
        self.post_message(Change(replace(session, favourites=favourites)))

    @on(ModelList.Filtered)
    def _filtered(self, event: ModelList.Filtered) -> None:
        event.stop()
        stops = [None, *(pattern for pattern in BADGES if pattern in patterns())]
        at = stops.index(self._choice.pattern) if self._choice.pattern in stops else 0
        self._filter(stops[(at + event.by) % len(stops)])

    @on(BadgeRow.Clicked)
    def _badge_clicked(self, event: BadgeRow.Clicked) -> None:
        event.stop()
        self._filter(None if event.pattern == self._choice.pattern else event.pattern)

    def _filter(self, pattern: str | None) -> None:
        # what was folded or unfolded belongs to the other list
        self._choose(pattern=pattern, turned=frozenset(session_of(self).folds) if pattern is None else frozenset())
        if pattern is None:
            self._reveal(self._subject)

    @on(ModelList.Left)
    def _left(self, event: ModelList.Left) -> None:
        event.stop()
        self._leave()

    @on(ModelList.Chosen)
    def _chosen(self, event: ModelList.Chosen) -> None:
        event.stop()
        self._open(event.row)
        if self._search.has_focus:
            self._search.put("")
            self._list.focus()

    def _open(self, row: Row) -> None:
        session = session_of(self)
        if row.model is not None:
            if session.setup.source or session.setup.model != row.model.slug:
                self.post_message(Change(session.with_setup(Setup(model=row.model.slug))))
            self.post_message(self.Done())
            return
        try:
            self.post_message(Change(opened_file(session, Path(row.path), text_of(Path(row.path)))))
            self.post_message(self.Done())
        except KernelsError as error:
            self.post_message(Announce(str(error), problem=True))
