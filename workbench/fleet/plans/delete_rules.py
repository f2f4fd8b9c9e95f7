"""What speaks against deleting a certificate at a station: what else is lost with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.fleet.plans.ruling import no_go, wait
from workbench.fleet.plans.situation import CSMS_ROOT, MAKER_ROOT, MO_ROOT, OEM_ROOT, V2G_ROOT
from workbench.fleet.schema import CHAIN_TYPE
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from workbench.fleet.plans.anchor_faults import Carrying
    from workbench.fleet.plans.ruling import Ruling
    from workbench.fleet.plans.situation import Listed, Situation

LAST = {
    CSMS_ROOT: "it could verify no CSMS any more, and only a visit would help",
    MAKER_ROOT: "it could verify no signed firmware any more",
    V2G_ROOT: "no SECC chain could be renewed, and no vehicle or contract below it be verified",
    MO_ROOT: "it could verify no contract certificate by itself",
    OEM_ROOT: "it could verify no vehicle certificate below it",
    CHAIN_TYPE: "no TLS towards vehicles, no Plug & Charge until another is signed",
}
"""What follows from the loss of the last entry of a type."""


@dataclass(frozen=True, slots=True)
class Deleting:
    """What is known for a deletion anywhere.

    Attributes
    ----------
    verifying
        The certificates at hand, by SHA-256, that alone verify the chain of the CSMS's server; None: the chain was not declared.
    above
        Authority to every authority above it, as far as certificates at hand tell; a root is above itself.
    at, horizon
        What is left must verify the CSMS's server from then on for so long.
    successor
        SHA-256 of what must be listed first; empty: nothing.
    really
        Whether losses are meant. The last CSMS root stays all the same.
    """

    verifying: Mapping[str, Carrying] | None
    above: Mapping[str, frozenset[str]] = field(repr=False)
    at: datetime
    horizon: timedelta
    successor: str = ""
    really: bool = False


def rulings(station: Situation, going: Sequence[Listed], what: Deleting) -> Iterator[Ruling]:
    """Everything that speaks against deleting these entries.

    Hash data names a certificate, not a type: the station may delete it wherever it is listed.
    """
    yield from _told(station, going, what)
    gone = {one.same for one in going}
    left = [one for one in station.listed if one.same not in gone]
    for certificate_type in dict.fromkeys(one.certificate_type for one in going if one.child == 0):
        yield from _last(certificate_type, left, what)
        if what.successor:
            yield from _succeeded(left, certificate_type, what)
    if any(one.certificate_type == CSMS_ROOT for one in going):
        yield from _reach(left, what)
    if not what.really:
        yield from _below(station, going, left, what)


def _told(station: Situation, going: Sequence[Listed], what: Deleting) -> Iterator[Ruling]:
    """What must be known though it was not asked for: whether it is a CSMS root too, what hangs below it, what else it is."""
    if CSMS_ROOT not in station.covered:
        said = "It never answered what it holds as CSMSRootCertificate: whether this is its CSMS root too is not known."
        yield wait(said, "M04.FR.03", ask=True)
    if not what.really and CHAIN_TYPE not in station.covered and any(one.certificate_type == V2G_ROOT for one in going):
        yield wait("It never answered which V2G chains it holds: one may stand under it.", "M04.FR.08", ask=True)
    if not set(station.types) <= station.covered.keys():
        said = "It was not asked for every certificate type: it may list it as another one too, and would delete it there as well."
        yield wait(said, "M03.FR.04", ask=True)


def _last(certificate_type: str, left: Sequence[Listed], what: Deleting) -> Iterator[Ruling]:
    if any(one.certificate_type == certificate_type and one.child == 0 for one in left):
        return
    said = f"It is the last {certificate_type}: {LAST[certificate_type]}."
    if certificate_type == CSMS_ROOT or not what.really:
        yield no_go(said, "M04.FR.03")


def _succeeded(left: Sequence[Listed], certificate_type: str, what: Deleting) -> Iterator[Ruling]:
    if not any(one.certificate == what.successor and one.certificate_type == certificate_type for one in left):
        said = f"It does not list the successor as {certificate_type}: install it, and confirm by M03, before the old one goes."
        yield wait(said, "M03.FR.04", ask=True)


def _reach(left: Sequence[Listed], what: Deleting) -> Iterator[Ruling]:
    """Never the root under which the server is verified, unless another that is left does it too."""
    roots = [one for one in left if one.certificate_type == CSMS_ROOT]
    if not roots:
        return  # said already: it is the last
    left_roots = [one.certificate for one in roots if one.certificate is not None]
    if what.verifying is None:
        said = "Whether a root that is left verifies the CSMS's server was not checked: the server's chain was not declared."
        yield wait(said, "M04.FR.03")
    elif carrying := [what.verifying[sha256] for sha256 in left_roots if sha256 in what.verifying]:
        yield from _lasting(carrying, what)
    elif len(left_roots) < len(roots):
        yield wait("Which CSMS root would be left is not known: its certificate is not at hand.", "M04.FR.03")
    else:
        yield no_go("No CSMS root that is left verifies the CSMS's server: the next handshake would fail.", "M04.FR.03")


def _lasting(carrying: Sequence[Carrying], what: Deleting) -> Iterator[Ruling]:
    """Whether what is left carries for long, and at every verifier."""
    lasting = [one for one in carrying if one.until - what.at >= what.horizon]
    if not lasting:
        end = rfc3339(max(one.until for one in carrying))
        said = f"What is left verifies the CSMS's server only until {end}, when a CA of its chain ends: replace that first."
        yield wait(said, "M04.FR.03")
    elif not any(one.self_signed for one in lasting):
        said = "Not sure: what is left is not self-signed, and verifies the CSMS's server only where partial chains are accepted."
        yield wait(said, "M04.FR.03")


def _below(station: Situation, going: Sequence[Listed], left: Sequence[Listed], what: Deleting) -> Iterator[Ruling]:
    """V2G chains that lose a sub-CA or their root: the station may delete them too [M04.FR.08]."""
    if any(one.child > 0 for one in going):
        yield no_go("It is a sub-CA of the station's V2G chain, which could not be built any more, or is deleted too.", "M04.FR.08")
    roots = {one.own_authority for one in going if one.is_root and one.own_authority is not None}
    if not any(one.certificate_type == V2G_ROOT for one in going):
        return
    chains: dict[int, list[Listed]] = {}
    for one in station.listed:
        if one.certificate_type == CHAIN_TYPE and one not in going:
            chains.setdefault(one.chain, []).append(one)
    still = {one.own_authority for one in left if one.certificate_type == V2G_ROOT and one.own_authority is not None}
    for links in chains.values():
        tops = _tops(links, what.above)
        if not tops:
            yield wait("Under which root its V2G chain stands is not known: it may be this one.", "M04.FR.08")
        elif tops & roots and not tops & still:
            yield no_go("Its V2G chain stands under it: the chain may be deleted too, and cannot be renewed.", "M04.FR.08")


def _tops(links: Sequence[Listed], above: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Every authority that stands above a chain, by what its entries say; empty where nothing is known."""
    found: set[str] = set()
    for one in links:
        if one.authority is not None:
            found |= above.get(one.authority, frozenset({one.authority}))
    return frozenset(found)
