"""The certificates in a TLS Certificate message, as they came (RFC 5246 7.4.2, RFC 8446 4.4.2): also those that were refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.certs.items import Item, ItemType, Source
from workbench.errors import CodecError
from workbench.net.pnc.octets import Octets

if TYPE_CHECKING:
    from workbench.net.pnc.wire import Message

_MOST = 16


def chain_in(message: Message, *, tls13: bool, named: str) -> tuple[Item, ...]:
    """The sender's certificate first; empty where it showed none, or the message cannot be read.

    Parameters
    ----------
    tls13
        Whether it is TLS 1.3's form: a context before, and extensions behind each certificate.
    named
        What the items' source is called, ``"SECC"``.
    """
    found: list[bytes] = []
    try:
        body = Octets(message.body, "the Certificate message")
        if tls13:
            body.vector(1)
        listed = body.vector(3)
        while not listed.over and len(found) < _MOST:
            found.append(listed.vector(3).rest())
            if tls13:
                listed.vector(2)
    except CodecError:
        return ()
    return tuple(_item(der, named, number) for number, der in enumerate(found, 1))


def _item(der: bytes, named: str, number: int) -> Item:
    read = loading.load([(named, der)]).items
    item = read[0] if len(read) == 1 else Item(ItemType.CERTIFICATE, der, Source(named))
    return replace(item, source=Source(named, number))
