"""What strikes in a CRL, an OCSP response and a CSR. The signature of the first two needs the issuer: it is not checked here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.about import about
from workbench.certs.items import ItemType
from workbench.certs.possession import proven
from workbench.findings import Finding, Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.items import Item


def of_status(item: Item, at: datetime) -> Iterator[Finding]:
    """A CRL or OCSP response whose time is over, or has not come."""
    if item.type not in {ItemType.CRL, ItemType.OCSP_RESPONSE}:
        return
    told = about(item)
    if told.until is not None and told.until < at:
        yield _stale(
            item,
            f"Its nextUpdate ({told.until.date()}) is past at {at.date()}.",
            f"nextUpdate {rfc3339(told.until)}",
        )
    elif told.since is not None and told.since > at:
        yield _stale(item, f"Its thisUpdate ({told.since.date()}) lies after {at.date()}.", f"thisUpdate {rfc3339(told.since)}")


def of_request(item: Item) -> Iterator[Finding]:
    """A CSR whose own signature does not prove that its sender has the key (RFC 2986)."""
    if item.type is not ItemType.CSR:
        return
    if proven(item.parsed).ok is False:  # None: it cannot be tried, and nothing is claimed
        yield Finding(
            code="signature-invalid",
            severity=Severity.ERROR,
            item="csr",
            source=str(item.source),
            subject=about(item).subject,
            message="The CSR's signature does not fit its public key: nothing proves that its sender has the private key.",
            requirement="RFC 2986 4.2",
            observed="a signature by another key, or a CSR that was changed",
            expected="a signature by the key in the CSR",
            remedy="Make the CSR again with the right key; a CA refuses this one.",
        )


def _stale(item: Item, message: str, observed: str) -> Finding:
    crl = item.type is ItemType.CRL
    return Finding(
        code="revocation-stale",
        severity=Severity.WARNING,
        item="crl" if crl else "ocsp",
        source=str(item.source),
        subject=about(item).issuer,
        message=message,
        requirement="RFC 5280 5.1.2.5" if crl else "RFC 6960 4.2.2.1",
        observed=observed,
        expected="thisUpdate before and nextUpdate after the time of the check",
        remedy="Fetch it again, or check the clock.",
    )
