"""`python -m lsp.editor_files [FOLDER]` writes the editors' generated files; `--check` only says which differ."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from lsp.editor_files.emacs import emacs_words
from lsp.editor_files.kate import kate_syntax
from lsp.editor_files.snippets import snippets
from lsp.editor_files.sublime import sublime_syntax
from lsp.editor_files.textmate import textmate_grammar
from lsp.editor_files.vim import vim_syntax

# Path below the folder `editors`: what writes it
FILES: dict[str, Callable[[], str]] = {
    "vscode/syntaxes/ode.tmLanguage.json": textmate_grammar,
    "vscode/snippets/ode.json": snippets,
    "neovim/syntax/ode.vim": vim_syntax,
    "emacs/ode-words.el": emacs_words,
    "kate/ode.xml": kate_syntax,
    "sublime/ODE.sublime-syntax": sublime_syntax,
}


def drifted(folder: Path) -> list[str]:
    """The files below `folder` that are not what would be written now."""
    return [name for name, write in FILES.items() if _read(folder / name) != write()]


def main(arguments: list[str]) -> int:
    """Writes the files, or with --check names those that differ; 1 where one does."""
    check = "--check" in arguments
    names = [argument for argument in arguments if argument != "--check"]
    folder = Path(names[0] if names else "editors")
    if not folder.is_dir():
        print(
            f"there is no folder {folder}: run this where the repository's `editors` lies, or name it", file=sys.stderr
        )
        return 2
    different = drifted(folder)
    for name in different:
        print(f"{folder / name} {'differs' if check else 'written'}")
        if not check:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(FILES[name](), encoding="utf-8", newline="\n")
    return 1 if check and different else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
