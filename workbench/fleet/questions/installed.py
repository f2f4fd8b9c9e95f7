"""What is installed where: by certificate, by station, or by certificate type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.errors import InputError
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions.covering import notes
from workbench.fleet.questions.naming import folded, identity, in_order, with_names
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory

By = Literal["certificate", "station", "type"]

TONES = {"result": {"exact": Tone.GOOD, "dialect": Tone.WARNING, "ambiguous": Tone.WARNING, "unknown": Tone.WARNING}}


def expression(listed: ir.Table, by: By = "certificate") -> ir.Table:
    """The entries that hold, counted.

    Parameters
    ----------
    listed
        As :func:`workbench.fleet.resolve.resolved` gives it.
    by
        ``"certificate"``: for each certificate type, certificate and result; an entry that nobody can name stands for itself, by
        its four fields. ``"station"``: every entry of every station. ``"type"``: for each certificate type.
    """
    if by == "station":
        return listed.select("station", "certificate_type", "certificate", "result", "mistakes", "chain", "child", *HASH_COLUMNS)
    if by == "type":
        whole = listed.mutate(identity=identity(listed))
        return whole.group_by("certificate_type").aggregate(
            stations=whole.station.nunique(),
            entries=whole.count(),
            certificates=whole.certificate.nunique(),
            unknown=whole.identity.nunique(where=whole.certificate.isnull()),
        )
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    nameless = folded(listed)
    absent = ibis.null("string")
    own = {name: ibis.ifelse(nameless.certificate.isnull(), nameless[name], absent) for name in HASH_COLUMNS}
    kept = nameless.mutate(**own)
    return kept.group_by(["certificate_type", "certificate", "result", *HASH_COLUMNS]).aggregate(
        stations=kept.station.nunique(), entries=kept.count()
    )


def installed(inventory: Inventory, *, by: By = "certificate") -> Answer:
    """What is installed where.

    Parameters
    ----------
    by
        ``"certificate"``: share is of the stations whose answer covers the certificate type. ``"station"``: every entry.
        ``"type"``: how many stations, entries, certificates; unknown: different entries that nobody can name.

    Raises
    ------
    InputError
        ``by`` is none of these.
    """
    if by not in {"certificate", "station", "type"}:
        raise InputError(f"There is no listing by {by!r}.", hint='By "certificate", "station" or "type".')
    found = frame_of(expression(inventory.resolved, by))
    asked = inventory.coverage.types
    frame = {"certificate": _by_certificate, "station": _by_station, "type": _by_type}[by](inventory, found, asked)
    return Answer(
        question="installed",
        title="What is installed where",
        sentence=_sentence(inventory),
        frame=frame,
        notes=notes(inventory),
        tones=TONES,
    )


def _by_certificate(inventory: Inventory, found: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    named = with_names(found, inventory.known, "not_after")
    whole = named["certificate_type"].map(asked.set_index("certificate_type")["stations"])
    named["share"] = named["stations"].astype("float64") / whole.astype("float64")
    front = ["certificate_type", "certificate", "name", "result", "stations", "entries", "share", "not_after"]
    keys = ("certificate_type", "stations", "name", "certificate", "result", *HASH_COLUMNS)
    return in_order(named[[*front, *HASH_COLUMNS]], *keys, falling=("stations",))


def _by_station(inventory: Inventory, found: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    del asked
    named = with_names(found, inventory.known, "not_after")
    front = ["station", "certificate_type", "certificate", "name", "result", "mistakes", "not_after", "chain", "child"]
    return in_order(named[[*front, *HASH_COLUMNS]], "station", "certificate_type", "chain", "child", *HASH_COLUMNS)


def _by_type(inventory: Inventory, found: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    del inventory
    counts = found.set_index("certificate_type").reindex(asked["certificate_type"]).fillna(0).reset_index()
    counts.insert(1, "asked", asked["stations"].to_numpy())
    names = ["asked", "stations", "entries", "certificates", "unknown"]
    return counts.astype(dict.fromkeys(names, "Int64"))[["certificate_type", *names]]


def _sentence(inventory: Inventory) -> str:
    listed = inventory.resolved
    sums = frame_of(
        listed.aggregate(
            stations=listed.station.nunique(),
            entries=listed.count(),
            certificates=listed.certificate.nunique(),
            unknown=listed.count(where=listed.certificate.isnull()),
        )
    ).iloc[0]
    if not sums["entries"]:
        return "No station lists a certificate."
    of_these = f"; {counted(int(sums['unknown']), 'entry', 'entries')} nobody can name" if sums["unknown"] else ""
    return (
        f"{counted(int(sums['stations']), 'station')} list {counted(int(sums['entries']), 'entry', 'entries')} "
        f"of {counted(int(sums['certificates']), 'known certificate')}{of_these}."
    )
