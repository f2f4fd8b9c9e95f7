"""Which vendors write hash data wrongly, each mistake once with its count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.forensics import MISTAKES
from workbench.display import Tone
from workbench.display.counting import counted
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.relations import relation_of
from workbench.fleet.resolve_solving import NOT_CHECKED

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from workbench.fleet.inventory import Inventory

COLUMNS = ["vendor_name", "model", "firmware_version", "mistakes", "stations", "entries", "example", "explanation"]
SENDER = ("vendor_name", "model", "firmware_version")


def mistakes(inventory: Inventory) -> Answer:
    """Each kind of station with each mistake that its entries show.

    Returns
    -------
    A row for each vendor, model, firmware and mistake (its code in ``docs/contracts.md``; an entry with two counts under both): at
    how many stations, in how many entries, an example as it was written, and the mistake in words; the most stations first.
    """
    frame = frame_of(expression(inventory))
    frame["explanation"] = [f"In these entries {MISTAKES[code].sentence}." for code in frame["mistakes"]]
    frame = frame.sort_values(["stations", *SENDER, "mistakes"], ascending=[False, True, True, True, True], kind="stable")
    kinds = len(frame[list(SENDER)].drop_duplicates())
    entries, stations = (int(one) for one in frame_of(_sums(inventory)).iloc[0])
    sentence = (
        f"{counted(kinds, 'kind')} of station {'writes' if kinds == 1 else 'write'} hash data with mistakes that have names, "
        f"in {counted(entries, 'entry', 'entries')} at {counted(stations, 'station')}."
        if len(frame)
        else "No station writes hash data with a mistake that is known here."
    )
    return Answer(
        question="mistakes",
        title="Vendors' mistakes in hash data",
        sentence=sentence,
        frame=frame[COLUMNS].reset_index(drop=True).astype({"explanation": "str"}),
        notes=_notes(inventory),
        ok=not len(frame),
        tones={"mistakes": dict.fromkeys(frame["mistakes"], Tone.WARNING)},
    )


def expression(inventory: Inventory) -> ir.Table:
    """vendor_name, model, firmware_version, mistakes (one code), stations, entries, example (the four fields of an entry)."""
    codes = relation_of([(code,) for code in MISTAKES], {"code": "!string"})
    rows = inventory.resolved
    rows = rows.filter(rows.mistakes != "").cross_join(codes)
    rows = rows.filter((" " + rows.mistakes + " ").contains(" " + rows.code + " "))
    rows = rows.drop("mistakes").rename(mistakes="code")
    stations = inventory.tables.stations.select("station", *SENDER)
    rows = rows.join(stations, "station")
    written = rows.hash_algorithm + " " + rows.issuer_name_hash + " " + rows.issuer_key_hash + " " + rows.serial_number
    rows = rows.mutate(written=written)
    return rows.group_by(*SENDER, "mistakes").aggregate(
        stations=rows.station.nunique(), entries=rows.count(), example=rows.written.min()
    )


def _sums(inventory: Inventory) -> ir.Table:
    rows = inventory.resolved
    rows = rows.filter(rows.mistakes != "")
    return rows.aggregate(entries=rows.count(), stations=rows.station.nunique())


def _notes(inventory: Inventory) -> tuple[str, ...]:
    solved = inventory.solved
    left = int((solved["result"] == NOT_CHECKED).sum())
    said = []
    if left:
        said.append(f"Not checked: {counted(left, 'distinct entry', 'distinct entries')}: more than the hash solver is given.")
    if len(inventory.known) == 0:
        said.append("Not checked: no certificates are at hand; a mistake is seen only where its certificate is known.")
    return tuple(said)
