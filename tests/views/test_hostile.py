"""Certificate text in a picture stays text: nothing of it is run, fetched or taken for markup."""

import re
from xml.etree import ElementTree as ET

import pytest

from workbench.views import family, timeline

EVIL = [
    "<script>alert(1)</script>",
    "'\"><svg onload=alert(1)>",
    "]]> --> <!-- -- <image href='http://evil.example/x.png'/>",
    "$\\frac{1}{0}$",
    "$$$",
    "\\$",
    "&lt;img src=x onerror=alert(1)&gt; &#x3c;b&#x3e;",
    "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07",
    "red\u202egnp.exe\u0000",
    "a" + "\u0301\u0489" * 200,
    "中文证书授权中心 😀 مرحبا",
    "W" * 30_000,
    " ",
    "\u200b",
]
ELEMENTS = {"svg", "metadata", "defs", "style", "g", "path", "use", "clipPath", "rect", "pattern"}
METADATA = {"RDF", "Work", "type", "format", "description", "title"}
ATTRIBUTES = re.compile(
    r"(?!on)[a-zA-Z-]+|\{http://www\.w3\.org/1999/xlink\}href|\{http://www\.w3\.org/1999/02/22-rdf-syntax-ns#\}resource"
)


@pytest.fixture(scope="module")
def hostile(certificate, pile):
    ders = [certificate(text, f"CA {text}", (-10, 10 + i)) for i, text in enumerate(EVIL)]
    ders += [certificate(f"Root {text}", f"Root {text}", (-20, -10), ca=True) for text in EVIL]
    return pile(*ders, reason="<script>$x$\x1b[31m" + "because " * 200)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("view", [family, timeline], ids=["family", "timeline"])
def test_nothing_but_outlines_comes_out(view, hostile):
    svg = view(hostile).svg
    # matplotlib writes each text it outlines as a comment: without them no text may be left but the description
    root = ET.fromstring(svg)  # noqa: S314  # our own
    for element in root.iter():
        name = element.tag.partition("}")[2]
        assert name in ELEMENTS | METADATA
        for attribute, value in element.attrib.items():
            assert ATTRIBUTES.fullmatch(attribute), attribute
            if attribute.endswith("href"):
                assert value.startswith("#")
            assert "evil" not in value
            assert "alert" not in value
        if name not in {"style", *METADATA}:
            assert not (element.text or "").strip()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u200b]", svg)
    assert "<script" not in svg
    assert "<image" not in svg


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("view", [family, timeline], ids=["family", "timeline"])
def test_it_is_drawn_and_told_without_a_warning(view, hostile):
    picture = view(hostile)
    assert picture.png.startswith(b"\x89PNG")
    assert picture.alt.isprintable()
    assert len(picture.alt) < 1000
