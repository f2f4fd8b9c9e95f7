"""The questions as methods, which ``inventory.<tab>`` shows; each is a module in :mod:`workbench.fleet.questions`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from workbench.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.fleet.answer import Answer
    from workbench.fleet.plans import Plan

QUESTIONS = {
    "installed": "What is installed where?",
    "unknown": "Which entries can nobody name?",
    "mistakes": "Which vendors write hash data wrong, and how?",
    "orphaned": "Which entries have an issuer that is nowhere?",
    "duplicates": "What does a station list more than once?",
    "expired": "What has ended, and is still listed?",
    "expiring": "What ends soon?",
    "calendar": "What ends in which month?",
    "waterfall": "How many stations still stand after each coming end?",
    "who_breaks": "Who breaks when this certificate goes?",
    "headroom": "Who cannot take a new root?",
    "drift": "Whose record at the CSMS differs from what the station says?",
    "private_cas": "Which stations share a private CA?",
    "changes": "What changed between two days?",
    "one_expiry_away": "Which stations are one end from being unreachable?",
}
"""The methods that ask, each a verb of ``pnc inventory`` too, and the question in words."""


class Asking:
    """The methods; :class:`~workbench.fleet.inventory.Inventory` has what they ask about."""

    def ask(self, question: str, **given: Any) -> Answer:
        """The answer to a question by its name, with ``_`` or ``-``.

        Raises
        ------
        InputError
            There is no such question.
        """
        name = question.replace("-", "_")
        if name not in QUESTIONS:
            raise InputError(f"There is no question {question!r}.", hint=f"There are {', '.join(QUESTIONS)}.")
        answer: Answer = getattr(import_module(f"workbench.fleet.questions.{name}"), name)(self, **given)
        return answer

    def installed(self, *, by: Literal["certificate", "station", "type"] = "certificate") -> Answer:
        """What is installed where: by certificate how often, by station each entry, by type the sums."""
        return self.ask("installed", by=by)

    def unknown(self) -> Answer:
        """Entries that are no certificate's at hand, by no mistake that has a name; what of their issuer is known all the same."""
        return self.ask("unknown")

    def mistakes(self) -> Answer:
        """How vendors write hash data wrong: each kind of station and mistake once, with its count."""
        return self.ask("mistakes")

    def orphaned(self) -> Answer:
        """Entries whose issuer is neither at hand nor listed by any station, and chains without their sub-CAs."""
        return self.ask("orphaned")

    def duplicates(self) -> Answer:
        """Certificates that a station lists more than once: under one type or several, by several algorithms or mistakes."""
        return self.ask("duplicates")

    def expired(self, *, at: datetime | None = None) -> Answer:
        """Certificates that have ended at that time (default: the inventory's), and are still listed."""
        return self.ask("expired", at=at)

    def expiring(self, *, within_days: int = 90) -> Answer:
        """Certificates that end within so many days."""
        return self.ask("expiring", within_days=within_days)

    def calendar(self) -> Answer:
        """By month and certificate type: how many certificates, entries and stations end."""
        return self.ask("calendar")

    def waterfall(self) -> Answer:
        """After each coming end of a CA's certificate: how many stations still stand, by purpose."""
        return self.ask("waterfall")

    def who_breaks(
        self,
        lost: Any,
        *,
        how: Literal["expired", "revoked", "removed"] = "expired",
        at: datetime | None = None,
        all: bool = False,  # noqa: A002  # reads as it should where it is called
    ) -> Answer:
        """Who breaks, and why, if certificates are lost.

        Parameters
        ----------
        lost
            A certificate, its SHA-256 or the beginning of it, its common name, an authority as ``.unknown()`` names it; or several.
        how
            ``"expired"``: it reaches its end, and whatever has ended by then; ``"revoked"``: it is trusted no more, by anybody;
            ``"removed"``: stations delete it, which hits only what they verify themselves.
        at
            When, instead of the certificate's end.
        all
            Whether those that hold are listed too.
        """
        return self.ask("who_breaks", lost=lost, how=how, at=at, all=all)

    def headroom(self, *, more: int = 1, certificate_type: str | None = None) -> Answer:
        """Who cannot take so many more roots, by maxLimit of CertificateEntries; of CSMS roots also by the root check."""
        return self.ask("headroom", more=more, certificate_type=certificate_type)

    def drift(self) -> Answer:
        """Where the CSMS's record differs from what the station lists."""
        return self.ask("drift")

    def private_cas(self) -> Answer:
        """CAs that nobody gave the certificate of, or that are declared private, and the stations that share them."""
        return self.ask("private_cas")

    def changes(self, *, since: datetime, until: datetime | None = None) -> Answer:
        """What was added and removed at each station between two times."""
        return self.ask("changes", since=since, until=until)

    def one_expiry_away(self) -> Answer:
        """Stations that reach the CSMS by one root alone, or whose way to it ends with the next end; needs the CSMS's chain."""
        return self.ask("one_expiry_away")

    def install_plan(self, certificate: Item, certificate_type: str, *, wave_size: int = 500) -> Plan:
        """Who is sent a new root, in which wave, and who waits or is left out; see :func:`workbench.fleet.plans.install_plan`."""
        from workbench.fleet.plans import install_plan  # noqa: PLC0415  # plans stand on inventories

        return install_plan(self, certificate, certificate_type, wave_size=wave_size)  # type: ignore[arg-type]  # as ask

    def delete_plan(self, which: Any, **given: Any) -> Plan:
        """Who is told to delete it, in which wave, and who must keep it; see :func:`workbench.fleet.plans.delete_plan`."""
        from workbench.fleet.plans import delete_plan  # noqa: PLC0415  # plans stand on inventories

        return delete_plan(self, which, **given)  # type: ignore[arg-type]  # as ask
