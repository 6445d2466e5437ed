"""The scale for numbers: even to the eye, in grey and without red or green; and colours as escape codes."""

from __future__ import annotations

import numpy as np
import pytest

from sctui.plots.colours import CATEGORIES, CATEGORY, NONE, OF_256, SCALE, oklab, rgb_of, scale_rgb, selection
from sctui.plots.painted import painted

# Machado, Oliveira, Fernandes (2009), severity 1: what is seen of linear red, green and blue.
BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def seen_by(rgb: np.ndarray, kind: str) -> np.ndarray:
    share = np.asarray(rgb) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(BLIND[kind]).T, 0.0, 1.0)
    return 255.0 * np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)


def test_oklab_of_known_colours() -> None:
    """Values of the colour space's own description, https://bottosson.github.io/posts/oklab/ ."""
    assert oklab(np.array([[255, 255, 255]]))[0] == pytest.approx([1.0, 0.0, 0.0], abs=1e-4)
    assert oklab(np.array([[255, 0, 0]]))[0] == pytest.approx([0.62796, 0.22486, 0.12585], abs=1e-4)
    assert oklab(np.array([[0, 0, 255]]))[0] == pytest.approx([0.45201, -0.03246, -0.31153], abs=1e-4)


def test_equal_steps_look_equal() -> None:
    lab = oklab(scale_rgb())
    steps = np.linalg.norm(lab[8:] - lab[:-8], axis=1)
    assert steps.min() > 0.75 * steps.mean()
    assert steps.max() < 1.35 * steps.mean()


def test_lightness_rises_for_every_eye() -> None:
    for rgb in (scale_rgb(), *(seen_by(scale_rgb(), kind) for kind in BLIND)):
        lightness = oklab(rgb)[::4, 0]
        assert (np.diff(lightness) > 0.0).all()
        assert lightness[-1] - lightness[0] > 0.5


def test_the_scale_of_256_colours_rises_too() -> None:
    levels = [selection(SCALE + k, 256, back=False) for k in range(256)]
    order = [OF_256.index(int(text.rpartition(";")[2])) for text in levels]
    assert order == sorted(order)
    assert set(order) == set(range(len(OF_256)))


@pytest.mark.parametrize("kind", [None, *BLIND])
def test_categories_can_be_told_apart(kind: str | None) -> None:
    """By everybody with a letter beside them; by colour alone by those who see red and green."""
    rgb = np.array(CATEGORIES)
    lab = oklab(rgb if kind is None else seen_by(rgb, kind))
    distance = np.linalg.norm(lab[:, None] - lab[None], axis=-1)[np.triu_indices(len(lab), 1)]
    assert distance.min() > (0.1 if kind is None else 0.02)


def test_selections_are_those_of_terminals() -> None:
    assert selection(SCALE, 1 << 24, back=True) == "48;2;{};{};{}".format(*rgb_of(SCALE))
    assert selection(CATEGORY, 1 << 24, back=False) == "38;2;136;204;238"
    assert selection(0, 256, back=False) == "38;5;74"
    assert selection(0, 16, back=True) == "46"
    assert (selection(NONE, 256, back=False), selection(NONE, 256, back=True)) == ("39", "49")


def test_a_line_has_one_escape_for_each_stretch() -> None:
    characters = np.array([list("ab  cd")])
    front = np.array([[0, 0, 0, NONE, 0, 1]])
    back = np.full((1, 6), NONE)
    assert painted(characters, front, back, 256) == ["\x1b[38;5;74mab  c\x1b[38;5;178md\x1b[0m"]
    assert painted(characters, front, back, 0) == ["ab  cd"]
    back[0, 1] = SCALE
    (line,) = painted(characters, front, back, 1 << 24)
    assert line.startswith("\x1b[38;2;86;180;233ma\x1b[38;2;86;180;233;48;2;59;0;87mb\x1b[0m  \x1b[38;2;86;180;233mc")
