"""Which stations share a CA that nobody gave the certificate of, or that is marked as private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display.counting import counted
from workbench.errors import InputError
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.relations import relation_of
from workbench.fleet.reliance import Reliance
from workbench.fleet.resolve_solving import SIGHTED

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory

UNNAMED = "issuer:"
"""Begins the identity of an issuer that is known by its hashes alone and that no station lists as a root."""
_BY = ("authority", "station")
_NOTES = (
    "One CA under several hash algorithms has as many identities: only its certificate tells that they are one.",
    "A root that nobody gave the certificate of is taken to be self-signed: its issuer's hashes are its own.",
    "Left out: issuers of a name at hand whose key hash is no CA's; that is mostly a vendor's mistake (see unknown()).",
)


def private_cas(inventory: Inventory, *, by: str = "authority") -> Answer:
    """The CAs that are private, or stand behind entries and are not at hand.

    Parameters
    ----------
    by
        ``"authority"``: a row for each CA; ``"station"``: a row for each CA and station.

    Returns
    -------
    authority (its identity; ``sighted:...`` a root that stations list, ``issuer:...`` one that is only named by what it issued, at
    two stations at least), name, private (whether it was marked so; else its certificate is not at hand), and stations, entries,
    vendors, first_station; or station, entries.

    Raises
    ------
    InputError
        There is no such ``by``.
    """
    if by not in _BY:
        raise InputError(f"private_cas cannot be told by {by!r}.", hint='by is "authority" or "station".')
    frame = frame_of(expression(inventory, by=by))
    names = frame["authority"].map(inventory.known.names)
    frame.insert(1, "name", names.fillna("no certificate at hand").astype("str"))
    frame.insert(2, "private", names.notna().astype("boolean"))
    if by == "authority":
        frame = frame.sort_values(["stations", "authority"], ascending=[False, True], kind="stable")
    else:
        frame = frame.sort_values(["authority", "station"], kind="stable")
    return Answer(
        question="private-cas",
        title="Stations that share a private CA",
        sentence=_sentence(inventory, frame, by),
        frame=frame.reset_index(drop=True),
        notes=_NOTES if frame["authority"].str.startswith((SIGHTED, UNNAMED)).any() else (),
        ok=not len(frame),
    )


def expression(inventory: Inventory, *, by: str = "authority") -> ir.Table:
    """authority, stations, entries, vendors, first_station; or authority, station, entries."""
    rows = _of_private(inventory)
    shared = rows.group_by("authority").aggregate(sharing=rows.station.nunique())
    shared = shared.filter((shared.sharing > 1) | ~shared.authority.startswith(UNNAMED))
    rows = rows.semi_join(shared, "authority")
    if by == "station":
        return rows.group_by("authority", "station").aggregate(entries=rows.count())
    rows = rows.join(inventory.tables.stations.select("station", "vendor_name"), "station")
    return rows.group_by("authority").aggregate(
        stations=rows.station.nunique(),
        entries=rows.count(),
        vendors=rows.vendor_name.nunique(),
        first_station=rows.station.min(),
    )


def _of_private(inventory: Inventory) -> ir.Table:
    """The entries that a private CA issued, or one that nobody gave the certificate of; under its identity."""
    marked = relation_of([(one,) for one in sorted(private_authorities(inventory))], {"private_of": "!string"})
    names = relation_of([(one,) for one in sorted(set(inventory.known.authorities["issuer_name_hash"]))], {"name_of": "!string"})
    rows = inventory.resolved
    rows = rows.mutate(name_hash=rows.issuer_name_hash.lower())
    unnamed = UNNAMED + rows.hash_algorithm + ":" + rows.name_hash + ":" + rows.issuer_key_hash.lower()
    rows = rows.mutate(authority=rows.authority.fill_null(unnamed))
    rows = rows.left_join(marked, [("authority", "private_of")])
    rows = rows.left_join(names, [("name_hash", "name_of")])
    # a known name with another key hash is a vendor's mistake far oftener than another CA
    is_nobodys = rows.authority.startswith(UNNAMED) & rows.certificate.isnull() & rows.name_of.isnull()
    return rows.filter(rows.private_of.notnull() | rows.authority.startswith(SIGHTED) | is_nobodys)


def private_authorities(inventory: Inventory) -> set[str]:
    """The CAs whose certificate is marked as private, and all below them that lead to no other root."""
    if not inventory.private:
        return set()
    frame = inventory.known.certificates
    marked = frame.loc[frame["certificate"].isin(inventory.private), "authority"].dropna()
    reliance = Reliance(inventory.known)
    others = {one: reliance.way(one, lambda step: step.certificate not in inventory.private) for one in reliance.below(marked)}
    return {one for one, other in others.items() if other is None or not other.assured}


def _sentence(inventory: Inventory, frame: pd.DataFrame, by: str) -> str:
    if not len(frame):
        return "Every entry was issued by a CA at hand, and none of them is marked as private."
    count = frame["authority"].nunique()
    unnamed = frame.loc[~frame["private"], "authority"].nunique()
    stations = frame["station"].nunique() if by == "station" else frame_of(_stations(inventory))["stations"][0]
    return (
        f"{counted(int(stations), 'station')} {'shares' if stations == 1 else 'share'} {counted(count, 'CA')} that "
        f"{'is' if count == 1 else 'are'} private or not at hand: of {unnamed:,} nobody gave the certificate."
    )


def _stations(inventory: Inventory) -> ir.Table:
    rows = expression(inventory, by="station")
    return rows.aggregate(stations=rows.station.nunique())
