"""Which CSMS root a station stands under, as far as the record and the certificates at hand can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.csms.certificates import hash_data_by_all
from workbench.csms.record import CSMS_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.certs.items import Item
    from workbench.csms.record import Believed, StationRecord


@dataclass(frozen=True, slots=True)
class CurrentRoot:
    """The current CSMS root.

    Attributes
    ----------
    believed
        None where the record has none, or several of which none is known to be the newest.
    item
        Its certificate; None where that is not at hand.
    held
        How many CSMS roots the station lists, a fallback among them; where it was never asked, how many are believed.
    """

    believed: Believed | None
    item: Item | None
    held: int


def current_root(record: StationRecord, pile: Iterable[Item] = ()) -> CurrentRoot:
    """The newest CSMS root that the station lists; where that is not known, that it accepted.

    Parameters
    ----------
    pile
        Certificates of the CSMS, to find the certificate behind a listed entry.
    """
    there = list(record.of_type(CSMS_ROOT))
    held = len(there)
    listing = record.listing(CSMS_ROOT)
    if listing is not None and not listing.stale:
        listed = {entry.certificate_hash_data.plain for entry in listing.entries}
        there, held = [one for one in there if not listed.isdisjoint(one.hash_data)], len(listing.entries)
    roots = [one for one in there if not one.superseded] or there
    sent = [one for one in roots if one.item is not None]
    believed = roots[0] if len(roots) == 1 else sent[-1] if sent else None
    item = item_behind(believed, [*record.at_hand, *pile]) if believed is not None else None
    return CurrentRoot(believed, item, held)


def item_behind(believed: Believed, pile: Sequence[Item]) -> Item | None:
    """The certificate of an entry: as it was sent, else the one of the pile with its hash data."""
    if believed.item is not None:
        return believed.item
    wanted = set(believed.hash_data)
    return next((one for one in pile if one.facts is not None and not wanted.isdisjoint(hash_data_by_all(one, pile))), None)
