"""A station's state as tables: what it holds, what it waits for, how it is connected."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.certs.first_look import validity
from workbench.certs.kinds import Kind, classify
from workbench.certs.pairing import name_of
from workbench.display import Card, Cell, Table, Tone, visible
from workbench.station.device_model import SECURITY
from workbench.station.installed import CHAIN_TYPE, ROOT_TYPES
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.station.installed import InstalledCertificate, KeyedChain
    from workbench.station.state import StationState

TONES = {"valid": Tone.GOOD, "expired": Tone.ERROR, "not yet valid": Tone.WARNING}
_LONGEST = 120
_SHORT = 8
_STANDS = ("is not connected", "is connected")


def name(one: InstalledCertificate) -> str:
    """The certificate's name, not longer than a line. Hostile text."""
    return visible(name_of(one.facts), _LONGEST)


def short(data: CertificateHashData) -> str:
    """Hash data to be recognised by: the beginnings of both hashes, and the serial number."""
    return f"{data.issuer_name_hash[:_SHORT]}… {data.issuer_key_hash[:_SHORT]}… {visible(data.serial_number, 12)}"


def full(data: CertificateHashData) -> str:
    """Hash data to be copied: the JSON object of a message."""
    return json.dumps(data.to_dict(), indent=1)


def plainly(one: InstalledCertificate) -> str:
    """What a cell says of a certificate's hash data, in plain text."""
    return short(one.hash_data[0]) if one.hash_data else "unknown: can be neither listed nor deleted"


@dataclass(frozen=True)
class StateTables:
    """The tables of one state.

    Attributes
    ----------
    state
        What is shown.
    at
        The time to judge validity at; None: not judged.
    hash_cell
        How hash data is written; HTML has it folded, to be copied.
    """

    state: StationState
    at: datetime | None = None
    hash_cell: Callable[[InstalledCertificate], str] = plainly
    _nouns: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        every = {one.sha256: one.facts for one in self._every()}
        kinds = classify(list(every.values()))
        nouns = ("" if kind.kind is Kind.UNKNOWN else kind.kind.noun for kind in kinds)
        object.__setattr__(self, "_nouns", dict(zip(every, nouns, strict=True)))

    def _every(self) -> Iterator[InstalledCertificate]:
        yield from (one for _, one in self.state.store.entries)
        for _, chain in self._own():
            yield from chain.certificates

    def _own(self) -> Iterator[tuple[str, KeyedChain]]:
        state = self.state
        if state.station_chain is not None:
            yield "TLS client", state.station_chain
        if state.former_station_chain is not None:
            yield "TLS client, the other one until a connection shows which is used", state.former_station_chain
        for chain in state.v2g_chains:
            yield CHAIN_TYPE, chain

    @property
    def headline(self) -> str:
        """One sentence: connected or not, over what, and how full the store is."""
        connection, entries = self.state.connection, self.state.entries
        under = self._root_name()
        said = f"{_STANDS[connection.connected]}: OCPP {connection.version}, security profile {connection.security_profile}"
        verified = f", server verified by {under}" if under else ""
        return f"The station {said}, slot {connection.slot}{verified}. CertificateEntries: {self._entries(entries)}."

    def _entries(self, count: int) -> str:
        variable = self.state.model.find(SECURITY, "CertificateEntries")
        most = f" of {variable.most:,}" if variable is not None and variable.most is not None else ""
        return f"{count:,}{most}"

    def _root_name(self) -> str:
        wanted = self.state.connection.root
        return next((name(one) for _, one in self.state.store.entries if wanted is not None and one.sha256 == wanted), "")

    def store(self) -> Table:
        """The trust anchors by type, in the order of their installation."""
        order = {type_: place for place, type_ in enumerate(ROOT_TYPES)}
        entries = sorted(self.state.store.entries, key=lambda entry: order.get(entry[0], len(order)))
        rows = [(Cell(type_, tight=True), *self._certificate(one), self._marks(type_, one)) for type_, one in entries]
        columns = ("Type", "Certificate", "Kind", "Valid until", "Hash data", "What is special")
        return Table(columns, rows, caption="Trust anchors")

    def own(self) -> Table:
        """The station's own chains: leaves with their keys' references, then their sub-CAs."""
        rows: list[tuple[Cell | str, ...]] = []
        for use, chain in self._own():
            for place, one in enumerate(chain.certificates):
                words = f"{use}; its key is {visible(chain.key, _LONGEST)}"
                rows.append((words if not place else "", *self._certificate(one, depth=place)))
        columns = ("Used for", "Certificate", "Kind", "Valid until", "Hash data")
        return Table(columns, rows, caption="Its own certificates")

    def _certificate(self, one: InstalledCertificate, depth: int = 0) -> tuple[Cell, ...]:
        said = validity(one.item, self.at) if self.at is not None else ""
        end = f"{one.facts.not_after:%Y-%m-%d}" if one.facts.not_after is not None else "cannot be read"
        until = f"{end}, {said}" if said not in {"", "valid"} else end
        hover = f"{visible(str(one.facts.subject), 500)}; SHA-256 {one.sha256}"
        return (
            Cell(f"{'└ ' * bool(depth)}{name(one)}", hover=hover),
            Cell(self._nouns[one.sha256], Tone.MUTED),
            Cell(until, TONES.get(said, Tone.PLAIN), tight=True),
            Cell(self.hash_cell(one), code=bool(one.hash_data), tone=Tone.PLAIN if one.hash_data else Tone.WARNING),
        )

    def _marks(self, certificate_type: str, one: InstalledCertificate) -> Cell:
        state, said = self.state, []
        if certificate_type == ROOT_TYPES[0]:
            if one.sha256 == state.fallback:
                said.append("◇ fallback: kept until a connection stands under the new root [M05.FR.12]")
            elif state.csms_root is not None and one.sha256 == state.csms_root.sha256:
                said.append("◆ current CSMS root")
            if one.sha256 == state.connection.root:
                said.append("✓ verified the server of this connection")
        tone = Tone.INFO if one.sha256 == state.fallback else Tone.GOOD if said else Tone.PLAIN
        return Cell("; ".join(said), tone)

    def pending(self) -> Table:
        """Signing requests under way, and keys that are being made."""
        state = self.state
        rows = [
            (
                one.certificate_type,
                "waits for its certificate",
                "" if one.request_id is None else str(one.request_id),
                "sent again " + rfc3339(one.resend_at) if one.resend_at is not None else "not sent again",
                str(one.repeats),
                Cell(visible(one.key, _LONGEST), code=True),
                self._whose(one.certificate_type),
            )
            for one in state.pending
        ]
        rows += [(use, "its key is being made", "", "", "", Cell(""), self._whose(use)) for use in sorted(state.making)]
        columns = ("Certificate for", "State", "requestId", "If none comes", "Repeated", "Key reference", "Begun by")
        return Table(columns, rows, caption="Signing requests")

    def _whose(self, use: str) -> str:
        return "the station itself [A03]" if use in self.state.own_initiative else "the CSMS [A02]"

    def connection(self) -> Card:
        """How it is connected."""
        connection = self.state.connection
        fields: list[tuple[str, Cell | str]] = [
            ("State", Cell(*(("connected", Tone.GOOD) if connection.connected else ("not connected", Tone.WARNING)))),
            ("OCPP", str(connection.version)),
            ("Security profile", str(connection.security_profile)),
            ("Slot", str(connection.slot)),
            ("Server verified by", self._root_name() or "none: there is no TLS connection"),
        ]
        if (migration := connection.migration) is not None:
            way = "on its way home to" if migration.returning else "to another CSMS; it came from"
            said = f"{way} slot {migration.home}, {migration.attempts} failed attempts"
            fields.append(("Migration [B10]", Cell(said, Tone.WARNING)))
        fields += [
            (f"Profile of slot {one.slot}", f"{visible(one.url, _LONGEST)}, security profile {one.security_profile}")
            for one in self.state.profiles[:50]
        ]
        return Card("Connection", fields)
