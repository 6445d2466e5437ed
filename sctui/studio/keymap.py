"""Keys that the user gives to actions: names of keys checked, and no key twice in one part of the screen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from textual.keys import Keys, _character_to_key

from kernels.errors import nearest, quoted
from sctui.studio.actions import ACTIONS
from sctui.studio.option_keys import option_id
from sctui.views.table import VIEWS

MODIFIERS = ("ctrl", "shift", "alt", "super", "hyper", "meta")
LONGEST = 200  # characters of the keys of one action
TYPING = (
    "completion",
    "editor",
    "entry",
    "menu",
)  # parts of the screen where letters are typed, or nothing else counts


def checked_keys(section: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Keys by the id of their action, as Textual names them, and a line for each entry that cannot be taken."""
    ids = _ids()
    found: dict[str, str] = {}
    problems: list[str] = []
    for name, value in _flat(section, ""):
        if name not in ids:
            near = nearest(name, list(ids))
            hint = f"did you mean keys.{near}?" if near else "sctui help studio lists the actions"
            problems.append(f"unknown action {quoted(f'keys.{name}')}; {hint}")
        elif not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
            shown = quoted(value if isinstance(value, str) else repr(value))
            problems.append(f"keys.{name} needs keys as a text, say 'ctrl+s' or 'space,f5', not {shown}")
        elif wrong := [key for key in names_of(value) if not is_key(key)]:
            near = nearest(wrong[0].rpartition("+")[2], sorted(_names()))
            problems.append(
                f"keys.{name}: there is no key {quoted(wrong[0])}" + (f"; did you mean {near!r}?" if near else "")
            )
        else:
            found[name] = ",".join(names_of(value))
    for name in list(found):
        clash = _clash(name, found, ids)
        if clash:
            problems.append(clash)
            del found[name]
    return found, problems


def names_of(keys: str) -> list[str]:
    """`space,?` -> space, question_mark."""
    if keys.strip() == ",":
        return ["comma"]
    return [_name_of(key) for key in map(str.strip, keys.split(",")) if key]


def _name_of(key: str) -> str:
    modifiers, plus, last = key.rpartition("+") if len(key) > 1 else ("", "", key)
    return modifiers + plus + (_character_to_key(last) if len(last) == 1 else last)


def is_key(name: str) -> bool:
    """Whether there is such a key: `f5`, `ctrl+s`, `question_mark`."""
    *modifiers, last = name.split("+")
    known = (len(last) == 1 and last.isalnum()) or last in _names()
    return known and all(one in MODIFIERS for one in modifiers)


class _Remappable(NamedTuple):
    """An action, or an option of a view: its keys, and the part of the screen where they count."""

    keys: str
    scope: str


@cache
def _ids() -> dict[str, _Remappable]:
    """All that can be given other keys, by its name in the section [keys]."""
    found = {one.id: _Remappable(one.keys, one.scope) for one in ACTIONS}
    for view in VIEWS.values():
        for option in view.options:
            found[option_id(view, option)] = _Remappable(option.key, f"option.{view.name}")
    return found


def _in_the_way(name: str, other: str, ids: Mapping[str, _Remappable]) -> bool:
    """Whether the key of one cannot be that of another: both count in one part, or it is an option, an action else.

    An action takes its key from an option of the same one, which the palette still has.
    """
    if ids[name].scope == ids[other].scope:
        return True
    return name.startswith("option.") and not other.startswith("option.") and ids[other].scope not in TYPING


def _clash(name: str, found: Mapping[str, str], ids: Mapping[str, _Remappable]) -> str:
    """Why the keys of an action or option cannot be taken: another one that counts there has one of them."""
    for other in ids:
        if other != name and _in_the_way(name, other, ids):
            taken = names_of(found.get(other, ids[other].keys))
            both = [key for key in names_of(found[name]) if key in taken]
            if both:
                return f"keys.{name}: {both[0]} is the key of {other}; give that one another key as well"
    return ""


@cache
def _names() -> frozenset[str]:
    special = {key.value for key in Keys if "+" not in key.value and "<" not in key.value}
    return frozenset(special | {_character_to_key(chr(code)) for code in range(32, 127) if not chr(code).isalnum()})


def _flat(section: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    """TOML reads `view.next = "n"` as a table `view` with `next` in it."""
    pairs: list[tuple[str, Any]] = []
    for name, value in section.items():
        if isinstance(value, dict) and prefix.count(".") < 3:
            pairs += _flat(value, f"{prefix}{name}.")
        else:
            pairs.append((f"{prefix}{name}", value))
    return pairs
