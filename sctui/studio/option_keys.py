"""Which keys take the next value of a view's option? Its own letter, or what the user's configuration says."""

from __future__ import annotations

from collections.abc import Mapping

from sctui.studio.actions import printed
from sctui.views.table import Option, View


def option_id(view: View, option: Option) -> str:
    """The name of an option in the section [keys]: `option.fi.points`."""
    return f"option.{view.name}.{option.name}"


def option_keys(view: View, option: Option, own: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The names of its keys. `own` are keys that the user gave; one that an action got by them is not an option's."""
    given = own or {}
    taken = {key for id, keys in given.items() if not id.startswith("option.") for key in keys.split(",")}
    return tuple(key for key in given.get(option_id(view, option), option.key).split(",") if key not in taken)


def option_keys_text(view: View, option: Option, own: Mapping[str, str] | None = None) -> str:
    """Its keys as they are printed on a keyboard."""
    return " ".join(map(printed, option_keys(view, option, own)))
