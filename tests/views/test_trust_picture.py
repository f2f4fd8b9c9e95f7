"""A trust picture says what the portrait says: in words, marks, SVG and page; certificate text in it stays text."""

import re
from xml.etree import ElementTree as ET

import pytest

from workbench import api
from workbench.certs.loading import load
from workbench.errors import InputError
from workbench.trust.graph import TrustGraph
from workbench.views.picture import Picture
from workbench.views.trust_folding import MOST_PARTS
from workbench.views.trust_parts import Style

SVG = "{http://www.w3.org/2000/svg}"
EVIL = [
    "<script>alert(1)</script>",
    "'\"><svg onload=alert(1)>",
    "]]> --> <!-- -- <image href='http://evil.example/x.png'/>",
    "$\\frac{1}{0}$",
    "$$$",
    "\x1b]8;;http://evil.example\x07click",
    "red\u202egnp.exe\u0000",
    "a" + "\u0301\u0489" * 200,
    "中文证书授权中心 😀 مرحبا",
    "W" * 10_000,
    " ",
]
DOMAINS = {"domain": "V2G", "issuer_domain": "V2G"}


def texts(picture) -> str:
    """All text that a reader of the SVG sees or hears."""
    return " ".join(" ".join(ET.fromstring(picture.svg).itertext()).split())  # noqa: S314  # our own


def styles(picture):
    return {route.link.style for route in picture._drawn.layout.routes}


@pytest.fixture(scope="module")
def chain(certificate):
    """A V2G root, two sub-CAs, and an SECC leaf; each a function of what differs."""
    return [
        certificate("V2G Root CA", "V2G Root CA", (-2000, 12000), ca=True, **DOMAINS),
        certificate("CPO Sub-CA 1", "V2G Root CA", (-900, 900), ca=True, **DOMAINS),
        certificate("CPO Sub-CA 2", "CPO Sub-CA 1", (-300, 400), ca=True, **DOMAINS),
        certificate("DEABCSX1", "CPO Sub-CA 2", (-60, 30), ca=False, domain="CPO", issuer_domain="V2G"),
    ]


def test_the_samples_are_four_pkis_under_three_anchors():
    picture = api.trust_picture(api.samples("iso15118-2"))
    assert isinstance(picture, Picture)
    assert [area.title for area in picture._drawn.layout.areas] == ["V2G / CSO", "CPS", "MO", "OEM"]
    said = texts(picture)
    for words in ("V2GRootCertificate", "vehicle: SECC, CPS", "station, CSMS: contract", "MORootCertificate", "OEMRootCertificate"):
        assert words in said
    assert "the samples' reference time" in said
    assert "No anchors were given: 3 self-signed CAs are assumed." in said
    assert styles(picture) == {Style.ISSUED}
    assert picture.png.startswith(b"\x89PNG")
    assert str(picture) == picture.portrait.summary


def test_an_svg_has_a_name_a_description_and_a_tooltip_per_box():
    picture = api.trust_picture(api.samples("iso15118-2/secc-chain.pem"))
    root = ET.fromstring(picture.svg)  # noqa: S314
    names = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.get("role") == "img"
    assert root.get("aria-labelledby", "").split() == list(names)
    assert names == {"pnc-title": "Who vouches for whom", "pnc-desc": picture.alt}
    tooltips = [element.text or "" for element in root.iter(f"{SVG}title")][1:]
    assert len(tooltips) == 4  # three certificates and the root that is not there
    assert sum("SHA-256" in tooltip for tooltip in tooltips) == 3
    assert any(tooltip.startswith("Missing: ") for tooltip in tooltips)


@pytest.mark.parametrize(("days", "words"), [((-60, -3), "expired 2026-05-29"), ((3, 30), "valid from 2026-06-04")])
def test_dates_are_told_by_words_and_sign(chain, certificate, pile, days, words):
    late = certificate("DEABCSX2", "CPO Sub-CA 2", days, ca=False, domain="CPO", issuer_domain="V2G")
    said = texts(api.trust_picture(pile(*chain, late)))
    assert words in said


def test_a_broken_link_is_dashed_and_says_why(chain, pile):
    bad = bytearray(chain[3])
    bad[-3] ^= 1
    picture = api.trust_picture(pile(*chain[:3], bytes(bad)))
    [broken] = [route for route in picture._drawn.layout.routes if route.link.style is Style.BROKEN]
    assert broken.label is not None
    assert broken.link.reason in texts(picture)
    assert "stroke-dasharray" in picture.svg


def test_a_missing_issuer_is_a_dashed_box_that_says_what_it_needs():
    picture = api.trust_picture(api.samples("iso15118-2/secc.pem"))
    assert styles(picture) == {Style.WANTED}
    assert "missing issuer Sample CPO Sub-CA 2 key identifier" in texts(picture)
    assert "no path: issuer missing" in texts(picture)


def test_what_if_marks_what_is_gone_and_what_it_costs():
    picture = api.trust_picture(api.samples("iso15118-2"), without="cpo-sub-ca1.pem")
    said = texts(picture)
    assert "Without Sample CPO Sub-CA 1:" in said
    assert picture.difference is not None
    assert picture.difference.summary in said
    assert said.count("path lost") == len(picture.difference.with_words("loses its last path")) > 0
    assert "− gone" in said
    assert Style.GONE in styles(picture)
    assert not any(part.missing for part in picture._drawn.whole.parts.values())  # it is drawn itself


def test_distrust_marks_a_root_and_what_it_costs():
    picture = api.trust_picture(api.samples("iso15118-2"), distrust=api.samples("iso15118-2/v2g-root.der"))
    said = texts(picture)
    assert "With Sample V2G Root CA 1 distrusted:" in said
    assert "distrusted" in said
    assert picture.difference is not None
    assert len(picture.difference.broken) >= 3
    assert not any(one.anchor for one in picture.portrait.standings.values() if one.classification.pki == "V2G")


def test_against_another_pile_or_another_time(at):
    whole = api.load(api.samples("iso15118-2"))
    less = api.trust_picture(api.samples("iso15118-2/secc-chain.pem"), at=at, against=whole)
    assert less.difference is not None
    assert len(less.difference.with_words("removed")) == len(less.difference.before) - 3
    later = api.trust_picture(whole, at=at.replace(year=2070), against=at)
    assert later.difference is not None
    assert later.difference.broken
    assert "Against 2026-06-01:" in texts(later)


def test_given_anchors_are_drawn_though_they_are_not_in_the_pile():
    picture = api.trust_picture(
        api.samples("iso15118-2/secc-chain.pem"), anchors={"V2GRootCertificate": api.samples("iso15118-2/v2g-root.der")}
    )
    assert set(picture.portrait.counts) == {"valid"}
    assert "1 anchor given." in texts(picture)


def test_a_graph_can_be_drawn_too(chain, at):
    graph = api.trust_graph(list(chain))
    assert isinstance(graph, TrustGraph)
    assert api.trust_graph(graph) is graph
    assert api.trust_picture(graph, at=at).portrait.counts == {"valid": 4}


def test_a_certificate_that_is_not_there_cannot_be_taken_away():
    with pytest.raises(InputError, match="No certificate of the pile"):
        api.trust_picture(api.samples("iso15118-2"), without="nothing.pem")
    with pytest.raises(InputError, match="certificates of the pile are"):
        api.trust_picture(api.samples("iso15118-2"), without="secc-chain.pem")


def test_a_pile_without_certificates_says_so():
    picture = api.trust_picture(b"nothing")
    assert "0 certificates" in texts(picture)
    assert picture.png.startswith(b"\x89PNG")


def test_ten_thousand_certificates_are_folded_and_none_is_lost(ten_thousand, pile):
    picture = api.trust_picture(pile(*ten_thousand))
    parts = picture._drawn.whole.parts.values()
    assert len(parts) <= MOST_PARTS
    assert sum(len(part.members) + part.below.total() for part in parts) == len(ten_thousand)
    said = texts(picture)
    assert "× SECC" in said
    assert "expired" in said


def test_a_page_needs_nothing_from_elsewhere():
    page = api.trust_picture(api.samples("iso15118-2"), without="cpo-sub-ca1.pem").html
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<svg") == 1
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|\bsrc=|\bhref=", page)
    assert re.findall(r"https?://[^\s\"<]+", page.replace("http://www.w3.org/2000/svg", "")) == re.findall(
        r"http://pki\.pnc\.example/[^\s\"<]+", page
    )
    for words in ("What changes", "Issuers that are missing", "Trusted for", "loses its last path"):
        assert words in page
    assert "prefers-color-scheme:dark" in page


def test_it_is_saved_by_its_ending(tmp_path):
    picture = api.trust_picture(api.samples("iso15118-2/roots.pem"))
    for name, head in (("x.svg", b"<svg"), ("x.html", b"<!DOCTYPE"), ("x.png", b"\x89PNG")):
        picture.save(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(head)
    with pytest.raises(InputError):
        picture.save(tmp_path / "x.gif")


@pytest.fixture(scope="module")
def hostile(certificate):
    ders = [certificate(text, f"CA {text}", (-10, 10 + i)) for i, text in enumerate(EVIL)]
    ders += [certificate(f"Root {text}", f"Root {text}", (-20, -10), ca=True) for text in EVIL]
    return load([(f"{text[:40]}/\u202e", der) for text, der in zip(EVIL * 2, ders, strict=True)])


ELEMENTS = {"svg", "title", "desc", "g", "rect", "text", "polyline"}


def test_hostile_names_stay_text(hostile, at):
    picture = api.trust_picture(hostile, at=at, without=[hostile.items[0].facts.sha256])
    root = ET.fromstring(picture.svg)  # noqa: S314  # our own
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on")
            assert "evil" not in value
    for text in (picture.svg, picture.html):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u200b]", text)
        assert "<script" not in text
        assert "<image" not in text
        assert "onload=alert(1)>" not in text
    assert len(picture.svg) < 300_000
    assert picture.png.startswith(b"\x89PNG")
    assert len(picture.alt) <= 1500
    assert picture.alt.isprintable()


def test_no_text_leaves_its_box(hostile, at):
    picture = api.trust_picture(hostile, at=at)
    boxes = picture._drawn.layout.boxes
    for element in ET.fromstring(picture.svg).iter(f"{SVG}text"):  # noqa: S314
        if element.get("text-anchor"):
            continue
        x, y, width = (float(element.get(name, "")) for name in ("x", "y", "textLength"))
        for box in boxes:
            if box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height:
                assert x + width <= box.x + box.width
        assert x + width <= picture.width
