"""The lexer: one logical line into tokens with exact offsets. Never raises; its work is bounded by `limits`."""

from __future__ import annotations

import re
from typing import TypeAlias

from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.limits import MAX_TOKENS
from kernels.language.lookalikes import BLANKS, INVISIBLE, OPERATORS, ascii_spelling

# (kind, start, end, text). `kind` is "num", "name", "string", "bad" (already reported), "end", or the
# operator or reserved word itself. A plain tuple: a file has hundreds, made anew on every keystroke.
Token: TypeAlias = tuple[str, int, int, str]

RESERVED = frozenset(("and", "or", "not", "if", "else"))

_NUMBER = 1
_NAME = 2
_OPERATOR = 3
_STRING = 4
_SKIPPED = 5
_BAD_NUMBER = 6

_TOKEN = re.compile(
    r"""[ \t]*(?:
        ((?![0-9]+_[0-9]|0[xX][0-9a-fA-F]|[0-9]*\.[0-9]+\.[0-9])
            (?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
      | ([^\W\d]\w*)
      | (\*\*=?|//|->|[-+*/<>=!]=|&&|\|\||[-+*/%^<>=()\[\],;:!&|])
      | ("[^"\r\n]*"|'[^'\r\n]*')
      | (\r\n?|\n|\\[ \t]*(?=[\r\n])|\#[^\r\n]*)
      | ([0-9.][0-9a-zA-Z_.]*[0-9a-zA-Z_])
      | (.)
      | \Z )""",
    re.VERBOSE | re.DOTALL,
)

# Spellings of other languages, and ours.
_FOREIGN = {"&&": "and", "||": "or", "&": "and", "|": "or", "!": "not"}


def tokenize(text: str, start: int, end: int, problems: list[Diagnostic]) -> list[Token]:
    """The tokens of text[start:end], closed by an "end" token; problems are appended.

    Line breaks, continuation backslashes and comments between tokens are skipped, so the caller decides what
    belongs to the line. An empty list says that the line holds more tokens than MAX_TOKENS, which is reported.
    """
    tokens: list[Token] = []
    append = tokens.append
    for match in _TOKEN.finditer(text, start, end):
        group = match.lastindex
        if group is None:
            break
        word = match[group]
        first, last = match.span(group)
        if group == _OPERATOR:
            if word in _FOREIGN:
                append(_foreign(word, first, last, problems))
            else:
                append((word, first, last, word))
        elif group == _NAME:
            if not word.isascii():
                append(_spelled(word, first, last, problems))
            elif word in RESERVED:
                append((word, first, last, word))
            else:
                append(("name", first, last, word))
        elif group == _NUMBER:
            append(("num", first, last, word))
        elif group == _STRING:
            append(("string", first, last, word))
        elif group == _BAD_NUMBER:
            append(_bad_number(word, first, last, problems))
        elif group != _SKIPPED:
            _odd_character(word, first, last, tokens, problems)
    if len(tokens) > MAX_TOKENS:
        message = f"this line has {len(tokens)} symbols; at most {MAX_TOKENS} are allowed: split it into named parts"
        problems.append(diagnose("ODE003", start, end, message))
        return []
    append(("end", end, end, ""))
    return tokens


def _replacing(title: str, start: int, end: int, new_text: str) -> tuple[Fix, ...]:
    return (Fix(title, (Edit(start, end, new_text),)),)


def _foreign(word: str, start: int, end: int, problems: list[Diagnostic]) -> Token:
    """`&&` and its kin, read as what they mean."""
    ours = _FOREIGN[word]
    fix = _replacing(f"Replace {word} by {ours}", start, end, f" {ours} ")
    problems.append(diagnose("ODE110", start, end, f"write `{ours}` instead of `{word}`", fix))
    return (ours, start, end, word)


def _spelled(word: str, start: int, end: int, problems: list[Diagnostic]) -> Token:
    """A name with letters outside ASCII, read as its ASCII spelling where it has one."""
    spelled = ascii_spelling(word)
    if spelled is None:
        message = f"`{word}` has characters outside ASCII; names are written with a-z, A-Z, 0-9 and _"
        problems.append(diagnose("ODE008", start, end, message))
        return ("bad", start, end, word)
    message = f"`{word}` has characters outside ASCII; write `{spelled}`"
    problems.append(diagnose("ODE008", start, end, message, _replacing(f"Write {spelled}", start, end, spelled)))
    return ("name", start, end, spelled) if spelled.isidentifier() else ("bad", start, end, word)


def _bad_number(word: str, start: int, end: int, problems: list[Diagnostic]) -> Token:
    plain = word.replace("_", "")
    if plain != word and plain.replace(".", "", 1).isdigit():
        fix = _replacing(f"Write {plain}", start, end, plain)
        problems.append(diagnose("ODE007", start, end, f"digits are not grouped: write `{plain}`", fix))
        return ("num", start, end, plain)
    if word[:2] in ("0x", "0X"):
        message = f"`{word}` is hexadecimal; numbers are written in decimal"
    else:
        message = f"`{word}` is not a number; numbers are written 1, 0.5, .5 or 1e-3"
    problems.append(diagnose("ODE007", start, end, message))
    return ("bad", start, end, word)


def _odd_character(character: str, start: int, end: int, tokens: list[Token], problems: list[Diagnostic]) -> None:
    """A character no token begins with: a look-alike is read as what it looks like, any other is reported."""
    ours = OPERATORS.get(character)
    if ours is not None:
        fix = _replacing(f"Replace {character} by {ours}", start, end, ours if len(ours) < 3 else f" {ours} ")
        problems.append(diagnose("ODE008", start, end, f"write `{ours}` instead of `{character}`", fix))
        tokens.append((ours, start, end, ours))
        return
    before = tokens[-1] if tokens else None
    if before is not None and before[0] == "bad" and before[2] == start:  # one report for a run of them
        tokens[-1] = ("bad", before[1], end, before[3] + character)
        if problems and problems[-1].end == start:
            problems[-1] = problems[-1]._replace(end=end, fixes=())
        return
    if character in BLANKS:
        fix = _replacing("Replace by a blank", start, end, " ")
        message = f"an unusual blank (U+{ord(character):04X}) stands here: replace it by an ordinary one"
        problems.append(diagnose("ODE006", start, end, message, fix))
        return
    code, message = "ODE005", f"`{character}` has no meaning here"
    if character in "\"'":
        code, message = "ODE011", f"the text that begins here is not closed: put another {character} behind it"
    elif character in INVISIBLE or not character.isprintable():
        code, message = "ODE006", f"an invisible character (U+{ord(character):04X}) stands here: remove it"
    elif not character.isascii():
        code, message = "ODE008", f"`{character}` is outside ASCII and has no meaning here"
    problems.append(diagnose(code, start, end, message, _replacing("Remove it", start, end, "")))
    tokens.append(("bad", start, end, character))
