"""C07: what a contract chain is to this station: whether it holds under an installed root, which hash data and which PEM it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from workbench.certs.kinds import Kind, classify
from workbench.certs.pairing import name_of
from workbench.display import visible
from workbench.findings import Confidence
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.messages.hash_data import OCSPRequestDataType
from workbench.messages.lengths import longest
from workbench.revocation.plan import plan
from workbench.station.decision import consequence
from workbench.station.installed import V2G_ROOT
from workbench.station.judging import leads_to
from workbench.station.m07_path import presented

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.messages.versions import Version
    from workbench.station.m07_path import Presented
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

ROOTS = (V2G_ROOT, "MORootCertificate")
"""The types of roots that contract certificates lead to."""
MOST_ASKED = 4
"""Entries of iso15118CertificateHashData at most."""
_LONGEST_NAME = 200
_EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract chain as it was presented.

    Attributes
    ----------
    leaf, name, common_name
        SHA-256 of the contract certificate, what people call it, and its CN, which is the eMAID. Hostile text.
    shown
        Its path to an installed root, or why there is none.
    root_known
        Whether its signatures lead to an installed root at all.
    """

    leaf: str
    name: str
    common_name: str
    chain: tuple[Item, ...]
    shown: Presented
    root_known: bool

    @property
    def another_kind(self) -> str:
        """What the first certificate certainly is where that is no contract, with its article; empty where it may be one."""
        facts = self.chain[0].facts if self.chain else None
        if facts is None:
            return ""
        (found,) = classify([facts])
        sure = found.confidence is Confidence.CERTAIN and found.kind not in {Kind.CONTRACT, Kind.UNKNOWN}
        return found.kind.with_article if sure else "a CA certificate" if facts.is_ca else ""

    @property
    def holds(self) -> bool:
        """Whether its path to an installed root holds."""
        return not self.shown.fault

    @property
    def readable(self) -> bool:
        """Whether all of it are certificates."""
        return bool(self.chain) and all(one.certificate is not None for one in self.chain)

    @property
    def local_status(self) -> str:
        """What the CSMS would say of the path (AuthorizeCertificateStatus), as far as this station can tell."""
        if self.holds:
            return "Accepted"
        return "CertificateExpired" if _EXPIRED in {one.code for one in self.shown.findings} else "CertChainError"

    def pem(self) -> str:
        """The chain, the contract certificate first, without a root."""
        parts = (
            one.certificate.public_bytes(Encoding.PEM).decode()
            for one in self.chain
            if one.certificate is not None and one.facts is not None and not one.facts.looks_self_signed
        )
        return "".join(parts)


def look_at(state: StationState, chain: Sequence[Item], now: datetime) -> Contract:
    """The chain under the installed V2G and MO roots."""
    facts = chain[0].facts if chain else None
    roots = tuple(one.item for type_ in ROOTS for one in state.store.of_type(type_))
    shown = presented(chain, roots, now)
    known = facts is not None and (not shown.fault or leads_to(tuple(one for one in chain if one.facts is not None), roots))
    if facts is None:
        return Contract("", "What the vehicle presents", "", tuple(chain), shown, root_known=known)
    name = visible(name_of(facts), _LONGEST_NAME)
    return Contract(facts.sha256, name, facts.subject.common_name or "", tuple(chain), shown, root_known=known)


def ocsp_data(contract: Contract, version: Version, policy: Policy) -> tuple[tuple[OCSPRequestDataType, ...], tuple[Finding, ...]]:
    """iso15118CertificateHashData: the contract certificate and its sub-CAs with their responders, 4 at most [C07.FR.02].

    None at all where the contract certificate itself names no responder: the CSMS would say Accepted of its sub-CAs alone.
    """
    path = contract.shown.path
    anchor = path[-1].facts.sha256
    planned = plan(path, algorithm=policy.reported_algorithm, anchors={anchor})
    most = longest(OCSPRequestDataType, "responderURL", version)
    entries: list[OCSPRequestDataType] = []
    of_leaf = {question.hash_data for question in planned.questions if question.certificate == contract.leaf}
    left_out = len(contract.shown.checked) - len(planned.certificates)
    for one in planned.certificates:
        asked = (question for question in planned.of(one) if question.source is CertificateStatusSource.OCSP)
        url = next((url for question in asked for url in question.urls if len(url) <= most), None)
        if url is None or len(entries) == MOST_ASKED:
            left_out += 1
        else:
            entries.append(OCSPRequestDataType.of(one, url))
    findings = list(planned.findings)
    if left_out:
        sentence = (
            f"{left_out} of the {len(contract.shown.checked)} certificates of {contract.name} stay out of "
            "iso15118CertificateHashData: they name no responder by http, or more than 4 are below the root."
        )
        findings.append(consequence(sentence, requirement="C07.FR.02"))
    named = any(one.plain in of_leaf for one in entries)
    return (tuple(entries) if named else ()), tuple(findings)
