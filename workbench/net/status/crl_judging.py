"""A CRL judged for many certificates: it is read and hashed, and its entries are indexed, once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.revocation.verdict_crl import judge_crl
from workbench.revocation.verdict_crl_reading import ReadCrl, read_crl

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.revocation.by_hash import CaPool
    from workbench.revocation.verdict import Verdict
    from workbench.trust.certificate import PathCertificate

_LONG = 1 << 18
"""Octets from which on a CRL is judged in a thread, so that other fetches go on."""


class CrlJudge:
    """Judges as :func:`.judge_crl` does, and remembers what it has read.

    Parameters
    ----------
    pool
        Who may have signed a CRL besides the issuer.
    """

    def __init__(self, pool: CaPool, at: datetime) -> None:
        self._pool, self._at = pool, at
        self._read: dict[bytes, ReadCrl] = {}
        self._turns: defaultdict[bytes, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def judged(self, certificate: PathCertificate, issuer: PathCertificate, octets: bytes) -> Verdict:
        """What the CRL says of the certificate."""
        if len(octets) < _LONG:
            return self.judge(certificate, issuer, octets)
        async with self._turns[octets]:  # or each of those who wait for a long one would read it
            return await asyncio.to_thread(self.judge, certificate, issuer, octets)

    def judge(self, certificate: PathCertificate, issuer: PathCertificate, octets: bytes) -> Verdict:
        """The same, at once."""
        if octets not in self._read:
            self._read[octets] = read_crl(octets)
        return judge_crl(certificate, issuer, self._read[octets], self._pool, self._at)
