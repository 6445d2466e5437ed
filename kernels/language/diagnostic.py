"""A problem found in a text: a value with a code, a range, a message, and where possible fixes."""

from __future__ import annotations

from typing import NamedTuple


class Edit(NamedTuple):
    """Replace `text[start:end]` by `new_text`; start == end inserts."""

    start: int
    end: int
    new_text: str


class Fix(NamedTuple):
    """A titled set of edits that resolves the diagnostic it hangs on."""

    title: str
    edits: tuple[Edit, ...]


class Diagnostic(NamedTuple):
    """One problem. `code` is a key of `kernels.language.codes.CODES`; severity is error, warning or hint."""

    code: str
    severity: str
    start: int
    end: int
    message: str
    fixes: tuple[Fix, ...] = ()
