"""What a caller of a CSMS means by a station and by a certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.certs.hashdata import CertificateHashData
from workbench.csms.certificates import pem_of
from workbench.errors import InputError
from workbench.messages.hash_data import CertificateHashDataType
from workbench.net.given import items_of

if TYPE_CHECKING:
    from workbench.certs.items import Item

_FIELDS = ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")


def identity_of(station: Any) -> str:
    """The identity of a station, which is given by it or itself."""
    return station if isinstance(station, str) else str(station.identity)


def identities_of(stations: Any) -> list[str]:
    """As :func:`identity_of`, of several; one alone is taken too."""
    alone = isinstance(stations, str) or hasattr(stations, "identity")
    return [identity_of(one) for one in ([stations] if alone else stations)]


def certificate_pem(certificate: Any) -> str:
    """The first certificate as PEM; PEM text as it is, damaged or not.

    Raises
    ------
    InputError
        There is no certificate in it.
    """
    if isinstance(certificate, str) and "-----BEGIN" in certificate:
        return certificate
    return pem_of((_first(certificate, 'Give a file: wb.samples("ocpp/csms-root-new.pem").'),))


def what_to_delete(given: Any) -> CertificateHashData | CertificateHashDataType | Item:
    """Hash data, as value or as a mapping of its four fields; or the first certificate.

    Raises
    ------
    InputError
        It is none of that.
    """
    if isinstance(given, CertificateHashData | CertificateHashDataType):
        return given
    if isinstance(given, Mapping):
        if any(not isinstance(given.get(name), str) for name in _FIELDS):
            raise InputError("This is no hash data.", hint=f"It has four strings: {', '.join(_FIELDS)}.")
        return CertificateHashData(*(given[name] for name in _FIELDS))
    return _first(given, "Give hash data, or a certificate.")


def _first(given: Any, hint: str) -> Item:
    found = next((one for one in items_of(given) if one.certificate is not None), None)
    if found is None:
        raise InputError("There is no certificate in what was given.", hint=hint)
    return found
