"""Where jump mode can go: every part of the screen that takes the focus, and every tab."""

from __future__ import annotations

from functools import partial

from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from sctui.screens.jump import Place
from sctui.widgets.tab_strip import TabStrip


def jump_places(screen: Screen[object]) -> list[Place]:
    """The places that can be seen, from top to bottom; of widgets within one another the innermost."""
    places = []
    for widget in screen.query("*"):
        if not widget.is_on_screen or not _seen(screen, widget).contains_point(widget.region.offset):
            continue
        if isinstance(widget, TabStrip):
            for begin, name in widget.places():
                go = partial(widget.post_message, TabStrip.Chosen(widget, name))
                places.append(Place(widget.region.x + begin, widget.region.y, go))
        elif widget.focusable:
            places.append(Place(widget.region.x, widget.region.y, widget.focus))
    return sorted(places, key=lambda place: (place.y, place.x))


def _seen(screen: Screen[object], widget: Widget) -> Region:
    """The part of a widget that is in sight; rows that are scrolled away are under something else."""
    return screen.find_widget(widget).visible_region
