"""The lexer: one logical line into tokens with exact offsets. Never raises; its work is bounded by `limits`."""

from __future__ import annotations

import re
import string
from typing import TypeAlias

from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.limits import MAX_LINE_PROBLEMS, MAX_TOKENS
from kernels.language.syntax.lookalikes import BLANKS, INVISIBLE, OPERATORS, ascii_spelling

# (kind, start, end, text). `kind` is "num", "name", "string", "bad" (already reported), "end", or the
# operator or reserved word itself. A plain tuple: a file has hundreds, made anew on every keystroke.
Token: TypeAlias = tuple[str, int, int, str]

RESERVED = frozenset(("and", "or", "not", "if", "else"))

# The pieces a line falls into; whatever begins none of them is a piece of one character.
_PIECE = re.compile(
    r"""[A-Za-z_]\w* | [ \t]+
      | \*\*=? | // | -> | [-+*/<>=!]= | && | \|\| | [-+*/%^<>=()\[\],;:!&|]
      | (?:[0-9]+_[0-9]|0[xX][0-9a-fA-F]|[0-9]*\.[0-9]+\.[0-9])[0-9a-zA-Z_.]*
      | (?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?
      | "[^"\r\n]*" | '[^'\r\n]*'
      | \r\n? | \n | \\[ \t]*(?=[\r\n]) | \#[^\r\n]*
      | [^\W\d]\w* | .""",
    re.VERBOSE | re.DOTALL,
)
_SHOWN = 40  # characters of the text that a message quotes
_BAD_NUMBER = re.compile(r"[0-9]+_|0[xX]|[0-9]*\.[0-9]+\.")

# Pieces that are a token of their own kind; "" is skipped.
_FIXED = {word: word for word in (
    "+", "-", "*", "/", "//", "%", "**", "^", "<", "<=", ">", ">=", "==", "!=", "(", ")", "[", "]", ",", ";", ":",
    "=", "+=", "-=", "*=", "/=", "->", *RESERVED,
)} | dict.fromkeys((" ", "\n", "\r\n", "\r"), "")  # fmt: skip

# What other pieces are, by their first character.
_BY_FIRST = (
    dict.fromkeys(string.ascii_letters + "_", "name") | dict.fromkeys("0123456789", "num") | dict.fromkeys(" \t#", "")
)

# Spellings of other languages, and ours.
_FOREIGN = {"&&": "and", "||": "or", "&": "and", "|": "or", "!": "not"}
_MEANT = frozenset((*_FOREIGN, *OPERATORS, *BLANKS, "\\"))


def tokenize(text: str, start: int, end: int, problems: list[Diagnostic]) -> list[Token]:
    """The tokens of text[start:end], closed by an "end" token; problems are appended.

    Line breaks, continuation backslashes and comments between tokens are skipped, so the caller decides what
    belongs to the line. An empty list says that the line holds more tokens than MAX_TOKENS, which is reported.
    """
    tokens: list[Token] = []
    append = tokens.append
    first = start
    runs = False
    for word in _PIECE.findall(text, start, end):
        last = first + len(word)
        kind = _FIXED.get(word)
        if kind is None:
            kind = _BY_FIRST.get(word[0])
            if kind == "name":
                append((kind, first, last, word) if word.isascii() else _spelled(word, first, last, problems))
            elif kind == "num" and (last - first < 3 or _BAD_NUMBER.match(word) is None):
                append((kind, first, last, word))
            elif kind != "":
                if tokens and tokens[-1][0] == "bad" and tokens[-1][2] == first and _is_odd(word):
                    tokens[-1] = ("bad", tokens[-1][1], last, "")  # one problem for a run, described below
                    runs = True
                elif len(problems) > MAX_LINE_PROBLEMS:
                    break
                else:
                    token = _rare(text, word, first, last, problems)
                    if token is not None:
                        append(token)
        elif kind:
            append((kind, first, last, word))
        first = last
    if runs:
        _describe_runs(text, tokens, problems)
    if len(tokens) > MAX_TOKENS:
        message = f"this line has {len(tokens)} symbols; at most {MAX_TOKENS} are allowed: split it into named parts"
        problems.append(diagnose("ODE003", start, end, message))
        return []
    append(("end", end, end, ""))
    return tokens


def _replacing(title: str, start: int, end: int, new_text: str) -> tuple[Fix, ...]:
    return (Fix(title, (Edit(start, end, new_text),)),)


def _rare(text: str, word: str, start: int, end: int, problems: list[Diagnostic]) -> Token | None:
    """A piece that is neither a plain name, number nor operator; None where nothing is left of it."""
    first = word[0]
    if word in _FOREIGN:
        return _foreign(word, start, end, problems)
    if first == "\\" and text[end : end + 1] in ("\r", "\n"):
        return None
    if first in "0123456789" or (first == "." and len(word) > 1):
        return _bad_number(word, start, end, problems) if _BAD_NUMBER.match(word) else ("num", start, end, word)
    if first in "\"'" and len(word) > 1:
        return ("string", start, end, word)
    if len(word) > 1 or first.isalpha():
        return _spelled(word, start, end, problems)
    return _odd_character(word, start, end, problems)


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
        message = f"`{printable(word)}` is hexadecimal; numbers are written in decimal"
    else:
        message = f"`{printable(word)}` is not a number; numbers are written 1, 0.5, .5 or 1e-3"
    problems.append(diagnose("ODE007", start, end, message))
    return ("bad", start, end, word)


def _odd_character(character: str, start: int, end: int, problems: list[Diagnostic]) -> Token | None:
    """A character no token begins with: a look-alike is read as what it looks like, any other is reported."""
    ours = OPERATORS.get(character)
    if ours is not None:
        fix = _replacing(f"Replace {character} by {ours}", start, end, ours if len(ours) < 3 else f" {ours} ")
        problems.append(diagnose("ODE008", start, end, f"write `{ours}` instead of `{character}`", fix))
        return (ours, start, end, ours)
    if character in BLANKS:
        fix = _replacing("Replace by a blank", start, end, " ")
        message = f"an unusual blank (U+{ord(character):04X}) stands here: replace it by an ordinary one"
        problems.append(diagnose("ODE006", start, end, message, fix))
        return None
    code, message = "ODE005", f"`{character}` has no meaning here"
    if character in "\"'":
        code, message = "ODE011", f"the text that begins here is not closed: put another {character} behind it"
    elif character in INVISIBLE or not character.isprintable():
        code, message = "ODE006", f"an invisible character (U+{ord(character):04X}) stands here: remove it"
    elif not character.isascii():
        code, message = "ODE008", f"`{character}` is outside ASCII and has no meaning here"
    problems.append(diagnose(code, start, end, message, _replacing("Remove it", start, end, "")))
    return ("bad", start, end, character)


def _is_odd(piece: str) -> bool:
    """Whether a piece is a character that means nothing by itself."""
    return len(piece) == 1 and piece not in _MEANT and not piece.isalnum()


def _describe_runs(text: str, tokens: list[Token], problems: list[Diagnostic]) -> None:
    """Widens the problems of odd characters to the runs that follow them."""
    ends = {start: end for kind, start, end, word in tokens if kind == "bad" and not word}
    for at, problem in enumerate(problems):
        end = ends.get(problem.start)
        if end is not None:
            message = f"`{printable(text[problem.start : end])}` has no meaning here"
            fix = _replacing("Remove them", problem.start, end, "")
            problems[at] = diagnose(problem.code, problem.start, end, message, fix)


def printable(text: str) -> str:
    """`text` fit for a message: shortened, invisible characters as their code."""
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
    return "".join(character if character.isprintable() else f"<U+{ord(character):04X}>" for character in shown)
