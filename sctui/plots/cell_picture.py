"""Figures as a picture of the cells that a terminal would show, PNG by Pillow or SVG: for who has no matplotlib."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from sctui.plots.cell_shapes import HIGH, THIN, Box, Disc, Outline, Shape, Stroke, shapes_of
from sctui.plots.cells import Cell, Rgb, cells_of
from sctui.plots.figure import Figure
from sctui.plots.terminal import Style, render

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

COLUMNS, ROWS = 120, 40
WIDE = 10  # pixels of a cell; it is twice as high
FINER = 2  # drawn so many times as large and made smaller, so that edges are smooth
MARGIN = 1.0  # cells around the picture
GROUND: Rgb = (255, 255, 255)
INK: Rgb = (30, 30, 30)
FONTS = ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "Menlo.ttc", "consola.ttf")
PLAIN = {"µ": "u", "μ": "u", "Ω": "O", "–": "-", "—": "-", "−": "-", "→": ">", "²": "2", "³": "3"}


def page_cells(rows: Sequence[Sequence[Figure]], columns: int = COLUMNS, lines: int = ROWS) -> list[Cell]:
    """The figures beside and under one another in so many columns and lines."""
    style = Style("braille", 1 << 24, light=True)
    cells: list[Cell] = []
    for down, row in enumerate(rows):
        top, bottom = lines * down // len(rows), lines * (down + 1) // len(rows)
        for along, figure in enumerate(row):
            left, right = columns * along // len(row), columns * (along + 1) // len(row)
            gap = 2 if along < len(row) - 1 else 0
            cells += cells_of(render(figure, right - left - gap, bottom - top, style), top, left)
    return cells


def cells_png(cells: Sequence[Cell]) -> bytes:
    """The cells as a PNG."""
    from PIL import Image, ImageDraw  # 50 ms, for pictures alone

    columns, lines = _extent(cells)
    size = WIDE * FINER
    image = Image.new("RGB", (round(columns * size), round(lines * size * HIGH)), GROUND)
    draw = ImageDraw.Draw(image)
    write = _writer(draw, size)
    for cell in cells:
        _draw_cell(draw, write, cell, size)
    data = io.BytesIO()
    image.resize((image.width // FINER, image.height // FINER), Image.Resampling.BOX).save(data, "PNG", optimize=True)
    return data.getvalue()


def cells_svg(cells: Sequence[Cell]) -> str:
    """The cells as an SVG; text stays text."""
    columns, lines = _extent(cells)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{columns * WIDE:g}" height="{lines * WIDE * HIGH:g}" '
        f'viewBox="0 0 {columns:g} {lines * HIGH:g}" font-family="monospace" font-size="1.6" text-anchor="middle">',
        f'<rect width="100%" height="100%" fill="{_hex(GROUND)}"/>',
    ]
    for cell in cells:
        x, y = cell.column + MARGIN, (cell.row + MARGIN) * HIGH
        if cell.back is not None:
            parts.append(f'<rect x="{x:g}" y="{y:g}" width="1.02" height="2.02" fill="{_hex(cell.back)}"/>')
        paint = _hex(cell.front or INK)
        shapes = shapes_of(cell.character)
        if shapes is None:
            if cell.character.isprintable() and cell.character != " ":
                text = escape(cell.character)
                parts.append(f'<text x="{x + 0.5:g}" y="{y + 1.55:g}" fill="{paint}">{text}</text>')
        else:
            parts += [_svg(shape, x, y, paint) for shape in shapes]
    return "\n".join([*parts, "</svg>\n"])


def _extent(cells: Sequence[Cell]) -> tuple[float, float]:
    """Columns and lines of the picture with its margin."""
    last_column = max((cell.column for cell in cells), default=0)
    last_row = max((cell.row for cell in cells), default=0)
    return last_column + 1 + 2 * MARGIN, last_row + 1 + 2 * MARGIN


def _hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _svg(shape: Shape, x: float, y: float, paint: str) -> str:
    line = f'fill="none" stroke="{paint}" stroke-width="{THIN}"'
    if isinstance(shape, Box):
        wide, high = shape.right - shape.left, shape.bottom - shape.top
        share = f' fill-opacity="{shape.share}"' if shape.share < 1.0 else ""
        place = f'x="{x + shape.left:g}" y="{y + shape.top:g}" width="{wide:g}" height="{high:g}"'
        return f'<rect {place} fill="{paint}"{share}/>'
    if isinstance(shape, Disc):
        look = line if shape.hollow else f'fill="{paint}"'
        return f'<circle cx="{x + shape.x:g}" cy="{y + shape.y:g}" r="{shape.radius:g}" {look}/>'
    points = " ".join(f"{x + across:g},{y + down:g}" for across, down in shape.points)
    if isinstance(shape, Stroke):
        return f'<polyline points="{points}" {line} stroke-linecap="square"/>'
    return f'<polygon points="{points}" {line if shape.hollow else f"fill={chr(34)}{paint}{chr(34)}"}/>'


def _draw_cell(draw: ImageDraw, write: Callable[[Cell, float, float], None], cell: Cell, size: int) -> None:
    x, y = (cell.column + MARGIN) * size, (cell.row + MARGIN) * size * HIGH
    if cell.back is not None:
        draw.rectangle((x, y, x + size - 1, y + size * HIGH - 1), fill=cell.back)
    paint = cell.front or INK
    shapes = shapes_of(cell.character)
    if shapes is None:
        write(cell, x, y)
        return
    thick = max(1, round(THIN * size))
    for shape in shapes:
        if isinstance(shape, Box):
            fill = _mixed(paint, cell.back or GROUND, shape.share)
            right, bottom = x + shape.right * size - 1, y + shape.bottom * size - 1
            draw.rectangle((x + shape.left * size, y + shape.top * size, right, bottom), fill=fill)
        elif isinstance(shape, Disc):
            radius = shape.radius * size
            middle_x, middle_y = x + shape.x * size, y + shape.y * size
            around = (middle_x - radius, middle_y - radius, middle_x + radius, middle_y + radius)
            draw.ellipse(around, fill=None if shape.hollow else paint, outline=paint, width=thick)
        elif isinstance(shape, Outline):
            points = [(x + across * size, y + down * size) for across, down in shape.points]
            draw.polygon(points, fill=None if shape.hollow else paint, outline=paint, width=thick)
        else:
            path: list[tuple[float, float]] = sorted(
                (x + across * size, y + down * size) for across, down in shape.points
            )
            draw.line(path, paint, thick)


def _mixed(paint: Rgb, ground: Rgb, share: float) -> Rgb:
    red, green, blue = (round(share * one + (1.0 - share) * other) for one, other in zip(paint, ground, strict=True))
    return red, green, blue


def _writer(draw: ImageDraw, size: int) -> Callable[[Cell, float, float], None]:
    """A function that writes a cell's character, in a font of the machine or in Pillow's own."""
    font = _font(round(1.55 * size))
    missing = bytes(font.getmask("\uffff"))

    def write(cell: Cell, x: float, y: float) -> None:
        character = cell.character
        if not character.isprintable() or character == " ":
            return
        if bytes(font.getmask(character)) == missing:
            character = PLAIN.get(character) or unicodedata.normalize("NFKD", character)[0]
            if bytes(font.getmask(character)) == missing:
                character = "?"
        draw.text((x + size / 2, y + 1.5 * size), character, fill=cell.front or INK, font=font, anchor="ms")

    return write


def _font(size: int) -> Any:
    from PIL import ImageFont

    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
