"""Equations in a hover, in the form that the editor can show: characters, LaTeX, or a picture."""

from __future__ import annotations

from urllib.parse import quote

from kernels.export.latex_expressions import expression, left_side
from kernels.language.editing.hover import Hover
from kernels.language.syntax.tree import Definition, Expr
from lsp.markdown import escaped

FORMS = ("unicode", "latex", "svg")
LONGEST = 1_500  # characters of an expression that becomes LaTeX or a picture; a longer one stays characters
MOST_BYTES = 60_000  # of a picture, written into the Markdown; VS Code cuts a hover off at 100,000 characters


def markdown_equation(found: Hover, text: str, form: str) -> str:
    """The definition of a hovered name as Markdown, "" where it has none."""
    item = found.typeset_from
    if item is not None and item.expr is not None and _is_whole(item.expr):
        if form == "latex":
            return f"$$\n{_latex(item, text)}\n$$"
        if form == "svg":
            from kernels.language.typeset.svg import svg  # every editor waits for the start, few want pictures

            # as it is a part of the address, nothing of the text has a meaning in Markdown or HTML
            address = quote(svg(text, item), safe="")
            if len(address) <= MOST_BYTES:
                return f"![{escaped(found.definition)}](data:image/svg+xml,{address})"
    shown = "\n".join(found.equation) or found.definition
    return f"```text\n{shown}\n```" if shown else ""


def _latex(item: Definition, text: str) -> str:
    assert item.expr is not None
    return f"{left_side(item)} = {expression(item.expr, text)}"


def _is_whole(expr: Expr) -> bool:
    """Whether an expression is short enough, and without a part that could not be parsed."""
    return expr.end - expr.start <= LONGEST and not _broken(expr)


def _broken(expr: Expr) -> bool:
    return expr.op == "error" or any(_broken(part) for part in expr.args)
