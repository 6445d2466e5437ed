"""The rows of the list of models: the library by category, or what a search has found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from os.path import basename
from typing import NamedTuple

from kernels.library import SUFFIX
from kernels.library_index import Indexed, index
from sctui.widgets.model_search import Hit, search

FAVOURITES, RECENT, FOLDER = "favourites", "recent", "this folder"
MOST_RECENT = 5
ALWAYS_OPEN = frozenset({FAVOURITES, RECENT})  # until they are folded


class Row(NamedTuple):
    """One row: a category (no `model`, no `path`), a model of the library, or a file.

    `text` is what the row says; `section` the category that it is or stands in; `is_open` and `members` (how many)
    are a category's. `hit` says how a search found the model.
    """

    section: str
    text: str
    model: Indexed | None = None
    path: str = ""
    is_open: bool = False
    members: int = 0
    hit: Hit | None = None

    @property
    def is_category(self) -> bool:
        """Whether this is the heading of a category."""
        return self.model is None and not self.path

    @property
    def place(self) -> tuple[str, str]:
        """What stays the same when the list is made anew."""
        return self.section, self.path or (self.model.slug if self.model else "")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the list shows: a search, one pattern (None: all), the categories that the user has turned over."""

    query: str = ""
    pattern: str | None = None
    turned: frozenset[str] = frozenset()
    favourites: tuple[str, ...] = ()
    recents: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # paths


@cache
def by_slug() -> dict[str, Indexed]:
    """The models of the library by slug."""
    return {model.slug: model for model in index()}


def patterns() -> tuple[str, ...]:
    """The patterns that occur in the library."""
    return tuple({model.pattern: None for model in index()})


def rows(choice: Choice) -> tuple[Row, ...]:
    """The rows from top to bottom."""
    return tuple(_found(choice) if choice.query.strip() else _tree(choice))


def _found(choice: Choice) -> Iterator[Row]:
    for hit in search([model for model in index() if _fires(model, choice)], choice.query):
        yield Row(hit.model.category, hit.model.slug, hit.model, hit=hit)
    query = choice.query.strip().lower()
    if choice.pattern is None:
        yield from (row for row in _files(FOLDER, choice.files) if query in row.text.lower())


def _tree(choice: Choice) -> Iterator[Row]:
    known = by_slug()
    favourites = [known[slug] for slug in choice.favourites if slug in known]
    yield from _section(choice, FAVOURITES, [_row(FAVOURITES, model) for model in favourites if _fires(model, choice)])
    recents = [_recent(one) for one in choice.recents if one in known or one.endswith(SUFFIX)][:MOST_RECENT]
    yield from _section(choice, RECENT, [row for row in recents if _fires(row.model, choice)])
    if choice.pattern is None:
        yield from _section(choice, FOLDER, _files(FOLDER, choice.files))
    categories: dict[str, list[Row]] = {}
    for model in index():
        if _fires(model, choice):
            categories.setdefault(model.category, []).append(_row(model.category, model))
    for name, members in categories.items():
        yield from _section(choice, name, members)


def _section(choice: Choice, name: str, members: Sequence[Row]) -> Iterator[Row]:
    if not members:
        return
    # while a pattern is asked for everything stands open: there is little, and folded it would not be seen
    is_open = (name in choice.turned) != (name in ALWAYS_OPEN or choice.pattern is not None)
    yield Row(name, name, is_open=is_open, members=len(members))
    if is_open:
        yield from members


def _row(section: str, model: Indexed) -> Row:
    return Row(section, model.slug, model)


def _recent(one: str) -> Row:
    return next(iter(_files(RECENT, [one]))) if one.endswith(SUFFIX) else _row(RECENT, by_slug()[one])


def _files(section: str, paths: Sequence[str]) -> list[Row]:
    return [Row(section, basename(path), path=path) for path in paths]


def _fires(model: Indexed | None, choice: Choice) -> bool:
    return choice.pattern is None or (model is not None and model.pattern == choice.pattern)
