"""How a portrait comes about: statuses, ways down from the anchors, issuers that are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from workbench.certs.kinds import Kind, Level, classify
from workbench.certs.kinds.weights import LEVELS_OF
from workbench.certs.name_comparison import Match
from workbench.certs.pairing import name_of
from workbench.trust.links import Link, LinkKind, link_of
from workbench.trust.portrait import MissingIssuer, Portrait, Standing, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from workbench.certs.facts import CertificateFacts
    from workbench.certs.kinds import Classification
    from workbench.trust.graph import TrustGraph


def portray(
    graph: TrustGraph,
    at: datetime,
    *,
    anchors: Collection[str] | Mapping[str, str] | None = None,
    distrusted: Collection[str] = (),
    revoked: Collection[str] = (),
    serves: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Portrait:
    """Every certificate's standing.

    Parameters
    ----------
    at
        The time to judge validity at, UTC-aware.
    anchors
        SHA-256 of the trust anchors; a sub-CA may be one; a mapping tells the OCPP certificate type of each. None: the self-signed
        CAs of the pile; one that says that it is no CA is a leaf.
    distrusted
        SHA-256 of certificates over which no trust flows, whatever they are: roots that were taken out of a trust store.
    revoked
        SHA-256 of certificates that are known to be revoked. Nothing is looked up here.
    serves
        OCPP anchor type to the uses that it is an anchor for: passed on to the portrait.
    """
    facts = [one.facts for one in graph]
    crossed = _cross_certificates(facts)
    links = tuple(link_of(edge, crossed) for one in graph for edge in graph.edges_from(one))
    own = {link.certificate for link in links if link.kind is LinkKind.SELF and link.carries}
    assumed = {one.sha256 for one in facts if one.sha256 in own and one.looks_self_signed and one.is_ca is not False}
    chosen = set(anchors) if anchors is not None else assumed
    types = anchors if isinstance(anchors, Mapping) else {}
    chosen -= set(distrusted)
    states = {one.sha256: _own_status(one, at, distrusted, revoked) for one in facts}
    reached = _reached(links, chosen, states)
    standings = {
        one.facts.sha256: _standing(one.facts, str(one.item.source), kind, states[one.facts.sha256], reached)
        for one, kind in zip(graph, classify(facts), strict=True)
    }
    for sha256 in chosen & standings.keys():
        standings[sha256] = replace(standings[sha256], anchor=True, given_type=types.get(sha256, ""))
    missing = tuple(_missing(graph, links, chosen))
    _explain(standings, links, missing)
    return Portrait(at, MappingProxyType(standings), links, missing, anchors is None, graph.complete, serves)


def _cross_certificates(facts: Iterable[CertificateFacts]) -> set[str]:
    """Those whose name and key someone else certifies too, but for the self-issued one among them."""
    alike: defaultdict[tuple[bytes, str], list[CertificateFacts]] = defaultdict(list)
    for one in facts:
        if one.is_ca:
            alike[one.subject_der, one.public_key_sha256].append(one)
    return {
        one.sha256 for same in alike.values() if len({twin.issuer_der for twin in same}) > 1 for one in same if not one.self_issued
    }


def _own_status(facts: CertificateFacts, at: datetime, distrusted: Collection[str], revoked: Collection[str]) -> Status:
    if facts.sha256 in distrusted:
        return Status.DISTRUSTED
    if not facts.strict or facts.not_before is None or facts.not_after is None:
        return Status.MALFORMED
    if facts.sha256 in revoked:
        return Status.REVOKED
    if facts.not_after < at:
        return Status.EXPIRED
    return Status.NOT_YET_VALID if facts.not_before > at else Status.VALID


def _reached(links: Iterable[Link], anchors: Iterable[str], states: Mapping[str, Status]) -> dict[str, set[str]]:
    """To each sound certificate the anchors from which sound ones lead down to it."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        if link.carries and link.kind is not LinkKind.SELF:
            below[link.issuer].append(link.certificate)
    reached: defaultdict[str, set[str]] = defaultdict(set)
    for anchor in anchors:
        waiting = [anchor] if states.get(anchor) is Status.VALID else []
        while waiting:
            sha256 = waiting.pop()
            if anchor not in reached[sha256]:
                reached[sha256].add(anchor)
                waiting += [child for child in below[sha256] if states[child] is Status.VALID]
    return reached


def _standing(
    facts: CertificateFacts, source: str, classification: Classification, own: Status, reached: Mapping[str, set[str]]
) -> Standing:
    anchors = tuple(sorted(reached.get(facts.sha256, ())))
    status = Status.UNREACHABLE if own is Status.VALID and not anchors else own
    leaf = facts.is_ca is False or (facts.is_ca is None and not facts.self_issued)
    return Standing(facts, source, classification, level_of(classification.kind, facts), status, anchors=anchors, leaf=leaf)


def level_of(kind: Kind, facts: CertificateFacts) -> Level | None:
    """Where a certificate stands by its kind, else by what it says; None for a CA of unknown kind."""
    if levels := LEVELS_OF.get(kind):
        return levels[0]
    if facts.self_issued:
        return Level.ROOT
    return None if facts.is_ca else Level.LEAF


def _missing(graph: TrustGraph, links: Iterable[Link], anchors: Collection[str]) -> Iterator[MissingIssuer]:
    """One for each name and key identifier that is asked for; one that is at hand and only broken is not missing."""
    at_hand: set[str] = set()
    namesakes: set[str] = set()
    for link in links:
        if link.code not in {"issuer-key-mismatch", "issuer-name-mismatch"} or link.edge.signature.ok:
            at_hand.add(link.certificate)
        elif link.edge.name is not Match.DIFFERENT:
            namesakes.add(link.certificate)
    wanted: defaultdict[tuple[bytes, bytes | None], list[CertificateFacts]] = defaultdict(list)
    for one in graph:
        if one.facts.sha256 not in at_hand and one.facts.sha256 not in anchors:
            wanted[one.facts.issuer_der, one.facts.authority_key_identifier].append(one.facts)
    for (_, identifier), asking in wanted.items():
        yield MissingIssuer(
            str(asking[0].issuer),
            identifier.hex() if identifier else "",
            tuple(dict.fromkeys(url for facts in asking for url in facts.ca_issuer_urls)),
            tuple(facts.sha256 for facts in asking),
            any(facts.sha256 in namesakes for facts in asking),
        )


def _explain(standings: dict[str, Standing], links: Iterable[Link], missing: Iterable[MissingIssuer]) -> None:
    """Say of each certificate without a path what stands in the way right above it."""
    above: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.kind is not LinkKind.SELF:
            above[link.certificate].append(link)
    lost = {sha256 for one in missing for sha256 in one.wanted_by}
    for sha256, one in standings.items():
        if one.status is Status.UNREACHABLE:
            standings[sha256] = replace(one, why=_why(one, above[sha256], standings, lost=sha256 in lost))


def _why(one: Standing, above: Iterable[Link], standings: Mapping[str, Standing], *, lost: bool) -> str:
    ways = [link for link in above if link.carries]
    for link in ways:
        issuer = standings[link.issuer]
        if issuer.status is not Status.UNREACHABLE:
            return f"{name_of(issuer.facts)}: issuer {issuer.status.value}"
    if ways:
        return f"{name_of(standings[ways[0].issuer].facts)}: no path either"
    for link in above:
        return f"{name_of(standings[link.issuer].facts)}: {link.reason}"
    if lost:
        return "issuer missing"
    return "it is no anchor here" if one.facts.self_issued else "its issuer is not known"
