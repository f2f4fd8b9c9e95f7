"""What speaks against a certificate as a trust anchor, whichever station it is sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.certs.hashdata import LONGEST_SERIAL, serial_hex
from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind, classify
from workbench.certs.pairing import name_of
from workbench.diagnosis.anchors import KIND_OF_TYPE
from workbench.findings import Confidence, Severity
from workbench.fleet.plans.ruling import no_go
from workbench.profiles.engine import lint
from workbench.profiles.shipped import profile
from workbench.trust.graph import TrustGraph
from workbench.trust.paths import End, Path, paths_up
from workbench.trust.rfc5280 import authority
from workbench.trust.validate import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.fleet.plans.ruling import Ruling

_STRENGTH = frozenset({"A00.FR.501", "A00.FR.502", "A00.FR.503", "A00.FR.504"})
_SURE = (Confidence.CERTAIN, Confidence.LIKELY)


def faults(item: Item, certificate_type: str, at: datetime) -> Iterator[Ruling]:
    """Why no station should take it: no certificate, outside its validity, no CA, too weak, another PKI's, a serial too long."""
    if item.type is not ItemType.CERTIFICATE or item.facts is None or item.certificate is None:
        yield no_go("It is no certificate that can be read.", "M05.FR.07")
        return
    graph = TrustGraph([item])
    node = next(iter(graph))
    for finding in (*judge(Path((node,), (), End.ANCHOR), at).findings, *authority.judge(node)):
        if finding.severity is Severity.ERROR:
            yield no_go(finding.message.replace("issued a certificate", "is to be a trust anchor"), "M05.FR.07")
    for finding in lint(item, Kind.CSMS_ROOT, profile("ocpp")):
        if finding.severity is Severity.ERROR and finding.requirement in _STRENGTH:
            yield no_go(finding.message.replace("The CSMS root", "The root", 1), finding.requirement)
    number = serial_hex(item.facts.serial)
    if number.startswith("-") or len(number) > LONGEST_SERIAL:
        yield no_go("Its serial number does not fit into hash data: it could be neither listed nor deleted.", "M03.FR.04")
    yield from _role(item, certificate_type)


def _role(item: Item, certificate_type: str) -> Iterator[Ruling]:
    (found,) = classify([item.facts]) if item.facts is not None else ()
    also = {Kind.V2G_ROOT} if certificate_type in {"MORootCertificate", "OEMRootCertificate"} else set()
    fitting = {KIND_OF_TYPE[certificate_type], *also}
    if found.kind in KIND_OF_TYPE.values() and found.kind not in fitting and found.confidence in _SURE:
        yield no_go(f"It is a {found.title} and no {certificate_type}.", "M05.FR.07")
    if "sub-ca" in found.kind and found.confidence in _SURE:
        yield no_go(
            f"It is a {found.title}: a CA below a root, and no root. Sub-CAs travel in the chain of CertificateSigned.", "M05.FR.07"
        )


def named(item: Item) -> str:
    """What people call it. Hostile text."""
    return name_of(item.facts) if item.facts is not None else str(item.source)


def signers(item: Item, pile: Iterable[Item]) -> frozenset[str]:
    """SHA-256 of the certificates, of a pile and itself, whose key signed it under the name that it gives."""
    if item.facts is None:
        return frozenset()
    graph = TrustGraph([item, *pile])
    edges = graph.edges_from(graph.certificate(item.facts.sha256))
    return frozenset(edge.issuer.facts.sha256 for edge in edges if edge.verified)


class Carrying(NamedTuple):
    """How an anchor verifies a chain.

    Attributes
    ----------
    until
        When the first of the CAs on the best way ends, the anchor among them; a leaf is renewed, and does not count.
    self_signed
        False: only a verifier that takes partial chains accepts it as an anchor.
    """

    until: datetime
    self_signed: bool


def verifying(chain: Sequence[Item], anchors: Iterable[Item], at: datetime) -> dict[str, Carrying]:
    """Those anchors, by SHA-256, that alone verify a chain, leaf first (RFC 5280 6.1); names and revocation are not looked at."""
    found = {}
    for anchor in anchors:
        if anchor.facts is None or not chain or chain[0].facts is None:
            continue
        graph = TrustGraph([*chain, anchor])
        leaf = graph.certificate(chain[0].facts.sha256)
        paths = paths_up(graph, leaf, {anchor.facts.sha256}).found
        ends = [_end(path, at) for path in paths if path.anchor is not None and judge(path, at).ok]
        if ends:
            found[anchor.facts.sha256] = Carrying(max(ends), anchor.facts.sha256 in signers(anchor, ()))
    return found


def _end(path: Path, at: datetime) -> datetime:
    ends = (one.facts.not_after for one in path.certificates[1:] or path.certificates)
    return min((one for one in ends if one is not None), default=at)
