"""Snippets: the lines of the language with places to fill, and the templates as whole models."""

from __future__ import annotations

import json
import re

from kernels.catalogue import TEMPLATES
from kernels.language.syntax.directives import DIRECTIVES
from kernels.library import path_of, read_text

# prefix: (what it is, body)
_LINES = {
    "state": ("a continuous state", "d${1:v}/dt = ${2:-v/(10*ms)} : ${3:volt}"),
    "map": ("a state of a map", "${1:x}[n+1] = ${2:0.5*x} : ${3:1}"),
    "input": ("an input", "${1:I} : ${2:amp}  # [${3:0}, ${4:1000}] ${5:injected current}"),
    "parameter": ("a parameter with its range", "${1:tau} = ${2:10*ms} : ${3:second}  # [${4:1}, ${5:100}] ${6:text}"),
    "expression": ("a named sub-expression", "${1:name} = ${2:1 + 1} : ${3:1}"),
    "function": ("a function", "${1:f}(${2:x}) = ${3:exp(-x)} : ${4:1}"),
    "gate": ("a gate with opening and closing rates", "d${1:m}/dt = ${2:alpha}*(1 - ${1:m}) - ${3:beta}*${1:m} : 1"),
    "spiking": (
        "a threshold with its reset",
        "# threshold: ${1:v} > ${2:-50*mV}\n# reset: ${1:v} = ${3:-65*mV}\n# refractory: ${4:2*ms}",
    ),
}


def snippets() -> str:
    """The snippets as VS Code's JSON, which Neovim's and Sublime Text's snippet plugins read too."""
    table: dict[str, dict[str, object]] = {}
    for prefix, (what, body) in _LINES.items():
        table[what] = {"prefix": prefix, "body": body.split("\n"), "description": what}
    for key, row in DIRECTIVES.items():
        table[f"directive {key}"] = {"prefix": f"# {key}", "body": [_directive(row.example)], "description": row.doc}
    for slug in TEMPLATES:
        lines = read_text(path_of(slug)).rstrip("\n").split("\n")
        title = next((line.removeprefix("# title: ") for line in lines if line.startswith("# title: ")), slug)
        whole = [_literal(line) for line in lines]
        table[f"model {slug}"] = {"prefix": f"model {slug}", "body": whole, "description": title}
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


def _directive(example: str) -> str:
    """`preset x: a = 1` with its name and its value to fill in."""
    head, value = example.split(":", 1)
    key, _, name = head.partition(" ")
    filled = f"{key} ${{1:{_literal(name)}}}" if name else key
    return f"# {filled}: ${{{2 if name else 1}:{_literal(value.strip())}}}"


def _literal(text: str) -> str:
    return re.sub(r"([\\$}])", r"\\\1", text)
