"""Programs and circuits made of a model, as files that the editor opens: for editors that throw answers away."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from lsprotocol import types

from lsp.documents import Document
from lsp.own_requests import CommandArguments
from lsp.server import Server

MOST_KEPT = 64  # folders, one for each document that something was made of


async def show_file(server: Server, document: Document, asked: CommandArguments, name: str, text: str) -> None:
    """Write the file into the cache and have the editor open it.

    Left out where the editor cannot, or where the command says `show: false`, because it shows the answer itself.
    """
    window = server.client_capabilities.window
    able = window is not None and window.show_document is not None and window.show_document.support
    if not able or asked.more.get("show") is False:
        return
    try:
        path = _written(document.uri, Path(name).name, text)
    except OSError as error:
        server.log(f"{name} cannot be written: {error.strerror or error}")
        return
    answer = await server.window_show_document_async(
        types.ShowDocumentParams(uri=path.as_uri(), external=False, take_focus=True)
    )
    if answer is None or not answer.success:
        server.log(f"the editor did not open {path}")


def folder() -> Path:
    """Where files to be shown are kept: in $SCTUI_CACHE_DIR, else the platform's cache folder for sctui."""
    chosen = os.environ.get("SCTUI_CACHE_DIR")
    if chosen:
        return Path(chosen) / "shown"
    import platformdirs  # nothing of the server's start needs it

    return Path(platformdirs.user_cache_dir("sctui", appauthor=False)) / "shown"


def _written(uri: str, name: str, text: str) -> Path:
    """The file, whole, in a folder of its document's."""
    import hashlib  # with `tempfile` a hundredth of the server's start, which needs neither
    import tempfile

    place = folder() / hashlib.sha256(uri.encode()).hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place, suffix=".part")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, place / name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    os.utime(place)
    _prune(place.parent)
    return place / name


def _prune(place: Path) -> None:
    """Removes the folders that were written to least recently, beyond the limit."""
    with os.scandir(place) as found:
        folders = sorted((one.stat().st_mtime, one.path) for one in found if one.is_dir())
    for _, path in folders[: max(len(folders) - MOST_KEPT, 0)]:
        with contextlib.suppress(OSError):  # another server is at it
            for file in Path(path).iterdir():
                file.unlink()
            Path(path).rmdir()
