"""The requests of a plan as JSON payloads, held against the version's schema before they are offered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from asn1crypto import pem

from workbench.certs.hashdata import HashAlgorithm
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    InstallCertificateRequest,
    InstallCertificateUse,
)
from workbench.messages.codec import to_wire
from workbench.messages.faults import Unsendable
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from workbench.certs.items import Item

INSTALL, DELETE, LIST = "InstallCertificate", "DeleteCertificate", "GetInstalledCertificateIds"


def spoken(version: Version | None) -> Version:
    """The version whose limits hold: the narrower one where it is not known."""
    return version or Version.V201


def pem_of(item: Item) -> str:
    """The certificate as InstallCertificateRequest carries it."""
    text: bytes = pem.armor("CERTIFICATE", item.der)
    return text.decode("ascii").strip()


@lru_cache(maxsize=64)
def install_request(text: str, certificate_type: str, version: Version) -> dict[str, Any]:
    """InstallCertificateRequest.

    Raises
    ------
    Unsendable
        The version has no such type, or the text is too long for it.
    """
    return to_wire(InstallCertificateRequest(certificate_type=InstallCertificateUse(certificate_type), certificate=text), version)


@lru_cache(maxsize=64)
def list_request(types: tuple[str, ...], version: Version) -> dict[str, Any]:
    """GetInstalledCertificateIdsRequest; no types: all of them."""
    wanted = tuple(GetCertificateIdUse(one) for one in types) or None
    return to_wire(GetInstalledCertificateIdsRequest(certificate_type=wanted), version)


@lru_cache(maxsize=4_096)
def delete_request(fields: tuple[str, str, str, str], version: Version) -> dict[str, Any] | None:
    """DeleteCertificateRequest with the hash data as the station listed it; None where no schema takes that.

    M04.FR.07 wants the algorithm echoed; a station with a way of its own to write hashes finds nothing else than what it wrote.
    """
    algorithm, name, key, serial = fields
    if algorithm not in HashAlgorithm.__members__:
        return None
    data = CertificateHashDataType(
        hash_algorithm=HashAlgorithm(algorithm), issuer_name_hash=name, issuer_key_hash=key, serial_number=serial
    )
    try:
        return to_wire(DeleteCertificateRequest(certificate_hash_data=data), version)
    except Unsendable:
        return None
