"""Certificates as the CSMS handles them: read from PEM, who signed them, and by which hash data a station may list them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding

from workbench.certs import loading
from workbench.certs.hashdata import HashAlgorithm, hash_data_of, serial_hex
from workbench.certs.name_comparison import compare
from workbench.certs.signatures import public_key_of, verify
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item

_SOURCE = "csms"
_DIGESTS: dict[str, Callable[[bytes], Any]] = {"SHA256": hashlib.sha256, "SHA384": hashlib.sha384, "SHA512": hashlib.sha512}


@lru_cache(maxsize=256)  # a fleet is sent the same root
def read_certificates(text: str) -> tuple[Item, ...]:
    """The certificates of a PEM text, in their order; damaged ones are left out."""
    bundle = loading.load([(_SOURCE, text.encode("utf-8", "replace"))])
    return tuple(item for item in bundle.items if item.facts is not None)


@lru_cache(maxsize=4096)  # a fleet holds the same few certificates
def signed_by(item: Item, issuer: Item) -> bool:
    """Whether this issuer's key made the signature, under the name that the certificate gives."""
    if item.facts is None or issuer.facts is None or item.certificate is None or issuer.certificate is None:
        return False
    named = item.facts.issuer_der == issuer.facts.subject_der or compare(item.facts.issuer_der, issuer.facts.subject_der).equal
    return named and verify(item.certificate, public_key_of(issuer.certificate)).ok is True


def issuer_among(item: Item, pile: Iterable[Item]) -> Item | None:
    """Its issuer's certificate: itself, else the first of the pile; None where it is not at hand."""
    return next((one for one in (item, *pile) if signed_by(item, one)), None)


def hash_data_by_all(item: Item, pile: Iterable[Item] = ()) -> tuple[CertificateHashData, ...]:
    """Its hash data by each algorithm of OCPP; empty where the issuer is not at hand."""
    issuer = issuer_among(item, pile)
    if issuer is None:
        return ()
    try:
        return tuple(hash_data_of(item, issuer, algorithm) for algorithm in HashAlgorithm)
    except InputError:
        return ()


def may_be(item: Item, data: CertificateHashData) -> bool:
    """Whether hash data has the certificate's issuer name and serial number; of the issuer's key nothing is said."""
    facts = item.facts
    if facts is None or data.hash_algorithm not in _DIGESTS:
        return False
    name = _DIGESTS[data.hash_algorithm](facts.issuer_der).hexdigest()
    return (name, serial_hex(facts.serial)) == (data.issuer_name_hash.lower(), data.serial_number.lower())


def pem_of(items: Iterable[Item]) -> str:
    """PEM blocks, one after the other; what did not parse is left out."""
    return "".join(one.certificate.public_bytes(Encoding.PEM).decode() for one in items if one.certificate is not None)
