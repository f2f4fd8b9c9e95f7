"""One OCSP response, one certificate, one time: every step is taken that can be, then the status."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, whole
from workbench.certs.pairing import name_of
from workbench.findings import Severity
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue
from workbench.revocation import ocsp_conclusions, verdict_ocsp_signed, verdict_ocsp_single
from workbench.revocation.crl_values import OCTET_STRING
from workbench.revocation.ocsp_request import NONCE
from workbench.revocation.status import Status
from workbench.revocation.verdict import Unverifiable, Verdict
from workbench.revocation.verdict_concluded import failed
from workbench.revocation.verdict_faults import nonce_differs, nonce_missing, too_large, unverifiable
from workbench.revocation.verdict_ocsp_names import (
    ABOUT,
    ANSWERED,
    ISSUER,
    NONCE_REPEATED,
    READABLE,
    SAYS,
    SIGNATURE,
    SIGNER,
    SIZE,
    SOUND,
    STEPS,
)
from workbench.revocation.verdict_steps import Steps
from workbench.times import rfc3339
from workbench.trust.rfc5280 import validity

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.revocation.by_hash import CaPool, Named
    from workbench.revocation.ocsp import OcspResponse
    from workbench.revocation.ocsp_singles import Single
    from workbench.revocation.verdict import VerdictPolicy

_STATUS = {
    Status.GOOD: CertificateStatusValue.GOOD,
    Status.REVOKED: CertificateStatusValue.REVOKED,
    Status.UNKNOWN: CertificateStatusValue.UNKNOWN,
}


class OcspCase:
    """A response that can be read, and the certificate in question.

    Parameters
    ----------
    pool
        CAs, and responders that do not send their certificates along.
    """

    def __init__(self, whom: Named, response: OcspResponse, pool: CaPool, at: datetime, policy: VerdictPolicy) -> None:
        self._whom = whom
        self._response = response
        self._pool = pool
        self._at = at
        self._policy = policy
        self._steps = Steps(STEPS, response.item, whom.certificate, response.called, response.responder)

    def verdict(self, nonce: bytes | None) -> Verdict:
        """The answer; ``nonce`` is the one that was sent, if any."""
        steps = self._steps
        steps.take(READABLE, "an OCSPResponse of the basic type")
        steps.take(ANSWERED, "responseStatus successful")
        self._issuer()
        single = verdict_ocsp_single.find(self._whom, self._response, self._at, self._policy.skew, steps)
        self._nonce(nonce)
        verdict_ocsp_signed.judge(self._whom, self._response, self._pool, self._at, steps)
        self._size()
        if single is None or not self._stands(single):
            if single is not None:
                steps.skip(SAYS, f"{single.status.value}, which is not used")
            return failed(self._whom, CertificateStatusSource.OCSP, steps, steps.failed(), self._response.item.der)
        return self._concluded(single)

    def _stands(self, single: Single) -> bool:
        signed = self._steps.ok(SIGNATURE, SIGNER) if self._whom.issuer is not None else self._passes_on
        sound = self._steps.ok(ABOUT, SOUND) and not self._steps.bad(NONCE_REPEATED)
        return signed and sound and verdict_ocsp_single.holds(single, self._response, self._at, self._policy.skew)

    @property
    def _passes_on(self) -> bool:
        return self._policy.unverifiable is Unverifiable.AS_RECEIVED

    def _issuer(self) -> None:
        issuer = self._whom.issuer
        if issuer is not None:
            self._steps.take(ISSUER, f"{name_of(issuer.facts)}, {self._whom.found_in}")
            for finding in validity.judge(issuer, self._at):
                self._steps.add(replace(finding, severity=Severity.WARNING))
            return
        fault = unverifiable(self._pool.near(self._whom.hash_data), passed_on=self._passes_on)
        if self._passes_on:
            self._steps.skip(ISSUER, fault.observed, [fault])
        else:
            self._steps.take(ISSUER, "", [fault])

    def _nonce(self, sent: bytes | None) -> None:
        if sent is None:
            self._steps.skip(NONCE_REPEATED, "none was sent")
            return
        there = {_octets(one.value) for one in self._response.fields.extensions if one.oid == NONCE}
        if there:
            observed = f"{' and '.join(sorted(one[:16].hex() for one in there))[:80]}, not {sent[:16].hex()}"
            self._steps.take(NONCE_REPEATED, f"{len(sent)} octets", [] if there == {sent} else [nonce_differs(observed)])
        elif self._policy.nonce_required:
            self._steps.take(NONCE_REPEATED, "", [nonce_missing(required=True)])
        else:
            self._steps.skip(NONCE_REPEATED, "the response has none, which the policy tolerates", [nonce_missing(required=False)])

    def _size(self) -> None:
        version, octets = self._policy.ocpp_version, len(self._response.item.der)
        if version is None:
            self._steps.skip(SIZE, "it is not meant for OCPP")
            return
        fault = too_large(octets, version)
        self._steps.take(SIZE, f"{octets:,} octets", [] if fault is None else [fault])

    def _concluded(self, single: Single) -> Verdict:
        steps, certificate = self._steps, self._whom.certificate
        steps.soften()
        steps.take(
            SAYS, single.status.value + (f" since {rfc3339(single.revoked_at)}: {single.reason}" if single.revoked_at else "")
        )
        if single.status is Status.REVOKED:
            steps.add(ocsp_conclusions.revoked(certificate, self._response, single))
        elif single.status is Status.UNKNOWN:
            fault = ocsp_conclusions.does_not_know(certificate)
            steps.add(fault.finding(self._response.item, self._response.called, self._response.responder, certificate))
        return Verdict(
            hash_data=self._whom.hash_data,
            source=CertificateStatusSource.OCSP,
            status=_STATUS[single.status],
            steps=steps.all(),
            findings=tuple(steps.findings),
            this_update=single.this_update,
            next_update=single.next_update,
            reason=single.reason or None,
            revoked_at=single.revoked_at,
            verified=self._whom.issuer is not None,
            received=self._response.item.der,
        )


def _octets(value: bytes) -> bytes:
    """A nonce's octets; some responders leave out the OCTET STRING around them."""
    try:
        return value[slice(*whole(value, OCTET_STRING, "the nonce"))]
    except DerError:
        return value
