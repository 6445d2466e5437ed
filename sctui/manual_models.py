"""The library as a page of the manual: a table for each category."""

from __future__ import annotations

from itertools import groupby

from kernels.library_index import Indexed, index


def models_page() -> str:
    """The tables of all models, as Markdown."""
    found = index()
    parts = [f"The library holds {len(found)} models. `sctui show NAME` says all about one."]
    for category, items in groupby(found, key=lambda item: item.category):
        head = "| name | title | fires | presets | reference |\n| --- | --- | --- | --- | --- |"
        parts.append("\n".join([f"## {category}\n", head, *map(_row, items)]))
    return "\n\n".join(parts)


def _row(item: Indexed) -> str:
    reference = item.reference.replace("|", "/")
    if item.doi:
        reference += f" [doi](https://doi.org/{item.doi.split(';')[0].strip()})"
    cells = (item.slug, item.title, item.pattern.replace("_", " "), str(len(item.presets) or ""), reference)
    return f"| {' | '.join(cells)} |"
