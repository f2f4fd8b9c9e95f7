"""One CRL, one certificate, one time: every step is taken that can be, then the status."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.name_comparison import folded
from workbench.certs.pairing import name_of
from workbench.findings import Severity
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue
from workbench.revocation import crl_conclusions, crl_delta, crl_soundness
from workbench.revocation.crl import FRESHEST_CRL
from workbench.revocation.crl_currency import currency_fault
from workbench.revocation.crl_faults import malformed
from workbench.revocation.crl_judgement import entry_in
from workbench.revocation.crl_signer import Signers, is_by_sha1, signer_faults
from workbench.revocation.crl_signer_path import same_holder
from workbench.revocation.ocsp_request import DIGESTS, hash_octets
from workbench.revocation.reasons import HOLD
from workbench.revocation.verdict import Unverifiable, Verdict
from workbench.revocation.verdict_concluded import failed
from workbench.revocation.verdict_crl_scope import in_scope
from workbench.revocation.verdict_faults import another_ca, signed_with_sha1, signer_not_asked, skewed, unverifiable
from workbench.times import rfc3339
from workbench.trust.rfc5280 import validity

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

    from workbench.certs.signatures import SignatureCheck
    from workbench.revocation.by_hash import CaPool, Named
    from workbench.revocation.crl import Crl
    from workbench.revocation.crl_entries import Entry
    from workbench.revocation.verdict import VerdictPolicy
    from workbench.revocation.verdict_steps import Steps
    from workbench.trust.certificate import PathCertificate

READABLE = "can be read"
ISSUER = "issuer at hand"
SCOPE = "about this certificate"
SOUND = "nothing critical unknown"
SIGNATURE = "signature verified"
SIGNER = "signer may sign CRLs"
CURRENT = "the newest at the time"
LISTED = "what it says"
STEPS = {
    READABLE: "RFC 5280 5.1",
    ISSUER: "RFC 6960 4.1.1",
    SCOPE: "RFC 5280 5.2.5",
    SOUND: "RFC 5280 5.2",
    SIGNATURE: "RFC 5280 5.1.1.3",
    SIGNER: "RFC 5280 6.3.3",
    CURRENT: "RFC 5280 5.1.2.5",
    LISTED: "M07.FR.06",
}
"""Each step with the clause that asks for it, in order."""


class CrlCase:
    """A CRL that can be read, and the certificate in question.

    Parameters
    ----------
    pool
        CAs, and CRL issuers.
    check
        The signature check of the CRL by a certificate's key.
    """

    def __init__(
        self,
        whom: Named,
        crl: Crl,
        pool: CaPool,
        at: datetime,
        policy: VerdictPolicy,
        *,
        check: Callable[[Crl, PathCertificate], SignatureCheck],
    ) -> None:
        self._whom = whom
        self._crl = crl
        self._pool = pool
        self._at = at
        self._check = check
        self._skew = policy.skew
        self._passes_on = policy.unverifiable is Unverifiable.AS_RECEIVED

    def verdict(self, steps: Steps, urls: tuple[str, ...]) -> Verdict:
        """The answer; see :func:`.judge_crl_for_hash_data`."""
        crl = self._crl
        self._issuer(steps)
        covers = self._scope(steps, urls)
        delta = (
            [crl_delta.unused("it says what has changed only, and there is no complete CRL", Severity.ERROR)]
            if crl.is_delta
            else []
        )
        behind = [crl_delta.missing()] if crl.extension(FRESHEST_CRL) is not None else []
        steps.take(
            SOUND, "a complete list, and no critical extension that is unknown here", [*crl_soundness.judge(crl), *delta, *behind]
        )
        self._signed(steps)
        self._current(steps)
        readable, entry = self._entry(steps)
        signed = steps.ok(SIGNATURE, SIGNER) if self._whom.issuer is not None else self._passes_on
        if not (readable and signed and steps.ok(SOUND)) or steps.bad(SCOPE) or not self._counts(steps, entry, covers=covers):
            return failed(self._whom, CertificateStatusSource.CRL, steps, steps.failed() or SCOPE, crl.item.der)
        return self._concluded(steps, entry)

    def _current(self, steps: Steps) -> None:
        since, until = self._crl.fields.this_update, self._crl.fields.next_update
        fault = currency_fault(self._crl, self._at, self._skew)
        if fault is None and currency_fault(self._crl, self._at) is not None:
            moments = [("thisUpdate", since)] if since > self._at else [("nextUpdate", until)] if until is not None else []
            fault = skewed(moments, self._at, self._skew, "RFC 5280 5.1.2.5")
        told = "no nextUpdate" if until is None else f"nextUpdate {rfc3339(until)}"
        skew = "; the clocks may differ" if fault is not None and fault.severity is Severity.WARNING else ""
        steps.take(CURRENT, f"thisUpdate {rfc3339(since)}, {told}{skew}", [] if fault is None else [fault])

    def _counts(self, steps: Steps, entry: Entry | None, *, covers: bool) -> bool:
        """Whether the certificate's entry, or that there is none, decides; revocation is final, so an old list still tells it."""
        if entry is not None:
            final = entry.reason != HOLD and self._crl.fields.this_update <= self._at + self._skew
            return steps.ok(CURRENT) or final
        return steps.ok(CURRENT) and covers

    def _issuer(self, steps: Steps) -> None:
        issuer = self._whom.issuer
        if issuer is not None:
            steps.take(ISSUER, f"{name_of(issuer.facts)}, {self._whom.found_in}")
            for finding in validity.judge(issuer, self._at):
                steps.add(replace(finding, severity=Severity.WARNING))
            return
        fault = unverifiable(self._pool.near(self._whom.hash_data), passed_on=self._passes_on)
        if self._passes_on:
            steps.skip(ISSUER, fault.observed, [fault])
        else:
            steps.take(ISSUER, "", [fault])

    def _scope(self, steps: Steps, urls: tuple[str, ...]) -> bool:
        """Whether it would list the certificate if that were revoked for whatever reason."""
        if self._whom.issuer is None:
            algorithm, name, _, _ = hash_octets(self._whom.hash_data)
            same = DIGESTS[algorithm](self._crl.fields.issuer).digest() == name
            steps.take(SCOPE, "its issuer's name has the hash; whose key signed is not known", [] if same else [another_ca()])
            return same and self._passes_on
        scope = in_scope(self._whom, self._crl, urls)
        if scope.fault is not None and scope.settled:
            steps.take(SCOPE, "", [scope.fault])
        elif scope.fault is not None and not self._passes_on:
            steps.skip(SCOPE, scope.seen, [scope.fault])
        else:
            steps.take(SCOPE, scope.seen, [] if scope.fault is None else [scope.fault.softened])
        return scope.fault is None or (not scope.settled and self._passes_on)

    def _signed(self, steps: Steps) -> None:
        if self._whom.issuer is None:
            for name in (SIGNATURE, SIGNER):
                steps.skip(name, "who issued the certificate is not known")
            return
        verified: list[PathCertificate] = []

        def check(crl: Crl, signer: PathCertificate) -> SignatureCheck:
            made = self._check(crl, signer)
            verified.extend([signer] if made.ok else [])
            return made

        signers = Signers(self._whom.certificate, self._whom.issuer, self._pool, self._trusts, check)
        faults = signer_faults(self._crl, signers)
        if verified:
            by_sha1 = [signed_with_sha1("RFC 5280 5.1.1.2")] if is_by_sha1(self._crl) else []
            steps.take(SIGNATURE, f"by the key of {name_of(verified[-1].facts)}{', with SHA-1' if by_sha1 else ''}", by_sha1)
            own = bool(faults) or same_holder(verified[-1], self._whom.issuer)
            apart = [] if own else [signer_not_asked(name_of(verified[-1].facts))]
            steps.take(SIGNER, "cRLSign, or no key usage at all", [*faults, *apart])
        else:
            steps.take(SIGNATURE, "", faults)
            steps.skip(SIGNER, "nobody's key verifies the signature")

    def _trusts(self, signer: PathCertificate) -> bool:
        issuer = self._whom.issuer
        return issuer is not None and self._pool.signer_paths.trusts(signer, issuer, self._at)

    def _entry(self, steps: Steps) -> tuple[bool, Entry | None]:
        """Whether the list could be searched, and the certificate's entry."""
        issuer: Hashable = self._crl.issuer if self._whom.issuer is None else folded(self._whom.certificate.facts.issuer_der)
        try:
            entry = entry_in(self._crl, self._whom.certificate.facts.serial, issuer)
        except DerError as error:
            steps.take(
                LISTED, "", [malformed(f"its entry for this certificate cannot be read: {error}", requirement="RFC 5280 5.3")]
            )
            return False, None
        listed = "is not listed" if entry is None else f"is listed since {rfc3339(entry.revoked_at)}: {entry.reason}"
        steps.take(LISTED, f"serial number {self._whom.certificate.facts.serial:x} {listed}")
        return True, entry

    def _concluded(self, steps: Steps, entry: Entry | None) -> Verdict:
        steps.soften()
        if entry is not None:
            steps.add(crl_conclusions.revoked(self._whom.certificate, entry, self._crl))
        return Verdict(
            hash_data=self._whom.hash_data,
            source=CertificateStatusSource.CRL,
            status=CertificateStatusValue.GOOD if entry is None else CertificateStatusValue.REVOKED,
            steps=steps.all(),
            findings=tuple(steps.findings),
            this_update=self._crl.fields.this_update,
            next_update=self._crl.fields.next_update,
            reason=None if entry is None else entry.reason,
            revoked_at=None if entry is None else entry.revoked_at,
            verified=self._whom.issuer is not None,
            received=self._crl.item.der,
        )
