"""What the library and the language can tell about models, as operations: list, one model, templates, diagnostics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kernels.analysis.options import asked
from kernels.errors import unknown
from kernels.language.analysis import analyse
from kernels.language.measures import PATTERNS
from kernels.language.model import Model
from kernels.library import parse, path_of, read_text
from kernels.library_index import Indexed, index

TEMPLATES = ("lif", "izhikevich", "adex", "hodgkin_huxley", "fitzhugh_nagumo")


@dataclass(frozen=True, slots=True)
class ModelsRequest:
    """Which models to list; all of them without a field."""

    category: str = asked("only this category", "")
    pattern: str = asked("only models whose default run fires like this", "", choices=("", *PATTERNS))
    search: str = asked("only models that hold all these words", "")
    slug: str = asked("this one model, with its text, parameters, presets and expectations", "")


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """The text to check."""

    source: str = asked("the text of an .ode file")


@dataclass(frozen=True, slots=True)
class TemplatesRequest:
    """The templates need nothing."""


def models(*, category: str = "", pattern: str = "", search: str = "", slug: str = "") -> dict[str, Any]:
    """The models of the library, or with `slug` one of them in full. RequestError for an unknown slug or category."""
    if slug:
        return {"model": described(slug)}
    found = chosen(category, pattern, search)
    return {"count": len(found), "models": [item._asdict() for item in found]}


def chosen(category: str = "", pattern: str = "", search: str = "") -> list[Indexed]:
    """The models of a category, of a firing pattern, and with all the words of `search`. Empty asks for nothing."""
    found = index()
    categories = list(dict.fromkeys(item.category for item in found))
    if category and category not in categories:
        raise unknown("category", "category", category, categories)
    return [
        item
        for item in found
        if (not category or item.category == category)
        and (not pattern or item.pattern == pattern)
        and all(word in searched(item) for word in search.casefold().split())
    ]


def searched(item: Indexed) -> str:
    """All the words by which a model can be found."""
    return " ".join([item.slug, item.category, item.title, *item.tags, item.reference, item.pattern]).casefold()


def templates() -> dict[str, Any]:
    """The five models to begin with."""
    return {"templates": [described(slug) for slug in TEMPLATES]}


def described(slug: str) -> dict[str, Any]:
    """A model of the library as plain values."""
    text = read_text(path_of(slug))
    return {"slug": slug} | record(parse(text)) | {"source": text}


def record(model: Model) -> dict[str, Any]:
    """What a model is made of, as plain values; numbers in display units."""
    return {
        "title": model.title,
        "category": model.category,
        "tags": list(model.tags),
        "reference": model.reference,
        "doi": model.doi,
        "notes": list(model.notes),
        "time_unit": model.time_unit,
        "states": [
            {"name": s.name, "kind": s.kind, "unit": s.unit, "low": s.low, "high": s.high, "doc": s.doc}
            for s in model.states
        ],
        "inputs": [{"name": i.name, "unit": i.unit, "low": i.low, "high": i.high, "doc": i.doc} for i in model.inputs],
        "parameters": [
            {
                "name": p.name,
                "default": p.default,
                "unit": p.unit,
                "low": p.low,
                "high": p.high,
                "log": p.log,
                "doc": p.doc,
            }
            for p in model.parameters
        ],
        "presets": {p.name: dict(p.values) for p in model.presets},
        "expects": [{"preset": e.preset, "text": e.text} for e in model.expects],
    }


def check(*, source: str) -> dict[str, Any]:
    """The diagnostics of a text, with their ranges (offsets into it) and fixes."""
    analysis = analyse(source)
    found = [
        one._asdict() | {"fixes": [{"title": f.title, "edits": [e._asdict() for e in f.edits]} for f in one.fixes]}
        for one in analysis.diagnostics
    ]
    return {"ok": analysis.model is not None, "diagnostics": found}
