"""The session: everything that is on the screen and comes back when the studio is opened again. Immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from math import isfinite
from typing import Any

from sctui.session.setup import Setup

PASSING = ("dragging", "preview")  # fields that do not outlast the moment: they are not kept
TIME = ("time", "steps")  # labels of axes that share one crosshair
WORKSPACES = ("analyse", "equations", "network", "hardware")


@dataclass(frozen=True, slots=True)
class Zoom:
    """The part of a plot that is shown, in data coordinates; None is all there is.

    `of` is the label of the x axis to which `x` belongs: another axis is shown whole. `y` holds parts by the label of
    a panel's y axis.
    """

    x: tuple[float, float] | None = None
    y: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    of: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """What the studio shows. Views read it and nothing else; every change makes a new one.

    `options` holds by view what its keys have chosen, `zooms` by view the part that is shown. `cursor` is the time at
    which the crosshair stands in all plots over time (None: hidden), `cursors` where it stands on other axes, by their
    label. `a` and `b` are pinned setups, `multi` the setups overlaid. `overlay` is the path of
    an imported recording. `text` is what stands in the equations' editor, `path` the file it belongs to.
    `dragging`: a slider is being dragged, so pictures have to be cheap; `preview` is then the duration to which a run
    that takes long is cut. `network` holds changed numbers of the E-I network. `guide` is the experiment whose text
    stands over the plot.
    `hidden` names the side panels that are hidden where there would be room for them. `hardware` is the view of the
    workspace Hardware, as `view` is that of the others. `folds` are the categories of the browser that are turned over:
    open, for most are folded.
    """

    setup: Setup = field(default_factory=Setup)
    workspace: str = "analyse"
    view: str = "trace"
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    zooms: Mapping[str, Zoom] = field(default_factory=dict)
    cursor: float | None = None
    cursors: Mapping[str, float] = field(default_factory=dict)
    a: Setup | None = None
    b: Setup | None = None
    multi: tuple[Setup, ...] = ()
    overlay: str = ""
    text: str = ""
    path: str = ""
    network: Mapping[str, float] = field(default_factory=dict)
    guide: str = ""
    favourites: tuple[str, ...] = ()
    recents: tuple[str, ...] = ()
    dragging: bool = False
    preview: float | None = None
    hidden: tuple[str, ...] = ()
    hardware: str = "rtl"
    folds: tuple[str, ...] = ()

    def pictured(self) -> Session:
        """This session as the views are to draw it: with a shorter run while a preview is wanted."""
        return self if self.preview is None else replace(self, setup=replace(self.setup, duration=self.preview))

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

    def places(self) -> dict[str, float]:
        """Where the crosshair stands, by the label of the axis."""
        time = {} if self.cursor is None else dict.fromkeys(TIME, self.cursor)
        return {**self.cursors, **time}

    def with_places(self, places: Mapping[str, float | None]) -> Session:
        """This session with the crosshair elsewhere on some axes; None takes it off one."""
        times = [value for label, value in places.items() if label in TIME]
        others = {label: value for label, value in {**self.cursors, **places}.items() if label not in TIME}
        cursors = {label: value for label, value in others.items() if value is not None}
        return replace(self, cursor=times[0] if times else self.cursor, cursors=cursors)

    def with_setup(self, setup: Setup) -> Session:
        """This session with another setup; a new model shows its plots in full and is the latest of the recents."""
        if setup.subject == self.setup.subject:
            return replace(self, setup=setup)
        recents = self.recents
        if not setup.source:
            recents = (setup.model, *(slug for slug in recents if slug != setup.model))[:20]
        return replace(self, setup=setup, zooms={}, cursor=None, cursors={}, recents=recents)


def session_fields(session: Session) -> dict[str, Any]:
    """Plain values for JSON, by the names of the fields; `sctui.session.reading` makes a session of them again."""
    return {item.name: _plain(getattr(session, item.name)) for item in fields(session) if item.name not in PASSING}


def _plain(value: Any) -> Any:
    """Setups without what is empty in them; JSON has no infinities and no NaN: they are left out as None."""
    if isinstance(value, Setup):
        return _plain(value.to_dict())
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value
