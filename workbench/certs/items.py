"""An item: one thing found in a file, with its place and what is wrong with it.

A private key's octets are never kept: its item holds the public half, which is what matching needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.certs.fact_finding import facts_of
from workbench.certs.quiet import quietly

if TYPE_CHECKING:
    from workbench.certs.facts import CertificateFacts
    from workbench.findings import Finding, ItemName


class ItemType(StrEnum):
    """What a thing is, whatever its condition."""

    CERTIFICATE = "certificate"
    CSR = "certificate signing request"
    PRIVATE_KEY = "private key"
    PUBLIC_KEY = "public key"
    CRL = "CRL"
    OCSP_REQUEST = "OCSP request"
    OCSP_RESPONSE = "OCSP response"
    HASH_DATA = "certificate hash data"
    MESSAGE = "OCPP message"
    UNREADABLE = "unreadable"

    @property
    def finding_item(self) -> ItemName:
        """The word that a finding's JSON uses for it."""
        return _FINDING_ITEMS[self]


_FINDING_ITEMS: dict[ItemType, ItemName] = {
    ItemType.CERTIFICATE: "certificate",
    ItemType.CSR: "csr",
    ItemType.PRIVATE_KEY: "key",
    ItemType.PUBLIC_KEY: "key",
    ItemType.CRL: "crl",
    ItemType.OCSP_REQUEST: "ocsp",
    ItemType.OCSP_RESPONSE: "ocsp",
    ItemType.HASH_DATA: "message",
    ItemType.MESSAGE: "message",
    ItemType.UNREADABLE: "bundle",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item was found.

    Attributes
    ----------
    file
        The file's name as the caller gave it; inside an archive ``pile.zip!/inner/name.pem``; ``-`` for standard input.
    position
        1 for the first item of the file, and so on; ``FILE:N`` on the command line.
    within
        For people: ``"line 12"``, ``"$[3].certificateChain"``, ``"byte 1024"``, ``"PKCS#7"``.
    """

    file: str
    position: int = 1
    within: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.position}"


@dataclass(frozen=True)
class Item:
    """One thing that was found.

    Attributes
    ----------
    type
        What it is.
    der
        Its DER as found. For a private key the DER of the *public* key; for hash data, messages and unreadable things empty.
    source
        Where it was found.
    parsed
        ``cryptography``'s object (certificate, CSR, CRL, OCSP request or response, public key), or the JSON value of hash data and
        messages, or None where it could not be parsed.
    findings
        What is wrong with it as input: unreadable, repaired, malformed.
    label
        A name that its container gave it: a PKCS#12 friendly name, an OCPP action, a PEM label.
    """

    type: ItemType
    der: bytes = field(repr=False)
    source: Source
    parsed: Any = field(default=None, repr=False, compare=False)
    findings: tuple[Finding, ...] = ()
    label: str = ""

    @cached_property
    def facts(self) -> CertificateFacts | None:
        """What the certificate says of itself; None for every other type of item and where not even its outer shape is there."""
        if self.type is not ItemType.CERTIFICATE:
            return None
        try:
            return facts_of(self.der, self.certificate)
        except ValueError:
            return None

    @property
    def certificate(self) -> x509.Certificate | None:
        """The certificate as ``cryptography`` parsed it."""
        return self.parsed if isinstance(self.parsed, x509.Certificate) else None

    @cached_property
    def public_key_sha256(self) -> str:
        """SHA-256 of the SubjectPublicKeyInfo of a certificate, CSR or key, by which they find each other; empty for all else."""
        if self.facts is not None:
            return self.facts.public_key_sha256
        if self.type in {ItemType.PRIVATE_KEY, ItemType.PUBLIC_KEY}:
            return hashlib.sha256(self.der).hexdigest()
        if self.type is ItemType.CSR:
            try:
                with quietly():
                    public = self.parsed.public_key()
            except (ValueError, UnsupportedAlgorithm):
                return ""
            return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
        return ""

    @property
    def value(self) -> Mapping[str, Any]:
        """The JSON object of hash data or of a message's payload; empty for everything else."""
        return self.parsed if isinstance(self.parsed, Mapping) else {}

    @property
    def readable(self) -> bool:
        """Whether anything was understood; a malformed certificate whose facts can be shown counts as read."""
        return self.type is not ItemType.UNREADABLE
