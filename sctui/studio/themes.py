"""The themes of the studio in one table, each with the palette of the plots that can be read on its background."""

from __future__ import annotations

from typing import NamedTuple

from textual.theme import BUILTIN_THEMES, Theme

from sctui.arguments import THEMES


class Look(NamedTuple):
    """A theme: its title, Textual's description of it, whether plots are drawn on light ground, and their colours."""

    title: str
    theme: Theme
    light: bool = False
    colours: int = 1 << 24


def _ansi(name: str) -> Theme:
    """The terminal's own 16 colours, whatever the user has made them."""
    own = BUILTIN_THEMES["ansi-dark"]
    return Theme(**{key: getattr(own, key) for key in Theme.__dataclass_fields__} | {"name": name})


LOOKS: dict[str, Look] = {
    "dark": Look(
        "Dark",
        Theme(
            "dark", primary="#3a86c8", secondary="#2f6690", accent="#e69f00", warning="#e69f00", error="#ff6b5e",
            success="#35b58a", foreground="#e0e0e0", background="#121417", surface="#1a1d21", panel="#24282e",
        ),
    ),
    "light": Look(
        "Light",
        Theme(
            "light", primary="#005a8f", secondary="#3a6d8c", accent="#a84600", warning="#8a5a00", error="#b00020",
            success="#00664a", foreground="#1b1b1b", background="#fbfbf8", surface="#f0f0ec", panel="#e2e2dd",
            dark=False,
        ),
        light=True,
    ),
    "contrast": Look(
        "High contrast",
        Theme(
            "contrast", primary="#00afff", secondary="#ffffff", accent="#ffff00", warning="#ffff00", error="#ff8080",
            success="#80ff80", foreground="#ffffff", background="#000000", surface="#000000", panel="#262626",
            text_alpha=1.0,
            variables={"text-muted": "#ffffff", "text-disabled": "#cccccc"},
        ),
    ),
    "colour-blind": Look(
        "Colour-blind safe",
        Theme(
            "colour-blind", primary="#56b4e9", secondary="#0072b2", accent="#e69f00", warning="#f0e442",
            error="#d55e00", success="#009e73", foreground="#f0f0f0", background="#101418", surface="#181d22",
            panel="#222a31",
        ),
    ),
    "ansi": Look("The terminal's 16 colours", _ansi("ansi"), colours=16),
}  # fmt: skip

assert tuple(LOOKS) == THEMES
