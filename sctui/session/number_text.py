"""Numbers in few columns, and texts that have less room than they need."""

from __future__ import annotations

import re

_EXPONENT = re.compile(r"e([+-])0*(\d+)")


def number_text(value: float, room: int = 8) -> str:
    """At most six digits, fewer where they do not fit into `room` columns (of which there are 6 at least)."""
    text = ""
    for digits in range(6, 0, -1):
        text = _EXPONENT.sub(lambda found: f"e{found[1].replace('+', '')}{found[2]}", f"{value:.{digits}g}")
        if len(text) <= room:
            return text
    return text


def fitted(text: str, room: int) -> str:
    """The text, with an ellipsis where it is cut."""
    if len(text) <= room:
        return text
    return text[: room - 1] + "…" if room > 0 else ""
