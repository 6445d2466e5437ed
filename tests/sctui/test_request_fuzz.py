"""Every field of every operation with what does not belong there: one line that names the field, before any run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from kernels.analysis.options import RunOptions
from kernels.errors import KernelsError, RequestError
from sctui.operations import OPERATIONS, perform, schema_of

NAN, INFINITE = float("nan"), float("inf")
LIF = {
    "equations": ["dv/dt = -(v - E_L)/tau_m + I/C", "E_L = -65", "tau_m = 10", "C = 1"],
    "threshold": "v > -50", "reset": "v = -65", "init": {"v": -65.0},
}  # fmt: skip
AXIS = {"min": 0.0, "max": 3.0, "steps": 2}
# what an operation needs beside its model; nothing here may be what is wrong
NEEDED: dict[str, dict[str, Any]] = {
    "fi-curve": {"i_min": 0.0, "i_max": 5.0},
    "heatmap": {"x": AXIS | {"parameter": "E_L"}, "y": AXIS | {"parameter": "tau_m", "min": 1.0}},
    "bifurcation": {"min": 0.0, "max": 3.0, "steps": 2},
    "compare": {"a": LIF | {"duration": 2.0}, "b": LIF | {"duration": 2.0}},
    "multi-simulate": {"runs": [LIF | {"duration": 2.0}] * 2},
    "scan": {"models": ["lif"]},
    "check": {"source": "dx/dt = -x"},
    "synth/file": {"verilog": "module m; endmodule"},
    "synth/pnr-file": {"verilog": "module m; endmodule"},
    "nullclines": {"equations": ["dv/dt = -v + w + I", "dw/dt = -w"], "threshold": None, "reset": None, "init": None},
}  # fmt: skip
WRONG: dict[Any, tuple[Any, ...]] = {
    float: ("zzz", [], {}, [1.0], NAN, INFINITE, -INFINITE, True, 10**400, 1e308, -1e308),
    int: ("zzz", [], {}, 1.5, NAN, INFINITE, True, 10**400, -(10**30), 10**30),
    str: (3, [], {"a": 1}, True),
    bool: (3, "yes", [], {}, NAN),
    tuple: (3, {"a": 1}, "\x00", [{}], [[[1]]]),
    dict: (3, "zzz", [1]),  # a nested request
}
OF_RUN: dict[str, tuple[Any, ...]] = {
    "current": ("zzz", {"a": 1}, NAN, [NAN], True, ["x"], [1.0], [1.0, 2.0]),
    "inputs": (
        3,
        "x",
        {"zzz": 1.0},
        {"I": "zzz"},
        {"I": NAN},
        {"I": [1.0]},
        {"I": {"protocol": "step", "amplitude": [1.0]}},
        [1],
    ),
    "protocol": (
        3,
        "zzz",
        {"protocol": "zzz"},
        {"protocol": "sine", "zzz": 1},
        {"protocol": "step", "amplitude": [1.0]},
        [3],
        {},
    ),
    "preset": ("zzz", 3, [], {}),
    "params": (
        3,
        "x",
        [1],
        {"zzz": 1.0},
        {"C": "x"},
        {"C": NAN},
        {"C": None},
        {"C": [[1]]},
        {"C": [1.0]},
        {"C": [1.0, 2.0]},
    ),
    "init": (3, "x", [1], {"zzz": 1.0}, {"v": "x"}, {"v": NAN}, {"v": [1.0]}, {"v": [1.0, 2.0]}),
    "duration": ("zzz", NAN, INFINITE, -1.0, 0.0, [], {}, True, 1e308),
    "dt": ("zzz", NAN, INFINITE, -1.0, 0.0, [], {}, True, 1e308),
    "method": ("zzz", 3, [], {}),
    "seed": ("zzz", -1, 1.5, NAN, [], {}, 2**80, True),
}


def base(name: str) -> dict[str, Any]:
    operation = OPERATIONS[name]
    request: dict[str, Any] = dict(LIF) if operation.subject and not operation.modelless else {}
    if name == "network/ei":
        request = {}
    elif operation.modelless:
        request = dict(LIF)
    if operation.runs:
        request |= {"duration": 2.0, "dt": 0.1}
    request |= NEEDED.get(name, {})
    return {key: value for key, value in request.items() if value is not None}


def kind_of(hint: Any) -> Any:
    if get_origin(hint) is UnionType:
        hint = next(part for part in get_args(hint) if part is not NoneType)
    return tuple if get_origin(hint) is tuple else hint


def of_schema(schema: type, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    hints = get_type_hints(schema)
    for item in fields(schema):
        kind = kind_of(hints[item.name])
        place = (*path, item.name)
        if is_dataclass(kind):
            yield from ((place, value) for value in WRONG[dict])
            yield place, {"zzz": 1}
            yield from of_schema(kind, place)  # type: ignore[arg-type]
        elif kind in WRONG:
            bounded = item.metadata.get("low") is not None or kind is not float
            yield from ((place, v) for v in WRONG[kind] if bounded or not (isinstance(v, float) and abs(v) == 1e308))
        if item.metadata.get("choices"):
            yield place, "zzz"


CASES = [(name, place, value) for name, o in OPERATIONS.items() for place, value in of_schema(schema_of(o))]
CASES += [
    (name, (field,), value)
    for name, o in OPERATIONS.items() if o.runs for field in RunOptions.__annotations__ for value in OF_RUN[field]
]  # fmt: skip


def problem(name: str, place: tuple[str, ...], value: Any) -> str:
    """What happened, empty where one line named the field."""
    request = base(name)
    inner = request
    for part in place[:-1]:
        inner[part] = dict(inner.get(part) or {})
        inner = inner[part]
    inner[place[-1]] = value
    shown = f"{name} {'.'.join(place)} = {value!r:.40}"

    def ran(*_: Any) -> bool:
        raise AssertionError(f"{shown}: work began")

    try:
        perform(name, request, cancelled=ran)
    except RequestError as error:
        if "\n" in str(error) or len(str(error)) > 600:
            return f"{shown}: not one short line: {error}"
        return "" if error.field.startswith(".".join(place)) or error.field == place[0] else f"{shown}: {error}"
    except KernelsError as error:
        return f"{shown}: names no field: {error}"
    except AssertionError as error:
        return str(error)
    return f"{shown}: was accepted"


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_does_not_belong_in_a_field_is_told_by_its_name(name: str) -> None:
    cases = [(place, value) for operation, place, value in CASES if operation == name]
    found = [problem(name, place, value) for place, value in cases]
    assert [text for text in found if text] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_field_that_there_is_not_is_named(name: str) -> None:
    with pytest.raises(RequestError, match=r"^zzz: unknown field 'zzz'"):
        perform(name, base(name) | {"zzz": 1})


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_field_that_is_missing_is_named(name: str) -> None:
    for item in fields(schema_of(OPERATIONS[name])):
        if item.default is MISSING:
            request = {key: value for key, value in base(name).items() if key != item.name}
            with pytest.raises(RequestError, match=f"^{item.name}: is missing"):
                perform(name, request)
