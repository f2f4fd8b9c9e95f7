"""RFC 5280 6.1: what was not processed may not be accepted."""

import pytest
from cryptography import x509

from tests.trust.pki import NOW, fingerprint, graph_of, made, node
from workbench.trust.paths import paths_up
from workbench.trust.rfc5280.name_constraints import space
from workbench.trust.rfc5280.policies import reading
from workbench.trust.validate import judge

ROOT = made("Root", "Root")


def dns_names(count):
    return [x509.DNSName(f"n{number}.example") for number in range(count)]


def judged(ca_extension, *leaf_extensions):
    ca = made("CA", "Root", extensions=[(ca_extension, True)])
    leaf = made("Leaf", "CA", ca=False, extensions=leaf_extensions)
    graph = graph_of(leaf, ca, ROOT)
    judgement = judge(paths_up(graph, node(graph, leaf), {fingerprint(ROOT)}, NOW).found[0], NOW)
    return judgement.ok, {finding.code for finding in judgement.findings}


def excluding(count):
    return x509.NameConstraints(permitted_subtrees=None, excluded_subtrees=dns_names(count))


def named(*texts):
    return x509.SubjectAlternativeName([x509.DNSName(text) for text in texts]), False


def test_the_last_of_six_thousand_excluded_names_is_excluded():
    assert judged(excluding(6_000), named("n5999.example")) == (False, {"name-constraints"})
    assert judged(excluding(6_000), named("other.example"))[0]


@pytest.mark.parametrize("name", ["n99.example", "other.example"])
def test_constraints_that_are_not_read_to_their_end_reject(monkeypatch, name):
    monkeypatch.setattr(space, "MOST_READ", 50)
    assert judged(excluding(100), named(name)) == (False, {"search-limit"})


def test_names_that_are_not_compared_to_their_end_reject(monkeypatch):
    monkeypatch.setattr(space, "MOST_COMPARED", 50)
    assert judged(excluding(2), named(*(f"other{number}.example" for number in range(100)))) == (False, {"search-limit"})


def test_policies_that_are_not_read_to_their_end_reject(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ENTRIES", 5)
    policies = [x509.PolicyInformation(x509.ObjectIdentifier(f"1.2.3.{number}"), None) for number in range(20)]
    ok, codes = judged(x509.CertificatePolicies(policies))
    assert not ok
    assert codes
