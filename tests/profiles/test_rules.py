"""Every rule has a certificate that breaks it and sound ones that do not; and no uncertain rule rejects."""

import dataclasses

import pytest

from tests.profiles.breaking import BREAKING
from tests.profiles.pki import KINDS, certificate, request
from workbench import profiles
from workbench.certs.kinds import Kind
from workbench.findings import Confidence, Severity
from workbench.profiles import Outcome
from workbench.profiles.checks import CHECKS, ChainCheck
from workbench.requirements import find

ALL = [(name, rule) for name in profiles.NAMES for rule in profiles.profile(name).rules]
SINGLE = [(name, rule) for name, rule in ALL if not isinstance(CHECKS[rule.check], ChainCheck)]
each_rule = pytest.mark.parametrize(("name", "rule"), ALL, ids=lambda value: getattr(value, "id", value))
each_single = pytest.mark.parametrize(("name", "rule"), SINGLE, ids=lambda value: getattr(value, "id", value))


def outcomes(item, kind, name):
    return {result.rule.id: result for result in profiles.results(item, Kind(kind), profiles.profile(name))}


@pytest.mark.parametrize("name", profiles.NAMES)
def test_each_rule_has_a_certificate_that_breaks_it(name):
    assert BREAKING[name].keys() == {rule.id for profile, rule in SINGLE if profile == name}


@pytest.mark.requirement("V2G2-006", "V2G2-007", "V2G2-010", "V2G2-011", "V2G2-108", "V2G2-925", "V2G2-933")
@pytest.mark.requirement("V2G20-2593", "V2G20-2598", "V2G20-2599", "V2G20-2674", "V2G20-3073", "RFC 2986 4.2")
@pytest.mark.requirement("A00.FR.501", "A00.FR.502", "A00.FR.503", "A00.FR.504", "A00.FR.505", "A00.FR.506", "A00.FR.508")
@pytest.mark.requirement("A00.FR.509", "A00.FR.510", "A00.FR.511", "A00.FR.512", "A00.FR.514", "A00.FR.702", "RFC 5280 4.1.2.2")
@pytest.mark.requirement("RFC 5280 4.1.2.5", "RFC 5280 4.2.1.1", "RFC 5280 4.2.1.2", "RFC 5280 4.2.1.3", "RFC 5280 4.2.1.6")
@pytest.mark.requirement("RFC 5280 4.2.1.9", "RFC 5280 4.2.1.12")
@each_single
def test_a_rule_finds_what_breaks_it_and_no_other_rule_does(name, rule):
    case = BREAKING[name][rule.id]
    item = (request if case.request else certificate)(case.kind, name, **case.changes)
    found = outcomes(item, case.kind, name)
    assert found[rule.id].outcome.value == rule.severity.value
    findings = found[rule.id].findings
    assert findings
    assert {(f.code, f.severity, f.requirement, f.confidence) for f in findings} == {
        (rule.code, rule.severity, rule.requirement, rule.confidence)
    }
    for finding in findings:
        assert finding.message
        assert finding.observed
        assert finding.expected
        assert finding.remedy
        assert finding.source == "made.der:1"
        assert finding.item == ("csr" if case.request else "certificate")
        assert (finding.certificate is None) == case.request
    broken = {other for other, result in found.items() if result.outcome is not Outcome.PASSED}
    assert broken == {rule.id} | case.also


def test_every_requirement_of_a_rule_is_marked_on_the_test_above():
    marks = test_a_rule_finds_what_breaks_it_and_no_other_rule_does.pytestmark
    marked = [identifier for mark in marks if mark.name == "requirement" for identifier in mark.args]
    assert sorted(marked) == sorted({rule.requirement for _, rule in SINGLE} - {""})


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in KINDS.items() for kind in kinds])
def test_a_sound_certificate_of_each_kind_passes_every_rule(name, kind):
    found = outcomes(certificate(kind.value, name), kind, name)
    assert found
    assert {rule: result.outcome for rule, result in found.items() if result.outcome is not Outcome.PASSED} == {}
    assert profiles.lint(certificate(kind.value, name), kind, profiles.profile(name)) == ()


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in KINDS.items() for kind in kinds])
def test_the_kinds_of_a_profile_are_those_that_have_rules(name, kind):
    assert kind in profiles.profile(name).kinds
    assert profiles.profile(name).kinds == set(KINDS[name])


@pytest.mark.parametrize("kind", ["secc", "contract", "oem-provisioning", "cps"])
@pytest.mark.parametrize("name", ["iso15118-2", "iso15118-20"])
def test_a_sound_request_passes_every_rule(name, kind):
    found = outcomes(request(kind, name), kind, name)
    assert len(found) > 8
    assert {result.outcome for result in found.values()} == {Outcome.PASSED}


def test_what_was_seen_is_the_subject_as_it_stands():
    edition_2 = profiles.profile("iso15118-2")
    [finding] = profiles.lint(certificate("cps", "iso15118-2", subject=[("O", "Us"), ("DC", "CPS")]), Kind.CPS, edition_2)
    assert finding.observed == "O=Us, DC=CPS"
    assert finding.message.startswith('The CPS certificate "O=Us, DC=CPS" has no common name.')
    found = profiles.lint(certificate("cps", "iso15118-2", subject=[]), Kind.CPS, edition_2)
    assert {finding.observed for finding in found} == {"an empty subject", "no DC"}
    assert all(finding.message.startswith("The CPS certificate without a subject has no ") for finding in found)


def test_a_request_is_not_blamed_for_what_its_ca_adds():
    bare = request("secc", "iso15118-2", usages=None)
    assert profiles.lint(bare, Kind.SECC, profiles.profile("iso15118-2")) == ()


@pytest.mark.parametrize("rule", [rule for _, rule in ALL], ids=lambda rule: rule.id)
def test_what_is_not_certain_does_not_reject(rule):
    assert rule.severity is not Severity.ERROR or rule.confidence is Confidence.CERTAIN
    assert rule.confidence is not Confidence.UNKNOWN
    for confidence in set(Confidence) - {Confidence.CERTAIN}:
        with pytest.raises(ValueError, match="warn, not reject"):
            dataclasses.replace(rule, severity=Severity.ERROR, confidence=confidence)


@each_rule
def test_a_rule_says_where_it_is_known_from_and_what_it_holds(name, rule):
    assert rule.source.strip()
    assert rule.claim.strip()
    assert "{" not in rule.claim
    assert not rule.because or rule.because.endswith(".")
    assert rule.kinds <= profiles.profile(name).kinds


@pytest.mark.parametrize("rule", [rule for _, rule in ALL], ids=lambda rule: rule.id)
def test_a_rule_names_a_requirement_in_force_or_none(rule):
    if rule.requirement:
        entry = find(rule.requirement)
        assert entry.id == rule.requirement
        assert entry.in_force


@pytest.mark.parametrize("name", profiles.NAMES)
def test_gaps_name_requirements_in_force_and_say_why(name):
    for gap in profiles.profile(name).gaps:
        assert gap.what
        assert gap.why
        assert not gap.requirement or find(gap.requirement).in_force


@pytest.mark.requirement("A00.FR.507", "A00.FR.513")
def test_each_certificate_property_of_ocpp_has_a_rule_or_a_reason():
    profile = profiles.profile("ocpp")
    named = {rule.requirement for rule in profile.rules} | {gap.requirement for gap in profile.gaps}
    assert {f"A00.FR.{number}" for number in range(501, 515)} <= named


@pytest.mark.parametrize("name", profiles.NAMES)
def test_codes_are_those_of_the_contract(name, contract_codes):
    assert {rule.code for rule in profiles.profile(name).rules} <= contract_codes


def test_the_catalogues_doubts_are_not_overruled():
    """A rule that rejects rests on an entry that is certain too."""
    doubted = [
        rule.id
        for _, rule in ALL
        if rule.severity is Severity.ERROR and rule.requirement and find(rule.requirement).confidence is not Confidence.CERTAIN
    ]
    assert doubted == []
