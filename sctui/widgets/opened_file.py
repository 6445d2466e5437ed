"""The session after a model file was opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kernels.errors import KernelsError
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.widgets.ode_files import text_of

MOST_RECENT = 20


def opened_file(session: Session, path: Path, text: str) -> Session:
    """The file is run and stands in the editor; it is the latest of the recents.

    KernelsError where that would drop a text that is in no file.
    """
    if session.text.strip() and session.text != text and not _is_saved(session):
        raise KernelsError("the editor holds a text that is not saved; save it before another file is opened")
    opened = session.with_setup(Setup(model="", source=text))
    recents = (str(path), *(one for one in session.recents if one != str(path)))[:MOST_RECENT]
    return replace(opened, text=text, path=str(path), recents=recents)


def _is_saved(session: Session) -> bool:
    try:
        return bool(session.path) and text_of(Path(session.path)) == session.text
    except KernelsError:  # the file is gone: the text is all there is
        return False
