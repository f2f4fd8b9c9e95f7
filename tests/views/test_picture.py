"""Pictures as notebooks, documents and files get them."""

import base64
import io
import json
import subprocess
import sys

import matplotlib as mpl
import pytest
from IPython.core.formatters import DisplayFormatter
from PIL import Image

from workbench import api
from workbench.certs.kinds import Pki
from workbench.errors import InputError
from workbench.views import family, timeline
from workbench.views.palette import HUES, PAPER
from workbench.views.picture import Picture
from workbench.views.sheet import Sheet

BOTH = pytest.mark.parametrize("view", [family, timeline], ids=["family", "timeline"])


def a_sheet():
    sheet = Sheet(320, 100)
    sheet.box((10, 10), (300, 80), radius=6, facecolor="#1b62d1", hatch="////")
    sheet.text((160, 50), "CPO Sub-CA 1", 14, ha="center", color="#ffffff")
    return sheet.figure


@pytest.fixture
def picture():
    return Picture("A box.", 320, a_sheet)


def test_a_notebook_gets_a_sharp_png_and_words(picture):
    data, metadata = DisplayFormatter().format(picture)
    assert set(data) == {"image/png", "text/plain"}  # no SVG: untrusted notebooks would clean it away
    assert data["text/plain"] == "A box."
    assert metadata["image/png"] == {"width": 320, "alt": "A box."}
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).size == (640, 200)
    json.dumps(data)


def test_nothing_is_drawn_before_it_is_looked_at():
    drawn = []

    def draw():
        drawn.append(1)
        return a_sheet()

    picture = Picture("", 10, draw)
    assert not drawn
    assert picture.png is picture.png
    assert drawn == [1]


@pytest.mark.parametrize(("name", "begins"), [("a.png", b"\x89PNG\r\n"), ("a.svg", b"<?xml"), ("A.PNG", b"\x89PNG\r\n")])
def test_saved_by_its_ending(picture, tmp_path, name, begins):
    picture.save(tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)
    picture.save(str(tmp_path / name))


def test_saved_as_wide_as_asked_for(picture, tmp_path):
    picture.save(tmp_path / "a.png", width=1600)
    assert Image.open(io.BytesIO((tmp_path / "a.png").read_bytes())).size == (1600, 500)


def test_other_endings_are_refused(picture, tmp_path):
    with pytest.raises(InputError, match=r"\.pdf") as error:
        picture.save(tmp_path / "a.pdf")
    assert ".svg" in error.value.hint
    assert not list(tmp_path.iterdir())


def test_the_words_are_harmless():
    assert "\x1b" not in str(Picture("\x1b[31mred", 10, a_sheet))


def test_the_png_carries_the_words(picture):
    image = Image.open(io.BytesIO(picture.png))
    assert image.info["Description"] == "A box."
    assert "Software" not in image.info


@BOTH
def test_the_areas_keep_their_colours(view):
    image = Image.open(io.BytesIO(view(api.load(api.samples("iso15118-2"))).png)).convert("RGB")
    pixels = image.tobytes()
    colours = {f"#{pixels[i : i + 3].hex()}" for i in range(0, len(pixels), 3)}
    shades = [shade for pki in (Pki.V2G, Pki.CSO, Pki.CPS, Pki.MO, Pki.OEM) for shade in (HUES[pki].ink, HUES[pki].tint)]
    assert not {PAPER, *shades} - colours


def test_the_notebooks_style_changes_nothing(picture):
    plain = picture.png, picture.svg
    with mpl.rc_context({"text.usetex": True, "axes.facecolor": "black", "font.size": 40, "figure.dpi": 300, "svg.hashsalt": "x"}):
        again = Picture("A box.", 320, a_sheet)
        assert (again.png, again.svg) == plain
        assert mpl.rcParams["font.size"] == 40


PROGRAM = """
import hashlib
from workbench import api
from workbench.views import family, timeline
bundle = api.load(api.samples("iso15118-2"))
for view in (family, timeline):
    picture = view(bundle)
    print(hashlib.sha256(picture.png).hexdigest(), hashlib.sha256(picture.svg.encode()).hexdigest())
"""


def test_two_processes_draw_the_same_octets():
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0].count("\n") == 2
    assert runs[0] == runs[1]


def test_importing_the_views_loads_no_matplotlib():
    program = "import sys, workbench.views; print([m for m in ('matplotlib', 'numpy', 'PIL', 'pandas') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


@BOTH
def test_a_pile_without_certificates_says_so(view, pile):
    picture = view(pile())
    assert "no certificate" in picture.alt
    assert "empty" in picture.alt
    assert picture.png.startswith(b"\x89PNG")
    assert "1 other thing;" in view(pile(b"nothing at all")).alt
