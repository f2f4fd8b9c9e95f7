"""READ FIRST after station.py: a CSMS to try things with; what it can be told to do, by name. :mod:`hosting` is the other half."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from workbench.csms.a02_trigger_signing import trigger_signing
from workbench.csms.b05_b06_variables import read_limits, set_variables
from workbench.csms.drift import drift
from workbench.csms.m03_list import list_certificates
from workbench.csms.m04_delete import delete_certificate
from workbench.csms.m05_install import install_certificate
from workbench.csms.rotation import rotate
from workbench.display import Readable, visible
from workbench.errors import InputError
from workbench.net.machines import csms_shown
from workbench.net.machines.hosting import Hosting
from workbench.net.machines.named import certificate_pem, identities_of, identity_of, what_to_delete
from workbench.net.machines.running import Running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from workbench.csms.drift import Difference
    from workbench.csms.procedure import Outcome, Procedure
    from workbench.csms.record import StationRecord

_MOST_NAMED = 5


class Csms(Hosting, Readable):
    """A CSMS with many stations.

    Parameters
    ----------
    servers
        Its TLS servers by name, each a :class:`~workbench.net.machines.servers.Server`; of the samples by default: ``"old"`` below
        CSMS root A, ``"new"`` below root B. The first is in use.
    authority
        What signs stations' CSRs; the samples' sub-CAs by default. An
        :class:`~workbench.net.machines.est_authority.EstAuthority` asks a CA by EST.
    policy
        What the standard leaves to a CSMS.
    clock
        Shared with the stations: the one of the first station that connects, unless given.
    client_anchors
        The roots of station certificates (security profile 3); the samples' CSMS roots by default.
    pile
        More certificates that it knows, to recognise what stations list.
    passwords
        Of the stations by identity, for security profiles 1 and 2; None: any password is taken.
    most_stations
        How many it remembers: where any password is taken, anybody can invent identities.
    seed
        Where serial numbers and renewed server keys shall be the same each time.
    fetcher
        With which it asks OCSP responders and CRL servers for stations (M06, M07); open and switched on by whoever gives it. None:
        it asks nobody, and stations are told that live checks are off.
    pool
        The contract certificate pool that it asks for vehicles (M01, M02), :class:`workbench.contracts.pool.Pool` or anything with
        its ``answer``, which may be a coroutine. None: vehicles get no contract certificate, and are told why.
    contracts
        What it knows of contracts (C07): eMAID to AuthorizationStatus, ``"Accepted"``, ``"Blocked"`` ...; a dictionary that may
        change any time. An eMAID that is not in it is Unknown, unless the policy says otherwise.
    """

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
        pem = certificate_pem(certificate)
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
            The explicit word for the last CSMS root, and for the one under which the present server stands.

        Raises
        ------
        InputError
            It is none of that.
        """
        named = what_to_delete(which)

        def procedure(record: StationRecord) -> Procedure:
            over_tls = record.security_profile is None or record.security_profile >= 2
            serving = self.server.chain if over_tls else ()
            return delete_certificate(record, named, really=really, pile=self.pile, serving=serving, policy=self.policy)

        return await self.run(station, procedure)

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

        Raises
        ------
        InputError
            There is no such server, or no certificate in what was given.
        """
        serving = self.server_named(new_server).chain
        pem, old = certificate_pem(new_root), "" if old_root is None else certificate_pem(old_root)

        def procedure(record: StationRecord) -> Procedure:
            return rotate(
                record,
                pem,
                new_server,
                now=self.clock.now(),
                old_root=old,
                pile=self.pile,
                serving=serving,
                policy=self.policy,
            )

        running = [Running(self, self._known(one), procedure) for one in identities_of(stations)]
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
        return drift(self.record(self._known(identity_of(station))), self.pile, types)

    # --- how --------------------------------------------------------------------------------------------------------------------

    async def run(self, station: Any, procedure: Callable[[StationRecord], Procedure]) -> Outcome:
        """Run a procedure with one station to its end, and wait for all that follows from it.

        Parameters
        ----------
        procedure
            Makes it from the station's record.

        Raises
        ------
        InputError
            The CSMS never met such a station.
        """
        running = Running(self, self._known(identity_of(station)), procedure)
        await running.to_the_end()
        if running.outcome is None:
            raise TypeError("a procedure without an outcome")
        self._outcomes.append(running.outcome)
        return running.outcome

    def _known(self, identity: str) -> str:
        if identity not in self.stations:
            there = [visible(one, 60) for one, record in self.stations.items() if record.connected]
            named = ", ".join(there[:_MOST_NAMED]) + (" ..." if len(there) > _MOST_NAMED else "")
            hint = f"Connected are {named}." if there else "None is connected."
            raise InputError(f"There is no such station: {visible(identity, 60)}.", hint=hint)
        return identity

    # --- how it is shown ------------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return csms_shown.csms_line(self)

    def __str__(self) -> str:
        return csms_shown.csms_table(self).to_text()

    def _repr_html_(self) -> str:
        return csms_shown.csms_table(self)._repr_html_()  # as a notebook asks

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a CSMS is not copied, for its keys are not: take csms.stations")
