"""The tables of the manual's page about the studio."""

from __future__ import annotations

from sctui.markdown_table import markdown
from sctui.studio.actions import ACTIONS, SCOPES, keys_text
from sctui.studio.settings import SCALARS
from sctui.studio.themes import LOOKS
from sctui.views.table import VIEWS


def actions() -> str:
    """Every action with its keys, by the part of the screen where it is."""
    parts = []
    for scope, title in SCOPES.items():
        rows = [(keys_text(one) or "palette", one.title, one.help, one.id) for one in ACTIONS if one.scope == scope]
        if rows:
            parts.append(f"**{title}**\n\n{markdown(('keys', 'action', 'what it does', 'id'), rows)}")
    return "\n\n".join(parts)


def settings() -> str:
    """The entries of the section [studio]."""
    rows = []
    for name, item in SCALARS.items():
        choices = item.metadata.get("choices") or ("true", "false")
        default = item.default if isinstance(item.default, str) else str(item.default).lower()
        rows.append((name, default, ", ".join(choices), item.metadata["doc"]))
    return markdown(("entry", "by default", "values", "what it is"), rows)


def themes() -> str:
    """The themes."""
    return markdown(("theme", "what it is"), [(name, look.title) for name, look in LOOKS.items()])


def views() -> str:
    """The views: what each shows, and the keys of its options."""
    rows = [
        (
            view.title,
            view.help,
            ", ".join(f"{one.key} {one.title} (`{view.name}.{one.name}`)" for one in view.options),
            f"sctui {view.operation}",
        )
        for view in VIEWS.values()
    ]
    return markdown(("view", "what it shows", "keys", "on the command line"), rows)
