"""Listings that a running CSMS has in memory: the stations' answers, and its own records of them, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.fleet.ingest.decoding import kept
from workbench.fleet.ingest.rows import Gathering, Rows
from workbench.fleet.ingest.tally import Tally
from workbench.fleet.ingest.told import asked_of, identity
from workbench.fleet.schema import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from workbench.messages.certificates import CertificateHashDataChain
    from workbench.messages.hash_data import CertificateHashDataType

NO_NAME = "A listing names no station."
NAIVE = "The time of a listing has no zone."


class Listing(NamedTuple):
    """What one station has installed, on somebody's word.

    Attributes
    ----------
    station
        Its identity.
    seen_at
        When it was said or written down, UTC-aware.
    chains
        As in the message; none where nothing is installed.
    source
        Whose word: see :class:`~workbench.fleet.schema.Side`.
    asked
        The certificate types that the listing is about, all of them where it is empty; None where it is not known.
    """

    station: str
    seen_at: datetime
    chains: Sequence[CertificateHashDataChain]
    source: str = Side.CSMS
    asked: Sequence[str] | None = None


def rows_of(listings: Iterable[Listing], *, name: str = "CSMS") -> Rows:
    """The rows of listings, as :func:`~workbench.fleet.ingest.reading.read` gives those of a file; ``name`` is their origin."""
    tally = Tally()
    gathering = Gathering(tally)
    for number, one in enumerate(listings, 1):
        origin = f"{name}:{number}"
        station = identity(one.station)
        weight = sum(1 + len(chain.child_certificate_hash_data or ()) for chain in one.chains)
        if station is None or one.seen_at.tzinfo is None:
            tally.refuse(origin, NO_NAME if station is None else NAIVE, "Give both.", str(one.station), rows=max(weight, 1))
            continue
        asked = None if one.asked is None else asked_of([str(kind) for kind in one.asked])
        status = "Accepted" if one.chains else "NotFound"
        given = gathering.answer(station, one.seen_at, (str(one.source), status, asked), origin)
        for place, chain in enumerate(one.chains):
            entries = (chain.certificate_hash_data, *(chain.child_certificate_hash_data or ()))
            for child, entry in enumerate(entries):
                gathering.entry((given, place, child), str(chain.certificate_type), _fields(entry))
    return gathering.rows()


def _fields(entry: CertificateHashDataType) -> tuple[str, str, str, str]:
    return (
        str(entry.hash_algorithm), kept(entry.issuer_name_hash), kept(entry.issuer_key_hash), kept(entry.serial_number),
    )  # fmt: skip
