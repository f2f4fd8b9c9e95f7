"""When verifiers differ: whether that is worth a warning, and what is said of it."""

import pytest

from workbench.diagnosis.disagreement import disagreement
from workbench.diagnosis.known_differences import KNOWN_DIFFERENCES
from workbench.diagnosis.opinions import Opinion
from workbench.findings import Finding, Severity

YES, NO, UNSURE = True, False, None
LEAF = "ab" * 32


def said(engine, ok, message="OK", certificate=None):
    return Opinion(engine=engine, version="1", ok=ok, message=message, certificate=certificate)


def error(code, severity=Severity.ERROR):
    return Finding(code=code, message="x", severity=severity, certificate=LEAF, subject="CN=leaf", source="a.pem:1")


OPENSSL_20 = "error 20 at 0 depth lookup: unable to get local issuer certificate"
NAMES = "validation failed: candidates exhausted: all candidates exhausted with no interior errors"


@pytest.mark.parametrize("ok", [True, False])
def test_where_all_say_the_same_there_is_nothing_to_find(ok):
    assert disagreement(ok, [said("openssl", ok), said("cryptography", ok)]) is None
    assert disagreement(ok, []) is None


@pytest.mark.parametrize("ok", [True, False])
def test_who_could_not_judge_does_not_disagree(ok):
    assert disagreement(ok, [said("cryptography", UNSURE, "not installed"), said("openssl", ok)]) is None


def test_an_unexplained_rejection_is_a_warning_that_names_the_certificate_and_the_words():
    found = disagreement(YES, [said("openssl", NO, OPENSSL_20, LEAF), said("cryptography", YES)])
    assert found is not None
    assert (found.code, found.severity, found.certificate, found.item) == (
        "engines-disagree",
        Severity.WARNING,
        LEAF,
        "certificate",
    )
    assert found.message.startswith("openssl rejects this chain, which the workbench accepts.")
    assert "none of the known differences" in found.message
    assert found.observed == f"workbench: accepts; openssl: rejects ({OPENSSL_20}); cryptography: accepts (OK)"
    assert "report it" in found.remedy


def test_an_unexplained_acceptance_is_a_warning_about_our_cause():
    cause = error("signature-invalid")
    found = disagreement(NO, [said("openssl", YES), said("pyOpenSSL", YES)], cause)
    assert found is not None
    assert found.severity is Severity.WARNING
    assert (found.certificate, found.subject, found.source) == (LEAF, "CN=leaf", "a.pem:1")
    assert found.message.startswith("All other verifiers (openssl and pyOpenSSL) accept this chain, which the workbench rejects.")
    assert found.observed.startswith("workbench: rejects (signature-invalid); ")


def test_without_any_certificate_it_is_about_the_bundle():
    found = disagreement(YES, [said("openssl", NO, "odd")])
    assert found is not None
    assert (found.certificate, found.item) == (None, "bundle")


KNOWN = [
    (True, said("cryptography", NO, NAMES), error("name-encoding-differs", Severity.WARNING), Severity.INFO, "byte for byte"),
    (False, said("cryptography", YES), error("key-identifier-mismatch"), Severity.INFO, "does not compare key identifiers"),
    (False, said("cryptography", YES), error("revoked"), Severity.INFO, "does not check revocation"),
    (
        True,
        said("openssl", NO, "error 2 at 2 depth lookup: unable to get issuer certificate"),
        None,
        Severity.INFO,
        "-partial_chain",
    ),
    (
        True,
        said("openssl", NO, "error 26 at 3 depth lookup: unsuitable certificate purpose"),
        None,
        Severity.WARNING,
        "stations, vehicles and CSMS on OpenSSL",
    ),
    (
        True,
        said("cryptography", NO, "candidates exhausted: Neither EKU nor anyEKU could be found"),
        None,
        Severity.INFO,
        "whatever the use",
    ),
    (True, said("cryptography", NO, "Forbidden signature algorithm: ..."), None, Severity.WARNING, "SHA-1"),
    (
        True,
        said("openssl", NO, "error 3 at 1 depth lookup: unable to get certificate CRL"),
        None,
        Severity.INFO,
        "-crl_check_all",
    ),
    (False, said("openssl", YES), error("wrong-pki"), Severity.INFO, "judge by RFC 5280"),
]


@pytest.mark.parametrize(("ok", "opinion", "finding", "severity", "words"), KNOWN, ids=range(len(KNOWN)))
def test_a_known_difference_is_explained(ok, opinion, finding, severity, words):
    found = disagreement(ok, [opinion], findings=[finding] if finding else [])
    assert found is not None
    assert found.severity is severity
    assert words in found.message
    assert "none of the known differences" not in found.message
    assert found.remedy
    assert "report it" not in found.remedy


@pytest.mark.parametrize(
    ("ok", "opinion", "finding"),
    [
        (True, said("openssl", NO, NAMES), "name-encoding-differs"),  # OpenSSL does not compare bytes
        (True, said("cryptography", NO, NAMES), "expired"),  # nothing speaks of names
        (False, said("openssl", YES), "key-identifier-mismatch"),  # OpenSSL compares key identifiers
        (False, said("openssl", YES), "revoked"),
        (True, said("openssl", NO, "error 26 at 0 depth lookup: unsuitable certificate purpose"), "x"),  # the leaf's own
        (True, said("openssl", NO, "error 20 at 2 depth lookup: unable to get local issuer certificate"), "x"),
    ],
)
def test_what_only_resembles_a_known_difference_is_a_warning(ok, opinion, finding):
    severity = Severity.WARNING if ok else Severity.ERROR
    found = disagreement(ok, [opinion], findings=[error(finding, severity)])
    assert found is not None
    assert found.severity is Severity.WARNING
    assert "none of the known differences" in found.message


def test_an_acceptance_is_explained_only_if_every_error_is():
    blind = [error("revoked"), error("key-identifier-mismatch")]
    both = disagreement(NO, [said("cryptography", YES)], blind[0], blind)
    assert both is not None
    assert both.severity is Severity.INFO
    assert "does not check revocation" in both.message
    assert "does not compare key identifiers" in both.message
    seen = disagreement(NO, [said("cryptography", YES)], blind[0], [*blind, error("signature-invalid")])
    assert seen is not None
    assert seen.severity is Severity.WARNING


def test_one_unexplained_engine_is_enough_for_a_warning_and_is_told_from_the_explained():
    found = disagreement(
        NO, [said("cryptography", YES), said("openssl", YES), said("pyOpenSSL", NO)], error("key-identifier-mismatch")
    )
    assert found is not None
    assert found.severity is Severity.WARNING
    assert found.message.startswith("cryptography and openssl accept this chain")
    assert "Why openssl accepts is none" in found.message


def test_an_engine_of_another_name_is_never_explained_away():
    found = disagreement(NO, [said("gnutls", YES)], error("domain-component"))
    assert found is not None
    assert found.severity is Severity.WARNING


def test_hostile_words_are_on_one_line():
    found = disagreement(YES, [said("openssl", NO, "a\n\x1b[2J\u202e" + "x" * 1000)])
    assert found is not None
    assert found.observed.isprintable()
    assert len(found.observed) < 200


@pytest.mark.parametrize("difference", KNOWN_DIFFERENCES, ids=lambda one: one.name)
def test_each_known_difference_is_two_whole_sentences(difference):
    assert difference.engines
    for text in (difference.sentence, difference.remedy):
        assert text.endswith(".")
        assert "  " not in text
    assert difference.codes or difference.words, "it would explain everything"
    assert difference.codes or not difference.accepts, "an error that it hides has a code"
