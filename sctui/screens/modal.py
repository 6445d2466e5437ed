"""What all screens over the studio have in common: they are painted as sparingly as the studio itself."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

from sctui.studio.paint import SpareCompositor

Answer = TypeVar("Answer")


class Modal(ModalScreen[Answer]):
    """A screen over the studio. What is beneath is not dimmed: that would send every cell of it anew."""

    DEFAULT_CSS = "Modal { background: transparent; }"

    def __init__(self) -> None:
        super().__init__()
        self._compositor = SpareCompositor()
        self._left = False

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Once: a second key that was quicker than the screen could go would close the one beneath.

        A key that was quicker than it could come waits: what is mounted needs its parts.
        """
        if self._left:
            return AwaitComplete()
        if not self.is_mounted:
            self.call_later(self._dismiss_then, result)
            return AwaitComplete()
        self._left = True
        return super().dismiss(result)

    def _dismiss_then(self, result: Answer | None) -> None:
        self.dismiss(result)
