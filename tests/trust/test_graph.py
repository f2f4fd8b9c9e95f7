import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.trust.pki import fingerprint, graph_of, made, node
from workbench.certs.name_comparison import Match

ROOT = made("Root", "Root")
SUB = made("Sub", "Root")
LEAF = made("Leaf", "Sub", ca=False)


def test_each_certificate_is_a_node_once():
    graph = graph_of(ROOT, SUB, LEAF, SUB)
    assert len(graph) == 3
    assert fingerprint(SUB) in graph
    assert "00" not in graph


def test_edges_are_told_by_signature():
    graph = graph_of(LEAF, ROOT, SUB)
    [edge] = graph.edges_from(node(graph, LEAF))
    assert edge.issuer is node(graph, SUB)
    assert (edge.verified, edge.name, edge.key_identifier) == (True, Match.IDENTICAL, True)
    assert [edge.issuer for edge in graph.edges_from(node(graph, ROOT))] == [node(graph, ROOT)]


def test_the_name_with_another_key_is_a_near_miss():
    twin = made("Sub", "Root", own_key="another")
    graph = graph_of(LEAF, twin, SUB)
    right, wrong = graph.edges_from(node(graph, LEAF))
    assert (right.issuer, right.verified) == (node(graph, SUB), True)
    assert (wrong.issuer, wrong.signature.ok, wrong.key_identifier) == (node(graph, twin), False, False)


def test_the_right_key_under_another_name_is_a_near_miss_even_without_key_identifiers():
    for identifiers in (True, False):
        leaf = made("Leaf", "Old name", issuer_key="Sub", ca=False, identifiers=identifiers)
        graph = graph_of(leaf, SUB, ROOT)
        [edge] = graph.edges_from(node(graph, leaf))
        assert (edge.issuer, edge.name, edge.signature.ok, edge.verified) == (node(graph, SUB), Match.DIFFERENT, True, False)


def test_a_name_that_is_equal_by_folding_only_is_told():
    leaf = made("Leaf", "SUB", issuer_key="Sub", ca=False)
    graph = graph_of(leaf, SUB)
    [edge] = graph.edges_from(node(graph, leaf))
    assert (edge.name, edge.verified) == (Match.EQUAL, True)


def test_cross_signs_and_reissues_are_all_there():
    cross, again = made("Sub", "Other root"), made("Sub", "Root", serial=7)
    graph = graph_of(LEAF, SUB, cross, again)
    assert {edge.issuer.facts.sha256 for edge in graph.edges_from(node(graph, LEAF))} == {
        fingerprint(c) for c in (SUB, cross, again)
    }


def test_the_whole_as_networkx():
    graph = graph_of(ROOT, SUB, LEAF)
    digraph = graph.digraph
    assert set(digraph.edges) == {
        (fingerprint(ROOT), fingerprint(ROOT)),
        (fingerprint(ROOT), fingerprint(SUB)),
        (fingerprint(SUB), fingerprint(LEAF)),
    }
    assert digraph.edges[fingerprint(SUB), fingerprint(LEAF)]["edge"].verified
    assert digraph.nodes[fingerprint(SUB)]["certificate"] is node(graph, SUB)


def test_a_certificate_that_a_strict_parser_refuses_is_a_node():
    twice = [(x509.SubjectAlternativeName([x509.DNSName("a.example")]), False)]
    der = made("Leaf", "Sub", ca=False, extensions=twice).public_bytes(Encoding.DER)
    at = der.index(b"a.example")
    broken = der[: at - 1] + b"\xff" + der[at:]  # the length of the name inside the extension
    graph = graph_of(broken, SUB)
    malformed = next(one for one in graph if not one.facts.strict)
    assert malformed.facts.subject.common_name == "Leaf"
    assert [edge.issuer for edge in graph.edges_from(malformed)] == [node(graph, SUB)]


def test_an_unknown_fingerprint_is_a_key_error():
    with pytest.raises(KeyError):
        graph_of(ROOT).certificate("00")
