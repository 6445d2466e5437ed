"""`sctui models`: what the library holds."""

from __future__ import annotations

import json
from argparse import Namespace

from kernels.errors import unknown
from kernels.library_index import Indexed, index
from sctui.console import screen
from sctui.text_table import table


def run(options: Namespace) -> int:
    """List the models, those of a category, of a firing pattern, or those that contain some words."""
    found = index()
    categories = list(dict.fromkeys(item.category for item in found))
    if options.category is not None:
        if options.category not in categories:
            raise unknown("--category", "category", options.category, categories)
        found = tuple(item for item in found if item.category == options.category)
    if options.pattern is not None:
        found = tuple(item for item in found if item.pattern == options.pattern)
    if options.categories:
        print("\n".join(categories))
    else:
        _print([item for item in found if _contains(item, options.search or "")], options)
    return 0


def _print(models: list[Indexed], options: Namespace) -> None:
    if options.json:
        print(json.dumps([item._asdict() for item in models], indent=2, ensure_ascii=False))
    elif options.names:
        print("\n".join(item.slug for item in models))
    elif models:
        rows = [(item.slug, item.category, item.pattern, item.title) for item in models]
        seen = screen()
        width = seen.columns if seen.is_terminal else 0
        print("\n".join(table(("name", "category", "pattern", "title"), rows, width)))
    else:
        print("no model is like that; sctui models lists all")


def _contains(item: Indexed, words: str) -> bool:
    """Whether every word is somewhere in what the list knows of a model."""
    hay = " ".join([item.slug, item.category, item.title, *item.tags, item.reference, item.pattern]).casefold()
    return all(word in hay for word in words.casefold().split())
