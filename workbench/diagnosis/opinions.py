"""What other verifiers are asked, and what they said: values only; :mod:`workbench.net.peers` does the asking."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One chain to be judged by a stranger.

    Attributes
    ----------
    leaf
        DER of the certificate to judge.
    pool
        DER of all other certificates at hand, in the order of the pile; the anchors may be among them.
    anchors
        DER of the trust anchors; sub-CAs may be among them.
    at
        The time to judge at, UTC-aware.
    use
        One of :class:`~workbench.diagnosis.uses.Use`'s values; decides the purpose that engines know (TLS server, TLS client, any).
    name
        FQDN, SECCID or serial number that the leaf is to hold; empty: not asked.
    crls
        DER of the CRLs at hand; empty: revocation is not asked.
    """

    leaf: bytes = field(repr=False)
    pool: tuple[bytes, ...] = field(repr=False)
    anchors: tuple[bytes, ...] = field(repr=False)
    at: datetime
    use: str
    name: str = ""
    crls: tuple[bytes, ...] = field(default=(), repr=False)


class OpinionJson(TypedDict):
    """The JSON form of an :class:`Opinion`."""

    engine: str
    version: str
    ok: bool | None
    message: str
    certificate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one engine said.

    Attributes
    ----------
    engine
        ``"openssl"``, ``"openssl -partial_chain"``, ``"pyOpenSSL"``, ``"cryptography"``, ``"pyhanko-certvalidator"``.
    version
        Its version as it names it itself.
    ok
        Whether it accepts; None where it could not judge: not installed, out of time, an algorithm that it does not know.
    message
        Its own words, or why it could not judge. Hostile text: a subject may stand in it.
    certificate
        SHA-256 of the certificate that it blames, where it names one.
    """

    engine: str
    version: str
    ok: bool | None
    message: str
    certificate: str | None = None

    def to_dict(self) -> OpinionJson:
        """The JSON form of ``docs/contracts.md``."""
        return {
            "engine": self.engine,
            "version": self.version,
            "ok": self.ok,
            "message": self.message,
            "certificate": self.certificate,
        }
