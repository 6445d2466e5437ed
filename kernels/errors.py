"""Errors written for the user: what is wrong, where, and what to do about it.

Every front-end prints `str(error)` as one line and nothing else; `to_dict` is the same error for the JSON
interface and for the way out of the worker process, `error_from_dict` the way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kernels.language.checks.nearest import nearest as nearest

if TYPE_CHECKING:
    from kernels.language.diagnostic import Diagnostic

LONGEST_QUOTED = 60  # characters of user text that a message repeats
LONGEST_FIELD = 100  # of a field's name, which may hold a name from the request


class KernelsError(Exception):
    """Anything that a user can cause and mend. The message is the whole explanation."""

    def to_dict(self) -> dict[str, Any]:
        """`{"error": class name, "message": ...}` and the fields of the subclass, as plain JSON values."""
        return {"error": type(self).__name__, "message": str(self)}


class ModelError(KernelsError):
    """A text that is no correct model. `diagnostics` says everything that is wrong, `source` is the text."""

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = (), source: str = "") -> None:
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)
        self.source = source

    def to_dict(self) -> dict[str, Any]:
        """As in `KernelsError`, with the diagnostics' code, severity, range and message."""
        found = [
            {"code": one.code, "severity": one.severity, "start": one.start, "end": one.end, "message": one.message}
            for one in self.diagnostics
        ]
        return super().to_dict() | {"diagnostics": found}


class RequestError(KernelsError):
    """A request that cannot be carried out as it stands. `field` names the part that is wrong (`params.g_Na`)."""

    def __init__(self, field: str, message: str) -> None:
        field = field if field.isprintable() and len(field) <= LONGEST_FIELD else quoted(field)[1:-1]
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field

    def to_dict(self) -> dict[str, Any]:
        """As in `KernelsError`, with the field's name."""
        return super().to_dict() | {"field": self.field}


class NumericalError(KernelsError):
    """A run that left the finite numbers, or whose step is too long to be trusted.

    `time` is in the model's display time unit, `state` the state's name; None where not known.
    """

    def __init__(self, message: str, time: float | None = None, state: str | None = None) -> None:
        super().__init__(message)
        self.time = time
        self.state = state

    def to_dict(self) -> dict[str, Any]:
        """As in `KernelsError`, with the time and the state."""
        return super().to_dict() | {"time": self.time, "state": self.state}


class Cancelled(KernelsError):
    """The run was stopped on request, or a newer request has taken its place.

    `partial` is what was known by then (see `kernels.analysis.options.Progress`), None where nothing was.
    """

    def __init__(self, message: str = "cancelled", partial: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.partial = partial


class WorkerError(KernelsError):
    """The worker process died or failed in a way that is not the user's doing."""


def unknown(field: str, kind: str, name: object, known: Iterable[str]) -> RequestError:
    """The error for a name that is not there: says the nearest known one, else the first few of them.

    `kind` is the noun of the message ("parameter", "protocol"), `field` the part of the request.
    """
    names = list(known)
    name = str(name)  # a request from Python or JSON may hold anything
    guess = nearest(name, names)
    if guess is not None:
        hint = f"did you mean {guess!r}?"
    elif names:
        hint = "known: " + ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    else:
        hint = f"there is no {kind} here"
    return RequestError(field, f"unknown {kind} {quoted(name)}; {hint}")


def quoted(text: str) -> str:
    """User text in quotes with control characters escaped, cut to a length that fits a line."""
    return repr(text if len(text) <= LONGEST_QUOTED else text[: LONGEST_QUOTED - 3] + "...")


def error_from_dict(data: Mapping[str, Any]) -> KernelsError:
    """The error that `to_dict` described, of the same class where it is one of this file's."""
    message = str(data.get("message", "no message"))
    kind = data.get("error")
    if kind == "RequestError":
        field = str(data.get("field", ""))
        return RequestError(field, message.removeprefix(f"{field}: "))
    if kind == "ModelError":
        from kernels.language.diagnostic import Diagnostic  # not needed by who never meets this error

        found = [
            Diagnostic(one["code"], one["severity"], one["start"], one["end"], one["message"])
            for one in data.get("diagnostics", ())
        ]
        return ModelError(message, found)
    if kind == "NumericalError":
        return NumericalError(message, data.get("time"), data.get("state"))
    if kind == "Cancelled":
        return Cancelled(message)
    return WorkerError(message) if kind == "WorkerError" else KernelsError(message)
