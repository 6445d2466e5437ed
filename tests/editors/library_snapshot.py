"""`python -m tests.editors.library_snapshot`: writes down how the TextMate grammar colours every model of the library.

A line a model: its name, a digest of its text, and two bytes a line of the text of what the scopes on it are. So a
change of the grammar that recolours anything anywhere is seen, and in which lines.
"""

from __future__ import annotations

import sys
from hashlib import blake2s
from pathlib import Path

from kernels.library import entries, read_text
from lsp.editor_files.textmate import textmate_grammar
from tests.editors.textmate_walk import Grammar

PATH = Path(__file__).parent / "snapshots" / "library.txt"
AGAIN = "if that is meant, run `python -m tests.editors.library_snapshot`"
Scopes = list[list[str]]


def coloured(grammar: Grammar) -> dict[str, tuple[str, Scopes]]:
    """Text and scopes of every model."""
    texts = {entry.slug: read_text(entry.path) for entry in entries()}
    return {slug: (text, grammar.scopes(text.split("\n"))) for slug, text in texts.items()}


def written(models: dict[str, tuple[str, Scopes]]) -> str:
    """The whole file."""
    return "".join(
        f"{slug} {_digest(text, 8)} {''.join(_digest(pieces(line), 2) for line in scopes)}\n"
        for slug, (text, scopes) in sorted(models.items())
    )


def differences(before: str, models: dict[str, tuple[str, Scopes]]) -> list[str]:
    """What is not as it was, in words: models that came, went or have another text, and lines coloured anew."""
    known = {line.split()[0]: line.split()[1:] for line in before.splitlines()}
    found = [f"{slug}: not in the library any more" for slug in sorted(known.keys() - models.keys())]
    for slug, (text, scopes) in sorted(models.items()):
        if slug not in known:
            found.append(f"{slug}: new in the library")
        elif known[slug][0] != _digest(text, 8):
            found.append(f"{slug}: has another text")
        else:
            lines = [known[slug][1][at : at + 4] for at in range(0, len(known[slug][1]), 4)]
            found += [
                f"{slug}:{number} is coloured anew: {line}\n{pieces(scope)}"
                for number, (line, scope, was) in enumerate(zip(text.split("\n"), scopes, lines, strict=True), 1)
                if _digest(pieces(scope), 2) != was
            ]
    return found


def pieces(scopes: list[str]) -> str:
    """The scopes of a line, each with the columns that it goes over."""
    found = []
    at = 0
    while at < len(scopes):
        end = at + 1
        while end < len(scopes) and scopes[end] == scopes[at]:
            end += 1
        if scopes[at]:
            found.append(f"  {at + 1}-{end} {scopes[at]}")
        at = end
    return "\n".join(found)


def _digest(text: str, size: int) -> str:
    return blake2s(text.encode(), digest_size=size).hexdigest()


def main() -> int:
    """Writes the file."""
    models = coloured(Grammar(textmate_grammar()))
    PATH.write_text(written(models), encoding="ascii")
    print(f"{PATH.name}: {len(models)} models")
    return 0


if __name__ == "__main__":
    sys.exit(main())
