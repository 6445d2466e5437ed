"""What the user can set in the editor, under `sctui`: read with care, for a setting can hold anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lsp.equations import FORMS

SECTION = "sctui"
LONGEST_DEBOUNCE = 5_000


class Settings(NamedTuple):
    """The settings and their defaults. `preview` is kept as it comes.

    `preview.warm` false keeps the preview's process from being started ahead of need. `hover_equations` is unicode,
    latex (for editors that typeset the mathematics of Markdown) or svg (for those that show its pictures).
    """

    debounce: int = 50  # ms from the last change of a text to its analysis
    strict_units: bool = False  # a warning for each name without a unit
    check_expectations: bool = True  # when a text has been left alone for a while
    inlay_units: bool = True
    inlay_values: bool = True
    hover_equations: str = "unicode"
    hover_steady: bool = True  # the values at which states stand still, computed when a text has been left alone
    hardware_check: bool = False  # tell what cannot become Verilog, not only when that is asked for
    hardware_format: str = "16"
    hardware_architecture: str = "single"
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
        allowed = _ALLOWED.get(field)
        if allowed is not None and value not in allowed:
            name = f"{SECTION}.{'.'.join(path)}"
            problems.append(f"{name}: {str(value)[:80]!r} is none of {', '.join(allowed)}; the default is used")
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
    (("hover", "equations"), "hover_equations", str),
    (("hover", "steadyValues"), "hover_steady", bool),
    (("hardware", "check"), "hardware_check", bool),
    (("hardware", "format"), "hardware_format", str),
    (("hardware", "architecture"), "hardware_architecture", str),
    (("preview",), "preview", dict),
)
_CALLED = {int: "whole number", bool: "yes or no", dict: "object", str: "text"}
_ALLOWED = {"hover_equations": FORMS}
