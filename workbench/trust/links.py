"""What an edge of the trust graph is: a verified step, a self-signature, a cross-sign, or a near-miss and why it is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.certs.name_comparison import Match

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.trust.graph import Edge


class LinkKind(StrEnum):
    """What an edge is; the values are stable and stand in JSON."""

    ISSUED = "issued"
    SELF = "self-signature"
    """The certificate's own key made it; the issuer may be another certificate of the same name and key, which carries nothing."""
    CROSS = "cross-sign"
    """Verified; the certificate's name and key are also certified by another issuer, or by itself."""
    NEAR_MISS = "near-miss"


@dataclass(frozen=True, slots=True)
class Link:
    """An edge as people see it.

    Attributes
    ----------
    edge
        What speaks for and against it.
    kind
        See :class:`LinkKind`.
    code
        The finding code of ``docs/contracts.md`` for what is wrong with it; empty where nothing is.
    reason
        The same in two or three words.
    carries
        Whether trust flows over it: name, key identifiers and signature fit, and the issuer is a CA. A name that is equal by RFC
        5280 but not octet for octet carries, and has a reason all the same.
    """

    edge: Edge
    kind: LinkKind
    code: str
    reason: str
    carries: bool

    @property
    def issuer(self) -> str:
        """SHA-256 of the issuer's certificate."""
        return self.edge.issuer.facts.sha256

    @property
    def certificate(self) -> str:
        """SHA-256 of the issued certificate."""
        return self.edge.certificate.facts.sha256


def link_of(edge: Edge, crossed: Collection[str]) -> Link:
    """What an edge is.

    Parameters
    ----------
    crossed
        SHA-256 of the certificates that are cross-certificates.
    """
    code, reason = _fault(edge)
    issuer, certificate = edge.issuer.facts, edge.certificate.facts
    # a root's twin of the same name and key verifies its self-signature too: that is no step of a path
    own = (issuer.subject_der, issuer.public_key_sha256) == (certificate.subject_der, certificate.public_key_sha256)
    carries = edge.verified and code in {"", "name-encoding-differs"} and (not own or issuer.sha256 == certificate.sha256)
    if own:
        kind = LinkKind.SELF
    elif not carries:
        kind = LinkKind.NEAR_MISS
    elif certificate.sha256 in crossed:
        kind = LinkKind.CROSS
    else:
        kind = LinkKind.ISSUED
    return Link(edge, kind, code, reason, carries)


def _fault(edge: Edge) -> tuple[str, str]:
    """What is wrong with it, the weightiest first."""
    if not edge.signature.ok:
        return _unsigned(edge)
    if edge.name is Match.DIFFERENT:
        return "issuer-name-mismatch", "another name"
    if edge.key_identifier is False:
        return "key-identifier-mismatch", "key identifier differs"
    if edge.issuer.facts.is_ca is not True and edge.issuer.facts.sha256 != edge.certificate.facts.sha256:
        return "not-a-ca", "issuer is no CA"
    return ("name-encoding-differs", "name octets differ") if edge.name is Match.EQUAL else ("", "")


def _unsigned(edge: Edge) -> tuple[str, str]:
    if edge.signature.ok is None:
        return "check-failed", "signature not checked"
    if edge.name is Match.DIFFERENT:
        return "issuer-name-mismatch", "other name and key"
    return ("signature-invalid", "signature invalid") if edge.key_identifier else ("issuer-key-mismatch", "another key")
