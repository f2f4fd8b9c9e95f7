"""How one certificate's hash data comes about: which octets of which certificate, and what usual mistakes would give instead."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography import x509

from workbench.certs.der import DerError, certificate_slices, issuer_and_serial, public_key_bits
from workbench.certs.hash_inspection import as_html, as_text
from workbench.certs.hash_inspection.fields import InspectedField, inspected_fields
from workbench.certs.hash_inspection.key_identifier import KeyIdentifierCheck
from workbench.certs.hashdata import CertificateHashData, algorithm_of, der_of, hash_data_of
from workbench.certs.issuers import Issuers
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.name_comparison import Match, NameComparison, compare
from workbench.certs.names import relative_names
from workbench.certs.pairing import pair_up
from workbench.display import Readable
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.certs.names import Attribute
    from workbench.certs.signatures import SignatureCheck


@dataclass(frozen=True)
class HashInspection(Readable):
    """One certificate's hash data, taken apart. Coloured octets in a notebook; :func:`workbench.views.hash_bytes` draws it.

    Attributes
    ----------
    certificate, issuer
        The checked certificate and its issuer's.
    hash_data
        The answer.
    fields
        The four fields in OCPP's order.
    name, issuer_name
        The issuer's name attribute by attribute, as the checked certificate and as the issuer's own spells it; empty where it is no
        ``Name``. Hostile text.
    comparison
        In what the two spellings differ.
    key_identifier
        The self-check.
    signature
        Whether the issuer's key verifies the certificate's signature: else this is the hash data of something else.
    """

    certificate: Item
    issuer: Item
    hash_data: CertificateHashData
    fields: tuple[InspectedField, ...]
    name: tuple[Attribute, ...]
    issuer_name: tuple[Attribute, ...]
    comparison: NameComparison
    key_identifier: KeyIdentifierCheck
    signature: SignatureCheck

    @classmethod
    def of(cls, certificate: x509.Certificate | Item, issuer: x509.Certificate | Item, algorithm: str = "SHA256") -> HashInspection:
        """The inspection of a certificate whose issuer's certificate is at hand.

        Raises
        ------
        InputError
            As :func:`workbench.certs.hashdata.hash_data_of`.
        """
        hash_data = hash_data_of(certificate, issuer, algorithm)
        child, parent = _item(certificate), _item(issuer)
        try:
            fields = inspected_fields(child, parent, hash_data)
            name, theirs = issuer_and_serial(child.der)[0], certificate_slices(parent.der)
            sha1 = hashlib.sha1(public_key_bits(theirs.public_key_info), usedforsecurity=False).digest()
        except DerError as reason:
            raise InputError(f"What is no certificate cannot be inspected: {reason}.", hint="Look at it with wb.load.") from None
        return cls(
            child,
            parent,
            hash_data,
            fields,
            _attributes(name),
            _attributes(theirs.subject),
            compare(name, theirs.subject),
            KeyIdentifierCheck(
                sha1,
                parent.facts.subject_key_identifier if parent.facts else None,
                child.facts.authority_key_identifier if child.facts else None,
            ),
            Issuers([child, parent]).check(child, parent),
        )

    @property
    def self_issued(self) -> bool:
        """Whether the certificate is its own issuer's."""
        return self.certificate.der == self.issuer.der

    @property
    def spelled_otherwise(self) -> bool:
        """Whether the issuer's own certificate has its name in other octets than those that are hashed."""
        return self.comparison.match is not Match.IDENTICAL

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc hash --explain``, without the names, which stand beside it."""
        return {
            "hash_data": self.hash_data.to_dict(),
            "signature": {"verified": self.signature.ok, "reason": self.signature.reason},
            "fields": [field.to_dict() for field in self.fields],
            "issuer_name": {
                "in_certificate": list(map(_attribute_dict, self.name)),
                "in_issuer": list(map(_attribute_dict, self.issuer_name)),
                "match": self.comparison.match.value,
                "description": self.comparison.description,
            },
            "key_identifier": self.key_identifier.to_dict(),
        }

    def _repr_html_(self) -> str:
        return str(as_html.to_html(self))

    def __str__(self) -> str:
        return as_text.to_text(self)


def explain_hash(
    certificate: x509.Certificate | Item, issuer: x509.Certificate | Item | Iterable[Item], algorithm: str = "SHA256"
) -> HashInspection:
    """How a certificate's OCPP hash data comes about, octet for octet (``wb.explain_hash``).

    Parameters
    ----------
    certificate
        The checked certificate.
    issuer
        Its issuer's certificate; or a bundle, in which the issuer is found by key and signature.
    algorithm
        ``"SHA256"``, ``"SHA384"`` or ``"SHA512"``, in any case.

    Raises
    ------
    InputError
        The issuer is not at hand, or not certain; or as :func:`workbench.certs.hashdata.hash_data_of`.
    """
    algorithm_of(algorithm)
    if isinstance(issuer, x509.Certificate | Item):
        return HashInspection.of(certificate, issuer, algorithm)
    pile: object = issuer  # whatever a notebook hands in
    if not isinstance(pile, Iterable) or isinstance(pile, str | bytes):
        raise InputError(
            f"The issuer cannot be found in {type(issuer).__name__}.",
            hint="Give the issuer's certificate, or the bundle that wb.load returned.",
        )
    return HashInspection.of(certificate, _found(_item(certificate), [one for one in pile if isinstance(one, Item)]), algorithm)


def _found(item: Item, pile: Iterable[Item]) -> Item:
    """The issuer in a pile; only its possible issuers are paired, so that a large pile costs a look-up."""
    if item.facts is None:
        raise InputError("What is no certificate has no issuer.", hint="Look at it with wb.load.")
    issuers = Issuers(pile)
    [pairing, *_] = pair_up([item, *map(issuers.at, issuers.candidates(item))])
    if pairing.issuer is None:
        reason = pairing.finding
        assert reason is not None  # noqa: S101  # a pairing without an issuer says why
        raise InputError(reason.message, hint=f"Wanted is {reason.expected}. {reason.remedy}")
    return pairing.issuer


def _item(certificate: x509.Certificate | Item) -> Item:
    if isinstance(certificate, Item):
        return certificate
    return Item(ItemType.CERTIFICATE, der_of(certificate), Source(""), certificate)


def _attributes(name: bytes) -> tuple[Attribute, ...]:
    try:
        return tuple(attribute for rdn in relative_names(name) for attribute in rdn)
    except DerError:
        return ()


def _attribute_dict(attribute: Attribute) -> dict[str, Any]:
    return {
        "type": attribute.type,
        "string_type": attribute.string_type,
        "text": attribute.text,
        "hex": attribute.encoded.hex(),
    }
