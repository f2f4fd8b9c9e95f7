"""RFC 6960 3.2 over all OCSP responses at hand: each by every step, then the newest word that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.findings import Severity
from workbench.revocation import ocsp_conclusions, ocsp_currency, ocsp_soundness
from workbench.revocation.ocsp_certid import IssuerHashes
from workbench.revocation.ocsp_faults import malformed
from workbench.revocation.ocsp_signer import signer_faults
from workbench.revocation.status import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from workbench.findings import Finding
    from workbench.revocation.ocsp import OcspResponse
    from workbench.revocation.ocsp_signer import Responders
    from workbench.revocation.ocsp_singles import Single
    from workbench.revocation.status_fault import StatusFault


@dataclass(frozen=True, slots=True)
class _Word:
    """What one response says of the certificate; ``final`` where no later word takes it back."""

    response: OcspResponse
    single: Single

    @property
    def revoked(self) -> bool:
        return self.single.status is Status.REVOKED

    @property
    def final(self) -> bool:
        return self.single.final


class OcspJudgement:
    """One question: the status of one certificate at one time.

    Parameters
    ----------
    fitting
        DER of responses that are about other certificates of the same path: that they are not about this one is not said.
    """

    def __init__(self, responders: Responders, at: datetime, fitting: Collection[bytes] = ()) -> None:
        self._fitting = fitting
        self._certificate = responders.certificate
        self._responders = responders
        self._hashes = IssuerHashes(responders.certificate, responders.issuer)
        self._at = at
        self._noted: dict[tuple[OcspResponse, StatusFault], None] = {}
        self._strangers: dict[tuple[OcspResponse, StatusFault], None] = {}
        self._words: list[_Word] = []
        self._unknown = False

    def answer(self, responses: Iterable[OcspResponse], unsuccessful: str = "") -> Answer:
        """What the responses say that have a single response with the certificate's serial number.

        Parameters
        ----------
        unsuccessful
            The status of a response at hand that is no answer; empty where there is none.
        """
        for response in responses:
            self._hear(response)
        return self._conclusion(unsuccessful)

    def _hear(self, response: OcspResponse) -> None:
        """One response: its gravest word, if it may be used."""
        try:
            singles = self._about(response)
        except DerError as error:
            self._note(response, malformed(f"a single response with the serial number of this certificate is none: {error}"))
            return
        if not singles:
            return
        faults = [*ocsp_soundness.judge(response), *signer_faults(response, self._responders, self._at)]
        for fault in faults:
            self._note(response, fault)
        sound = not any(fault.severity is Severity.ERROR for fault in faults)
        words = [_Word(response, single) for single in singles if self._holds(response, single) and sound]
        if not words:
            return
        word = max(words, key=lambda one: one.single.gravity)
        if word.single.status is Status.UNKNOWN:
            self._unknown = True
            self._note(response, ocsp_conclusions.does_not_know(self._certificate))
        else:
            self._words.append(word)

    def _about(self, response: OcspResponse) -> list[Single]:
        """The single responses about the certificate itself."""
        found = []
        for single in response.singles.find(self._certificate.facts.serial):
            if why := self._hashes.mismatch(single.cert_id):
                if response.item.der not in self._fitting:
                    self._strangers[response, ocsp_conclusions.wrong_certificate(why)] = None
            else:
                found.append(single)
        return found

    def _holds(self, response: OcspResponse, single: Single) -> bool:
        """Whether a single response may be used; revocation is final, so one that is out of date still tells it."""
        unsound = [fault for fault in ocsp_soundness.judge_single(single) if self._note(response, fault)]
        outdated = [fault for fault in ocsp_currency.judge(single, response.produced_at, self._at) if self._note(response, fault)]
        if unsound:
            return False
        return not outdated or (single.final and not ocsp_currency.from_the_future(single, response.produced_at, self._at))

    def _note(self, response: OcspResponse, fault: StatusFault) -> bool:
        """Remember it; whether it is an error."""
        self._noted[response, fault] = None
        return fault.severity is Severity.ERROR

    def _conclusion(self, unsuccessful: str) -> Answer:
        """Final revocation before all else; then the newest word, and of two equally new ones the graver."""
        if not self._words:
            refused = len({response for response, _ in self._noted})
            why = ocsp_conclusions.what_is_missing(refused, unsuccessful, unknown=self._unknown)
            finding = ocsp_conclusions.unknown(self._certificate, why, refused)
            return Answer(Status.UNKNOWN, findings=(*self._findings(soft=False), finding), why=why)
        word = max(self._words, key=lambda one: (one.final, one.single.this_update, one.revoked))
        findings, single = tuple(self._findings(soft=True)), word.single
        if not word.revoked:
            return Answer(Status.GOOD, findings=findings, used=(word.response.item,))
        finding = ocsp_conclusions.revoked(self._certificate, word.response, single)
        return Answer(Status.REVOKED, single.reason, single.revoked_at, (*findings, finding), (word.response.item,))

    def _findings(self, *, soft: bool) -> Iterator[Finding]:
        """What was noted; responses about other certificates only where none about this one decided."""
        for response, fault in {**({} if soft else self._strangers), **self._noted}:
            told = fault.softened if soft else fault
            yield told.finding(response.item, response.called, response.responder, self._certificate)
