"""The chain that a peer showed, as it came: neither ordered nor completed by OpenSSL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cryptography.x509.oid import NameOID

from workbench.certs import loading
from workbench.certs.items import Item, ItemType, Source

if TYPE_CHECKING:
    import ssl

_DER = 2  # _ssl.ENCODING_DER


def chain_of(shaken: ssl.SSLObject, *, named: str) -> tuple[Item, ...]:
    """The peer's certificates, its own first; empty where it showed none, or the handshake failed.

    ``ssl.SSLObject.get_unverified_chain`` is public since Python 3.13. Before, only the object below has it, since 3.10.

    Parameters
    ----------
    named
        What the items' source is called, e.g. ``"TLS server"``.
    """
    public: Any = getattr(shaken, "get_unverified_chain", None)
    if public is not None:
        ders: list[bytes] = list(public() or ())
    else:
        below: Any = shaken._sslobj  # type: ignore[attr-defined]  # noqa: SLF001  # see above
        ders = [one.public_bytes(_DER) for one in below.get_unverified_chain() or ()]
    return tuple(_item(der, named, number) for number, der in enumerate(ders, 1))


def _item(der: bytes, named: str, number: int) -> Item:
    found = loading.load([(named, der)]).items
    item = found[0] if len(found) == 1 else Item(ItemType.CERTIFICATE, der, Source(named))
    return replace(item, source=Source(named, number))


def common_name(item: Item) -> str:
    """The last CN of a certificate's subject; empty where it has none, or cannot be read. Hostile text: show it through display."""
    if item.certificate is None:
        return ""
    try:
        names = item.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except ValueError:
        return ""
    return str(names[-1].value) if names else ""
