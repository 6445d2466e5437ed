"""The index of the library: what a list shows of each model, in one file, so that listing needs no parsing.

`python -m kernels.library_index` writes it anew after a model has been added or changed; a test fails while it is out
of date.
"""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple

from kernels.library import FOLDER, Entry, entries, load

PATH = FOLDER / "index.json"


class Indexed(NamedTuple):
    """What the list says of a model. `pattern` is that of its default run, "" where it has no spikes to speak of.

    `sparkline` is the beginning of that run, two digits a bin of time: its lowest and highest level, from 0 to 7.
    """

    slug: str
    category: str
    title: str
    tags: tuple[str, ...]
    reference: str
    doi: str
    pattern: str
    states: int
    parameters: int
    presets: tuple[str, ...]
    sparkline: str


@cache
def index() -> tuple[Indexed, ...]:
    """The models of the library in the order of categories and slugs."""
    with PATH.open(encoding="utf-8") as file:
        rows = json.load(file)
    return tuple(Indexed(**row | {"tags": tuple(row["tags"]), "presets": tuple(row["presets"])}) for row in rows)


def indexed(entry: Entry) -> Indexed:
    """A model's row, from its file and its default run."""
    from kernels.analysis.measures import firing_pattern  # the index is read without numpy
    from kernels.analysis.runs import Runs
    from kernels.analysis.sparkline import sparkline

    model = load(entry.path)
    runs = Runs(model)
    has_spikes = model.threshold is not None or model.spike is not None
    return Indexed(
        slug=entry.slug,
        category=entry.category,
        title=model.title,
        tags=model.tags,
        reference=model.reference,
        doi=model.doi,
        pattern=firing_pattern(runs).label if has_spikes else "",
        states=len(model.states),
        parameters=len(model.parameters),
        presets=tuple(preset.name for preset in model.presets),
        sparkline=sparkline(runs.run()),
    )


def main() -> None:
    """Writes the index."""
    rows = [indexed(entry)._asdict() for entry in entries()]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    PATH.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(rows)} models in {PATH}")


if __name__ == "__main__":
    main()
