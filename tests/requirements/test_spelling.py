import pytest

from workbench.requirements.spelling import canonical, standard_of


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("M05.FR.11", "M05.FR.11"),
        ("m05.fr.11", "M05.FR.11"),
        ("M05FR11", "M05.FR.11"),
        (" m5-fr-11 ", "M05.FR.11"),
        ("M05 FR 1", "M05.FR.01"),
        ("M05.FR.011", "M05.FR.11"),
        ("A00.FR.501", "A00.FR.501"),
        ("OCPP 2.1 M05.FR.11", "M05.FR.11"),
        ("RFC 5280 4.2.1.9", "RFC 5280 4.2.1.9"),
        ("RFC5280 4.2.1.9", "RFC 5280 4.2.1.9"),
        ("rfc 5280 §4.2.1.9", "RFC 5280 4.2.1.9"),
        ("rfc-5280, section 4.2.1.9.", "RFC 5280 4.2.1.9"),
        ("RFC\u00a05280\u00a04.2.1.9", "RFC 5280 4.2.1.9"),
        ("RFC 7468 10", "RFC 7468 10"),
        ("rfc 6960 b.1", "RFC 6960 B.1"),
        ("V2G2-925", "V2G2-925"),
        ("[V2G2-925]", "V2G2-925"),
        ("v2g2 925", "V2G2-925"),
        ("V2G2925", "V2G2-925"),
        ("V2G2-6", "V2G2-006"),
        ("v2g20-2319", "V2G20-2319"),
        ("V2G202319", "V2G20-2319"),
    ],
)
def test_each_usual_spelling_has_one_canonical_form(typed: str, spelled: str) -> None:
    assert canonical(typed) == spelled
    assert canonical(spelled) == spelled


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "RFC 5280",
        "5280 4.2.1.9",
        "M05",
        "M05.FR",
        "FR.11",
        "V2G-925",
        "V2G2",
        "V2G20925",
        "2026-11-21",
        "4.2.1.9",
        "M05.FR.١١",
        "OCPP 1.6 M05.FR.11",
        "see M05.FR.11",
        "M05.FR.11 and M05.FR.12",
        "RFC 5280 4.2.1.9 and 7.1",
    ],
)
def test_other_text_is_no_id(text: str) -> None:
    assert canonical(text) is None


def test_a_huge_text_is_refused_at_once() -> None:
    for piece in ("RFC 5280" + " " * 200_000, "M05" + "." * 200_000 + "FR", "RFC 5280 1" + ".1" * 100_000 + "x"):
        assert canonical(piece) is None


@pytest.mark.parametrize(
    ("requirement", "standard"),
    [("M05.FR.11", "OCPP 2.1"), ("RFC 7468 5.2", "RFC 7468"), ("V2G2-925", "ISO 15118-2"), ("V2G20-2319", "ISO 15118-20")],
)
def test_the_id_tells_the_standard_with_its_version(requirement: str, standard: str) -> None:
    assert standard_of(requirement) == standard
