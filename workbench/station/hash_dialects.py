"""How stations in the field write hash data otherwise than OCPP says; what they wrote they find, and nothing else.

A dialect is a function from the right hash data to the wrong one. :mod:`workbench.certs.forensics` names each by its mistake.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from workbench.certs.der import certificate_slices, public_key_bits
from workbench.messages.certificates import DeleteCertificateRequest
from workbench.messages.hash_data import CertificateHashDataType
from workbench.station.departures import held_by, relisted
from workbench.station.events import Received
from workbench.station.judging import issuer_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.messages.certificates import CertificateHashDataChain
    from workbench.station.decision import Decision
    from workbench.station.events import Event
    from workbench.station.installed import InstalledCertificate
    from workbench.station.state import StationState

    Writing = Callable[[StationState, InstalledCertificate, CertificateHashDataType], CertificateHashDataType]

_LONGEST_SERIAL = 40


class Dialect(NamedTuple):
    """A way to write hash data.

    Attributes
    ----------
    name
        For command lines: letters and hyphens.
    says
        What is otherwise, one sentence.
    writes
        The hash data as the station writes it, of the certificate that it holds.
    """

    name: str
    says: str
    writes: Writing

    def tells(self, state: StationState, _: Event, decision: Decision) -> Decision:
        """The listing in this dialect."""

        def wrong(entries: tuple[CertificateHashDataChain, ...]) -> tuple[CertificateHashDataChain, ...]:
            return tuple(
                replace(
                    one,
                    certificate_hash_data=self._of(state, one.certificate_hash_data),
                    child_certificate_hash_data=tuple(self._of(state, child) for child in one.child_certificate_hash_data or ())
                    or None,
                )
                for one in entries
            )

        return relisted(decision, wrong, self.says, "M03.FR.04")

    def hears(self, state: StationState, event: Event) -> Event:
        """Deletions find what was listed, and do not find the right hash data."""
        if not (isinstance(event, Received) and isinstance(event.message, DeleteCertificateRequest)):
            return event
        wanted = event.message.certificate_hash_data
        for one in held_by(state):
            data = one.hash_by(wanted.hash_algorithm)
            if data is not None and self.writes(state, one, CertificateHashDataType.of(data)) == replace(wanted, custom_data=None):
                return Received(replace(event.message, certificate_hash_data=CertificateHashDataType.of(data)))
        return Received(replace(event.message, certificate_hash_data=replace(wanted, issuer_key_hash="")))

    def _of(self, state: StationState, data: CertificateHashDataType) -> CertificateHashDataType:
        held = next((one for one in held_by(state) if data.plain in one.hash_data), None)
        return self.writes(state, held, data) if held is not None else data


def _own_key(_: StationState, held: InstalledCertificate, data: CertificateHashDataType) -> CertificateHashDataType:
    key = public_key_bits(certificate_slices(held.item.der).public_key_info)
    return replace(data, issuer_key_hash=hashlib.new(data.hash_algorithm.value, key).hexdigest())


def _whole_key_info(state: StationState, held: InstalledCertificate, data: CertificateHashDataType) -> CertificateHashDataType:
    issuer = issuer_in((one.item for one in held_by(state)), held.item) or held.item
    info = certificate_slices(issuer.der).public_key_info
    return _upper_case(state, held, replace(data, issuer_key_hash=hashlib.new(data.hash_algorithm.value, info).hexdigest()))


def _padded(_: StationState, __: InstalledCertificate, data: CertificateHashDataType) -> CertificateHashDataType:
    serial = data.serial_number
    return replace(data, serial_number="0" * (len(serial) % 2) + serial)


def _upper_case(state: StationState, held: InstalledCertificate, data: CertificateHashDataType) -> CertificateHashDataType:
    padded = _padded(state, held, data)
    return replace(padded, serial_number=padded.serial_number.upper())


def _base64url(_: StationState, held: InstalledCertificate, data: CertificateHashDataType) -> CertificateHashDataType:
    name, key = (urlsafe_b64encode(bytes.fromhex(one)).decode() for one in (data.issuer_name_hash, data.issuer_key_hash))
    serial = str(held.facts.serial)[:_LONGEST_SERIAL]
    return replace(data, issuer_name_hash=name, issuer_key_hash=key, serial_number=serial)


DIALECTS = (
    Dialect("own-key", "Computes issuerKeyHash over the certificate's own key, and finds certificates by that alone.", _own_key),
    Dialect(
        "whole-key-info",
        "Computes issuerKeyHash over the issuer's whole SubjectPublicKeyInfo, and writes serial numbers in upper case.",
        _whole_key_info,
    ),
    Dialect("base64url", "Writes both hashes in base64url and the serial number in decimal.", _base64url),
    Dialect("leading-zero", "Writes serial numbers in whole octets, with a leading zero.", _padded),
    Dialect("upper-case", "Writes serial numbers in whole octets and in upper case.", _upper_case),
)
"""All of them; each is a personality."""
