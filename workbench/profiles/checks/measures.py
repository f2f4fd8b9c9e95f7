"""How long, how large, which number: validity period, size, serial number."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from workbench.profiles.examined import Fault, Unread
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from workbench.profiles.examined import Examined

_SECOND = timedelta(seconds=1)


def validity_order(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """The end is not before the begin."""
    begin, end = _period(examined)
    if end < begin:
        yield Fault(
            "ends before it begins, so it is never valid",
            f"{rfc3339(begin)} to {rfc3339(end)}",
            "notAfter at or after notBefore",
            "Have it issued with a validity period.",
        )


def validity_length(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The validity period, last second included, is neither shorter nor longer than this; 0 days: no limit."""
    begin, end = _period(examined)
    if end < begin:
        return
    length = end - begin + _SECOND
    shortest, longest = values["at_least_days"], values["at_most_days"]
    if shortest and length < timedelta(days=shortest):
        word, limit = "only", f"at least {_told(shortest)}"
    elif longest and length > timedelta(days=longest):
        word, limit = "for", f"at most {_told(longest)}"
    else:
        return
    span = _told(length.days) if length.days else f"{length.seconds // 3600} hours"
    yield Fault(f"is valid {'for ' * (word == 'only')}{word} {span}", span, limit, f"Have it issued for {limit}.")


def size(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The DER has at most so many octets."""
    octets, most = examined.facts.size, values["at_most"]
    if octets > most:
        yield Fault(
            f"has {octets:,} octets",
            f"{octets} octets of DER",
            f"at most {most} octets",
            "Have it issued with fewer octets: shorter names and URLs, no extension that the profile does not ask for.",
        )


def serial_positive(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """The serial number is positive."""
    if examined.facts.serial <= 0:
        yield Fault(
            f"has a serial number that is {'negative' if examined.facts.serial else 'zero'}",
            f"{examined.facts.serial:x}",
            "1 or more",
            "Have it issued with a positive serial number.",
        )


def serial_length(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The serial number takes at most so many octets in DER, a sign octet included."""
    octets = examined.facts.serial.bit_length() // 8 + 1
    if octets > values["at_most"]:
        yield Fault(
            f"has a serial number of {octets} octets",
            f"{octets} octets",
            f"at most {values['at_most']} octets",
            "Have it issued with a shorter serial number.",
        )


def _period(examined: Examined) -> tuple[datetime, datetime]:
    begin, end = examined.facts.not_before, examined.facts.not_after
    if begin is None or end is None:
        raise Unread("the validity cannot be read")
    return begin, end


def _told(days: int) -> str:
    years = days / 365.25
    return f"{days:,} day{'s' * (days != 1)}" + (f" ({years:.0f} years)" if years >= 1.5 else "")
