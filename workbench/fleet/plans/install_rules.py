"""What speaks against sending a root to a station: it would refuse it, or what it would do is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.fleet.plans.requests import install_request, spoken
from workbench.fleet.plans.ruling import Ruling, Verdict, no_go, wait
from workbench.fleet.plans.situation import CSMS_ROOT, OEM_ROOT
from workbench.messages.faults import Unsendable
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.fleet.plans.situation import Situation

LONGEST = {Version.V201: 5_500, Version.V21: 10_000}
"""Characters of PEM that InstallCertificateRequest takes."""


@dataclass(frozen=True, slots=True)
class Installing:
    """What is to be installed.

    Attributes
    ----------
    sha256, certificate_type, text
        The root, its type, its PEM.
    signed_by
        SHA-256 of the certificates at hand whose key signed it; its own where it is self-signed.
    """

    sha256: str
    certificate_type: str
    text: str
    signed_by: frozenset[str]

    @property
    def self_signed(self) -> bool:
        """Whether its own key signed it."""
        return self.sha256 in self.signed_by


def rulings(station: Situation, new: Installing) -> Iterator[Ruling]:
    """Everything that speaks against sending it, or for its being there already."""
    if any(one.certificate == new.sha256 for one in station.of_type(new.certificate_type)):
        yield Ruling(Verdict.DONE, f"It lists it as {new.certificate_type} already.", "M05.FR.17")
    if new.certificate_type == OEM_ROOT and station.version is Version.V201:
        yield no_go("OCPP 2.0.1 has no OEMRootCertificate.", "M05.FR.01")
    else:
        yield from _length(station, new)
    yield from _told(station, new)
    yield from _room(station)
    if new.certificate_type == CSMS_ROOT:
        if station.security_profile is not None and station.security_profile < 2:
            said = f"It speaks without TLS (security profile {station.security_profile}): anybody could put another root there."
            yield no_go(said, "M05.FR.03")
        yield from _root_check(station, new)
    elif not new.self_signed:
        yield from _linked(station, new)


def _length(station: Situation, new: Installing) -> Iterator[Ruling]:
    limit = LONGEST[spoken(station.version)]
    if len(new.text) > limit:
        said = f"The certificate has {len(new.text):,} characters of PEM"
        if station.version is None:
            yield wait(f"{said}: too many for OCPP 2.0.1, and which version it speaks is not known.", "M05.FR.03")
        else:
            yield no_go(f"{said}; OCPP {station.version} takes {limit:,}.", "M05.FR.03")
        return
    try:
        install_request(new.text, new.certificate_type, station.version or Version.V21)
    except Unsendable as refusal:
        yield no_go(str(refusal), "M05.FR.01")


def _told(station: Situation, new: Installing) -> Iterator[Ruling]:
    if new.certificate_type not in station.covered:
        yield wait(f"It never answered what it holds as {new.certificate_type}: ask first (M03).", "M03.FR.04", ask=True)


def _room(station: Situation) -> Iterator[Ruling]:
    """CertificateEntries counts what can be listed, children included; during a rotation old and new are both held."""
    entries = len(station.listed)
    if station.most_entries is None:
        yield wait("How many entries it takes (CertificateEntries.maxLimit) is not known: read it first.", "M05.FR.06")
    elif entries + 1 > station.most_entries:
        yield no_go(f"It lists {entries} entries and takes {station.most_entries}: no room.", "M05.FR.06")
    elif station.covered and not set(station.types) <= station.covered.keys():
        yield wait("It was not asked for every certificate type: whether there is room is not known.", "M05.FR.06", ask=True)


def _root_check(station: Situation, new: Installing) -> Iterator[Ruling]:
    if station.root_check is None:
        said = "Whether its current root must have signed the new one (AdditionalRootCertificateCheck) is not known: read it first."
        yield wait(said, "M05.FR.10")
        return
    held = station.of_type(CSMS_ROOT)
    if not station.root_check:
        if not new.self_signed:
            yield from _linked(station, new)
        return
    if len({one.same for one in held}) > 1:
        yield wait("It keeps a fallback root: let it connect under its newest root first, which removes it.", "M05.FR.09")
    elif held and held[0].certificate is None:
        yield wait("Its current CSMS root is none that is at hand: whether it signed the new one cannot be checked.", "M05.FR.10")
    elif held and held[0].certificate not in new.signed_by:
        yield no_go("Its current CSMS root did not sign the new one: it must answer Rejected.", "M05.FR.11")


def _linked(station: Situation, new: Installing) -> Iterator[Ruling]:
    held = station.of_type(new.certificate_type)
    if any(one.certificate in new.signed_by for one in held if one.certificate is not None):
        return
    said = "It is not self-signed, and its issuer is not among the roots that the station lists"
    if any(one.certificate is None for one in held):
        yield wait(f"{said} and that are at hand: its hash data could not be known.", "M05.FR.07")
    else:
        yield no_go(f"{said}: it would be refused, or could be neither listed nor deleted.", "M05.FR.07")
