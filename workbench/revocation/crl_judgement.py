"""RFC 5280 6.3.3 over all CRLs at hand: each by every step, the newest that may be used of each scope, then the answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.name_comparison import folded
from workbench.findings import Severity
from workbench.revocation import crl_conclusions, crl_delta, crl_order, crl_soundness
from workbench.revocation.crl import FRESHEST_CRL
from workbench.revocation.crl_currency import currency_fault
from workbench.revocation.crl_faults import malformed
from workbench.revocation.crl_scope import scope_of
from workbench.revocation.crl_signer import signer_faults
from workbench.revocation.reasons import ALL_REASONS, HOLD, REMOVED
from workbench.revocation.status import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.revocation.crl import Crl
    from workbench.revocation.crl_entries import Entry
    from workbench.revocation.crl_signer import Signers
    from workbench.revocation.distribution_points import DistributionPoint
    from workbench.revocation.status_fault import StatusFault
    from workbench.trust.certificate import PathCertificate


@dataclass(frozen=True, slots=True)
class _Word:
    """What one complete CRL, with a delta CRL on top of it, says."""

    crls: tuple[Crl, ...]
    reasons: int
    entry: Entry | None


class CrlJudgement:
    """One question: the status of one certificate at one time.

    Parameters
    ----------
    points
        The certificate's distribution points, the implied one among them.
    """

    def __init__(self, certificate: PathCertificate, points: Sequence[DistributionPoint], signers: Signers, at: datetime) -> None:
        self._certificate = certificate
        self._issuer = folded(certificate.facts.issuer_der)
        self._points = points
        self._signers = signers
        self._at = at
        self._noted: dict[tuple[Crl, StatusFault], None] = {}
        self._words: list[_Word] = []
        self._deltas: list[Crl] = []
        self._tried_deltas: set[Crl] = set()

    def answer(self, crls: Iterable[Crl]) -> Answer:
        """What the CRLs say, those of the certificate's issuer and of the CRL issuers that its distribution points name."""
        groups: defaultdict[Hashable, list[tuple[Crl, int]]] = defaultdict(list)
        for crl in crls:
            scope = scope_of(crl, self._certificate, self._points)
            if not scope.reasons:
                self._note(crl, scope.fault)
            elif crl.is_delta:
                self._deltas.append(crl)
            else:
                groups[crl.scope].append((crl, scope.reasons))
        self._deltas.sort(key=lambda one: one.age, reverse=True)
        for group in groups.values():
            self._hear(group)
        for delta in self._deltas:
            if delta not in self._tried_deltas:
                self._may_be_used(delta)
                self._note(delta, crl_delta.unused("there is no complete CRL to put it on", Severity.ERROR))
        return self._conclusion()

    def _hear(self, group: list[tuple[Crl, int]]) -> None:
        """The newest CRL of one scope that may be used; older ones are passed over."""
        ordered = sorted((crl for crl, _ in group), key=lambda one: one.age, reverse=True)
        reasons = dict(group)
        for crl, fault in crl_order.faults(ordered):
            self._note(crl, fault)
        chosen: Crl | None = None
        for crl in ordered:
            if chosen is not None:
                self._note(crl, crl_order.superseded(chosen))
            elif (word := self._word_of(crl, reasons[crl])) is not None:
                chosen = crl
                self._words.append(word)

    def _word_of(self, crl: Crl, reasons: int) -> _Word | None:
        """What a complete CRL says; None where it may not be used."""
        if not self._may_be_used(crl):
            return None
        try:
            entry = entry_in(crl, self._certificate.facts.serial, self._issuer)
        except DerError as error:
            self._note(crl, malformed(f"its entry for this certificate cannot be read: {error}", requirement="RFC 5280 5.3"))
            return None
        delta, change = self._delta_for(crl)
        outdated = currency_fault(crl, self._at)
        if outdated is not None and (delta is None or crl.fields.this_update > self._at):
            self._note(crl, outdated)
            final = entry is not None and entry.reason != HOLD and crl.fields.this_update <= self._at
            return _Word((crl,), 0, entry) if final else None  # revocation is final, so an old list still tells it
        if delta is None and (crl.extension(FRESHEST_CRL) or self._certificate.extension(FRESHEST_CRL)):
            self._note(crl, crl_delta.missing())
        return _Word((crl, delta) if delta else (crl,), reasons, crl_delta.together(entry, change))

    def _delta_for(self, complete: Crl) -> tuple[Crl | None, Entry | None]:
        """The newest delta CRL that may be put on top, and its entry for the certificate."""
        for delta in self._deltas:
            if delta.issuer != complete.issuer:
                continue
            self._tried_deltas.add(delta)
            if why := crl_delta.mismatch(delta, complete):
                self._note(delta, crl_delta.unused(why, Severity.INFO))
                continue
            outdated = currency_fault(delta, self._at)
            if outdated is not None:
                self._note(delta, outdated.softened)
            if not self._may_be_used(delta) or outdated is not None:
                continue
            try:
                return delta, entry_in(delta, self._certificate.facts.serial, self._issuer)
            except DerError as error:
                self._note(delta, malformed(f"its entry for this certificate cannot be read: {error}", requirement="RFC 5280 5.3"))
        return None, None

    def _may_be_used(self, crl: Crl) -> bool:
        faults = [*crl_soundness.judge(crl), *signer_faults(crl, self._signers)]
        for fault in faults:
            self._note(crl, fault)
        return not any(fault.severity is Severity.ERROR for fault in faults)

    def _note(self, crl: Crl, fault: StatusFault) -> None:
        self._noted[crl, fault] = None

    def _conclusion(self) -> Answer:
        revoked = min(
            ((word, word.entry) for word in self._words if word.entry is not None),
            key=lambda pair: (pair[1].reason == HOLD, pair[1].revoked_at),
            default=None,
        )
        covered = 0
        for word in self._words:
            covered |= word.reasons
        if revoked is not None:
            word, entry = revoked
            finding = crl_conclusions.revoked(self._certificate, entry, word.crls[0])
            return Answer(Status.REVOKED, entry.reason, entry.revoked_at, (*self._findings(soft=True), finding), _items(word.crls))
        if covered == ALL_REASONS:
            used = [crl for word in self._words if word.reasons for crl in word.crls]
            return Answer(Status.GOOD, findings=self._findings(soft=True), used=_items(used))
        refused = len({crl for crl, _ in self._noted})
        why = crl_conclusions.what_is_missing(self._certificate, covered, refused)
        finding = crl_conclusions.unknown(self._certificate, why, covered, refused)
        return Answer(Status.UNKNOWN, findings=(*self._findings(soft=False), finding), why=why)

    def _findings(self, *, soft: bool) -> tuple[Finding, ...]:
        return tuple(
            (fault.softened if soft else fault).finding(crl.item, crl.called, crl.issuer_name, self._certificate)
            for crl, fault in self._noted
        )


def entry_in(crl: Crl, serial: int, issuer: Hashable) -> Entry | None:
    """A certificate's entry by its serial number and its issuer's folded name, the gravest one where there are several.

    Raises
    ------
    DerError
        It cannot be read, or it says what an entry of such a CRL cannot say.
    """
    found = crl.entries.find(serial, issuer)
    if any(entry.issuers and issuer not in entry.issuers for entry in found):
        raise DerError("it names another certificate issuer, though the CRL is not marked as indirect")
    entry = min(found, key=lambda one: (one.reason == REMOVED, one.reason == HOLD, one.revoked_at), default=None)
    if entry is not None and entry.reason == REMOVED and not crl.is_delta:
        raise DerError(f"it says {REMOVED}, which only a delta CRL can say")
    return entry


def _items(crls: Iterable[Crl]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(crl.item for crl in crls))
