"""A pane about the circuit of a model: what it says of one that cannot become hardware is the reason, in full."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from kernels.worker_job import Result
from sctui.studio.current import show_bar
from sctui.widgets.pane import Pane

FORMAT_ADVICE = (
    "k takes another format: a number of bits gives every value a point of its own, auto finds the narrowest that "
    "keeps the spikes."
)


class HardwarePane(Pane):
    """Plots, or in their place why there are none and what can be done about it."""

    DEFAULT_CSS = """
    HardwarePane > .problem { height: auto; padding: 1 2; display: none; }
    HardwarePane.refused > .problem { display: block; }
    HardwarePane > .pane-facts { height: auto; max-height: 40%; }
    """

    refused = ""  # why there is nothing, in one line; "" where there is something

    def compose(self) -> ComposeResult:
        """Title, lines of facts, what is shown, a problem, numbers; laid out for the width of the whole screen."""
        self.take_width(self.app.size.width)
        yield self._title
        yield self._facts
        yield Static("", classes="problem", markup=False)
        yield from self.content()
        yield self._readout

    def on_resize(self, event: events.Resize) -> None:
        """Another layout, where there is more or less room."""
        self.take_width(event.size.width)

    def take_width(self, width: int) -> None:
        """The layout for so many columns."""

    def content(self) -> Sequence[Widget]:
        """What is shown where the model can become hardware."""
        return [self._place]

    def on_mount(self) -> None:
        """Its keys count at once where nothing else has them."""
        if self.screen.focused is None:
            self.call_after_refresh(self.take_keys)

    def take_keys(self) -> None:
        """Give the keys to what is shown, unless something else has taken them."""
        main = next((one for one in self.query("*") if one.focusable), None)
        if self.is_attached and self.screen.focused is None and main is not None:
            self.screen.set_focus(main, scroll_visible=False)

    def clear(self) -> None:
        """What was shown belongs to another circuit."""
        self._show(())

    def show_problem(self, text: str, advice: str = "") -> None:
        """Why there is no circuit, or no result of it."""
        if text.startswith("format: "):
            advice = FORMAT_ADVICE
        self.refused = text
        self.clear()
        self._facts.display = False
        parts = (f"✗ {self.view.title}: no result", text, advice)
        self.query_one(".problem", Static).update("\n\n".join(part for part in parts if part))
        self.add_class("refused")
        self._readout.say("")

    def _answered(self, result: Result) -> None:
        refused = result.values.get("refused")
        if refused is not None:
            show_bar(self, self.view.title, None)
            self.show_problem(refused["message"], refused["advice"])
            return
        self.refused = ""
        self.remove_class("refused")
        super()._answered(result)
        self.show_data(result)

    def _show_text(self, text: str) -> None:
        """Lines over the plots, as many as leave room for these."""
        lines, most = text.splitlines(), max(self.size.height // 3, 2)
        if len(lines) > most:
            lines = [*lines[: most - 1], f"… {len(lines) - most + 1} more in a taller window, or exported with e"]
        super()._show_text("\n".join(lines))

    def show_data(self, result: Result) -> None:
        """What panes of their own kind show."""
