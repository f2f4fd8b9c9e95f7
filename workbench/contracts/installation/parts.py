"""What installation messages of both standards are made of: certificates as items, names, key identifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from workbench.certs import loading
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.quiet import quietly
from workbench.contracts.exi.signature import X509IssuerSerial
from workbench.contracts.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.findings import Finding


def certificate_items(what: str, leaf: bytes, sub_cas: Iterable[bytes]) -> tuple[Item, ...]:
    """The certificates of a chain as items, leaf first; what is none stays an item that says so."""
    names = [what, *(f"{what}, sub-certificate {number}" for number, _ in enumerate(sub_cas, 1))]
    return tuple(_item(name, der) for name, der in zip(names, (leaf, *sub_cas), strict=True))


def _item(name: str, der: bytes) -> Item:
    found = loading.load([(name, der)]).items
    certificate = next((one for one in found if one.type is ItemType.CERTIFICATE), None)
    return certificate or Item(ItemType.UNREADABLE, der, Source(name))


def unreadable(items: Sequence[Item]) -> list[Finding]:
    """A finding for each that is no certificate that can be worked with."""
    return [
        fault(
            "contract-certificate-unreadable",
            f"{item.source.file} holds no certificate that can be read.",
            observed=f"{len(item.der)} octets",
            expected="one X.509 certificate, DER",
            remedy="Have its sender put the DER of the certificate there, without PEM around it.",
        )
        for item in items
        if item.certificate is None
    ]


def common_name(certificate: x509.Certificate) -> str:
    """The subject's common name; empty where there is none or it cannot be read."""
    try:
        with quietly():
            found = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    except ValueError:
        return ""
    return str(found[0].value) if found else ""


def key_identifier(certificate: x509.Certificate) -> bytes:
    """subjectKeyIdentifier; empty where there is none."""
    try:
        with quietly():
            return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except (x509.ExtensionNotFound, ValueError, x509.DuplicateExtension):
        return b""


def root_ids(roots: Iterable[Item]) -> tuple[X509IssuerSerial, ...]:
    """The roots as a request lists them: the issuer's name as RFC 4514 has it, and the serial number."""
    return tuple(
        X509IssuerSerial(one.certificate.issuer.rfc4514_string(), one.certificate.serial_number)
        for one in roots
        if one.certificate is not None
    )
