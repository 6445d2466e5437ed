"""The open documents: their text as the editor has it, and one analysis of each state of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from lsprotocol.types import TextDocumentContentChangeEvent, TextDocumentContentChangePartial

from kernels.language.analysis import Analysis, analyse
from lsp.positions import Positions

MOST_KEPT = 16_000_000  # characters of a document that is kept; of a longer one only that it is too long
_revisions = count(1)


class Document:
    """One open document. `revision` is a number that no other state of any document has.

    `dropped` is the length of a text too long to be kept, 0 where it is kept: then `text` is all of it.
    """

    def __init__(self, uri: str, text: str, version: int | None, encoding: str) -> None:
        self.uri = uri
        self.version = version
        self.encoding = encoding
        self.tokens: tuple[str, list[int]] | None = None  # the last semantic tokens sent, for their changes
        self.text = ""
        self.dropped = 0
        self.revision = 0
        self._analysis: Analysis | None = None
        self._positions: Positions | None = None
        self._put(text)

    @property
    def name(self) -> str:
        """The file's name, or what an unsaved document is called."""
        return PurePosixPath(unquote(urlsplit(self.uri).path)).name or self.uri

    @property
    def analysis(self) -> Analysis:
        """The analysis of the text as it is, made once."""
        if self._analysis is None:
            self._analysis = analyse(self.text)
        return self._analysis

    @property
    def positions(self) -> Positions:
        """Offsets and positions of the text as it is."""
        if self._positions is None:
            self._positions = Positions(self.text, self.encoding)
        return self._positions

    def change(self, changes: Sequence[TextDocumentContentChangeEvent], version: int | None) -> None:
        """Apply the changes of one notification in their order."""
        for one in changes:
            if not isinstance(one, TextDocumentContentChangePartial):
                self._put(one.text)
            elif not self.dropped:
                start, end = self.positions.span(one.range)
                self._put(self.text[:start] + one.text + self.text[end:])
        self.version = version

    def _put(self, text: str) -> None:
        self.dropped = len(text) if len(text) > MOST_KEPT else 0
        self.text = "" if self.dropped else text
        self.revision = next(_revisions)
        self._analysis = None
        self._positions = None
