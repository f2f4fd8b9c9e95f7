"""What is meant to be lost, however it is named; and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cryptography import x509

from workbench.certs.hashdata import der_of
from workbench.errors import InputError
from workbench.fleet.reliance import Lost
from workbench.fleet.resolve_solving import SIGHTED
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.known import Known

_SHORTEST = 6
"""Digits of the beginning of a SHA-256."""
_SOME = 5


class How(StrEnum):
    """How a certificate is lost."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    REMOVED = "removed"
    """Out of the stations' stores: what others send and verify is not touched."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a question supposes.

    Attributes
    ----------
    lost
        The certificates and CAs, and the two times.
    how
        See :class:`How`.
    names
        What people call them; hostile text.
    day
        For people: when.
    """

    lost: Lost
    how: How
    names: tuple[str, ...]
    day: str


def loss_of(inventory: Inventory, lost: Any, how: str, at: datetime | None) -> Loss:
    """The loss that a caller means.

    Parameters
    ----------
    lost
        SHA-256 or its beginning, a name, a certificate, the identity of a CA that is known by its hashes alone; or several of them.
    how
        ``"expired"``, ``"revoked"`` or ``"removed"``.
    at
        When; None: for an expiry that of the last of the lost, for all else the inventory's time.

    Raises
    ------
    InputError
        Nothing at hand, or more than one certificate, is meant; there is no such ``how``; at that time it has not expired.
    """
    try:
        way = How(how)
    except ValueError:
        raise InputError(f"There is no such loss: {how!r}.", hint='how is "expired", "revoked" or "removed".') from None
    several = list(lost) if isinstance(lost, list | tuple | set | frozenset) else [lost]
    if not several:
        raise InputError("Nothing is lost.", hint="Say which: a SHA-256 or its beginning, a common name, or a certificate.")
    found = [_certificate(inventory, one) for one in several]
    certificates = frozenset(one for one in found if not one.startswith(SIGHTED))
    now = inventory.at
    then = _moment(inventory.known, certificates, way, at, now)
    names = tuple(dict.fromkeys(inventory.known.name(one) for one in found))
    ends = then - timedelta(seconds=1) if way is How.EXPIRED and at is None and then > now else then
    return Loss(Lost(certificates, frozenset(found) - certificates, now, then), way, names, rfc3339(ends)[:10])


def _certificate(inventory: Inventory, one: Any) -> str:
    known = inventory.known
    if isinstance(one, x509.Certificate) or hasattr(one, "der"):
        import hashlib  # noqa: PLC0415  # beside its only use

        sha256 = hashlib.sha256(der_of(one)).hexdigest()
        if sha256 not in known.items:
            raise InputError(
                "This certificate is not among those at hand.", hint="Give it with certificates=, its issuers with it."
            )
        return sha256
    if not isinstance(one, str) or not one.strip():
        raise InputError(
            f"A {type(one).__name__} is no certificate.", hint="Give a SHA-256, a common name, or wb.load(...).certificates[0]."
        )
    if one.startswith(SIGHTED):
        return _sighted(inventory, one)
    text = one.strip()
    digits = text.replace(":", "").lower()
    if len(digits) >= _SHORTEST and all(digit in "0123456789abcdef" for digit in digits):
        begun = [sha256 for sha256 in known.items if sha256.startswith(digits)]
        if len(begun) == 1:
            return begun[0]
        if begun:
            raise _ambiguous(known, text, begun)
    frame = known.certificates
    named = list(frame.loc[(frame["name"] == text) | (frame["subject"] == text), "certificate"])
    if not named:
        named = list(frame.loc[frame["name"].str.casefold() == text.casefold(), "certificate"])
    if len(named) == 1:
        return str(named[0])
    if named:
        raise _ambiguous(known, text, named)
    raise InputError(
        f"No certificate at hand is called {text!r}.",
        hint=f"There are {_some(known.certificates.loc[known.certificates['ca'], 'name'])}; or give the beginning of its SHA-256.",
    )


def _sighted(inventory: Inventory, identity: str) -> str:
    seen = inventory.solved["authority"].dropna()
    if identity not in set(seen):
        raise InputError(
            "No station lists a root of these hashes.", hint="private_cas() names the CAs that are known by hashes alone."
        )
    return identity


def _ambiguous(known: Known, text: str, certificates: list[str]) -> InputError:
    frame = known.by_certificate.loc[certificates[:_SOME]]
    each = [f"{sha256[:12]} ({name}, until {until:%Y-%m-%d})" for sha256, name, until in _ends(frame.itertuples(index=False))]
    more = f" and {len(certificates) - _SOME} more" if len(certificates) > _SOME else ""
    return InputError(
        f"{text!r} may be any of {len(certificates)} certificates.",
        hint=f"Give the beginning of one's SHA-256: {', '.join(each)}{more}.",
    )


def _ends(rows: Iterable[Any]) -> list[tuple[str, str, datetime]]:
    return [(row.certificate, row.name, row.not_after) for row in rows]


def _some(names: Iterable[str]) -> str:
    found = sorted(set(names))
    more = f" and {len(found) - _SOME} more CAs" if len(found) > _SOME else ""
    return ", ".join(repr(name) for name in found[:_SOME]) + more if found else "no CA certificates at hand"


def _moment(known: Known, certificates: frozenset[str], how: How, at: datetime | None, now: datetime) -> datetime:
    """When the loss has just happened."""
    if how is not How.EXPIRED:
        return at or now
    ends = [_utc(end) for end in known.by_certificate.loc[sorted(certificates), "not_after"].dropna()]
    last = max(ends, default=None)
    if at is None:
        return max(now, last + timedelta(seconds=1)) if last else now
    if last is not None and at <= last:
        raise InputError(
            f"At {rfc3339(at)} it has not expired: it is valid until {rfc3339(last)}.",
            hint='Leave `at` out, or ask with how="revoked".',
        )
    return at


def _utc(moment: Any) -> datetime:
    found: datetime = moment.to_pydatetime(warn=False)
    return found.astimezone(UTC)
