"""The keys for where the user is, as a text: those of the focused part first, then of the view, then everywhere."""

from __future__ import annotations

from collections.abc import Mapping

from textual.widget import Widget

from sctui.session.state import Session
from sctui.studio.actions import ACTIONS, SCOPES, Action, keys_text
from sctui.studio.option_keys import option_keys_text
from sctui.views.table import options_of, shown_view


def key_help(session: Session, focused: Widget | None, own: Mapping[str, str] | None = None) -> str:
    """A page of keys; the actions that have none are in the palette. `own` are keys that the user gave to actions."""
    parts = []
    ids = set() if focused is None else {binding.id for _, binding in focused._bindings}
    here = {one.scope for one in ACTIONS if one.id in ids}
    scopes = [scope for scope in SCOPES if scope in here and scope != "studio"]
    for scope in scopes:
        parts.append(_section(SCOPES[scope], [one for one in ACTIONS if one.scope == scope], own))
    view = shown_view(session)
    if view is not None:
        chosen = options_of(view, session)
        rows = [f"    {option_keys_text(view, one, own):14}{one.title}: now {chosen[one.name]}" for one in view.options]
        parts.append("\n".join([f"# {view.title}: {view.help}", *rows]))
    parts.append(_section(SCOPES["studio"], [one for one in ACTIONS if one.scope == "studio"], own))
    others = [scope for scope in SCOPES if scope not in here and scope != "studio"]
    for scope in others:
        theirs = [one for one in ACTIONS if one.scope == scope]
        if theirs:
            parts.append(_section(SCOPES[scope], theirs, own))
    return "\n\n".join(parts)


def _section(title: str, actions: list[Action], own: Mapping[str, str] | None) -> str:
    rows = [f"    {keys_text(one, own) or 'palette':14}{one.title}: {one.help}" for one in actions]
    return "\n".join([f"# {title}", *rows])
