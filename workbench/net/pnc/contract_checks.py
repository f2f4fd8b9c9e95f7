"""What a station's controller looks at in a contract that a vehicle presents: its chain, its eMAID, what can be asked about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.pairing import pair_up
from workbench.diagnosis import Use
from workbench.display import visible
from workbench.findings import Finding, Severity
from workbench.messages.emaids import same_contract
from workbench.net.pnc.judging import judged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.diagnosis import Diagnosis
    from workbench.net.pnc.setting import Setting

_CODES = {
    "expired": "FAILED_CertificateExpired",
    "not-yet-valid": "FAILED_CertificateExpired",
    "revoked": "FAILED_CertificateRevoked",
    "identity-mismatch": "FAILED_NoCertificateAvailable",
}


@dataclass(frozen=True, slots=True)
class Presented:
    """A contract as the controller sees it.

    Attributes
    ----------
    chain
        As it came, leaf first.
    emaid
        As the vehicle says, or where its message has none, as the leaf's common name has it. Hostile text.
    diagnosis
        Of the chain, with the roots of the station; None where its leaf is unreadable.
    askable
        How many certificates of the chain can be asked about by hash data: those whose issuer is at hand and that name a responder.
    findings
        Errors first.
    """

    chain: tuple[Item, ...]
    emaid: str
    diagnosis: Diagnosis | None = field(repr=False)
    askable: int
    findings: tuple[Finding, ...]

    @property
    def cause(self) -> Finding | None:
        """Why it is refused; None where it is not."""
        own = next((one for one in self.findings if one.severity is Severity.ERROR and one.code == "identity-mismatch"), None)
        if own is not None or self.diagnosis is None:
            return own or next(iter(self.findings), None)
        return self.diagnosis.cause

    @property
    def response_code(self) -> str:
        """Of edition -2: ``"OK"``, ``"FAILED_CertificateExpired"`` ..."""
        return "OK" if self.cause is None else _CODES.get(self.cause.code, "FAILED_CertChainError")


def presented(ders: Iterable[bytes], emaid: str | None, setting: Setting) -> Presented:
    """What the controller makes of a contract.

    Parameters
    ----------
    ders
        Leaf, then sub-CAs.
    emaid
        What the message says beside the chain; None: it says none (ISO 15118-20).
    """
    chain = tuple(_item(der, number) for number, der in enumerate(ders, 1))
    diagnosis = judged(chain, setting.secc.contract_roots, setting.at, Use.CONTRACT)
    facts = chain[0].facts if chain else None
    own = facts.subject.common_name if facts is not None else ""
    found = [] if diagnosis is None else list(diagnosis.findings)
    if diagnosis is None:
        found.append(_unreadable())
    if emaid is not None and facts is not None and not same_contract(emaid, own):
        found.insert(0, _another(emaid, own, facts.sha256))
    return Presented(chain, own if emaid is None else emaid, diagnosis, _askable(chain, setting), tuple(found))


def _item(der: bytes, number: int) -> Item:
    source = Source("contract chain", number)
    read = loading.load([(source.file, der)]).items
    return replace(read[0] if len(read) == 1 else Item(ItemType.CERTIFICATE, der, source), source=source)


def _askable(chain: tuple[Item, ...], setting: Setting) -> int:
    """The chain's certificates whose issuer's name and key are known, and that say whom to ask."""
    roots = [one for _, one in setting.secc.contract_roots]
    own = {one.facts.sha256 for one in chain if one.facts is not None}
    return sum(
        one.proven and one.facts.sha256 in own and bool(one.facts.ocsp_urls) and not one.facts.looks_self_signed
        for one in pair_up([*chain, *roots])
    )


def _another(said: str, own: str, sha256: str) -> Finding:
    return Finding(
        code="identity-mismatch",
        message=f"The vehicle says that its contract is {visible(said, 60)}, and presents the certificate of {visible(own, 60)}.",
        severity=Severity.ERROR,
        requirement="V2G2-108",
        item="certificate",
        certificate=sha256,
        observed=said,
        expected=own,
        remedy="Take the eMAID from the contract certificate's common name.",
    )


def _unreadable() -> Finding:
    return Finding(
        code="malformed-certificate",
        message="The contract certificate cannot be read.",
        severity=Severity.ERROR,
        item="certificate",
        remedy="`pnc show` tells what is wrong with it.",
    )
