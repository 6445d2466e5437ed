"""`sctui models`: what the library holds."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

from kernels.errors import unknown
from kernels.library import entries
from sctui.console import screen
from sctui.text_table import table


def run(options: Namespace) -> int:
    """List the models, those of a category or those that contain a word."""
    found = list(entries())
    categories = list(dict.fromkeys(entry.category for entry in found))
    if options.categories:
        print("\n".join(categories))
        return 0
    if options.category is not None:
        if options.category not in categories:
            raise unknown("--category", "category", options.category, categories)
        found = [entry for entry in found if entry.category == options.category]
    if options.search:
        found = [entry for entry in found if _contains(entry, options.search)]
    if options.json:
        print(json.dumps([_record(entry) for entry in found], indent=2, ensure_ascii=False))
    elif options.names:
        print("\n".join(entry.slug for entry in found))
    elif found:
        rows = [(entry.slug, entry.category, entry.title) for entry in found]
        print("\n".join(table(("name", "category", "title"), rows, screen().columns)))
    else:
        print(f"no model contains {options.search!r}")
    return 0


def _record(entry: Any) -> dict[str, Any]:
    return {
        "slug": entry.slug,
        "category": entry.category,
        "title": entry.title,
        "tags": list(entry.tags),
        "reference": entry.reference,
    }


def _contains(entry: Any, text: str) -> bool:
    """Whether every word of `text` is somewhere in the entry."""
    hay = " ".join((entry.slug, entry.category, entry.title, entry.reference, *entry.tags)).casefold()
    return all(word in hay for word in text.casefold().split())
