"""EMAID, PCID, SECCID, EVCCID, EVSEID: published examples, deviations from the field, hostile text."""

import contextlib
import time
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.certs.identifiers import (
    LONGEST,
    Identifier,
    Scheme,
    candidates,
    identify,
    parse_emaid,
    parse_evccid,
    parse_evseid,
    parse_pcid,
    parse_seccid,
)
from workbench.certs.identifiers.check_digits import ALPHABET, emi3, iso20
from workbench.certs.identifiers.countries import COUNTRY_CODES, RESERVED_CODES
from workbench.errors import InputError

PARSERS = {
    Scheme.EMAID: parse_emaid,
    Scheme.PCID: parse_pcid,
    Scheme.SECCID: parse_seccid,
    Scheme.EVCCID: parse_evccid,
    Scheme.EVSEID: parse_evseid,
}


@pytest.mark.parametrize(
    ("text", "scheme", "formatted", "parts"),
    [
        # eMI3 standard 1.0 part 2, 1.2.2.1
        ("DE-8AA-CA2B3C4D5-L", "EMAID", "DE-8AA-CA2B3C4D5-L", {"country": "DE", "provider": "8AA", "instance": "CA2B3C4D5"}),
        ("de8aaca2b3c4d5l", "EMAID", "DE-8AA-CA2B3C4D5-L", {"country": "DE", "provider": "8AA", "instance": "CA2B3C4D5"}),
        # mobilityid ContractIdSpec.scala: ISO and DIN form
        ("Nl-TnM-000122045-U", "EMAID", "NL-TNM-000122045-U", {"country": "NL", "provider": "TNM", "instance": "000122045"}),
        ("NL*TNM*122045*0", "EMAID", "NL-TNM-122045-0", {"country": "NL", "provider": "TNM", "instance": "122045"}),
        # a public test PKI's provisioning certificate and vehicle
        ("US3PAA00003C4D58Y9", "PCID", "US3-P-AA00003C4D58Y-9", {"wmi": "US3", "instance": "AA00003C4D58Y"}),
        ("US3VAA0000453C4D58Y9", "EVCCID", "US3-V-AA0000453C4D58Y-9", {"wmi": "US3", "instance": "AA0000453C4D58Y"}),
        ("DE8-V-AA0000453C4D58Y-2", "EVCCID", "DE8-V-AA0000453C4D58Y-2", {"wmi": "DE8", "instance": "AA0000453C4D58Y"}),
        # hubject/opcp 05_handling-of-ids.md, mobilityid EvseIdSpec.scala
        ("DE*ICE*E45B*78C", "EVSEID", "DE*ICE*E45B*78C", {"country": "DE", "operator": "ICE", "instance": "45B*78C"}),
        ("DEAB7E8406487", "EVSEID", "DE*AB7*E8406487", {"country": "DE", "operator": "AB7", "instance": "8406487"}),
        ("+49*810*000*438", "EVSEID", "+49*810*000*438", {"country": "49", "operator": "810", "instance": "000*438"}),
    ],
)
def test_published_examples(text: str, scheme: str, formatted: str, parts: dict[str, str]) -> None:
    found = identify(text)
    assert found is not None
    assert (found.scheme, found.formatted, found.parts) == (scheme, formatted, parts)
    assert found.check_digit_ok is (None if scheme == "EVSEID" else True)
    assert found.given == text
    assert PARSERS[found.scheme](text) == found
    assert str(found) == formatted
    # what was formatted or normalised reads as the same thing
    assert PARSERS[found.scheme](found.formatted).parts == parts
    assert PARSERS[found.scheme](found.formatted).normalised == found.normalised


def test_the_published_seccid_example_fits_only_one_reading_of_the_clause() -> None:
    found = identify("DE-ICE-S-00003C4D557878675645330967543476-2")  # hubject/opcp 05_handling-of-ids.md
    assert found is not None
    assert (found.scheme, found.party, found.check_digit, found.check_digit_ok) == ("SECCID", "ICE", "2", None)
    assert any("disagree" in problem for problem in found.problems)
    assert found.convincing


def test_a_wrong_check_digit_is_a_fact_with_the_right_one() -> None:
    found = parse_emaid("DE-8AA-CA2B3C4D5-M")
    assert (found.check_digit, found.expected_check_digit, found.check_digit_ok) == ("M", "L", False)
    assert found.problems == ("its check digit is M; L is expected",)
    assert parse_evccid("DE8-V-AA0000453C4D58Y-3").check_digit_ok is False
    assert parse_emaid("NL-TNM-012204-6").check_digit_ok is False


def test_no_check_digit_is_neither_right_nor_wrong() -> None:
    for text in ("DE-ABC-C123ABC56", "US3PAA00003C4D58Y", "NLTNM122045"):
        found = identify(text)
        assert found is not None
        assert (found.check_digit, found.check_digit_ok) == ("", None)
    assert parse_emaid("DE8AACA2B3C4D5").expected_check_digit == "L"


def test_the_check_digit_of_iso_15118_20_in_an_emaid_is_told_apart() -> None:
    code = ("DE", "8AA", "C", "A2B3C4D5")
    (digit,) = iso20(code)
    found = parse_emaid("".join(code) + digit)
    assert (found.check_digit_ok, found.expected_check_digit) == (None, "L")
    assert "ISO 15118-20" in found.problems[0]


def test_a_pcid_without_type_letter_has_a_check_digit_that_nobody_published() -> None:
    found = parse_pcid("WDBZZZ123456789014")
    assert (found.party, found.instance, found.check_digit, found.check_digit_ok) == ("WDB", "ZZZ12345678901", "4", None)
    assert found.expected_check_digit == ""
    assert "no public source" in found.problems[0]
    assert parse_pcid("WDBZZZ12345678901").problems == ()


def test_without_separators_an_odd_length_leaves_the_last_character_open() -> None:
    lead = ("US", "2SE", "S", "0" * 31 + "12")
    digits = iso20(lead)
    other = next(c for c in ALPHABET if c not in digits)
    assert parse_seccid("".join(lead) + digits[0]).check_digit == digits[0]
    found = parse_seccid("".join(lead) + other)
    assert (found.check_digit, found.instance, found.check_digit_ok) == ("", lead[3] + other, None)
    assert "last character" in found.problems[0]
    # at the shortest length with a check digit, and after a separator, it is one
    assert parse_seccid("US2SES" + "0" * 31 + "1" + "Z").check_digit_ok is False
    assert parse_seccid("US-2SE-S-" + "0" * 31 + "12-Z").check_digit_ok is False


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("UKSWI123456791A", "UK is only reserved"),  # EcoG's test contract
        ("PI-ONX-S-MICROMEGA00000000000000000000000-7", "PI is no country code"),  # EVerest's test SECCID
        ("DE8AA-CA2B3C4D5-L", "separators differ"),
        ("DE-PNX-S-00001", "5 characters"),
        ("IOQVAA0000453C4D58Y9", "no I, O or Q"),
        ("DE-8AA-C" + "A" * 20 + "-1", "at most 15"),
        ("NLTNM122045", "short form"),
        ("DE-ICE-S-" + "A" * 70, "at most 64"),
    ],
)
def test_deviations_from_the_field_are_read_and_named(text: str, problem: str) -> None:
    found = candidates(text)
    assert found
    assert any(problem in p for p in found[0].problems)


def test_one_text_can_fit_several_schemes() -> None:
    code = "DEICEE00000000"
    assert [c.scheme for c in candidates(code)] == ["EMAID", "EVSEID"]
    # a right check digit decides the order
    assert [c.scheme for c in candidates("DEICES01234567" + emi3("DEICES01234567"))] == ["EMAID", "SECCID"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "V2G Root CA",
        "CPOSubCA2",
        "ProvisioningCA1",
        "SubordinateAuthority",
        "MOSUBORDINATECA",
        "OEMPROV2026CERT",  # OE is no country
        "V2GRootCA_PX_CSMS",
        "localhost",
        "www.example.org",
        "SECCCert",
        "XX-8AA",
        "ÄÖ-8AA-CA2B3C4D5-L",
        "DE-8AA-CA2B3C4D5-L\n",
        "DE٨٣DUIEN٨٣QGZ",
        "A" * (LONGEST + 1),
        "\x00" * 20,
    ],
)
def test_other_names_are_no_identifiers(text: str) -> None:
    assert candidates(text) == ()
    assert identify(text) is None


@pytest.mark.parametrize(
    ("scheme", "text", "reason"),
    [
        ("EMAID", "DE-8AA-1234", "at least six"),
        ("EMAID", "DE-8AA-12345678", "8 characters follow the provider"),
        ("PCID", "WDB123", "14 more"),
        ("PCID", "WDB" + "A" * 16, "16 characters follow"),
        ("SECCID", "DE-ICE-E-1", "an S"),
        ("EVCCID", "DE8-P-AA0000453C4D58Y-2", "a V"),
        ("EVSEID", "NL*TNM*840*6487", "an E"),
        ("EVSEID", "+49*AB7*840", "an E"),
        ("EMAID", "Ä" * 14, "other than letters"),
        ("EVCCID", "1" * 10_000, "10000 characters"),
    ],
)
def test_a_refusal_says_why_and_what_the_form_is(scheme: str, text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as refused:
        PARSERS[Scheme(scheme)](text)
    assert "The form is" in refused.value.hint


@given(st.text(st.sampled_from(ALPHABET + "abcz-*+ \n"), max_size=60) | st.text(max_size=40))
def test_any_text_is_read_or_refused_never_worse(text: str) -> None:
    for found in candidates(text):
        assert found.given == text
        assert set(found.normalised) <= set(ALPHABET) | {"+"}
        assert found.to_dict()["normalised"] == found.normalised
    for parse in PARSERS.values():
        with contextlib.suppress(InputError):
            assert isinstance(parse(text), Identifier)


@given(st.sampled_from(sorted(COUNTRY_CODES)), st.text(st.sampled_from(ALPHABET), min_size=12, max_size=12))
def test_every_emaid_with_its_digit_is_found_in_any_dress(country: str, rest: str) -> None:
    code = country + rest
    digit = emi3(code)
    for text in (code + digit, f"{code[:2]}-{code[2:5]}-{code[5:]}-{digit}".lower()):
        found = [c for c in candidates(text) if c.scheme == "EMAID"]
        if any(c.isdigit() for c in text) or "-" in text:
            assert [(f.normalised, f.check_digit_ok) for f in found] == [(code + digit, True)]


def test_country_codes_are_those_of_iso_3166() -> None:
    tzdata = pytest.importorskip("tzdata")
    table = resources.files(tzdata).joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8")
    assert {line[:2] for line in table.splitlines() if line and line[0] != "#"} == COUNTRY_CODES
    assert not RESERVED_CODES & COUNTRY_CODES


def test_the_json_form_is_complete() -> None:
    assert parse_emaid("de-8aa-ca2b3c4d5-m").to_dict() == {
        "scheme": "EMAID",
        "given": "de-8aa-ca2b3c4d5-m",
        "normalised": "DE8AACA2B3C4D5M",
        "formatted": "DE-8AA-CA2B3C4D5-M",
        "parts": {"country": "DE", "provider": "8AA", "instance": "CA2B3C4D5"},
        "check_digit": "M",
        "expected_check_digit": "L",
        "check_digit_ok": False,
        "problems": ["its check digit is M; L is expected"],
    }


def test_long_and_repetitive_text_is_refused_at_once() -> None:
    started = time.perf_counter()
    for text in ("A" * 1_000_000, "DE*" * 99, "DE8AAE" + "*" * 250, "1*" * 149, "A" * LONGEST, "0-" * 150):
        assert candidates(text) == ()
    assert time.perf_counter() - started < 0.1
