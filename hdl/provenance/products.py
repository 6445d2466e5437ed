"""Sums of products without their coefficients: a product is the sorted tuple of its atoms' keys, () a constant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from hdl.provenance.values import Key

Product = tuple[Key, ...]
Span = tuple[int, int]
Terms = Mapping[Product, frozenset[Span]]  # of a text's expression: each product, and the places it comes from

MOST_TERMS = 200  # of an expanded expression; one that has more stays in one piece
MOST_ATOMS = 24  # of a product


def times(a: Product, b: Product) -> Product:
    """The product of two products."""
    return tuple(sorted(a + b))


def contains(whole: Product, part: Product) -> bool:
    """Whether a product has all atoms of another, as often as it has them."""
    return not Counter(part) - Counter(whole)


def merged(parts: Iterable[Terms]) -> dict[Product, frozenset[Span]]:
    """The sum of sums."""
    total: dict[Product, frozenset[Span]] = {}
    for part in parts:
        for product, spans in part.items():
            total[product] = total.get(product, frozenset()) | spans
    return total


def multiplied(a: Terms, b: Terms) -> dict[Product, frozenset[Span]] | None:
    """The product of two sums; None where it is too long to be written out."""
    if len(a) * len(b) > MOST_TERMS or any(len(x) + len(y) > MOST_ATOMS for x in a for y in b):
        return None
    return merged({times(x, y): p | q} for x, p in a.items() for y, q in b.items())


def with_span(terms: Terms, span: Span) -> dict[Product, frozenset[Span]]:
    """A sum whose every product comes from this place as well; places inside it are dropped for it."""
    return {
        product: frozenset(s for s in spans if not (span[0] <= s[0] and s[1] <= span[1])) | {span}
        for product, spans in terms.items()
    }
