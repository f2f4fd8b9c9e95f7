"""What a station's variables allow, as far as they were read: None where the station was not asked, or did not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.messages.certificates import InstallCertificateRequest
from workbench.messages.plans import object_of
from workbench.messages.shapes import Text
from workbench.messages.sign_certificate import CertificateSignedRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.csms.record import StationRecord
    from workbench.messages.versions import Version

SECURITY, COMMUNICATION, ISO15118 = "SecurityCtrlr", "OCPPCommCtrlr", "ISO15118Ctrlr"
CERTIFICATE_FIELD = "InstallCertificateRequest.certificate"
CHAIN_FIELD = "CertificateSignedRequest.certificateChain"

WANTED: tuple[tuple[str, str, str, str], ...] = (
    (SECURITY, "CertificateEntries", "", "Actual"),
    (SECURITY, "CertificateEntries", "", "MaxSet"),
    (SECURITY, "MaxCertificateChainSize", "", "Actual"),
    (SECURITY, "AdditionalRootCertificateCheck", "", "Actual"),
    (SECURITY, "SecurityProfile", "", "Actual"),
    (SECURITY, "Identity", "", "Actual"),
    (SECURITY, "OrganizationName", "", "Actual"),
    (SECURITY, "CertSigningWaitMinimum", "", "Actual"),
    (SECURITY, "CertSigningRepeatTimes", "", "Actual"),
    (COMMUNICATION, "FieldLength", CERTIFICATE_FIELD, "Actual"),
    (COMMUNICATION, "FieldLength", CHAIN_FIELD, "Actual"),
    (ISO15118, "SeccId", "", "Actual"),
)
"""Component, variable, instance, attribute of what a CSMS reads before it acts.

maxLimit of CertificateEntries is a characteristic, which only a report of the device model is bound to tell; many stations give it
as MaxSet too.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one station.

    Attributes
    ----------
    read_at
        When the oldest of them was read; None where none was.
    entries, most_entries
        CertificateEntries and its limit.
    longest_certificate, longest_chain
        Characters of PEM, by FieldLength, MaxCertificateChainSize and the version's schema together.
    root_check
        AdditionalRootCertificateCheck; None where it is not known. A station without the variable has no such check: False.
    identity, secc_id
        The common names that it puts into its CSRs.
    """

    read_at: datetime | None
    entries: int | None
    most_entries: int | None
    longest_certificate: int
    longest_chain: int
    root_check: bool | None
    identity: str = ""
    secc_id: str = ""

    @property
    def room(self) -> int | None:
        """How many more certificates fit; None where that is not known."""
        if self.entries is None or self.most_entries is None:
            return None
        return max(0, self.most_entries - self.entries)


def limits_of(record: StationRecord) -> Limits:
    """What the record's readings say."""
    read = [one.at for one in record.readings]
    return Limits(
        min(read, default=None),
        _integer(record, SECURITY, "CertificateEntries"),
        _integer(record, SECURITY, "CertificateEntries", attribute="MaxSet"),
        min(_lengths(record, InstallCertificateRequest, CERTIFICATE_FIELD)),
        min((*_lengths(record, CertificateSignedRequest, CHAIN_FIELD), *_given(record, SECURITY, "MaxCertificateChainSize"))),
        _flag(record),
        _text(record, SECURITY, "Identity"),
        _text(record, ISO15118, "SeccId"),
    )


def _flag(record: StationRecord) -> bool | None:
    found = record.reading(SECURITY, "AdditionalRootCertificateCheck")
    if found is None:
        return None
    if found.value is None:
        return False if found.status in {"UnknownVariable", "UnknownComponent"} else None
    return {"true": True, "false": False}.get(found.value.strip().lower())


def _text(record: StationRecord, component: str, variable: str) -> str:
    found = record.reading(component, variable)
    return found.value or "" if found is not None else ""


def _integer(record: StationRecord, component: str, variable: str, *, instance: str = "", attribute: str = "Actual") -> int | None:
    found = record.reading(component, variable, instance, attribute)
    text = found.value if found is not None else None
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else None


def _given(record: StationRecord, component: str, variable: str, instance: str = "") -> Iterator[int]:
    """A limit that the station names; 0 and nonsense are none."""
    value = _integer(record, component, variable, instance=instance)
    if value:
        yield value


def _lengths(record: StationRecord, message: type, path: str) -> Iterator[int]:
    yield schema_length(message, path.partition(".")[2], record.version)
    yield from _given(record, COMMUNICATION, "FieldLength", path)


def schema_length(message: type, name: str, version: Version) -> int:
    """Characters that a version's schema allows a field."""
    shape = next(one.shape for one in object_of(message, version).fields if one.name == name)
    assert isinstance(shape, Text)  # noqa: S101  # the two fields that are asked for are texts with a limit
    assert shape.longest is not None  # noqa: S101
    return shape.longest
