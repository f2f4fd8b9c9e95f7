"""A CRL judged for many certificates: it is read, and its entries are indexed, once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cryptography import x509

from workbench.certs.der import DerError
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.loading.binary import PARSE_ERRORS
from workbench.certs.quiet import quietly
from workbench.revocation.by_hash import Named
from workbench.revocation.crl import Crl
from workbench.revocation.ocsp_request import hash_data_by
from workbench.revocation.verdict import VerdictPolicy
from workbench.revocation.verdict_crl import judge_crl
from workbench.revocation.verdict_crl_steps import READABLE, STEPS, CrlCase
from workbench.revocation.verdict_steps import Steps

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.revocation.by_hash import CaPool
    from workbench.revocation.verdict import Verdict
    from workbench.trust.certificate import PathCertificate

_LONG = 1 << 18
"""Octets from which on a CRL is judged in a thread, so that other fetches go on."""
_POLICY = VerdictPolicy()


class CrlJudge:
    """Judges as :func:`.judge_crl` does, and remembers what it has read.

    Parameters
    ----------
    pool
        Who may have signed a CRL besides the issuer.
    """

    def __init__(self, pool: CaPool, at: datetime) -> None:
        self._pool, self._at = pool, at
        self._read: dict[bytes, Crl | None] = {}

    async def judged(self, certificate: PathCertificate, issuer: PathCertificate, octets: bytes) -> Verdict:
        """What the CRL says of the certificate."""
        if len(octets) < _LONG:
            return self.judge(certificate, issuer, octets)
        return await asyncio.to_thread(self.judge, certificate, issuer, octets)

    def judge(self, certificate: PathCertificate, issuer: PathCertificate, octets: bytes) -> Verdict:
        """The same, at once."""
        if octets not in self._read:
            self._read[octets] = _crl(octets)
        crl = self._read[octets]
        if crl is None:  # PEM, or unreadable: that is said step by step there
            return judge_crl(certificate, issuer, octets, self._pool, self._at)
        steps = Steps(STEPS, crl.item, certificate, crl.called, crl.issuer_name)
        steps.take(READABLE, f"a CRL of {len(octets):,} octets")
        whom = Named(hash_data_by(certificate.item, issuer.item), certificate, issuer, "given with the certificate")
        return CrlCase(whom, crl, self._pool, self._at, _POLICY).verdict(steps, ())


def _crl(octets: bytes) -> Crl | None:
    try:
        with quietly():
            return Crl(Item(ItemType.CRL, octets, Source("CRL"), x509.load_der_x509_crl(octets)))
    except (*PARSE_ERRORS, DerError):
        return None
