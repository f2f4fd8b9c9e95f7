import csv
import subprocess
import sys
from importlib.resources import files

import pytest

from workbench.errors import InputError
from workbench.findings import Confidence
from workbench.requirements import Requirement, Status, UnknownRequirement, all_requirements, find
from workbench.requirements.spelling import canonical, standard_of

# OCPP 2.1 Edition 1 has exactly these, counted in its text.
IN_OCPP = {
    "M01": [*range(1, 8)],
    "M02": [1, 2],
    "M03": [*range(1, 6)],
    "M04": [1, 2, 3, 4, 6, 7, 8],
    "M05": [1, 2, 3, 6, 7, *range(9, 18)],
    "M06": [1, 2, 3, 4, *range(6, 11)],
    "M07": [*range(1, 12)],
    "A02": [*range(1, 9), *range(10, 30)],
    "A03": [*range(1, 9), *range(10, 26)],
    "A04": [*range(1, 5)],
}
WITHDRAWN = {"A02.FR.09", "A03.FR.09"}
NO_SUCH = {
    "M01.FR.08",
    "M03.FR.06",
    "M04.FR.05",
    "M05.FR.04",
    "M05.FR.05",
    "M05.FR.08",
    "M05.FR.18",
    "M05.FR.19",
    "M06.FR.05",
    "M06.FR.11",
}
# Shift of the ids between the security white paper for OCPP 1.6 and OCPP 2.1: the old id says what the new one says.
SHIFTED = {
    **{f"M05.FR.{number:02}": f"M05.FR.{number + 1:02}" for number in (6, 8, 9, 10, 11, 12, 13)},
    "M05.FR.03": "M05.FR.06",
    "M05.FR.04": "M05.FR.03",
    "A00.FR.602": "A00.FR.603",
    "A00.FR.603": "A00.FR.604",
    "A00.FR.704": "A00.FR.705",
    "A00.FR.706": "A00.FR.707",
}
HOSTILE = Requirement(
    id="M05.FR.11",
    standard="OCPP 2.1",
    status=Status.LIVING,
    actor="CS",
    precondition="<script>alert(1)</script>",
    text="one\x1b[31m line\nonly",
    note="",
    source="here",
    confidence=Confidence.CERTAIN,
)


def ids(*statuses: Status) -> set[str]:
    return {entry.id for entry in all_requirements() if entry.status in statuses}


def test_the_use_cases_of_certificate_management_are_complete() -> None:
    expected = {f"{use_case}.FR.{number:02}" for use_case, numbers in IN_OCPP.items() for number in numbers}
    assert len(expected) == 55 + 28 + 24 + 4
    assert {known for known in ids(Status.LIVING, Status.GUIDANCE) if known[:3] in IN_OCPP} == expected


def test_withdrawn_and_missing_ids_are_told_apart() -> None:
    assert ids(Status.WITHDRAWN) == WITHDRAWN
    assert ids(Status.NO_SUCH) == {*NO_SUCH, "A00.FR.706"}


def test_further_rows_hold_what_the_use_cases_refer_to() -> None:
    others = {
        known for known in ids(Status.LIVING, Status.GUIDANCE) if standard_of(known) == "OCPP 2.1" and known[:3] not in IN_OCPP
    }
    assert others == {
        *(f"A00.FR.{number}" for number in [*range(501, 515), *range(601, 605), *range(701, 706), 707]),
        *(f"C07.FR.{number:02}" for number in [1, 2, *range(4, 10), *range(13, 18)]),
        *(f"F06.FR.{number:02}" for number in (4, 5, 8, 10)),
    }


def test_ids_are_unique_and_in_their_canonical_spelling() -> None:
    rows = [
        row["id"]
        for file in files("workbench.requirements").iterdir()
        if file.name.endswith(".csv")
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    ]
    assert len(rows) == len(set(rows)) == len(all_requirements())
    assert [row for row in rows if canonical(row) != row] == []


@pytest.mark.parametrize("entry", all_requirements(), ids=lambda entry: entry.id)
def test_each_entry_says_what_it_means_and_where_that_is_known_from(entry: Requirement) -> None:
    assert entry.text.strip()
    assert entry.source.strip()
    assert entry.confidence is not Confidence.UNKNOWN
    assert entry.standard == standard_of(entry.id)
    if entry.in_force:
        assert entry.actor
        assert entry.precondition
    if entry.standard.startswith("ISO"):
        assert len(entry.text) < 200, "a paraphrase, not the standard's sentences"


@pytest.mark.parametrize(("old", "new"), SHIFTED.items())
def test_the_shift_against_the_white_paper_for_ocpp_1_6_stands_in_the_note(old: str, new: str) -> None:
    entry = find(old)
    assert entry.standard == "OCPP 2.1"
    assert f"OCPP 1.6 white paper: this id says what {new} says in OCPP 2.1" in entry.note
    assert find(new).in_force


def test_duties_and_advice_differ() -> None:
    assert find("M05.FR.11").status is Status.LIVING
    assert find("M06.FR.10").status is Status.LIVING, "a SHALL, whatever guides say"
    assert find("M07.FR.09").status is Status.GUIDANCE
    assert find("A02.FR.16").status is Status.GUIDANCE
    assert find("M07.FR.09").in_force
    assert not find("A02.FR.09").in_force
    assert not find("M05.FR.04").in_force


def test_a_number_beyond_its_use_case_does_not_exist_and_says_how_far_it_goes() -> None:
    entry = find("m02.fr.7")
    assert (entry.id, entry.status, entry.in_force) == ("M02.FR.07", Status.NO_SUCH, False)
    assert "M02 goes from M02.FR.01 to M02.FR.02" in entry.text
    assert "M03.FR.05" in find("M03.FR.99").text


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ("RFC 5280 4.2.1.99", "RFC 5280 4.2.1.9"),
        ("V2G2-926", "V2G2-925"),
        ("B05.FR.02", "M05.FR.02"),
        ("M05", "M05.FR.01"),
        ("RFC 5280 4.2.2", "RFC 5280 4.2.2.1"),
    ],
)
def test_an_unknown_id_names_its_neighbours(given: str, nearest: str) -> None:
    with pytest.raises(UnknownRequirement) as caught:
        find(given)
    assert isinstance(caught.value, InputError)
    assert caught.value.given == given
    assert nearest in caught.value.nearest
    assert nearest in caught.value.hint


def test_a_use_case_that_is_not_complete_leaves_its_gaps_unknown() -> None:
    for given in ("A00.FR.503", "C07.FR.02"):
        assert find(given).in_force
    for given in ("A00.FR.999", "C07.FR.03"):
        with pytest.raises(UnknownRequirement):
            find(given)


def test_what_is_no_id_at_all_is_told_how_ids_look() -> None:
    for given in ("", "hello", "x" * 100_000):
        with pytest.raises(UnknownRequirement) as caught:
            find(given)
        assert "M05.FR.11" in caught.value.hint
        assert caught.value.nearest == ()
        assert len(caught.value.message) < 120


def test_an_id_of_ocpp_1_6_is_not_answered_with_the_one_of_2_1() -> None:
    with pytest.raises(UnknownRequirement) as caught:
        find("OCPP 1.6 M05.FR.11")
    assert "OCPP 1.6" in caught.value.hint


def test_hostile_text_in_a_question_is_made_visible() -> None:
    with pytest.raises(UnknownRequirement) as caught:
        find("\x1b[31m\u202eM05")
    assert caught.value.message.isprintable()
    assert caught.value.hint.isprintable()


def test_the_json_form_holds_every_field() -> None:
    assert find("V2G2-925").to_dict() == {
        "id": "V2G2-925",
        "standard": "ISO 15118-2",
        "status": "living",
        "actor": "verifier",
        "precondition": "leaf certificate",
        "text": find("V2G2-925").text,
        "note": find("V2G2-925").note,
        "source": find("V2G2-925").source,
        "confidence": "certain",
    }


def test_people_read_a_card_without_empty_fields() -> None:
    text = str(find("M05.FR.01"))
    assert text.startswith("M05.FR.01\n  Standard ")
    assert find("M05.FR.01").text in text
    assert "(certain)" in text
    assert "Note" not in text


def test_cards_are_escaped() -> None:
    shown = HOSTILE._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "\x1b" not in shown + str(HOSTILE)


def test_importing_the_catalogue_reads_no_data_and_nothing_heavy() -> None:
    program = (
        "import sys, workbench.requirements as r\n"
        "from workbench.requirements.catalogue import _catalogue\n"
        "assert _catalogue.cache_info().currsize == 0\n"
        "heavy = {'pandas', 'rich', 'networkx', 'cryptography', 'asn1crypto', 'jsonschema'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert r.find('M05.FR.11') is r.find('m05fr11')\n"
        "assert _catalogue.cache_info().misses == 1\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)
