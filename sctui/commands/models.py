"""`sctui models`: what the library holds."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import NamedTuple

from kernels.errors import unknown
from kernels.language.document import parse_document
from kernels.language.tree import Directive
from kernels.library import Entry, entries, read_text
from sctui.console import screen
from sctui.text_table import table


class Listed(NamedTuple):
    """What the list says of a model."""

    slug: str
    category: str
    title: str
    tags: str
    reference: str


def run(options: Namespace) -> int:
    """List the models, those of a category or those that contain some words."""
    found = entries()
    categories = list(dict.fromkeys(entry.category for entry in found))
    if options.category is not None:
        if options.category not in categories:
            raise unknown("--category", "category", options.category, categories)
        found = tuple(entry for entry in found if entry.category == options.category)
    if options.categories:
        print("\n".join(categories))
    elif options.names and not options.search:
        print("\n".join(entry.slug for entry in found))
    else:
        _print([item for item in map(_listed, found) if _contains(item, options.search or "")], options)
    return 0


def _print(models: list[Listed], options: Namespace) -> None:
    if options.json:
        records = [item._asdict() | {"tags": item.tags.split(", ") if item.tags else []} for item in models]
        print(json.dumps(records, indent=2, ensure_ascii=False))
    elif options.names:
        print("\n".join(item.slug for item in models))
    elif models:
        rows = [(item.slug, item.category, item.title) for item in models]
        seen = screen()
        print("\n".join(table(("name", "category", "title"), rows, seen.columns if seen.is_terminal else 0)))
    else:
        print(f"no model contains {options.search!r}; sctui models lists all")


def _listed(entry: Entry) -> Listed:
    """The entry with what its file says of it."""
    document, _ = parse_document(read_text(entry.path))
    said: dict[str, str] = {}
    for statement in document.statements:
        if isinstance(statement, Directive):
            said.setdefault(statement.key, statement.value)
    return Listed(entry.slug, entry.category, *(said.get(key, "") for key in ("title", "tags", "reference")))


def _contains(item: Listed, words: str) -> bool:
    """Whether every word is somewhere in what the list knows of a model."""
    hay = " ".join(item).casefold()
    return all(word in hay for word in words.casefold().split())
