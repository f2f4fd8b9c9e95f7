"""A portrait says how every certificate stands, and of every edge what it is; each claim beside its neighbour that is sound."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.trust.pki import DAY, NOW, fingerprint, graph_of, made
from workbench.certs.loading import load
from workbench.trust.graph import TrustGraph
from workbench.trust.links import LinkKind
from workbench.trust.portrait import Status
from workbench.trust.portraying import portray

ROOT, SUB, LEAF = made("Root", "Root", until=99), made("Sub", "Root"), made("Leaf", "Sub", ca=False)


def statuses(portrait, *certificates):
    return [portrait[fingerprint(one)].status for one in certificates]


def links(portrait, certificate):
    return [link for link in portrait.links if link.certificate == fingerprint(certificate)]


def test_a_sound_chain_is_valid_to_its_assumed_root():
    portrait = graph_of(LEAF, SUB, ROOT).portrait(NOW)
    assert statuses(portrait, LEAF, SUB, ROOT) == [Status.VALID] * 3
    assert [one.sha256 for one in portrait.anchors] == [fingerprint(ROOT)]
    assert portrait.anchors_assumed
    assert portrait[fingerprint(LEAF)].anchors == (fingerprint(ROOT),)
    assert [link.kind for link in portrait.links] == [LinkKind.ISSUED, LinkKind.ISSUED, LinkKind.SELF]
    assert portrait.missing == ()
    assert "3 certificates at 2026-06-01T00:00:00Z: 3 valid." in portrait.summary


def test_given_anchors_are_the_only_ones_and_a_sub_ca_may_be_one():
    graph = graph_of(LEAF, SUB, ROOT)
    portrait = portray(graph, NOW, anchors={fingerprint(SUB): "V2GRootCertificate"})
    assert statuses(portrait, LEAF, SUB, ROOT) == [Status.VALID, Status.VALID, Status.UNREACHABLE]
    assert not portrait.anchors_assumed
    assert portrait[fingerprint(SUB)].anchor_type == "V2GRootCertificate"
    assert portrait[fingerprint(ROOT)].why == "it is no anchor here"
    assert portray(graph, NOW, anchors=()).counts == {Status.UNREACHABLE: 3}


@pytest.mark.parametrize(("changes", "status"), [({"until": -1}, Status.EXPIRED), ({"since": 1}, Status.NOT_YET_VALID)])
def test_dates_decide_and_cut_off_what_is_below(changes, status):
    sub = made("Sub", "Root", **changes)
    portrait = graph_of(LEAF, sub, ROOT).portrait(NOW)
    assert statuses(portrait, LEAF, sub, ROOT) == [Status.UNREACHABLE, status, Status.VALID]
    assert portrait[fingerprint(LEAF)].why == f"Sub: issuer {status.value}"


def test_the_last_second_of_a_certificate_is_valid():
    graph = graph_of(LEAF, SUB, ROOT)
    assert graph.portrait(NOW + 9 * DAY).counts == {Status.VALID: 3}
    later = graph.portrait(NOW + 10 * DAY)
    assert statuses(later, LEAF, ROOT) == [Status.EXPIRED, Status.VALID]


def test_distrust_and_revocation_cut_off_what_is_below_and_are_told_first():
    sub = made("Sub", "Root", until=-1)
    portrait = portray(graph_of(LEAF, sub, ROOT), NOW, distrusted=[fingerprint(ROOT)], revoked=[fingerprint(sub)])
    assert statuses(portrait, LEAF, sub, ROOT) == [Status.UNREACHABLE, Status.REVOKED, Status.DISTRUSTED]
    assert portrait.anchors == ()
    assert "nothing is trusted" in portrait.summary


def test_a_malformed_certificate_is_a_node_and_carries_nothing():
    der = SUB.public_bytes(Encoding.DER)
    at = der.index(bytes.fromhex("a003020102"))  # version 3 becomes 5, which no parser takes
    bad = der[:at] + bytes.fromhex("a003020105") + der[at + 5 :]
    portrait = graph_of(LEAF, bad, ROOT).portrait(NOW)
    [malformed] = [one for one in portrait.standings.values() if one.status is Status.MALFORMED]
    assert portrait[fingerprint(LEAF)].status is Status.UNREACHABLE
    assert portrait.missing == ()  # it is at hand, and broken
    assert malformed.facts.problems


NEAR = {
    "another key": made("Leaf", "Sub", ca=False, issuer_key="other"),
    "signature invalid": made("Leaf", "Sub", ca=False, issuer_key="other", identifiers="Sub"),
    "another name": made("Leaf", "Sub Two", ca=False, issuer_key="Sub"),
    "key identifier differs": made("Leaf", "Sub", ca=False, identifiers="other"),
}
CODES = {
    "another key": "issuer-key-mismatch",
    "signature invalid": "signature-invalid",
    "another name": "issuer-name-mismatch",
    "key identifier differs": "key-identifier-mismatch",
}


@pytest.mark.parametrize("reason", NEAR)
def test_a_near_miss_has_its_reason_and_carries_no_trust(reason):
    leaf = NEAR[reason]
    portrait = graph_of(leaf, SUB, ROOT).portrait(NOW)
    [link] = links(portrait, leaf)
    assert (link.kind, link.reason, link.code, link.carries) == (LinkKind.NEAR_MISS, reason, CODES[reason], False)
    assert portrait.near_misses == (link,)
    assert portrait[fingerprint(leaf)].status is Status.UNREACHABLE
    assert portrait[fingerprint(leaf)].why == f"Sub: {reason}"
    # the issuer is missing only where it is another one
    assert [one.name for one in portrait.missing] == (["CN=Sub"] if reason == "another key" else [])


def test_a_leaf_issues_nothing():
    portrait = graph_of(made("Below", "Leaf", ca=False), LEAF, SUB, ROOT).portrait(NOW)
    [below] = [one for one in portrait.standings.values() if one.status is Status.UNREACHABLE]
    assert below.why == "Leaf: issuer is no CA"
    assert portrait.near_misses[0].code == "not-a-ca"


def test_a_missing_issuer_is_told_once_with_its_key_identifier():
    second = made("Leaf 2", "Sub", ca=False)
    portrait = graph_of(LEAF, second, ROOT).portrait(NOW)
    [missing] = portrait.missing
    identifier = portrait[fingerprint(LEAF)].facts.authority_key_identifier
    assert identifier is not None
    assert (missing.name, missing.key_identifier) == ("CN=Sub", identifier.hex())
    assert missing.wanted_by == (fingerprint(LEAF), fingerprint(second))
    assert not missing.namesake
    assert portrait[fingerprint(LEAF)].why == "issuer missing"


def test_an_evil_twin_is_a_namesake_of_the_missing_issuer():
    twin = made("Sub", "Root", own_key="evil")
    [missing] = graph_of(LEAF, twin, ROOT).portrait(NOW).missing
    assert missing.namesake
    assert graph_of(LEAF, twin, SUB, ROOT).portrait(NOW).missing == ()


def test_a_cross_sign_opens_a_second_way_and_is_named():
    other = made("Other", "Other", until=99)
    cross = made("Root", "Other")
    portrait = graph_of(LEAF, SUB, ROOT, cross, other).portrait(NOW)
    [link] = links(portrait, cross)
    assert link.kind is LinkKind.CROSS
    assert portrait[fingerprint(LEAF)].anchors == tuple(sorted((fingerprint(ROOT), fingerprint(other))))
    assert {one.kind for one in links(portrait, ROOT)} == {LinkKind.SELF}  # its twin did not issue it
    assert portrait[fingerprint(ROOT)].anchors == (fingerprint(ROOT),)


def test_a_root_is_not_reached_through_its_own_cross_certificate():
    other, cross = made("Other", "Other", until=99), made("Root", "Other")
    portrait = portray(graph_of(LEAF, SUB, ROOT, cross, other), NOW, anchors=[fingerprint(other)])
    assert statuses(portrait, LEAF, SUB, cross, ROOT) == [Status.VALID, Status.VALID, Status.VALID, Status.UNREACHABLE]
    assert portrait[fingerprint(ROOT)].why == "it is no anchor here"


def test_an_expired_anchor_anchors_nothing():
    old = made("Root", "Root", until=-1)
    portrait = graph_of(LEAF, SUB, old).portrait(NOW)
    assert statuses(portrait, LEAF, SUB, old) == [Status.UNREACHABLE, Status.UNREACHABLE, Status.EXPIRED]
    assert portrait[fingerprint(old)].anchor


def test_loops_end_and_reach_nothing():
    first, second = made("A", "B"), made("B", "A")
    portrait = graph_of(first, second).portrait(NOW)
    assert statuses(portrait, first, second) == [Status.UNREACHABLE] * 2
    assert portrait[fingerprint(first)].why == "B: no path either"


def test_an_empty_pile_has_a_portrait():
    portrait = TrustGraph(()).portrait(NOW)
    assert (len(portrait), portrait.counts, portrait.anchors) == (0, {}, ())
    assert portrait.to_edge_frame().empty
    assert "0 certificates" in str(portrait)


def test_frames_have_a_row_per_certificate_and_per_edge():
    portrait = graph_of(LEAF, SUB, ROOT).portrait(NOW)
    frame = portrait.to_frame()
    assert list(frame["status"]) == ["valid"] * 3
    assert list(portrait.to_edge_frame()["kind"]) == ["issued", "issued", "self-signature"]


def test_certificate_text_is_escaped_in_every_table():
    evil = "<script>alert(1)</script>"
    graph = graph_of(made(f"{evil} leaf", f"{evil} sub", ca=False), made(evil, evil))
    portrait = graph.portrait(NOW)
    for shown in (graph._repr_html_(), portrait._repr_html_()):
        assert "<script>" not in shown
        assert "&lt;script&gt;" in shown


def test_a_graph_shows_itself_without_a_clock():
    shown = graph_of(LEAF, SUB, ROOT)
    assert "3 certificates, 2 verified steps from issuer to issued, 1 self-signed, 0 that almost fit" in str(shown)
    assert "not in this pile" in graph_of(LEAF)._repr_html_()
    assert "Trust graph" in str(TrustGraph(load([("x", b"x")]).items))
