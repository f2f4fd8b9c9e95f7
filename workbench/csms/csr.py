"""A signing request before it goes to a CA: whether it is one, signed by its own key, within its profile, and this station's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cryptography.x509.oid import NameOID

from workbench.certs import loading
from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind
from workbench.certs.possession import proven
from workbench.certs.quiet import quietly
from workbench.csms.decision import said
from workbench.csms.limits import limits_of
from workbench.display.counting import counted
from workbench.findings import Severity
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.sign_certificate import CertificateSigningUse
from workbench.profiles.engine import lint
from workbench.profiles.shipped import profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.items import Item
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.sign_certificate import SignCertificateRequest

_PROFILES = {
    CertificateSigningUse.CHARGING_STATION_CERTIFICATE: ((Kind.STATION_CLIENT, "ocpp"),),
    CertificateSigningUse.V2G_CERTIFICATE: ((Kind.SECC, "iso15118-2"),),
    CertificateSigningUse.V2G20_CERTIFICATE: ((Kind.SECC, "iso15118-20"),),
    None: ((Kind.STATION_CLIENT, "ocpp"), (Kind.SECC, "iso15118-2")),
}
"""What each is to become; one certificate for both must keep both profiles [A00.FR.513]."""


class Examined(NamedTuple):
    """A CSR that was looked at.

    Attributes
    ----------
    item
        None where the field holds none.
    findings
        All departures, errors and warnings.
    reason, refusal
        Why it is rejected, as code and sentence; an empty sentence: it is not.
    """

    item: Item | None
    findings: tuple[Finding, ...]
    reason: ReasonCode = ReasonCode.NO_ERROR
    refusal: str = ""


def examine(record: StationRecord, message: SignCertificateRequest, policy: Policy) -> Examined:
    """What a SignCertificateRequest's CSR is."""
    bundle = loading.load([("SignCertificateRequest.csr", message.csr.encode("utf-8", "replace"))])
    requests = [item for item in bundle.items if item.type is ItemType.CSR]
    if len(requests) != 1 or len(bundle.items) != 1:
        found = bundle.items[0].findings if len(bundle.items) == 1 else ()
        sentence = f"The field holds {_held(len(bundle.items), len(requests))}, where one CSR in PEM is due."
        return Examined(None, tuple(found), ReasonCode.INVALID_CSR, sentence)
    item = requests[0]
    if not _signature_holds(item):
        return Examined(item, (), ReasonCode.INVALID_CSR, "The CSR's signature does not verify under its own key.")
    departures = tuple(finding for kind, name in _PROFILES[message.certificate_type] for finding in lint(item, kind, profile(name)))
    findings = (*item.findings, *departures, *_whose(record, message, item, policy), *_known_key(record, item, policy))
    worst = next((one for one in findings if one.severity is Severity.ERROR and _counts(one, policy)), None)
    if worst is None:
        return Examined(item, findings)
    return Examined(item, findings, ReasonCode.INVALID_CSR, worst.message)


def _held(things: int, requests: int) -> str:
    """What there is instead of one CSR, in words."""
    if not things:
        return "nothing that can be read"
    if requests < 2:
        others = counted(things - requests, "other thing")
        return f"a CSR and {others}" if requests else f"{counted(things, 'thing')} and no CSR"
    others = counted(things - requests, "other thing")
    return f"{requests} CSRs" + (f" and {others}" if things > requests else "")


UNMENDABLE = frozenset({"key-algorithm", "weak-key", "signature-algorithm"})
"""What is wrong with a CSR that no CA can put right; subject and extensions are the CA's to set."""


def _counts(finding: Finding, policy: Policy) -> bool:
    if finding.code == "csms-signing":
        return True
    return policy.refused_departures == "all" or (policy.refused_departures == "unmendable" and finding.code in UNMENDABLE)


def _signature_holds(item: Item) -> bool:
    return proven(item.parsed).ok is True


def _common_name(item: Item) -> str:
    try:
        with quietly():
            names = item.parsed.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except ValueError:
        return ""
    return str(names[0].value) if names else ""


def _whose(record: StationRecord, message: SignCertificateRequest, item: Item, policy: Policy) -> Iterator[Finding]:
    """The common name against what is known of the station: identity, variables, former certificate."""
    limits = limits_of(record)
    v2g = message.certificate_type in {CertificateSigningUse.V2G_CERTIFICATE, CertificateSigningUse.V2G20_CERTIFICATE}
    known = {limits.secc_id} if v2g else {record.identity, limits.identity}
    known |= {one.chain[0].facts.subject.common_name or "" for one in record.issued if _serves(one, message) and one.chain[0].facts}
    known.discard("")
    name = _common_name(item)
    if not known or name in known:
        return
    yield said(
        "csms-signing",
        f"The CSR asks for the common name {name[:60]!r}; this station is known as {' or '.join(sorted(known))}.",
        Severity.ERROR if policy.refuse_other_subject else Severity.WARNING,
        requirement="" if v2g else "A00.FR.511",
        observed=name[:80],
        expected=" or ".join(sorted(known)),
        remedy="Correct the station's variables Identity and SeccId, or the record's identity; then trigger the signing anew.",
    )


def _serves(issued: object, message: SignCertificateRequest) -> bool:
    return getattr(issued, "certificate_type", None) == message.certificate_type


def _known_key(record: StationRecord, item: Item, policy: Policy) -> Iterator[Finding]:
    if any(one.chain[0].public_key_sha256 == item.public_key_sha256 for one in record.issued):
        yield said(
            "csms-signing",
            "The CSR is for the key of a certificate that the station has already: a renewal needs a fresh key pair.",
            Severity.ERROR if policy.refuse_known_key else Severity.WARNING,
            requirement="A02.FR.02",
            observed=item.public_key_sha256[:16],
            remedy="Update the station's firmware; a key that is used on and on is not renewed.",
        )
