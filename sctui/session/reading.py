"""Plain values -> a session, each field checked against its type and bounds. What is wrong is named, never guessed.

The fields and their types are those of the dataclasses: a field that is added there is read here. Nothing is executed
and nothing grows beyond its bound, so the values may come from a stranger's link.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from kernels.errors import nearest, quoted
from sctui.session.setup import Setup
from sctui.session.state import PASSING, WORKSPACES, Session, Zoom

LONGEST_TEXT = 1 << 20  # characters of a text of equations
LONGEST = 4096  # of any other text: paths are the longest
LONGEST_NAME = 200  # of a name in a mapping
MOST = 1000  # entries of a mapping or list
DEEPEST = 4  # levels of mappings and lists in a drive

TEXTS = frozenset({"source", "text"})  # fields with lines of text; all others are one line
REPLACEMENT = "�"


class Reading(NamedTuple):
    """A session, and one line for every value that was wrong (its default stands instead) or not known here."""

    session: Session
    wrong: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class _Wrong(Exception):
    """One value cannot be taken; the text says why."""


_LEFT_OUT = object()


def read_session(data: object) -> Reading:
    """The session that `session_fields` described; whatever `data` is, there is an answer."""
    reader = _Reader()
    session = reader.record(Session, data, "session")
    return Reading(session, tuple(reader.wrong), tuple(reader.unknown))


def read_setup(data: object) -> tuple[Setup, tuple[str, ...]]:
    """One setup, and what was wrong in it."""
    reader = _Reader()
    return reader.record(Setup, data, "setup"), (*reader.wrong, *reader.unknown)


@cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


class _Reader:
    """Collects what is wrong on the way."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.unknown: list[str] = []

    def record(self, kind: type, data: object, path: str) -> Any:
        """A dataclass from a mapping; a field that is wrong keeps its default."""
        if not isinstance(data, Mapping):
            self.wrong.append(f"{path}: needs fields by name, not {_shown(data)}")
            return kind()
        types = _types(kind)
        own = [item.name for item in fields(kind) if kind is not Session or item.name not in PASSING]
        for name in list(data)[:MOST]:
            if name not in own:
                self._note_unknown(path, str(name), own)
        values = {}
        for name in own:
            if name in data:
                value = self._tried(types[name], data[name], f"{path}.{name}", name)
                value = self._fitting(kind, name, value, path)
                if value is not _LEFT_OUT:
                    values[name] = value
        return kind(**values)

    def _note_unknown(self, path: str, name: str, known: list[str]) -> None:
        guess = nearest(name[:LONGEST_NAME], known)
        self.unknown.append(f"{path}: unknown field {quoted(name)}" + (f"; did you mean {guess!r}?" if guess else ""))

    def _fitting(self, kind: type, name: str, value: Any, path: str) -> Any:
        """The value where the field's own rule takes it."""
        rule = RULES.get((kind, name))
        if rule is None or value is _LEFT_OUT:
            return value
        reason = rule(value)
        if reason:
            self.wrong.append(f"{path}.{name}: {reason}")
            return _LEFT_OUT
        return value

    def _tried(self, kind: Any, value: object, path: str, name: str) -> Any:
        try:
            return self._value(kind, value, path, name)
        except _Wrong as wrong:
            self.wrong.append(f"{path}: {wrong}")
            return _LEFT_OUT

    def _value(self, kind: Any, value: object, path: str, name: str) -> Any:
        """A value of the type `kind`; _Wrong where it is of another."""
        if get_origin(kind) is UnionType:
            if value is None:
                return None
            kind = next(part for part in get_args(kind) if part is not NoneType)
        if is_dataclass(kind) and isinstance(kind, type):
            if not isinstance(value, Mapping):
                raise _Wrong(f"needs fields by name, not {_shown(value)}")
            return self.record(kind, value, path)
        if get_origin(kind) is Mapping:
            return self._mapping(get_args(kind)[1], value, path, name)
        if get_origin(kind) is tuple:
            return self._tuple(get_args(kind), value, path, name)
        if kind is Any:
            return _plain(value, DEEPEST)
        return _SCALARS[kind](value, name)

    def _mapping(self, kind: Any, value: object, path: str, name: str) -> dict[str, Any]:
        if not isinstance(value, Mapping) or len(value) > MOST:
            raise _Wrong(f"needs at most {MOST} values by name, not {_shown(value)}")
        found = {}
        for key, item in value.items():
            if not isinstance(key, str) or not _is_line(key, LONGEST_NAME):
                self.wrong.append(f"{path}: {quoted(str(key))} is no name")
                continue
            one = self._tried(kind, item, f"{path}.{key}", name)
            if one is not _LEFT_OUT:
                found[key] = one
        return found

    def _tuple(self, kinds: tuple[Any, ...], value: object, path: str, name: str) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)) or len(value) > MOST:
            raise _Wrong(f"needs a list of at most {MOST} values, not {_shown(value)}")
        if len(kinds) == 2 and kinds[1] is Ellipsis:
            found = [self._tried(kinds[0], item, f"{path}[{n}]", name) for n, item in enumerate(value)]
            return tuple(item for item in found if item is not _LEFT_OUT)
        if len(value) != len(kinds):
            raise _Wrong(f"needs {len(kinds)} values, not {len(value)}")
        return tuple(self._value(kind, item, path, name) for kind, item in zip(kinds, value, strict=True))


def _shown(value: object) -> str:
    """What was found, short: a text or a number as it is, else only its kind."""
    if isinstance(value, (str, int, float, NoneType)):
        try:
            return quoted(value) if isinstance(value, str) else quoted(repr(value))[1:-1]
        except ValueError:  # a whole number of more digits than Python prints
            return "so long a number"
    words: dict[type, str] = {dict: "values by name", list: "a list", tuple: "a list"}
    return words.get(type(value), type(value).__name__)


def _is_line(text: str, longest: int) -> bool:
    return len(text) <= longest and text.isprintable()


def _text(value: object, name: str) -> str:
    longest = LONGEST_TEXT if name in TEXTS else LONGEST
    if not isinstance(value, str):
        raise _Wrong(f"needs a text, not {_shown(value)}")
    if len(value) > longest:
        raise _Wrong(f"is longer than {longest} characters")
    if name in TEXTS:
        return "".join(c if c.isprintable() or c in "\n\r\t" else REPLACEMENT for c in value)
    if not value.isprintable():
        raise _Wrong(f"{quoted(value)} has characters that cannot be shown")
    return value


def _number(value: object, name: str) -> float:
    # a whole number in JSON may have more digits than a double can hold
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= sys.float_info.max:
        raise _Wrong(f"needs a number, not {_shown(value)}")
    return float(value)


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 2**64 or value != int(value):
        raise _Wrong(f"needs a whole number, not {_shown(value)}")
    return int(value)


def _flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(f"is true or false, not {_shown(value)}")
    return value


_SCALARS: dict[Any, Callable[[object, str], Any]] = {str: _text, float: _number, int: _whole, bool: _flag}


def _plain(value: object, depth: int) -> Any:
    """Numbers, lines of text, and bounded mappings and lists of them."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _whole(value, "") if isinstance(value, int) else _number(value, "")
    if isinstance(value, str):
        return _text(value, "")
    if depth == 0 or not isinstance(value, (Mapping, list, tuple)) or len(value) > MOST:
        raise _Wrong(f"cannot hold {_shown(value)} here")
    if isinstance(value, Mapping):
        return {_text(key, ""): _plain(item, depth - 1) for key, item in value.items()}
    return [_plain(item, depth - 1) for item in value]


def _ascending(limits: tuple[float, float] | None) -> str:
    return "" if limits is None or limits[0] < limits[1] else "the lower end is not below the upper one"


def _each_ascending(parts: Mapping[str, tuple[float, float]]) -> str:
    return next((f"{_ascending(limits)} of {quoted(name)}" for name, limits in parts.items() if _ascending(limits)), "")


def _a_workspace(name: str) -> str:
    return "" if name in WORKSPACES else f"unknown workspace {quoted(name)}; there are {', '.join(WORKSPACES)}"


def _not_empty(name: str) -> str:
    return "" if name else "needs the name of a model"


# what a field's type does not say: the reason why a value cannot be taken, or ""
RULES: dict[tuple[type, str], Callable[[Any], str]] = {
    (Session, "workspace"): _a_workspace,
    (Setup, "model"): _not_empty,
    (Zoom, "x"): _ascending,
    (Zoom, "y"): _each_ascending,
}
