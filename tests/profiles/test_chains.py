"""Chains as a whole: leaf first, anchor last."""

import pytest

from tests.profiles.pki import certificate
from workbench import profiles
from workbench.certs.kinds import Kind

EDITION_2, EDITION_20 = "iso15118-2", "iso15118-20"


def chain(*kinds, profile=EDITION_2, **changes):
    return [certificate(kind, profile, **(changes if not position else {})) for position, kind in enumerate(kinds)]


def codes(items, profile=EDITION_2):
    return [finding.code for finding in profiles.lint_chain(items, profiles.profile(profile))]


@pytest.mark.requirement("V2G2-009")
def test_three_certificates_below_the_root_are_allowed_and_two_as_well():
    assert codes(chain("secc", "cso-sub-ca2", "cso-sub-ca1", "v2g-root")) == []
    assert codes(chain("secc", "cso-sub-ca1", "v2g-root")) == []


@pytest.mark.requirement("V2G2-009")
def test_a_fourth_certificate_below_the_root_is_warned_of_and_named():
    four = chain("contract", "mo-sub-ca2", "mo-sub-ca2", "mo-sub-ca1", "mo-root")
    [finding] = profiles.lint_chain(four, profiles.profile(EDITION_2))
    assert (finding.code, finding.severity.value, finding.requirement) == ("chain-too-long", "error", "V2G2-009")
    assert finding.certificate == four[0].facts.sha256
    assert "4 certificates" in finding.message
    assert codes(four[:-1]) == ["chain-too-long"], "with or without its root"


def test_edition_20_has_room_for_three_beside_the_leaf():
    subs = ["mo-sub-ca2", "mo-sub-ca2", "mo-sub-ca1"]
    assert codes(chain("contract", *subs, "mo-root", profile=EDITION_20), EDITION_20) == []
    assert codes(chain("contract", *subs, "mo-sub-ca1", "mo-root", profile=EDITION_20), EDITION_20) == ["chain-too-long"]


@pytest.mark.requirement("V2G2-867", "V2G2-868")
def test_a_v2g_root_issues_no_leaf_but_an_operators_own_may():
    subject = [("CN", "DEPNCSPNCWORKBENCHSTATION00000000000084"), ("O", "An operator"), ("DC", "CPO")]
    assert codes(chain("secc", "v2g-root", subject=subject)) == ["issued-by-root"]
    assert codes(chain("secc", "v2g-root")) == [], "leaf and root have one owner: a private environment"


def test_the_caller_may_say_what_the_leaf_is():
    four = chain("contract", "mo-sub-ca2", "mo-sub-ca2", "mo-sub-ca1", "mo-root")
    edition_2 = profiles.profile(EDITION_2)
    assert [finding.code for finding in profiles.lint_chain(four, edition_2, Kind.SECC)] == ["chain-too-long"]
    assert profiles.lint_chain(four, edition_2, Kind.MO_ROOT) == ()
    assert codes(four, "ocpp") == []


def test_other_kinds_have_no_rules_about_chains():
    assert codes(chain("mo-sub-ca2", "mo-sub-ca1", "mo-root")) == []
    assert codes([]) == []


def test_each_rule_about_chains_is_tested():
    found = {(name, rule.id) for name in profiles.NAMES for kind in Kind for rule in profiles.profile(name).chain_rules_for(kind)}
    in_csms_chains = {("ocpp", rule) for rule in ("server-chain-purpose", "station-chain-purpose", "common-name-constraints")}
    assert found == {
        (EDITION_2, "chain-length"),
        (EDITION_2, "root-issues-no-leaf"),
        (EDITION_20, "chain-length"),
        *in_csms_chains,  # test_csms_chains.py
    }
