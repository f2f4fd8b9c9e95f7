"""What a CSMS can be told to do with its stations: the procedures of :mod:`workbench.csms`, by name."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.certs.hashdata import CertificateHashData
from workbench.csms.a02_trigger_signing import trigger_signing
from workbench.csms.b05_b06_variables import read_limits, set_variables
from workbench.csms.certificates import pem_of
from workbench.csms.drift import drift
from workbench.csms.m03_list import list_certificates
from workbench.csms.m04_delete import delete_certificate
from workbench.csms.m05_install import install_certificate
from workbench.csms.rotation import rotate
from workbench.errors import InputError
from workbench.messages.hash_data import CertificateHashDataType
from workbench.net.given import items_of
from workbench.net.machines.running import Running

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from workbench.certs.items import Item
    from workbench.csms.decision import CsmsDecision
    from workbench.csms.drift import Difference
    from workbench.csms.effects import Effect
    from workbench.csms.events import Event
    from workbench.csms.policy import Policy
    from workbench.csms.procedure import Outcome, Procedure
    from workbench.csms.record import StationRecord
    from workbench.net.machines.clock import Clock
    from workbench.net.machines.line import Line

RECONNECT_WITHIN = 60.0
"""Seconds that a station in another process has to come again."""


class Asking:
    """The part of a CSMS that begins things itself; :class:`~workbench.net.machines.csms.Csms` is the whole."""

    clock: Clock
    policy: Policy

    def __init__(self) -> None:
        self._outcomes: list[Outcome] = []
        self._quiet: dict[str, Callable[[], Awaitable[None]]] = {}
        self._arrivals: dict[str, asyncio.Event] = {}

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of everything that it was told to do, the oldest first."""
        return tuple(self._outcomes)

    # --- by name --------------------------------------------------------------------------------------------------------------

    async def read_limits(self, station: Any) -> Outcome:
        """Read what the station takes: CertificateEntries, FieldLength, AdditionalRootCertificateCheck ... (B06)."""
        return await self.run(station, lambda record: read_limits(record, policy=self.policy))

    async def list(self, station: Any, *types: str) -> Outcome:
        """Ask what is installed (M03); without types all of it."""
        return await self.run(station, lambda record: list_certificates(record, *types, policy=self.policy))

    async def install(self, station: Any, certificate_type: str, certificate: Any) -> Outcome:
        """Install a root (M05).

        Parameters
        ----------
        certificate
            What ``wb.load`` takes, or a loaded pile or item: its first certificate; PEM text goes out as it is, damaged or not.

        Raises
        ------
        InputError
            There is no certificate in it.
        """
        pem = _pem(certificate)
        return await self.run(
            station,
            lambda record: install_certificate(
                record, certificate_type, pem, now=self.clock.now(), pile=self.pile, policy=self.policy
            ),
        )

    async def delete(self, station: Any, which: Any, *, really: bool = False) -> Outcome:
        """Delete a certificate (M04).

        Parameters
        ----------
        which
            Hash data, as value or as a mapping of its four fields; or a certificate, in any form that ``wb.load`` takes.
        really
            The explicit word for the last CSMS root.

        Raises
        ------
        InputError
            It is none of that.
        """
        named = _which(which)
        return await self.run(
            station, lambda record: delete_certificate(record, named, really=really, pile=self.pile, policy=self.policy)
        )

    async def trigger(self, station: Any, use: str) -> Outcome:
        """Have the station renew a certificate (A02): ``"ChargingStationCertificate"``, ``"V2GCertificate"`` ..."""
        return await self.run(station, lambda record: trigger_signing(record, use, policy=self.policy))

    async def set_variables(self, station: Any, values: Mapping[Any, str]) -> Outcome:
        """Set variables (B05), each named by a pair of component and variable, or with its instance as third."""
        addressed = {(*name, "")[:3]: value for name, value in values.items()}
        return await self.run(station, lambda record: set_variables(record, addressed, policy=self.policy))

    async def rotate(self, stations: Any, new_root: Any, new_server: str, *, old_root: Any = None) -> tuple[Outcome, ...]:
        """Rotate the CSMS root of stations: install the new one, see it listed, switch the server, see them under it.

        The server is switched once, when every station is ready for it; where one is not, it is not switched at all, and the
        outcomes say so.

        Parameters
        ----------
        stations
            Identities or stations; one alone is taken too.
        old_root
            The root that goes, where a station without the check holds several CSMS roots.
        """
        pem, old = _pem(new_root), "" if old_root is None else _pem(old_root)
        named = [stations] if isinstance(stations, str) or hasattr(stations, "identity") else list(stations)

        def procedure(record: StationRecord) -> Procedure:
            return rotate(record, pem, new_server, now=self.clock.now(), old_root=old, pile=self.pile, policy=self.policy)

        running = [Running(self, _identity(one), procedure) for one in named]
        for one in running:
            await one.to_the_switch()
        if all(one.ready for one in running):
            self.switch_server(new_server)
            for one in running:
                await one.to_the_end()
        else:
            for one in running:
                one.give_up("The server was not switched, for not every station was ready.")
        outcomes = tuple(one.outcome for one in running if one.outcome is not None)
        self._outcomes.extend(outcomes)
        return outcomes

    def drift(self, station: Any, types: Iterable[str] | None = None) -> tuple[Difference, ...]:
        """Where the station's own listing differs from what the CSMS believes; nothing is healed."""
        return drift(self.record(_identity(station)), self.pile, types)

    # --- how --------------------------------------------------------------------------------------------------------------------

    async def run(self, station: Any, procedure: Callable[[StationRecord], Procedure]) -> Outcome:
        """Run a procedure with one station to its end, and wait for all that follows from it.

        Parameters
        ----------
        procedure
            Makes it from the station's record.
        """
        running = Running(self, _identity(station), procedure)
        await running.to_the_end()
        if running.outcome is None:
            raise TypeError("a procedure without an outcome")
        self._outcomes.append(running.outcome)
        return running.outcome

    async def calm(self, identity: str) -> None:
        """Wait until nothing more follows with a station, where that can be known: its other side is in this process."""
        if identity in self._quiet:
            await self._quiet[identity]()

    def watch(self, identity: str, quiet: Callable[[], Awaitable[None]] | None) -> None:
        """How to wait for a station whose other side is in this process; None: no more."""
        if quiet is None:
            self._quiet.pop(identity, None)
        else:
            self._quiet[identity] = quiet

    def watched(self, identity: str) -> bool:
        """Whether a station of that identity has its other side in this process."""
        return identity in self._quiet

    def arrived(self, identity: str) -> None:
        """A station connected."""
        self._arrivals.setdefault(identity, asyncio.Event()).set()

    async def expect(self, identity: str) -> None:
        """Have a station reconnect, and wait until it has, or has given up."""
        arrival = self._arrivals.setdefault(identity, asyncio.Event())
        arrival.clear()
        await self.hang_up(identity)
        if identity in self._quiet:
            await self._quiet[identity]()
            return
        try:
            await asyncio.wait_for(arrival.wait(), RECONNECT_WITHIN)
        except TimeoutError:
            return

    # --- what the whole has -----------------------------------------------------------------------------------------------------

    @property
    def pile(self) -> Sequence[Item]:
        """The certificates that it knows."""
        raise NotImplementedError

    def record(self, identity: str) -> StationRecord:
        """What it knows of a station."""
        raise NotImplementedError

    def happens(self, identity: str, event: Event) -> CsmsDecision:
        """What it makes of an event."""
        raise NotImplementedError

    def switch_server(self, name: str) -> None:
        """Another server for new handshakes."""
        raise NotImplementedError

    def line(self, identity: str) -> Line | None:
        """A station's connection."""
        raise NotImplementedError

    def keep(self, identity: str, effect: Effect) -> None:
        """For when the station comes again."""
        raise NotImplementedError

    async def hang_up(self, identity: str) -> None:
        """Close a station's connection."""
        raise NotImplementedError


def _identity(station: Any) -> str:
    return station if isinstance(station, str) else str(station.identity)


def _pem(certificate: Any) -> str:
    if isinstance(certificate, str) and "-----BEGIN" in certificate:
        return certificate
    found = [one for one in items_of(certificate) if one.certificate is not None]
    if not found:
        raise InputError("There is no certificate in what was given.", hint='Give a file: wb.samples("ocpp/csms-root-new.pem").')
    return pem_of(found[:1])


_FIELDS = ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")


def _which(given: Any) -> CertificateHashData | CertificateHashDataType | Item:
    if isinstance(given, CertificateHashData | CertificateHashDataType):
        return given
    if isinstance(given, Mapping):
        if any(not isinstance(given.get(name), str) for name in _FIELDS):
            raise InputError("This is no hash data.", hint=f"It has four strings: {', '.join(_FIELDS)}.")
        return CertificateHashData(*(given[name] for name in _FIELDS))
    found = [one for one in items_of(given) if one.certificate is not None]
    if not found:
        raise InputError("There is no certificate in what was given.", hint="Give hash data, or a certificate.")
    return found[0]
