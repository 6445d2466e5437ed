"""What is on the screen as a file, or in the clipboard: the form is chosen, the name suggested, a worker writes it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.app import App

from kernels.errors import Cancelled, KernelsError
from kernels.worker_job import Progress, Result
from sctui.session.state import Session
from sctui.studio.messages import Announce
from sctui.views.request import view_request

if TYPE_CHECKING:
    from sctui.studio.desk import Desk
    from sctui.views.table import View
    from sctui.widgets.pane import Pane


class Form(NamedTuple):
    """A kind of file: its key in the menu, its title, and its suffix."""

    key: str
    title: str
    note: str
    suffix: str


FORMS = {
    "png": Form("p", "Picture, PNG", "the plots as they are zoomed", ".png"),
    "svg": Form("s", "Picture, SVG", "the same, to be edited and scaled", ".svg"),
    "text": Form("t", "Text", "the program", ".txt"),
    "files": Form("f", "Files", "module, testbench, vectors and what goes with them, into a folder", ""),
    "csv": Form("c", "Numbers, CSV", "what is drawn, as columns", ".csv"),
    "json": Form("j", "Numbers, JSON", "the whole result", ".json"),
}
COPY, FILES = "copy", "files"
OF_PLOTS = ("png", "svg", "csv", "json")
OF_PANES = {  # views that have no plots
    "text": ("text", "json"),
    "cards": ("json",),
    "verilog": ("files", "text", "json"),
    "inspector": ("text", "json"),
}


class ExportActions(App[None]):
    """The part of the Studio that exports."""

    session: Session
    desk: Desk

    def action_export(self) -> None:
        """Choose a form for the view that has the focus, or else the first one on the screen."""
        from sctui.screens.choice import Choice, Item  # modals come with their first use

        pane = self._export_pane()
        if pane is None:
            self.post_message(Announce("there is nothing here to export", problem=True))
            return
        forms = OF_PANES.get(pane.view.pane, OF_PLOTS)
        items = [Item(form, FORMS[form].title, FORMS[form].note, FORMS[form].key) for form in forms]
        items.append(Item(COPY, "Copy the numbers", "those under the plot and in the status line", "n"))

        def chosen(form: str | None) -> None:
            if form == COPY:
                self.action_copy_numbers()
            elif form is not None:
                self._export_as(pane, form)

        self.push_screen(Choice(f"Export: {pane.view.title}", items), chosen)

    def action_copy_numbers(self) -> None:
        """Send the numbers under the plots and those of the status line to the clipboard, and show them."""
        from sctui.screens.plain_text import PlainText
        from sctui.widgets.pane import Pane
        from sctui.widgets.status_line import StatusLine

        panes = [pane for pane in self.screen.query(Pane) if pane.display]
        lines = [f"{pane.view.title}: {pane.readout}" for pane in panes if pane.readout]
        lines.append(self.query_one(StatusLine).text)
        text = "\n".join(line for line in lines if line)
        self.copy_to_clipboard(text)
        note = "copied, if the terminal allows it; or select it here with shift and the mouse"
        self.push_screen(PlainText("The numbers on the screen", text, note))

    def _export_pane(self) -> Pane | None:
        from sctui.widgets.pane import Pane

        focused = self.screen.focused
        if focused is not None:
            for node in focused.ancestors_with_self:
                if isinstance(node, Pane):
                    return node
        return next((pane for pane in self.screen.query(Pane) if pane.is_on_screen), None)

    def _export_as(self, pane: Pane, form: str) -> None:
        from sctui.screens.prompt import Prompt

        try:
            shown = view_request(pane.view, self.session)
        except KernelsError as error:
            self.post_message(Announce(f"{pane.view.title}: {error}", problem=True))
            return
        zoom = self.session.zoom(pane.view.name)
        asked = {"shown": shown, "form": form, "zoom": {"x": zoom.x, "y": dict(zoom.y), "of": zoom.of}}
        name = suggested(self.session, pane.view.name, FORMS[form].suffix)
        note = f"in {os.getcwd()}, unless you write another folder"

        def named(path: str | None) -> None:
            if path is not None:
                self._export_over(asked | {"path": with_suffix(path, FORMS[form].suffix)}, pane.view)

        folder = form == FILES
        title = f"Folder for the files of {pane.view.title}" if folder else f"Export {pane.view.title} as"
        check = problem_of_folder if folder else problem_of_path
        self.push_screen(Prompt(title, name, note=note, check=check), named)

    def _export_over(self, asked: dict[str, Any], view: View) -> None:
        """Ask before a file is written over."""
        from sctui.screens.choice import Choice, Item

        path = Path(asked["path"]).expanduser()
        if not path.exists() or (asked["form"] == FILES and _is_empty(path)):
            self._export_to(asked, view)
            return

        def answered(value: str | None) -> None:
            if value == "over":
                self._export_to(asked | {"force": True}, view)

        over = "Write over files of these names in it" if asked["form"] == FILES else "Write over it"
        items = [Item("no", "Leave it as it is", "", "n"), Item("over", over, asked["path"], "o")]
        self.push_screen(Choice(f"{Path(asked['path']).name} is there already", items), answered)

    def _export_to(self, asked: dict[str, Any], view: View) -> None:
        """Have the worker process write the file that has the view's result."""
        bar = f"export {view.title}"

        def show(fraction: float | None) -> None:
            self.show_bar(bar, fraction)

        def done(result: Result) -> None:
            show(None)
            size = result.values["bytes"]
            self.post_message(Announce(f"exported {result.values['path']} ({_size(size)})"))

        def refused(error: KernelsError) -> None:
            show(None)
            text = "export cancelled" if isinstance(error, Cancelled) else str(error)
            self.post_message(Announce(text, problem=not isinstance(error, Cancelled)))

        def progressed(progress: Progress) -> None:
            show(progress.fraction)

        self.desk.ask(
            "export", "export", asked, long=view.long, on_result=done, on_error=refused, on_progress=progressed
        )

    def show_bar(self, title: str, fraction: float | None) -> None:
        """How much is done; the Studio shows it in its status line."""
        raise NotImplementedError


def suggested(session: Session, view: str, suffix: str) -> str:
    """`adex-initial_burst-fi.png`; the network has no model of its own."""
    if session.workspace == "network":
        return view + suffix
    model = Path(session.path).stem if session.path and session.setup.source else session.setup.model
    parts = [model if not session.setup.source or session.path else "own", session.setup.preset, view]
    name = "-".join(part for part in parts if part)
    return "".join(character if character.isalnum() or character in "-_." else "_" for character in name) + suffix


def with_suffix(path: str, suffix: str) -> str:
    """The path with the suffix of its form where it was typed without any."""
    return path if Path(path).suffix else path + suffix


def problem_of_path(text: str) -> str:
    """Why no file can be written there, "" where it can."""
    if not text:
        return "type the name of a file"
    if not text.isprintable():
        return "there are characters in it that cannot be shown"
    try:
        path = Path(text).expanduser()
        if path.is_dir():
            return f"{text} is a folder; add the name of a file"
        if not path.absolute().parent.is_dir():
            return f"there is no folder {path.parent}"
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, ~nobody, a null
        return f"{getattr(error, 'strerror', None) or error}"
    return ""


def problem_of_folder(text: str) -> str:
    """Why files cannot be written into a folder of this name, "" where they can; it may be there already."""
    try:
        return "" if Path(text).expanduser().is_dir() else problem_of_path(text)
    except (OSError, RuntimeError, ValueError):
        return problem_of_path(text)


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:  # the worker says what is wrong with it
        return True


def _size(count: int) -> str:
    return f"{count} bytes" if count < 10_000 else f"{count / 1000:,.0f} kB"
