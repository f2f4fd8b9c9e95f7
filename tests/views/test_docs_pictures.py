"""The pictures of the documentation are those of today's samples."""

import io
import runpy
from pathlib import Path

import pytest
from PIL import Image, ImageChops

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    runpy.run_path(str(PICTURES / "make.py"))["main"](folder)
    return folder


def opened(path):
    return Image.open(io.BytesIO(path.read_bytes()))


def test_each_picture_has_its_maker(fresh):
    assert {path.name for path in fresh.iterdir()} == {path.name for path in PICTURES.glob("*.png")}


@pytest.mark.parametrize("name", ["pile.png", "timeline.png", "hash.png", "graph.png", "rotation.png", "sequence.png"])
def test_a_picture_shows_what_is_drawn_today(fresh, name):
    kept, drawn = opened(PICTURES / name), opened(fresh / name)
    assert kept.size == drawn.size
    assert kept.info["Description"] == drawn.info["Description"]
    # another release of matplotlib may shade an edge in another way; a text or a box that moved is seen
    difference = ImageChops.difference(kept.convert("L"), drawn.convert("L")).point(lambda value: 255 * (value > 96))
    assert difference.histogram()[255] < 200


def test_a_readme_loads_fast():
    assert opened(PICTURES / "pile.png").width == 1600
    assert all(path.stat().st_size < 300_000 for path in PICTURES.glob("*.png"))
