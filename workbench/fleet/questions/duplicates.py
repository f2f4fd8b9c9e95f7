"""The same certificate more than once at one station.

A sub-CA that is listed below two chains is listed as M03.FR.05 wants it: once for each chain. Twice below one chain is too often.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions.covering import notes
from workbench.fleet.questions.naming import folded, identity, in_order, with_names
from workbench.fleet.schema import CERTIFICATE_TYPES, HASH_COLUMNS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from workbench.fleet.inventory import Inventory

_ALIKE, _TYPES, _ALGORITHMS, _WRITINGS = (
    "twice alike",
    "under several types",
    "by several hash algorithms",
    "written in several ways",
)
_ALGORITHM_NAMES = ("SHA256", "SHA384", "SHA512")


def expression(listed: ir.Table) -> ir.Table:
    """Each station and certificate, or entry that nobody can name, that is listed more than once, and how.

    Returns
    -------
    station, identity (of :func:`~workbench.fleet.questions.naming.identity`), certificate, serial_number (one of them, lower case),
    certificate_types and hash_algorithms (joined by spaces, OCPP's order), entries, how (joined by commas).
    """
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    entries = folded(_candidates(listed))
    entries = entries.mutate(identity=identity(entries))
    place = ibis.ifelse(entries.child > 0, entries.chain, ibis.literal(-1, "int32"))
    entries = entries.mutate(below=entries.child > 0, place=place)
    keys = ["station", "identity", "certificate", "certificate_type", "below", *HASH_COLUMNS]
    counted_there = entries.group_by([*keys, "place"]).aggregate(copies=entries.count())
    once = counted_there.group_by(keys).aggregate(copies=counted_there.copies.max())
    alike = once.group_by([key for key in keys if key != "below"]).aggregate(copies=once.copies.sum())
    writing = reduce(lambda text, name: text + ":" + alike[name], HASH_COLUMNS[1:], alike["hash_algorithm"])
    alike = alike.mutate(writing=writing)
    by_algorithm = {f"by_{name.lower()}": (alike.hash_algorithm == name).any() for name in _ALGORITHM_NAMES}
    found = alike.group_by(["station", "identity", "certificate"]).aggregate(
        serial_number=alike.serial_number.min(),
        entries=alike.copies.sum().cast("int64"),
        most_alike=alike.copies.max().cast("int64"),
        types=alike.certificate_type.nunique(),
        algorithms=alike.hash_algorithm.nunique(),
        writings=alike.writing.nunique(),
        **by_algorithm,
        **{f"as_{name}": (alike.certificate_type == name).any() for name in CERTIFICATE_TYPES},
    )
    found = found.filter(found.entries > 1)
    return found.select(
        "station",
        "identity",
        "certificate",
        "serial_number",
        "entries",
        certificate_types=_joined([(found[f"as_{name}"], name) for name in CERTIFICATE_TYPES], " "),
        hash_algorithms=_joined([(found[f"by_{name.lower()}"], name) for name in _ALGORITHM_NAMES], " "),
        how=_joined(
            [
                (found.most_alike > 1, _ALIKE),
                (found.types > 1, _TYPES),
                (found.algorithms > 1, _ALGORITHMS),
                (found.writings > found.algorithms, _WRITINGS),
            ],
            ", ",
        ),
    )


def _candidates(listed: ir.Table) -> ir.Table:
    """The entries of which a station lists more than one with that certificate, or of nameless ones that serial number."""
    keyed = listed.mutate(key=listed.certificate.fill_null(listed.serial_number.lower()))
    often = keyed.group_by(["station", "key"]).aggregate(number=keyed.count())
    often = often.filter(often.number > 1)
    columns = ["station", "certificate_type", "certificate", "chain", "child", *HASH_COLUMNS]
    return keyed.semi_join(often, ["station", "key"]).select(*columns)


def duplicates(inventory: Inventory) -> Answer:
    """The same certificate more than once at one station: alike, by several hash algorithms, in several ways, under several types.

    Under several types alone it may be meant, and the answer is then ``ok``: a V2G root that signs contracts is an MO root too.
    """
    found = with_names(frame_of(expression(inventory.resolved)), inventory.known)
    frame = in_order(found, "station", "certificate_types", "name", "identity")
    frame = frame[["station", "certificate_types", "certificate", "name", "how", "entries", "hash_algorithms", "serial_number"]]
    amiss = frame[frame["how"] != _TYPES]
    several = len(frame) - len(amiss)
    stations = amiss["station"].nunique()
    sentence = "No station lists a certificate twice" if not len(amiss) else (
        f"{counted(stations, 'station')} {'lists' if stations == 1 else 'list'} "
        f"{counted(len(amiss), 'certificate')} more than once"
    )  # fmt: skip
    besides = f"; under several types, which may be meant: {counted(several, 'certificate')}" if several else ""
    return Answer(
        question="duplicates",
        title="The same certificate more than once at one station",
        sentence=f"{sentence}{besides}.",
        frame=frame.reset_index(drop=True),
        notes=(*_nameless(frame["certificate"].isna().sum()), *notes(inventory)),
        ok=not len(amiss),
        tones={"how": {_ALIKE: Tone.WARNING, _ALGORITHMS: Tone.WARNING, _WRITINGS: Tone.WARNING}},
    )


def _nameless(number: int) -> tuple[str, ...]:
    if not number:
        return ()
    said = (
        f"{counted(int(number), 'row')} of entries that nobody can name: by another hash algorithm they would not have been seen."
    )
    return (said,)


def _joined(parts: list[tuple[ir.BooleanValue, str]], between: str) -> ir.StringValue:
    """The texts of the conditions that hold, in this order."""
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    text: ir.StringValue = ibis.literal("")
    for holds, part in parts:
        text = text + ibis.ifelse(holds, between + part, "")
    return text.substr(len(between))
