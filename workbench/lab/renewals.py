"""READ FIRST: a year of renewals (A03, M02) in seconds: a station, a CSMS with its CA, a vehicle; and what goes wrong by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.lab import renewals_run
from workbench.lab.renewals_spans import CLIENT, CONTRACT, LANES, SECC_2, SECC_20, STAPLE, gaps_of, spans_of
from workbench.lab.renewals_told import happenings_of
from workbench.lab.renewals_troubles import Trouble, troubles_of
from workbench.lab.renewals_year import Year
from workbench.views.progress import NotebookProgress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.station.personalities import Personality

_SEED = b"a year of renewals"
_EDITIONS = ("iso15118-2", "iso15118-20")
_MOST_DAYS = 1000
"""The samples' roots outlive that; their CAs above the issuing ones end in 2028."""


async def year_of_renewals(  # noqa: PLR0913  # all but the first by name
    troubles: Iterable[Trouble | tuple[str, int, int] | str] = (),
    *,
    days: int = 365,
    watched: bool = False,
    editions: Sequence[str] = ("iso15118-2",),
    personality: Personality | str = "strict",
    contract_days: int = 180,
    seed: bytes = _SEED,
) -> Year:
    """Let a year pass: the samples' station renews its certificates by itself, a vehicle comes each week and renews its contract.

    All is simulated, in memory, by one clock; certificates, signatures, EXI and OCSP responses are real. The SECC leaf lasts
    90 days, the client certificate a year. The same arguments give the same year.

    Parameters
    ----------
    troubles
        What goes wrong: ``("ca-down", 40, 20)`` is a name of :func:`~workbench.lab.renewals_troubles.renewal_troubles`, the first
        day from 0, and for how many.
    watched
        Whether an operator looks every morning, and triggers (A02) what should have been renewed a day ago.
    editions
        Of the station's SECC certificates.
    personality
        The station's ways, as :class:`~workbench.net.machines.station.Station` takes them.
    contract_days
        What a contract certificate lasts.
    seed
        Of keys and serial numbers: who knows it knows the keys.

    Raises
    ------
    InputError
        There is no such trouble or edition, or the time is none or too long.
    """
    if not 1 <= days <= _MOST_DAYS or type(days) is not int:
        raise InputError("That is no number of days.", hint=f"Give 1 to {_MOST_DAYS}.")
    if not 1 <= contract_days <= _MOST_DAYS:
        raise InputError("That is no lifetime of a contract.", hint=f"Give 1 to {_MOST_DAYS} days.")
    wanted = (editions,) if isinstance(editions, str) else tuple(editions)
    if "iso15118-2" not in wanted or not set(wanted) <= set(_EDITIONS):
        raise InputError("There is no such station.", hint='editions=("iso15118-2",) or ("iso15118-2", "iso15118-20")')
    given = troubles_of(troubles)
    made = renewals_run.world(given, watched=watched, personality=personality, seed=seed, contract_days=contract_days)
    begin = made.station.clock.now()
    with NotebookProgress("Days") as progress:
        await renewals_run.live(made, days, wanted, progress)
    end, journal = made.station.clock.now(), made.station.journal
    spans = spans_of(journal, begin, end, made.contracts)
    lanes = [one for one in LANES if one in {CLIENT, SECC_2, STAPLE, CONTRACT} or (one == SECC_20 and "iso15118-20" in wanted)]
    return Year(
        begin=begin,
        end=end,
        troubles=given,
        watched=watched,
        happenings=happenings_of(journal, made.notes, begin),
        spans=spans,
        gaps=gaps_of(spans, lanes, begin, end),
        station=made.station,
    )
