"""Code: the run on the screen as a program."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The program in one language."""
    return session.setup.request() | {"target": options["target"]}


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """There is no picture of a program."""
    return []


def text(result: Any, options: dict[str, str]) -> str:
    """The program."""
    return str(result.text)


def readout(result: Any, options: dict[str, str]) -> str:
    """How it is run, and what in it differs from the run here."""
    how = f"{result.file_name}: {result.command}" if result.command else result.file_name
    return "; ".join([how, *result.notes])
