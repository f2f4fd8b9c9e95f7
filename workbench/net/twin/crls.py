"""The CRLs of a CA: the right one of the time, and wrong ones (RFC 5280 5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asn1crypto import pem
from cryptography import x509

from workbench.certs.issuing import (
    CrlContent,
    Extension,
    NameAttribute,
    PrivateKey,
    RevokedEntry,
    derive_private_key,
    encode_name,
    issue_crl,
    key_identifier,
)
from workbench.net.twin.faults import Fault
from workbench.net.twin.ocsp_answer import BACK, DAY
from workbench.sample_pki import raw_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from workbench.net.twin.authority import Authority

_ELSEWHERE = "http://pki.pnc.example/another-part.crl"
_STRANGE = Extension("1.3.6.1.4.1.99999.1", b"\x05\x00", critical=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What faults change in a CRL."""

    number: int
    this_update: datetime
    next_update: datetime | None
    point: x509.IssuingDistributionPoint
    entries: tuple[RevokedEntry, ...]
    more: tuple[Extension, ...] = ()


class Lists:
    """The current CRL of each CA; a new one with the next number where something changed or half of its time is over."""

    def __init__(self, seed: bytes, lasts: timedelta) -> None:
        self._lasts = lasts
        self._issued: dict[str, tuple[int, datetime, int]] = {}
        self._stranger = derive_private_key(seed, "twin/another CA", "P-256")

    def crl(self, authority: Authority, urls: Sequence[str], now: datetime, fault: Fault | None) -> tuple[bytes, str]:
        """The CRL as it is sent, and the words for the log.

        Parameters
        ----------
        urls
            Where the certificates say that it is: its issuing distribution point.
        """
        number, made = self._current(authority, now)
        shape = _Shape(
            number=number,
            this_update=made,
            next_update=made + self._lasts,
            point=_point(urls),
            entries=tuple(RevokedEntry(serial, one.at, one.reason) for serial, one in authority.revoked.items()),
        )
        if fault in _CHANGES:
            shape = _CHANGES[fault](shape)
        strange = fault in {Fault.WRONG_CRL_ISSUER, Fault.INDIRECT}
        key = self._stranger if strange else authority.key
        name = encode_name([NameAttribute("CN", "Another CA (simulation)")]) if strange else authority.subject
        der = _issued(shape, name, key, key_identifier(key) if strange else authority.key_identifier)
        if fault is Fault.CRL_SIGNATURE_DAMAGED:
            der = raw_changes.after_signing(der, ("signature damaged",))
        if fault is Fault.PEM_CRL:
            der = pem.armor("X509 CRL", der)
        return der, f"CRL number {shape.number}, {len(shape.entries)} revoked"

    def _current(self, authority: Authority, now: datetime) -> tuple[int, datetime]:
        number, made, revision = self._issued.get(authority.name, (authority.first_number, now - BACK, authority.revision))
        if revision != authority.revision or not made <= now < made + self._lasts / 2:
            number, made, revision = number + 1, now - BACK, authority.revision
        self._issued[authority.name] = number, made, revision
        return number, made


def _point(urls: Sequence[str] | None, *, indirect: bool = False) -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(
        full_name=[x509.UniformResourceIdentifier(url) for url in urls] if urls else None,
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=indirect,
        only_contains_attribute_certs=False,
    )


def _issued(shape: _Shape, name: bytes, key: PrivateKey, identifier: bytes) -> bytes:
    content = CrlContent(
        issuer=name,
        this_update=shape.this_update,
        next_update=shape.next_update,
        revoked=shape.entries,
        extensions=(
            Extension.of(x509.AuthorityKeyIdentifier(identifier, None, None)),
            Extension.of(x509.CRLNumber(shape.number)),
            Extension.of(shape.point, critical=True),
            *shape.more,
        ),
    )
    return issue_crl(content, key)


_CHANGES: dict[Fault, Callable[[_Shape], _Shape]] = {
    Fault.CRL_STALE: lambda s: replace(s, this_update=s.this_update - 30 * DAY, next_update=s.this_update - 3 * DAY),
    Fault.CRL_FUTURE: lambda s: replace(s, this_update=s.this_update + DAY, next_update=s.this_update + 8 * DAY),
    Fault.CRL_WITHOUT_NEXT_UPDATE: lambda s: replace(s, next_update=None),
    Fault.DELTA_ONLY: lambda s: replace(s, more=(Extension.of(x509.DeltaCRLIndicator(max(s.number - 1, 0)), critical=True),)),
    Fault.INDIRECT: lambda s: replace(s, point=_point(None, indirect=True)),
    Fault.PARTITIONED: lambda s: replace(s, point=_point([_ELSEWHERE])),
    Fault.CRL_CRITICAL_EXTENSION: lambda s: replace(s, more=(_STRANGE,)),
    Fault.OLD_NUMBER: lambda s: replace(s, number=max(s.number - 1, 0), this_update=s.this_update - DAY / 24, entries=()),
}
