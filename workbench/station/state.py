"""The state of a charging station: its trust stores, its own chains, what it waits for, how it is connected. All immutable."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from workbench.messages.versions import Version
from workbench.station.device_model import COMMUNICATION, SECURITY, DeviceModel, default_model
from workbench.station.installed import CSMS_ROOT, TrustStore
from workbench.station.plug import Plug
from workbench.station.statuses import Statuses

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.security_event import SecurityEvent
    from workbench.station.installed import InstalledCertificate, KeyedChain, KeyReference

SigningUse = Literal["ChargingStationCertificate", "V2GCertificate", "V2G20Certificate", "Combined"]
"""OCPP's CertificateSigningUseEnumType; Combined is one certificate for OCPP and ISO 15118, for which messages name no type."""


@dataclass(frozen=True, slots=True)
class Migration:
    """A change to another connection profile under way (use case B10).

    Attributes
    ----------
    home
        The slot that the station came from.
    attempts
        Failed attempts so far.
    returning
        The attempts are used up and the station goes home.
    """

    home: int
    attempts: int = 0
    returning: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """How the station is connected.

    Attributes
    ----------
    slot
        The connection profile in use, or tried.
    security_profile
        0 to 3; from 2 on the server has a certificate.
    version
        Of OCPP, what the two sides speak.
    connected
        Whether a connection stands.
    root
        SHA-256 of the CSMS root that verified the server; None while there is no TLS connection.
    migration
        The change of profile that is under way.
    """

    slot: int = 1
    security_profile: int = 2
    version: Version = Version.V21
    connected: bool = False
    root: str | None = None
    migration: Migration | None = None


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """A certificate signing request that waits for its certificate (A02, A03).

    Attributes
    ----------
    certificate_type
        What the certificate is for.
    key
        Where the new private key is.
    public_key_sha256
        SHA-256 of its SubjectPublicKeyInfo: the certificate must carry it.
    request_id
        As SignCertificateRequest named it.
    csr
        The PEM that was sent.
    resend_at
        When it is sent again, UTC-aware; None: never.
    repeats
        How often the waiting time has been doubled.
    accepted
        Whether the CSMS took it: only then CertSigningRepeatTimes ends the station's own renewal [A03.FR.19].
    """

    certificate_type: SigningUse
    key: KeyReference
    public_key_sha256: str
    request_id: int | None = None
    csr: str = field(default="", repr=False)
    resend_at: datetime | None = None
    repeats: int = 0
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause of the station's own renewal of one type, after the CSMS rejected its signing request.

    Attributes
    ----------
    until
        When the renewal begins anew at the earliest, UTC-aware.
    refusals
        How many there were in a row.
    """

    certificate_type: SigningUse
    until: datetime
    refusals: int


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An entry of the security log [A04.FR.04].

    Attributes
    ----------
    at
        When it happened, UTC-aware.
    tech_info
        What happened, at most 255 characters; may quote certificates: hostile text.
    waiting
        Whether the CSMS is still to be told [A04.FR.02].
    """

    event: SecurityEvent
    at: datetime
    tech_info: str
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A connection profile: slot, address of the CSMS, and security profile (0 to 3). Passwords stay at the edge."""

    slot: int
    url: str
    security_profile: int


@dataclass(frozen=True, slots=True)
class StationState:
    """Everything that decides how a station answers.

    Attributes
    ----------
    store
        Its trust anchors, a fallback CSMS root among them.
    fallback
        SHA-256 of the previous CSMS root that is kept for a while [M05.FR.12].
    v2g_chains
        Chains for ISO 15118: one per SECC leaf.
    station_chain
        Its TLS client chain towards the CSMS.
    former_station_chain
        The client chain that a renewed one is about to replace, until a connection shows which of them is used.
    pending
        Signing requests under way.
    making
        What a key is being made for.
    own_initiative
        Whose present or last renewal the station began itself [A03].
    resting
        Own renewals that wait because the CSMS rejected their requests, one of each type at most.
    requests
        Signing requests so far: the last requestId.
    profiles
        The connection profiles, by slot.
    model
        The device model's variables as declared; computed ones are put in by :attr:`device_model`.
    security_log
        The newest security events, the oldest first. It decides nothing: states that differ in it alone are equal.
    statuses
        What is known and asked about revocation (M06, M07). No answer to the CSMS and no connection to it depends on it: states
        that differ in it alone are equal, or every search of a rotation would multiply by what a cache can hold.
    plug
        What is under way with vehicles (M01, M02, C07). Left out of comparisons for the same reason.
    """

    store: TrustStore = field(default_factory=TrustStore)
    fallback: str | None = None
    v2g_chains: tuple[KeyedChain, ...] = ()
    station_chain: KeyedChain | None = None
    former_station_chain: KeyedChain | None = None
    pending: tuple[PendingRequest, ...] = ()
    making: frozenset[SigningUse] = frozenset()
    own_initiative: frozenset[SigningUse] = frozenset()
    resting: tuple[Rest, ...] = ()
    requests: int = 0
    profiles: tuple[Profile, ...] = ()
    connection: Connection = Connection()
    model: DeviceModel = field(default_factory=default_model, repr=False)
    security_log: tuple[LoggedEvent, ...] = field(default=(), repr=False, compare=False)
    statuses: Statuses = field(default_factory=Statuses, repr=False, compare=False)
    plug: Plug = field(default_factory=Plug, repr=False, compare=False)

    @property
    def entries(self) -> int:
        """CertificateEntries: what GetInstalledCertificateIds can list, children included."""
        return len(self.store) + sum(len(chain.certificates) for chain in self.v2g_chains)

    @property
    def root_check(self) -> bool:
        """AdditionalRootCertificateCheck."""
        return self.model.flag(SECURITY, "AdditionalRootCertificateCheck")

    @property
    def csms_root(self) -> InstalledCertificate | None:
        """The current CSMS root: the newest that is no fallback."""
        roots = [one for one in self.store.of_type(CSMS_ROOT) if one.sha256 != self.fallback]
        return roots[-1] if roots else None

    @property
    def fallback_root(self) -> InstalledCertificate | None:
        """The previous CSMS root, while it is kept."""
        return next((one for one in self.store.of_type(CSMS_ROOT) if one.sha256 == self.fallback), None)

    @property
    def preferred_slot(self) -> int:
        """Where the station connects after a restart: the first slot of NetworkConfigurationPriority that has a profile."""
        variable = self.model.find(COMMUNICATION, "NetworkConfigurationPriority")
        wanted = variable.value.split(",") if variable is not None else []
        there = {str(one.slot): one.slot for one in self.profiles}
        return next((there[one.strip()] for one in wanted if one.strip() in there), self.connection.slot)

    @property
    def device_model(self) -> DeviceModel:
        """The variables with their present values."""
        computed = {
            (SECURITY, "CertificateEntries"): str(self.entries),
            (SECURITY, "SecurityProfile"): str(self.connection.security_profile),
            (COMMUNICATION, "ActiveNetworkProfile"): str(self.connection.slot),
        }
        model = self.model
        for (component, name), value in computed.items():
            model = model.with_value(component, name, value)
        return model

    def with_store(self, store: TrustStore) -> StationState:
        """The same with another trust store; a fallback that is gone is forgotten, and one that is left alone is the root again."""
        roots = {one.sha256 for one in store.of_type(CSMS_ROOT)}
        return replace(self, store=store, fallback=self.fallback if self.fallback in roots and len(roots) > 1 else None)
