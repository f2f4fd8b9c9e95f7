"""C07: a contract chain as the CSMS sees it: whole, as PEM, under the MO and V2G roots it knows; or by hash data alone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from workbench.certs.kinds import Kind, classify
from workbench.certs.pairing import name_of
from workbench.csms.c07_verdict import Answer, told
from workbench.csms.certificates import read_certificates
from workbench.csms.names import Names
from workbench.diagnosis import Evidence, Use, diagnose, given
from workbench.display import visible
from workbench.messages.authorize import AuthorizeCertificateStatus
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.messages.emaids import same_contract
from workbench.revocation.plan import plan
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.hash_data import OCSPRequestDataType
    from workbench.revocation.questions import Question

ROOTS = {Kind.MO_ROOT: "MORootCertificate", Kind.V2G_ROOT: "V2GRootCertificate"}
"""The roots of what the CSMS knows under which it takes contracts."""


class Chain(NamedTuple):
    """A chain that was validated here.

    Attributes
    ----------
    refusal
        Why it is refused; None where its path holds.
    emaid
        The contract certificate's CN. Hostile text.
    questions
        To the OCSP responders that its certificates name.
    unasked
        How many of them name none.
    """

    refusal: Answer | None
    emaid: str = ""
    questions: tuple[Question, ...] = ()
    unasked: int = 0
    findings: tuple[Finding, ...] = ()


def validated(record: StationRecord, pem: str, now: datetime) -> Chain:
    """The diagnosis of the chain as a contract's, for the CSMS [C07.FR.06]."""
    return _validated(record.known, pem, now)


@lru_cache(maxsize=64)  # once for the order, once for the reply
def _validated(known: tuple[Item, ...], pem: str, now: datetime) -> Chain:
    items = read_certificates(pem)
    if not items:
        return Chain(told(AuthorizeCertificateStatus.CERT_CHAIN_ERROR, "What the station sends as certificate holds none."))
    anchors = given(_roots(known))
    evidence = Evidence(items, anchors, now)
    facts = items[0].facts
    leaf = evidence.graph.certificate("" if facts is None else facts.sha256)
    name, emaid = visible(name_of(leaf.facts), 200), leaf.facts.subject.common_name or ""
    diagnosis = diagnose(leaf, evidence, use=Use.CONTRACT)
    if diagnosis.cause is not None:
        codes = {one.code for one in diagnosis.best.errors}
        over = diagnosis.cause.code == "expired" or codes == {"expired"}
        status = AuthorizeCertificateStatus.CERTIFICATE_EXPIRED if over else AuthorizeCertificateStatus.CERT_CHAIN_ERROR
        why = f"The contract {name} is refused: {diagnosis.cause.message}"
        return Chain(told(status, why, tuple(diagnosis.best.errors), diagnosis.cause.remedy), emaid)
    path = diagnosis.best.path.certificates
    planned = plan(path, anchors=set(anchors.types))
    asked = tuple(one for one in planned.questions if one.source is CertificateStatusSource.OCSP)
    below = sum(1 for one in path if one.facts.sha256 not in anchors.types)
    return Chain(None, emaid, asked, below - len(asked), planned.findings)


def _roots(known: Iterable[Item]) -> list[tuple[str, Item]]:
    certificates = [item for item in known if item.facts is not None and item.facts.looks_self_signed]
    found = classify([item.facts for item in certificates if item.facts is not None])
    return [(ROOTS[one.kind], item) for one, item in zip(found, certificates, strict=True) if one.kind in ROOTS]


def another_emaid(record: StationRecord, entries: Iterable[OCSPRequestDataType], emaid: str) -> str:
    """The eMAID of the contract certificate at hand whose hash data these are, where it is another; else empty. Hostile text."""
    names = Names(record)
    for entry in entries:
        item = names.exact(entry.plain)
        facts = item.facts if item is not None else None
        if facts is not None and not facts.is_ca and (name := facts.subject.common_name) and not same_contract(name, emaid):
            return name
    return ""


def expired_among(record: StationRecord, entries: Iterable[OCSPRequestDataType], now: datetime) -> str:
    """A sentence where hash data are those of a certificate at hand that is over; hash data alone tell of no end."""
    names = Names(record)
    for entry in entries:
        item = names.exact(entry.plain)
        facts = item.facts if item is not None else None
        if facts is not None and facts.not_after is not None and facts.not_after < now:
            return f"{visible(name_of(facts), 200)} of the contract's chain is over since {rfc3339(facts.not_after)}."
    return ""
