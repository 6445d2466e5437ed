"""`sctui models`: what the library holds."""

from __future__ import annotations

import json
from argparse import Namespace

from kernels.catalogue import chosen
from kernels.errors import RequestError
from kernels.library_index import Indexed, index
from sctui.console import screen
from sctui.failure import UsageError
from sctui.text_table import table


def run(options: Namespace) -> int:
    """List the models, those of a category, of a firing pattern, or those that contain some words."""
    if options.categories:
        print("\n".join(dict.fromkeys(item.category for item in index())))
        return 0
    try:
        found = chosen(options.category or "", options.pattern or "", options.search or "")
    except RequestError as error:
        raise UsageError(f"--{error}") from error
    _print(found, options)
    return 0


def _print(found: list[Indexed], options: Namespace) -> None:
    if options.json:
        print(json.dumps([item._asdict() for item in found], indent=2, ensure_ascii=False))
    elif options.names:
        print("\n".join(item.slug for item in found))
    elif found:
        rows = [(item.slug, item.category, item.pattern, item.title) for item in found]
        seen = screen()
        width = seen.columns if seen.is_terminal else 0
        print("\n".join(table(("name", "category", "pattern", "title"), rows, width)))
    else:
        print("no model is like that; sctui models lists all")
