"""Opening the records of a TLS 1.3 handshake with the secrets that one of its ends gives away (RFC 8446 5.2, 7.1, 7.3).

Only so can be shown what crosses the wire: from ServerHello on everything is encrypted, certificates and alerts too. The secrets
are those of one handshake in memory; they open nothing else, and stay here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_HANDSHAKE: Final = {"EV": "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SECC": "SERVER_HANDSHAKE_TRAFFIC_SECRET"}
_APPLICATION: Final = {"EV": "CLIENT_TRAFFIC_SECRET_0", "SECC": "SERVER_TRAFFIC_SECRET_0"}
_SHA384: Final = 48
_TAG = 16


@dataclass
class KeyLog:
    """The secrets of one handshake by their names in the key log format (NSS); in no repr."""

    secrets: dict[str, bytes] = field(default_factory=dict, repr=False)

    def note(self, line: bytes) -> None:
        """A line of the key log: name, client random, secret."""
        name, _, secret = line.decode("ascii").split(" ")
        self.secrets.setdefault(name, bytes.fromhex(secret))


class Opener:
    """Opens what one side sends, record after record.

    Parameters
    ----------
    log
        Filled while the handshake goes on.
    side
        ``"EV"`` or ``"SECC"``.
    """

    def __init__(self, log: KeyLog, side: str) -> None:
        self._log, self._side = log, side
        self._name, self._count = _HANDSHAKE[side], 0

    def open(self, head: bytes, sealed: bytes, *, chacha: bool = False) -> tuple[int, bytes] | None:
        """The content's type and the content; None where no secret at hand opens it.

        Parameters
        ----------
        head
            The record's five octets.
        chacha
            Whether the suite is ChaCha20-Poly1305; else it is AES-GCM.
        """
        for name in (self._name, _APPLICATION[self._side]):
            count = self._count if name == self._name else 0
            secret = self._log.secrets.get(name)
            opened = None if secret is None or len(sealed) < _TAG else _open(secret, count, head, sealed, chacha=chacha)
            if opened is not None:
                self._name, self._count = name, count + 1
                return opened
        return None


def _open(secret: bytes, count: int, head: bytes, sealed: bytes, *, chacha: bool) -> tuple[int, bytes] | None:
    key, base = _expand(secret, "key", 32), _expand(secret, "iv", 12)
    nonce = (int.from_bytes(base, "big") ^ count).to_bytes(12, "big")
    try:
        inner = (ChaCha20Poly1305 if chacha else AESGCM)(key).decrypt(nonce, sealed, head).rstrip(b"\x00")
    except InvalidTag:
        return None
    return (inner[-1], inner[:-1]) if inner else None


def _expand(secret: bytes, label: str, length: int) -> bytes:
    """HKDF-Expand-Label without context."""
    name = f"tls13 {label}".encode("ascii")
    algorithm = hashes.SHA384() if len(secret) == _SHA384 else hashes.SHA256()
    return HKDFExpand(algorithm, length, length.to_bytes(2, "big") + bytes((len(name),)) + name + b"\x00").derive(secret)
