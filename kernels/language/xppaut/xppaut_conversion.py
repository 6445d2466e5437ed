"""An XPPAUT file as a file of this language, as far as the two have the same things; the rest stays as comments.

Source of the other language's rules: Ermentrout B (2002) Simulating, Analyzing, and Animating Dynamical Systems, SIAM.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kernels.language.limits import MAX_LINE, MAX_LINES, MAX_TEXT
from kernels.language.printing.printer import format_text
from kernels.language.syntax.directive_line import directive_head
from kernels.language.syntax.lines import physical_lines
from kernels.language.xppaut.xppaut_expressions import Names, allowed, expression

_ASSIGNMENT = re.compile(r"[ \t,]*([A-Za-z_]\w*)[ \t]*=[ \t]*([^\s,]+)", re.ASCII)
_DECLARING = re.compile(r"([A-Za-z]+)[ \t]+(.*)\Z")
_DERIVATIVE = re.compile(r"d([A-Za-z_]\w*)[ \t]*/[ \t]*dt[ \t]*=(.*)\Z", re.I | re.ASCII)
_PRIME = re.compile(r"([A-Za-z_]\w*)[ \t]*'[ \t]*=(.*)\Z", re.ASCII)
_MAP = re.compile(r"([A-Za-z_]\w*)[ \t]*\([ \t]*t[ \t]*\+[ \t]*1[ \t]*\)[ \t]*=(.*)\Z", re.I | re.ASCII)
_START = re.compile(r"([A-Za-z_]\w*)[ \t]*\([ \t]*0[ \t]*\)[ \t]*=(.*)\Z", re.ASCII)
_FUNCTION = re.compile(r"([A-Za-z_]\w*)[ \t]*\(([\w \t,]+)\)[ \t]*=(.*)\Z", re.ASCII)
_VALUE = re.compile(r"!?([A-Za-z_]\w*)[ \t]*=(.*)\Z", re.ASCII)
_EVENT = re.compile(r"([-+]?[01])[ \t]+([^{}]+)\{([^{}]*)\}[ \t]*\Z")
_METHODS = {"euler": "euler", "modeuler": "heun", "rungekutta": "rk4", "runge": "rk4", "rk4": "rk4"}
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class _Parts(NamedTuple):
    """What has been read: the lines of the new file, initial values, events, the settings of the run, the states."""

    lines: list[str]
    init: list[str]
    events: list[tuple[str, list[str]]]
    run: dict[str, str]
    is_map: list[bool]
    defined: set[str]


def from_xppaut(text: str) -> str | None:
    """The text in this language; None where it is too long, or nothing of it could be read.

    XPPAUT knows no units and no case: names come out in small letters, numbers as they are.
    """
    if len(text) > MAX_TEXT or text.count("\n") > MAX_LINES:
        return None
    names = Names()
    parts = _Parts([], [], [], {"total": "20", "dt": "0.05", "meth": "rungekutta"}, [], set())
    for line in _logical_lines(text):
        if line.strip().lower() in ("done", "d"):
            break
        converted = _converted(line, names, parts) if len(line) <= MAX_LINE else None
        if converted is None:
            converted = [f"# XPPAUT, not converted: {line.strip()[: MAX_LINE // 2]}"]
        parts.lines.extend(converted)
    if not parts.is_map:
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    return format_text(newline.join([*parts.lines, *_directives(parts)]) + newline)


def _logical_lines(text: str) -> list[str]:
    """The lines, those that end with a backslash joined with the next."""
    joined: list[str] = []
    open_line = False
    for start, end in physical_lines(text):
        line = text[start:end].lstrip("\ufeff")
        piece = line.rstrip().removesuffix("\\")
        if open_line and len(joined[-1]) <= MAX_LINE:
            joined[-1] += piece
        else:
            joined.append(piece)
        open_line = line.rstrip().endswith("\\")
    return joined


def _converted(line: str, names: Names, parts: _Parts) -> list[str] | None:
    """The lines that one line becomes; None where it has no counterpart."""
    stripped = line.strip()
    if not stripped:
        return [""]
    if stripped[0] in '#"%':
        return [_comment(stripped.lstrip('#"% '))]
    if stripped[0] == "@":
        return _options(stripped[1:], parts)
    declaring = _DECLARING.match(stripped)
    if declaring is not None and declaring[1].lower() in _KEYWORDS:
        return _KEYWORDS[declaring[1].lower()](declaring[2], names, parts)
    for pattern, convert in _DEFINITIONS:
        match = pattern.match(stripped)
        if match is not None:
            return convert(match, names, parts)
    return None


def _comment(text: str) -> str:
    """A line of prose, which must not become a directive by chance."""
    line = f"# {text}".rstrip()
    return f"# - {text}" if directive_head(line, 0, len(line)) is not None else line


# -- lines that begin with a word ---------------------------------------------------------------------------------


def _parameters(rest: str, names: Names, parts: _Parts) -> list[str] | None:
    found = []
    for match in _ASSIGNMENT.finditer(rest):
        value = _NUMBER.fullmatch(match[2])
        if value is None:
            return None
        found.append(_defined(names.ours(match[1]), value[0], parts))
    return found or None


def _init(rest: str, names: Names, parts: _Parts) -> list[str] | None:
    found = [(names.ours(match[1]), expression(match[2], names)) for match in _ASSIGNMENT.finditer(rest)]
    if not found or any(value is None for _, value in found):
        return None
    parts.init.extend(f"{name} = {value}" for name, value in found)
    return []


def _aux(rest: str, names: Names, parts: _Parts) -> list[str] | None:
    match = _VALUE.match(rest.strip())
    if match is None or names.ours(match[1]) in parts.defined:
        return None
    return _value(match, names, parts)


def _wiener(rest: str, names: Names, parts: _Parts) -> list[str] | None:
    for word in re.findall(r"[A-Za-z_]\w*", rest, re.ASCII):
        names.noise(word)
    return []


def _event(rest: str, names: Names, parts: _Parts) -> list[str] | None:
    match = _EVENT.match(rest.strip())
    if match is None:
        return None
    condition = expression(match[2], names)
    statements = []
    for piece in match[3].split(";"):
        if not piece.strip():
            continue
        name, equals, value = piece.partition("=")
        written = expression(value, names)
        if not equals or written is None or re.fullmatch(r"[ \t]*[A-Za-z_]\w*[ \t]*", name, re.ASCII) is None:
            return None
        statements.append(f"{names.ours(name.strip())} = {written}")
    if condition is None or not statements or match[1] == "0":
        return None
    sign = ">" if match[1] in ("1", "+1") else "<"
    parts.events.append((f"{condition} {sign} 0", statements))
    return []


_Convert = Callable[[str, Names, _Parts], "list[str] | None"]
_KEYWORDS: dict[str, _Convert] = {
    **dict.fromkeys(("p", "par", "param", "params", "number"), _parameters),
    **dict.fromkeys(("init", "i"), _init),
    "aux": _aux,
    "wiener": _wiener,
    "global": _event,
    **dict.fromkeys(("set", "table", "markov", "bndry", "volt"), lambda rest, names, parts: None),
}


def _options(rest: str, parts: _Parts) -> list[str] | None:
    """`@ total=200, dt=.1, meth=euler`; how the picture looks is left out."""
    for match in _ASSIGNMENT.finditer(rest):
        parts.run[match[1].lower()] = match[2].lower()
    return []


# -- definitions --------------------------------------------------------------------------------------------------


def _state(match: re.Match[str], names: Names, parts: _Parts, head: str, is_map: bool) -> list[str] | None:
    right = expression(match[2], names)
    if right is None:
        return None
    name = names.ours(match[1])
    parts.is_map.append(is_map)
    parts.defined.add(name)
    return [f"{head.format(name)} = {right}"]


def _start(match: re.Match[str], names: Names, parts: _Parts) -> list[str] | None:
    return _init(f"{match[1]}={match[2].strip()}", names, parts)


def _function(match: re.Match[str], names: Names, parts: _Parts) -> list[str] | None:
    words = [word.strip().lower() for word in match[2].split(",")]
    local = {word: allowed(word) for word in words}
    right = expression(match[3], names, local)
    if right is None or not all(word.isidentifier() for word in words):
        return None
    name = names.ours(match[1])
    parts.defined.add(name)
    return [f"{name}({', '.join(local.values())}) = {right}"]


def _value(match: re.Match[str], names: Names, parts: _Parts) -> list[str] | None:
    right = expression(match[2], names)
    return None if right is None else [_defined(names.ours(match[1]), right, parts)]


def _defined(name: str, right: str, parts: _Parts) -> str:
    parts.defined.add(name)
    return f"{name} = {right}"


_DEFINITIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Names, _Parts], list[str] | None]], ...] = (
    (_DERIVATIVE, lambda match, names, parts: _state(match, names, parts, "d{}/dt", False)),
    (_PRIME, lambda match, names, parts: _state(match, names, parts, "d{}/dt", False)),
    (_MAP, lambda match, names, parts: _state(match, names, parts, "{}[n+1]", True)),
    (_START, _start),
    (_FUNCTION, _function),
    (_VALUE, _value),
)


def _directives(parts: _Parts) -> list[str]:
    """Initial values, events and the run. XPPAUT sets what an event changes at once, this language in order."""
    lines = [""]
    if parts.init:
        lines.append(f"# init: {'; '.join(parts.init)}")
    for at, (condition, statements) in enumerate(parts.events):
        if at == 0 and ">" in condition:
            lines += [f"# threshold: {condition}", f"# reset: {'; '.join(statements)}"]
        else:
            lines.append(f"# on event_{at + 1}: {condition} -> {'; '.join(statements)}")
    total = _NUMBER.fullmatch(parts.run["total"])
    step = _NUMBER.fullmatch(parts.run["dt"])
    if all(parts.is_map):
        lines += ["# time: step", f"# run: {total[0] if total else 20}"]
    else:
        method = _METHODS.get(parts.run["meth"], "rk4")
        lines.append(f"# run: {total[0] if total else 20}, dt = {step[0] if step else 0.05}, method = {method}")
    return lines
