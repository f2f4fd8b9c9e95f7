"""Each certificate of a pile with its issuer, found by key and signature; where there is none, why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.issuers import Issuers
from workbench.certs.name_comparison import Match
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.certs.facts import CertificateFacts
    from workbench.certs.items import Item


@dataclass(frozen=True, slots=True)
class Pairing:
    """One certificate, each counted once, with its issuer.

    Attributes
    ----------
    item
        The certificate, where it was found first.
    issuers
        Certificates of its issuer, the likeliest first: several where a CA was re-issued or cross-signed under one key. Where no
        signature could be tried (``proven`` False) those that name and key identifier allow. Empty where none is at hand.
    proven
        Whether the issuers' key verifies the signature.
    finding
        Why there is no issuer, or why it is not proven; None where all is well.
    """

    item: Item
    issuers: tuple[Item, ...]
    proven: bool
    finding: Finding | None = None

    @property
    def facts(self) -> CertificateFacts:
        """What the certificate says of itself."""
        assert self.item.facts is not None  # noqa: S101  # only certificates with facts are paired
        return self.item.facts

    @property
    def issuer(self) -> Item | None:
        """The issuer's certificate; None where it is not at hand, or where it may be one of several keys."""
        keys = {issuer.public_key_sha256 for issuer in self.issuers}
        return self.issuers[0] if len(keys) == 1 else None


def pair_up(items: Iterable[Item]) -> tuple[Pairing, ...]:
    """Every distinct certificate of a pile with its issuer, in order of first occurrence; what is no certificate is passed over.

    Signatures are verified, a bounded number in a pile made to waste time; what was not tried is said in the finding.
    """
    distinct: dict[str, Item] = {}
    for item in items:
        if item.facts is not None:
            distinct.setdefault(item.facts.sha256, item)
    issuers = Issuers(distinct.values())
    return tuple(_pairing(item, issuers) for item in distinct.values())


def _pairing(item: Item, issuers: Issuers) -> Pairing:
    candidates = list(issuers.candidates(item))
    checked = [(issuers.at(candidate), candidate) for candidate in candidates]
    facts = item.facts
    assert facts is not None  # noqa: S101  # see pair_up
    proven, possible, reasons = [], [], []
    for issuer, candidate in checked:
        check = issuers.check(item, issuer)
        if check.ok:
            proven.append(issuer)
        elif check.ok is None and candidate.name is not Match.DIFFERENT and candidate.key_identifier is not False:
            possible.append(issuer)
            reasons.append(check.reason)
    if proven:
        return Pairing(item, tuple(proven), proven=True)
    if possible:
        return Pairing(item, tuple(possible), proven=False, finding=about(item, _unproven(facts, possible, reasons[0])))
    namesakes = [issuer for issuer, candidate in checked if candidate.name is not Match.DIFFERENT]
    return Pairing(item, (), proven=False, finding=about(item, _missing(facts, namesakes)))


def _unproven(facts: CertificateFacts, possible: list[Item], reason: str) -> Finding:
    keys = {issuer.public_key_sha256 for issuer in possible}
    return Finding(
        code="issuer-missing" if len(keys) > 1 else "check-failed",
        severity=Severity.WARNING,
        message=(
            f"The issuer of {name_of(facts)} was found by name only, for {reason}."
            if len(keys) == 1
            else f"{len(keys)} keys may have issued {name_of(facts)}, and it cannot be told which: {reason}."
        ),
        requirement="RFC 5280 6.1.3",
        observed=f"{len(possible)} possible of that name",
        expected="an issuer whose key verifies the signature",
        remedy="Check with whoever issued it; hash data is right only with the right issuer's key.",
        item="certificate",
    )


def _missing(facts: CertificateFacts, namesakes: list[Item]) -> Finding:
    """No certificate at hand issued it: none has the name, or those that have it have another key."""
    wanted = f", key identifier {facts.authority_key_identifier.hex()}" if facts.authority_key_identifier else ""
    if namesakes:
        return Finding(
            code="issuer-key-mismatch",
            severity=Severity.ERROR,
            message=f"{name_of(facts)} was issued by another key than that of the issuer's namesake at hand.",
            requirement="RFC 5280 6.1.3",
            observed=f"{len(namesakes)} of that name, whose key does not verify the signature",
            expected=f"the issuer {facts.issuer}{wanted}",
            remedy="Load the issuer's certificate that has the right key: the CA was re-keyed, or this is another PKI's namesake.",
            item="certificate",
        )
    return Finding(
        code="issuer-missing",
        severity=Severity.ERROR,
        message=f"No certificate at hand issued {name_of(facts)}.",
        requirement="RFC 5280 6.1",
        observed="no certificate with the issuer's name and key",
        expected=f"the issuer {facts.issuer}{wanted}",
        remedy=f"Load the issuer's certificate too{f'; it may be at {urls[0]}' if (urls := facts.ca_issuer_urls) else ''}.",
        item="certificate",
    )


def about(item: Item, finding: Finding) -> Finding:
    """The finding, tied to the certificate that it is about."""
    facts = item.facts
    return finding.at(
        source=str(item.source), subject=str(facts.subject) if facts else "", certificate=facts.sha256 if facts else None
    )


def name_of(facts: CertificateFacts) -> str:
    """What people call the certificate: its common name, else its whole subject. Hostile text."""
    return facts.subject.common_name or str(facts.subject) or f"the certificate with serial {facts.serial:x}"
