"""The CRLs at hand, indexed once, and the status of any certificate by them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.items import ItemType
from workbench.certs.name_comparison import folded
from workbench.certs.signatures import SignatureCheck
from workbench.revocation import crl_conclusions
from workbench.revocation.crl import Crl
from workbench.revocation.crl_judgement import CrlJudgement
from workbench.revocation.crl_signer import Signers, signature_of
from workbench.revocation.distribution_points import implied_point, read_points
from workbench.revocation.status import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.revocation.distribution_points import DistributionPoint
    from workbench.trust.certificate import PathCertificate

CRL_DISTRIBUTION_POINTS = bytes.fromhex("551d1f")
MOST_CRLS = 64
"""So many CRLs of one issuer's name are looked at for one certificate, the newest of them."""
MOST_CHECKS = 128
"""So many new signature checks for one certificate."""
_MOST_OTHERS = 8
_SPENT = SignatureCheck(ok=None, reason="so many signatures were tried for this certificate that the search was stopped")


class CrlStore:
    """CRLs by their issuer's name; each is read once, its entries are indexed when first asked for, signatures are remembered.

    Parameters
    ----------
    crls
        Items of type CRL; others are passed over. The same octets twice count once.
    """

    def __init__(self, crls: Iterable[Item]) -> None:
        self._by_issuer: defaultdict[Hashable, list[Crl]] = defaultdict(list)
        self._malformed: list[tuple[Item, str]] = []
        self._checks: dict[tuple[Crl, str], SignatureCheck] = {}
        seen: set[bytes] = set()
        for item in crls:
            if item.type is ItemType.CRL and item.der not in seen:
                seen.add(item.der)
                try:
                    crl = Crl(item)
                except DerError as error:
                    self._malformed.append((item, str(error)))
                else:
                    self._by_issuer[crl.issuer].append(crl)
        for group in self._by_issuer.values():
            group.sort(key=lambda one: one.age, reverse=True)

    def __len__(self) -> int:
        return sum(map(len, self._by_issuer.values())) + len(self._malformed)

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
        """Whether a certificate is revoked (RFC 5280 6.3.3). That its issuer may issue, and its path, are judged elsewhere.

        Parameters
        ----------
        issuer
            The certificate whose key made the certificate's signature; it is trusted as a signer without asking.
        at
            The time to judge at, UTC-aware.
        trusted_signer
            Whether another signer has a valid path to the same trust anchor; None where that is not known.
        signers
            Certificates that may have signed a CRL: the same CA's with another key, CRL issuers.
        fitting
            DER of CRLs that are about other certificates of the same path: that they are not about this one is not said.
        """
        points, about_points = points_of(certificate)
        left = [MOST_CHECKS]

        def check(crl: Crl, signer: PathCertificate) -> SignatureCheck:
            return self._check(crl, signer, left)

        judgement = CrlJudgement(certificate, points, Signers(certificate, issuer, tuple(signers), trusted_signer, check), at)
        crls, complete = self._about(certificate, points)
        answer = judgement.answer(crls)
        findings = [*about_points, *answer.findings]
        if answer.status is Status.UNKNOWN:
            findings[:0] = self._strangers(certificate, fitting, alone=not crls)
        if not complete or left[0] < 0:
            findings.insert(0, crl_conclusions.bounded(certificate, "CRLs of one name" if not complete else "signatures"))
        return replace(answer, findings=tuple(findings))

    def fitting(self, certificate: PathCertificate) -> Iterator[bytes]:
        """DER of the CRLs of the certificate's issuer and of the CRL issuers that it names."""
        yield from (crl.item.der for crl in self._about(certificate, points_of(certificate)[0])[0])

    def _about(self, certificate: PathCertificate, points: Iterable[DistributionPoint]) -> tuple[list[Crl], bool]:
        """The CRLs of the certificate's issuer and of the CRL issuers that it names, and whether that is all of them."""
        names = dict.fromkeys([folded(certificate.facts.issuer_der), *(name for point in points for name in point.crl_issuers)])
        found = [crl for name in names for crl in self._by_issuer.get(name, ())]
        return found[:MOST_CRLS], len(found) <= MOST_CRLS

    def _check(self, crl: Crl, signer: PathCertificate, left: list[int]) -> SignatureCheck:
        pair = (crl, signer.facts.public_key_sha256)
        if pair not in self._checks:
            left[0] -= 1
            if left[0] < 0:
                return _SPENT
            self._checks[pair] = signature_of(crl, signer)
        return self._checks[pair]

    def _strangers(self, certificate: PathCertificate, fitting: Collection[bytes], *, alone: bool) -> Iterator[Finding]:
        """The CRLs that cannot be read, and where there is none of the right name those of other names; the first few of each."""
        for item, why in self._malformed[:_MOST_OTHERS]:
            yield crl_conclusions.unreadable_crl(certificate, item, why)
        if alone:
            others = (crl for group in self._by_issuer.values() for crl in group if crl.item.der not in fitting)
            for _, crl in zip(range(_MOST_OTHERS), others, strict=False):
                yield crl_conclusions.another_ca(certificate, crl)


def points_of(certificate: PathCertificate) -> tuple[list[DistributionPoint], list[Finding]]:
    """The certificate's distribution points, the implied one last, and what is wrong with them."""
    implied = implied_point(certificate.facts.issuer_der)
    extension = certificate.extension(CRL_DISTRIBUTION_POINTS)
    if extension is None:
        return [implied], []
    try:
        points, complete = read_points(extension.value, certificate.facts.issuer_der)
    except DerError as error:
        return [implied], [crl_conclusions.malformed_points(certificate, str(error))]
    return [*points, implied], [] if complete else [crl_conclusions.bounded(certificate, "distribution points")]
