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
    "rows": "In a panel of sliders",
    "parameters": "In the parameters",
    "slider": "On a slider",
    "choice": "On a choice",
    "path": "On the path of a file",
    "stimulus": "In the stimulus panel",
    "menu": "In a menu",
    "entry": "Typing a value",
    "equations": "Writing equations",
    "editor": "In the equations' editor",
    "completion": "While completions are offered",
    "problems": "In the list of problems",
    "text": "In a program",
    "cards": "In the experiments",
    "linked": "In the compiler inspector",
    "devices": "In the table of FPGAs",
}

ACTIONS: tuple[Action, ...] = (
    Action("workspace.analyse", "1", "workspace('analyse')", "Analyse", "one neuron and its views", "studio"),
    Action(
        "workspace.equations", "2", "workspace('equations')", "Equations", "write equations beside a plot", "studio"
    ),
    Action("workspace.network", "3", "workspace('network')", "Network", "the E-I network", "studio"),
    Action("workspace.hardware", "5", "workspace('hardware')", "Hardware", "the model as a circuit", "studio"),
    Action("view.next", "right_square_bracket", "view(1)", "Next view", "show the view to the right", "studio"),
    Action("view.previous", "left_square_bracket", "view(-1)", "Previous view", "show the view to the left", "studio"),
    Action("run", "space", "run", "Run", "simulate and draw again now", "studio"),
    Action("cancel", "escape", "cancel", "Cancel", "stop the computation under way", "studio"),
    Action("pin.a", "a", "pin('a')", "Pin as A", "keep this setup as A of the comparison", "studio"),
    Action("pin.b", "b", "pin('b')", "Pin as B", "keep this setup as B of the comparison", "studio"),
    Action(
        "pin.overlay", "u", "overlay", "Overlay", "add this setup to those of the Multi view, at most four", "studio"
    ),
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
    Action("recording", "o", "recording", "Import a recording", "a CSV file over the trace, with its error", "studio"),
    Action("recording.drop", "O", "drop_recording", "Drop the recording", "show the trace without it", "studio"),
    Action("theme", "", "theme", "Theme", "dark, light, high contrast, colour-blind safe, 16 colours", "studio"),
    Action(
        "redraw", "ctrl+l", "redraw", "Draw anew", "the whole screen, where something has written over it", "studio"
    ),
    Action("messages", "", "messages", "Messages", "all that the status line has said", "studio"),
    Action("quit", "ctrl+q", "quit", "Quit", "leave; the session is kept", "studio"),
    Action("plot.zoom_in", "plus,equals_sign", "zoom(0.5)", "Zoom in", "half of the x range, or the wheel", "plot"),
    Action("plot.zoom_out", "minus", "zoom(2.0)", "Zoom out", "twice the x range, or the wheel", "plot"),
    Action("plot.zoom_in_y", "ctrl+up", "zoom_y(0.5)", "Zoom in, y", "half of a panel's range, or ctrl+wheel", "plot"),
    Action(
        "plot.zoom_out_y", "ctrl+down", "zoom_y(2.0)", "Zoom out, y", "twice a panel's range, or ctrl+wheel", "plot"
    ),
    Action("plot.panel", "full_stop", "panel", "Next panel", "the panel whose y range the keys change", "plot"),
    Action("plot.reset", "0", "reset", "Whole plot", "show everything", "plot"),
    Action(
        "plot.left", "left", "go(-1, 0)", "Left", "move the crosshair, or without it the part that is shown", "plot"
    ),
    Action("plot.right", "right", "go(1, 0)", "Right", "move the crosshair, or without it the part shown", "plot"),
    Action("plot.up", "up", "go(0, 1)", "Up", "move the crosshair, or without it the part that is shown", "plot"),
    Action(
        "plot.down", "down", "go(0, -1)", "Down", "move the crosshair, or without it the part that is shown", "plot"
    ),
    Action("plot.left_10", "shift+left", "go(-10, 0)", "Far left", "ten steps to the left", "plot"),
    Action("plot.right_10", "shift+right", "go(10, 0)", "Far right", "ten steps to the right", "plot"),
    Action("plot.up_10", "shift+up", "go(0, 10)", "Far up", "ten steps up", "plot"),
    Action("plot.down_10", "shift+down", "go(0, -10)", "Far down", "ten steps down", "plot"),
    Action("parameters.up", "up", "row(-1)", "Row above", "go to the row above", "rows"),
    Action("parameters.down", "down", "row(1)", "Row below", "go to the row below", "rows"),
    Action("parameters.page_up", "pageup", "row(-10)", "Ten rows up", "go ten rows up", "rows"),
    Action("parameters.page_down", "pagedown", "row(10)", "Ten rows down", "go ten rows down", "rows"),
    Action("parameters.section", "S", "section", "Next section", "go to the next section of the panel", "rows"),
    Action("parameters.presets", "P", "presets", "Presets", "choose a preset of the model", "parameters"),
    Action("parameters.reset", "R", "reset_all", "Undo all changes", "every value as the preset has it", "rows"),
    Action("parameters.seed", "N", "new_seed", "New seed", "draw other random numbers", "rows"),
    Action("slider.less", "left", "step(-1)", "Less", "one step down", "slider"),
    Action("slider.more", "right", "step(1)", "More", "one step up", "slider"),
    Action("slider.less_10", "shift+left", "step(-1, 10.0)", "Much less", "ten steps down", "slider"),
    Action("slider.more_10", "shift+right", "step(1, 10.0)", "Much more", "ten steps up", "slider"),
    Action("slider.less_fine", "ctrl+left,comma", "step(-1, 0.1)", "A little less", "a tenth of a step down", "slider"),
    Action(
        "slider.more_fine", "ctrl+right,full_stop", "step(1, 0.1)", "A little more", "a tenth of a step up", "slider"
    ),
    Action("slider.low", "home", "end(0.0)", "Low end", "the low end of the range", "slider"),
    Action("slider.high", "end", "end(1.0)", "High end", "the high end of the range", "slider"),
    Action("slider.default", "0,backspace", "default", "Default", "the model's or the preset's value", "slider"),
    Action("slider.type", "enter", "type", "Type a value", "with a unit where you like: 120 mS/cm^2", "slider"),
    Action("path.type", "enter", "type", "Type a path", "of a CSV file of times and values", "path"),
    Action("choice.open", "enter", "open", "Open", "show all there is to choose", "choice"),
    Action("choice.previous", "left", "take(-1)", "Previous", "choose the one before", "choice"),
    Action("choice.next", "right", "take(1)", "Next", "choose the one after", "choice"),
    Action("choice.default", "0,backspace", "default", "Default", "the model's or the preset's choice", "choice"),
    Action(
        "stimulus.add", "A", "add_term", "Add a stimulus", "a further one to this input; they are summed", "stimulus"
    ),
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
    Action("linked.up", "up", "move(-1, 0)", "Line above", "what it belongs to is marked in all three texts", "linked"),
    Action("linked.down", "down", "move(1, 0)", "Line below", "what it belongs to is marked in all three", "linked"),
    Action(
        "linked.left",
        "left",
        "move(0, -1)",
        "Expression before",
        "the expression before, or the part of long lines",
        "linked",
    ),
    Action(
        "linked.right",
        "right",
        "move(0, 1)",
        "Next expression",
        "the next expression, or the part of long lines",
        "linked",
    ),
    Action("linked.page_up", "pageup", "page(-1)", "A page up", "as many lines up as are seen", "linked"),
    Action("linked.page_down", "pagedown", "page(1)", "A page down", "as many lines down as are seen", "linked"),
    Action("linked.first", "home", "edge(-1)", "First line", "the beginning of the text", "linked"),
    Action("linked.last", "end", "edge(1)", "Last line", "the end of the text", "linked"),
    Action("linked.next", "enter", "go_on(1)", "Next of them", "go to the next place that is marked here", "linked"),
    Action("linked.copy", "c", "copy", "Copy", "send the whole text to the terminal's clipboard", "linked"),
    Action("devices.up", "up", "step(-1)", "Device above", "choose the one above", "devices"),
    Action("devices.down", "down", "step(1)", "Device below", "choose the one below", "devices"),
    Action("devices.route", "enter", "route", "Place and route", "the chosen device, for its clock", "devices"),
    Action("plot.crosshair", "x", "crosshair", "Crosshair", "show or hide the crosshair and what is under it", "plot"),
    Action("browser.up", "up", "step(-1)", "Model above", "move the cursor up", "browser"),
    Action("browser.down", "down", "step(1)", "Model below", "move the cursor down", "browser"),
    Action("browser.page_up", "pageup", "page(-1)", "Models a page up", "move the cursor a page up", "browser"),
    Action("browser.page_down", "pagedown", "page(1)", "Models a page down", "move the cursor a page down", "browser"),
    Action("browser.first", "home", "edge(-1)", "First model", "move the cursor to the top", "browser"),
    Action("browser.last", "end", "edge(1)", "Last model", "move the cursor to the end", "browser"),
    Action(
        "browser.open", "enter", "open", "Open the model", "run what the cursor is on; unfold a category", "browser"
    ),
    Action("browser.fold", "left", "fold", "Fold", "fold the category; inside of one go to its heading", "browser"),
    Action("browser.unfold", "right", "unfold", "Unfold", "unfold the category", "browser"),
    Action("browser.favourite", "asterisk", "favourite", "Favourite", "make the model a favourite, or none", "browser"),
    Action(
        "browser.filter", "f", "filter(1)", "Next pattern", "show the models of one firing pattern alone", "browser"
    ),
    Action("browser.filter_back", "F", "filter(-1)", "Previous pattern", "the pattern before, then all", "browser"),
    Action("browser.leave", "escape", "leave", "Leave", "end the search or the filter, close the list", "browser"),
    Action(
        "equations.edit_model", "E", "edit_model", "Edit this model", "its equations as a copy of your own", "studio"
    ),
    Action("equations.write", "enter", "write", "Write", "put the cursor into the editor", "equations"),
    Action(
        "equations.switch", "f3", "switch", "Editor or plot", "go from the editor to the plot, and back", "equations"
    ),
    Action("equations.menu", "f10", "menu", "Menu", "all that can be done with the equations", "equations"),
    Action("equations.next", "f8", "problem(1)", "Next problem", "go to it and say what is wrong", "equations"),
    Action(
        "equations.previous",
        "shift+f8,f20",
        "problem(-1)",
        "Previous problem",
        "go to it and say what is wrong",
        "equations",
    ),
    Action("equations.fix", "f4,ctrl+full_stop", "fix", "Fix", "what mends the problem at the cursor", "equations"),
    Action(
        "equations.format", "f7,ctrl+shift+f", "format", "Format", "bring the text into its usual form", "equations"
    ),
    Action("equations.new", "ctrl+n", "new", "New equations", "empty, or one of the templates", "equations"),
    Action("equations.open", "ctrl+o", "open", "Open a file", "an .ode file into the editor", "equations"),
    Action("equations.save", "ctrl+s", "save", "Save the file", "the equations, whole or not at all", "equations"),
    Action("equations.save_as", "", "save_as", "Save the file as", "the equations, into another file", "equations"),
    Action(
        "equations.external", "ctrl+e", "external", "Your own editor", "$VISUAL or $EDITOR, and back here", "equations"
    ),
    Action("equations.use", "f9", "use", "Use in Analyse", "go to Analyse with these equations", "equations"),
    Action("equations.back", "escape", "back", "Close", "close a tip or the parameters", "equations"),
    Action(
        "editor.complete",
        "ctrl+@,ctrl+space",
        "ask('complete')",
        "Complete",
        "offer what can be written here",
        "editor",
    ),
    Action("editor.explain", "f2", "ask('hover')", "Explain", "what the word at the cursor is", "editor"),
    Action(
        "editor.leave", "escape", "ask('leave')", "Leave the editor", "letters are keys of the studio again", "editor"
    ),
    Action(
        "editor.comment",
        "ctrl+underscore",
        "comment",
        "Comment",
        "make comments of lines, or lines of comments",
        "editor",
    ),
    Action("editor.undo", "ctrl+z,super+z", "undo", "Undo", "take the last change back", "editor"),
    Action("editor.redo", "ctrl+y,super+y", "redo", "Redo", "do what was taken back again", "editor"),
    Action("editor.cut", "ctrl+x,super+x", "cut", "Cut", "the selection, or the line", "editor"),
    Action("editor.copy", "ctrl+c,super+c", "copy", "Copy", "the selection, or the line", "editor"),
    Action("editor.paste", "ctrl+v", "paste", "Paste", "what was cut or copied here", "editor"),
    Action("editor.delete_line", "ctrl+shift+k", "delete_line", "Delete line", "the line of the cursor", "editor"),
    Action("completion.next", "down", "offer('next')", "Next completion", "mark the one below", "completion"),
    Action("completion.previous", "up", "offer('previous')", "Previous completion", "mark the one above", "completion"),
    Action("completion.take", "enter,tab", "offer('take')", "Take", "write the marked one", "completion"),
    Action("completion.close", "escape", "offer('close')", "Close", "offer nothing", "completion"),
    Action("problems.up", "up", "step(-1)", "Problem above", "mark the one above", "problems"),
    Action("problems.down", "down", "step(1)", "Problem below", "mark the one below", "problems"),
    Action("problems.go", "enter", "go", "Go to the problem", "put the cursor at its place", "problems"),
)


def bindings(scope: str) -> list[BindingType]:
    """The key bindings of a scope, for the class attribute BINDINGS."""
    return [
        Binding(
            one.keys or f"unbound-{one.id}",  # a name that no key has, so that the user can give the action one
            one.action,
            one.title,
            tooltip=one.help,
            id=one.id,
            show=False,
            priority=one.id == "quit",  # over modals too
        )
        for one in ACTIONS
        if one.scope == scope
    ]


_NAMES = {
    "right_square_bracket": "]", "left_square_bracket": "[", "slash": "/", "question_mark": "?", "plus": "+",
    "equals_sign": "=", "minus": "-", "asterisk": "*", "full_stop": ".", "underscore": "_",
    "space": "space", "escape": "esc",
}  # fmt: skip


def keys_text(action: Action, own: Mapping[str, str] | None = None) -> str:
    """The keys of an action as they are printed on a keyboard: `? f1`. `own` are keys that the user gave to actions."""
    keys = (own or {}).get(action.id, action.keys)
    return " ".join(printed(key) for key in keys.split(",") if key)


def printed(key: str) -> str:
    """A key as it is printed on a keyboard: `?` for question_mark."""
    modifiers, plus, last = key.rpartition("+")
    return modifiers + plus + _NAMES.get(last, last)
