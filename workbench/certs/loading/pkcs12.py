"""PKCS#12 stores (RFC 7292): certificates, and keys of which only the public half is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import pkcs12 as lenient
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from workbench.certs.loading.sealed import WrongPasswordError, hashing_rounds, refuse_costly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes


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


def unpack(data: bytes, passwords: Iterable[bytes | None], most_rounds: int) -> Contents:
    """Open a store with the first password that fits.

    Raises
    ------
    WrongPasswordError
        None fits. ``cryptography`` cannot tell a wrong password from damaged content: both look like this.
    CostlyError
        More than ``most_rounds`` rounds of hashing are asked for: an attack on the reader, or nothing that a CA would make.
    ValueError
        An algorithm or structure that cannot be read.
    """
    refuse_costly(_rounds(data), most_rounds)
    for password in passwords:
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


def _rounds(data: bytes) -> int:
    """All rounds of password hashing that opening would take, as far as they are visible from outside."""
    try:
        store = lenient.Pfx.load(data)
        rounds = int(store["mac_data"]["iterations"].native or 0) if store["mac_data"] else 0
        for safe in store.authenticated_safe:
            if safe["content_type"].native == "encrypted_data":
                rounds += hashing_rounds(safe["content"]["encrypted_content_info"]["content_encryption_algorithm"])
            elif safe["content_type"].native == "data":
                for bag in lenient.SafeContents.load(safe["content"].native):
                    if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                        rounds += hashing_rounds(bag["bag_value"]["encryption_algorithm"])
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError):
        return 0  # not to be parsed: the real parser refuses it too, before it hashes anything
    return rounds
