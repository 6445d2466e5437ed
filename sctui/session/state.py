"""The session: everything that is on the screen and comes back when the studio is opened again. Immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sctui.session.setup import Setup

WORKSPACES = ("analyse", "equations", "network")


@dataclass(frozen=True, slots=True)
class Zoom:
    """The part of a plot that is shown, in data coordinates; None is all there is."""

    x: tuple[float, float] | None = None
    y: tuple[float, float] | None = None  # of the first panel


@dataclass(frozen=True, slots=True)
class Session:
    """What the studio shows. Views read it and nothing else; every change makes a new one.

    `options` holds by view what its keys have chosen, `zooms` by view the part that is shown, `cursor` the x value of
    the crosshair (None: hidden). `a` and `b` are pinned setups, `multi` the setups overlaid. `overlay` is the path of
    an imported recording. `text` is what stands in the equations' editor, `path` the file it belongs to.
    `network` holds changed numbers of the E-I network.
    """

    setup: Setup = field(default_factory=Setup)
    workspace: str = "analyse"
    view: str = "trace"
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    zooms: Mapping[str, Zoom] = field(default_factory=dict)
    cursor: float | None = None
    a: Setup | None = None
    b: Setup | None = None
    multi: tuple[Setup, ...] = ()
    overlay: str = ""
    text: str = ""
    path: str = ""
    network: Mapping[str, float] = field(default_factory=dict)
    favourites: tuple[str, ...] = ()
    recents: tuple[str, ...] = ()

    def option(self, view: str, name: str, default: str) -> str:
        """What is chosen for one option of a view."""
        return self.options.get(view, {}).get(name, default)

    def with_option(self, view: str, name: str, value: str) -> Session:
        """This session with one option of a view chosen."""
        return replace(self, options={**self.options, view: {**self.options.get(view, {}), name: value}})

    def zoom(self, view: str) -> Zoom:
        """The part of a view's plot that is shown."""
        return self.zooms.get(view, Zoom())

    def with_zoom(self, view: str, zoom: Zoom) -> Session:
        """This session with another part of a view's plot shown."""
        zooms = {key: old for key, old in self.zooms.items() if key != view}
        return replace(self, zooms=zooms if zoom == Zoom() else zooms | {view: zoom})

    def with_setup(self, setup: Setup) -> Session:
        """This session with another setup; a new model shows its plots in full and is the latest of the recents."""
        if setup.subject == self.setup.subject:
            return replace(self, setup=setup)
        recents = self.recents
        if not setup.source:
            recents = (setup.model, *(slug for slug in recents if slug != setup.model))[:20]
        return replace(self, setup=setup, zooms={}, cursor=None, recents=recents)


def session_fields(session: Session) -> dict[str, Any]:
    """Plain values for JSON, by the names of the fields."""
    pinned = {name: None if one is None else one.to_dict() for name, one in (("a", session.a), ("b", session.b))}
    return {
        "setup": session.setup.to_dict(),
        "workspace": session.workspace,
        "view": session.view,
        "options": {view: dict(chosen) for view, chosen in session.options.items()},
        "zooms": {view: {"x": zoom.x, "y": zoom.y} for view, zoom in session.zooms.items()},
        "cursor": session.cursor,
        **pinned,
        "multi": [setup.to_dict() for setup in session.multi],
        "overlay": session.overlay,
        "text": session.text,
        "path": session.path,
        "network": dict(session.network),
        "favourites": list(session.favourites),
        "recents": list(session.recents),
    }
