"""Which model is a request about? Equations given inline, the text of a file, or a model of the library."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kernels.errors import ModelError, RequestError, quoted, unknown
from kernels.language.analysis import analyse
from kernels.language.limits import MAX_TEXT
from kernels.language.model import Model
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Definition
from kernels.library import parse, path_of, read_text
from kernels.request_values import mapping

SUBJECTS = ("equations", "source", "model")
INLINE = ("threshold", "reset", "refractory", "spike", "time")  # directives that stand beside `equations`
SUBJECT_FIELDS = (*SUBJECTS, *INLINE)
MOST_LINES = 1000
UNUSED = "ODE211"  # the diagnostic of a parameter that nothing reads
_NAME = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)

Lines = tuple[tuple[str, str], ...]  # field of the request, line of the text


def model_of(request: Mapping[str, Any]) -> Model:
    """The checked model that `equations` (with `threshold`, `reset` and the like), `source` or `model` describe.

    With `equations`, the numbers of `params` that the equations do not define become parameters (`params_beside` has
    the others, which remain settings of the run, as `init` does). Raises RequestError naming the field, and
    ModelError, which names the field too where the text came in several.
    """
    given = [name for name in SUBJECTS if request.get(name) is not None]
    if len(given) != 1:
        found = " and ".join(given) if given else "none of them"
        raise RequestError(
            given[1] if given else "model", f"a request has one of {', '.join(SUBJECTS)}; this has {found}"
        )
    for name in INLINE:
        if request.get(name) is not None and given[0] != "equations":
            raise RequestError(name, f"stands beside equations; with {given[0]} it belongs into the model's text")
    if given[0] == "equations":
        return _inline(_lines(request))
    text = request[given[0]]
    if not isinstance(text, str):
        raise RequestError(given[0], f"needs a text, not {quoted(repr(text))}")
    if given[0] == "model":
        return parse(read_text(path_of(text)))
    return parse(text)


def settings_of(request: Mapping[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    """What a request holds beside its subject. Raises RequestError for a field that is not in `known`."""
    if not isinstance(request, Mapping):
        raise RequestError("", f"a request is a mapping of fields to values, not a {type(request).__name__}")
    fields = {name: value for name, value in request.items() if name not in SUBJECT_FIELDS and value is not None}
    for name in fields:
        if name not in known:
            raise unknown(str(name), "field", name, (*SUBJECT_FIELDS, *known))
    return fields


def params_beside(request: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `params` that an inline model does not have by them already.

    What `params` alone makes a parameter has its value by that: it is not set a second time, so a sweep may vary it.
    """
    given = mapping("params", request.get("params"))
    if request.get("equations") is None:
        return given
    made = {field for field, _ in _lines(request)}
    return {name: value for name, value in given.items() if f"params.{name}" not in made}


def _lines(request: Mapping[str, Any]) -> Lines:
    """The inline form as the lines of a text, each with the field it comes from."""
    equations = request["equations"]
    if isinstance(equations, str):
        lines = [("equations", line) for line in equations.splitlines()]
    elif isinstance(equations, (list, tuple)) and all(isinstance(line, str) for line in equations):
        lines = [(f"equations[{n}]", line) for n, item in enumerate(equations) for line in item.splitlines()]
    else:
        raise RequestError("equations", "needs a text or a list of texts")
    if len(lines) > MOST_LINES or sum(len(line) for _, line in lines) > MAX_TEXT:
        raise RequestError("equations", f"at most {MOST_LINES:,} lines of {MAX_TEXT:,} characters together")
    document, _ = parse_document("\n".join(line for _, line in lines))
    defined = {item.name for item in document.statements if isinstance(item, Definition)}
    for name in INLINE:
        value = request.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or len(value.splitlines()) != 1:
            raise RequestError(name, f"needs a text of one line, not {quoted(repr(value))}")
        lines.append((name, f"{name}: {value}"))
    for name, value in mapping("params", request.get("params")).items():
        if name not in defined:
            lines.append((f"params.{name}", f"{_name(name)} = {_number(name, value)!r}"))
    return tuple(lines)


@lru_cache(maxsize=32)
def _inline(lines: Lines) -> Model:
    text = "\n".join(line for _, line in lines) + "\n"
    analysis = analyse(text)
    field = dict(enumerate(field for field, _ in lines))
    for problem in analysis.diagnostics:
        where = field.get(text.count("\n", 0, problem.start), "equations")
        if problem.severity == "error":
            message = f"{where}: {problem.message} [{problem.code}]"
            raise ModelError(message, analysis.diagnostics, text)
        if problem.code == UNUSED and where.startswith("params."):
            raise RequestError(where, "the equations do not use it")
    assert analysis.model is not None  # there was no error
    return analysis.model


def _name(name: Any) -> str:
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        raise RequestError("params", f"{quoted(str(name))} is no name of a parameter")
    return name


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e300 or not math.isfinite(value):
        raise RequestError(f"params.{name}", f"needs a number, not {quoted(repr(value))}")
    return float(value)
