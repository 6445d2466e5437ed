"""The table of FPGAs: an estimate at once, then what Yosys says, and on request the clock by place and route."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from hdl.judges.devices import TARGETS
from kernels.errors import Cancelled, KernelsError
from kernels.worker_job import Progress, Result
from sctui.session.state import Session
from sctui.studio.actions import bindings
from sctui.studio.current import desk_of, show_bar
from sctui.studio.messages import Announce
from sctui.widgets.device_lines import RUNNING, Line, Piece, device_lines
from sctui.widgets.hardware_pane import HardwarePane

if TYPE_CHECKING:
    from sctui.plots.figure import Figure

AT_WORK, ESTIMATES = "Yosys is at work", "What is followed by … is an estimate until it is done."
STYLES = {"head": Style(bold=True), "best": Style(bold=True), "chosen": Style(bold=True, reverse=True)}
STYLES |= {"dim": Style(dim=True), "": Style()}


class DeviceTable(ScrollView, can_focus=True):
    """The lines, one device of them chosen."""

    DEFAULT_CSS = """
    DeviceTable { height: 1fr; overflow-x: hidden; }
    DeviceTable > .device--low { color: $success; }
    DeviceTable > .device--middle { color: $warning; }
    DeviceTable > .device--high { color: $error; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"device--low", "device--middle", "device--high"}
    BINDINGS: ClassVar[list[BindingType]] = bindings("devices")

    class Route(Message):
        """A device is to be placed and routed."""

        def __init__(self, target: str) -> None:
            super().__init__()
            self.target = target

    def __init__(self) -> None:
        super().__init__()
        self.chosen = ""
        self._rows: list[Mapping[str, Any]] = []
        self._failed: Mapping[str, str] = {}
        self._clocks: Mapping[str, Mapping[str, Any]] = {}
        self._notes: Sequence[str] = ()
        self._lines: list[Line] = []

    def show(
        self,
        rows: Sequence[Mapping[str, Any]],
        failed: Mapping[str, str],
        clocks: Mapping[str, Mapping[str, Any]],
        notes: Sequence[str],
    ) -> None:
        """Other numbers; `notes` are said under the table in full."""
        self._rows, self._failed, self._clocks, self._notes = list(rows), dict(failed), dict(clocks), tuple(notes)
        if self.chosen not in [row["target"] for row in rows]:
            self.chosen = rows[0]["target"] if rows else ""
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Longer or shorter bars."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = max(self.size.width - self.styles.scrollbar_size_vertical, 20)
        notes = [Line(()) for _ in self._rows[:1] if self._notes]
        for note in self._notes:
            notes += [Line((Piece(f"  {part}"),)) for part in textwrap.wrap(note, width - 4)]
        lines = device_lines(self._rows, self._failed, self._clocks, self.chosen, width) if self._rows else []
        blocks = next((k for k, line in enumerate(lines) if k and not any(text for text, _ in line.pieces)), len(lines))
        self._lines = lines[:blocks] + notes + lines[blocks:]
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line."""
        at, width = y + round(self.scroll_offset.y), self.size.width
        if at >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        strip = Strip([Segment(text, self._style(kind)) for text, kind in self._lines[at].pieces])
        if strip.cell_length > width > 1:
            strip = Strip([*strip.crop(0, width - 1), Segment("…")])
        return strip.adjust_cell_length(width).apply_style(self.rich_style)

    def _style(self, kind: str) -> Style:
        return STYLES[kind] if kind in STYLES else self.get_component_rich_style(f"device--{kind}", partial=True)

    def action_step(self, by: int) -> None:
        """Choose the next or previous device."""
        targets = [row["target"] for row in self._rows]
        if targets:
            at = targets.index(self.chosen)
            self._choose(targets[(at + by) % len(targets)])

    def action_route(self) -> None:
        """Place and route the chosen device."""
        if self.chosen:
            self.post_message(self.Route(self.chosen))

    def on_click(self, event: events.Click) -> None:
        """A click chooses a device; one on the chosen device has it placed and routed."""
        at = event.y + round(self.scroll_offset.y)
        if at < len(self._lines) and self._lines[at].target in [row["target"] for row in self._rows]:
            if self._lines[at].target == self.chosen:
                self.action_route()
            else:
                self._choose(self._lines[at].target)

    def _choose(self, target: str) -> None:
        self.chosen = target
        self._lay_out()
        table = 1 + len(self._rows)
        block = [k for k, line in enumerate(self._lines) if line.target == target and k > table]
        top, height = round(self.scroll_offset.y), self.size.height
        if block and block[-1] >= top + height:
            self.scroll_to(y=block[-1] - height + 1, animate=False)
        elif block and block[0] < top + table:
            self.scroll_to(y=0, animate=False)


class DevicesPane(HardwarePane):
    """What the circuit needs of four FPGAs."""

    DEFAULT_CSS = """
    DevicesPane.refused > DeviceTable { display: none; }
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._rows: dict[str, Mapping[str, Any]] = {}
        self._failed: dict[str, str] = {}
        self._clocks: dict[str, Mapping[str, Any]] = {}
        self._note = ""
        self._circuit: Mapping[str, Any] = {}  # the request that the rows belong to
        self._waited: set[str] = set()  # devices that Yosys is at work for

    def content(self) -> Sequence[Widget]:
        """The table."""
        return [DeviceTable()]

    def ask(self, session: Session, *, again: bool = False) -> None:
        """Ask for the estimate and for the synthesis."""
        before = self._asked
        super().ask(session, again=again)
        if self._asked is None or self._asked is before:
            return
        circuit = self._asked["request"]
        if circuit != self._circuit:
            self._circuit = circuit
            self._rows, self._failed, self._clocks = {}, {}, {}
            desk_of(self).cancel(f"{self._channel}.route")
            desk_of(self).ask(
                f"{self._channel}.estimate",
                "estimates",
                circuit,
                on_result=self._estimated,
                on_error=lambda error: None,  # the synthesis says the same
            )
        self._failed, self._waited = {}, set(TARGETS)
        self._note = self._at_work()
        self.refused = ""
        self.remove_class("refused")
        self._draw()

    def _at_work(self, what: str = "") -> str:
        shown = f" {ESTIMATES}" if any(target in self._rows for target in self._waited) else ""
        return f"{AT_WORK}{f': {what}' if what else ''}; esc cancels.{shown}"

    def _draw(self) -> None:
        """Every device that there are numbers of, or that Yosys is at work for."""
        rows: list[Mapping[str, Any]] = []
        for target, one in TARGETS.items():
            row = self._rows.get(target, {})
            if target in self._waited:
                rows.append({"target": target, "device": one.device, **row, "state": RUNNING})
            elif row:
                rows.append(row)
        self.query_one(DeviceTable).show(rows, self._failed, self._clocks, [self._note] if self._note else [])

    def _estimated(self, result: Result) -> None:
        for row in result.values["rows"]:
            self._rows.setdefault(row["target"], row)
        if self._rows and not self.refused:
            self.remove_class("refused")
        if self._note.startswith(AT_WORK):
            self._note = self._at_work()
        self._draw()

    def clear(self) -> None:
        """No numbers."""
        self._rows, self._failed, self._clocks, self._note = {}, {}, {}, ""
        self._waited = set()
        self._draw()

    def _show(self, rows: tuple[tuple[Figure, ...], ...]) -> None:
        """The figure is for the export; here stands the table."""

    def show_data(self, result: Result) -> None:
        """What was measured takes the place of what was estimated."""
        self._take(result.values["data"])
        self._waited = set()
        self._note = "enter, or a second click: place and route the chosen device, for its clock"
        self._draw()
        self._readout.say("up and down choose · enter places and routes · space synthesises again")

    def _take(self, data: Mapping[str, Any]) -> None:
        """Devices that are done."""
        self._rows |= {row["target"]: row for row in data["rows"]}
        self._failed = dict(data["failed"])
        self._waited -= {*self._failed, *(row["target"] for row in data["rows"])}

    def show_problem(self, text: str, advice: str = "") -> None:
        """Why there is no synthesis; an estimate stays."""
        self._waited = set()
        if advice or not self._rows:
            super().show_problem(text, advice)
            return
        self._note = f"Only estimated: {text}"
        self._draw()

    def _refused(self, error: KernelsError) -> None:
        asked = self._asked
        super()._refused(error)
        self._asked = asked  # minutes of work are not begun again by a resize: space does that, or another circuit
        if isinstance(error, Cancelled):
            self._waited = set()
            estimated = any(row["state"] == "estimate" for row in self._rows.values())
            shown = " What is not measured is an estimate." if estimated else ""
            self._note = f"Cancelled; space synthesises.{shown}"
            self._draw()

    def _progressed(self, progress: Progress) -> None:
        super()._progressed(progress)
        if "data" in progress.values:
            self._take(progress.values["data"])
        if progress.values:
            self._note = self._at_work(progress.values.get("note", ""))
            self._draw()

    # -- place and route ------------------------------------------------------------------------------------------

    def on_device_table_route(self, event: DeviceTable.Route) -> None:
        """Place and route a device."""
        event.stop()
        target = event.target
        bar = f"route {target}"

        def done(result: Result) -> None:
            show_bar(self, bar, None)
            self._clocks[target] = result.values
            self._note = ""
            self._draw()

        def refused(error: KernelsError) -> None:
            show_bar(self, bar, None)
            if not isinstance(error, Cancelled):
                self._note = f"Not placed and routed: {error}"
                self._draw()

        show_bar(self, bar, 0.0)
        self.post_message(Announce(""))
        desk_of(self).ask(
            f"{self._channel}.route",
            "route",
            {**self._circuit, "target": target},
            long=True,
            on_result=done,
            on_error=refused,
            on_progress=lambda progress: show_bar(self, bar, progress.fraction),
        )
