"""Every action of the studio in one table: it feeds the keys, the palette, the help, the manual and the tests.

`id` names the action in the user's configuration (`[keys]`), where its keys can be changed. `action` is the method
`action_<name>` of the class whose scope it is.
"""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding, BindingType


class Action(NamedTuple):
    """One action. Several keys are separated by commas; `keys` may be empty: then it is in the palette alone."""

    id: str
    keys: str
    action: str
    title: str
    help: str
    scope: str


SCOPES = {
    "studio": "Everywhere",
    "plot": "In a plot",
    "browser": "In the list of models",
    "slider": "On a slider",
    "stimulus": "In the stimulus panel",
    "editor": "In the equations' editor",
}

ACTIONS: tuple[Action, ...] = (
    Action("workspace.analyse", "1", "workspace('analyse')", "Analyse", "one neuron and its views", "studio"),
    Action(
        "workspace.equations", "2", "workspace('equations')", "Equations", "write equations beside a plot", "studio"
    ),
    Action("workspace.network", "3", "workspace('network')", "Network", "the E-I network", "studio"),
    Action("view.next", "right_square_bracket", "view(1)", "Next view", "show the view to the right", "studio"),
    Action("view.previous", "left_square_bracket", "view(-1)", "Previous view", "show the view to the left", "studio"),
    Action("run", "space", "run", "Run", "simulate and draw again now", "studio"),
    Action("cancel", "escape", "cancel", "Cancel", "stop the computation under way", "studio"),
    Action("find", "slash", "find", "Find a model", "search the library", "studio"),
    Action("drawer.models", "m", "drawer('models')", "Models", "show or hide the list of models", "studio"),
    Action("drawer.parameters", "p", "drawer('parameters')", "Parameters", "show or hide the parameters", "studio"),
    Action("help", "question_mark,f1", "help", "Help", "keys and manual for where you are", "studio"),
    Action("palette", "ctrl+p", "palette", "Command palette", "find any action by its name", "studio"),
    Action("quit", "ctrl+q", "quit", "Quit", "leave; the session is kept", "studio"),
    Action("plot.zoom_in", "plus,equals_sign", "zoom(0.5)", "Zoom in", "show half of the x range", "plot"),
    Action("plot.zoom_out", "minus", "zoom(2.0)", "Zoom out", "show twice the x range", "plot"),
    Action("plot.reset", "0", "reset", "Whole plot", "show everything", "plot"),
    Action("plot.left", "left", "pan(-0.1)", "Pan left", "move the part that is shown", "plot"),
    Action("plot.right", "right", "pan(0.1)", "Pan right", "move the part that is shown", "plot"),
    Action("plot.crosshair", "x", "crosshair", "Crosshair", "show or hide the crosshair with its values", "plot"),
)


def bindings(scope: str) -> list[BindingType]:
    """The key bindings of a scope, for the class attribute BINDINGS."""
    return [
        Binding(one.keys, one.action, one.title, tooltip=one.help, id=one.id, show=False)
        for one in ACTIONS
        if one.scope == scope and one.keys
    ]
