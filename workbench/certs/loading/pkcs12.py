"""PKCS#12 stores (RFC 7292): certificates, and keys of which only the public half is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from workbench.certs.loading.sealed import WrongPasswordError, hashing_rounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from workbench.certs.loading.sealed import HashingBudget


@dataclass(frozen=True, slots=True)
class Contents:
    """What was inside.

    Attributes
    ----------
    certificates
        Pairs of DER and friendly name; the key's own certificate first.
    key
        The private key, or None; used for its public half and then dropped.
    password
        The one that opened it.
    """

    certificates: tuple[tuple[bytes, str], ...]
    key: PrivateKeyTypes | None
    password: bytes | None

    def __repr__(self) -> str:
        return f"Contents({len(self.certificates)} certificates)"


def unpack(data: bytes, passwords: Iterable[bytes | None], budget: HashingBudget) -> Contents:
    """Open a store with the first password that fits.

    Raises
    ------
    WrongPasswordError
        None fits. ``cryptography`` cannot tell a wrong password from damaged content: both look like this.
    CostlyError
        The budget does not allow it: an attack on the reader, or nothing that a CA would make.
    ValueError
        An algorithm or structure that cannot be read.
    """
    rounds = hashing_rounds(data)
    for password in passwords:
        if password == b"":
            continue  # None has tried it: OpenSSL takes the two for one
        budget.spend(rounds)
        try:
            store = load_pkcs12(data, password)
        except UnsupportedAlgorithm as error:
            raise ValueError(str(error)) from error
        except (ValueError, TypeError) as error:
            if "Invalid password" in str(error):
                continue
            raise ValueError(str(error)) from error
        own = [store.cert] if store.cert else []
        return Contents(
            tuple(
                (entry.certificate.public_bytes(Encoding.DER), (entry.friendly_name or b"").decode("utf-8", "replace"))
                for entry in [*own, *store.additional_certs]
            ),
            store.key,
            password,
        )
    raise WrongPasswordError("no password fits")
