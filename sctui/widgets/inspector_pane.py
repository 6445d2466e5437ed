"""The compiler inspector: equations, dataflow and Verilog, and what belongs together marked in all three."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widget import Widget

from hdl.links import Inspection, Selection, Span, from_plain
from kernels.worker_job import Result
from sctui.widgets.hardware_pane import HardwarePane
from sctui.widgets.linked_text import WHOLE, Columns, LinkedText
from sctui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from sctui.plots.figure import Figure

# columns from which dataflow and Verilog stand beside one another under the equations, and from which all three do
PAIR, BESIDE = 100, 160
TITLES = {"equations": "Equations", "dataflow": "Dataflow (IR)", "verilog": "Verilog"}
COMMENTS = {"equations": "#", "dataflow": ";", "verilog": "//"}


class Column(Vertical):
    """One of the texts with its title."""

    def __init__(self, name: str) -> None:
        super().__init__(id=f"column-{name}")
        self._which = name

    def compose(self) -> ComposeResult:
        """Title and text."""
        yield TextLine(f" {TITLES[self._which]}", classes="column-title", id=f"title-{self._which}")
        yield LinkedText(COMMENTS[self._which], columns=self._which == "equations", id=self._which)

    def on_descendant_focus(self) -> None:
        """Keys come here: the title says so."""
        self.query_one(".column-title").add_class("focused")

    def on_descendant_blur(self) -> None:
        """They go elsewhere."""
        self.query_one(".column-title").remove_class("focused")


class InspectorPane(HardwarePane):
    """Three texts; the cursor is in one of them."""

    DEFAULT_CSS = """
    InspectorPane > #texts { height: 1fr; layout: vertical; }
    InspectorPane.pair > #texts { layout: grid; grid-size: 2; grid-columns: 1fr 1.3fr; grid-rows: 1fr 2fr; }
    InspectorPane.pair #column-equations { column-span: 2; }
    InspectorPane.beside > #texts { layout: horizontal; }
    InspectorPane.refused > #texts { display: none; }
    InspectorPane Column { width: 1fr; height: 1fr; }
    InspectorPane #column-verilog { width: 1.3fr; }
    InspectorPane .column-title { text-style: bold; background: $panel; }
    InspectorPane .column-title.focused { color: $accent; }
    InspectorPane .column-title.focused:nocolor { text-style: bold underline; }
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._inspection: Inspection | None = None
        self._starts: list[int] = [0]  # offsets of the lines of the equations

    def content(self) -> Sequence[Widget]:
        """The three texts."""
        return [Container(*(Column(name) for name in TITLES), id="texts")]

    def take_width(self, width: int) -> None:
        """Beside one another, or one over the other."""
        self.set_class(width >= BESIDE, "beside")
        self.set_class(PAIR <= width < BESIDE, "pair")

    def _show(self, rows: tuple[tuple[Figure, ...], ...]) -> None:
        """There are no plots."""

    def _show_text(self, text: str) -> None:
        """The texts come with their links."""

    def _text(self, name: str) -> LinkedText:
        return self.query_one(f"#{name}", LinkedText)

    def clear(self) -> None:
        """No texts."""
        self._inspection = None
        for name in TITLES:
            self._text(name).show([])

    def show_data(self, result: Result) -> None:
        """Other texts; the cursor stays in the same equations."""
        found = from_plain(result.values["data"])
        before = self._inspection.equations if self._inspection is not None else ""
        self._inspection = found
        lines = found.equations.splitlines()
        self._starts = _starts(found.equations)
        at = self._text("equations").at if before == found.equations else self._row_of(first_expression(found))
        stops: dict[int, list[int]] = {}
        for begin, _ in found.expressions:
            row, column = self._row_of(begin)
            stops.setdefault(row, []).append(column)
        self._text("equations").show(lines, at, stops)
        self._text("dataflow").show(found.ir)
        self._text("verilog").show(found.verilog)
        self.query_one("#title-dataflow", TextLine).say(f" Dataflow (IR), {len(found.links)} nodes")
        self.query_one("#title-verilog", TextLine).say(f" Verilog, {len(found.verilog)} lines")
        focused = next((name for name in TITLES if self._text(name).has_focus), "equations")
        self._mark(self._text(focused))
        if before != found.equations:
            self.call_after_refresh(self._begin, at[0])

    def _begin(self, row: int) -> None:
        """Bring the first expression, and what belongs to it, into sight: now it is known how much is seen."""
        self._text("equations").scroll_to(y=max(row - 1, 0), animate=False)
        for name in ("dataflow", "verilog"):
            self._text(name).see_marks()

    def on_linked_text_moved(self, event: LinkedText.Moved) -> None:
        """The cursor is elsewhere, or in another text."""
        event.stop()
        self._mark(event.linked)

    def selection(self, text: LinkedText) -> Selection:
        """What belongs to the place of a text's cursor."""
        if self._inspection is None:
            return Selection()
        row, column = text.at
        if text.id == "equations":
            return self._inspection.at_text(self._starts[min(row, len(self._starts) - 1)] + column)
        return self._inspection.at_ir(row) if text.id == "dataflow" else self._inspection.at_verilog(row)

    def _mark(self, text: LinkedText) -> None:
        chosen = self.selection(text)
        marks = {
            "equations": self._columns(chosen.spans),
            "dataflow": {row: [WHOLE] for row in chosen.ir},
            "verilog": {row: [WHOLE] for row in chosen.verilog},
        }
        for name, found in marks.items():
            self._text(name).mark(found, cursor=self._text(name) is text)
        self._readout.say(self._said(chosen))

    def _said(self, chosen: Selection) -> str:
        if self._inspection is None:
            return ""
        if not chosen.spans and len(chosen.ir) + len(chosen.verilog) < 2:
            return "nothing of the model belongs to this line"
        source = self._inspection.equations
        words = " | ".join(" ".join(source[begin:end].split()) for begin, end in chosen.spans)
        if not chosen.ir:
            return f"{words}: nothing in the circuit is computed for it alone"
        return f"{words or 'for the circuit as a whole'}: {_count(chosen.ir, 'node')}, {_count(chosen.verilog, 'line')}"

    def _row_of(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._starts, offset) - 1
        return row, offset - self._starts[row]

    def _columns(self, spans: Sequence[Span]) -> dict[int, list[Columns]]:
        """Places of the text as columns of its lines."""
        found: dict[int, list[Columns]] = {}
        for begin, end in spans:
            first, column = self._row_of(begin)
            last, behind = self._row_of(max(end - 1, begin))
            for row in range(first, last + 1):
                start = column if row == first else 0
                found.setdefault(row, []).append((start, behind + 1 if row == last else WHOLE[1]))
        return found


def first_expression(found: Inspection) -> int:
    """Where the first expression begins that becomes something."""
    linked = [span[0] for link in found.links for span in link.spans]
    return min(linked, default=0)


def _starts(text: str) -> list[int]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts[:-1] or [0]


def _count(found: Sequence[int], noun: str) -> str:
    return f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"
