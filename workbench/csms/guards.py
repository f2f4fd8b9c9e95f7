"""What the CSMS looks at before it deletes: is it listed, is it the last of its type, what hangs below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.certs.hashdata import CertificateHashData
from workbench.csms.certificates import hash_data_by_all
from workbench.csms.decision import follows, guarded
from workbench.csms.names import Names
from workbench.csms.record import CHAIN_TYPE, CSMS_ROOT, MANUFACTURER_ROOT, MO_ROOT, OEM_ROOT, V2G_ROOT
from workbench.csms.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.certs.items import Item
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding

LAST = {
    CSMS_ROOT: "the station could verify no CSMS any more, and only a visit would help",
    MANUFACTURER_ROOT: "the station could verify no signed firmware any more: no update would be taken",
    V2G_ROOT: "no SECC chain could be renewed, and no certificate of a vehicle or contract below it be verified",
    MO_ROOT: "no contract certificate could be verified by the station itself",
    OEM_ROOT: "no vehicle certificate below it could be verified",
}
"""What follows from the loss of the last root of a type."""


class Place(NamedTuple):
    """Where a certificate stands in what the station lists.

    Attributes
    ----------
    certificate_type
        Of the entry.
    hash_data
        As it is listed: what DeleteCertificate must echo [M04.FR.07].
    leaf
        Of a sub-CA: the entry below which it is a child; None for an entry of its own.
    """

    certificate_type: str
    hash_data: CertificateHashData
    leaf: CertificateHashData | None = None


def places(record: StationRecord, which: CertificateHashData | Item, pile: Iterable[Item] = ()) -> tuple[Place, ...]:
    """Where the station lists a certificate, by whatever algorithm; a certificate may stand under several types."""
    wanted = _names(record, which, pile)
    found = [
        Place(one.certificate_type, data) for one in record.believed for data in wanted if data in one.hash_data and _silent(record)
    ]
    for listing in record.listings:
        for entry in listing.entries:
            own = entry.certificate_hash_data.plain
            if own in wanted:
                found.append(Place(listing.certificate_type, own))
            children = [child.plain for child in entry.child_certificate_hash_data or ()]
            found.extend(Place(listing.certificate_type, child, own) for child in children if child in wanted)
    return tuple(found)


def _silent(record: StationRecord) -> bool:
    """Whether nothing was ever listed: then the record's beliefs are all there is."""
    return not record.listings


def _names(record: StationRecord, which: CertificateHashData | Item, pile: Iterable[Item]) -> tuple[CertificateHashData, ...]:
    """Every hash data that the certificate may be listed by."""
    if not isinstance(which, CertificateHashData):
        listed = tuple(
            data for one in record.believed if one.item is not None and one.item.der == which.der for data in one.hash_data
        )
        return tuple(dict.fromkeys((*hash_data_by_all(which, [*record.at_hand, *pile]), *listed)))
    same = [one.hash_data for one in record.believed if which in one.hash_data]
    pile = (*record.at_hand, *pile)
    same += [by_all for one in pile if which in (by_all := hash_data_by_all(one, pile))]
    return tuple(dict.fromkeys((which, *(data for some in same for data in some))))


def before_delete(
    record: StationRecord,
    found: tuple[Place, ...],
    policy: Policy,
    *,
    really: bool,
    pile: Iterable[Item] = (),
    serving: Sequence[Item] = (),
) -> Iterator[Finding]:
    """What keeps the CSMS from a deletion, and what it should know.

    Parameters
    ----------
    serving
        The chain of the CSMS's present server; empty where the station meets none, or it is not known.
    """
    for place in found:
        if place.certificate_type == CSMS_ROOT and place.leaf is None and serving and _more_than_one(record):
            yield from served(record, place.hash_data, Names(record, [*pile, *serving]), serving, really=really)
        else:
            yield from _one(record, place, policy, really=really)
    if len(found) > 1:
        types = ", ".join(dict.fromkeys(one.certificate_type for one in found))
        yield follows(
            f"Hash data names a certificate, not a type: it is listed {len(found)} times ({types}), and may go everywhere."
        )


def _more_than_one(record: StationRecord) -> bool:
    listing = record.listing(CSMS_ROOT)
    return len(listing.entries if listing is not None else record.of_type(CSMS_ROOT)) > 1


def _one(record: StationRecord, place: Place, policy: Policy, *, really: bool) -> Iterator[Finding]:
    certificate_type = place.certificate_type
    if place.leaf is not None:
        yield follows(
            f"It is a sub-CA of the chain whose leaf has the serial number {place.leaf.serial_number[:40]}: "
            "that chain cannot be built any more, or is deleted too.",
            requirement="M04.FR.08",
            remedy="Have a new chain signed first (A02).",
        )
        return
    listing = record.listing(certificate_type)
    number = len(listing.entries) if listing is not None else len(record.of_type(certificate_type))
    if number > 1:
        if certificate_type == CSMS_ROOT:
            yield follows(
                "If it is the root under which the CSMS's present server stands, the next handshake fails.",
                requirement="M04.FR.03",
                remedy="Delete it after the station has met a server under the other root.",
            )
        elif certificate_type in LAST:
            yield follows(
                f"What hangs below a deleted {certificate_type} cannot be verified any more; the station may delete it too.",
                requirement="M04.FR.08",
            )
        return
    if certificate_type == CHAIN_TYPE:
        yield follows("It is the last V2G chain: no TLS towards vehicles, no Plug & Charge until another is signed.")
        return
    consequence = f"It is the last {certificate_type}: {LAST.get(certificate_type, 'none would be left')}."
    if certificate_type in policy.kept_last_roots and not really:
        remedy = "Install its successor first; or say that it is really meant (really=True)."
        yield guarded(consequence, requirement="M04.FR.03", observed=certificate_type, remedy=remedy)
        return
    yield follows(consequence, requirement="M04.FR.03", remedy="Install its successor first.")
