"""Where lines begin and end: physical lines, and logical ones that continue while a bracket is open."""

from __future__ import annotations

import re

_BREAK = re.compile(r"\r\n|\r|\n")

# A line that begins like a statement never continues the one before it, however many brackets that left open:
# a missing bracket costs its own line and not the rest of the file.
# Possessive quantifiers (`*+`) keep the search linear on hostile lines.
_STATEMENT = re.compile(
    r"[ \t]*+(?:d[A-Za-z_]\w*+[ \t]*+/[ \t]*+dt|[A-Za-z_]\w*+[ \t]*+(?:\[[^]\r\n]*+\]|\([^)\r\n]*+\))?)[ \t]*+=(?!=)"
)
_DECLARATION = re.compile(r"[ \t]*+[A-Za-z_]\w*+(?:[ \t]++[A-Za-z_]\w*+)?+[ \t]*+:")
_OPERATOR_FIRST = re.compile(r"[ \t]*+(?:[-+*/%^<>)\],|&]|[=!]=|(?:and|or|if|else)\b)")
_OPERATOR_LAST = re.compile(r"(?:[-+*/%^<>=,(\[|&\\]|\b(?:and|or|not|if|else))[ \t]*$")


def physical_lines(text: str) -> list[tuple[int, int]]:
    """Start and end of each line, the line break left out; LF, CRLF and CR all end a line."""
    lines: list[tuple[int, int]] = []
    start = 0
    if "\r" not in text:
        for line in text.split("\n"):
            end = start + len(line)
            lines.append((start, end))
            start = end + 1
    else:
        for match in _BREAK.finditer(text):
            lines.append((start, match.start()))
            start = match.end()
        lines.append((start, len(text)))
    if lines[-1][0] == lines[-1][1]:
        del lines[-1]  # behind the last line break there is no further line
    return lines


def code_end(text: str, start: int, end: int) -> int:
    """Where the code of a line ends: at its `#` outside quotes, or at `end`; blanks before it are left out."""
    hash_at = text.find("#", start, end)
    if hash_at >= 0 and text.find('"', start, hash_at) < 0 and text.find("'", start, hash_at) < 0:
        end = hash_at
    elif hash_at >= 0:
        quote = ""
        for at in range(start, end):
            character = text[at]
            if quote:
                if character == quote:
                    quote = ""
            elif character == "#":
                end = at
                break
            elif character in "\"'" and text.find(character, at + 1, end) >= 0:
                quote = character
    while end > start and text[end - 1] in " \t":
        end -= 1
    return end


def continues(text: str, lines: list[tuple[int, int]], first: int, end: int) -> int:
    """The index of the last physical line of the statement whose code begins on line `first` and so far ends at `end`.

    A statement goes on while a bracket is open, behind a trailing operator or backslash, and on a line that begins with
    an operator, but never into a line that begins like a statement. Comments and empty lines in between belong to it.
    """
    last = first
    start = lines[first][0]
    code = text[start:end]
    indentation = _indentation(code)
    depth = _balance(code)
    has_colon = depth <= 0 and ":" in code
    at = first
    while at + 1 < len(lines):
        at += 1
        line_start, line_end = lines[at]
        code_stop = code_end(text, line_start, line_end)
        following = text[line_start:code_stop]
        if not following.strip():
            if depth > 0:
                continue
            break  # only open brackets reach over an empty line or a comment
        balance = _balance(following)
        deeper = _indentation(following) > indentation
        if _begins_statement(following, balance, depth, deeper):
            break
        if not (depth > 0 or _OPERATOR_LAST.search(code) or (not has_colon and _OPERATOR_FIRST.match(following))):
            break
        depth += balance
        code = following
        has_colon = depth <= 0 and ":" in code
        last = at
    return last


def _begins_statement(code: str, balance: int, depth: int, deeper: bool) -> bool:
    if _STATEMENT.match(code):
        # `start = 10 ms)` and `start = 10 ms,` are arguments of a call that is still open
        return not (depth > 0 and (balance < 0 or code.endswith(",")))
    # an indented `b : volt` is the end of an expression that the line before left open
    return not deeper and _DECLARATION.match(code) is not None


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _balance(code: str) -> int:
    count = code.count
    return count("(") + count("[") - count(")") - count("]")
