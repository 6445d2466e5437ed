"""What belongs together in a model's text, its dataflow and its Verilog: plain data, shown without a compiler."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]  # offsets into the text, end exclusive


@dataclass(frozen=True, slots=True)
class Link:
    """A node of the dataflow: the places of the text it computes, its lines there and of Verilog (from 0)."""

    spans: tuple[Span, ...]
    ir: tuple[int, ...]
    verilog: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is highlighted: places of the text, lines of the dataflow, lines of Verilog."""

    spans: tuple[Span, ...] = ()
    ir: tuple[int, ...] = ()
    verilog: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """Three texts of one model, and what belongs together in them.

    `expressions` are the places one can point at; `uses` gives the definitions of names and the places that use them.
    """

    equations: str
    ir: tuple[str, ...]
    verilog: tuple[str, ...]
    links: tuple[Link, ...]
    expressions: tuple[Span, ...]
    uses: tuple[tuple[Span, tuple[Span, ...]], ...]

    def at_text(self, offset: int) -> Selection:
        """What the smallest expression at an offset becomes, or where there is none the nearest of its line."""
        line = self.equations.rfind("\n", 0, offset) + 1, (self.equations + "\n").find("\n", offset)
        near = [s for s in self.expressions if s[0] <= offset < s[1]] or [
            s for s in self.expressions if inside(s, line)
        ]
        if not near:
            return Selection()
        chosen = min(near, key=lambda s: (max(s[0] - offset, offset - s[1] + 1, 0), s[1] - s[0]))
        places = (chosen, *(place for defined, used in self.uses if defined == chosen for place in used))
        return _selection(tuple(sorted(places)), [link for place in places for link in self._hits(place)])

    def _hits(self, place: Span) -> list[Link]:
        """The nodes that compute an expression, or what lies in it; else the term that it is part of."""
        hits = [link for link in self.links if any(inside(s, place) for s in link.spans)]
        if not hits:
            wider = {s for link in self.links for s in link.spans if inside(place, s)}
            nearest = min(wider, key=lambda s: s[1] - s[0], default=None)
            hits = [link for link in self.links if nearest in link.spans]
        return hits

    def at_ir(self, line: int) -> Selection:
        """What a line of the dataflow computes."""
        return self._of([link for link in self.links if line in link.ir], Selection(ir=(line,)))

    def at_verilog(self, line: int) -> Selection:
        """What a line of Verilog computes."""
        return self._of([link for link in self.links if line in link.verilog], Selection(verilog=(line,)))

    def _of(self, hits: list[Link], alone: Selection) -> Selection:
        return _selection(outermost(s for link in hits for s in link.spans), hits) if hits else alone

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "equations": self.equations,
            "ir": list(self.ir),
            "verilog": list(self.verilog),
            "links": [
                {"spans": [list(s) for s in link.spans], "ir": list(link.ir), "verilog": list(link.verilog)}
                for link in self.links
            ],
            "expressions": [list(s) for s in self.expressions],
            "uses": [[list(place), [list(s) for s in used]] for place, used in self.uses],
        }


def from_plain(values: Mapping[str, Any]) -> Inspection:
    """The inspection of its plain form."""
    return Inspection(
        equations=values["equations"],
        ir=tuple(values["ir"]),
        verilog=tuple(values["verilog"]),
        links=tuple(
            Link(tuple((a, b) for a, b in link["spans"]), tuple(link["ir"]), tuple(link["verilog"]))
            for link in values["links"]
        ),
        expressions=tuple((a, b) for a, b in values["expressions"]),
        uses=tuple(((a, b), tuple((c, d) for c, d in used)) for (a, b), used in values["uses"]),
    )


def inside(part: Span, whole: Span) -> bool:
    """Whether a place lies within another."""
    return whole[0] <= part[0] and part[1] <= whole[1]


def outermost(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Places without those that lie within others, in the order of the text."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or not inside(span, kept[-1]):
            kept.append(span)
    return tuple(kept)


def _selection(spans: tuple[Span, ...], hits: Iterable[Link]) -> Selection:
    hits = list(hits)
    return Selection(
        spans,
        tuple(sorted({n for link in hits for n in link.ir})),
        tuple(sorted({n for link in hits for n in link.verilog})),
    )
