"""The syntax file of Sublime Text, which `bat` reads too: the rules of the TextMate grammar in another form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lsp.editor_files.textmate import SCOPE_NAME, code, definitions, directives


def sublime_syntax() -> str:
    """The file `ODE.sublime-syntax`."""
    lines = [
        "%YAML 1.2",
        "---",
        "# Written by `python -m lsp.editor_files` from the tables of the language.",
        "name: ODE",
        "file_extensions: [ode]",
        f"scope: {SCOPE_NAME}",
        "contexts:",
        "  main:",
        *(f"    - include: {name}" for name in ("directive", "definition", "code")),
    ]
    for name, rules in (("directive", directives()), ("definition", definitions()), ("code", code())):
        lines.append(f"  {name}:")
        for rule in rules:
            lines += _rule(rule, "    ")
    return "\n".join(lines) + "\n"


def _rule(rule: dict[str, Any], margin: str) -> Iterator[str]:
    if "include" in rule:
        yield f"{margin}- include: {rule['include'].removeprefix('#')}"
        return
    yield f"{margin}- match: {_quoted(rule.get('match') or rule['begin'])}"
    if "name" in rule:
        yield f"{margin}  scope: {rule['name']}"
    captures = rule.get("captures") or rule.get("beginCaptures")
    if captures:
        yield f"{margin}  captures:"
        yield from (f"{margin}    {group}: {capture['name']}" for group, capture in captures.items())
    if "begin" in rule:
        yield f"{margin}  push:"
        yield f"{margin}    - match: {_quoted(rule['end'])}"
        yield f"{margin}      pop: true"
        for inner in rule["patterns"]:
            yield from _rule(inner, margin + "    ")


def _quoted(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"
