"""What a CSMS knows of a station: only what the station said. Two things are kept apart: beliefs and listings.

A belief comes from an accepted request (an install, a delete, a signed chain) or from the first listing of its type; a listing is
the station's own word. Where they differ, :mod:`workbench.csms.drift` says so, and nothing is healed in silence. What was not
answered changes no belief: it is a doubt until the station is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.csms.seen import Handed, Issued, Outfit, Reading, Remembered, SecurityEventSeen, Signing, address
from workbench.csms.shown import record_line, record_table
from workbench.display import Readable, terminal
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.messages.certificates import CertificateHashDataChain

CSMS_ROOT = "CSMSRootCertificate"
MANUFACTURER_ROOT = "ManufacturerRootCertificate"
V2G_ROOT = "V2GRootCertificate"
MO_ROOT = "MORootCertificate"
OEM_ROOT = "OEMRootCertificate"
CHAIN_TYPE = "V2GCertificateChain"
MOST_KEPT = 50
"""Answers, and security events, that a record remembers: the latest."""


@dataclass(frozen=True, slots=True)
class Believed:
    """A certificate that the station is believed to hold.

    Attributes
    ----------
    certificate_type
        OCPP's GetCertificateIdUse.
    hash_data
        By which it may be listed: by each algorithm where the certificate is at hand, else as it was listed.
    item
        The certificate, where the CSMS itself sent it or had it.
    children
        The sub-CAs of a V2G chain.
    superseded
        Whether the station may have dropped it for a newer chain: then neither its presence nor its absence is drift.
    """

    certificate_type: str
    hash_data: tuple[CertificateHashData, ...]
    item: Item | None = None
    children: tuple[CertificateHashData, ...] = ()
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What the station said of one type, and when.

    Attributes
    ----------
    entries
        As they came; empty after NotFound.
    stale
        Whether something was changed, or may have been, since.
    """

    certificate_type: str
    at: datetime
    entries: tuple[CertificateHashDataChain, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRecord(Readable):
    """What is known of one station.

    Attributes
    ----------
    known
        Certificates that the CSMS has at hand, its own roots above all: they name what the station lists.
    security_profile
        0 to 3 of the present or last connection; None before the first.
    server
        The name of the server certificate that the CSMS showed at the last connection, as the edge calls it.
    believed, listings
        See the module's docstring.
    readings
        Variables, the last value of each.
    signings
        Certificates on their way, one for each type and requestId.
    issued
        Chains that the station took, the latest of each type.
    answers, security_events
        The last :data:`MOST_KEPT` of each.
    handed
        The last contract that went to each vehicle of ISO 15118-20 (M01).
    """

    identity: str
    known: tuple[Item, ...] = field(default=(), repr=False)
    version: Version = Version.V21
    connected: bool = False
    security_profile: int | None = None
    server: str = ""
    outfit: Outfit = field(default_factory=Outfit)
    last_seen: datetime | None = None
    believed: tuple[Believed, ...] = ()
    listings: tuple[Listing, ...] = ()
    readings: tuple[Reading, ...] = ()
    signings: tuple[Signing, ...] = ()
    issued: tuple[Issued, ...] = ()
    answers: tuple[Remembered, ...] = ()
    security_events: tuple[SecurityEventSeen, ...] = ()
    handed: tuple[Handed, ...] = ()

    @property
    def at_hand(self) -> tuple[Item, ...]:
        """Every certificate that may name a listed entry."""
        held = (one.item for one in self.believed if one.item is not None)
        return (*held, *(item for issued in self.issued for item in issued.chain), *self.known)

    def of_type(self, certificate_type: str) -> tuple[Believed, ...]:
        """What it is believed to hold of one type, the oldest first."""
        return tuple(one for one in self.believed if one.certificate_type == certificate_type)

    def listing(self, certificate_type: str) -> Listing | None:
        """Its last word on one type; None where it was never asked."""
        return next((one for one in self.listings if one.certificate_type == certificate_type), None)

    def reading(self, component: str, variable: str, instance: str = "", attribute: str = "Actual") -> Reading | None:
        """The last value of a variable; None where it was never asked for."""
        wanted = address(component, variable, instance, attribute)
        return next((one for one in self.readings if one.address == wanted), None)

    def __repr__(self) -> str:
        return f"StationRecord({terminal(record_line(self))})"

    def __str__(self) -> str:
        return record_table(self).to_text()

    def _repr_html_(self) -> str:
        return record_table(self)._repr_html_()  # as a notebook asks

    def remembering(self, answer: Remembered) -> StationRecord:
        """The same with one more answer."""
        return replace(self, answers=(*self.answers, answer)[-MOST_KEPT:])

    def handing(self, new: Handed) -> StationRecord:
        """The same after a contract went to a vehicle; a request of which none remain is forgotten."""
        others = tuple(one for one in self.handed if one.request_sha256 != new.request_sha256)
        return replace(self, handed=(*others, *((new,) if new.remaining else ()))[-MOST_KEPT:])

    def doubting(self, types: Iterable[str] | None = None) -> StationRecord:
        """The same, where what is listed of these types (None: of all) may have changed since."""
        wanted = None if types is None else set(types)
        return replace(
            self,
            listings=tuple(
                replace(one, stale=True) if wanted is None or one.certificate_type in wanted else one for one in self.listings
            ),
        )
