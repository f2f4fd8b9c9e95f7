"""Malformed and hostile certificates are judged on what can be read; what cannot is never taken for passed, and nothing raises."""

import random

import pytest

from tests.profiles.pki import KINDS, certificate, der, item, request, subject_with
from workbench import profiles
from workbench.certs.issuing import Extension
from workbench.certs.issuing.extensions import key_usage
from workbench.certs.kinds import Kind
from workbench.profiles import Outcome
from workbench.profiles.checks import CHECKS, Check

EDITION_2 = profiles.profile("iso15118-2")
BROKEN = b"\x30\x03\x01\x01"  # a SEQUENCE that is cut off


def broken(oid, **changes):
    return certificate("secc", "iso15118-2", more=(Extension(oid, BROKEN, critical=True),), **changes)


def outcomes(made, kind=Kind.SECC, profile=EDITION_2):
    return {result.rule.id: result for result in profiles.results(made, kind, profile)}


@pytest.mark.parametrize(
    ("oid", "changes", "unread"),
    [
        ("2.5.29.15", {"usages": None}, {"leaf-key-usage", "leaf-digital-signature", "leaf-key-usage-surplus"}),
        ("2.5.29.37", {}, {"secc-extended-key-usage"}),
        ("1.3.6.1.5.5.7.1.1", {"ocsp": (), "crl": ()}, {"status-pointer"}),
        ("2.5.29.31", {"ocsp": (), "crl": ()}, {"status-pointer"}),
    ],
)
def test_an_extension_that_cannot_be_read_is_neither_missing_nor_sound(oid, changes, unread):
    made = broken(oid, **changes)
    assert made.facts is not None
    assert not made.facts.strict
    found = outcomes(made)
    assert {rule for rule, result in found.items() if result.outcome is Outcome.NOT_CHECKED} >= unread
    assert all(found[rule].why for rule in unread)
    assert all(found[rule].findings == () for rule in unread)


def test_an_extension_that_is_there_twice_is_not_taken_at_either_word():
    twice = (
        Extension.of(key_usage(("digitalSignature",)), critical=True),
        Extension.of(key_usage(("keyCertSign",)), critical=True),
    )
    found = outcomes(certificate("secc", "iso15118-2", usages=None, more=twice))
    assert {found[rule].outcome for rule in ("leaf-key-usage", "leaf-digital-signature")} == {Outcome.NOT_CHECKED}
    assert "more than once" in found["leaf-digital-signature"].why


def test_what_can_be_read_of_a_malformed_certificate_is_judged():
    made = broken("2.5.29.37", subject=subject_with("secc", "iso15118-2", DC="MO"), authority=False)
    assert outcomes(made)["secc-domain-component"].outcome is Outcome.ERROR
    assert outcomes(made)["authority-key-identifier"].outcome is Outcome.WARNING, "what is not there is missing all the same"
    assert outcomes(made)["leaf-digital-signature"].outcome is Outcome.PASSED


def test_a_san_that_cannot_be_read_is_not_taken_for_missing():
    made = certificate("csms-server", "ocpp", dns=(), more=(Extension("2.5.29.17", BROKEN),))
    found = outcomes(made, Kind.CSMS_SERVER, profiles.profile("ocpp"))
    assert found["server-alternative-name"].outcome is Outcome.NOT_CHECKED


def test_a_request_with_a_broken_extension_is_judged_on_the_rest():
    made = request(
        "secc", "iso15118-2", subject=subject_with("secc", "iso15118-2", DC="MO"), more=(Extension("2.5.29.37", BROKEN),)
    )
    found = outcomes(made)
    assert found["secc-domain-component"].outcome is Outcome.ERROR
    assert found["leaf-digital-signature"].outcome is Outcome.NOT_CHECKED
    assert found["leaf-digital-signature"].why == "the extensions cannot be read"
    assert {result.outcome for result in found.values()} == {Outcome.ERROR, Outcome.PASSED, Outcome.NOT_CHECKED}


def test_what_is_no_certificate_has_no_findings():
    assert profiles.lint(item(b"hello"), Kind.SECC, EDITION_2) == ()
    assert profiles.results(item(b"hello"), Kind.SECC, EDITION_2) == ()


def test_an_error_in_a_check_is_a_finding_and_hides_no_other(monkeypatch):
    def fail(_examined, _values):
        raise RuntimeError("boom")

    monkeypatch.setitem(CHECKS, "country", Check(fail, requests=True))
    made = certificate("secc", "iso15118-2", serial=0)
    found = profiles.lint(made, Kind.SECC, EDITION_2)
    assert {finding.code for finding in found} == {"check-failed", "serial-number"}
    assert "boom" in next(finding for finding in found if finding.code == "check-failed").observed
    assert outcomes(made)["country"].outcome is Outcome.NOT_CHECKED


HOSTILE = [
    "\x1b[31mred",
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "{0.__class__}",
    "{}",
    "$x^2$",
    "a" * 5000,
    "ß" * 300,
    "\x00",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_can_stand_in_any_attribute(name):
    for kind, profile in (("secc", "iso15118-2"), ("contract", "iso15118-2"), ("csms-server", "ocpp"), ("station-client", "ocpp")):
        for attribute in ("CN", "C", "DC", "O"):
            made = certificate(kind, profile, subject=[*subject_with(kind, profile, **{attribute: name})])
            found = profiles.lint(made, Kind(kind), profiles.profile(profile))
            assert "check-failed" not in {finding.code for finding in found}
            assert all(len(finding.message) < 12_000 for finding in found)


def test_damaged_octets_never_raise_and_no_check_fails():
    chance = random.Random(15118)  # noqa: S311  # a fixed seed: the same damage each time
    whole = {kind: der(kind, "iso15118-2") for kind in ("secc", "contract", "mo-sub-ca1")}
    for _ in range(400):
        kind = chance.choice(list(whole))
        octets = bytearray(whole[kind])
        for _ in range(chance.randint(1, 3)):
            octets[chance.randrange(8, len(octets))] = chance.randrange(256)
        found = profiles.lint(item(bytes(octets)), Kind(kind), EDITION_2)
        assert "check-failed" not in {finding.code for finding in found}


def test_any_kind_can_be_asked_of_any_certificate():
    made = certificate("v2g-root", "iso15118-2")
    for name in KINDS:
        for kind in Kind:
            found = profiles.lint(made, kind, profiles.profile(name))
            assert "check-failed" not in {finding.code for finding in found}


def test_of_an_unknown_kind_only_what_holds_for_all_is_asked():
    rules = {rule.id for rule in EDITION_2.rules_for(Kind.UNKNOWN)}
    assert "key-algorithm" in rules
    assert "country" in rules
    assert "leaf-is-no-ca" not in rules
    assert EDITION_2.rules_for(Kind.VEHICLE) == ()
