"""What of certificates a message carries, each with its name: PEM, CSRs, hash entries, OCSP responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.certs.items import ItemType
from workbench.certs.pairing import name_of
from workbench.csms.certificates import read_certificates
from workbench.messages.certificate_status import GetCertificateStatusRequest, GetCertificateStatusResponse
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetInstalledCertificateIdsResponse,
    InstallCertificateRequest,
)
from workbench.messages.sign_certificate import CertificateSignedRequest, SignCertificateRequest
from workbench.replay.step import Named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.hashdata import CertificateHashData
    from workbench.csms.names import Names
    from workbench.messages.actions import Message

_MOST = 50


def carried(message: Message | None, names: Names) -> tuple[Named, ...]:
    """At most 50 things."""
    return tuple(one for one, _ in zip(_carried(message, names), range(_MOST), strict=False))


def _carried(message: Message | None, names: Names) -> Iterator[Named]:  # noqa: C901  one message each
    match message:
        case InstallCertificateRequest():
            yield from _certificates(message.certificate)
        case CertificateSignedRequest():
            yield from _certificates(message.certificate_chain)
        case SignCertificateRequest():
            bundle = loading.load([("SignCertificateRequest.csr", message.csr.encode("utf-8", "replace"))])
            for item in bundle.items:
                if item.type is ItemType.CSR:
                    yield Named("CSR", _subject(item.parsed))
        case GetInstalledCertificateIdsResponse():
            for entry in message.certificate_hash_data_chain or ():
                yield resolved(entry.certificate_hash_data.plain, names)
                yield from (resolved(child.plain, names) for child in entry.child_certificate_hash_data or ())
        case DeleteCertificateRequest():
            yield resolved(message.certificate_hash_data.plain, names)
        case GetCertificateStatusRequest():
            yield resolved(message.ocsp_request_data.plain, names)
        case GetCertificateStatusResponse() if message.ocsp_result:
            yield Named("OCSP response", f"{len(message.ocsp_result)} characters")


def _certificates(pem: str) -> Iterator[Named]:
    for item in read_certificates(pem):
        if item.facts is not None:
            yield Named("certificate", name_of(item.facts), item.facts.sha256)


def _subject(request: object) -> str:
    try:
        return str(request.subject.rfc4514_string())  # type: ignore[attr-defined]
    except (ValueError, AttributeError):
        return ""


def resolved(data: CertificateHashData, names: Names) -> Named:
    """Whose hash data this is: a certificate at hand, by its right hashes or by named mistakes."""
    item = names.exact(data)
    if item is not None and item.facts is not None:
        return Named("hash data", name_of(item.facts), item.facts.sha256, "exact")
    match = names.match(data)
    if match is not None and match.item is not None and match.item.facts is not None:
        return Named("hash data", name_of(match.item.facts), match.item.facts.sha256, ", ".join(match.mistakes) or "exact")
    return Named("hash data", f"serial number {data.serial_number[:40]}", None, "unknown")
