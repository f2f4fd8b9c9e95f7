"""Labels: their width, their shortening, and what becomes of hostile text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import get_font
from matplotlib.textpath import TextToPath

from workbench.views.lettering import fitted, font, label, width_of


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text", ["Sample V2G Root CA 1", "DEPNCSPNCWORKBENCHSTATION00000000000084", "until 2028-01-14", "Ünïcödé Ж"]
)
def test_the_width_is_what_matplotlib_draws(text, bold):
    drawn, _, _ = TextToPath().get_text_width_height_descent(text, font(bold=bold).copy(), ismath=False)
    assert width_of(text, font().get_size_in_points(), bold=bold) == pytest.approx(drawn, rel=0.03)


def test_what_fits_is_left_alone():
    assert fitted("CPS Leaf", 11, 100) == "CPS Leaf"
    assert fitted("CPS Leaf", 11, None) == "CPS Leaf"


def test_long_names_keep_both_ends():
    short = fitted("DEPNCSPNCWORKBENCHSTATION00000000000084", 11, 120)
    head, tail = short.split("…")
    assert head.startswith("DEPNCS")
    assert tail.endswith("0084")
    assert abs(len(head) - len(tail)) <= 1
    assert 100 < width_of(short, 11) <= 120


@given(st.text(max_size=60), st.floats(12, 300))
def test_nothing_is_wider_than_its_room(text, width):
    # "$" alone is longer in the label than in the picture
    assert width_of(label(text, 11, width).replace(r"\$", "$"), 11) <= width


@given(st.text())
def test_all_that_comes_out_can_be_drawn(text):
    shown = label(text, 11)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Me"}
    face = get_font(str(font().get_file()))
    assert all(face.get_char_index(ord(character)) for character in shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("safe\u202egnp.exe", r"safe\u202egnp.exe"),
        ("中", r"\u4e2d"),  # DejaVu Sans has no picture of it
        ("e\u0301", "é"),
        ("q\u0301\u0301\u0301", "q\u0301\\u0301\\u0301"),
        ("a\u0489", "a\\u0489"),  # encloses what stands before it
        ("CN=$x$", r"CN=\$x\$"),
        ("\ud800", r"\ud800"),
    ],
)
def test_hostile_text_is_made_visible(text, shown):
    assert label(text, 11) == shown


def test_mathematics_is_cut_only_at_whole_signs():
    for width in range(12, 80):
        assert "$" not in label("$" * 40, 11, width).replace(r"\$", "")


def test_a_novel_costs_nothing():
    assert len(label("W" * 10_000_000, 11, 200)) < 40
