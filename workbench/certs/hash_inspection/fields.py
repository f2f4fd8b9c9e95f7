"""The four fields of OCPP's CertificateHashDataType, each with its octets, its lesson and what goes wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workbench.certs.der import issuer_and_serial
from workbench.certs.hash_inspection.octets import issuer_runs, key_runs, serial_runs
from workbench.certs.hash_inspection.usual_mistakes import algorithm_mistakes, key_mistakes, name_mistakes, serial_mistakes

if TYPE_CHECKING:
    from workbench.certs.hash_inspection.octets import Runs
    from workbench.certs.hash_inspection.usual_mistakes import CommonMistake
    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item


class Origin(StrEnum):
    """Which certificate a field comes from."""

    CERTIFICATE = "certificate"
    """The checked one."""
    ISSUER = "issuer"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class InspectedField:
    """One field.

    Attributes
    ----------
    name
        As OCPP spells it: ``"issuerKeyHash"``.
    value
        What belongs into it.
    origin
        Which certificate its octets are from.
    runs
        The whole element, run by run; empty where the field holds nothing of a certificate.
    lesson
        One sentence.
    clause
        Where that is written.
    mistakes
        What would stand there instead.
    """

    name: str
    value: str
    origin: Origin
    runs: Runs
    lesson: str
    clause: str
    mistakes: tuple[CommonMistake, ...]

    @property
    def included(self) -> bytes:
        """The octets that go into the value, in order."""
        return b"".join(run.octets for run in self.runs if run.included)

    @property
    def hashed(self) -> bool:
        """Whether the value is a digest; the serial number's digits are written as they are."""
        return self.name.endswith("Hash")

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a field."""
        return {
            "field": self.name,
            "value": self.value,
            "origin": self.origin.value,
            "octets": [run.to_dict() for run in self.runs],
            "lesson": self.lesson,
            "clause": self.clause,
            "mistakes": [mistake.to_dict() for mistake in self.mistakes],
        }


_CERT_ID = "RFC 6960 4.1.1; OCPP 2.1 CertificateHashDataType"
_LESSONS = {
    "hashAlgorithm": (
        "Names the hash function of the two hashes below; what the certificate itself was signed with plays no part.",
        "OCPP 2.1 HashAlgorithmEnumType",
    ),
    "issuerNameHash": (
        (
            "The hash of the issuer field in the checked certificate, the whole Name with tag and length, exactly as it is encoded "
            "there; the issuer's own certificate may encode the same name in other octets."
        ),
        _CERT_ID,
    ),
    "issuerKeyHash": (
        (
            "The hash of the issuer's public key, from the issuer's certificate: the content of the BIT STRING alone, without its "
            "tag, its length and its unused-bits octet, and not the whole SubjectPublicKeyInfo."
        ),
        _CERT_ID,
    ),
    "serialNumber": (
        "The checked certificate's serial number, not hashed: its value in hexadecimal, without leading zeros and without 0x.",
        _CERT_ID,
    ),
}


def inspected_fields(certificate: Item, issuer: Item, hash_data: CertificateHashData) -> tuple[InspectedField, ...]:
    """The four fields, in OCPP's order.

    Raises
    ------
    DerError
        One of the two is no certificate.
    """
    child, parent = certificate.der, issuer.der
    content = issuer_and_serial(child)[1]
    serial = int.from_bytes(content, "big", signed=True)
    key, identifier = (issuer.facts.key, issuer.facts.subject_key_identifier) if issuer.facts else ("", None)
    found: dict[str, tuple[Origin, Runs, tuple[CommonMistake, ...]]] = {
        "hashAlgorithm": (Origin.NONE, (), algorithm_mistakes(hash_data)),
        "issuerNameHash": (Origin.CERTIFICATE, issuer_runs(child), name_mistakes(child, parent, hash_data)),
        "issuerKeyHash": (Origin.ISSUER, key_runs(parent, key), key_mistakes(child, parent, hash_data, identifier)),
        "serialNumber": (Origin.CERTIFICATE, serial_runs(child), serial_mistakes(serial, content, hash_data)),
    }
    values = hash_data.to_dict()
    return tuple(
        InspectedField(name, values[name], origin, runs, *_LESSONS[name], mistakes)
        for name, (origin, runs, mistakes) in found.items()
    )
