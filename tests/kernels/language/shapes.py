"""Syntax trees without their positions, to compare what two texts mean."""

from __future__ import annotations

from typing import Any

from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Comment, Directive, Expr, Span


def shape(node: Any) -> Any:
    """The node as nested tuples, every offset left out."""
    if isinstance(node, Expr):
        return (node.op, tuple(shape(argument) for argument in node.args), node.value)
    if isinstance(node, Span):
        return None
    if isinstance(node, Directive):
        return (node.key, node.argument, shape(node.body))
    if isinstance(node, tuple):
        return (type(node).__name__, *(shape(item) for item in node))
    return node


def document_shape(text: str) -> list[Any]:
    """What the statements of a text say; comment lines and empty lines left out."""
    return [shape(statement) for statement in parse_document(text)[0].statements if not isinstance(statement, Comment)]
