"""What each piece of a line is: for the colours of the studio's editor and for the language server's tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kernels.language.constants import builtin
from kernels.language.diagnostic import Diagnostic
from kernels.language.functions import FUNCTIONS
from kernels.language.limits import MAX_LINE
from kernels.language.measures import MEASURES
from kernels.language.protocols import PROTOCOLS
from kernels.language.syntax.directive_line import comment_line, directive_head
from kernels.language.syntax.directives import TEXT_KEYS
from kernels.language.syntax.lines import code_end
from kernels.language.syntax.settings import METHODS, RUN_SETTINGS
from kernels.language.syntax.tokens import RESERVED, tokenize
from kernels.language.syntax.tree import Directive
from kernels.language.units.unit_table import is_unit

# state, parameter, input, sub-expression and function are the kinds of the text's own names
KINDS = (
    "state", "parameter", "input", "sub-expression", "function", "constant", "unit", "number", "word", "directive",
    "text", "comment",
)  # fmt: skip

# Words that mean something in the value of one directive alone
_WORDS: dict[str, tuple[str, Mapping[str, object]]] = {
    "input": ("function", PROTOCOLS),
    "preset": ("function", PROTOCOLS),
    "expect": ("function", MEASURES),
    "run": ("word", {**METHODS, **RUN_SETTINGS}),
    "init": ("word", {"steady": None}),
    "spike": ("word", {"crosses": None, "upward": None, "downward": None}),
}


class Highlight(NamedTuple):
    """`line[start:end]` is of one of KINDS."""

    start: int
    end: int
    kind: str


def highlight_line(line: str, names: Mapping[str, str]) -> list[Highlight]:
    """The pieces of one physical line, in order, without what has no colour of its own.

    `names` holds the kind of each of the text's own names. Lines that are too long to be read have no colours.
    """
    if not line.strip(" \t") or len(line) > MAX_LINE:
        return []
    return [piece for piece in _pieces(line, names) if piece.kind and piece.end > piece.start]


def _pieces(line: str, names: Mapping[str, str]) -> Iterator[Highlight]:
    end = len(line)
    stop = code_end(line, 0, end)
    if line.lstrip(" \t")[0] == "#":
        statement = comment_line(line, 0, end, [])
        if not isinstance(statement, Directive):
            yield Highlight(0, end, "comment")
            return
    directive = directive_head(line, 0, end)
    if directive is None:
        yield from _code(line, 0, stop, names, "")
    else:
        row, match = directive
        yield Highlight(match.start(1), match.end(1), "comment")
        yield Highlight(*match.span(2), "directive")
        if match[3]:
            yield Highlight(*match.span(3), "text")
        if row.key in TEXT_KEYS:
            yield Highlight(match.end(), end, "text")
            return
        stop = code_end(line, match.end(), end)
        yield from _code(line, match.end(), stop, names, row.key)
    yield Highlight(stop, end, "comment")


def _code(line: str, start: int, stop: int, names: Mapping[str, str], key: str) -> Iterator[Highlight]:
    problems: list[Diagnostic] = []  # they are the analysis' to report
    tokens = tokenize(line, start, stop, problems)
    for at, (kind, first, last, word) in enumerate(tokens):
        if kind == "num":
            yield Highlight(first, last, "number")
        elif kind == "string":
            yield Highlight(first, last, "text")
        elif kind in RESERVED:
            yield Highlight(first, last, "word")
        elif kind == "name":
            derivative = word[:1] == "d" and names.get(word[1:]) == "state" and tokens[at + 1][0] == "/"
            if derivative and word not in names:
                yield Highlight(first + 1, last, "state")
            else:
                yield Highlight(first, last, _kind(word, names, key))


def _kind(word: str, names: Mapping[str, str], key: str) -> str:
    kind, table = _WORDS.get(key, ("", {}))
    if word in names:
        return names[word]
    if word in table:
        return kind
    if word in FUNCTIONS:
        return "function"
    if builtin(word) is not None:
        return "constant"
    return "unit" if is_unit(word) else "word" if word in ("unless", "refractory") else ""
