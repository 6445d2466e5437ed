"""From a model to its equations: a copy of them into the editor."""

from __future__ import annotations

from dataclasses import replace

from textual.app import App

from kernels.errors import KernelsError
from sctui.session.own_text import is_kept, one_newline, shown_text
from sctui.session.state import Session
from sctui.studio.messages import Announce, Change


class EditingActions(App[None]):
    """The part of the Studio that takes the equations of what is shown into the editor."""

    session: Session

    def action_edit_model(self) -> None:
        """A copy of the model's text in the editor; asks where that would drop a text that is kept nowhere."""
        from sctui.screens.choice import Choice, Item  # the modals come with their first use

        session = self.session
        try:
            text = one_newline(shown_text(session.setup))
        except KernelsError as error:
            self.post_message(Announce(str(error), problem=True))
            return
        if one_newline(session.text) == text:
            self.post_message(Change(replace(session, workspace="equations")))
            return
        copied = replace(session, text=text, path="", workspace="equations")
        if is_kept(session):
            self.post_message(Change(copied))
            return

        def chosen(value: str | None) -> None:
            if value == "copy":
                self.post_message(Change(copied))
            elif value == "stay":
                self.post_message(Change(replace(self.session, workspace="equations")))

        items = (
            Item("stay", "keep the equations in the editor", "they are saved nowhere"),
            Item("copy", "replace them by this model's", "what is in the editor is lost"),
        )
        self.push_screen(Choice("The editor holds equations that are not saved", items), chosen)
