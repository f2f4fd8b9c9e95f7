"""A handshake between a vehicle and a charging station, as people look at it: what crossed the wire, who refused what, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.certs.pairing import name_of
from workbench.display import Card, Cell, Readable, Table, Tone, findings_table, terminal, view
from workbench.net.pnc.asked_of_hello import asked_table, held_against
from workbench.net.tls.stapling_wire import ALERTS

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.diagnosis import Diagnosis
    from workbench.findings import Finding
    from workbench.net.pnc.asked_of_hello import Asked, Edition
    from workbench.net.pnc.client_hello import ClientHello
    from workbench.net.pnc.wire import Record, Side
    from workbench.revocation.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake(Readable):
    """What came of it.

    Attributes
    ----------
    ok
        Both sides are content: OpenSSL, and the rules of ISO 15118 that OpenSSL does not know.
    edition
        ``"-2"`` or ``"-20"``.
    at
        By which both sides judge, UTC-aware.
    version, cipher, group
        ``"TLSv1.3"``, ``"TLS_AES_256_GCM_SHA384"``, ``"secp521r1"``; empty where OpenSSL's part failed.
    hello
        What the vehicle offered.
    records
        Every TLS record of the handshake, in order.
    secc_chain, vehicle_chain
        What each showed, as it came over the wire, its own certificate first; the vehicle's is empty where it showed none.
    staple
        The OCSP response as the vehicle received it, DER.
    judged
        The vehicle's verdict on it, with its steps; None where there was nothing to judge.
    secc, vehicle
        The diagnosis of each chain for its use, with what its verifier trusts: what `pnc diagnose` says. None where none was shown.
    alert
        The number of the fatal alert that ended it (RFC 8446 6.2); None: none was sent.
    ended_by
        ``"EV"`` or ``"SECC"``: who broke off; empty where nobody did.
    said
        OpenSSL's words; empty where it had nothing against it.
    cause
        Why it ended: what is to be repaired first. None where it did not end.
    findings
        Of both diagnoses and of the staple's verdict, and what else is to be said.
    not_checked
        What was not looked at, in sentences.
    """

    ok: bool
    edition: Edition
    at: datetime
    version: str = ""
    cipher: str = ""
    group: str = ""
    hello: ClientHello = field(repr=False)
    records: tuple[Record, ...] = field(default=(), repr=False)
    secc_chain: tuple[Item, ...] = field(default=(), repr=False)
    vehicle_chain: tuple[Item, ...] = field(default=(), repr=False)
    staple: bytes | None = field(default=None, repr=False)
    judged: Verdict | None = field(default=None, repr=False)
    secc: Diagnosis | None = field(default=None, repr=False)
    vehicle: Diagnosis | None = field(default=None, repr=False)
    alert: int | None = None
    ended_by: Side | str = ""
    said: str = ""
    cause: Finding | None = None
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[str, ...] = ()

    @property
    def alert_name(self) -> str:
        """Its name in RFC 8446, ``"unknown_ca"``; empty where none was sent."""
        return "" if self.alert is None else ALERTS.get(self.alert, f"alert {self.alert}")

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What the edition asks of a ClientHello, and whether this one has it."""
        return held_against(self.hello, self.edition)

    @property
    def octets(self) -> int:
        """Over the wire, record heads included."""
        return sum(record.size for record in self.records)

    @property
    def explained(self) -> Diagnosis | None:
        """The diagnosis that explains the end: of the chain that was refused. None where no chain was."""
        refused = self.secc if self.ended_by == "EV" else self.vehicle if self.ended_by == "SECC" else None
        return None if refused is None or refused.ok else refused

    @property
    def sentence(self) -> str:
        """How it went, in one or two sentences."""
        if self.ok:
            shown = f"the station showed {_counted(self.secc_chain)}{' and an OCSP response' if self.staple else ''}"
            own = f", the vehicle {_counted(self.vehicle_chain)}" if self.vehicle_chain else ", the vehicle none"
            return f"They shook hands: {self.version}, {self.cipher}; {shown}{own}."
        who = "The vehicle" if self.ended_by == "EV" else "The station"
        how = (
            f"with the alert {self.alert_name} ({self.alert})" if self.alert is not None else "though OpenSSL took the certificate"
        )
        return f"{who} broke off {how}{f': {self.cause.message}' if self.cause else '.'}"

    def _card(self) -> Card:
        end = Cell("done", Tone.GOOD) if self.ok else Cell(f"broken off by the {self.ended_by or 'peer'}", Tone.ERROR)
        fields: list[tuple[str, Cell | str | int]] = [("Handshake", end)]
        if self.version:
            fields.append(("TLS", f"{self.version}, {self.group}"))
            fields.append(("Cipher suite", Cell(self.cipher, code=True)))
        if self.alert is not None:
            fields.append(("Alert", Cell(f"{self.alert_name} ({self.alert})", Tone.ERROR)))
        if self.said:
            fields.append(("OpenSSL", self.said))
        if self.cause is not None:
            fields.append(("Because", self.cause.message))
            fields.append(("What to do", self.cause.remedy))
        fields.append(("The station showed", _names(self.secc_chain)))
        fields.append(("Stapled", f"{len(self.staple):,} octets" if self.staple else "nothing that the vehicle saw"))
        fields.append(("The vehicle showed", _names(self.vehicle_chain)))
        fields.append(("Over the wire", f"{self.octets:,} octets in {len(self.records)} records"))
        return Card(f"A vehicle of ISO 15118{self.edition} and a charging station", fields)

    @property
    def wire(self) -> Table:
        """The records: what somebody at the cable sees, and what is in them."""
        rows = [
            (
                record.sender,
                Cell(record.said, Tone.ERROR if record.fatal else Tone.PLAIN),
                record.size,
                "size alone" if record.encrypted else "all of it",
                Cell(f"{record.milliseconds:.1f}", tight=True),
            )
            for record in self.records
        ]
        return Table(("Sent by", "What", "Octets", "At the cable one sees", "ms"), rows, caption="What crossed the wire")

    def _tables(self) -> list[Table]:
        own = findings_table(self.findings) if self.findings else None
        missing = tuple(one for one in self.asked if not one.offered)
        tables = [self.wire, *([own] if own else [])]
        if missing:
            tables.append(asked_table(missing, self.edition))
        if self.not_checked:
            tables.append(Table(["Not checked"], [(sentence,) for sentence in self.not_checked]))
        return tables

    def __str__(self) -> str:
        why = [str(self.explained)] if self.explained is not None else []
        return "\n\n".join([terminal(self.sentence), self._card().to_text(), *why, *(table.to_text() for table in self._tables())])

    def _repr_html_(self) -> str:
        explained = self.explained
        more = [Markup(explained._repr_html_())] if explained is not None else []  # noqa: S704  # escaped there
        return str(view(self._card().to_html(), *more, *(table.to_html() for table in self._tables())))


def _counted(chain: tuple[Item, ...]) -> str:
    return f"{len(chain)} certificate{'s' * (len(chain) != 1)}"


def _names(chain: tuple[Item, ...]) -> str:
    return " ← ".join(name_of(one.facts) if one.facts else "an unreadable certificate" for one in chain) or "no certificate"
