"""What a vehicle makes of a stapled OCSP response: its judgement step by step, and whether it goes on."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.pairing import name_of, pair_up
from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import CertificateStatusValue
from workbench.revocation.ocsp_request import OIDS
from workbench.revocation.verdict import VerdictPolicy
from workbench.revocation.verdict_ocsp import judge_ocsp, read_response
from workbench.trust.certificate import PathCertificate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.revocation.verdict import Verdict

WEEK = timedelta(days=7)
_POLICY = VerdictPolicy(ocpp_version=None)
_ALGORITHMS = {oid: name for name, oid in OIDS.items()}


class Looking:
    """A vehicle's look at what was stapled, for the certificate at the chain's beginning.

    Parameters
    ----------
    given
        What the station has to staple; None: nothing. Newer OpenSSL (4.0 does, 3.0 does not) sends none that it cannot read or that
        is about another certificate; what the vehicle would have made of it is said then.
    insists
        Whether it breaks off where nothing was stapled.

    Attributes
    ----------
    looked
        Whether it came so far: a chain that is refused ends the handshake before.
    staple
        What it received; None where nothing was stapled.
    verdict
        On what it received, or would have; None where there is nothing to judge.
    findings
        The verdict's, and what else is to be said.
    """

    def __init__(
        self,
        edition: str,
        chain: Sequence[Item],
        anchors: Sequence[Item],
        at: datetime,
        *,
        given: bytes | None,
        insists: bool,
    ) -> None:
        self._edition, self._chain, self._anchors, self._at = edition, chain, anchors, at
        self._given, self._insists = given or b"", insists
        self.looked = False
        self.staple: bytes | None = None
        self.verdict: Verdict | None = None
        self.findings: tuple[Finding, ...] = ()

    def accepts(self, octets: bytes) -> bool:
        """Whether the vehicle goes on; called in the handshake."""
        self.looked = True
        if octets:
            self.staple = octets
            return self._judges(octets)
        if self._given:
            self._judges(self._given)
        self.findings = (self._nothing(), *self.findings)
        return not self._insists

    def _judges(self, octets: bytes) -> bool:
        leaf, issuer = self._pair
        if leaf is None or issuer is None:
            self.findings = (self._no_issuer(leaf),)
            return False
        verdict = judge_ocsp(leaf, issuer, octets, self._at, _POLICY, algorithm=_named_by(octets, leaf))
        self.verdict, self.findings = verdict, verdict.findings
        if verdict.status is CertificateStatusValue.GOOD and self._edition == "-20":
            self.findings += tuple(_too_long(verdict, leaf))
        return verdict.status is CertificateStatusValue.GOOD and verdict.verified

    @cached_property
    def _pair(self) -> tuple[PathCertificate | None, PathCertificate | None]:
        """The leaf, and who issued it, among what the station sent and the anchors."""
        first = next(iter(pair_up([*self._chain, *self._anchors])), None)
        if first is None or first.item is not self._chain[0]:
            return None, None
        issuer = first.issuers[0] if first.proven and first.issuers else None
        known = None if issuer is None or issuer.facts is None else PathCertificate(issuer, issuer.facts)
        return PathCertificate(first.item, first.facts), known

    def _nothing(self) -> Finding:
        leaf, _ = self._pair
        what = (
            "OpenSSL did not staple the OCSP response that it was given" if self._given else "The station stapled no OCSP response"
        )
        then = (
            "and the vehicle breaks off" if self._insists else "the vehicle goes on without knowing whether the station is revoked"
        )
        remedy = "Have the station fetch one from its CSMS (M06); see why it has none in its cache."
        return Finding(
            code="revocation-unknown",
            message=f"{what}{',' if self._insists else ';'} {then}.",
            severity=Severity.ERROR if self._insists else Severity.WARNING,
            requirement="M06.FR.06",
            item="certificate",
            certificate=leaf.facts.sha256 or None if leaf else None,
            subject=str(leaf.facts.subject) if leaf else "",
            observed="none",
            expected="an OCSP response for the station's certificate, for the vehicle asked for it",
            remedy="See the verdict on it; have the station fetch a right one (M06)." if self._given else remedy,
        )

    def _no_issuer(self, leaf: PathCertificate | None) -> Finding:
        called = name_of(leaf.facts) if leaf else "the station's certificate"
        return Finding(
            code="revocation-unknown",
            message=f"Whom the OCSP response must come from cannot be said: the issuer of {called} is not at hand.",
            severity=Severity.ERROR,
            requirement="RFC 6960 4.2.2.2",
            item="ocsp",
            certificate=leaf.facts.sha256 or None if leaf else None,
            remedy="Let the station send its sub-CAs.",
        )


def _too_long(verdict: Verdict, leaf: PathCertificate) -> list[Finding]:
    """ISO 15118-20's week, from thisUpdate to nextUpdate."""
    since, until = verdict.this_update, verdict.next_update
    if since is not None and until is not None and until - since <= WEEK:
        return []
    lasts = "no nextUpdate" if since is None or until is None else f"{(until - since) / timedelta(days=1):.1f} days"
    return [
        Finding(
            code="validity-period",
            message=f"The OCSP response that the station stapled is valid for longer than a week: {lasts}.",
            severity=Severity.WARNING,
            requirement="V2G20-1021",
            item="ocsp",
            certificate=leaf.facts.sha256 or None,
            subject=str(leaf.facts.subject),
            observed=lasts,
            expected="at most seven days from thisUpdate to nextUpdate",
            remedy="Have the responder set nextUpdate to a week at most.",
        )
    ]


def _named_by(octets: bytes, leaf: PathCertificate) -> str:
    """The hash by which the response names the certificate's issuer; SHA256 where that cannot be read."""
    response = read_response(octets)[0]
    try:
        singles = response.singles.find(leaf.facts.serial) if response is not None else ()
    except DerError:
        return "SHA256"
    return next((_ALGORITHMS.get(one.cert_id.algorithm, "SHA256") for one in singles), "SHA256")
