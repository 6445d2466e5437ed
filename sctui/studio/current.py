"""What a widget may ask of the studio it is in: the session as it is now, and the line to the workers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from textual.dom import DOMNode

if TYPE_CHECKING:
    from sctui.session.state import Session
    from sctui.studio.desk import Desk
    from sctui.studio.looks import PlotLook


def session_of(widget: DOMNode) -> Session:
    """The session that the screen shows. To change it, post `sctui.studio.messages.Change`."""
    session: Session = cast(Any, widget.app).session
    return session


def desk_of(widget: DOMNode) -> Desk:
    """The line to the worker processes."""
    desk: Desk = cast(Any, widget.app).desk
    return desk


def plot_look_of(widget: DOMNode) -> PlotLook:
    """Marker, number of colours and ground that plots are drawn with now."""
    look: PlotLook = cast(Any, widget.app).plot_look
    return look


def own_keys_of(widget: DOMNode) -> Mapping[str, str]:
    """The keys that the user's configuration gives, by the id of their action or option."""
    keys: Mapping[str, str] = cast(Any, widget.app).settings.keys
    return keys


def show_readout(widget: DOMNode, text: str, *, moved: bool) -> None:
    """What is under the crosshair of a plot; `moved`: the user has put it there, so this plot is read from now on."""
    cast(Any, widget.app).show_readout(widget, text, moved)


def show_bar(widget: DOMNode, title: str, fraction: float | None) -> None:
    """How much of a long operation is done; None when it has ended."""
    cast(Any, widget.app).show_bar(title, fraction)
