"""What is different between two states of a station, in plain words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.station.installed import InstalledCertificate, KeyedChain
    from workbench.station.state import PendingRequest, StationState


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes
    ----------
    what
        ``"CSMSRootCertificate"``, ``"V2GCertificateChain"``, ``"fallback"``, ``"connection.slot"``, a variable ...
    before, after
        In words; empty where there was or is nothing. Names out of certificates are hostile text.
    certificate
        SHA-256 of the certificate that it is about, or None.
    """

    what: str
    before: str
    after: str
    certificate: str | None = None

    def to_dict(self) -> dict[str, str | None]:
        """The JSON object."""
        return {"what": self.what, "before": self.before, "after": self.after, "certificate": self.certificate}


def changes(before: StationState, after: StationState) -> tuple[Change, ...]:
    """Every difference; none where the states are equal."""
    return tuple(_changes(before, after))


def _changes(before: StationState, after: StationState) -> Iterator[Change]:
    old, new = before.store.entries, after.store.entries
    yield from (_gone(type_, one) for type_, one in old if (type_, one) not in new)
    yield from (_come(type_, one) for type_, one in new if (type_, one) not in old)
    if before.fallback != after.fallback:
        roots = (_named(before.fallback_root), _named(after.fallback_root))
        yield Change("fallback", *roots, certificate=after.fallback or before.fallback)
    yield from _chains("V2GCertificateChain", before.v2g_chains, after.v2g_chains)
    for what, one, other in (
        ("station certificate", before.station_chain, after.station_chain),
        ("other station certificate", before.former_station_chain, after.former_station_chain),
    ):
        if one != other:
            yield Change(what, _chain(one), _chain(other), certificate=other.leaf.sha256 if other else None)
    yield from _rest(before, after)


def _chains(what: str, old: tuple[KeyedChain, ...], new: tuple[KeyedChain, ...]) -> Iterator[Change]:
    yield from (Change(what, _chain(one), "", one.leaf.sha256) for one in old if one not in new)
    yield from (Change(what, "", _chain(one), one.leaf.sha256) for one in new if one not in old)


def _rest(before: StationState, after: StationState) -> Iterator[Change]:
    old, new = ({one.certificate_type: one for one in state.pending} for state in (before, after))
    for use in dict.fromkeys([*old, *new]):
        if old.get(use) != new.get(use):
            words = ["" if one is None else _waiting(one) for one in (old.get(use), new.get(use))]
            yield Change(f"signing request for {use}", *words)
    pauses = [{one.certificate_type: rfc3339(one.until) for one in state.resting} for state in (before, after)]
    for use in dict.fromkeys([*pauses[0], *pauses[1]]):
        one, other = (found.get(use, "") for found in pauses)
        if one != other:
            yield Change(f"pause of the renewal of {use}", one, other)
    for field in fields(before.connection):
        one, other = (str(getattr(state.connection, field.name)) for state in (before, after))
        if one != other:
            yield Change(f"connection.{field.name}", one, other)
    values = {variable.address: variable for variable in before.device_model.variables}
    for variable in after.device_model.variables:
        former = values.get(variable.address)
        if former is not None and former.value != variable.value:
            name = f"{variable.component}.{variable.name}{f'[{variable.instance}]' if variable.instance else ''}"
            yield Change(name, former.value, variable.value)
    new_events = [one for one in after.security_log if one not in before.security_log]
    yield from (Change("security log", "", f"{one.event.value}: {one.tech_info}") for one in new_events)
    if before.profiles != after.profiles:
        yield Change("connection profiles", *(_slots(state) for state in (before, after)))


def _waiting(one: PendingRequest) -> str:
    until = f", next at {rfc3339(one.resend_at)}" if one.resend_at is not None else ""
    return f"waits, repeated {one.repeats} times{until}"


def _slots(state: StationState) -> str:
    return ", ".join(f"{one.slot}: security profile {one.security_profile}" for one in state.profiles)


def _gone(certificate_type: str, one: InstalledCertificate) -> Change:
    return Change(certificate_type, _named(one), "", one.sha256)


def _come(certificate_type: str, one: InstalledCertificate) -> Change:
    return Change(certificate_type, "", _named(one), one.sha256)


def _named(one: InstalledCertificate | None) -> str:
    return name_of(one.facts) if one is not None else ""


def _chain(chain: KeyedChain | None) -> str:
    return " ← ".join(_named(one) for one in chain.certificates) if chain is not None else ""
