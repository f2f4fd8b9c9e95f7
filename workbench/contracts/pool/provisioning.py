"""A provisioning certificate pool (PCP), simulated: manufacturers publish, operators look up by PCID."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.contracts.faults import errors, fault
from workbench.contracts.installation import trusting
from workbench.contracts.installation.parts import common_name, unreadable
from workbench.contracts.keywrap.binding import plain
from workbench.diagnosis import Use
from workbench.display import Cell, Readable, Table, Tone, view
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding


@dataclass(frozen=True, slots=True)
class Entry:
    """A published provisioning certificate.

    Attributes
    ----------
    pcid
        Without separators, in capitals.
    chain
        Leaf first.
    since
        When it was published.
    withdrawn
        Whether its manufacturer took it back: the vehicle was scrapped, its control unit replaced.
    """

    pcid: str
    chain: tuple[Item, ...] = field(repr=False)
    since: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a look-up gives: an entry that can be used, or the findings that say why there is none; and what was left open."""

    entry: Entry | None
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is an entry that can be used."""
        return self.entry is not None and not errors(self.findings)


class ProvisioningPool(Readable):
    """The pool.

    Parameters
    ----------
    roots
        OCPP certificate type (``"OEMRootCertificate"``, ``"V2GRootCertificate"``) and root: chains must lead to one of them.
    """

    __slots__ = ("_entries", "roots")

    def __init__(self, roots: Sequence[tuple[str, Item]]) -> None:
        self.roots = tuple(roots)
        self._entries: dict[str, Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def publish(self, chain: Sequence[Item], now: datetime, *, replace: bool = False) -> tuple[Finding, ...]:
        """Take a provisioning chain, leaf first, in; an error among the findings: it was not taken.

        Parameters
        ----------
        replace
            Whether another certificate of the same PCID is replaced; else it is a duplicate and refused.
        """
        found = list(unreadable(chain[:1]))
        leaf = chain[0].certificate if chain else None
        if leaf is None:
            return tuple(found)
        pcid = plain(common_name(leaf))
        if not pcid:
            found.append(_no_pcid())
        found += trusting.judge(chain, self.roots, Use.OEM_PROVISIONING, now).findings
        known = self._entries.get(pcid)
        if known is not None and known.chain[0].der != chain[0].der and not replace:
            found.append(_duplicate(pcid))
        if not errors(tuple(found)):
            self._entries[pcid] = Entry(pcid, tuple(chain), now)
        return tuple(found)

    def withdraw(self, pcid: str) -> bool:
        """Its manufacturer takes it back; gives whether it was there."""
        known = self._entries.get(plain(pcid))
        if known is None:
            return False
        self._entries[known.pcid] = Entry(known.pcid, known.chain, known.since, withdrawn=True)
        return True

    def fingerprint(self, pcid: str) -> str:
        """SHA-256 of the certificate that is published under a PCID, hexadecimal; empty where there is none."""
        entry = self._entries.get(plain(pcid))
        return hashlib.sha256(entry.chain[0].der).hexdigest() if entry is not None else ""

    def look_up(self, pcid: str, now: datetime, *, check_chain: bool = True) -> LookedUp:
        """The entry of a PCID; its chain is judged again at this time, unless a bad pool leaves that out."""
        entry = self._entries.get(plain(pcid))
        if entry is None:
            return LookedUp(None, (_unknown(pcid),))
        if entry.withdrawn:
            return LookedUp(entry, (_withdrawn(pcid),))
        if not check_chain:
            return LookedUp(entry, not_checked=("the provisioning certificate's chain",))
        trusted = trusting.judge(entry.chain, self.roots, Use.OEM_PROVISIONING, now)
        return LookedUp(entry, trusted.findings, tuple(f"{one} of the provisioning certificate" for one in trusted.not_checked))

    def table(self) -> Table:
        """One row for each PCID."""
        rows = [
            (
                Cell(one.pcid, code=True),
                Cell("withdrawn", Tone.ERROR) if one.withdrawn else Cell("published", Tone.GOOD),
                f"{one.since:%Y-%m-%d}",
                f"{one.chain[0].certificate.not_valid_after_utc:%Y-%m-%d}" if one.chain[0].certificate else "",
            )
            for one in self._entries.values()
        ]
        return Table(("PCID", "State", "Since", "Certificate ends"), rows, caption="Provisioning certificate pool (simulated)")

    def _repr_html_(self) -> str:
        return str(view(self.table().to_html()))

    def __str__(self) -> str:
        return self.table().to_text()


def _no_pcid() -> Finding:
    return fault(
        "pcid-missing",
        "The provisioning certificate has no common name, where its PCID stands.",
        requirement="V2G2-933",
        expected="CN = PCID",
        remedy="Have the manufacturer issue it again.",
        item="certificate",
    )


def _unknown(pcid: str) -> Finding:
    return fault(
        "pcid-unknown",
        "No provisioning certificate with this PCID was published.",
        observed=pcid[:40] or "none",
        expected="a PCID that its manufacturer has published",
        remedy="Have the manufacturer publish it; the driver's contract waits until then.",
    )


def _withdrawn(pcid: str) -> Finding:
    return fault(
        "pcid-withdrawn",
        "The manufacturer has withdrawn the provisioning certificate with this PCID.",
        observed=pcid[:40],
        expected="a PCID in force",
        remedy="Ask the manufacturer which PCID the vehicle has now; no key is wrapped for this one any more.",
    )


def _duplicate(pcid: str) -> Finding:
    return fault(
        "pcid-duplicate",
        "Another certificate with this PCID is published already: one of the two vehicles would get the other's contracts.",
        observed=pcid[:40],
        expected="one certificate for each PCID",
        remedy="Withdraw the old one first, or publish with replace=True where the control unit was replaced.",
        severity=Severity.ERROR,
    )
