"""Equations as pictures: well-formed, within their bounds, with everything that the text has."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from kernels.language import parse_document
from kernels.language.syntax.tree import Definition
from kernels.language.typeset.svg import WIDTH, svg
from kernels.library import entries, read_text

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SVG = "{http://www.w3.org/2000/svg}"


def pictures(text: str, width: float = WIDTH) -> list[ElementTree.Element]:
    """The pictures of all definitions that have an expression."""
    found = (one for one in parse_document(text)[0].statements if isinstance(one, Definition) and one.expr)
    return [ElementTree.fromstring(svg(text, one, width)) for one in found]


def words(picture: ElementTree.Element) -> str:
    """The pieces of text in their order, marked where they are small."""
    return " ".join(
        f"{'' if float(one.get('font-size', '0')) > 15 else '_'}{one.text}" for one in picture.iter(f"{SVG}text")
    )


@pytest.mark.parametrize(
    ("text", "shown", "strokes"),
    [
        ("dv/dt = -v/tau_m", "d v d t = − v τ _m", 2),
        ("x1[n+1] = r*x1", "x _1 [ n +1] = r x _1", 0),
        ("f(a, b) = a <= b and not (a > 2e-3)", "f ( a , b ) = a ≤ b and not a > 2 · 10 _−3", 0),
        ("I_Na = g_Na*m**3*h", "I _Na = g _Na m _3 h", 0),
        ("k = sqrt(a) + abs(b/c) + floor(d)", "k = a + b c + d", 6),
        ("k = a if b < 0 else c if b < 1 else 2*3", "k = a if b < 0 c if b < 1 2 · 3 otherwise", 1),
        ("k = log(2 mV)*-(a - b)", "k = ln ( 2 mV ) ( − ( a − b ) )", 0),
        ("k = a*(b/c)", "k = a b c", 1),
        ("k = piecewise(a, b, c)", "k = a if b c otherwise", 1),
    ],
)
def test_what_is_drawn(text: str, shown: str, strokes: int) -> None:
    (picture,) = pictures(text)
    assert words(picture) == shown
    assert len(list(picture.iter(f"{SVG}path"))) == strokes


def test_a_long_sum_goes_on_below() -> None:
    text = "k = " + " + ".join(f"abcdefgh_{number}" for number in range(30))
    (picture,) = pictures(text)
    assert float(picture.get("width", "0")) <= WIDTH + 20
    assert float(picture.get("height", "0")) > 60
    assert words(picture).count("abcdefgh") == 30


def test_everything_is_within_the_picture_in_the_whole_library() -> None:
    count = 0
    for entry in entries()[::3]:
        for picture in pictures(read_text(entry.path)):
            width, height = (float(picture.get(side, "0")) for side in ("width", "height"))
            for piece in picture.iter(f"{SVG}text"):
                x, y, long = (float(piece.get(name, "0")) for name in ("x", "y", "textLength"))
                assert -1 <= x <= x + long <= width + 1
                assert 0 < y < height + 1
            for stroke in picture.iter(f"{SVG}path"):
                numbers = [float(one) for one in NUMBER.findall(stroke.get("d", ""))]
                assert -1 <= min(numbers[::2]) <= max(numbers[::2]) <= width + 1
            count += 1
    assert count > 300


def test_what_is_written_is_text_and_nothing_else() -> None:
    (picture,) = pictures('k = a < b and "<script>" and c')
    assert {one.tag for one in picture.iter()} <= {f"{SVG}{tag}" for tag in ("svg", "g", "text", "path")}
