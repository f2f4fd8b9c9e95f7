"""What a loss does to a V2G certificate chain: the station sends it, and a vehicle follows it up to a root of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.fleet.reliance import CaCertificate, Lost, Reliance, Way


class Verdict(StrEnum):
    """What a loss does; the worse comes first."""

    BREAKS = "breaks"
    """It worked, and it will not."""
    BROKEN = "already broken"
    """It does not work now, before the loss."""
    NOT_CHECKED = "not checked"
    """It cannot be told; why is said."""
    SAVED = "saved"
    """It stands on something that is lost, and something else carries it."""
    HOLDS = "holds"
    """The loss does not touch it."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one thing that stood on something lost.

    Attributes
    ----------
    verdict, reason
        The reason is a clause; it holds names, hostile text.
    certificate
        SHA-256, or the identity, of the lost that it stood on; ``""`` where it stands on none.
    by
        SHA-256 of the certificates that save it.
    needs
        Of those, the ones that the station does not list and must be sent.
    """

    verdict: Verdict
    reason: str
    certificate: str = ""
    by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """What chains of many stations share.

    Attributes
    ----------
    issuer
        The CA that issued the leaf; None where nothing tells.
    listed
        SHA-256 of the certificates listed above it, those that are at hand.
    issuers
        The CAs that issued what is listed above the leaf, from below.
    """

    issuer: str | None
    listed: tuple[str, ...]
    issuers: tuple[str, ...]


def fate_of(shape: Shape, reliance: Reliance, lost: Lost, name: Callable[[str], str]) -> Fate:
    """What a loss does to all chains of a shape, their leaves apart.

    Parameters
    ----------
    name
        What people call a certificate or a CA.
    """
    start = _start(shape, reliance)
    if start is None:
        return Fate(Verdict.NOT_CHECKED, "nothing at hand tells who issued what it lists")
    listed = set(shape.listed)
    now = _way_now(shape, start, reliance, lost)
    if now is None:
        return Fate(Verdict.BROKEN, "a certificate that it lists above its leaf has ended, or leads to no root, even now")
    touched = [one for one in (*now.certificates, now.end) if one in lost.certificates or one in lost.authorities]
    touched += [one for one in shape.listed if one in lost.certificates and _serves(one, reliance, lost)]
    touched += [one for one in shape.issuers if one in lost.authorities]
    # a chain that lists a way to a lost root leads there, too: who knows that root alone loses it
    touched += [
        one.certificate
        for authority in _leads_to(shape, reliance, lost)
        for one in reliance.of.get(authority, ())
        if one.anchor and one.certificate in lost.certificates
    ]
    if not touched:
        return _of_untouched(now, reliance, lost, name)
    first = touched[0]
    used = now.certificates
    by_list = reliance.way(
        start, lambda one: lost.usable(one, used) and (one.anchor or one.certificate in listed), lost.authorities
    )
    later = by_list if by_list and by_list.assured else reliance.way(start, lambda one: lost.usable(one, used), lost.authorities)
    if later is None:
        return Fate(Verdict.BREAKS, f"its chain stands on {name(first)}", first)
    if not later.assured and (later.end != now.end or not later.certificates):
        return Fate(
            Verdict.NOT_CHECKED,
            f"its chain stands on {name(first)}; another way ends at {name(later.end)}, whose root is not at hand",
            first,
        )
    by = tuple(one for one in later.certificates if one not in now.certificates) or later.certificates[-1:]
    needs = tuple(one for one in by if one not in listed and not reliance.certificates[one].anchor)
    end = name(later.certificates[-1]) if later.certificates else name(later.end)
    reason = f"its chain stands on {name(first)}; by another certificate it leads to {end} all the same"
    return Fate(Verdict.SAVED, reason, first, by, needs)


def _serves(certificate: str, reliance: Reliance, lost: Lost) -> bool:
    """Whether it is valid before the loss: nothing has stood since on what has ended."""
    one = reliance.certificates.get(certificate)
    return one is None or one.valid(lost.now)


def _leads_to(shape: Shape, reliance: Reliance, lost: Lost) -> list[str]:
    """The CAs that issued what is listed, those apart that issued nothing of it but what has ended."""
    listed = [reliance.certificates[one] for one in shape.listed if one in reliance.certificates]
    serving = {one.issuer for one in listed if one.valid(lost.now)}
    ended = {one.issuer for one in listed} - serving
    return [one for one in shape.issuers if one not in ended]


def _of_untouched(now: Way, reliance: Reliance, lost: Lost, name: Callable[[str], str]) -> Fate:
    ended = [one for one in now.certificates if not lost.usable(reliance.certificates[one], now.certificates)]
    if ended:
        return Fate(Verdict.HOLDS, f"it does not stand on the lost; {name(ended[0])} ends before that by itself")
    return Fate(Verdict.HOLDS, "its chain as it is listed does not stand on the lost")


def _start(shape: Shape, reliance: Reliance) -> str | None:
    """The CA from which the way up begins: the leaf's issuer, else the first CA listed, else the issuer of the topmost."""
    first = (reliance.certificates[one].authority for one in shape.listed if one in reliance.certificates)
    return shape.issuer or next(first, None) or next(reversed(shape.issuers), None)


def _way_now(shape: Shape, start: str, reliance: Reliance, lost: Lost) -> Way | None:
    """The way that the chain takes before the loss: by what the station lists; where it lists too little, by what is at hand."""
    listed = set(shape.listed)

    def listed_only(one: CaCertificate) -> bool:
        return one.anchor or one.certificate in listed

    way = reliance.way(start, lambda one: one.valid(lost.now) and listed_only(one))
    if way is not None and (way.assured or not reliance.of.get(way.end)):
        return way
    whatever = reliance.way(start, listed_only)
    if whatever is not None and whatever.assured:
        return None  # it is complete, but not valid
    return _through_lost(start, reliance, lost) or way or reliance.way(start, lambda one: one.valid(lost.now))


def _through_lost(start: str, reliance: Reliance, lost: Lost) -> Way | None:
    """Of the ways at hand one that takes something lost: what a station sends but does not list may be it.

    That is a CA's renewed certificate, or the one before; a cross-certificate of a root need not be sent at all.
    """
    above = reliance.above(start, lambda one: one.valid(lost.now))
    for one in map(reliance.certificates.get, sorted(lost.certificates)):
        if one is None or one.anchor or one.issuer is None or one.authority not in above or not one.valid(lost.now):
            continue
        if any(other.anchor and other.valid(lost.now) for other in reliance.of[one.authority]):
            continue
        further = reliance.way(one.issuer, lambda step: step.valid(lost.now))
        if further is not None:
            return replace(further, certificates=(*above[one.authority], one.certificate, *further.certificates))
    return None


__all__ = ["Fate", "Shape", "Verdict", "fate_of"]
