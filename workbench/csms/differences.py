"""How a record and a station's listing differ: the kinds, and each difference in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.csms.decision import said
from workbench.display import Readable, findings_table, terminal, view
from workbench.findings import Severity

if TYPE_CHECKING:
    from workbench.certs.forensics import Match
    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.csms.record import Believed, Listing
    from workbench.findings import Finding
    from workbench.messages.certificates import CertificateHashDataChain


class Kind(StrEnum):
    """How record and station differ."""

    MISSING = "missing"
    """Believed, and not listed."""
    UNKNOWN = "unknown"
    """Listed, and nobody told the CSMS."""
    MISTAKE = "mistake"
    """Listed by wrong hash data: the station's own mistake, which has a name."""
    ALGORITHM = "algorithm"
    """Listed by another hash algorithm than before."""
    CHILDREN = "children"
    """Listed with other sub-CAs than before."""
    NOT_CHECKED = "not checked"
    """Believed, and not asked for since it changed: no difference, and no agreement either."""


@dataclass(frozen=True, slots=True)
class Difference(Readable):
    """One difference.

    Attributes
    ----------
    believed, entry
        The record's side and the station's, where there is one.
    mistakes
        Of a MISTAKE: their names as in ``pnc match``.
    finding
        ``csms-drift``, for people.
    """

    kind: Kind
    certificate_type: str
    finding: Finding
    believed: Believed | None = None
    entry: CertificateHashDataChain | None = None
    mistakes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Difference({self})"

    def __str__(self) -> str:
        return terminal(f"{self.kind}: {self.finding.message}")

    def _repr_html_(self) -> str:
        return str(view(findings_table([self.finding], f"{self.kind}: {self.certificate_type}").to_html()))


def not_checked(certificate_type: str, listing: Listing | None) -> Difference:
    """A type that was not asked for since it changed."""
    since = "it was never listed" if listing is None else "something was changed, or may have been, since it was listed"
    finding = said(
        "csms-drift",
        f"What the station holds as {certificate_type} is not checked: {since}.",
        Severity.WARNING,
        requirement="M03.FR.04",
        observed=Kind.NOT_CHECKED,
        remedy="List it with M03.",
    )
    return Difference(Kind.NOT_CHECKED, certificate_type, finding)


def not_solved(certificate_type: str, number: int) -> Difference:
    """So many entries of a type that were not looked at for mistakes."""
    finding = said(
        "csms-drift",
        f"{number} more strange entries of {certificate_type} were not looked at for mistakes: there are too many of them.",
        Severity.WARNING,
        requirement="M03.FR.04",
        observed=str(number),
        remedy="Hold the listing against your certificates with `pnc match`; a station with so many is not sound.",
    )
    return Difference(Kind.NOT_CHECKED, certificate_type, finding)


def other_children(entry: CertificateHashDataChain, same: Believed, listed: set[CertificateHashData]) -> Difference:
    """A chain that is listed with other sub-CAs than the record has."""
    finding = said(
        "csms-drift",
        f"{_called(same)} is listed with {len(listed)} sub-CAs; the record has {len(same.children)}.",
        Severity.WARNING,
        requirement="M03.FR.05",
        about=same.item,
        observed=", ".join(sorted(one.serial_number for one in listed)) or "none",
        expected=", ".join(sorted(one.serial_number for one in same.children)),
        remedy="Compare with the chain that was sent: a station that lists no children keeps them from being deleted.",
    )
    return Difference(Kind.CHILDREN, same.certificate_type, finding, same, entry)


def other_algorithm(certificate_type: str, entry: CertificateHashDataChain, one: Believed) -> Difference:
    """What is likely the same certificate, listed by another hash algorithm."""
    data = entry.certificate_hash_data.plain
    finding = said(
        "csms-drift",
        f"The entry with serial number {data.serial_number[:40]} is listed by {data.hash_algorithm}, "
        f"before by {one.hash_data[0].hash_algorithm}: likely the same certificate.",
        Severity.WARNING,
        requirement="M04.FR.07",
        observed=data.hash_algorithm,
        expected=one.hash_data[0].hash_algorithm,
        remedy="Delete by what is listed now.",
    )
    return Difference(Kind.ALGORITHM, certificate_type, finding, one, entry)


def mistaken(certificate_type: str, entry: CertificateHashDataChain, mine: Believed | None, match: Match) -> Difference:
    """An entry that is a certificate's hash data with named mistakes."""
    names = ", ".join(match.mistakes)
    finding = said(
        "csms-drift",
        f"The station lists {{}} by wrong hash data ({names}): a mistake of its own, which it may or may not make when it deletes.",
        Severity.WARNING,
        requirement="M03.FR.04",
        about=match.item,
        observed=names,
        remedy="Delete it by the hash data as listed; tell the vendor, with the output of `pnc match`.",
    )
    return Difference(Kind.MISTAKE, certificate_type, finding, mine, entry, match.mistakes)


def nameless(serial: str, match: Match | None) -> str:
    """The sentence about an entry that no certificate at hand explains."""
    tried = "no certificate is at hand to name it by" if match is None else "it is the hash data of no certificate at hand"
    return f"The entry with serial number {serial[:40]} is listed, and the record does not have it; {tried}."


def unknown(certificate_type: str, entry: CertificateHashDataChain, sentence: str, item: Item | None) -> Difference:
    """An entry that the record does not have."""
    finding = said(
        "csms-drift",
        sentence,
        Severity.WARNING,
        requirement="M03.FR.04",
        about=item,
        observed=certificate_type,
        remedy="Find out who installed it; take it into the record, or delete it.",
    )
    return Difference(Kind.UNKNOWN, certificate_type, finding, None, entry)


def missing(one: Believed) -> Difference:
    """What is believed to be there, and is not listed."""
    finding = said(
        "csms-drift",
        f"{_called(one)} is believed to be there as {one.certificate_type}, and is not listed.",
        Severity.ERROR,
        requirement="M03.FR.04",
        about=one.item,
        expected=one.certificate_type,
        remedy="Some stations answer Accepted whatever happens, some delete a chain with its root: install it again and list.",
    )
    return Difference(Kind.MISSING, one.certificate_type, finding, one)


def _called(one: Believed) -> str:
    """Its name, for a sentence; the finding carries the rest."""
    if one.item is not None and one.item.facts is not None:
        return name_of(one.item.facts)
    serial = one.hash_data[0].serial_number if one.hash_data else "?"
    return f"The certificate with serial number {serial[:40]}"
