"""Hash data in a picture: which octets are drawn as hashed, where everything is, what it says."""

import io
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from tests.certs.known_pairs import Pair, item_of, known_pairs
from tests.certs.odd_pairs import certificate, key, name, odd_pairs
from workbench import api
from workbench.certs.hash_inspection import HashInspection, explain_hash
from workbench.certs.quiet import quietly
from workbench.views.hash_bytes import hash_bytes
from workbench.views.hash_bytes_layout import (
    FIELD,
    LEFT_X,
    MARGIN,
    PANEL,
    PILL,
    RIGHT_X,
    SQUARE,
    SQUARE_HEIGHT,
    TOP,
    WIDTH,
    lay_out,
)
from workbench.views.hash_bytes_rows import ELLIPSIS, IN_A_LINE, certificate_rows, issuer_rows, squares
from workbench.views.lettering import width_of

EVERY_PAIR = (*known_pairs(), *odd_pairs())
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
EVIL = [
    "<script>alert(1)</script>",
    "'\"><svg onload=alert(1)>",
    "$\\frac{1}{0}$",
    "$x$",
    "\x1b]8;;http://evil.example\x07click",
    "red\u202egnp.exe\u0000",
    "a" + "\u0301\u0489" * 200,
    "中文证书授权中心 😀 مرحبا",
    "W" * 30_000,
    " ",
    "",
]


def inspected(pair: Pair, algorithm: str = "SHA256") -> HashInspection:
    with quietly():  # the parsing alone: what is tested must not warn
        items = item_of(pair.certificate), item_of(pair.issuer)
    return HashInspection.of(*items, algorithm)


def odd(wanted: str) -> HashInspection:
    return inspected(next(pair for pair in odd_pairs() if pair.name == wanted))


def drawn(row) -> list[list[tuple[str, bool]]]:
    return [[(square.text, square.included) for square in strip.squares] for strip in row.strips]


def texts(picture) -> list[str]:
    """The labels drawn, as matplotlib notes them in comments beside the outlines."""
    return [text.strip().replace("&lt;", "<") for text in re.findall(r"<!-- (.*?) -->", picture.svg)]


# --- rows


@pytest.mark.parametrize("pair", EVERY_PAIR, ids=lambda pair: pair.name)
def test_the_parts_are_the_whole_certificate(pair):
    inspection = inspected(pair)
    for rows, der in ((certificate_rows(inspection), pair.certificate), (issuer_rows(inspection), pair.issuer)):
        headers = 2 * (2 if len(der) < 130 else 3 if len(der) < 259 else 4)
        assert abs(sum(row.size for row in rows) + headers - len(der)) <= 1  # the inner header may be one octet shorter
        assert [row.title for row in rows if row.title != "extensions"] == [
            *(
                "version",
                "serialNumber",
                "signature algorithm",
                "issuer",
                "validity",
                "subject",
                "subjectPublicKeyInfo",
                "signature",
            )
        ]
    assert [row.title for row in certificate_rows(inspection) if row.field] == ["serialNumber", "issuer"]
    assert [row.title for row in issuer_rows(inspection) if row.field] == ["subjectPublicKeyInfo"]


def test_what_is_hashed_is_solid_and_what_is_not_is_not():
    rows = {row.title: row for row in certificate_rows(odd("serial with a sign octet"))}
    assert drawn(rows["serialNumber"]) == [
        [("02", False), ("04", False), ("00", False), ("a7", True), ("00", True), ("01", True)],
    ]
    assert {included for _, included in drawn(rows["issuer"])[0]} == {True}
    [*around, bits] = drawn(next(row for row in issuer_rows(odd("leaf of P-256")) if row.field))
    assert {included for strip in around for _, included in strip} == {False}
    assert {included for _, included in bits} == {True}
    assert [text for text, _ in around[0]] == ["30", "59"]
    assert [text for text, _ in around[2]] == ["03", "42", "00"]
    assert bits[0] == ("04", True)


def test_a_long_run_has_its_beginning_and_its_end():
    inspection = odd("leaf of RSA PSS")
    runs = inspection.fields[2].runs
    [*first, gap, before, last] = squares(runs[-1:], IN_A_LINE)
    assert len(first) == IN_A_LINE - 3
    octets = runs[-1].octets
    assert bytes.fromhex("".join(square.text for square in first)) == octets[: len(first)]
    assert (gap.text, before.text, last.text) == (ELLIPSIS, f"{octets[-2]:02x}", f"{octets[-1]:02x}")
    assert len(squares(runs[:2], 17)) == 17
    assert len(squares(runs[:1], 4)) == len(runs[0].octets)


def test_another_spelling_is_told():
    assert [row.note for row in issuer_rows(odd("issuer name as BMPString")) if row.alarm] == ["other octets: not hashed"]
    assert not any(row.alarm for row in issuer_rows(odd("leaf of P-256")))
    attributes = next(row.lines for row in certificate_rows(odd("issuer name as BMPString")) if row.title == "issuer")
    assert attributes == (("CN", "CA", "BMPString"), ("C", "DE", "PrintableString"))


# --- layout


@pytest.mark.parametrize("pair", EVERY_PAIR, ids=lambda pair: pair.name)
@pytest.mark.parametrize("algorithm", ["SHA256", "SHA512"])
def test_nothing_overlaps_or_leaves_the_sheet(pair, algorithm):
    layout = lay_out(inspected(pair, algorithm))
    bottom = TOP + layout.panel_height
    assert bottom < layout.legend_y < layout.height
    for x, rows in ((LEFT_X, layout.left), (RIGHT_X, layout.right)):
        for above, below in pairwise(rows):
            assert above.y + above.height == pytest.approx(below.y)
        assert rows[-1].y + rows[-1].height < bottom
        for row in rows:
            inside = [*(strip.y for strip in row.strips), *row.lines]
            assert all(row.y < y < row.y + row.height for y in inside)
            assert inside == sorted(inside)
            for strip in row.strips:
                assert x < strip.x
                assert strip.x + SQUARE * len(strip.strip.squares) < x + PANEL
                assert strip.y + SQUARE_HEIGHT < row.y + row.height
    for first, second in pairwise(layout.fields):
        assert first.y + first.height < second.y
    assert layout.fields[-1].y + layout.fields[-1].height <= bottom
    assert layout.fields[0].x > LEFT_X + PANEL + PILL
    assert layout.fields[0].x + FIELD + PILL < RIGHT_X < WIDTH - MARGIN


@pytest.mark.parametrize("pair", EVERY_PAIR, ids=lambda pair: pair.name)
def test_arrows_lead_from_their_octets_to_their_fields_and_do_not_cross(pair):
    for algorithm in ("SHA256", "SHA512"):
        layout = lay_out(inspected(pair, algorithm))
        rows = {row.row.field: row for row in (*layout.left, *layout.right) if row.row.field}
        for arrow, box in zip(layout.arrows, layout.fields, strict=False):
            row, (_, start), (end_x, end) = rows[box.name], arrow.points[0], arrow.points[-1]
            assert row.strips[-1].y < start < row.y + row.height
            assert end == box.middle
            assert end_x in {box.x, box.x + FIELD}
            assert arrow.pill[1] == end
            assert arrow.hashed is box.name.endswith("Hash")
        serial, name_hash, _ = (sorted({y for _, y in arrow.points}) for arrow in layout.arrows)
        assert serial[-1] < name_hash[0]


def test_the_digits_of_a_value_fit_its_box():
    for value in ("f" * 64, "0" * 128, "b" * 40, "1" + "0" * 700):
        inspection = odd("leaf of P-256")
        fields = tuple(
            type(one)(one.name, value, one.origin, one.runs, one.lesson, one.clause, one.mistakes)
            if one.name == "issuerNameHash"
            else one
            for one in inspection.fields
        )
        box = lay_out(HashInspection(**{**vars(inspection), "fields": fields})).fields[1]
        assert "".join(box.lines) == value or ELLIPSIS in box.lines
        assert all(width_of(line, 11) <= FIELD - 24 for line in box.lines)


# --- words


def test_the_samples_secc():
    [leaf] = api.load(api.samples("iso15118-2/secc.pem"))
    inspection = explain_hash(leaf, api.load(api.samples("iso15118-2")))
    picture = hash_bytes(inspection)
    words = texts(picture)
    assert {"The checked certificate: SECC", "Its issuer's certificate: CPO Sub-CA 2", "SHA-256", "as hex"} <= set(words)
    assert inspection.hash_data.serial_number in words
    assert "".join(words[words.index("issuerKeyHash") + 1 :][:3]) == inspection.hash_data.issuer_key_hash
    assert picture.alt.startswith(
        "How the hash data of DEPNCSPNCWORKBENCHSTATION00000000000084, issued by Sample CPO Sub-CA 2, comes about"
    )
    assert "over the 65 octets of the key bits in the issuer's certificate" in picture.alt


def test_a_root_is_its_own_issuer():
    picture = hash_bytes(odd("P-256 root"))
    assert "Its issuer's certificate: itself" in texts(picture)
    assert "issued by itself" in picture.alt


def test_a_namesake_is_told():
    twin = certificate(name("CA"), name("CA"), key("another key"), key("another key"))
    leaf = next(pair.certificate for pair in odd_pairs() if pair.name == "leaf of P-256")
    picture = hash_bytes(HashInspection.of(item_of(leaf), item_of(twin)))
    assert any(text.startswith("Beware: the issuer's key does not verify") for text in texts(picture))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "text", [pytest.param(text, id=str(n), marks=[] if n % 4 == 0 else pytest.mark.deep) for n, text in enumerate(EVIL)]
)
def test_hostile_names_come_out_as_outlines(text):
    ca = name(text)
    inspection = inspected(
        Pair(
            "",
            certificate(name(f"{text} leaf"), name(text, "BMPString"), key("leaf"), key("CA")),
            certificate(ca, ca, key("CA"), key("CA")),
        )
    )
    picture = hash_bytes(inspection)
    assert picture.png.startswith(b"\x89PNG")
    assert picture.alt.isprintable()
    assert len(picture.alt) < 1000
    root = ET.fromstring(picture.svg)  # noqa: S314  # our own
    for element in root.iter():
        kind = element.tag.partition("}")[2]
        assert kind in {"svg", "metadata", "defs", "style", "g", "path", "use", "clipPath", "rect", "pattern"} | {
            *("RDF", "Work", "type", "format", "description", "title")
        }
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on")
            assert "evil" not in value
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u200b]", picture.svg)
    assert "<script" not in picture.svg


@pytest.mark.parametrize("pair", odd_pairs()[::7], ids=lambda pair: pair.name)
def test_it_is_drawn(pair):
    image = Image.open(io.BytesIO(hash_bytes(inspected(pair, "SHA384")).png))
    assert image.width == 2 * WIDTH
    assert image.height < 2 * 640


def test_the_same_picture_twice_is_the_same_octets():
    inspection = odd("leaf of P-256")
    assert hash_bytes(inspection).png == hash_bytes(inspection).png


def test_the_documentations_picture_is_small_enough():
    assert Image.open(io.BytesIO((PICTURES / "hash.png").read_bytes())).width == 1600
    assert (PICTURES / "hash.png").stat().st_size < 150_000
