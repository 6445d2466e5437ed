"""How large a text may be. Each limit has its own diagnostic; together they bound time and memory on any text.

Analysis takes time in proportion to the text, whatever it holds: a text of these limits takes what an ordinary one of
its size takes, at most a few times over.
"""

from __future__ import annotations

MAX_TEXT = 1_000_000  # characters of a file; the largest model of the library has a hundredth of it
MAX_LINES = 10_000  # lines of a file
MAX_LINE = 8_192  # characters of one logical line
MAX_TOKENS = 2_048  # tokens of one logical line
MAX_NESTING = 90  # expressions inside expressions while parsing: one Python frame each
MAX_DEPTH = 200  # height of an expression's tree, so that recursive functions over it are safe
MAX_LINE_PROBLEMS = 8  # problems reported for one logical line; what follows them in the line is not looked at
MAX_PROBLEMS = 200  # problems after which the rest of a file is not looked at
