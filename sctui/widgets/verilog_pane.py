"""The pane of the Verilog: one of the files in its colours, and over it, or beside it, what is known of the circuit."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.widget import Widget

from kernels.worker_job import Result
from sctui.widgets.hardware_pane import HardwarePane
from sctui.widgets.text_pane import Listing

if TYPE_CHECKING:
    from sctui.plots.figure import Figure

BESIDE = 170  # columns from which the report stands beside the text
HIGH = 30  # rows from which warnings have more than two lines


class VerilogPane(HardwarePane):
    """A listing; in a wide pane the report at its right."""

    DEFAULT_CSS = """
    VerilogPane > #listings { height: 1fr; }
    VerilogPane.refused > #listings { display: none; }
    VerilogPane #listing { width: 1fr; }
    VerilogPane #report { width: 82; border-left: vkey $foreground 40%; display: none; }
    VerilogPane.beside #report { display: block; }
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._data: dict[str, Any] = {}

    def content(self) -> Sequence[Widget]:
        """The file, and the report."""
        return [Horizontal(Listing(id="listing"), Listing(id="report"), id="listings")]

    def take_width(self, width: int) -> None:
        """The report beside the file, or not."""
        self.set_class(width >= BESIDE, "beside")
        self._show_facts()

    def clear(self) -> None:
        """An empty listing."""
        self._data = {}
        self.query_one("#listing", Listing).show("", "text")
        self.query_one("#report", Listing).show("", "text")

    def show_data(self, result: Result) -> None:
        """The file, the summary, the report."""
        self._data = {**result.values["data"], "warnings": list(result.values["warnings"])}
        self.query_one("#listing", Listing).show(result.values["text"], self._data["language"])
        self.query_one("#report", Listing).show("\n".join(self._data["report"]), "text")
        self._show_facts()

    def _show(self, rows: tuple[tuple[Figure, ...], ...]) -> None:
        """There are no plots."""

    def _show_text(self, text: str) -> None:
        """The text is in the listing."""

    def _show_facts(self) -> None:
        if not self._data:
            return
        lines = [] if self.has_class("beside") else list(self._data["summary"])
        lines += [f"! {warning}" for warning in self._data["warnings"]]
        width = max(self.size.width - 2, 10)
        shown = [part for line in lines for part in folded(line, width, 2 if self.size.height < HIGH else 4)]
        text = "\n".join(f" {line}" for line in shown)
        if text != self._facts.content:
            self._facts.display = bool(text)
            self._facts.update(text)


def folded(line: str, width: int, most: int) -> list[str]:
    """A line in pieces of a width, at most so many; an ellipsis says that there is more."""
    pieces = textwrap.wrap(line, width, subsequent_indent="  ") or [""]
    if len(pieces) > most:
        last = pieces[most - 1][: width - 1].rstrip()
        pieces = [*pieces[: most - 1], f"{last}…"]
    return pieces
