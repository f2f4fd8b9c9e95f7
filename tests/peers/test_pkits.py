"""NIST PKITS through the engine: paths, RFC 5280's clauses, policies and CRLs together."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import cryptography_vectors
import pytest

import workbench as wb
from workbench.certs import loading
from workbench.revocation import CrlStore, PathStatus, Status
from workbench.trust.graph import TrustGraph
from workbench.trust.paths import paths_up
from workbench.trust.rfc5280.policies import ANY_POLICY, PolicyInputs
from workbench.trust.validate import judge

CASES = json.loads((Path(__file__).parents[1] / "data/pkits/cases.json").read_text(encoding="utf-8"))
NOT_YET = {"4.1.5": "DSA parameters inherited from the issuer's key (RFC 5280 6.1.4 (d) to (f)) are not supported"}
AT = datetime(2020, 1, 1, tzinfo=UTC)


SUPPORTED = [case for case in CASES if case["number"] not in NOT_YET]


@cache
def octets(kind: str, name: str) -> bytes:
    with cryptography_vectors.open_vector_file(f"x509/PKITS_data/{kind}s/{name}.{'crt' if kind == 'cert' else kind}", "rb") as file:
        return bytes(file.read())


def policy(name: str) -> str:
    return ANY_POLICY if name == "anyPolicy" else f"2.16.840.1.101.3.2.1.48.{name.removeprefix('NIST-test-policy-')}"


def policies(text: str) -> frozenset[str]:
    return frozenset(policy(name) for name in text.split(",") if name)


def inputs(case: dict[str, Any]) -> PolicyInputs:
    return PolicyInputs(
        initial_set=policies(case.get("initial_policy_set", "anyPolicy")),
        require_explicit=case.get("explicit", False),
        inhibit_mapping=case.get("mapinhibit", False),
        inhibit_any=case.get("anyinhibit", False),
    )


def test_the_cases_are_all_there():
    assert len(CASES) == 249
    assert len(SUPPORTED) == 248


@pytest.mark.requirement("RFC 5280 6.1", "RFC 5280 6.1.3", "RFC 5280 6.1.4", "RFC 5280 6.1.5")
@pytest.mark.parametrize("case", SUPPORTED, ids=lambda case: f"{case['number']} {case['title']}")
def test_the_verdict_is_nists(case):
    pile = loading.load([(name, octets("cert", name)) for name in case["certs"]])
    crls = CrlStore(loading.load([(name, octets("crl", name)) for name in case["crls"]]).items)
    graph = TrustGraph(pile.items)
    anchor, *_, leaf = (item.facts.sha256 for item in pile.certificates if item.facts)
    status = PathStatus(graph, {anchor}, crls, AT)
    judged = [judge(path, AT, inputs(case)) for path in paths_up(graph, graph.certificate(leaf), {anchor}).found]
    sound = [one for one in judged if one.ok and all(answer.status is Status.GOOD for answer in status.of(one.path))]
    assert bool(sound) is case["should_validate"]
    if sound and "user_constrained" in case:
        assert {one.policies.user_constrained_set for one in sound} == {policies(case["user_constrained"])}


@pytest.mark.parametrize("case", SUPPORTED, ids=lambda case: f"{case['number']} {case['title']}")
def test_the_diagnosis_says_the_same_and_why(case):
    pile = loading.load([(name, octets("cert", name)) for name in case["certs"]])
    anchor, *_, leaf = pile.certificates
    found = wb.diagnose(
        leaf,
        pile,
        anchors=[anchor],
        use="any",
        now=AT,
        crls=[octets("crl", name) for name in case["crls"]],
        policies=inputs(case),
    )
    assert found.ok is case["should_validate"]
    assert (found.cause is None) is found.ok
    if found.ok and "user_constrained" in case:
        assert found.policies.user_constrained_set == policies(case["user_constrained"])
    if found.cause is not None:
        assert found.cause.message
        assert found.cause.remedy
        assert found.cause.requirement
