"""The words of the language by what they are, and the patterns of its tokens, for every editor's syntax file.

Patterns keep to what Python's `re`, Oniguruma (TextMate, Sublime Text) and PCRE (Kate) read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kernels.language.constants import BUILTIN_NAMES, NOISE_PREFIX
from kernels.language.editing.completion_tables import SPIKE_WORDS
from kernels.language.functions import FUNCTIONS
from kernels.language.measures import MEASURES
from kernels.language.protocols import PROTOCOLS
from kernels.language.syntax.directives import DIRECTIVES, TEXT_KEYS
from kernels.language.syntax.settings import METHODS, RUN_SETTINGS
from kernels.language.syntax.tokens import RESERVED
from kernels.language.units.unit_table import PREFIXES, SHORT_FORMS, is_unit, unit_names

NAME = r"[A-Za-z_][0-9A-Za-z_]*"
NUMBER = r"(?<![0-9A-Za-z_.])(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
OPERATOR = r"->|\*\*|//|[-+*/<>=!]=|[-+*/%^<>=]"
STRING = r"\"[^\"]*\"|'[^']*'"
NOISE = NOISE_PREFIX + r"[0-9A-Za-z_]+"

FUNCTION_WORDS = tuple(FUNCTIONS)
CONSTANT_WORDS = tuple(BUILTIN_NAMES)
OPERATOR_WORDS = (*sorted(RESERVED), "unless", "refractory")

# What follows `#* key`: always a name, a name or nothing, nothing.
TEXT_HEADS = tuple(key for key in DIRECTIVES if key in TEXT_KEYS)
NAMED_HEADS = tuple(key for key, row in DIRECTIVES.items() if row.argument == "required")
OPTIONAL_HEADS = tuple(key for key, row in DIRECTIVES.items() if row.argument == "optional")
PLAIN_HEADS = tuple(key for key, row in DIRECTIVES.items() if row.argument == "no" and key not in TEXT_KEYS)

# Words that mean something in the value of one directive alone: (what they are, the words)
DIRECTIVE_WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "input": ("function", tuple(PROTOCOLS)),
    "preset": ("function", tuple(PROTOCOLS)),
    "expect": ("function", tuple(MEASURES)),
    "run": ("word", (*METHODS, *RUN_SETTINGS)),
    "init": ("word", ("steady",)),
    "spike": ("word", tuple(SPIKE_WORDS)),
}


def head(key: str) -> str:
    """What follows the key of a directive up to its colon, the name in a group: a pattern."""
    if key in NAMED_HEADS:
        return rf"[ \t]+({NAME})"
    return rf"(?:[ \t]+({NAME}))?" if key in OPTIONAL_HEADS else ""


def any_of(words: Iterable[str]) -> str:
    """A pattern of these words, longer ones first so that none hides behind its beginning."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def whole(words: Iterable[str]) -> str:
    """A pattern of these words as whole words."""
    return rf"\b(?:{any_of(words)})\b"


def unit_pattern() -> str:
    """Every unit name and nothing else, as a pattern of whole words."""
    full = [name for name in unit_names() if name.isalpha() and name not in SHORT_FORMS]
    roots = [name for name in full if not any(prefix + name[1:] == name and name[1:] in full for prefix in PREFIXES)]
    alone = [name for name in roots if not is_unit(f"k{name}")]
    lengths = [name for name in SHORT_FORMS if is_unit(f"{name}2")]
    short = [name for name in SHORT_FORMS if name not in lengths]
    prefixed = rf"[{''.join(PREFIXES)}]?(?:{any_of(name for name in roots if name not in alone)})"
    return rf"\b(?:(?:{prefixed}|{any_of(alone)}|{any_of(lengths)})[23]?|{any_of(short)})\b"


def unit_words() -> tuple[str, ...]:
    """Every unit name as a list of words, for editors that look words up."""
    names = dict.fromkeys(unit_names())
    powers = (name + power for name in names for power in "23")
    return (*names, *(name for name in dict.fromkeys(powers) if is_unit(name) and name not in names))
