"""The rows of a watch: each certificate with its end, its chain's end, and when its renewal is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from workbench.certs.about import about
from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind, Pki, classify
from workbench.lab.watching_chains import Chains
from workbench.lab.watching_given import STOPPED
from workbench.lab.watching_rules import OCSP_RULE, rule_of, rule_of_status
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.lab.watching_given import Given, Held
    from workbench.lab.watching_rules import Rule

STATES = ("ended", "overdue", "due", "not yet valid", "later", "replaced", "unknown")
"""The most urgent first: over; the renewal should have been; it is due within the horizon; ...; has a successor; has no end."""
URGENT = frozenset({"ended", "overdue", "due"})
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One certificate, OCSP response or CRL.

    Attributes
    ----------
    what, kind, pki
        What it is: in words, as :class:`~workbench.certs.kinds.Kind` spells it (or ``"ocsp"``, ``"crl"``), and in which PKI.
    name, where
        Its name, and where it is held. Hostile text.
    stations
        At how many.
    begins, ends
        Its own validity, UTC-aware; None where it cannot be read.
    chain_ends, first_link
        When its chain ends, and with which of its CAs, where one ends before it; else its own end, and empty. Hostile text.
    due
        When its renewal is due: the rule's lead before the end of the chain.
    state
        One of :data:`STATES`.
    who, how, otherwise
        Who must act, by which use case, and what happens if nobody does.
    requirement
        The rule behind the lead; empty: it is usual, and no rule.
    """

    what: str
    kind: str
    pki: Pki
    name: str
    sha256: str
    where: str
    stations: int
    begins: datetime | None
    ends: datetime | None
    chain_ends: datetime | None
    first_link: str
    due: datetime | None
    state: str
    who: str
    how: str
    otherwise: str
    requirement: str

    @property
    def urgent(self) -> bool:
        """Whether somebody has to act within the horizon."""
        return self.state in URGENT

    def to_dict(self) -> dict[str, Any]:
        """As JSON; times are RFC 3339 or null."""
        moments = {name: getattr(self, name) for name in ("begins", "ends", "chain_ends", "due")}
        return {
            "state": self.state,
            "what": self.what,
            "kind": self.kind,
            "name": self.name,
            "sha256": self.sha256,
            "where": self.where,
            "stations": self.stations,
            **{name: None if one is None else rfc3339(one) for name, one in moments.items()},
            "first_link": self.first_link,
            "who": self.who,
            "how": self.how,
            "otherwise": self.otherwise,
            "requirement": self.requirement,
        }


def rows_of(given: Given, at: datetime, horizon: timedelta) -> tuple[Watched, ...]:
    """The rows, the most urgent first, of one state the first to be due."""
    held = [one for one in given.held if one.item.facts is not None]
    chains = Chains(tuple(one.item for one in held))
    kinds = dict(zip((one.item.der for one in held), classify([one.item.facts for one in held if one.item.facts]), strict=True))
    found: dict[tuple[str, str], Watched] = {}
    for one in held:
        kind = one.kind if one.kind is not None else kinds[one.item.der].kind
        row = _row(one, kind, kinds[one.item.der].pki, chains, at, horizon)
        found.setdefault((row.sha256, "" if one.file else row.where), row)
    rows = [*found.values(), *(_of_passing(one, at) for one in _passing(given))]
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(rows, key=lambda row: (STATES.index(row.state), row.due or last, row.what, row.name, row.where)))


def _row(  # what a row is made of
    one: Held, kind: Kind, pki: Pki, chains: Chains, at: datetime, horizon: timedelta
) -> Watched:
    facts = one.item.facts
    if facts is None:
        raise TypeError("no certificate")
    rule = rule_of(kind, is_ca=facts.is_ca is True)
    end, first = chains.end(one.item)
    due = None if end is None else _before(end, chains.lead(one.item, rule))
    state = _state(facts.not_before, end, due, at, horizon)
    if state in URGENT and chains.replaced(one.item):
        state = "replaced"
    if one.note == STOPPED and state in {"due", "later"}:
        state = "overdue"
    return Watched(
        what=kind.noun[0].upper() + kind.noun[1:],
        kind=kind.value,
        pki=pki,
        name=facts.subject.common_name.strip() or str(facts.subject),
        sha256=facts.sha256,
        where=one.where,
        stations=one.many,
        begins=facts.not_before,
        ends=facts.not_after,
        chain_ends=end,
        first_link=first,
        due=due,
        state=state,
        who="the operator: the station asks no more until it gets a TriggerMessage" if one.note == STOPPED else rule.who,
        how=f"first a new CA certificate for {first}; then {rule.how}" if first else rule.how,
        otherwise=rule.otherwise,
        requirement="A02.FR.19" if one.note == STOPPED else rule.requirement,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passing:
    """An OCSP response or CRL: good until the next one."""

    what: str
    kind: str
    name: str
    where: str
    begins: datetime | None
    ends: datetime
    rule: Rule


def _passing(given: Given) -> Iterator[_Passing]:
    for held in given.held:
        if held.item.type not in {ItemType.CRL, ItemType.OCSP_RESPONSE}:
            continue
        told, rule = about(held.item), rule_of_status(held.item.type)
        kind = "crl" if held.item.type is ItemType.CRL else "ocsp"
        if told.until is not None:
            name = told.subject
            what = held.item.type.value
            yield _Passing(what=what, kind=kind, name=name, where=held.where, begins=told.since, ends=told.until, rule=rule)
    for one in given.statuses:
        yield _Passing(
            what="OCSP response", kind="ocsp", name=one.name, where=one.where, begins=one.begins, ends=one.ends, rule=OCSP_RULE
        )


def _of_passing(one: _Passing, at: datetime) -> Watched:
    due = _before(one.ends, one.rule.lead)
    return Watched(
        what=one.what,
        kind=one.kind,
        pki=Pki.UNKNOWN,
        name=one.name,
        sha256="",
        where=one.where,
        stations=1,
        begins=one.begins,
        ends=one.ends,
        chain_ends=one.ends,
        first_link="",
        due=due,
        state=_state(one.begins, one.ends, due, at, timedelta(0)),  # what comes anew each week is not announced weeks ahead
        who=one.rule.who,
        how=one.rule.how,
        otherwise=one.rule.otherwise,
        requirement=one.rule.requirement,
    )


def _state(begins: datetime | None, end: datetime | None, due: datetime | None, at: datetime, horizon: timedelta) -> str:
    if end is None or due is None:
        return "unknown"
    if end < at:
        return "ended"
    if begins is not None and at < begins:
        return "not yet valid"
    if due <= at:
        return "overdue"
    return "due" if due - at <= horizon else "later"


def _before(moment: datetime, lead: timedelta) -> datetime:
    try:
        return moment - lead
    except OverflowError:
        return moment
