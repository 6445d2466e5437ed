"""The parameters of requests and commands that the protocol does not have, read from JSON with care."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from pygls.exceptions import JsonRpcInvalidParams

VIEWS = ("traces", "phase", "fi")
MOST_OVERRIDES = 1_000


class PreviewParams(NamedTuple):
    """What is asked of `sctui/preview`; see `editors/vscode/src/preview.ts`."""

    uri: str
    preset: str | None
    overrides: dict[str, float]
    view: str
    width: int
    whole: bool
    token: Any


class SetParameterParams(NamedTuple):
    """What is asked of `sctui/setParameter`."""

    uri: str
    preset: str | None
    name: str
    value: float


class CommandArguments(NamedTuple):
    """The one argument of a command: the document, a preset, and what else it holds."""

    uri: str
    preset: str | None
    more: Mapping[str, Any]


def preview_params(given: object) -> PreviewParams:
    """Raises JsonRpcInvalidParams with what is wrong."""
    params = _object(given, "the parameters")
    view = params.get("view", "traces")
    width = params.get("width", 600)
    if view not in VIEWS:
        raise JsonRpcInvalidParams(f"view: one of {', '.join(VIEWS)}, not {str(view)[:40]!r}")
    if isinstance(width, bool) or not isinstance(width, int | float) or not math.isfinite(width):
        raise JsonRpcInvalidParams("width: a number of pixels")
    overrides = _object(params.get("overrides") or {}, "overrides")
    if len(overrides) > MOST_OVERRIDES:
        raise JsonRpcInvalidParams(f"overrides: at most {MOST_OVERRIDES}")
    numbers = {name: _number(value, f"overrides.{name}") for name, value in overrides.items()}
    whole = params.get("whole", True)
    if not isinstance(whole, bool):
        raise JsonRpcInvalidParams("whole: true, or false for what is drawn at once")
    preset = _word(params.get("preset"), "preset")
    return PreviewParams(_uri(params), preset, numbers, view, int(width), whole, params.get("workDoneToken"))


def set_parameter_params(given: object) -> SetParameterParams:
    """Raises JsonRpcInvalidParams with what is wrong."""
    params = _object(given, "the parameters")
    name = _word(params.get("name"), "name")
    if name is None:
        raise JsonRpcInvalidParams("name: the name of a parameter or an input")
    return SetParameterParams(
        _uri(params), _word(params.get("preset"), "preset"), name, _number(params.get("value"), "value")
    )


def command_arguments(given: object) -> CommandArguments:
    """`[{"uri": ..., "preset": ...}]`, or `[uri]`. Raises JsonRpcInvalidParams with what is wrong."""
    first = given[0] if isinstance(given, list | tuple) and given else None
    if isinstance(first, str):
        first = {"uri": first}
    argument = _object(first, "the argument of a command")
    uri = argument.get("uri")
    if not isinstance(uri, str):
        raise JsonRpcInvalidParams("uri: the document's")
    return CommandArguments(uri, _word(argument.get("preset"), "preset"), argument)


def _object(given: object, what: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise JsonRpcInvalidParams(f"{what}: an object is needed")
    return given


def _uri(params: Mapping[str, Any]) -> str:
    uri = _object(params.get("textDocument"), "textDocument").get("uri")
    if not isinstance(uri, str):
        raise JsonRpcInvalidParams("textDocument.uri: a text")
    return uri


def _word(given: object, what: str) -> str | None:
    if given is not None and not isinstance(given, str):
        raise JsonRpcInvalidParams(f"{what}: a text, or null")
    return given


def _number(given: object, what: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise JsonRpcInvalidParams(f"{what[:80]}: a finite number")
    return float(given)
