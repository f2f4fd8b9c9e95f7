"""READ FOURTH: whose each entry is: one join for what is exact, one for what the solver made of the rest, one for its issuer.

An entry is exact where its four fields are a known certificate's, upper and lower case alike. What is not goes to the solver, each
distinct entry once for each sender (:mod:`resolve_solving`). Its issuer's hashes name a CA all the same: one at hand, or one whose
root some station lists: an unknown entry under a root's type is taken to be self-signed, so its issuer's hashes are its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.fleet.known import HASH_KEYS, PAIR_KEYS
from workbench.fleet.relations import relation
from workbench.fleet.resolve_solving import NOT_CHECKED, SIGHTED, solve
from workbench.fleet.schema import CHAIN_TYPE, Side

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


def unsolved(tables: Tables, known: Known, at: datetime | None = None, *, most: int = MOST_DISTINCT) -> ir.Table:
    """The distinct entries that are no known certificate's, of all that was said until a time, by stations and by the CSMS.

    Returns
    -------
    sender, the four fields as given, root (whether some station lists it as a root), issuer_known (whether its issuer is a CA at
    hand), stations, entries; what concerns most first.
    """
    import ibis  # noqa: PLC0415  # a quarter of a second that only a fleet pays

    said = tables.sightings
    if at is not None:
        said = said.filter(said.seen_at <= ibis.timestamp(at))
    hashes, pairs = _hashes(known), _pairs(known.authorities)
    said = said.anti_join(hashes, _same(said, hashes, HASH_KEYS))
    said = said.left_join(pairs, _same(said, pairs, PAIR_KEYS)).join(tables.senders(), "station")
    is_root = (said.certificate_type != CHAIN_TYPE) & (said.child == 0)
    grouped = said.mutate(a_root=is_root.ifelse(1, 0), an_issuer=said.pair_authority.notnull().ifelse(1, 0)).group_by(
        "sender", *HASH_KEYS
    )
    found = grouped.aggregate(
        root=lambda one: one.a_root.max() == 1,
        issuer_known=lambda one: one.an_issuer.max() == 1,
        stations=lambda one: one.station.nunique(),
        entries=lambda one: one.count(),
    )
    order = [ibis.desc("root"), ibis.asc("issuer_known"), ibis.desc("stations"), "sender", *HASH_KEYS]
    return found.order_by(order).limit(most)


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

    rows = tables.current(source, at)
    columns = rows.columns
    hashes, pairs = _hashes(known), _pairs(_with_sighted(known, solved))
    rows = rows.left_join(hashes, _same(rows, hashes, HASH_KEYS))
    rows = rows.left_join(pairs, _same(rows, pairs, PAIR_KEYS))
    if len(solved):
        told = _told(known, solved)
        rows = rows.left_join(tables.senders().rename(at_station="station"), [("station", "at_station")])
        rows = rows.left_join(told, [rows[name] == told[f"said_{name}"] for name in ("sender", *HASH_KEYS)])
        rows = rows.select(rows.columns)
        certificate = ibis.coalesce(rows.known_certificate, rows.said_certificate)
        result, mistakes = rows.said_result, rows.said_mistakes.fill_null("")
        issuer = ibis.coalesce(rows.known_issuer, rows.said_issuer, rows.pair_authority)
        own = ibis.coalesce(rows.known_own, rows.said_own)
    else:
        rows = rows.select(rows.columns)  # ends the chain of joins: Ibis can join no computed column of one
        certificate, result, mistakes = rows.known_certificate, ibis.null("string"), ibis.literal("")
        issuer, own = ibis.coalesce(rows.known_issuer, rows.pair_authority), rows.known_own
    is_sighted = (rows.certificate_type != CHAIN_TYPE) & (rows.child == 0) & rows.pair_authority.startswith(SIGHTED)
    return rows.select(
        *columns,
        certificate=certificate,
        result=ibis.cases(
            (rows.known_certificate.notnull(), "exact"),
            (rows.known_hash_algorithm.notnull(), "ambiguous"),
            else_=result.fill_null(NOT_CHECKED),
        ),
        mistakes=rows.known_hash_algorithm.notnull().ifelse("", mistakes),
        authority=issuer,
        own_authority=ibis.coalesce(own, is_sighted.ifelse(rows.pair_authority, ibis.null("string"))),
    )


def _hashes(known: Known) -> ir.Table:
    """known_hash_algorithm, known_issuer_name_hash ..., known_certificate, known_issuer, known_own."""
    frame = known.hashes.rename(columns={"authority": "own"}).add_prefix("known_")
    return relation(frame, dict.fromkeys(frame.columns, "string"))


def _pairs(authorities: pd.DataFrame) -> ir.Table:
    """pair_hash_algorithm, pair_issuer_name_hash, pair_issuer_key_hash, pair_authority."""
    frame = authorities.add_prefix("pair_")
    return relation(frame, dict.fromkeys(frame.columns, "string"))


def _told(known: Known, solved: pd.DataFrame) -> ir.Table:
    """said_sender, said_hash_algorithm ..., said_certificate, said_result, said_mistakes, said_issuer, said_own."""
    own = known.certificates.rename(columns={"authority": "own"})[["certificate", "issuer", "own"]]
    told = solved[solved["result"] != "not checked"].merge(own, on="certificate", how="left")
    frame = told[["sender", *HASH_KEYS, "certificate", "result", "mistakes", "issuer", "own"]].add_prefix("said_")
    return relation(frame, dict.fromkeys(frame.columns, "string"))


def _with_sighted(known: Known, solved: pd.DataFrame) -> pd.DataFrame:
    """The known authorities, and those of roots that stations list and nobody gave the certificate of."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    roots = solved[solved["authority"].notna()]
    folded = pd.DataFrame(
        {
            "hash_algorithm": roots["hash_algorithm"],
            "issuer_name_hash": roots["issuer_name_hash"].str.lower(),
            "issuer_key_hash": roots["issuer_key_hash"].str.lower(),
            "authority": roots["authority"],
        }
    )
    return pd.concat([known.authorities, folded]).drop_duplicates(list(PAIR_KEYS))


def _same(rows: ir.Table, others: ir.Table, keys: tuple[str, ...]) -> list[ir.BooleanValue]:
    """The algorithm as OCPP spells it, which has no case to fold; hexadecimal in either case."""
    prefix = others.columns[0].removesuffix("hash_algorithm")
    folded: Mapping[str, ir.Value] = {name: rows[name] if name == "hash_algorithm" else rows[name].lower() for name in keys}
    return [folded[name] == others[f"{prefix}{name}"] for name in keys]
