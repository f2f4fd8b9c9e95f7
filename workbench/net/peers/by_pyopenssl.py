"""pyOpenSSL: the OpenSSL inside ``cryptography``, through X509Store and X509StoreContext. It names depth and certificate.

Its public interface has no purpose and no host name; see :func:`~workbench.net.peers.asked.left_out`.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import OpenSSL
from cryptography import x509
from OpenSSL import crypto

from workbench.net.peers.asked import left_out, sha256
from workbench.net.peers.wire import in_words

if TYPE_CHECKING:
    from workbench.net.peers.asked import Asked


def named_version() -> str:
    """As ``26.4.0, OpenSSL 4.0.3``."""
    library = OpenSSL.SSL.OpenSSL_version(OpenSSL.SSL.OPENSSL_VERSION).decode()
    return f"{OpenSSL.__version__}, {' '.join(library.split()[:2])}"


def judge(asked: Asked) -> tuple[bool | None, str, str | None]:
    """What it says; a certificate of the pool that it cannot read is left out."""
    warnings.simplefilter("ignore")
    notes = list(left_out(asked, purpose=True, host=True))
    leaf = _certificate(asked.leaf)
    if isinstance(leaf, str):
        return False, in_words(f"cannot read the certificate: {leaf}"), sha256(asked.leaf)
    store = crypto.X509Store()
    for der in asked.anchors:
        anchor = _certificate(der)
        if isinstance(anchor, str):
            notes.append(f"left out an anchor: {anchor}")
        else:
            store.add_cert(anchor)
    store.set_time(asked.at)
    if asked.crls:
        store.set_flags(crypto.X509StoreFlags.CRL_CHECK | crypto.X509StoreFlags.CRL_CHECK_ALL)
        for der in asked.crls:
            try:
                store.add_crl(x509.load_der_x509_crl(der))
            except ValueError as error:
                notes.append(f"left out a CRL: {error}")
    pool = [one for one in map(_certificate, asked.pool) if isinstance(one, crypto.X509)]
    try:
        crypto.X509StoreContext(store, leaf, pool).verify_certificate()
    except crypto.X509StoreContextError as error:
        number, depth, words = error.errors
        blamed = sha256(crypto.dump_certificate(crypto.FILETYPE_ASN1, error.certificate))
        return False, in_words(f"error {number} at {depth} depth lookup: {words}", notes), blamed
    return True, in_words("OK", notes), None


def _certificate(der: bytes) -> crypto.X509 | str:
    """The certificate; or why OpenSSL does not read it."""
    try:
        return crypto.load_certificate(crypto.FILETYPE_ASN1, der)
    except crypto.Error as error:
        return ", ".join(reason for _, _, reason in error.args[0]) or "no reason given"
