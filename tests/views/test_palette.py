"""Colours that can be read, and told apart by people of every colour vision."""

from itertools import combinations

import numpy as np
import pytest

from workbench.certs.kinds import Pki
from workbench.views.palette import ALARM, FADED, HUES, INK, PAPER, mixed

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB
VISIONS = {
    "all cones": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(colour: str) -> np.ndarray:
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    """WCAG 2.2."""
    bright, dark = sorted((float(linear(colour) @ XYZ[1]) for colour in (first, second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def seen(colour: str, vision: np.ndarray) -> np.ndarray:
    """CIE L*a*b*."""
    x, y, z = np.cbrt(XYZ @ np.clip(vision @ linear(colour), 0.009, 1) / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_every_pki_has_its_colour():
    assert set(HUES) == set(Pki)


@pytest.mark.parametrize("vision", VISIONS)
def test_the_pkis_are_told_apart(vision):
    for (one, first), (other, second) in combinations(HUES.items(), 2):
        difference = np.linalg.norm(seen(first.ink, VISIONS[vision]) - seen(second.ink, VISIONS[vision]))
        assert difference > 15, f"{one} and {other}"


def test_red_and_green_would_not_pass():
    red, green = (seen(colour, VISIONS["deuteranopia"]) for colour in ("#a04000", "#5f6b00"))
    assert np.linalg.norm(red - green) < 15


@pytest.mark.parametrize("pki", Pki)
def test_text_is_read_on_paper_and_on_its_tint(pki):
    assert contrast(HUES[pki].ink, PAPER) >= 4.5
    for text in (HUES[pki].ink, INK, FADED, ALARM):
        assert contrast(text, HUES[pki].tint) >= 4.0


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_mixing_ends_at_the_colour_and_at_paper():
    assert mixed("#1b62d1", 1) == "#1b62d1"
    assert mixed("#1b62d1", 0) == PAPER
