"""VS Code's own TextMate engine colours the library as our walk over the grammar does."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kernels.library import entries, read_text
from lsp.editor_files.textmate import textmate_grammar
from tests.editors.textmate_walk import Grammar

FOLDER = Path(__file__).parent / "vscode"
SNAPSHOTS = Path(__file__).parent / "snapshots"
GRAMMAR = Path(__file__).parents[2] / "editors" / "vscode" / "syntaxes" / "ode.tmLanguage.json"
NODE = shutil.which("node")


@pytest.mark.skipif(
    NODE is None or not (FOLDER / "node_modules" / "vscode-textmate").is_dir(),
    reason="the engine is not installed: `npm ci` in tests/editors/vscode",
)
def test_the_engine_of_vs_code_agrees_with_the_walk() -> None:
    texts = {entry.slug: read_text(entry.path).split("\n") for entry in entries()}
    texts |= {path.name: path.read_text(encoding="utf-8").split("\n") for path in SNAPSHOTS.glob("*.ode")}
    command = [str(NODE), "tokens.mjs", str(GRAMMAR)]
    done = subprocess.run(
        command, cwd=FOLDER, input=json.dumps(texts), capture_output=True, text=True, timeout=120, check=True
    )
    found = json.loads(done.stdout)
    walk = Grammar(textmate_grammar())
    wrong = {
        f"{name}:{number}": line
        for name, lines in texts.items()
        for number, (line, ours, theirs) in enumerate(zip(lines, walk.scopes(lines), found[name], strict=True), 1)
        if ours != theirs
    }
    assert wrong == {}
