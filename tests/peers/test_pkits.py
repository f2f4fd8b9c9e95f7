"""NIST PKITS through the trust engine: every case that certificates alone decide; those decided by CRLs: tests/revocation."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import cryptography_vectors
import pytest

from workbench.certs import loading
from workbench.trust.graph import TrustGraph
from workbench.trust.paths import paths_up
from workbench.trust.rfc5280.policies import ANY_POLICY, PolicyInputs
from workbench.trust.validate import judge

CASES = json.loads((Path(__file__).parents[1] / "data/pkits/cases.json").read_text(encoding="utf-8"))
DECIDED_BY_CRLS = {"4.4", "4.14", "4.15"}
ALSO_BY_CRLS = {"4.5.2", "4.5.5", "4.5.7", "4.7.4", "4.7.5"}
NOT_YET = {"4.1.5": "DSA parameters inherited from the issuer's key (RFC 5280 6.1.4 (d) to (f)) are not supported"}
AT = datetime(2020, 1, 1, tzinfo=UTC)


def section(case: dict[str, Any]) -> str:
    return str(case["number"]).rpartition(".")[0]


DECIDED_HERE = [
    case for case in CASES if section(case) not in DECIDED_BY_CRLS and case["number"] not in ALSO_BY_CRLS | NOT_YET.keys()
]


@cache
def certificate(name: str) -> bytes:
    with cryptography_vectors.open_vector_file(f"x509/PKITS_data/certs/{name}.crt", "rb") as file:
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
    assert len(DECIDED_HERE) == 177


@pytest.mark.requirement("RFC 5280 6.1", "RFC 5280 6.1.3", "RFC 5280 6.1.4", "RFC 5280 6.1.5")
@pytest.mark.parametrize("case", DECIDED_HERE, ids=lambda case: f"{case['number']} {case['title']}")
def test_the_verdict_is_nists(case):
    pile = loading.load([(name, certificate(name)) for name in case["certs"]])
    graph = TrustGraph(pile.items)
    anchor, *_, leaf = (item.facts.sha256 for item in pile.certificates if item.facts)
    judged = [judge(path, AT, inputs(case)) for path in paths_up(graph, graph.certificate(leaf), {anchor}).found]
    assert any(one.ok for one in judged) is case["should_validate"]
    if case["should_validate"] and "user_constrained" in case:
        assert {one.policies.user_constrained_set for one in judged if one.ok} == {policies(case["user_constrained"])}
