"""Private keys: opened only to learn their public half, then forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key, load_pem_private_key

from workbench.certs.loading.sealed import WrongPasswordError, hashing_rounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

    from workbench.certs.loading.sealed import HashingBudget


@dataclass(frozen=True, slots=True)
class PublicHalf:
    """All that is kept of a private key.

    Attributes
    ----------
    der
        SubjectPublicKeyInfo.
    key
        ``cryptography``'s public key.
    password
        The one that opened it, or None.
    """

    der: bytes
    key: PublicKeyTypes
    password: bytes | None

    def __repr__(self) -> str:
        return f"PublicHalf({type(self.key).__name__})"


def public_half(key: PrivateKeyTypes, password: bytes | None = None) -> PublicHalf:
    """The public half of an opened key."""
    public = key.public_key()
    return PublicHalf(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), public, password)


def unpack(data: bytes, passwords: Iterable[bytes | None], budget: HashingBudget) -> PublicHalf:
    """Open a private key in DER (PKCS#8, SEC 1, PKCS#1) or a PEM block (also the old ``Proc-Type: 4,ENCRYPTED``).

    Raises
    ------
    WrongPasswordError
        It is encrypted and none of the passwords fits.
    CostlyError
        The budget does not allow the hashing that it asks for.
    ValueError
        No key that ``cryptography`` knows.
    """
    pem = data.startswith(b"-----")
    rounds = 0 if pem else hashing_rounds(data)
    load = load_pem_private_key if pem else load_der_private_key
    for password in passwords:
        budget.spend(rounds)
        try:
            # an RSA key's full check takes seconds for absurd sizes; here only its public half is wanted
            return public_half(load(data, password, unsafe_skip_rsa_key_validation=True), password)
        except TypeError:  # encrypted and no password given, or the other way round
            continue
        except ValueError as error:
            if "ncorrect password" not in str(error):
                raise
    raise WrongPasswordError("no password fits")
