"""The formats in which certificates travel: parts to the bytes of a file."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING

from asn1crypto import core, pem
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs7,
    pkcs12,
)

from workbench.certs.issuing.elements import sequence
from workbench.errors import InputError
from workbench.sample_pki.declaration import HINT
from workbench.sample_pki.issuance import CERTIFICATE, KEY, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.sample_pki.declaration import FileDeclaration

    Container = Callable[[Sequence[Part], FileDeclaration], bytes]

KEY_MARK = "TEST KEY of the PnC PKI Workbench samples ({name}): made from a published seed, protects nothing."
"""Stands before every private key in PEM."""


def pem_text(parts: Sequence[Part]) -> str:
    """The parts as PEM (RFC 7468), one after the other; keys with :data:`KEY_MARK` before them."""
    return "".join(
        (KEY_MARK.format(name=part.name) + "\n" if part.label == KEY else "") + pem.armor(part.label, part.der).decode("ascii")
        for part in parts
    )


def same_store(one: bytes, other: bytes, password: str) -> bool:
    """Whether two PKCS#12 stores open with the password and hold the same key, certificates and names; their octets never agree."""
    try:
        first, second = (pkcs12.load_pkcs12(data, password.encode()) for data in (one, other))
    except ValueError:
        return False
    return _content(first) == _content(second)


def zip_archive(members: Mapping[str, bytes]) -> bytes:
    """A zip archive, stored, with one date for all members: the same octets on every machine and zlib."""
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)  # 1980-01-01
            member.create_system = 3  # unix, wherever this runs
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return sheet.getvalue()


def _content(store: pkcs12.PKCS12KeyAndCertificates) -> object:
    key = store.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) if store.key else None
    return key, store.cert, store.additional_certs


def _pem(parts: Sequence[Part], _: FileDeclaration) -> bytes:
    return pem_text(parts).encode("ascii")


def _der(parts: Sequence[Part], file: FileDeclaration) -> bytes:
    if len(parts) != 1:
        raise InputError(f"file {file.path}: DER holds one thing, not {len(parts)}.", hint=HINT)
    return parts[0].der


def _base64(parts: Sequence[Part], file: FileDeclaration) -> bytes:
    return base64.encodebytes(_der(parts, file))


def _pkcs7_der(parts: Sequence[Part], _: FileDeclaration) -> bytes:
    return pkcs7.serialize_certificates([x509.load_der_x509_certificate(part.der) for part in parts], Encoding.DER)


def _pkcs7_pem(parts: Sequence[Part], file: FileDeclaration) -> bytes:
    return bytes(pem.armor("PKCS7", _pkcs7_der(parts, file)))


def _pkcs7_base64(parts: Sequence[Part], file: FileDeclaration) -> bytes:
    return base64.b64encode(_pkcs7_der(parts, file))


def _pkcs12(parts: Sequence[Part], file: FileDeclaration) -> bytes:
    key = next((part for part in parts if part.label == KEY), None)
    certificates = [x509.load_der_x509_certificate(part.der) for part in parts if part.label == CERTIFICATE]
    return pkcs12.serialize_key_and_certificates(
        file.friendly_name.encode(),
        load_der_private_key(key.der, None) if key else None,  # type: ignore[arg-type]
        certificates[0],
        certificates[1:],
        BestAvailableEncryption(file.password.encode()),
    )


def _trusted_pem(parts: Sequence[Part], file: FileDeclaration) -> bytes:
    """OpenSSL's own wrapping: the certificate and, behind it, a name for people (``X509_CERT_AUX`` with its alias alone)."""
    trust = sequence(core.UTF8String(file.friendly_name).dump())
    return bytes(pem.armor("TRUSTED CERTIFICATE", _der(parts, file) + trust))


CONTAINERS: dict[str, Container] = {
    "PEM": _pem,
    "DER": _der,
    "base64": _base64,
    "PKCS#7 DER": _pkcs7_der,
    "PKCS#7 PEM": _pkcs7_pem,
    "PKCS#7 base64": _pkcs7_base64,
    "PKCS#12": _pkcs12,
    "OpenSSL TRUSTED PEM": _trusted_pem,
}
"""The formats of files that hold parts, by the name that the declaration and the manifest use."""
