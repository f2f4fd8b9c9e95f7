"""Pictures of answers about a fleet: each question has one, the figures in it are the answer's, hostile names stay text."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from tests.views.fleet_answers import HOSTILE, NOW, answers, with_frame
from tests.views.test_palette import VISIONS, contrast, seen
from workbench.errors import InputError
from workbench.fleet.answer import Answer
from workbench.fleet.asking import QUESTIONS
from workbench.fleet.schema import CERTIFICATE_TYPES
from workbench.views.fleet_bars import MOST_ROWS, shares
from workbench.views.fleet_looks import TYPE_INKS, VERDICTS, ink_of, lines_of
from workbench.views.fleet_matrix import short
from workbench.views.fleet_picture import FORMS, fleet_picture
from workbench.views.palette import PAPER

FEW, MANY, EVIL = answers(3), answers(300), answers(40, hostile=True)
EACH = pytest.mark.parametrize("question", FORMS)
ELEMENTS = {"svg", "title", "desc", "rect", "text", "polyline", "g"}
ATTRIBUTES = {
    *("width", "height", "viewBox", "role", "aria-labelledby", "font-family", "stroke-linejoin", "stroke-linecap", "id", "x", "y"),
    *(
        "rx",
        "fill",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "points",
        "font-size",
        "font-weight",
        "textLength",
        "lengthAdjust",
    ),
    "text-anchor",
}


def said(picture):
    """All texts of an SVG, hover texts left out."""
    root = ET.fromstring(picture.svg)  # noqa: S314  # our own
    return [element.text for element in root.iter() if element.tag.endswith("}text")]


def test_every_question_has_a_picture():
    assert set(FORMS) == {name.replace("_", "-") for name in QUESTIONS}


def test_another_question_has_none():
    with pytest.raises(InputError, match="no picture of 'weather'") as error:
        fleet_picture(Answer("weather", "", "", pd.DataFrame({"a": [1]})))
    assert "who-breaks" in error.value.hint


@EACH
@pytest.mark.parametrize("made", [FEW, MANY, EVIL], ids=["few", "many", "hostile"])
def test_each_is_drawn_and_fits_its_sheet(question, made):
    picture = fleet_picture(made[question])
    width, height = picture.size
    assert width == 1072
    assert 120 < height < 2_200, "many certificates are summed up, not drawn one by one"
    root = ET.fromstring(picture.svg)  # noqa: S314  # our own
    for element in root.iter():
        if element.tag.endswith("}text"):
            x, y, length = (float(element.attrib[name]) for name in ("x", "y", "textLength"))
            left = x - length / 2 if element.attrib.get("text-anchor") == "middle" else x
            assert left >= -1
            assert left + length <= width + 1, element.text
            assert 0 < y < height


@EACH
def test_hostile_names_are_text_and_nothing_else(question):
    picture = fleet_picture(EVIL[question])
    root = ET.fromstring(picture.svg)  # noqa: S314  # our own
    for element in root.iter():
        assert element.tag.partition("}")[2] in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
    for text in (picture.svg, picture.html, picture.alt):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u200b]", text)
    assert "<script" not in picture.svg + picture.html
    assert "<image" not in picture.svg + picture.html


@EACH
def test_nothing_to_draw_is_said(question):
    picture = fleet_picture(with_frame(FEW[question], lambda frame: frame.head(0)))
    assert "There are no rows, and so there is nothing to draw." in said(picture)
    assert "17 of 20,000 stations: nothing." in said(picture)


ONE_OF_EACH_FORM = {"installed", "expired", "calendar", "who-breaks"}


@pytest.mark.parametrize(
    "question", [pytest.param(one, marks=[] if one in ONE_OF_EACH_FORM else pytest.mark.deep) for one in FORMS]
)
def test_hostile_names_are_drawn_as_pixels_too(question):
    assert fleet_picture(EVIL[question]).png.startswith(b"\x89PNG")


@EACH
def test_what_was_not_checked_stands_below(question):
    assert "Not checked: nothing." in said(fleet_picture(FEW[question]))


def test_the_bars_of_installed_say_how_many_and_how_they_were_found():
    rows = [
        ("MORootCertificate", "aa", "MO Root A", "exact", 145, 0.725),
        ("MORootCertificate", "aa", "MO Root A", "dialect", 35, 0.175),
        ("MORootCertificate", "bb", "MO Root A", "exact", 2, 0.01),
        ("V2GRootCertificate", None, None, "unknown", 18, 0.09),
    ]
    frame = pd.DataFrame(rows, columns=["certificate_type", "certificate", "name", "result", "stations", "share"])
    texts = said(fleet_picture(with_frame(FEW["installed"], lambda _: frame.assign(serial_number="0f"))))
    assert "145 exact + 35 dialect" in texts
    assert "unknown, serial 0f" in texts
    assert "18 (9 %)" in texts
    assert texts.count("MO Root A") == 2
    assert {"aa", "bb"} <= set(texts), "two certificates of one name are told apart"
    assert texts.index("V2GRootCertificate") < texts.index("MORootCertificate"), "in OCPP's order"


def test_who_breaks_counts_stations_not_rows():
    rows = [("CS-1", "breaks"), ("CS-1", "breaks"), ("CS-2", "breaks"), ("CS-3", "saved")]
    frame = pd.DataFrame(rows, columns=["station", "verdict"]).assign(
        certificate_type="CSMSRootCertificate",
        purpose="reaches the CSMS",
        reason="it goes (2 entries concerned, this is the worst)",
    )
    texts = said(fleet_picture(with_frame(FEW["who-breaks"], lambda _: frame)))
    assert "breaks 2, saved 1" in texts
    assert "it goes" in texts
    assert "2 stations" in texts


def test_what_is_left_out_is_counted():
    every = MANY["private-cas"]
    texts = said(fleet_picture(every))
    assert f"and {len(every) - MOST_ROWS:,} more, with at most {len(every) - MOST_ROWS:,} each: see the answer's rows" in texts


def test_rooms_are_shared_fairly():
    assert shares([100, 2, 100], 20) == [9, 2, 9]
    assert shares([1, 1], 20) == [1, 1]
    assert shares([50] * 20, 36) == [3] * 20, "three each, however many groups there are"
    assert shares([]) == []


def test_leaves_of_one_station_each_are_summed_up_by_month():
    rows = [(f"CS-{n}", f"{n:02}", f"SECC {n}", NOW + pd.Timedelta(days=n), n) for n in range(1, 31)]
    frame = pd.DataFrame(rows, columns=["station", "certificate", "name", "not_after", "days_left"])
    texts = said(fleet_picture(with_frame(FEW["expiring"], lambda _: frame.assign(certificate_type="V2GCertificateChain"))))
    assert "29 with one station each, 2026-06, the first" in texts
    assert "SECC 5" not in texts


def test_the_calendar_adds_up_and_takes_years_where_months_are_too_many():
    texts = said(fleet_picture(FEW["calendar"]))
    frame = FEW["calendar"].frame
    total = frame[frame["certificate_type"] == "CSMSRootCertificate"]["entries"].sum()
    assert f"{total:,}" in texts
    assert {"2026", "01", "02", "03"} <= set(texts)
    assert {"2043 on", "2026"} & set(texts) or "on" in said(fleet_picture(MANY["calendar"]))


def test_mistakes_are_told_one_by_one():
    rows = [("Acme", "EVX", "1.0", "key:spki serial:decimal", 7, "both"), ("Acme", "EVX", "1.0", "key:spki", 5, "the whole key")]
    columns = ["vendor_name", "model", "firmware_version", "mistakes", "stations", "explanation"]
    texts = said(fleet_picture(with_frame(FEW["mistakes"], lambda _: pd.DataFrame(rows, columns=columns))))
    assert "1  key:spki: 12. the whole key" in texts
    assert "2  serial:decimal: 7." in [text.strip() for text in texts]
    assert "Acme EVX 1.0" in texts


def test_drift_and_changes_have_two_sides_and_count_the_rest():
    rows = [("CS-1", "csms only"), ("CS-2", "csms only"), ("CS-3", "station only"), ("CS-4", "both")]
    frame = pd.DataFrame(rows, columns=["station", "side"]).assign(certificate_type="MORootCertificate", name="MO Root A")
    texts = said(fleet_picture(with_frame(FEW["drift"], lambda _: frame)))
    place = texts.index("MO Root A")
    assert texts[place + 1 : place + 3] == ["2", "1"]
    assert "Not drawn: both 1." in texts


def test_the_steps_that_break_most_are_named():
    texts = said(fleet_picture(FEW["waterfall"]))
    for row in FEW["waterfall"].frame.to_dict("records"):
        if row["breaks"]:
            assert f"breaks {row['breaks']:,}, {row['stations_left']:,} left" in texts
    many = said(fleet_picture(MANY["waterfall"]))
    assert any(text.startswith("and ") and "that break fewer" in text for text in many)


def test_headroom_counts_every_station():
    texts = said(fleet_picture(FEW["headroom"]))
    frame = FEW["headroom"].frame
    assert str((frame["free"] == 0).sum()) in texts
    assert {"over", "not known", "20+"} <= set(texts)
    assert {"cannot", "fits", "not checked"} <= set(texts), "the legend"


def test_the_page_has_the_rows_too():
    html = fleet_picture(MANY["who-breaks"]).html
    assert html.startswith("<!DOCTYPE html>")
    assert "The first 200 of 2,400 rows" in html
    assert "prefers-color-scheme:dark" in html
    assert "http" not in re.sub(r"http://www\.w3\.org/\S+", "", html)


def test_the_words_say_what_stands_out():
    assert "Most: Hubject V2G Root CA G1 0" in fleet_picture(FEW["installed"]).alt or "Most:" in fleet_picture(FEW["installed"]).alt
    assert "17 of 20,000 stations" in fleet_picture(FEW["installed"]).alt


def test_saved_by_its_ending(tmp_path):
    for ending in ("png", "svg", "html"):
        fleet_picture(FEW["calendar"]).save(tmp_path / f"a.{ending}")
        assert (tmp_path / f"a.{ending}").stat().st_size > 1_000


@pytest.mark.parametrize("vision", VISIONS)
def test_verdicts_are_told_apart_by_every_eye(vision):
    assert set(TYPE_INKS) == set(CERTIFICATE_TYPES)
    for (one, first), (other, second) in combinations(VERDICTS.items(), 2):
        colours = sum(abs(seen(a, VISIONS[vision]) - seen(b, VISIONS[vision])).sum() for a, b in ((first.fill, second.fill),))
        alike = first.dashes == second.dashes and (first.stroke == "none") == (second.stroke == "none")
        assert not alike or colours > 15, f"{one} and {other}"


def test_headings_are_read_on_paper():
    for kind in (*CERTIFICATE_TYPES, "something else"):
        assert contrast(ink_of(kind), PAPER) >= 4.5


def test_a_sentence_is_cut_into_lines_that_fit():
    lines = lines_of("word " * 200 + HOSTILE[-2], 400, 12)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert lines_of("", 400, 12) == []
    assert lines_of(HOSTILE[5], 400, 12) == ["red\\u202egnp.exe\\x00"]


def test_large_figures_are_short():
    assert [short(n) for n in (999, 1_000, 12_345, 1_500_000)] == ["999", "1.0k", "12k", "1.5M"]
