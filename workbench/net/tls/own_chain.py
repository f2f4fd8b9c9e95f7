"""A chain and its private key into a context. ``ssl`` takes them from a file only: here one that nobody else can read or open.

The file lies in a folder of mode 0700, has mode 0600, holds the key encrypted under a password that only this call knows, and is
gone when the call returns.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from workbench.certs.items import Item


def load_own_chain(context: ssl.SSLContext, chain: Sequence[Item], key: PrivateKeyTypes) -> None:
    """Give a context its certificate, leaf first, and the leaf's key.

    Raises
    ------
    InputError
        The key is another certificate's, or OpenSSL takes one of them not.
    """
    if not chain:
        raise InputError("A TLS certificate chain has at least one certificate.", hint="Give the leaf first, then its sub-CAs.")
    password = secrets.token_bytes(32).hex().encode("ascii")
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
    with tempfile.TemporaryDirectory(prefix="pnc-") as folder:
        file = Path(folder) / "own.pem"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(b"".join(ssl.DER_cert_to_PEM_cert(one.der).encode("ascii") for one in chain) + sealed)
        try:
            context.load_cert_chain(file, password=password)
        except ssl.SSLError as error:
            raise InputError(_sentence(error), hint="Give the leaf first, and the key that belongs to it.") from None


def _sentence(error: ssl.SSLError) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return "The private key is another certificate's than the first of the chain."
    return f"OpenSSL does not take this certificate chain and key: {error.reason or error}."
