"""A definition as a picture of its equation, in SVG."""

from __future__ import annotations

from html import escape

from kernels.language.syntax.tree import Definition, Expr
from kernels.language.typeset.expressions import BINDING
from kernels.language.typeset.ink import (
    EM,
    Ink,
    Letters,
    Stroke,
    beside,
    fenced,
    fraction,
    letters,
    moved,
    space,
    under,
)
from kernels.language.typeset.ink_expressions import InkSetter, name_ink

COLOUR = "#808080"  # legible on light and dark; a client that knows its theme puts its own in this one's place
WIDTH = 560.0  # pixels that an equation may take before it is broken at a sum
_FONTS = "STIX Two Math,STIX Two Text,Latin Modern Math,Cambria Math,Times New Roman,Times,serif"
_MARGIN = 2.0
LEADING = 0.35  # of EM: between rows
_SIGNS = {"add": " + ", "sub": " − "}


def svg(text: str, definition: Definition, width: float = WIDTH) -> str:
    """The picture of a definition of `text` that has an expression, at most `width` pixels wide where sums allow it."""
    assert definition.expr is not None
    setter = InkSetter(text)
    head = beside([_left(definition), letters(" = ", EM)])
    first, *further = _rows(setter, definition.expr, width - head.width)
    whole = beside([head, first])
    for row in further:
        whole = under(whole, beside([space(head.width), row]), LEADING * EM)
    return _document(whole)


def _left(definition: Definition) -> Ink:
    name = name_ink(definition.name)
    if definition.kind == "ode":
        return fraction(beside([letters("d", EM), name]), beside([letters("d", EM), letters("t", EM, True)]), EM)
    if definition.kind == "map":
        return beside([name, letters("[", EM), letters("n", EM, True), letters("+1]", EM)])
    if definition.kind == "function":
        inside: list[Ink] = []
        for argument, _ in definition.arguments:
            inside += [letters(", ", EM), name_ink(argument)] if inside else [name_ink(argument)]
        return beside([name, fenced(beside(inside), "(", ")", EM)])
    return name


def _rows(setter: InkSetter, expr: Expr, width: float) -> list[Ink]:
    """The expression, its terms in as many rows as it needs."""
    terms: list[tuple[str, Ink]] = []
    while expr.op in _SIGNS:
        terms.append((_SIGNS[expr.op], setter.set(expr.args[1], BINDING["mul"])))
        expr = expr.args[0]
    terms.append(("", setter.set(expr, BINDING["add"] if terms else 0)))
    rows: list[list[Ink]] = [[]]
    used = 0.0
    for sign, term in reversed(terms):
        mark = letters(sign if rows[-1] else sign.lstrip(), EM)
        if rows[-1] and used + mark.width + term.width > width:
            rows.append([])
            mark, used = letters(sign.lstrip(), EM), 0.0
        rows[-1] += [mark, term]
        used += mark.width + term.width
    return [beside(row) for row in rows]


def _document(ink: Ink) -> str:
    width, height = ink.width + 2 * _MARGIN, ink.above + ink.below + 2 * _MARGIN
    drawn = "".join(_drawn(mark) for mark in moved(ink, _MARGIN, _MARGIN + ink.above))
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.1f} {height:.1f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g fill="{COLOUR}" font-family="{_FONTS}">{drawn}</g></svg>'


def _drawn(mark: Letters | Stroke) -> str:
    if isinstance(mark, Letters):
        before = len(mark.text) - len(mark.text.lstrip())
        blank = letters(mark.text[:before], mark.size).width
        shown = mark.text.strip()
        width = letters(shown, mark.size).width
        slant = ' font-style="italic"' if mark.slanted else ""
        return (
            f'<text x="{mark.x + blank:.1f}" y="{mark.y:.1f}" font-size="{mark.size:.1f}"{slant} '
            f'textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{escape(shown)}</text>'
        )
    first, *rest = [f"{x:.1f} {y:.1f}" for x, y in mark.points]
    way = "".join(f"Q{rest[at]} {rest[at + 1]}" for at in range(0, len(rest) - 1, 2)) if mark.curved else "".join(
        f"L{point}" for point in rest
    )  # fmt: skip
    return f'<path d="M{first}{way}" fill="none" stroke="{COLOUR}" stroke-width="{mark.thickness:.2f}"/>'
