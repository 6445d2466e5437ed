"""Which models of the library does a search mean? Best first, each with the letters that it was found by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kernels.library_index import Indexed
from sctui.widgets.fuzzy import Fit, fit, fold, loose_fit, terms

# how much a fit counts in each field of a model
WEIGHTS: Mapping[str, float] = {
    "slug": 1.0, "title": 0.95, "short": 0.9, "people": 0.8, "tags": 0.65, "category": 0.6, "fires": 0.6,
}  # fmt: skip
LOOSE = ("slug", "title", "people")  # where slips and gaps are forgiven
_INITIAL = re.compile(r"\b[^\W_]|(?<=[a-z])[A-Z]")  # FitzHugh-Nagumo: F, H, N
_YEAR = re.compile(r"^(.*?)\s*\((\d{4})[a-z]?\)")


class Hit(NamedTuple):
    """A model that was found. `marks` has the offsets of the meant letters by field.

    `beside` is the field that holds what the slug lacks, "" where the slug holds all.
    """

    model: Indexed
    score: float
    marks: Mapping[str, tuple[int, ...]]
    beside: str = ""


@lru_cache(maxsize=1024)
def fields(model: Indexed) -> dict[str, str]:
    """What of a model is searched, by the names of WEIGHTS."""
    return {
        "slug": model.slug,
        "title": model.title,
        "short": "".join(_INITIAL.findall(model.title)),
        "people": people(model.reference),
        "tags": ", ".join(model.tags),
        "category": model.category,
        "fires": model.pattern.replace("_", " "),
    }


@lru_cache(maxsize=1024)
def people(reference: str) -> str:
    """Authors and years of a reference: `Hodgkin AL, Huxley AF 1952`. What is not written so stays as it is."""
    cited = []
    for one in reference.split("; "):
        found = _YEAR.match(one)
        cited.append(f"{found[1]} {found[2]}" if found else one)
    return "; ".join(cited)


def search(models: Sequence[Indexed], query: str) -> list[Hit]:
    """The models in which every word of the query is found; the best first, then the shorter name."""
    asked = terms(query)
    hits = [Hit(model, 0.0, {}) for model in models]
    for term in asked:
        strict = [_with(hit, term, fit, WEIGHTS) for hit in hits]
        loose = [known or _with(hit, term, loose_fit, LOOSE) for known, hit in zip(strict, hits, strict=True)]
        hits = [hit for hit in loose if hit is not None]
    return sorted(hits, key=lambda hit: (-round(hit.score, 6), len(hit.model.slug), hit.model.slug))


def _with(hit: Hit, term: str, by: Callable[[str, str], Fit | None], names: Iterable[str]) -> Hit | None:
    """The hit with a further term found in it, or None."""
    texts = fields(hit.model)
    found = {name: one for name in names if (one := by(term, fold(texts[name]))) is not None}
    if not found:
        return None
    best = max(found, key=lambda name: WEIGHTS[name] * found[name].score)
    marks = {name: tuple(sorted({*hit.marks.get(name, ()), *one.places})) for name, one in found.items()}
    beside = hit.beside if "slug" in found else best
    return Hit(hit.model, hit.score + WEIGHTS[best] * found[best].score, {**hit.marks, **marks}, beside)
