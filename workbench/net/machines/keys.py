"""The only place with a station's private keys: made, used and destroyed by reference; never shown, copied or written."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NoReturn

from asn1crypto import pem
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

from workbench.certs.issuing import Extension, NameAttribute, derive_private_key, encode_name, issue_request, public_key_info
from workbench.certs.issuing.extensions import key_usage
from workbench.errors import InputError
from workbench.station.events import KeyReady
from workbench.station.installed import KeyReference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.certs.issuing import PrivateKey
    from workbench.station.effects import MakeKey

_CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
_USAGES = {"ChargingStationCertificate": ("digitalSignature",)}
_V2G_USAGES = ("digitalSignature", "keyAgreement")


class KeyRing:
    """Private keys by reference.

    Parameters
    ----------
    label
        The beginning of the references that it gives: the station's identity.
    seed
        Where keys shall be the same each time: who knows the seed knows the keys. None: they are drawn at random.
    forgets
        Whether a destroyed key is gone for good. Where False, :meth:`bring_back` can undo that: for notebooks.
    """

    __slots__ = ("__aside", "__keys", "_forgets", "_label", "_made", "_seed")

    def __init__(self, label: str = "station", *, seed: bytes | None = None, forgets: bool = False) -> None:
        self._label = label
        self._seed = seed
        self._forgets = forgets
        self._made = 0
        self.__keys: dict[KeyReference, PrivateKey] = {}
        self.__aside: dict[KeyReference, PrivateKey] = {}

    def put(self, key: PrivateKey, name: str = "") -> KeyReference:
        """Keep a key that was made elsewhere.

        Raises
        ------
        InputError
            It is no key that can sign.
        """
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
            raise InputError(f"This is no private key that can sign: {type(key).__name__}.", hint="Load it with cryptography.")
        reference = self._next(name or "key")
        self.__keys[reference] = key
        return reference

    def make(self, asked: MakeKey) -> KeyReady:
        """A new key pair, and a CSR (PKCS #10, PEM) signed with it, as the effect asks."""
        reference = self._next(asked.certificate_type)
        if self._seed is None:
            key: PrivateKey = ec.generate_private_key(_CURVES[asked.key])
        else:
            key = derive_private_key(self._seed, reference, asked.key)
        self.__keys[reference] = key
        wanted = key_usage(_USAGES.get(asked.certificate_type, _V2G_USAGES))
        request = issue_request(_subject(asked), key, [Extension.of(wanted, critical=True)])
        return KeyReady(
            certificate_type=asked.certificate_type,
            key=reference,
            public_key_sha256=hashlib.sha256(public_key_info(key)).hexdigest(),
            csr=pem.armor("CERTIFICATE REQUEST", request).decode("ascii"),
        )

    def private_key(self, reference: KeyReference) -> PrivateKey:
        """The key itself, for a TLS handshake.

        Raises
        ------
        InputError
            There is none at that reference, or it was destroyed.
        """
        try:
            return self.__keys[reference]
        except KeyError:
            raise InputError("The private key is not there: it was never made here, or was destroyed.", hint=_HINT) from None

    def destroy(self, reference: KeyReference) -> None:
        """Forget a key; nothing happens where there is none."""
        key = self.__keys.pop(reference, None)
        if key is not None and not self._forgets:
            self.__aside[reference] = key

    def bring_back(self, references: Iterable[KeyReference]) -> None:
        """Have destroyed keys again, as far as they were not forgotten."""
        for reference in references:
            if reference in self.__aside:
                self.__keys[reference] = self.__aside.pop(reference)

    def __contains__(self, reference: object) -> bool:
        return reference in self.__keys

    def __len__(self) -> int:
        return len(self.__keys)

    def _next(self, name: str) -> KeyReference:
        self._made += 1
        return KeyReference(f"{self._label}/{name}/{self._made}")

    def __repr__(self) -> str:
        return f"KeyRing({len(self)} {'key' if len(self) == 1 else 'keys'})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")


_HINT = "Have a new certificate made: A02, by TriggerMessage."


def _subject(asked: MakeKey) -> bytes:
    """The DER name of a CSR; of ISO 15118 the station's leaf has DC=CPO besides [V2G2-925]."""
    v2g = asked.certificate_type != "ChargingStationCertificate"
    parts = [
        ("CN", asked.common_name, "UTF8String"),
        ("O", asked.organization_name, "UTF8String"),
        ("C", asked.country_name, "PrintableString"),
        ("DC", "CPO" if v2g else "", "IA5String"),
    ]
    return encode_name(NameAttribute(name, value, _type(value, type_)) for name, value, type_ in parts if value)


def _type(value: str, string_type: str) -> str:
    return string_type if value.isascii() else "UTF8String"
