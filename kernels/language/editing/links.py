"""The publications that a text names by their DOI, as addresses."""

from __future__ import annotations

import re
from typing import NamedTuple

from kernels.language.syntax.directives import TEXT_KEYS
from kernels.language.syntax.tree import Comment, Directive, Document

_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s;,\"<>]*[^\s;,.\"<>)\]]")
_ADDRESS = "https://doi.org/"


class Link(NamedTuple):
    """`text[start:end]` leads to `address`."""

    start: int
    end: int
    address: str


def links(document: Document) -> list[Link]:
    """The DOIs in the directives that hold text, and in comments."""
    found = []
    for one in document.statements:
        if isinstance(one, Comment) or (isinstance(one, Directive) and one.key in TEXT_KEYS):
            for match in _DOI.finditer(document.text, one.span.start, one.span.end):
                found.append(Link(match.start(), match.end(), _ADDRESS + match[0]))
    return found
