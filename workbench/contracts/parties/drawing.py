"""Keys, IVs and serial numbers: by chance, or out of a seed so that a demonstration gives the same octets each time."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, ed448, x448

from workbench.certs.issuing import derive_private_key, derive_serial
from workbench.contracts.keywrap.x448 import contract_key

if TYPE_CHECKING:
    from collections.abc import Callable

_CURVES = {"P-256": ec.SECP256R1, "P-521": ec.SECP521R1}


class Drawing:
    """Where a party's chance comes from.

    Parameters
    ----------
    seed
        None: chance. Otherwise who knows it knows every key: for tests and demonstrations.
    entropy
        Where seedless octets come from.
    """

    __slots__ = ("_drawn", "_entropy", "_seed")

    def __init__(self, seed: bytes | None = None, entropy: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._seed, self._entropy = seed, entropy
        self._drawn = 0

    @property
    def chance(self) -> bool:
        """Whether there is no seed."""
        return self._seed is None

    def octets(self, length: int, label: str) -> bytes:
        """As many as asked for; with a seed others at each call."""
        if self._seed is None:
            return self._entropy(length)
        self._drawn += 1
        return hashlib.shake_256(b"%s\0%s\0%d" % (self._seed, label.encode(), self._drawn)).digest(length)

    def curve_key(self, curve: str, label: str) -> ec.EllipticCurvePrivateKey:
        """A new key on ``"P-256"`` or ``"P-521"``."""
        if self._seed is None:
            return ec.generate_private_key(_CURVES[curve]())
        key = derive_private_key(self.octets(32, label), label, curve)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(curve)
        return key

    def ed448_key(self, label: str) -> ed448.Ed448PrivateKey:
        """A new Ed448 key that fits into the field for X448."""
        return contract_key(self.octets(56, label))

    def x448_key(self, label: str) -> x448.X448PrivateKey:
        """A new X448 key."""
        return x448.X448PrivateKey.from_private_bytes(self.octets(56, label))

    def serial(self, label: str) -> int:
        """A serial number of twelve octets."""
        return derive_serial(self.octets(32, label), label)

    def __repr__(self) -> str:
        return f"Drawing({'by chance' if self._seed is None else 'from a seed'})"
