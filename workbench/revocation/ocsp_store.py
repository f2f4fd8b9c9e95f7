"""The OCSP responses at hand, indexed once, and the status of any certificate by them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.items import ItemType
from workbench.certs.quiet import quietly
from workbench.certs.signatures import SignatureCheck, public_key_of, verify
from workbench.certs.verification_effort import verification_effort
from workbench.revocation import ocsp_conclusions
from workbench.revocation.ocsp import OcspResponse, UnsuccessfulError
from workbench.revocation.ocsp_certid import IssuerHashes
from workbench.revocation.ocsp_judgement import OcspJudgement
from workbench.revocation.ocsp_signature import signature_of
from workbench.revocation.ocsp_signer import Responders
from workbench.revocation.status import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate

MOST_RESPONSES = 32
"""So many responses with one serial number are looked at for one certificate, the newest of them."""
MOST_EFFORT = 200_000
"""Microseconds, about, that new signature checks for one certificate may take."""
_OCTETS_HASHED = 500  # in a microsecond
_MOST_OTHERS = 8
_SPENT = SignatureCheck(ok=None, reason="so many signatures were tried for this certificate that the search was stopped")


class OcspStore:
    """OCSP responses by the serial numbers that they are about; each is read once, signatures are remembered.

    Parameters
    ----------
    responses
        Items of type OCSP response; others are passed over. The same octets twice count once.
    """

    def __init__(self, responses: Iterable[Item]) -> None:
        self._by_serial: defaultdict[int, list[OcspResponse]] = defaultdict(list)
        self._all: list[OcspResponse] = []
        self._malformed: list[tuple[Item, str]] = []
        self._unsuccessful: list[tuple[Item, int]] = []
        self._checks: dict[tuple[OcspResponse, str], SignatureCheck] = {}
        self._issued: dict[tuple[str, str], SignatureCheck] = {}
        seen: set[bytes] = set()
        for item in responses:
            if item.type is ItemType.OCSP_RESPONSE and item.der not in seen:
                seen.add(item.der)
                self._add(item)
        for group in self._by_serial.values():
            group.sort(key=lambda one: one.produced_at, reverse=True)

    def __len__(self) -> int:
        return len(self._all) + len(self._malformed) + len(self._unsuccessful)

    def status(
        self,
        certificate: PathCertificate,
        issuer: PathCertificate,
        at: datetime,
        *,
        trusted_signer: Callable[[PathCertificate], bool | None],
        signers: Iterable[PathCertificate],
        fitting: Collection[bytes] = (),
    ) -> Answer:
        """Whether a certificate is revoked (RFC 6960 3.2). That its issuer may issue, and its path, are judged elsewhere.

        Parameters
        ----------
        issuer
            The certificate whose key made the certificate's signature; it is trusted as a signer without asking.
        at
            The time to judge at, UTC-aware.
        trusted_signer
            Whether a responder's certificate, which the issuer itself issued, is known not to be revoked; None where that is not
            known. Asked only where it has no id-pkix-ocsp-nocheck.
        signers
            Certificates of responders that did not send them along.
        fitting
            DER of responses that are about other certificates of the same path: that they are not about this one is not said.
        """
        responses = self._by_serial.get(certificate.facts.serial, [])
        signers = tuple(signers) if responses else ()
        responders, effort = self.responders(certificate, issuer, trusted_signer=trusted_signer, signers=signers)
        unsuccessful = ocsp_conclusions.status_name(self._unsuccessful[0][1]) if self._unsuccessful else ""
        answer = OcspJudgement(responders, at, fitting).answer(responses[:MOST_RESPONSES], unsuccessful)
        findings = list(answer.findings)
        if answer.status is Status.UNKNOWN:
            findings[:0] = self._strangers(certificate, fitting, alone=not responses)
        if len(responses) > MOST_RESPONSES or effort.spent:
            what = "signatures" if effort.spent else "OCSP responses with one serial number"
            findings.insert(0, ocsp_conclusions.bounded(certificate, what))
        return replace(answer, findings=tuple(findings))

    def responders(
        self,
        certificate: PathCertificate,
        issuer: PathCertificate,
        *,
        trusted_signer: Callable[[PathCertificate], bool | None],
        signers: Iterable[PathCertificate],
    ) -> tuple[Responders, Effort]:
        """Who may have signed answers about one certificate, with checks that are remembered and bounded; see :meth:`status`."""
        effort = Effort()

        def check(response: OcspResponse, signer: PathCertificate) -> SignatureCheck:
            pair = (response, signer.facts.public_key_sha256)
            if pair not in self._checks:
                start, end = response.fields.signed
                if not effort.allows(signer, end - start):
                    return _SPENT
                self._checks[pair] = signature_of(response, signer)
            return self._checks[pair]

        def issued(signer: PathCertificate) -> SignatureCheck:
            pair = (signer.facts.sha256, issuer.facts.public_key_sha256)
            if pair not in self._issued:
                if not effort.allows(issuer, len(signer.item.der)):
                    return _SPENT
                self._issued[pair] = _issued(signer, issuer)
            return self._issued[pair]

        return Responders(certificate, issuer, signers, trusted_signer, check, issued), effort

    def fitting(self, certificate: PathCertificate, issuer: PathCertificate) -> Iterator[bytes]:
        """DER of the responses that are about a certificate, or cannot be read where they would say so."""
        responses = self._by_serial.get(certificate.facts.serial, [])[:MOST_RESPONSES]
        if responses:
            hashes = IssuerHashes(certificate, issuer)
            yield from (one.item.der for one in responses if _fits(one, certificate.facts.serial, hashes))

    def _add(self, item: Item) -> None:
        try:
            response = OcspResponse(item)
        except UnsuccessfulError as error:
            self._unsuccessful.append((item, error.status))
        except DerError as error:
            self._malformed.append((item, str(error)))
        else:
            self._all.append(response)
            for serial in response.singles.serials:
                self._by_serial[serial].append(response)

    def _strangers(self, certificate: PathCertificate, fitting: Collection[bytes], *, alone: bool) -> Iterator[Finding]:
        """Responses that are no answers, and where there is none about it those about other certificates; the first few of each."""
        for item, why in self._malformed[:_MOST_OTHERS]:
            yield ocsp_conclusions.unreadable_response(certificate, item, why)
        for item, status in self._unsuccessful[:_MOST_OTHERS]:
            yield ocsp_conclusions.no_answer(certificate, item, status)
        if alone:
            others = (response for response in self._all if response.item.der not in fitting)
            for response in islice(others, _MOST_OTHERS):
                yield ocsp_conclusions.another_certificate(certificate, response)


def _fits(response: OcspResponse, serial: int, hashes: IssuerHashes) -> bool:
    try:
        return any(not hashes.mismatch(single.cert_id) for single in response.singles.find(serial))
    except DerError:
        return True


class Effort:
    """What signature checks for one certificate have taken."""

    def __init__(self) -> None:
        self._left = MOST_EFFORT
        self.spent = False

    def allows(self, signer: PathCertificate, octets: int) -> bool:
        """Whether one more may be made, of so many octets by that certificate's key."""
        key = None if signer.item.certificate is None else public_key_of(signer.item.certificate)
        self.spent = self._left < 0
        self._left -= verification_effort(key) + octets // _OCTETS_HASHED
        return not self.spent


def _issued(signer: PathCertificate, issuer: PathCertificate) -> SignatureCheck:
    if signer.item.certificate is None or issuer.item.certificate is None:
        return SignatureCheck(ok=None, reason="one of the two certificates is malformed")
    with quietly():
        return verify(signer.item.certificate, public_key_of(issuer.item.certificate))
