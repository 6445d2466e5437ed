"""Text of a model inside Markdown."""

from __future__ import annotations


def escaped(text: str) -> str:
    """Text without a meaning in Markdown or HTML."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-.!|$~&" else c for c in text)
