"""Finding one's way: the help for where the user is, any action by its name, and letters on all places."""

from __future__ import annotations

from textual.app import App

from sctui.session.state import Session
from sctui.studio.settings import Settings


class FindingActions(App[None]):
    """The part of the Studio that helps. The modals are imported when they are opened."""

    session: Session
    settings: Settings

    def action_help(self) -> None:
        """The keys for where the user is, and the manual."""
        from sctui.screens.help import Help  # modals come when they are opened
        from sctui.studio.key_help import key_help

        self.push_screen(Help(key_help(self.session, self.screen.focused, self.settings.keys)))

    def action_palette(self) -> None:
        """Any action by its name."""
        from sctui.screens.palette import Palette
        from sctui.studio.palette_entries import carry_out, entries

        async def chosen(value: str | None) -> None:
            if value is not None:
                await carry_out(self, self.session, value)

        self.push_screen(Palette(entries(self.session, self.settings.keys)), chosen)

    def action_jump(self) -> None:
        """Letters on all places."""
        from sctui.screens.jump import Jump
        from sctui.studio.jump_places import jump_places

        self.push_screen(Jump(jump_places(self.screen)))
