"""The TextMate grammar: VS Code's colours until the server's semantic tokens arrive, and those of many other tools."""

from __future__ import annotations

import json
from typing import Any

from lsp.editor_files import vocabulary as words

SCOPE_NAME = "source.ode"

# What each part is called, after the conventions that colour themes know
SCOPES = {
    "comment": "comment.line.number-sign.ode",
    "directive": "keyword.control.directive.ode",
    "label": "entity.name.label.ode",
    "text": "string.unquoted.ode",
    "string": "string.quoted.ode",
    "number": "constant.numeric.ode",
    "unit": "support.type.unit.ode",
    "constant": "constant.language.ode",
    "function": "support.function.ode",
    "call": "entity.name.function.ode",
    "word": "keyword.control.ode",
    "state": "variable.other.state.ode",
    "definition": "variable.other.definition.ode",
    "operator": "keyword.operator.ode",
    "punctuation": "punctuation.separator.ode",
}

_MARKED = r"^[ \t]*(#*)[ \t]*"


def textmate_grammar() -> str:
    """The grammar as JSON."""
    grammar: dict[str, Any] = {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "information_for_contributors": "Written by `python -m lsp.editor_files` from the tables of the language.",
        "name": "ODE",
        "scopeName": SCOPE_NAME,
        "fileTypes": ["ode"],
        "patterns": [{"include": "#directive"}, {"include": "#definition"}, {"include": "#code"}],
        "repository": {
            "directive": {"patterns": directives()},
            "definition": {"patterns": definitions()},
            "code": {"patterns": code()},
        },
    }
    return json.dumps(grammar, indent=2, ensure_ascii=False) + "\n"


def directives() -> list[dict[str, Any]]:
    """Lines `# key: value`: text as it stands, values with words of their own, all others."""
    text = {
        "match": rf"{_MARKED}({words.any_of(words.TEXT_HEADS)})[ \t]*(:)(.*)$",
        "captures": _captures("comment", "directive", "punctuation", "text"),
    }
    regions = [_region(key, kind, own) for key, (kind, own) in words.DIRECTIVE_WORDS.items()]
    plain = [key for key in words.PLAIN_HEADS if key not in words.DIRECTIVE_WORDS]
    named = [key for key in words.NAMED_HEADS if key not in words.DIRECTIVE_WORDS]
    return [
        text,
        *regions,
        {
            "match": rf"{_MARKED}({words.any_of(plain)})[ \t]*(:)",
            "captures": _captures("comment", "directive", "punctuation"),
        },
        {
            "match": rf"{_MARKED}({words.any_of(named)}){words.head(named[0])}[ \t]*(:)",
            "captures": _captures("comment", "directive", "label", "punctuation"),
        },
    ]


def definitions() -> list[dict[str, Any]]:
    """What a line that defines a name begins with."""
    return [
        {
            "match": rf"^[ \t]*d({words.NAME})[ \t]*(/)[ \t]*(dt)\b",
            "captures": _captures("state", "operator", "constant"),
        },
        {"match": rf"^[ \t]*({words.NAME})(?=[ \t]*\([^)]*\)[ \t]*=(?!=))", "captures": _captures("call")},
        {"match": rf"^[ \t]*({words.NAME})(?=[ \t]*\[[^\]]*\][ \t]*=(?!=))", "captures": _captures("state")},
        {"match": rf"^[ \t]*({words.NAME})(?=[ \t]*(?:=(?!=)|:))", "captures": _captures("definition")},
    ]


def code() -> list[dict[str, Any]]:
    """The tokens of an expression."""
    return [
        {"match": "#.*$", "name": SCOPES["comment"]},
        {"match": words.STRING, "name": SCOPES["string"]},
        {"match": words.NUMBER, "name": SCOPES["number"]},
        {"match": words.whole(words.OPERATOR_WORDS), "name": SCOPES["word"]},
        {"match": words.whole(words.FUNCTION_WORDS), "name": SCOPES["function"]},
        {"match": rf"{words.whole(words.CONSTANT_WORDS)}|\b{words.NOISE}\b", "name": SCOPES["constant"]},
        {"match": words.unit_pattern(), "name": SCOPES["unit"]},
        {"match": rf"\b{words.NAME}(?=[ \t]*\()", "name": SCOPES["call"]},
        {"match": rf"\b{words.NAME}\b"},  # the model's own names, so that nothing is found inside them
        {"match": words.OPERATOR, "name": SCOPES["operator"]},
        {"match": "[,;:]", "name": SCOPES["punctuation"]},
    ]


def _region(key: str, kind: str, own: tuple[str, ...]) -> dict[str, Any]:
    begin = rf"{_MARKED}({key}){words.head(key)}[ \t]*(:)"
    parts = ("comment", "directive", *(("label",) if words.head(key) else ()), "punctuation")
    return {
        "begin": begin,
        "end": "$",
        "beginCaptures": _captures(*parts),
        "patterns": [{"match": words.whole(own), "name": SCOPES[kind]}, {"include": "#code"}],
    }


def _captures(*parts: str) -> dict[str, dict[str, str]]:
    return {str(at): {"name": SCOPES[part]} for at, part in enumerate(parts, 1)}
