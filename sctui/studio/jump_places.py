"""Where jump mode can go: every part of the screen that takes the focus, and every tab."""

from __future__ import annotations

from functools import partial

from textual.screen import Screen

from sctui.screens.jump import Place
from sctui.widgets.tab_strip import TabStrip


def jump_places(screen: Screen[object]) -> list[Place]:
    """The places that can be seen, from top to bottom; of widgets within one another the innermost."""
    places = []
    for widget in screen.query("*"):
        if not widget.is_on_screen or not widget.region:
            continue
        if isinstance(widget, TabStrip):
            for begin, name in widget.places():
                go = partial(widget.post_message, TabStrip.Chosen(widget, name))
                places.append(Place(widget.region.x + begin, widget.region.y, go))
        elif widget.focusable:
            places.append(Place(widget.region.x, widget.region.y, widget.focus))
    return sorted(places, key=lambda place: (place.y, place.x))
