"""Policy extensions that are malformed, odd or huge: a problem each, never an exception, never a wait."""

from itertools import product

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.depth import examples
from tests.trust.rfc5280.stated_policies import ANY, P1, P2, SILENT, Says, encoded, mappings, only, policies
from workbench.certs.issuing.elements import sequence
from workbench.trust.rfc5280.policies import MAX_ENTRIES, CertificatePolicies, PolicyInputs, process
from workbench.trust.rfc5280.policies.extension_values import MAX_OID_OCTETS

REQUIRED = PolicyInputs(require_explicit=True)

OID_1 = "06022a03"
POLICIES = [
    ("", "missing at byte 0"),
    ("3000", "the list is empty"),
    ("0500", "byte 0 should start a SEQUENCE, but is 0x05"),
    ("30063004" + OID_1 + "00", "1 bytes follow its end"),
    ("3080" + "3004" + OID_1 + "0000", "indefinite length"),
    ("308106" + "3004" + OID_1, "not in its shortest form"),
    ("3002" + "3000", "an OBJECT IDENTIFIER is missing"),
    ("3004" + "30020600", "no OBJECT IDENTIFIER"),
    ("3006" + "3004" + "06022a83", "no OBJECT IDENTIFIER"),
    ("3007" + "3005" + "06032a8003", "no OBJECT IDENTIFIER"),
    ("3008" + "3006" + OID_1 + "3000", "policy qualifiers"),
    ("3008" + "3006" + OID_1 + "0500", "should start a SEQUENCE"),
    ("300c" + "300a" + OID_1 + "3002" + "30003000", "policy qualifiers"),
    ("30820080" + "300606042a030401" * 16, "not in its shortest form"),
    ("3006" + "3008" + OID_1, "cut off"),
    ("3006" + "3004" + "06082a03", "cut off"),
]
MAPPINGS = [
    ("3000", "the list is empty"),
    ("30063004" + OID_1, "an OBJECT IDENTIFIER is missing"),
    ("300e300c" + OID_1 * 3, "more than two policies"),
    ("30060604" + OID_1, "should start a SEQUENCE"),
]
CONSTRAINTS = [
    ("3000", "neither requireExplicitPolicy nor inhibitPolicyMapping is there"),
    ("30038001ff", "negative"),
    ("3002" + "8000", "not in its shortest form"),
    ("30048002" + "0001", "not in its shortest form"),
    ("3006" + "810100" + "800100", "byte 5 starts neither"),
    ("3006" + "800100" + "800100", "byte 5 starts neither"),
    ("3003" + "020100", "byte 2 starts neither"),
    ("3005" + "a003020100", "byte 2 starts neither"),
]
INHIBIT_ANY = [
    ("", "missing"),
    ("0201ff", "negative"),
    ("0200", "shortest form"),
    ("02020001", "shortest form"),
    ("800100", "0x80"),
]
MALFORMED = [
    *(("policies", "RFC 5280 4.2.1.4", *row) for row in POLICIES),
    *(("mappings", "RFC 5280 4.2.1.5", *row) for row in MAPPINGS),
    *(("constraints", "RFC 5280 4.2.1.11", *row) for row in CONSTRAINTS),
    *(("inhibit_any", "RFC 5280 4.2.1.14", *row) for row in INHIBIT_ANY),
]
NAMES = {
    "policies": "certificatePolicies",
    "mappings": "policyMappings",
    "constraints": "policyConstraints",
    "inhibit_any": "inhibitAnyPolicy",
}


@pytest.mark.requirement("RFC 5280 4.2.1.4", "RFC 5280 4.2.1.5", "RFC 5280 4.2.1.11", "RFC 5280 4.2.1.14")
@pytest.mark.parametrize(("extension", "clause", "octets", "words"), MALFORMED)
@pytest.mark.parametrize("position", [0, 1])
def test_a_malformed_extension_is_a_problem_of_its_certificate(extension, clause, octets, words, position):
    path = [SILENT, SILENT]
    path[position] = only(**{extension: bytes.fromhex(octets)})
    (problem,) = process(path, PolicyInputs()).problems
    assert (problem.position, problem.clause, problem.code) == (position, clause, "malformed-extension")
    start = f"The {NAMES[extension]} extension of certificate {position + 1} of 2 below the anchor cannot be read: "
    assert problem.sentence.startswith(start)
    assert words in problem.sentence


def test_every_fault_of_every_certificate_is_reported():
    junk = CertificatePolicies(b"1", b"2", b"3", b"4", self_issued=False)
    outcome = process([junk, junk], REQUIRED)
    found = [(problem.position, problem.clause.rsplit(" ", 1)[1]) for problem in outcome.problems]
    assert found.count((0, "6.1.3")) == 1
    assert sorted(set(found) - {(0, "6.1.3")}) == sorted(product((0, 1), ("4.2.1.4", "4.2.1.5", "4.2.1.11", "4.2.1.14")))
    assert [position for position, _ in found] == sorted(position for position, _ in found)
    assert "has a certificatePolicies extension that cannot be read" in outcome.problems[4].sentence


def test_every_shortening_of_an_extension_is_malformed():
    whole = encoded(Says(policies=(P1, ANY), mappings=((P1, P2),), require_explicit=9, inhibit_mapping=300, inhibit_any=70000))
    for name in NAMES:
        value = getattr(whole, name)
        assert process([only(**{name: value}), SILENT], PolicyInputs()).ok
        for length in range(len(value)):
            outcome = process([only(**{name: value[:length]}), SILENT], PolicyInputs())
            assert [problem.code for problem in outcome.problems] == ["malformed-extension"], (name, length)


@examples(300)
@given(st.lists(st.builds(CertificatePolicies, *[st.one_of(st.none(), st.binary(max_size=40))] * 4, st.booleans()), max_size=3))
def test_no_octets_raise(path):
    outcome = process(path, REQUIRED)
    assert outcome.ok == (not outcome.problems)


def test_qualifiers_do_not_matter():
    qualified = x509.CertificatePolicies(
        [
            x509.PolicyInformation(x509.ObjectIdentifier(P1), ["https://example.org/cps", x509.UserNotice(None, "x" * 300)]),
            x509.PolicyInformation(x509.ObjectIdentifier(P2), None),
        ]
    )
    assert process([only(policies=qualified.public_bytes())], REQUIRED).user_constrained_set == {P1, P2}


def test_a_count_beyond_any_path_is_no_constraint():
    huge = bytes.fromhex("3082010480820100") + b"\x7f" * 256
    assert process([only(constraints=huge), SILENT], PolicyInputs()).ok


def test_a_policy_longer_than_any_is_refused_and_not_printed():
    def outcome(octets):
        oid = bytes((6, 0x81, octets)) + b"\x81" * (octets - 1) + b"\x01"
        return process([only(policies=sequence(sequence(oid)))], REQUIRED)

    assert outcome(MAX_OID_OCTETS).ok
    (malformed, _) = outcome(MAX_OID_OCTETS + 1).problems
    assert "has 129 octets; more than 128 are not read" in malformed.sentence


def test_mapping_all_to_all_at_thirty_levels_is_answered():
    oids = [f"1.2.3.{number}" for number in range(25)]
    ca = only(policies=policies(*oids), mappings=mappings(*product(oids, oids)))
    leaf = only(policies=policies(oids[7]))
    outcome = process([*[ca] * 30, leaf], REQUIRED)
    assert outcome.ok
    assert outcome.user_constrained_set == set(oids)


def test_a_bound_that_was_hit_is_said_once_and_is_never_valid():
    oids = [f"1.2.3.{number}" for number in range(MAX_ENTRIES // 2)]
    half = only(policies=policies(*oids))
    assert process([half, half], REQUIRED).ok
    outcome = process([half, half, encoded(Says(policies=(P1,))), half], REQUIRED)
    (problem,) = outcome.problems
    assert (outcome.ok, outcome.complete, outcome.user_constrained_set) == (False, False, frozenset())
    assert (problem.position, problem.code) == (2, "search-limit")
    assert f"more than {MAX_ENTRIES} policies and mappings" in problem.sentence
