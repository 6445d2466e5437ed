"""Every action of the studio in one table: it feeds the keys, the palette, the help, the manual and the tests.

`id` names the action in the user's configuration (`[keys]`), where its keys can be changed. `action` is the method
`action_<name>` of the class whose scope it is.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    "parameters": "In the parameters",
    "slider": "On a slider",
    "choice": "On a choice",
    "path": "On the path of a file",
    "stimulus": "In the stimulus panel",
    "menu": "In a menu",
    "entry": "Typing a value",
    "editor": "In the equations' editor",
    "text": "In a program",
    "cards": "In the experiments",
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
    Action("pin.a", "a", "pin('a')", "Pin as A", "keep this setup as A of the comparison", "studio"),
    Action("pin.b", "b", "pin('b')", "Pin as B", "keep this setup as B of the comparison", "studio"),
    Action("pin.overlay", "u", "overlay", "Overlay", "add this setup to those of the Multi view, at most four", "studio"),
    Action("pin.clear", "U", "clear_overlays", "Clear overlays", "take all setups out of the Multi view", "studio"),
    Action("find", "slash", "find", "Find a model", "search the library", "studio"),
    Action("drawer.models", "m", "drawer('models')", "Models", "show or hide the list of models", "studio"),
    Action("drawer.parameters", "p", "drawer('parameters')", "Parameters", "show or hide the parameters", "studio"),
    Action("help", "question_mark,f1", "help", "Help", "keys and manual for where you are", "studio"),
    Action("palette", "ctrl+p", "palette", "Command palette", "find any action by its name", "studio"),
    Action("jump", "g", "jump", "Go to", "a letter on every place; typing it goes there", "studio"),
    Action("session.save", "w", "save", "Save session", "keep what is on the screen under a name", "studio"),
    Action("session.open", "ctrl+o", "sessions", "Sessions", "open a session, or an older version of one", "studio"),
    Action("session.share", "y", "share", "Share", "copy and show a link that opens this screen", "studio"),
    Action("session.link", "", "open_link", "Open a link", "show the screen that a link holds", "studio"),
    Action("models.recent", "ctrl+r", "recent", "Recent models", "open a model that was open lately", "studio"),
    Action("export", "e", "export", "Export", "a picture, CSV, JSON, or the numbers to the clipboard", "studio"),
    Action("export.copy", "", "copy_numbers", "Copy numbers", "those on the screen, to the clipboard", "studio"),
    Action("theme", "", "theme", "Theme", "dark, light, high contrast, colour-blind safe, 16 colours", "studio"),
    Action("messages", "", "messages", "Messages", "all that the status line has said", "studio"),
    Action("quit", "ctrl+q", "quit", "Quit", "leave; the session is kept", "studio"),
    Action("plot.zoom_in", "plus,equals_sign", "zoom(0.5)", "Zoom in", "show half of the x range", "plot"),
    Action("plot.zoom_out", "minus", "zoom(2.0)", "Zoom out", "show twice the x range", "plot"),
    Action("plot.reset", "0", "reset", "Whole plot", "show everything", "plot"),
    Action("plot.left", "left", "pan(-0.1)", "Pan left", "move the part that is shown", "plot"),
    Action("plot.right", "right", "pan(0.1)", "Pan right", "move the part that is shown", "plot"),
    Action("parameters.up", "up", "row(-1)", "Row above", "go to the row above", "parameters"),
    Action("parameters.down", "down", "row(1)", "Row below", "go to the row below", "parameters"),
    Action("parameters.page_up", "pageup", "row(-10)", "Ten rows up", "go ten rows up", "parameters"),
    Action("parameters.page_down", "pagedown", "row(10)", "Ten rows down", "go ten rows down", "parameters"),
    Action("parameters.section", "S", "section", "Next section", "go to the next section of the panel", "parameters"),
    Action("parameters.presets", "P", "presets", "Presets", "choose a preset of the model", "parameters"),
    Action("parameters.reset", "R", "reset_all", "Undo all changes", "every value as the preset has it", "parameters"),
    Action("parameters.seed", "N", "new_seed", "New seed", "draw other random numbers", "parameters"),
    Action("slider.less", "left", "step(-1)", "Less", "one step down", "slider"),
    Action("slider.more", "right", "step(1)", "More", "one step up", "slider"),
    Action("slider.less_10", "shift+left", "step(-1, 10.0)", "Much less", "ten steps down", "slider"),
    Action("slider.more_10", "shift+right", "step(1, 10.0)", "Much more", "ten steps up", "slider"),
    Action("slider.less_fine", "ctrl+left,comma", "step(-1, 0.1)", "A little less", "a tenth of a step down", "slider"),
    Action("slider.more_fine", "ctrl+right,full_stop", "step(1, 0.1)", "A little more", "a tenth of a step up", "slider"),
    Action("slider.low", "home", "end(0.0)", "Low end", "the low end of the range", "slider"),
    Action("slider.high", "end", "end(1.0)", "High end", "the high end of the range", "slider"),
    Action("slider.default", "0,backspace", "default", "Default", "the model's or the preset's value", "slider"),
    Action("slider.type", "enter", "type", "Type a value", "with a unit where you like: 120 mS/cm^2", "slider"),
    Action("path.type", "enter", "type", "Type a path", "of a CSV file of times and values", "path"),
    Action("choice.open", "enter", "open", "Open", "show all there is to choose", "choice"),
    Action("choice.previous", "left", "take(-1)", "Previous", "choose the one before", "choice"),
    Action("choice.next", "right", "take(1)", "Next", "choose the one after", "choice"),
    Action("choice.default", "0,backspace", "default", "Default", "the model's or the preset's choice", "choice"),
    Action("stimulus.add", "A", "add_term", "Add a stimulus", "a further one to this input; they are summed", "stimulus"),
    Action("stimulus.remove", "D", "remove_term", "Drop a stimulus", "take this one out of the sum", "stimulus"),
    Action("menu.up", "up", "move(-1)", "Up", "the entry above", "menu"),
    Action("menu.down", "down", "move(1)", "Down", "the entry below", "menu"),
    Action("menu.first", "home,pageup", "move(-1000)", "First", "the first entry", "menu"),
    Action("menu.last", "end,pagedown", "move(1000)", "Last", "the last entry", "menu"),
    Action("menu.take", "enter", "take", "Choose", "take this entry", "menu"),
    Action("menu.close", "escape", "close", "Close", "leave it as it is", "menu"),
    Action("entry.close", "escape", "close", "Drop", "leave the value as it is", "entry"),
    Action("text.copy", "c", "copy", "Copy", "send the program to the terminal's clipboard", "text"),
    Action("cards.up", "up", "step(-1)", "Previous experiment", "choose the card above", "cards"),
    Action("cards.down", "down", "step(1)", "Next experiment", "choose the card below", "cards"),
    Action("cards.open", "enter", "open", "Open", "open the chosen experiment", "cards"),
    Action("plot.crosshair", "x", "crosshair", "Crosshair", "show or hide the crosshair with its values", "plot"),
    Action("browser.up", "up", "step(-1)", "Model above", "move the cursor up", "browser"),
    Action("browser.down", "down", "step(1)", "Model below", "move the cursor down", "browser"),
    Action("browser.page_up", "pageup", "page(-1)", "Models a page up", "move the cursor a page up", "browser"),
    Action("browser.page_down", "pagedown", "page(1)", "Models a page down", "move the cursor a page down", "browser"),
    Action("browser.first", "home", "edge(-1)", "First model", "move the cursor to the top", "browser"),
    Action("browser.last", "end", "edge(1)", "Last model", "move the cursor to the end", "browser"),
    Action("browser.open", "enter", "open", "Open the model", "run what the cursor is on; unfold a category", "browser"),
    Action("browser.fold", "left", "fold", "Fold", "fold the category; inside of one go to its heading", "browser"),
    Action("browser.unfold", "right", "unfold", "Unfold", "unfold the category", "browser"),
    Action("browser.favourite", "asterisk", "favourite", "Favourite", "make the model a favourite, or none", "browser"),
    Action("browser.filter", "f", "filter(1)", "Next pattern", "show the models of one firing pattern alone", "browser"),
    Action("browser.filter_back", "F", "filter(-1)", "Previous pattern", "the pattern before, then all", "browser"),
    Action("browser.leave", "escape", "leave", "Leave", "end the search or the filter, close the list", "browser"),
)


def bindings(scope: str) -> list[BindingType]:
    """The key bindings of a scope, for the class attribute BINDINGS."""
    return [
        # a name that no key has, so that the user can give the action one
        Binding(one.keys or f"unbound-{one.id}", one.action, one.title, tooltip=one.help, id=one.id, show=False)
        for one in ACTIONS
        if one.scope == scope
    ]


_NAMES = {
    "right_square_bracket": "]", "left_square_bracket": "[", "slash": "/", "question_mark": "?", "plus": "+",
    "equals_sign": "=", "minus": "-", "asterisk": "*", "space": "space", "escape": "esc",
}  # fmt: skip


def keys_text(action: Action, own: Mapping[str, str] | None = None) -> str:
    """The keys of an action as they are printed on a keyboard: `? f1`. `own` are keys that the user gave to actions."""
    keys = (own or {}).get(action.id, action.keys)
    return " ".join(_NAMES.get(key, key) for key in keys.split(",") if key)
