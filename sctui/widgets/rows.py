"""A column of rows that scrolls."""

from __future__ import annotations

from typing import ClassVar

from textual.containers import VerticalScroll

PARTS = ("name", "mark", "focused", "changed", "bar", "outside", "muted", "value")


class Rows(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Holds `sctui.widgets.row.Row`s; the styles of their parts are here, once for all of them, to be quickly made."""

    DEFAULT_CSS = """
    Rows { height: 1fr; width: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    Rows > .row--name, Rows > .row--value { color: $foreground; }
    Rows > .row--mark { color: $accent; text-style: bold; }
    Rows > .row--focused { color: $foreground; text-style: bold reverse; }
    Rows > .row--changed { color: $warning; text-style: bold; }
    Rows > .row--bar { color: $primary; background: $foreground 12%; }
    Rows > .row--outside { color: $error; background: $foreground 12%; text-style: bold; }
    Rows > .row--muted { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"row--{part}" for part in PARTS}
