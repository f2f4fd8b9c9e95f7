"""Policy processing: outcomes, problems and their sentences."""

import subprocess
import sys

import pytest

from tests.trust.rfc5280.stated_policies import ANY, P1, P2, P3, SILENT, Says, encoded, only, policies
from workbench.errors import InputError
from workbench.trust.rfc5280.policies import CertificatePolicies, PolicyInputs, process

INHIBITED = f"LEAF has anyPolicy, where anyPolicy is inhibited, while the certificates above it leave {P1}"
REQUIRED = PolicyInputs(require_explicit=True)


def processed(*path, inputs=REQUIRED):
    return process([encoded(one) if isinstance(one, Says) else one for one in path], inputs)


def test_a_path_that_says_nothing_is_fine_under_no_policy():
    outcome = process([SILENT] * 3, PolicyInputs())
    assert outcome.ok
    assert outcome.complete
    assert outcome.authority_constrained_set == outcome.user_constrained_set == frozenset()


def test_nothing_foreign_is_imported():
    code = (
        "import sys; from workbench.trust.rfc5280.policies import *;"
        "one = CertificatePolicies(bytes.fromhex('300830060604551d2000'), None, None, None, False);"
        "assert process([one], PolicyInputs(require_explicit=True)).ok; assert process([one], PolicyInputs()).ok;"
        "sys.exit(bool({'asn1crypto', 'cryptography', 'networkx'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_anchor_itself_holds_under_every_policy():
    assert processed(inputs=PolicyInputs(initial_set=frozenset({P1}), require_explicit=True)).user_constrained_set == {P1}


@pytest.mark.requirement("RFC 5280 6.1.3")
def test_a_required_policy_is_missed_once_where_it_is_missed_first():
    outcome = processed(Says(policies=(P1,)), SILENT, Says(policies=(P1,)))
    (problem,) = outcome.problems
    assert (problem.position, problem.clause, problem.code) == (1, "RFC 5280 6.1.3", "policy-constraints")
    assert problem.sentence == (
        "The caller requires a certificate policy that holds from the anchor down to certificate 2 of 3 below the anchor, "
        "but there is none: certificate 2 of 3 below the anchor has no certificatePolicies extension."
    )
    assert not outcome.ok
    assert outcome.user_constrained_set == frozenset()


@pytest.mark.parametrize(
    ("path", "inputs", "reason"),
    [
        ([(P1, P2), (P3,)], {}, f"LEAF has {P3}, while the certificates above it leave {P1} and {P2}"),
        (
            [(P1,), (ANY,)],
            {"inhibit_any": True},
            INHIBITED,
        ),
        ([(P1,), None], {}, "LEAF has no certificatePolicies extension"),
    ],
)
def test_the_sentence_names_the_certificate_that_ended_the_policies(path, inputs, reason):
    says = [encoded(Says(policies=stated)) for stated in path]
    named = [
        CertificatePolicies(one.policies, one.mappings, None, None, self_issued=False, name=name)
        for one, name in zip(says, ("CA", "LEAF"), strict=True)
    ]
    (problem,) = process(named, PolicyInputs(require_explicit=True, **inputs)).problems
    assert problem.position == 1
    assert problem.observed == reason
    assert reason in problem.sentence


def test_the_first_certificate_without_a_policy_is_named_and_so_is_the_first_that_requires_one():
    (problem,) = processed(
        SILENT, Says(policies=(P1,)), Says(require_explicit=0), Says(require_explicit=0), inputs=PolicyInputs()
    ).problems
    assert problem.sentence.startswith("The policyConstraints of certificate 3 of 4 below the anchor require")
    assert problem.observed == "certificate 1 of 4 below the anchor has no certificatePolicies extension"
    (problem,) = processed(Says(policies=(P1,), require_explicit=0), Says(policies=(P2,), require_explicit=0)).problems
    assert problem.sentence.startswith("The caller requires")


def test_an_inhibited_mapping_is_named():
    mapping = Says(policies=(P1,), mappings=((P1, P2),))
    (problem,) = processed(mapping, Says(policies=(P2,)), inputs=PolicyInputs(require_explicit=True, inhibit_mapping=True)).problems
    assert problem.observed == f"certificate 1 of 2 below the anchor maps {P1}, where mapping is inhibited"


def test_an_inhibited_any_policy_maps_nothing():
    inputs = PolicyInputs(require_explicit=True, inhibit_any=True)
    path = [Says(policies=(P3, ANY), mappings=((P1, P2),)), Says(policies=(P2,))]
    assert processed(*path).ok
    assert not processed(*path, inputs=inputs).ok


@pytest.mark.requirement("RFC 5280 6.1.3", "RFC 5280 6.1.5")
def test_policies_that_the_caller_does_not_accept_are_named_with_those_that_it_does():
    inputs = PolicyInputs(initial_set=frozenset({P2, P3}), require_explicit=True)
    outcome = processed(Says(policies=(P1,)), Says(policies=(P1,)), inputs=inputs)
    (problem,) = outcome.problems
    assert problem.sentence == (
        "The caller requires a certificate policy that is accepted here, but the path down to certificate 2 of 2 below the anchor "
        f"holds under {P1}, and accepted is {P2} and {P3}."
    )
    assert (problem.position, problem.clause) == (1, "RFC 5280 6.1.5")
    assert (outcome.authority_constrained_set, outcome.user_constrained_set) == ({P1}, frozenset())


@pytest.mark.requirement("RFC 5280 4.2.1.11")
@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_certificate_that_requires_a_policy_is_named(count):
    outcome = processed(Says(require_explicit=count), *[SILENT] * 4, inputs=PolicyInputs())
    (problem,) = outcome.problems
    assert problem.position == count + 1
    assert problem.sentence.startswith("The policyConstraints of certificate 1 of 5 below the anchor require a certificate policy")


@pytest.mark.requirement("RFC 5280 4.2.1.11", "RFC 5280 6.1.5")
def test_the_leaf_may_require_a_policy_of_itself():
    (problem,) = processed(SILENT, Says(require_explicit=0), inputs=PolicyInputs()).problems
    assert (problem.position, problem.clause) == (1, "RFC 5280 6.1.5")
    assert problem.sentence.startswith("The policyConstraints of certificate 2 of 2 below the anchor require")
    assert processed(SILENT, Says(require_explicit=1), inputs=PolicyInputs()).ok


@pytest.mark.requirement("RFC 5280 4.2.1.4")
def test_a_policy_that_occurs_twice_is_a_problem_and_counts_once():
    outcome = processed(only(policies=policies(P1, P2, P1, P1)))
    (problem,) = outcome.problems
    assert (problem.position, problem.clause, problem.code) == (0, "RFC 5280 4.2.1.4", "malformed-extension")
    assert problem.sentence == f"The certificatePolicies extension of certificate 1 of 1 below the anchor has {P1} more than once."
    assert outcome.authority_constrained_set == {P1, P2}


@pytest.mark.requirement("RFC 5280 4.2.1.5")
@pytest.mark.parametrize(("pair", "words"), [((ANY, P1), f"anyPolicy to {P1}"), ((P1, ANY), f"{P1} to anyPolicy")])
@pytest.mark.parametrize("position", [0, 1])
def test_any_policy_is_mapped_neither_from_nor_to(pair, words, position):
    path = [Says(policies=(P1,)), Says(policies=(P1,))]
    path[position] = Says(policies=(P1,), mappings=(pair,))
    (problem,) = processed(*path, inputs=PolicyInputs()).problems
    assert (problem.position, problem.clause, problem.code) == (position, "RFC 5280 4.2.1.5", "policy-constraints")
    assert f"maps {words}, but anyPolicy must not be mapped" in problem.sentence
    assert processed(*path).authority_constrained_set == {P1}


def test_the_other_mappings_count_beside_one_of_any_policy():
    outcome = processed(Says(policies=(P1,), mappings=((P1, P2), (ANY, P3), (P3, ANY))), Says(policies=(P2,)))
    (problem,) = outcome.problems
    assert f"maps anyPolicy to {P3}, but" in problem.sentence
    assert outcome.authority_constrained_set == {P1}


def test_long_lists_are_cut_in_sentences():
    many = [f"1.2.3.{number}" for number in range(200)]
    (problem,) = processed(Says(policies=tuple(many)), Says(policies=(P1,))).problems
    assert "leave 1.2.3.0 and 1.2.3.1 and 1.2.3.2 and 1.2.3.3 and 1.2.3.4 and 195 more" in problem.sentence
    accepted = PolicyInputs(initial_set=frozenset(many), require_explicit=True)
    (problem,) = processed(Says(policies=(P1,)), inputs=accepted).problems
    assert problem.sentence.endswith("and 195 more.")


@pytest.mark.parametrize("wrong", [{"any"}, {""}, {"1"}, {"3.1"}, {"1.02"}, {"1.2 "}, {"１.２"}, "1.2.3"])
def test_an_input_that_is_no_object_identifier_is_refused_with_a_hint(wrong):
    with pytest.raises(InputError, match="no object identifier of a certificate policy") as caught:
        PolicyInputs(initial_set=wrong)
    assert ANY in caught.value.hint


def test_the_default_inputs_accept_any_policy_and_require_none():
    assert PolicyInputs() == PolicyInputs(
        initial_set=frozenset({ANY}), require_explicit=False, inhibit_mapping=False, inhibit_any=False
    )
