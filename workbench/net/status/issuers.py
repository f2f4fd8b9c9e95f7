"""Issuers that a pile lacks, fetched from where its certificates say (AIA caIssuers); only where the caller asks for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.net.fetcher import Fetched
from workbench.net.status.subjects import subjects_of

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.net.status.exchange import Exchange

_DEEPEST = 8
"""Rounds, each one issuer further up."""
_MOST_URLS = 4


async def with_issuers(items: tuple[Item, ...], exchange: Exchange) -> tuple[Item, ...]:
    """The same items and the issuers that could be fetched. Who is an issuer is told by its key: it must verify the signature."""
    asked: set[str] = set()
    for _ in range(_DEEPEST):
        lacking = [one.certificate.facts for one in subjects_of(items).asked if one.issuer is None]
        urls = dict.fromkeys(url for facts in lacking for url in facts.ca_issuer_urls[:_MOST_URLS] if url not in asked)
        if not urls:
            return items
        asked.update(urls)
        answers = await asyncio.gather(*(exchange.certificate(url) for url in urls))
        came = loading.load([(one.url, one.body) for one in answers if isinstance(one, Fetched)]).certificates
        known = {item.der for item in items}
        items = (*items, *(item for item in came if item.der not in known))
    return items
