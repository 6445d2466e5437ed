"""Colours for numbers and for categories, and every colour as the escape codes of a terminal.

The scale for numbers goes from dark violet through blue and green to yellow with evenly rising lightness, in equal
steps of Oklab, so that equal differences look equal, in grey and to colour-blind eyes too. Oklab: Ottosson B (2020),
https://bottosson.github.io/posts/oklab/ . Categories: Tol P (2021), Colour Schemes, "muted",
https://personal.sron.nl/~pault/ .
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from sctui.plots import theme

Array = NDArray[np.float64]

LEVELS = 256  # of the scale
CATEGORIES = (
    (136, 204, 238), (51, 34, 136), (221, 204, 119), (204, 102, 119), (17, 119, 51),
    (153, 153, 51), (170, 68, 153), (68, 170, 153), (136, 34, 85), (221, 221, 221),
)  # fmt: skip

# Codes of colours, as cells of a canvas hold them: series from 0 on, then levels of the scale, categories, and inks.
NONE = -1
SCALE, CATEGORY, INKS = 1000, 2000, 3000
DARK_INK, LIGHT_INK = INKS, INKS + 1
_INK_RGB = ((0, 0, 0), (255, 255, 255))

LIGHTNESS = (0.27, 0.91)
HUE = (310.0, 105.0)  # degrees
CHROMA = 0.145
OF_256 = (53, 54, 55, 25, 31, 37, 42, 78, 114, 149, 185, 221)  # the scale where colours are few, without detours
_FINE = 2048  # points at which the curve is measured
SMOOTH = 160  # of them on either side, over which its colourfulness is averaged
_FROM_LMS = np.array([[4.0767416621, -3.3077115913, 0.2309699292], [-1.2684380046, 2.6097574011, -0.3413193965],
                    [-0.0041960863, -0.7034186147, 1.7076147010]])  # fmt: skip
_TO_LMS = np.array([[1.0, 0.3963377774, 0.2158037573], [1.0, -0.1055613458, -0.0638541728],
                      [1.0, -0.0894841775, -1.2914855480]])  # fmt: skip


@cache
def scale_rgb() -> NDArray[np.int64]:
    """The colours of the scale, (256, 3), 0 to 255 each."""
    along = np.linspace(0.0, 1.0, _FINE)
    lightness = LIGHTNESS[0] + (LIGHTNESS[1] - LIGHTNESS[0]) * along
    hue = np.radians(HUE[0] + (HUE[1] - HUE[0]) * along)
    way = np.stack([np.cos(hue), np.sin(hue)])
    least, most = np.zeros(_FINE), np.full(_FINE, CHROMA)
    for _ in range(12):  # as much colour as a screen can show
        middle = 0.5 * (least + most)
        linear = _linear_rgb(lightness, way * middle)
        shown = ((linear >= 0.0) & (linear <= 1.0)).all(axis=0)
        least, most = np.where(shown, middle, least), np.where(shown, most, middle)
    window = np.hanning(2 * SMOOTH + 1)
    chroma = np.convolve(np.pad(least, SMOOTH, mode="edge"), window / window.sum(), mode="valid")
    points = np.vstack([lightness, way * chroma])
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=1), axis=0))])
    even = np.interp(np.linspace(0.0, length[-1], LEVELS), length, along)
    chosen = np.stack([np.interp(even, along, row) for row in points])
    linear = np.clip(_linear_rgb(chosen[0], chosen[1:]), 0.0, 1.0)
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    rgb: NDArray[np.int64] = np.round(coded.T * 255.0).astype(np.int64)
    return rgb


def _linear_rgb(lightness: Array, ab: Array) -> Array:
    """Linear sRGB (3, n) of Oklab colours."""
    rgb: Array = _FROM_LMS @ (_TO_LMS @ np.vstack([lightness, ab])) ** 3
    return rgb


def rgb_of(code: int) -> tuple[int, int, int]:
    """Red, green and blue of a code, 0 to 255."""
    if code >= INKS:
        return _INK_RGB[code - INKS]
    if code >= CATEGORY:
        return CATEGORIES[(code - CATEGORY) % len(CATEGORIES)]
    if code >= SCALE:
        red, green, blue = scale_rgb()[code - SCALE].tolist()
        return red, green, blue
    return theme.colour(code).rgb


@lru_cache(maxsize=4096)
def ink_on(code: int) -> int:
    """Black or white, whichever can be read on a colour."""
    red, green, blue = rgb_of(code)
    return DARK_INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else LIGHT_INK


@lru_cache(maxsize=8192)
def selection(code: int, depth: int, back: bool) -> str:
    """The parameters of the escape sequence that chooses a colour (`38;5;74`), as foreground or as background."""
    if code == NONE:
        return "49" if back else "39"
    own = theme.colour(code) if code < SCALE else None
    if depth == 16:
        number = own.of_16 if own else 39
        return str(number + 10) if back else str(number)
    first = "48" if back else "38"
    if depth == 256:
        return f"{first};5;{own.of_256 if own else _of_256(code)}"
    return "{};2;{};{};{}".format(first, *rgb_of(code))


def _of_256(code: int) -> int:
    """The one that looks nearest of the 216 colours and 24 greys that terminals with 256 colours agree on.

    For the scale the one of `OF_256` that is nearest in lightness, so that it goes on rising.
    """
    steps = np.array([0, 95, 135, 175, 215, 255])
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    greys = np.repeat(8 + 10 * np.arange(24), 3).reshape(-1, 3)
    palette, wanted = oklab(np.concatenate([cube, greys])), oklab(np.array([rgb_of(code)]))
    if SCALE <= code < CATEGORY:
        return OF_256[int(np.abs(palette[np.array(OF_256) - 16, 0] - wanted[0, 0]).argmin())]
    return 16 + int(np.square(palette - wanted).sum(axis=1).argmin())


def oklab(rgb: np.ndarray) -> Array:
    """Lightness and the two axes of colour, (n, 3), of colours (n, 3) from 0 to 255."""
    share = np.asarray(rgb, dtype=np.float64) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    lab: Array = np.linalg.solve(_TO_LMS, np.cbrt(np.linalg.solve(_FROM_LMS, linear.T))).T
    return lab
