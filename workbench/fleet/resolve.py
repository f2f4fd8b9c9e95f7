"""READ FOURTH: whose each entry is: one join for what is exact, one for what the solver made of the rest, one for its issuer.

An entry is exact where its four fields are a known certificate's, upper and lower case alike. What is not goes to the solver, each
distinct entry once for each sender (:mod:`resolve_solving`). Its issuer's hashes name a CA all the same: one at hand, or one whose
root some station lists: an unknown entry under a root's type is taken to be self-signed, so its issuer's hashes are its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.fleet.frames import frame_of
from workbench.fleet.known import PAIR_KEYS
from workbench.fleet.relations import relation
from workbench.fleet.resolve_answers import ANSWER, answers, folded, with_sighted
from workbench.fleet.resolve_solving import NOT_CHECKED, SIGHTED, solve
from workbench.fleet.schema import CHAIN_TYPE, HASH_COLUMNS, Side

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.known import Known
    from workbench.fleet.tables import Tables

MOST_DISTINCT = 300_000
"""So many distinct entries leave the engine for the solver at most: roots first, then those of unknown issuers, then the common."""

__all__ = ["MOST_DISTINCT", "SIGHTED", "resolved", "solve", "unsolved"]


def unsolved(tables: Tables, known: Known, at: datetime | None = None) -> pd.DataFrame:
    """The distinct entries that are no known certificate's, of all that was said until a time, by stations and by the CSMS.

    Returns
    -------
    sender, the four fields as given, root (whether some station lists it as a root), issuer_known (whether its issuer is a CA at
    hand), stations, entries; what concerns most first, :data:`MOST_DISTINCT` at most. The engine runs now.
    """
    import ibis  # noqa: PLC0415  # a quarter of a second that only a fleet pays

    said = tables.sightings
    if at is not None:
        said = said.filter(said.seen_at <= ibis.timestamp(at))
    hashes = _table(known.hashes[list(HASH_COLUMNS)], "known")
    said = said.anti_join(hashes, _same(said, hashes, HASH_COLUMNS))
    said = said.mutate(a_root=((said.certificate_type != CHAIN_TYPE) & (said.child == 0)).ifelse(1, 0))
    # issuers by number: millions of rows as wide as three hashes are more than an engine has memory for
    issuers = _issuers(said, known)
    told = issuers.rename(columns={name: f"of_{name}" for name in PAIR_KEYS}).reset_index(names="issuer")
    numbers = relation(told, {**dict.fromkeys((f"of_{name}" for name in PAIR_KEYS), "string"), "issuer": "int64"})
    each = said.join(numbers, [said[name] == numbers[f"of_{name}"] for name in PAIR_KEYS]).join(tables.senders(), "station")
    each = each.group_by("sender", "issuer", "serial_number", "station").aggregate(
        a_root=lambda one: one.a_root.max(), times=lambda one: one.count()
    )
    found = each.group_by("sender", "issuer", "serial_number").aggregate(
        a_root=each.a_root.max(), stations=each.count(), entries=each.times.sum()
    )
    strangers = int((~issuers["issuer_known"]).sum())
    order = [ibis.desc("a_root"), found.issuer >= strangers, ibis.desc("stations"), "sender", "issuer", "serial_number"]
    frame = frame_of(found.order_by(order).limit(MOST_DISTINCT))
    theirs = issuers.iloc[frame["issuer"].to_numpy(dtype="int64")].set_index(frame.index)
    frame = frame.assign(**theirs, root=(frame["a_root"] == 1).astype("boolean"))
    return frame[["sender", *HASH_COLUMNS, "root", "issuer_known", "stations", "entries"]]


def _issuers(said: ir.Table, known: Known) -> pd.DataFrame:
    """The issuers in entries, as given, those first that are no CA at hand; and issuer_known."""
    import ibis  # noqa: PLC0415  # see unsolved

    each = said.group_by(list(PAIR_KEYS)).aggregate(a_root=said.a_root.max(), entries=said.count())
    order = [ibis.desc("a_root"), ibis.desc("entries"), *PAIR_KEYS]
    frame = frame_of(each.order_by(order).limit(MOST_DISTINCT))[list(PAIR_KEYS)]
    at_hand = known.authorities[list(PAIR_KEYS)].drop_duplicates().assign(issuer_known=True)
    both = folded(frame.assign(serial_number="")).merge(at_hand, on=list(PAIR_KEYS), how="left")
    frame["issuer_known"] = both["issuer_known"].notna().to_numpy()
    return frame.astype({"issuer_known": "boolean"}).sort_values(["issuer_known", *PAIR_KEYS], ignore_index=True)


def resolved(
    tables: Tables, known: Known, solved: pd.DataFrame, at: datetime | None = None, source: str = Side.STATION
) -> ir.Table:
    """What is listed now, and whose it is.

    Parameters
    ----------
    solved
        What :func:`solve` made of :func:`unsolved`.
    source
        Whose word: the stations', or the CSMS's record.

    Returns
    -------
    The columns of the sightings, and: certificate (SHA-256; null where it is not certain), result (``"exact"``, ``"dialect"``,
    ``"ambiguous"``, ``"unknown"``, ``"not checked"``), mistakes (codes joined by spaces; ``""``), authority (of its issuer; null
    where nothing tells), own_authority (of the CA that it is itself; null of others). A sighted root whose certificate is not at
    hand is the authority ``sighted:ALGORITHM:name hash:key hash``.
    """
    import ibis  # noqa: PLC0415  # see unsolved

    complete = len(solved) < MOST_DISTINCT and not (solved["result"] == NOT_CHECKED).any()
    by_fields, by_sender = answers(known, solved, complete=complete)
    rows = tables.current(source, at)
    columns = rows.columns
    found, pairs = _table(by_fields, "found"), _table(with_sighted(known, solved), "pair")
    rows = rows.left_join(found, _same(rows, found, HASH_COLUMNS))
    rows = rows.left_join(pairs, _same(rows, pairs, PAIR_KEYS))
    if len(by_sender):
        said = _table(by_sender, "said")
        rows = rows.left_join(tables.senders().rename(at_station="station"), [("station", "at_station")])
        rows = rows.left_join(said, [rows[name] == said[f"said_{name}"] for name in ("sender", *HASH_COLUMNS)])
        rows = rows.select(rows.columns)
        answer = {name: ibis.coalesce(rows[f"found_{name}"], rows[f"said_{name}"]) for name in ANSWER}
    else:
        rows = rows.select(rows.columns)  # ends the chain of joins: Ibis can join no computed column of one
        answer = {name: rows[f"found_{name}"] for name in ANSWER}
    is_sighted = (rows.certificate_type != CHAIN_TYPE) & (rows.child == 0) & rows.pair_authority.startswith(SIGHTED)
    return rows.select(
        *columns,
        certificate=answer["certificate"],
        result=answer["result"].fill_null("unknown" if complete else NOT_CHECKED),
        mistakes=answer["mistakes"].fill_null(""),
        authority=ibis.coalesce(answer["issuer"], rows.pair_authority),
        own_authority=ibis.coalesce(answer["own"], is_sighted.ifelse(rows.pair_authority, ibis.null("string"))),
    )


def _table(frame: pd.DataFrame, name: str) -> ir.Table:
    """Texts, each column under its name with another before it."""
    named = frame.add_prefix(f"{name}_")
    return relation(named, dict.fromkeys(named.columns, "string"))


def _same(rows: ir.Table, others: ir.Table, keys: tuple[str, ...]) -> list[ir.BooleanValue]:
    """The algorithm as OCPP spells it, which has no case to fold; hexadecimal in either case."""
    prefix = others.columns[0].removesuffix("hash_algorithm")
    folded: Mapping[str, ir.Value] = {name: rows[name] if name == "hash_algorithm" else rows[name].lower() for name in keys}
    return [folded[name] == others[f"{prefix}{name}"] for name in keys]
