"""What an EST client trusts, and what it shows of itself, as a TLS context (RFC 7030 3.3, 3.6)."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from workbench.net.fetcher.trust import web_context
from workbench.net.tls.contexts import client_context
from workbench.net.tls.own_chain import load_own_chain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.items import Item
    from workbench.net.est.access import Access


def client_tls(anchors: Sequence[Item] | None, access: Access) -> ssl.SSLContext:
    """A context that verifies chain and host name: by these anchors alone, or by the machine's roots where there are none.

    Raises
    ------
    InputError
        OpenSSL takes an anchor, or the client's chain and key, not.
    """
    if anchors is not None:
        own = client_context(anchors, chain=access.chain, key=access.key)
        own.sslobject_class = ssl.SSLObject  # one that speaks keeps the reason from aiohttp, and it is to be said
        return own
    context = web_context()
    if access.chain and access.key is not None:
        load_own_chain(context, access.chain, access.key)
    return context
