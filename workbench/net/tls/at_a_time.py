"""OpenSSL's verdict on a chain at another time than the machine's clock shows: pyOpenSSL can set it, stdlib ``ssl`` cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from OpenSSL import crypto

from workbench.certs.quiet import quietly

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item


class Verdict(NamedTuple):
    """Whether OpenSSL accepts, and its words where it does not, e.g. ``"certificate has expired (depth 0)"``."""

    ok: bool
    said: str = ""


def verdict_at(chain: Sequence[Item], anchors: Sequence[Item], at: datetime) -> Verdict:
    """Signatures, CA rules and validity at a time, as in a handshake: one of the anchors ends the path, self-signed or not.

    Not checked: names and purpose, which the handshake itself checks.
    """
    if not chain:
        return Verdict(ok=False, said="no certificate")
    with quietly():
        try:
            leaf, *pool = (crypto.load_certificate(crypto.FILETYPE_ASN1, one.der) for one in chain)
            store = crypto.X509Store()
            for one in anchors:
                store.add_cert(crypto.load_certificate(crypto.FILETYPE_ASN1, one.der))
            store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
            store.set_time(at)
            crypto.X509StoreContext(store, leaf, pool).verify_certificate()
        except crypto.X509StoreContextError as error:
            _, depth, words = error.errors
            return Verdict(ok=False, said=f"{words} (depth {depth})")
        except crypto.Error as error:
            reasons = error.args[0] if error.args else ()
            return Verdict(ok=False, said=", ".join(str(reason) for _, _, reason in reasons) or "unreadable")
    return Verdict(ok=True)
