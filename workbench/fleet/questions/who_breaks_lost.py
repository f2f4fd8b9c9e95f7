"""What is meant to be lost, however it is named; and when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cryptography import x509

from workbench.certs.hashdata import der_of
from workbench.errors import InputError
from workbench.fleet.questions.naming import a_moment
from workbench.fleet.reliance import Lost
from workbench.fleet.reliance_stores import with_chain
from workbench.fleet.resolve_solving import SIGHTED
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from workbench.fleet.inventory import Inventory

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
        Nothing at hand, or more than one certificate, is meant; there is no such ``how``; the time has no zone, or at that time it
        has not expired.
    """
    try:
        way = How(how)
    except ValueError:
        raise InputError(f"There is no such loss: {how!r}.", hint='how is "expired", "revoked" or "removed".') from None
    several = list(lost) if isinstance(lost, list | tuple | set | frozenset) else [lost]
    if not several:
        raise InputError("Nothing is lost.", hint="Say which: a SHA-256 or its beginning, a common name, or a certificate.")
    at_hand = _at_hand(inventory)
    found = [_certificate(inventory, at_hand, one) for one in several]
    certificates = frozenset(one for one in found if not one.startswith(SIGHTED))
    now = inventory.at
    then = _moment(at_hand, certificates, way, None if at is None else a_moment(at), now)
    called = dict(zip(at_hand["certificate"], at_hand["name"], strict=True))
    names = tuple(dict.fromkeys(called.get(one, one) for one in found))
    ends = then - timedelta(seconds=1) if way is How.EXPIRED and at is None and then > now else then
    return Loss(Lost(certificates, frozenset(found) - certificates, now, then), way, names, rfc3339(ends)[:10])


def _at_hand(inventory: Inventory) -> pd.DataFrame:
    """The certificates at hand, and those of the CSMS's chain."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    every = with_chain(inventory.known, inventory.csms_chain).certificates
    return pd.concat([inventory.known.certificates, every]).drop_duplicates("certificate")


def _certificate(inventory: Inventory, at_hand: pd.DataFrame, one: Any) -> str:
    if isinstance(one, x509.Certificate) or hasattr(one, "der"):
        sha256 = hashlib.sha256(der_of(one)).hexdigest()
        if sha256 not in set(at_hand["certificate"]):
            raise InputError(
                "This certificate is not among those at hand.", hint="Give it with certificates=, its issuers with it."
            )
        return sha256
    if not isinstance(one, str) or not one.strip():
        raise InputError(
            f"A {type(one).__name__} is no certificate.", hint="Give a SHA-256, a common name, or wb.load(...).certificates[0]."
        )
    return _sighted(inventory, one) if one.startswith(SIGHTED) else _named(at_hand, one.strip())


def _named(at_hand: pd.DataFrame, text: str) -> str:
    """By the beginning of its SHA-256, by its common name or whole subject, or by the name in another case."""
    digits = text.replace(":", "").lower()
    ways = [
        (at_hand["name"] == text) | (at_hand["subject"] == text),
        at_hand["name"].str.casefold() == text.casefold(),
    ]
    if len(digits) >= _SHORTEST and all(digit in "0123456789abcdef" for digit in digits):
        ways.insert(0, at_hand["certificate"].str.startswith(digits))
    for way in ways:
        found = at_hand[way]
        if len(found) > 1:
            raise _ambiguous(text, found)
        if len(found):
            return str(found["certificate"].iloc[0])
    raise InputError(
        f"No certificate at hand is called {text!r}.",
        hint=f"There are {_some(at_hand.loc[at_hand['ca'], 'name'])}; or give the beginning of its SHA-256.",
    )


def _sighted(inventory: Inventory, identity: str) -> str:
    seen = inventory.solved["authority"].dropna()
    if identity not in set(seen):
        raise InputError(
            "No station lists a root of these hashes.", hint="private_cas() names the CAs that are known by hashes alone."
        )
    return identity


def _ambiguous(text: str, found: pd.DataFrame) -> InputError:
    columns = [found[name].head(_SOME) for name in ("certificate", "name", "not_after")]
    each = [f"{sha256[:12]} ({name!r}, until {until:%Y-%m-%d})" for sha256, name, until in zip(*columns, strict=True)]
    more = f" and {len(found) - _SOME} more" if len(found) > _SOME else ""
    return InputError(
        f"{text!r} may be any of {len(found)} certificates.",
        hint=f"Give the beginning of one's SHA-256: {', '.join(each)}{more}.",
    )


def _some(names: Iterable[str]) -> str:
    found = sorted(set(names))
    more = f" and {len(found) - _SOME} more CAs" if len(found) > _SOME else ""
    return ", ".join(repr(name) for name in found[:_SOME]) + more if found else "no CA certificates at hand"


def _moment(at_hand: pd.DataFrame, certificates: frozenset[str], how: How, at: datetime | None, now: datetime) -> datetime:
    """When the loss has just happened."""
    if how is not How.EXPIRED:
        return at or now
    ends = [_utc(end) for end in at_hand.loc[at_hand["certificate"].isin(certificates), "not_after"].dropna()]
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
