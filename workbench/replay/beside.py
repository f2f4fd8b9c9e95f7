"""What is known of one station while its log goes by: the CSMS's record of it, and the reference station made from that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.csms import csms
from workbench.csms.certificates import hash_data_by_all
from workbench.csms.events import Answered, Received
from workbench.csms.limits import Limits, limits_of
from workbench.csms.record import CSMS_ROOT, StationRecord
from workbench.messages.certificates import GetCertificateIdUse
from workbench.messages.sign_certificate import CertificateSigningUse
from workbench.messages.versions import Version
from workbench.station.device_model import default_model
from workbench.station.installed import InstalledCertificate, KeyReference, TrustStore
from workbench.station.state import Connection, PendingRequest, StationState

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.csms.decision import CsmsDecision
    from workbench.csms.names import Names
    from workbench.messages.actions import RequestToCsms, RequestToStation, ResponseFromStation

_NO_LIMIT = 1_000_000
ALL_TYPES = frozenset(str(one) for one in GetCertificateIdUse)


@dataclass(eq=False)
class Asking:
    """A signing request of the log.

    Attributes
    ----------
    key
        SHA-256 of the public key of its CSR; empty where the CSR cannot be read.
    taken
        Whether the CSMS answered Accepted; None while it has not.
    served
        Whether the station took a certificate for it.
    """

    certificate_type: CertificateSigningUse | None
    request_id: int | None
    key: str
    line: int
    taken: bool | None = None
    served: bool = False


@dataclass(eq=False)
class Beside:
    """Changes as the log goes by.

    Attributes
    ----------
    pile
        Every certificate of the logs and of the call.
    version
        Of OCPP; None while the log has not shown it.
    listed
        The types of which a listing was seen and nothing happened since that leaves them open.
    deleted
        What the station says it deleted, until it is installed again.
    refused
        DER of what the station did not take, until it does.
    askings
        The signing requests of the log.
    contracts_left
        The last remainingContracts for each vehicle's request, while there are more (M01).
    restarts
        How often the station booted.
    lines_lost
        Whether something before could not be read.
    """

    pile: tuple[Item, ...]
    names: Names
    version: Version | None = None
    record: StationRecord = field(default_factory=lambda: StationRecord(identity=""))
    listed: set[str] = field(default_factory=set)
    deleted: set[CertificateHashData] = field(default_factory=set)
    refused: dict[bytes, str] = field(default_factory=dict)
    askings: list[Asking] = field(default_factory=list)
    contracts_left: dict[str, int] = field(default_factory=dict)
    restarts: int = 0
    listed_at_restart: int = 0
    lines_lost: bool = False

    def __post_init__(self) -> None:
        self.record = replace(self.record, known=self.pile, version=self.spoken)

    @property
    def spoken(self) -> Version:
        """The version to judge by; 2.1, which takes more, where it is not known."""
        return self.version or Version.V21

    def speak(self, version: Version) -> None:
        """The version is known now."""
        self.version = version
        self.record = replace(self.record, version=version)

    def forget(self, types: frozenset[str] = ALL_TYPES) -> None:
        """What is installed of these types is not known any more, until it is listed again."""
        if not types:
            return
        believed = tuple(one for one in self.record.believed if one.certificate_type not in types)
        listings = tuple(one for one in self.record.listings if one.certificate_type not in types)
        self.record = replace(self.record, believed=believed, listings=listings)
        self.listed -= types

    def start_anew(self) -> None:
        """Nothing of what was said before holds any more: another station may speak."""
        self.record = StationRecord(identity="", known=self.pile, version=self.spoken)
        self.listed.clear()
        self.deleted.clear()
        self.refused.clear()
        self.askings.clear()
        self.contracts_left.clear()
        self.lines_lost = True

    def holds(self, item: Item) -> bool:
        """Whether the record says that the station holds a certificate, under any type."""
        return any(one.item is not None and one.item.der == item.der for one in self.record.believed)

    @property
    def limits(self) -> Limits:
        """What the station's variables said, as far as the log has them."""
        return limits_of(self.record)

    def learn(self, request: RequestToStation, response: ResponseFromStation, now: datetime) -> None:
        """Take an answer of the station into the record."""
        record = csms.decide(self.record, Answered(request, response), now).record
        new = {(one.certificate_type, data) for one in record.believed if not one.superseded for data in one.hash_data}
        # a chain that is sent a second time supersedes itself: it is one certificate all the same
        kept = tuple(
            one
            for one in record.believed
            if not (one.superseded and any((one.certificate_type, data) in new for data in one.hash_data))
        )
        self.record = replace(record, believed=kept)

    def hear(self, request: RequestToCsms, now: datetime) -> CsmsDecision:
        """What the reference CSMS makes of a request; it is taken into the record."""
        decision = csms.decide(self.record, Received(request), now)
        self.record = decision.record
        return decision

    def knows(self, certificate_type: str) -> bool:
        """Whether it is known what the station holds of a type."""
        return certificate_type in self.listed

    @property
    def knows_all(self) -> bool:
        """Whether it is known what the station holds at all, apart from its own client certificate."""
        return self.listed >= (ALL_TYPES - {"OEMRootCertificate"} if self.version is Version.V201 else ALL_TYPES)

    @property
    def held(self) -> int:
        """How many certificates the record says it holds, as CertificateEntries counts."""
        return sum(1 + len(one.children) for one in self.record.believed if not one.superseded)

    @property
    def entries(self) -> int:
        """The same without the sub-CAs of chains: so many at least, however a station counts."""
        return sum(not one.superseded for one in self.record.believed)

    def item_of(self, data: CertificateHashData) -> Item | None:
        """The certificate at hand that has this hash data, without a mistake."""
        return self.names.exact(data)

    def own_certificates(self) -> set[CertificateHashData]:
        """The hash data of the client certificates that the station took in this log."""
        kinds = {CertificateSigningUse.CHARGING_STATION_CERTIFICATE, None}
        leaves = [one.chain[0] for one in self.record.issued if one.certificate_type in kinds and one.chain]
        return {data for leaf in leaves for data in hash_data_by_all(leaf, self.pile)}

    def station(self, *, root_check: bool, has_room: bool = False) -> StationState:
        """The reference station: what the record says it holds, with the limits that were read; ``has_room``: never full."""
        entries, fallback = [], None
        for one in self.record.believed:
            if one.item is None or one.item.certificate is None or one.certificate_type not in ALL_TYPES - {"V2GCertificateChain"}:
                continue
            held = InstalledCertificate(one.item, one.hash_data)
            entries.append((one.certificate_type, held))
            if one.certificate_type == CSMS_ROOT and one.superseded:
                fallback = held.sha256
        limits = self.limits
        most = limits.most_entries
        hidden = self.held - len(entries)
        model = default_model(
            root_check=root_check,
            max_entries=_NO_LIMIT if most is None or has_room else most - hidden,
            max_chain_size=limits.longest_chain,
        )
        model = model.with_value(
            "OCPPCommCtrlr", "FieldLength", str(limits.longest_certificate), "InstallCertificateRequest.certificate"
        )
        model = model.with_value(
            "OCPPCommCtrlr", "FieldLength", str(limits.longest_chain), "CertificateSignedRequest.certificateChain"
        )
        model = model.with_value("SecurityCtrlr", "Identity", limits.identity)
        state = StationState(
            store=TrustStore(tuple(entries)), model=model, connection=Connection(version=self.spoken), pending=self._pending()
        )
        return replace(state.with_store(state.store), fallback=fallback).with_store(state.store)

    def _pending(self) -> tuple[PendingRequest, ...]:
        return tuple(
            PendingRequest(
                str(one.certificate_type or "Combined"),  # type: ignore[arg-type]  # the same words
                KeyReference(f"line {one.line}"),
                one.key,
                one.request_id,
                accepted=True,
            )
            for one in self.askings
            if not one.served and one.taken is not False
        )
