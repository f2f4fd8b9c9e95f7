"""Each question goes out once: who asks it again waits for the same answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.findings import Finding, Severity
from workbench.net.fetcher import CRL, OCSP, Fetcher, Get, Outcome, Post, Purpose, Unfetched
from workbench.revocation.ocsp_get import fits, get_url

if TYPE_CHECKING:
    from workbench.net.fetcher import Fetched

CERTIFICATE = Purpose("certificate", 1 << 20, 10.0, "application/pkix-cert, application/pkcs7-mime, */*;q=0.5")
"""An issuer's certificate (RFC 5280 4.2.2.1): 1 MiB, 10 s."""
_NOWHERE = ".example"


class Exchange:
    """The questions of one run.

    Parameters
    ----------
    fetcher
        Open and switched on.
    reserved
        Whether names that exist nowhere by RFC 6761, as those of the samples, are asked all the same: they lead to a twin.
    by_get
        Whether short OCSP requests go by GET, for caches on the way: of use where they have no nonce.
    """

    def __init__(self, fetcher: Fetcher, *, reserved: bool, by_get: bool = False) -> None:
        self._fetcher = fetcher
        self._reserved = reserved
        self._by_get = by_get
        self._asked: dict[tuple[str, bytes], asyncio.Task[Fetched | Unfetched]] = {}

    async def ocsp(self, url: str, request: bytes) -> Fetched | Unfetched:
        """A responder's answer to a request."""
        by_get = self._by_get and fits(request)
        return await self._once(url, request, Get(get_url(url, request)) if by_get else Post(url, request), OCSP)

    async def crl(self, url: str) -> Fetched | Unfetched:
        """A CRL."""
        return await self._once(url, b"CRL", Get(url), CRL)

    async def certificate(self, url: str) -> Fetched | Unfetched:
        """An issuer's certificate."""
        return await self._once(url, b"certificate", Get(url), CERTIFICATE)

    async def _once(self, url: str, key: bytes, request: Get | Post, purpose: Purpose) -> Fetched | Unfetched:
        if not self._reserved and (host := _reserved(url)):
            return Unfetched(url, Outcome.UNKNOWN_HOST, _nowhere(url, host), retry=False)
        if (url, key) not in self._asked:
            self._asked[url, key] = asyncio.create_task(self._fetcher.fetch(request, purpose))
        return await asyncio.shield(self._asked[url, key])

    async def close(self) -> None:
        """Break off what is still under way."""
        under_way = [task for task in self._asked.values() if not task.done()]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


def _reserved(url: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""  # the fetcher says what is wrong with it
    return host if host.endswith(_NOWHERE) else ""


def _nowhere(url: str, host: str) -> Finding:
    return Finding(
        code="revocation-unreachable",
        severity=Severity.WARNING,
        message=f"{host} exists nowhere: names that end in {_NOWHERE} are for samples and documents, so it is not asked.",
        requirement="RFC 6761 6.5",
        source=url,
        observed=f"a host name that ends in {_NOWHERE}",
        expected="a host name that somebody has",
        remedy="If these are the sample certificates, ask the offline twin, which answers for such names: "
        "wb.check_status(..., twin=wb.twin()), or pnc status --twin.",
    )
