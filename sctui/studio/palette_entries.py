"""What the command palette offers, and how a chosen entry is carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App

from sctui.screens.palette import Entry
from sctui.session.state import Session
from sctui.studio.actions import ACTIONS, SCOPES, keys_text
from sctui.studio.messages import Change
from sctui.studio.option_keys import option_keys_text
from sctui.views.table import VIEWS, next_option, options_of, shown_view, with_view

HIDDEN = {"palette"}  # the palette itself is open already


def entries(session: Session, own: Mapping[str, str] | None = None) -> list[Entry]:
    """Actions, then views, then the options of the view that is shown, with what each stands at."""
    found = [
        Entry(f"action:{one.id}", one.title, one.help, keys_text(one, own), SCOPES[one.scope])
        for one in ACTIONS
        if one.id not in HIDDEN
    ]
    found += [Entry(f"view:{view.name}", f"View: {view.title}", view.help) for view in VIEWS.values()]
    view = shown_view(session)
    if view is not None:
        chosen = options_of(view, session)
        found += [
            Entry(
                f"option:{one.name}",
                f"{view.title}: {one.title}",
                f"now {chosen[one.name]}",
                option_keys_text(view, one, own),
            )
            for one in view.options
        ]
    return found


async def carry_out(app: App[Any], session: Session, value: str) -> None:
    """Does what an entry stands for. An action of a part of the screen goes to the part that has it, focused first."""
    kind, _, name = value.partition(":")
    if kind == "view":
        app.post_message(Change(with_view(session, name)))
    elif kind == "option":
        view = shown_view(session) or VIEWS["trace"]
        option = next(one for one in view.options if one.name == name)
        app.post_message(Change(next_option(session, view, option)))
    else:
        await _act(app, name)


async def _act(app: App[Any], id: str) -> None:
    action = next(one for one in ACTIONS if one.id == id)
    method = "action_" + action.action.partition("(")[0]
    if action.scope == "studio":
        await app.run_action(action.action)
        return
    focused = app.screen.focused
    places = ([focused] if focused is not None else []) + list(app.screen.query("*"))
    for widget in places:
        own = {binding.id for _, binding in widget._bindings}
        if id in own and hasattr(widget, method) and widget.display:
            widget.focus()
            await widget.run_action(action.action)
            return
    app.bell()
