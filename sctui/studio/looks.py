"""How the studio looks and what its keys are: themes, markers and keys from the settings."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from textual.app import App

from sctui.console import screen
from sctui.studio.messages import Announce
from sctui.studio.settings import Settings
from sctui.studio.shown import shown_on
from sctui.studio.themes import LOOKS, Look

if TYPE_CHECKING:
    from sctui.screens.choice import Item


class PlotLook(NamedTuple):
    """What plots are drawn with: the marker, the number of colours (0 for none), and whether the ground is light."""

    marker: str
    colours: int
    light: bool


class LookActions(App[None]):
    """The part of the Studio that knows its settings."""

    settings: Settings = Settings()

    def on_load(self) -> None:
        """Before the first frame: the theme, and the user's keys."""
        for look in LOOKS.values():
            self.register_theme(look.theme)
        self.theme = self.settings.theme
        self.animation_level = "full" if self.settings.animation else "none"
        self.set_keymap(dict(self.settings.keys))
        self.app_resume_signal.subscribe(self, lambda _: shown_on(self.console).forget())  # it was cleared

    @property
    def look(self) -> Look:
        """The theme that is shown."""
        return LOOKS.get(self.theme, LOOKS[Settings().theme])

    @property
    def plot_look(self) -> PlotLook:
        """What plots are to be drawn with now."""
        marker = self.settings.marker
        if marker == "auto":
            marker = "braille" if screen(sys.__stdout__).unicode else "ascii"  # Textual has taken sys.stdout
        return PlotLook(marker, 0 if self.no_color else self.look.colours, self.look.light)

    def on_resize(self) -> None:
        """A terminal that has another size may have moved or cut what it shows."""
        shown_on(self.console).forget()

    def action_redraw(self) -> None:
        """Write the whole screen, whatever the terminal showed."""
        shown_on(self.console).forget()
        self.screen.refresh()

    def action_theme(self) -> None:
        """Choose another theme for this time; the configuration says which one it begins with."""
        from sctui.screens.choice import Choice, Item  # modals come with their first use

        items: list[Item] = [Item(name, look.title, f"theme = '{name}'") for name, look in LOOKS.items()]

        def choose(name: str | None) -> None:
            if name is not None:
                self.settings = replace(self.settings, theme=name)
                self.theme = name
                self.post_message(Announce(f"to begin with this theme, write theme = '{name}' into the configuration"))

        self.push_screen(Choice("Theme", items, chosen=self.theme), choose)
