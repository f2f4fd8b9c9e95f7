"""The answer in a sentence: revoked, or not to be judged and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.revocation.concluded import concluded
from workbench.revocation.crl_faults import malformed, shown_name
from workbench.revocation.reasons import ALL_REASONS, HOLD, UNSPECIFIED, reason_names
from workbench.times import rfc3339

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.revocation.crl import Crl
    from workbench.revocation.crl_entries import Entry
    from workbench.trust.certificate import PathCertificate


def revoked(certificate: PathCertificate, entry: Entry, crl: Crl) -> Finding:
    """The certificate stands on a CRL."""
    why = "no reason is given" if entry.reason == UNSPECIFIED else f"the reason is {entry.reason}"
    number = "" if crl.number is None else f", number {crl.number}"
    hold = entry.reason == HOLD
    return concluded(
        certificate,
        code="revoked",
        message=f"{name_of(certificate.facts)} was revoked on {rfc3339(entry.revoked_at)}; {why}.",
        requirement="RFC 5280 6.3.3",
        observed=f"serial number {certificate.facts.serial:x} on the CRL of {crl.issuer_name}{number} ({crl.item.source})",
        expected="no entry for it",
        remedy="Ask the CA whether the hold will be lifted; until then use another certificate."
        if hold
        else "Replace it with a new certificate and a new key: revocation is final.",
    )


def what_is_missing(certificate: PathCertificate, covered: int, refused: int) -> str:
    """No CRL, or none that may be used, or not for all reasons."""
    if covered:
        return f"no usable CRL covers {reason_names(ALL_REASONS & ~covered)}"
    if refused:
        return "there is no CRL that may be used for it"
    return f"no CRL of {shown_name(certificate.facts.issuer_der)} is at hand"


def unknown(certificate: PathCertificate, why: str, covered: int, refused: int) -> Finding:
    """CRLs do not tell, for what :func:`what_is_missing` says."""
    issuer = shown_name(certificate.facts.issuer_der)
    if covered:
        observed = f"CRLs for {reason_names(covered)}"
    elif refused:
        observed = f"{refused} CRL{'' if refused == 1 else 's'}, none of which may be used for it"
    else:
        observed = "no CRL"
    urls = " or ".join(certificate.facts.crl_urls[:4])
    return concluded(
        certificate,
        code="revocation-unknown",
        message=f"Whether {name_of(certificate.facts)} is revoked cannot be said: {why}.",
        requirement="RFC 5280 6.3.3",
        observed=observed,
        expected=f"a current CRL of {issuer} that covers all reasons",
        remedy=f"Fetch the CRL from {urls}." if urls else "Get the CRL from the CA; the certificate does not say where it is.",
    )


def malformed_points(certificate: PathCertificate, why: str) -> Finding:
    """The certificate's own pointers cannot be read."""
    return concluded(
        certificate,
        code="malformed-extension",
        message=f"{name_of(certificate.facts)} has malformed CRL distribution points: {why}.",
        requirement="RFC 5280 4.2.1.13",
        observed=why,
        expected="cRLDistributionPoints as RFC 5280 defines it",
        remedy="Have the certificate issued again.",
    )


def bounded(certificate: PathCertificate, what: str) -> Finding:
    """A bound that was hit: the answer may be incomplete."""
    return concluded(
        certificate,
        severity=Severity.WARNING,
        code="search-limit",
        message=f"Not all that may tell whether {name_of(certificate.facts)} is revoked was looked at: there are too many {what}.",
        requirement="RFC 5280 6.3.3",
        observed=f"too many {what}",
        expected="a handful",
        remedy="Load only the CRLs that belong to the chain.",
    )


def another_ca(certificate: PathCertificate, crl: Crl) -> Finding:
    """A CRL at hand that is of an issuer of another name."""
    return concluded(
        certificate,
        severity=Severity.WARNING,
        code="crl-issuer",
        message=f"{crl.called[:1].upper()}{crl.called[1:]} is another CA's: it says nothing about {name_of(certificate.facts)}.",
        requirement="RFC 5280 6.3.3",
        observed=crl.issuer_name,
        expected=shown_name(certificate.facts.issuer_der),
        remedy="Get the CRL of the CA that issued the certificate.",
        about=crl.item,
    )


def unreadable_crl(certificate: PathCertificate, item: Item, why: str) -> Finding:
    """A CRL at hand whose issuer cannot even be told."""
    return malformed(why).finding(item, "this CRL", "", certificate)
