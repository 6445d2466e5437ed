"""Renders the templates of this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  what is written is Verilog; all names have been made legal before
    )


def render(template: str, **values: Any) -> str:
    """The text of a template; a value it needs and does not get is an error."""
    return _environment().get_template(template).render(**values)
