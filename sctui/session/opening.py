"""What `sctui open WORD` is to show: a link, an .ode file, a saved session, or a model of the library."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kernels.errors import KernelsError, ModelError, RequestError, nearest, quoted
from kernels.library import SUFFIX, entries, parse
from sctui.failure import UsageError
from sctui.session import share, store
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.sources import read_source


class Opened(NamedTuple):
    """A session to show, and a line for the user ("" for none)."""

    session: Session
    note: str = ""


def opened(word: str, own: Session, folder: Path | None = None) -> Opened:
    """The session that a word stands for; `own` is the last one, whose favourites and recent models stay.

    UsageError in one line for what cannot be opened.
    """
    try:
        return _opened(word, own, folder)
    except KernelsError as error:
        raise UsageError(str(error)) from error


def _opened(word: str, own: Session, folder: Path | None) -> Opened:
    if word.strip().startswith(share.SCHEME):
        return Opened(share.opened(word, own))
    slugs = [entry.slug for entry in entries()]
    if word.endswith(SUFFIX) or os.sep in word:
        return _file(word, own)
    if word in [saved.name for saved in store.named(folder)]:
        session, note = store.load(word, folder)
        return Opened(replace(session, favourites=own.favourites, recents=own.recents), note)
    if word in slugs:
        return Opened(replace(own.with_setup(Setup(model=word)), workspace="analyse"))
    if os.path.isfile(word):
        return _file(word, own)
    names = [saved.name for saved in store.named(folder)]
    near = nearest(word, [*names, *slugs])
    hint = f"did you mean {near!r}?" if near else "give a link, an .ode file, a saved session or a model of the library"
    raise RequestError("", f"there is nothing called {quoted(word)} to open; {hint}")


def _file(name: str, own: Session) -> Opened:
    """The file's model in the views and its text in the editor; one with errors is opened where they are shown."""
    text = read_source(name).text
    session = replace(own.with_setup(Setup(source=text)), text=text, path=str(Path(name).absolute()))
    try:
        parse(text)
    except ModelError as error:
        return Opened(replace(session, workspace="equations"), f"{name}: {error}")
    return Opened(replace(session, workspace="analyse"))
