"""How the station judges certificates: it asks :mod:`workbench.trust`, never X.509 itself."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from workbench.certs import loading
from workbench.certs.hashdata import LONGEST_SERIAL, serial_hex
from workbench.certs.kinds import Kind, classify
from workbench.diagnosis.anchors import KIND_OF_TYPE
from workbench.diagnosis.fitness import judge_purpose
from workbench.diagnosis.uses import Use
from workbench.findings import Confidence, Finding, Severity
from workbench.profiles.engine import lint
from workbench.profiles.shipped import profile
from workbench.trust.faults import fault
from workbench.trust.graph import TrustGraph
from workbench.trust.paths import End, Path, paths_up
from workbench.trust.rfc5280 import authority
from workbench.trust.validate import judge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from workbench.certs.items import Item

_BEGIN = re.compile(r"^-----BEGIN CERTIFICATE-----[ \t]*$", re.MULTILINE)


class Reading(NamedTuple):
    """What a PEM field holds: certificates in their order, or the sentence that says why not."""

    items: tuple[Item, ...] = ()
    fault: str = ""


@lru_cache(maxsize=256)
def read_pem(text: str, field: str, *, mend: bool) -> Reading:
    """The certificates of a message's PEM field.

    Parameters
    ----------
    field
        What the items' source names, e.g. ``"InstallCertificateRequest.certificate"``.
    mend
        Whether PEM that :mod:`workbench.certs.loading` had to mend is taken.
    """
    bundle = loading.load([(field, text.encode("utf-8", "replace"))])
    bad = next((item for item in bundle.items if item.facts is None or item.certificate is None), None)
    if not bundle.items:
        return Reading(fault="The field holds no certificate.")
    if bad is not None:
        return Reading(fault=bad.findings[0].message if bad.findings else f"The field holds a {bad.type.value}, no certificate.")
    mended = next((finding for item in bundle.items for finding in item.findings), None)
    if not mend and (mended is not None or len(_BEGIN.findall(text.replace("\r\n", "\n"))) != len(bundle.items)):
        return Reading(fault=mended.message if mended else "The certificate is not in PEM, each boundary in a line of its own.")
    return Reading(bundle.items)


def issuer_in(pile: Iterable[Item], item: Item) -> Item | None:
    """The certificate of the pile whose key signed this one; itself where it is self-signed; None where it is not at hand."""
    graph = TrustGraph([item, *pile])
    if item.facts is None:
        return None
    edges = [edge for edge in graph.edges_from(graph.certificate(item.facts.sha256)) if edge.verified]
    own = next((edge for edge in edges if edge.issuer is edge.certificate), None)
    best = own or (edges[0] if edges else None)
    return best.issuer.item if best else None


@lru_cache(maxsize=512)
def faults_of_root(item: Item, now: datetime) -> tuple[Finding, ...]:
    """What keeps a certificate from being a trust anchor: no CA, outside its validity, a key that cannot be used, extensions."""
    graph = TrustGraph([item])
    node = next(iter(graph))
    as_ca = (
        replace(one, message=one.message.replace("issued a certificate", "is to be a trust anchor"))
        for one in authority.judge(node)
    )
    found = [*judge(Path((node,), (), End.ANCHOR), now).findings, *as_ca]
    number = serial_hex(node.facts.serial)
    if number.startswith("-") or len(number) > LONGEST_SERIAL:
        found.append(
            fault(
                node,
                "serial-number",
                "The serial number of {} does not fit into OCPP's hash data: it could be neither listed nor deleted.",
                requirement="RFC 5280 4.1.2.2",
                observed=number[: LONGEST_SERIAL + 1],
                expected="a positive integer of at most 20 octets",
                remedy="Have the certificate issued with another serial number.",
            )
        )
    return tuple(finding for finding in found if finding.severity is Severity.ERROR)


_STRENGTH = frozenset({"A00.FR.501", "A00.FR.502", "A00.FR.503", "A00.FR.504"})


def weaknesses(item: Item) -> tuple[Finding, ...]:
    """What is too weak in a trust anchor by A00.FR.501 to .504: its key; its signature, where another one's key made it."""
    found = (one for one in departures(item, Kind.CSMS_ROOT) if one.severity is Severity.ERROR and one.requirement in _STRENGTH)
    return tuple(replace(one, message=one.message.replace("The CSMS root", "The root", 1)) for one in found)


_ALSO = {
    "MORootCertificate": {Kind.V2G_ROOT},  # contract and provisioning chains may end at a V2G root
    "OEMRootCertificate": {Kind.V2G_ROOT},
}
_SURE = (Confidence.CERTAIN, Confidence.LIKELY)


def other_role(item: Item, certificate_type: str) -> str:
    """What this root clearly is instead of what its type says, for people; empty where nothing speaks against it."""
    if item.facts is None:
        return ""
    (found,) = classify([item.facts])
    fitting = {KIND_OF_TYPE[certificate_type], *_ALSO.get(certificate_type, ())}
    clearly_other = found.kind in KIND_OF_TYPE.values() and found.kind not in fitting and found.confidence in _SURE
    return found.title if clearly_other else ""


def sub_ca_role(item: Item) -> str:
    """What kind of sub-CA this clearly is, for people; empty where nothing says so."""
    if item.facts is None:
        return ""
    (found,) = classify([item.facts])
    return found.title if "sub-ca" in found.kind and found.confidence in _SURE else ""


def is_linked_root(item: Item, certificate_type: str) -> bool:
    """Whether a CA that another one signed is a root of this type by its names: a rotation or a cross-sign, and no sub-CA."""
    if item.facts is None:
        return False
    (found,) = classify([item.facts])
    return found.kind in {KIND_OF_TYPE[certificate_type], *_ALSO.get(certificate_type, ())}


class Verified(NamedTuple):
    """Whether a chain leads to an anchor: its SHA-256, or None and why not, the findings of the best path."""

    anchor: str | None
    findings: tuple[Finding, ...] = ()
    path: tuple[Item, ...] = ()


def verify(chain: Iterable[Item], anchors: Iterable[Item], now: datetime) -> Verified:
    """Whether the first certificate of a chain leads to one of these anchors, by RFC 5280 6.1.

    An anchor need not be self-signed: after a rotation the new root, signed by a root that is gone, is one all the same (OpenSSL
    calls that a partial chain). Names and purposes are not looked at, nor is revocation.
    """
    return _verified(tuple(chain), tuple(anchors), now)


@lru_cache(maxsize=4_096)  # a thousand stations meet one server; a search of all orders meets it in each
def _verified(chain: tuple[Item, ...], anchors: tuple[Item, ...], now: datetime) -> Verified:
    known = [item for item in chain if item.facts is not None]
    if not known or known[0] is not chain[0]:
        return Verified(None)
    graph = TrustGraph([*known, *anchors])
    leaf = graph.certificate(_sha256(known[0]))
    ends = {_sha256(item) for item in anchors}
    first: tuple[Finding, ...] = ()
    for path in paths_up(graph, leaf, ends).found:
        judgement = judge(path, now)
        if judgement.ok and path.anchor is not None:
            return Verified(path.anchor.facts.sha256, judgement.findings, tuple(one.item for one in path.certificates))
        first = first or tuple(finding for finding in judgement.findings if finding.severity is Severity.ERROR)
    return Verified(None, first)


def _sha256(item: Item) -> str:
    return item.facts.sha256 if item.facts is not None else ""


def purposes_left_out(path: Sequence[Item]) -> tuple[Finding, ...]:
    """The CAs of a server's path, its anchor too, whose extended key usage leaves serverAuth out: OpenSSL refuses them."""
    graph = TrustGraph(path)
    nodes = tuple(graph.certificate(_sha256(item)) for item in path)
    found = judge_purpose(Path(nodes, (), End.ANCHOR), Use.CSMS_SERVER)
    return tuple(one for one in found if one.certificate != _sha256(path[0]))


def leads_to(chain: Sequence[Item], anchors: Collection[Item]) -> bool:
    """Whether a chain's signatures lead to one of these anchors at all, whatever else is wrong with it."""
    graph = TrustGraph([*chain, *anchors])
    ends = {_sha256(item) for item in anchors}
    leaf = graph.certificate(_sha256(chain[0]))
    return any(path.anchor is not None and path.verified for path in paths_up(graph, leaf, ends).found)


def signed_by(item: Item, issuer: Item) -> bool:
    """Whether this issuer's key made the certificate's signature, under the name that the certificate gives."""
    graph = TrustGraph([item, issuer])
    node, wanted = graph.certificate(_sha256(item)), _sha256(issuer)
    return any(edge.verified and edge.issuer.facts.sha256 == wanted for edge in graph.edges_from(node))


@lru_cache(maxsize=512)
def departures(item: Item, kind: Kind) -> tuple[Finding, ...]:
    """Where a certificate departs from OCPP's certificate properties, A00.FR.501 to .514, taken for what it is to be."""
    return lint(item, kind, profile("ocpp"))


@lru_cache(maxsize=512)
def departures_of_secc(item: Item, edition: str) -> tuple[Finding, ...]:
    """Where an SECC's certificate departs from its profile, ``"iso15118-2"`` or ``"iso15118-20"``."""
    return lint(item, Kind.SECC, profile(edition))
