"""What the user may set for the studio, in one table: it feeds the configuration file, the options and the manual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sctui import arguments
from sctui.arguments import THEMES

MARKERS = ("auto", *arguments.MARKERS)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the studio looks and behaves. `keys` holds by the id of an action the keys that take the place of its own."""

    theme: str = field(default="dark", metadata={"doc": "colours of the screen", "choices": THEMES})
    marker: str = field(
        default="auto", metadata={"doc": "what lines are drawn with; auto: braille where it can be", "choices": MARKERS}
    )
    mouse: bool = field(default=True, metadata={"doc": "react to the mouse; without, the terminal selects text"})
    animation: bool = field(default=False, metadata={"doc": "let scrolling and the like move smoothly"})
    hint: bool = field(default=True, metadata={"doc": "a hint at the first start"})
    keys: Mapping[str, str] = field(default_factory=dict, metadata={"doc": "keys of actions"})

    def with_options(self, options: Mapping[str, Any]) -> Settings:
        """These settings with those that are given (not None), say on the command line."""
        return replace(self, **{name: value for name, value in options.items() if value is not None})


SCALARS = {item.name: item for item in fields(Settings) if item.name != "keys"}
