"""Is this text an XPPAUT file? Its `.ode` files share our extension, not our language."""

from __future__ import annotations

import re

_LOOKED_AT = 16_384  # characters; XPPAUT's keywords stand on the first lines

# `par a=1,b=2`, `init v=-65`, `aux i=...`, `@ total=100`, `v'=...`, `dv/dt` is legal in both, `done`
_STRONG = re.compile(
    r"""^[ \t]*+(?:
        (?:p|par|param|params|number|init|aux|wiener|table|global|markov|bndry|volt|set)[ \t]++[\w!%]++[ \t]*+[=(,].*
      | @[ \t]*\w+[ \t]*=.*
      | [A-Za-z_]\w*(?:'|\(t\+1\))[ \t]*=.*
      | !\w+[ \t]*=.*
      | (done|d)[ \t]*\r?$
    )""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)


def looks_like_xppaut(text: str) -> bool:
    """Whether `text` has the marks of XPPAUT: `done` and one line of its own kind, or three such lines."""
    marks = 0
    done = False
    for match in _STRONG.finditer(text, 0, min(len(text), _LOOKED_AT)):
        if match[1] is not None:
            done = True
        else:
            marks += 1
        if marks >= 3 or (done and marks):
            return True
    return False
