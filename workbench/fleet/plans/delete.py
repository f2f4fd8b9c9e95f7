"""``delete_plan``: certificates out of the stations that list them, named as each station lists them, never what it stands on."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.certs.hashdata import CertificateHashData
from workbench.certs.items import Item
from workbench.display import visible
from workbench.errors import InputError
from workbench.fleet.plans.anchor_faults import named, verifying
from workbench.fleet.plans.delete_rules import Deleting, rulings
from workbench.fleet.plans.making import ages, ask_first, confirming, guesses, left_out, made
from workbench.fleet.plans.plan import Plan, Step
from workbench.fleet.plans.requests import DELETE, delete_request, spoken
from workbench.fleet.plans.ruling import Ruling, Verdict, decisive, no_go, wait
from workbench.fleet.plans.situation import CSMS_ROOT, situations
from workbench.fleet.plans.waves import in_order, waves
from workbench.fleet.schema import CERTIFICATE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.known import Known
    from workbench.fleet.plans.situation import Listed, Situation

_LONGEST_HORIZON = 36_500
Named = Item | CertificateHashData | str
"""A certificate at hand, itself or by its SHA-256, the beginning of that, or its name; or the hash data of one that is not."""


def delete_plan(  # noqa: PLR0913  # what a deletion is made of
    inventory: Inventory,
    certificates: Named | Iterable[Named],
    *,
    successor: Item | None = None,
    certificate_type: str | None = None,
    really: bool = False,
    wave_size: int = 500,
    horizon_days: int = 30,
) -> Plan:
    """Who is to delete what, in which wave; who must wait, and who must not.

    Parameters
    ----------
    certificates
        What is to go; expired ones as well as unknown ones, by their hash data.
    successor
        Must be listed under the same type first: install, confirm, only then delete.
    certificate_type
        Only where it is listed as this. Hash data names no type: a station that lists it as another one too is left out.
    really
        Delete the last of a type, and what V2G chains stand on, as well; the last CSMS root is kept all the same.
    wave_size
        Stations in a wave after the pilot, at most.
    horizon_days
        How long the CSMS roots that are left must verify its server from now on; its own certificate, which is renewed, may end.

    Raises
    ------
    InputError
        Nothing was named, or nothing at hand, or more than one, has that name; a type is none of GetCertificateIdUse, a wave is
        smaller than one, or the horizon no number of days from 0 to 36,500.
    """
    wanted = _wanted(certificates, inventory.known)
    if certificate_type is not None and certificate_type not in CERTIFICATE_TYPES:
        raise InputError(f"{certificate_type!r} is no certificate type.", hint=f"One of {', '.join(CERTIFICATE_TYPES)}.")
    if not 0 <= horizon_days <= _LONGEST_HORIZON:
        raise InputError(f"A horizon of {horizon_days} days is none.", hint=f"Give 0 to {_LONGEST_HORIZON:,}.")
    chain = inventory.csms_chain
    verifies = verifying(chain, _roots_listed(inventory.known), inventory.at) if chain else None
    sha256 = successor.facts.sha256 if successor is not None and successor.facts is not None else ""
    what = Deleting(verifies, _above(inventory.known), inventory.at, timedelta(days=horizon_days), sha256, really)
    stations = situations(inventory)
    found = {one.identity: [entry for entry in one.listed if _is_wanted(entry, wanted)] for one in stations}
    ruled = {one.identity: _ruling(one, found[one.identity], what, certificate_type) for one in stations}
    going = [one for one in stations if ruled[one.identity].verdict is Verdict.GO]
    order = waves(going, wave_size)
    steps: list[Step] = []
    for one in stations:
        ruling = ruled[one.identity]
        if ruling.verdict is Verdict.GO:
            steps += _steps(one, found[one.identity], order[one.identity], ruling)
        else:
            steps.append(ask_first(one, ruling) if ruling.ask else left_out(one, ruling))
    names = ", ".join(dict.fromkeys(_name(one, inventory.known) for one in wanted[2][:3]))
    more = f" and {len(wanted[2]) - 3} more" if len(wanted[2]) > 3 else ""
    said = (*_notes(chain, really=really), *guesses(stations), *ages(going, inventory.at))
    return Plan(f"Delete {names}{more}", inventory.at, in_order(steps, order), said, "", tuple(sorted(wanted[0])))


_Wanted = tuple[frozenset[str], frozenset[CertificateHashData], tuple[Named, ...]]


def _wanted(certificates: Named | Iterable[Named], known: Known) -> _Wanted:
    given = (certificates,) if isinstance(certificates, (Item, CertificateHashData, str)) else tuple(certificates)
    if not given:
        raise InputError("Nothing was named to delete.", hint="Give a certificate, its SHA-256, or its hash data.")
    sha256s = {_at_hand(one, known) for one in given if isinstance(one, str)}
    sha256s |= {one.facts.sha256 for one in given if isinstance(one, Item) and one.facts is not None}
    return frozenset(sha256s), frozenset(one for one in given if isinstance(one, CertificateHashData)), given


def _at_hand(text: str, known: Known) -> str:
    frame = known.certificates
    digits = text.strip().replace(":", "").lower()
    found = frame.loc[(frame["name"] == text.strip()) | (frame["certificate"].str.startswith(digits) & (len(digits) >= 6))]
    if len(found) == 1:
        return str(found["certificate"].iloc[0])
    how_many = "No certificate" if found.empty else "More than one certificate"
    hint = "Give the certificate itself, its SHA-256, or for what is not at hand its hash data."
    raise InputError(f"{how_many} at hand is called {visible(text, 80)!r}.", hint=hint)


def _is_wanted(entry: Listed, wanted: _Wanted) -> bool:
    return entry.certificate in wanted[0] or (bool(wanted[1]) and CertificateHashData(*entry.fields) in wanted[1])


def _name(one: Named, known: Known) -> str:
    if isinstance(one, str):
        return known.name(_at_hand(one, known))
    return named(one) if isinstance(one, Item) else f"the certificate with serial number {one.serial_number}"


def _ruling(station: Situation, going: Sequence[Listed], what: Deleting, certificate_type: str | None) -> Ruling:
    if certificate_type is not None and not any(one.certificate_type == certificate_type for one in going):
        going = []
    types = [certificate_type] if certificate_type is not None else list(station.types)
    if not going:
        missing = [one for one in types if one not in station.covered]
        if missing:
            return wait(f"It never answered what it holds as {', '.join(missing)}: ask first (M03).", "M03.FR.04", ask=True)
        return Ruling(Verdict.DONE, "It does not list it.", "M03.FR.04")
    others = {one.certificate_type for one in going} - {certificate_type} if certificate_type is not None else set()
    found = list(rulings(station, going, what))
    if others:
        found.insert(0, no_go(f"It lists it as {', '.join(sorted(others))} too, and would delete it there as well.", "M04.FR.02"))
    if any(delete_request(one.fields, spoken(station.version)) is None for one in going):
        found.append(no_go("What it lists fits no DeleteCertificateRequest: the schema refuses its hash data.", "M04.FR.07"))
    mistakes = " ".join(dict.fromkeys(one.mistakes for one in going if one.mistakes))
    way = f", mistakes and all ({mistakes})" if mistakes else ""
    return decisive(found, Ruling(Verdict.GO, f"Named as the station lists it{way}.", "M04.FR.07"))


def _steps(station: Situation, going: Sequence[Listed], wave: str, ruling: Ruling) -> list[Step]:
    """A request for each different hash data; entries with the same go together."""
    different = {one.same: one.fields for one in reversed(going)}
    steps = []
    for number, fields in enumerate(reversed(different.values()), start=1):
        payload = delete_request(fields, spoken(station.version))
        assert payload is not None  # noqa: S101  # ruled out before
        steps.append(made(station, wave, number, DELETE, ruling, payload, "Accepted"))
    types = tuple(dict.fromkeys(one.certificate_type for one in going))
    return [*steps, confirming(station, wave, len(steps) + 1, types, "gone")]


def _roots_listed(known: Known) -> list[Item]:
    """CAs at hand; what a station could have as its CSMS root."""
    return [one for one in known.items.values() if one.facts is not None and one.facts.is_ca]


def _above(known: Known) -> Mapping[str, frozenset[str]]:
    """Each authority at hand with all above it, cross-signs followed; a self-signed one is above itself."""
    issuers: dict[str, set[str]] = defaultdict(set)
    frame = known.certificates[["authority", "issuer"]].dropna()
    for authority, issuer in frame.itertuples(index=False, name=None):
        issuers[authority].add(issuer)
    found: dict[str, frozenset[str]] = {}
    for authority in list(issuers):
        reached, waiting = {authority}, [authority]
        while waiting:
            further = issuers.get(waiting.pop(), set()) - reached
            reached |= further
            waiting += further
        found[authority] = frozenset(reached)
    return found


def _notes(chain: Sequence[Item], *, really: bool) -> tuple[str, ...]:
    said = ["Send a wave when every pilot, and the wave before it, answered Accepted and lists the certificate no more."]
    if not chain:
        said.append(f"Not checked: under which root the CSMS's server stands; no {CSMS_ROOT} is deleted without its chain.")
    if really:
        said.append("Losses are meant (really=True): the last of a type goes as well, but for the last CSMS root.")
    return tuple(said)
