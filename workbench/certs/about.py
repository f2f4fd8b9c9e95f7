"""One line about each thing that is no certificate: whose it is, since when, until when. Never raises at what it cannot read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import ocsp

from workbench.certs import names
from workbench.certs.facts import key_name
from workbench.certs.items import ItemType
from workbench.certs.quiet import quietly

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cryptography import x509

    from workbench.certs.items import Item


@dataclass(frozen=True, slots=True)
class About:
    """What a table shows of a CSR, CRL, OCSP message, key, hash entry or OCPP message."""

    subject: str = ""
    issuer: str = ""
    since: datetime | None = None
    until: datetime | None = None
    key: str = ""


def about(item: Item) -> About:
    """The line; empty fields where nothing is to be said, or where a field cannot be read."""
    read = _ABOUT.get(item.type)
    try:
        with quietly():
            return read(item) if read is not None else About(subject=item.label)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return About(subject=item.label)


def _request(item: Item) -> About:
    return About(subject=_name(item.parsed.subject), key=key_name(item.parsed.public_key()))


def _crl(item: Item) -> About:
    crl = item.parsed
    return About(f"{len(crl):,} revoked", _name(crl.issuer), crl.last_update_utc, crl.next_update_utc)


def _ocsp_request(item: Item) -> About:
    return About(subject=f"asks for serial {item.parsed.serial_number:x}")


def _ocsp_response(item: Item) -> About:
    response = item.parsed
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return About(subject=response.response_status.name.lower().replace("_", " "))
    answers = list(response.responses)
    single = answers[0]
    more = f", and {len(answers) - 1} more" if len(answers) > 1 else ""
    says = f"says serial {single.serial_number:x} is {single.certificate_status.name.lower()}{more} (signature not checked)"
    return About(says, since=single.this_update_utc, until=single.next_update_utc)


def _hash_data(item: Item) -> About:
    return About(subject=f"{item.value.get('hashAlgorithm', '?')}, serial {item.value.get('serialNumber', '?')}")


def _name(name: x509.Name) -> str:
    known = names.from_cryptography(name)
    return known.common_name or str(known)


_ABOUT: dict[ItemType, Callable[[Item], About]] = {
    ItemType.CSR: _request,
    ItemType.CRL: _crl,
    ItemType.OCSP_REQUEST: _ocsp_request,
    ItemType.OCSP_RESPONSE: _ocsp_response,
    ItemType.HASH_DATA: _hash_data,
    ItemType.PRIVATE_KEY: lambda item: About(key=item.label),
}
