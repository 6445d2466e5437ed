"""What stands at an offset of a text: which part of which kind of line, and which word. For completion and hovers."""

from __future__ import annotations

import re
from typing import NamedTuple

from kernels.language.syntax.directive_line import directive_head
from kernels.language.syntax.directives import DIRECTIVES, TEXT_KEYS
from kernels.language.syntax.document import is_refused
from kernels.language.syntax.lines import code_end, continues, physical_lines

NOTHING, START, ARGUMENT, VALUE, EXPRESSION, UNIT, FLAG, KEY = (
    "nothing", "start", "argument", "value", "expression", "unit", "flag", "key",
)  # fmt: skip

_ONE_WORD = re.compile(r"[ \t]*+(#*+)[ \t]*+\Z")
_KEY_AND_BLANK = re.compile(r"[ \t]*+#*+[ \t]*+([A-Za-z_]\w*+)[ \t]++\Z")
_FUNCTION = re.compile(r"[ \t]*+[A-Za-z_]\w*+[ \t]*+\(([^()=]*+)\)[ \t]*+=(?!=)")
_DEFINED = re.compile(r"[ \t]*+([A-Za-z_]\w*+)[ \t]*+(?:\([^()=]*+\)[ \t]*+)?=(?!=)")
_LEFT_SIDE = re.compile(r"[ \t]*+(?:[=/[(]|:)")
_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
_FLAG = re.compile(r"[ \t]\([a-z ]*\Z")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class Context(NamedTuple):
    """What is at an offset.

    `part` is one of

    ==========  ==========================================================================
    part        meaning
    ==========  ==========================================================================
    start       the beginning of a line, where a definition or the key of a directive stands
    key         the key of a directive that has its colon
    argument    the name behind the key of a directive
    value       the value of the directive `key`; `argument` is its name, None without one
    expression  the right side of a definition
    unit        behind the colon of a definition
    flag        in the brackets behind a unit
    nothing     prose, a comment, the left side of a definition, a text that is not analysed
    ==========  ==========================================================================

    `before` is the text of the part before the word, `text[start:end]` the word, `typed` so much of it as stands before
    the offset. `marked`: the line begins with `#`. `local` are the arguments of the function that the line defines;
    `defines` is the name or function that it defines, "" for a state, which may stand on its own right side.
    """

    part: str
    key: str
    argument: str | None
    before: str
    start: int
    end: int
    typed: str
    marked: bool
    local: tuple[str, ...]
    defines: str = ""


def context_at(text: str, offset: int) -> Context:
    """What stands at an offset, which is held within the text. Never raises; its work is bounded by `limits`."""
    offset = min(max(offset, 0), len(text))
    start, end = word_at(text, offset)
    nothing = Context(NOTHING, "", None, "", start, end, text[start:offset], False, ())
    if is_refused(text):
        return nothing
    line_start, code_start, line_end = _line(text, offset)
    head = text[line_start:start]
    one_word = _ONE_WORD.match(head)
    directive = directive_head(text, line_start, line_end)
    if directive is not None:
        row, match = directive
        if offset <= match.end(2):
            return nothing._replace(part=KEY if offset >= match.start(2) else NOTHING, key=row.key)
        if offset < match.end():
            return nothing._replace(part=ARGUMENT, key=row.key)
        if row.key not in TEXT_KEYS and not _in_comment(text, max(code_start, match.end()), offset, line_end):
            before = text[match.end() : start]
            return nothing._replace(part=VALUE, key=row.key, argument=match[3], before=before, marked=bool(match[1]))
        return nothing._replace(key=row.key)
    if one_word is not None and (one_word[1] or _LEFT_SIDE.match(text, end, line_end) is None):
        return nothing._replace(part=START, marked=bool(one_word[1]), before=head)
    if one_word is not None:
        return nothing
    key = _KEY_AND_BLANK.match(head)
    if key is not None and key[1] in DIRECTIVES and DIRECTIVES[key[1]].argument != "no":
        return nothing._replace(part=ARGUMENT, key=key[1])
    if head.lstrip(" \t").startswith("#") or _in_comment(text, code_start, offset, line_end):
        return nothing
    return _in_definition(text, line_start, start, nothing)


def word_at(text: str, offset: int) -> tuple[int, int]:
    """Start and end of the name that the offset is in, or touches; both the offset where there is none."""
    start = end = offset
    while start > 0 and _is_part(text[start - 1]):
        start -= 1
    while end < len(text) and _is_part(text[end]):
        end += 1
    while start < offset and text[start] in "0123456789":  # `20mV`: the number is no part of the name
        start += 1
    return start, end


def _is_part(character: str) -> bool:
    return character == "_" or (character.isascii() and character.isalnum())


def _line(text: str, offset: int) -> tuple[int, int, int]:
    """Of the statement at an offset: its beginning, that of the physical line of the offset, and its end."""
    lines = physical_lines(text)
    at = 0
    while at < len(lines):
        start, end = lines[at]
        last = at
        if not text[start:end].lstrip(" \t").startswith("#"):
            last = continues(text, lines, at, code_end(text, start, end))
        if offset <= lines[last][1]:
            physical = next((one for one in lines[at : last + 1] if offset <= one[1]), lines[last])
            return start, physical[0], lines[last][1]
        at = last + 1
    return (lines[-1][0], lines[-1][0], lines[-1][1]) if lines and offset < len(text) else (offset, offset, offset)


def _in_comment(text: str, start: int, offset: int, end: int) -> bool:
    """Whether the offset is behind the `#` of its physical line."""
    line_end = min((at for at in (text.find("\n", start, end), text.find("\r", start, end)) if at >= 0), default=end)
    stop = code_end(text, start, max(line_end, start))
    return "#" in text[stop:offset]


def _in_definition(text: str, line_start: int, start: int, nothing: Context) -> Context:
    """The part of `left = expression : unit (flags)` before `start`."""
    head = text[line_start:start]
    equals = _EQUALS.search(head)
    colon = head.find(":", equals.end() if equals else 0)
    if colon >= 0:
        after = head[colon + 1 :]
        return nothing._replace(part=FLAG if _FLAG.search(after) else UNIT, before=after)
    if equals is None:
        return nothing
    function = _FUNCTION.match(head)
    local = tuple(_NAME.findall(function[1])) if function else ()
    plain = _DEFINED.match(head)
    defines = plain[1] if plain else ""
    return nothing._replace(part=EXPRESSION, before=head[equals.end() :], local=local, defines=defines)


class Inside(NamedTuple):
    """The innermost bracket that is open: the name before it ("" for none, None without a bracket), and of what it
    holds, or of the whole, the piece behind the last `,` or `;`, with its place among them."""

    call: str | None
    place: int
    piece: str


def inside(before: str) -> Inside:
    """Where the end of `before` is, in brackets and between separators. Quotes are skipped."""
    levels: list[tuple[str | None, int, int]] = []
    call: str | None = None
    index = begin = at = 0
    while at < len(before):
        character = before[at]
        if character in "\"'":
            close = before.find(character, at + 1)
            if close >= 0:
                at = close
        elif character in "([":
            levels.append((call, index, begin))
            stop = len(before[:at].rstrip(" \t"))
            call, index, begin = before[word_at(before[:stop], stop)[0] : stop], 0, at + 1
        elif character in ")]" and levels:
            call, index, begin = levels.pop()
        elif character in ",;":
            index, begin = index + 1, at + 1
        at += 1
    return Inside(call, index, before[begin:])
