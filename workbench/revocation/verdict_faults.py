"""What can be wrong with an answer as the answer to a question that was asked, beyond what is wrong with it in itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.revocation.status_fault import StatusFault
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from workbench.certs.hashdata import CertificateHashData

LONGEST_OCSP_RESULT = {"2.0.1": 5500, "2.1": 18_000}
"""Characters of ocspResult at most, by OCPP version: the response in base64 (M06.FR.09)."""


def base64_length(octets: int) -> int:
    """Characters of so many octets in base64, padding included."""
    return (octets + 2) // 3 * 4


def too_large(octets: int, version: str) -> StatusFault | None:
    """A response that no GetCertificateStatusResponse of that version can carry."""
    length, limit = base64_length(octets), LONGEST_OCSP_RESULT[version]
    if length <= limit:
        return None
    return StatusFault(
        code="message-too-large",
        message=f"{{}} does not fit into ocspResult: it takes {length:,} characters, OCPP {version} has {limit:,}.",
        requirement="M06.FR.03",
        observed=f"{length:,} characters of base64",
        expected=f"at most {limit:,} in OCPP {version}",
        remedy="Have the responder send fewer certificates along, and sign with ECDSA; it needs its own certificate at most.",
    )


def unverifiable(near: str, *, passed_on: bool) -> StatusFault:
    """Nobody at hand has both hashes of the issuer."""
    return StatusFault(
        code="revocation-unknown",
        severity=Severity.WARNING if passed_on else Severity.ERROR,
        message="The signature of {} cannot be verified: nobody at hand has both hashes of the certificate's issuer"
        f" ({near}). " + ("What it says is passed on as it was received." if passed_on else "It is not used."),
        requirement="M07.FR.03",
        observed=f"no issuer by both hashes: {near}",
        expected="the issuer's certificate in the pool of CAs, or sent along with the response",
        remedy="Put the certificate of the CA that issued it into the pool.",
    )


def nonce_differs(observed: str) -> StatusFault:
    """The nonce of another request: somebody replays an old answer, or answers mixed up."""
    return StatusFault(
        code="ocsp-nonce",
        message="{} does not repeat the nonce that was sent: it may be an old answer that somebody plays back.",
        requirement="RFC 6960 4.4.1",
        observed=observed,
        expected="the nonce of the request, octet for octet",
        remedy="Ask again; if it stays so, ask without a nonce and rely on thisUpdate and nextUpdate.",
    )


def nonce_missing(*, required: bool) -> StatusFault:
    """Answers that are made in advance cannot have one."""
    return StatusFault(
        code="ocsp-nonce",
        severity=Severity.ERROR if required else Severity.INFO,
        message="{} has no nonce, though one was sent: it may be as old as its thisUpdate says."
        + (" The policy asks for one." if required else " That is tolerated."),
        requirement="RFC 6960 4.4.1",
        observed="no nonce",
        expected="the nonce of the request",
        remedy="Rely on thisUpdate and nextUpdate, or ask a responder that signs each answer anew.",
    )


def answered_in_sha1(asked: CertificateHashData) -> StatusFault:
    """It is about the right certificate, and says so by hashes that OCPP has no word for."""
    return StatusFault(
        code="ocsp-sha1",
        severity=Severity.WARNING,
        message=f"{{}} names the certificate by SHA-1, though it was asked by {asked.hash_algorithm}. OCPP has no SHA-1: a station"
        " can match it by name, key and serial number only where it has the certificate's issuer, not by its hash data.",
        requirement="RFC 6960 4.1.1",
        observed="certID with SHA-1",
        expected=f"certID with {asked.hash_algorithm}, as in the request",
        remedy="Have the responder answer by the algorithm of the request.",
    )


def skewed(moments: Iterable[tuple[str, datetime]], at: datetime, skew: timedelta, requirement: str) -> StatusFault:
    """It holds only because the clocks may differ."""
    observed = " and ".join(f"{name} {rfc3339(moment)}" for name, moment in moments)
    return StatusFault(
        code="revocation-stale",
        severity=Severity.WARNING,
        message=f"{{}} does not hold at {rfc3339(at)} to the second: {observed}. The policy lets clocks differ by"
        f" {skew.total_seconds():.0f} seconds, so it counts.",
        requirement=requirement,
        observed=observed,
        expected=f"thisUpdate and producedAt until {rfc3339(at)}, nextUpdate after it",
        remedy="Set the clocks, this machine's and the responder's or CA's; or ask again.",
    )


def signed_with_sha1(requirement: str) -> StatusFault:
    """Nobody has forged one so far, but two texts with one SHA-1 can be made."""
    return StatusFault(
        code="revocation-signature",
        severity=Severity.WARNING,
        message="{} is signed with SHA-1, which is broken: two texts of the same hash can be made, and one signature is for both.",
        requirement=requirement,
        observed="a signature over a SHA-1 hash",
        expected="SHA-256 or stronger",
        remedy="Have whoever signs it change to SHA-256.",
    )


def signer_not_asked(name: str) -> StatusFault:
    """A CRL by another key than the issuer's: a CRL cannot vouch for the key that signed it."""
    return StatusFault(
        code="revocation-unauthorized",
        severity=Severity.WARNING,
        message=f"{{}} was signed with the key of {name}, not the issuer's own, and whether that was revoked was not asked.",
        requirement="RFC 5280 6.3.3",
        observed="a signer whose own status is not known",
        expected="the issuer's own signature, or a signer that is not revoked",
        remedy="Diagnose the chain with the CRLs at hand: that asks about the signers of CRLs too.",
    )


def another_serial(serials: list[int], asked: int) -> StatusFault:
    """It is about other certificates."""
    seen = ", ".join(f"{one & _SHOWN:x}" for one in serials[:4]) or "no certificate at all"
    return StatusFault(
        code="revocation-wrong-certificate",
        message="{} is about another certificate.",
        requirement="RFC 6960 3.2",
        observed=f"serial number {seen}" if serials else seen,
        expected=f"serial number {asked & _SHOWN:x}",
        remedy="Ask the responder about this certificate; one that answers something else is broken.",
    )


def another_ca() -> StatusFault:
    """A CRL of somebody else, as far as hash data tell."""
    return StatusFault(
        code="crl-issuer",
        message="The issuer's name in {} does not have the hash that was asked about: it is another CA's list, or spells the name"
        " in other octets.",
        requirement="RFC 5280 6.3.3",
        observed="another hash of the issuer's name",
        expected="the hash of the issuer's name",
        remedy="Put the certificate of the CA into the pool: names are compared then, not octets.",
    )


_SHOWN = (1 << 512) - 1  # a serial number has at most 20 octets; a hostile one must not fill the screen
