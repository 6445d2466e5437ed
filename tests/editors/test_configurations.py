"""What the READMEs of the editors tell the user to write is well formed and names what there is."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from lsp.settings import _FIELDS, read_settings

EDITORS = Path(__file__).parents[2] / "editors"
EXTENSION = json.loads((EDITORS / "vscode" / "package.json").read_text(encoding="utf-8"))


def blocks(editor: str, language: str) -> list[str]:
    """The code blocks of an editor's README in a language."""
    text = (EDITORS / editor / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_helix() -> None:
    (block,) = blocks("helix", "toml")
    found = tomllib.loads(block)
    (language,) = found["language"]
    assert language["file-types"] == ["ode"]
    assert found["language-server"][language["language-servers"][0]]["command"] == "sctui-lsp"


def test_kate() -> None:
    (block,) = blocks("kate", "json")
    server = json.loads(block)["servers"]["ode"]
    assert server["command"] == ["sctui-lsp"]
    syntax = (EDITORS / "kate" / "ode.xml").read_text(encoding="utf-8")
    name = re.search(r'<language name="(\w+)"', syntax)
    assert name
    assert re.fullmatch(server["highlightingModeRegex"], name[1])


def test_sublime() -> None:
    (block,) = blocks("sublime", "json")
    client = json.loads(block)["clients"]["sctui"]
    assert client["command"] == ["sctui-lsp"]
    syntax = (EDITORS / "sublime" / "ODE.sublime-syntax").read_text(encoding="utf-8")
    assert f"scope: {client['selector']}\n" in syntax


def test_emacs() -> None:
    (block,) = blocks("emacs", "elisp")
    mode = (EDITORS / "emacs" / "ode-mode.el").read_text(encoding="utf-8")
    assert "(require 'ode-mode)" in block
    assert "(provide 'ode-mode)" in mode


def test_the_settings_of_vs_code_are_those_that_the_server_reads() -> None:
    declared = EXTENSION["contributes"]["configuration"]["properties"]
    given: dict[str, object] = {}
    for name, row in declared.items():
        place = given
        *folders, last = name.removeprefix("sctui.").split(".")
        for folder in folders:
            place = place.setdefault(folder, {})  # type: ignore[assignment]
        place[last] = row["default"]
    read_by_server = {".".join(path) for path, _, _ in _FIELDS if path != ("preview",)}
    of_the_extension = ("server.", "preview.", "trace.")
    names = {name.removeprefix("sctui.") for name in declared}
    assert {name for name in names if not name.startswith(of_the_extension)} == read_by_server
    problems: list[str] = []
    read = read_settings(given, problems)
    assert problems == []
    defaults = read_settings({}, [])
    # VS Code shows pictures in its hovers; not every editor does
    assert read._replace(preview={}) == defaults._replace(preview={}, hover_equations="svg")


def test_every_command_of_vs_code_is_registered_and_every_file_is_there() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (EDITORS / "vscode" / "src").glob("*.ts"))
    for command in EXTENSION["contributes"]["commands"]:
        assert f'"{command["command"]}":' in source, command
    text = json.dumps(EXTENSION)
    paths = re.findall(r'"\.?/?((?:images|snippets|syntaxes|walkthrough|language)[^"]*\.\w+)"', text)
    assert len(paths) >= 10
    assert [path for path in paths if not (EDITORS / "vscode" / path).exists()] == []
    shown = [command for step in EXTENSION["contributes"]["walkthroughs"][0]["steps"] for command in
             re.findall(r"command:([\w.]+)", step["description"])]  # fmt: skip
    assert set(shown) <= {command["command"] for command in EXTENSION["contributes"]["commands"]}
