"""A session as a link: `sctui://v1/CHECKSUM/DATA`, the whole state in one word that survives mail and chat.

The data are the session's JSON, compressed, in the URL-safe alphabet of base 64 without padding; the checksum is the
first eight characters of its SHA-256 in the same alphabet. What is the reader's own (favourites, recent models, what
is unfolded) and the path that the editor saves to do not travel: a link must not say which file is to be overwritten.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from dataclasses import replace

from kernels.errors import KernelsError, quoted
from sctui.session.reading import read_session
from sctui.session.state import Session, session_fields

SCHEME = "sctui://"
VERSION = "v1"
LONGEST = 100_000  # characters of a link; a word of a command line has room for 131,072 bytes
LARGEST = 2 << 20  # bytes of the JSON in it
CHECKSUM = 8  # characters


def link_of(session: Session) -> str:
    """The link. KernelsError where the session has more text than a link has room for."""
    fresh = session_fields(Session())
    content = {name: value for name, value in session_fields(_travelling(session)).items() if value != fresh[name]}
    text = json.dumps(content, allow_nan=False, separators=(",", ":"), sort_keys=True).encode()
    data = base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")
    link = f"{SCHEME}{VERSION}/{_checksum(data)}/{data}"
    if len(link) > LONGEST or len(text) > LARGEST:
        raise KernelsError("the session holds too much text for a link; save it under a name, or send the .ode file")
    return link


def session_of(link: str) -> Session:
    """The session of a link, whatever the word is; KernelsError in one line where it is no link or damaged."""
    link = "".join(link.split())  # it may have been copied from a screen, line by line
    if not link.startswith(SCHEME):
        raise KernelsError(f"{quoted(link)} is no link of sctui: it does not begin with {SCHEME}")
    if len(link) > LONGEST:
        raise KernelsError(f"the link is longer than {LONGEST} characters, which none of sctui's is")
    version, _, rest = link.removeprefix(SCHEME).partition("/")
    if version != VERSION:
        raise KernelsError(f"the link is of another version ({quoted(version)}); this sctui reads {VERSION}")
    checksum, _, data = rest.partition("/")
    if not data or checksum != _checksum(data):
        raise KernelsError("the link is damaged: its checksum does not fit; was all of it copied?")
    session, wrong, _ = read_session(_content(data))
    if wrong:
        raise KernelsError(f"the link is refused: {wrong[0]}")
    return _travelling(session)


def opened(link: str, own: Session) -> Session:
    """The session of a link with what is the reader's own."""
    return replace(session_of(link), favourites=own.favourites, recents=own.recents, folds=own.folds)


def _travelling(session: Session) -> Session:
    return replace(session, favourites=(), recents=(), folds=(), path="")


def _checksum(data: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data.encode(errors="replace")).digest()).decode()[:CHECKSUM]


def _content(data: str) -> object:
    """The JSON in a link, never more than the bound of it."""
    try:
        packed = base64.b64decode(data.encode("ascii") + b"=" * (-len(data) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(packed, LARGEST)
    except (UnicodeEncodeError, binascii.Error, zlib.error):
        raise KernelsError("the link is damaged: it cannot be unpacked") from None
    if unpacking.unconsumed_tail:
        raise KernelsError(f"the link is refused: it unpacks to more than {LARGEST >> 20} MiB")
    if not unpacking.eof:
        raise KernelsError("the link is damaged: its end is missing")
    try:
        return json.loads(text)
    except RecursionError:
        raise KernelsError("the link is refused: it is nested too deeply") from None
    except ValueError:
        raise KernelsError("the link is damaged: it holds no session") from None
