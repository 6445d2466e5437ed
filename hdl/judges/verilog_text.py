"""Verilog that somebody else wrote: what of it is refused before any tool reads it.

A synthesis needs no file but the one it is given. Whatever would open another, or run something, is refused by name,
whichever tool is there; where the tool is WebAssembly it sees no other file anyway.
"""

from __future__ import annotations

import re

from kernels.errors import RequestError, quoted

LONGEST_TEXT = 4_000_000  # characters
SKIPPED = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/|\\\S+', re.DOTALL)
OPENS = re.compile(
    r"`\s*include\b|`\s*line\b|\$(?:readmem[bh]|sreadmem[bh]|writemem[bh]|f\w+|rewind|ungetc|system|sdf_annotate|"
    r"dump\w*|value\$plusargs|test\$plusargs|save|restart|incsave|input)\b"
)
FOREIGN = re.compile(r'\b(?:import|export)\s*""|\bbind\b')
PASTED = re.compile(r"``|\$\s*`")  # a macro could make of these what is refused
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,199}")


def accepted_text(field: str, text: object) -> str:
    """A text that may be given to a synthesis. RequestError with the line of what it may not have."""
    if not isinstance(text, str):
        raise RequestError(field, "needs a text: the Verilog itself")
    if len(text) > LONGEST_TEXT:
        raise RequestError(field, f"has {len(text):,} characters; at most {LONGEST_TEXT:,} are taken")
    if "\0" in text:
        raise RequestError(field, "has a null character; it is no text")
    bare = SKIPPED.sub(lambda found: '""' if found[0].startswith('"') else "\n" * found[0].count("\n") or " ", text)
    if "module" not in bare:
        raise RequestError(field, "has no module")
    for pattern, why in (
        (OPENS, "would open another file or run a program"),
        (FOREIGN, "would reach outside of the module"),
        (PASTED, "could become anything"),
    ):
        found = pattern.search(bare)
        if found:
            line = bare.count("\n", 0, found.start()) + 1
            raise RequestError(field, f"line {line}: {quoted(found[0])} {why}, which is not taken")
    return text


def accepted_name(field: str, name: object) -> str:
    """A module's name, or "" for whichever stands on top. RequestError for what is no name."""
    if name == "" or (isinstance(name, str) and IDENTIFIER.fullmatch(name)):
        return str(name)
    raise RequestError(field, f"needs the name of a module, not {quoted(str(name))}")
