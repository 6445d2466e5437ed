"""Which version is this? That of the distribution, which stands in `sctui/__init__.py` and nowhere else.

It is read, not imported: the server and the studio do not load each other.
"""

from __future__ import annotations

import re
from pathlib import Path

_LINE = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)


def version() -> str:
    """The version, "unknown" where the distribution is not complete."""
    try:
        found = _LINE.search((Path(__file__).parents[1] / "sctui" / "__init__.py").read_text(encoding="utf-8"))
    except OSError:
        return "unknown"
    return found[1] if found is not None else "unknown"
