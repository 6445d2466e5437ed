"""What the user can set in the editor, under `sctui`: read with care, for a setting can hold anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

SECTION = "sctui"
LONGEST_DEBOUNCE = 5_000


class Settings(NamedTuple):
    """The settings and their defaults. `preview` is kept as it comes.

    `preview.warm` false keeps the preview's process from being started ahead of need.
    """

    debounce: int = 50  # ms from the last change of a text to its analysis
    strict_units: bool = False  # a warning for each name without a unit
    check_expectations: bool = True  # when a text has been left alone for a while
    inlay_units: bool = True
    inlay_values: bool = True
    preview: Mapping[str, Any] = {}


def read_settings(given: object, problems: list[str]) -> Settings:
    """Settings from what an editor sends; what is not understood stays at its default and is said in `problems`."""
    if given is None:
        return Settings()
    if not isinstance(given, Mapping):
        problems.append(f"the settings of {SECTION} are no object: {str(given)[:80]!r}")
        return Settings()
    found: dict[str, Any] = {}
    for path, field, kind in _FIELDS:
        value: object = given
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is None:
            continue
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            name, shown = f"{SECTION}.{'.'.join(path)}", str(value)[:80]
            problems.append(f"{name}: {shown!r} is no {_CALLED[kind]}; the default is used")
            continue
        found[field] = value
    if "debounce" in found:
        found["debounce"] = min(max(found["debounce"], 0), LONGEST_DEBOUNCE)
    return Settings(**found)


_FIELDS: tuple[tuple[tuple[str, ...], str, type], ...] = (
    (("debounce",), "debounce", int),
    (("strictUnits",), "strict_units", bool),
    (("checkExpectations",), "check_expectations", bool),
    (("inlayHints", "units"), "inlay_units", bool),
    (("inlayHints", "values"), "inlay_values", bool),
    (("preview",), "preview", dict),
)
_CALLED = {int: "whole number", bool: "yes or no", dict: "object"}
