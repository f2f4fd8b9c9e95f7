"""Chains that hang in the air: nobody knows who issued their top, or what is between it and the root is not listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions import covering
from workbench.fleet.relations import relation_of
from workbench.fleet.resolve_solving import SIGHTED
from workbench.fleet.schema import CHAIN_TYPE, HASH_COLUMNS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from workbench.fleet.inventory import Inventory

COLUMNS = ["station", "certificate_type", "chain", "children", "verdict", "reason", "certificate", "authority", *HASH_COLUMNS]
_NOWHERE, _MISSING = "issuer nowhere", "children missing"

_HIDDEN = ("A mistake in the hashes may hide an issuer that is at hand: mistakes() tells which kinds of station make any.",)


def orphaned(inventory: Inventory) -> Answer:
    """The V2G certificate chains that do not lead to a root by what is listed.

    Returns
    -------
    A row for each: station, certificate_type, chain, children (how many are listed), verdict (``"issuer nowhere"``: no certificate
    at hand issued its top, and no station lists a root of these hashes; ``"children missing"``: it was issued by a CA that is no
    root and is not listed), reason, and of the topmost entry: certificate, authority of its issuer, the four fields.
    """
    frame = frame_of(expression(inventory))
    missing = frame["authority"].notna()
    frame["verdict"] = missing.map({True: _MISSING, False: _NOWHERE}).astype("str")
    names = frame["authority"].map(inventory.known.names).fillna("")
    frame["reason"] = ("the certificate of " + names + ", which issued its top, is not listed").where(
        missing, "no certificate at hand issued its top, and no station lists a root of these hashes"
    )
    frame["reason"] = frame["reason"].astype("str")
    frame = frame.sort_values(["verdict", "station", "chain"], ascending=[False, True, True], kind="stable")
    stations, nowhere = frame["station"].nunique(), int((~missing).sum())
    return Answer(
        question="orphaned",
        title="Chains that hang in the air",
        sentence=(
            f"{counted(len(frame), 'V2G certificate chain')} at {counted(stations, 'station')} "
            f"{'leads' if len(frame) == 1 else 'lead'} to no root by what is listed: of {nowhere:,} the issuer is nowhere, "
            f"of {len(frame) - nowhere:,} children are missing."
            if len(frame)
            else "Every V2G certificate chain leads to a root by what is listed."
        ),
        frame=frame[COLUMNS].reset_index(drop=True),
        notes=(*_HIDDEN[:nowhere], *covering.notes(inventory, [CHAIN_TYPE])),
        ok=not len(frame),
        tones={"verdict": {_NOWHERE: Tone.ERROR, _MISSING: Tone.WARNING}},
    )


def expression(inventory: Inventory) -> ir.Table:
    """Of each chain that leads to no root its topmost entry: the columns that :func:`orphaned` says."""
    frame = inventory.known.certificates
    roots = frame.loc[frame["self_signed"], "authority"].unique()
    known = relation_of([(one,) for one in sorted(roots)], {"root_of": "!string"})
    rows = inventory.resolved
    rows = rows.filter(rows.certificate_type == CHAIN_TYPE)
    hanging = _hanging(_last(rows).rename(children="top"), known)
    # OCPP does not say in which order children stand: what is listed above another by its issuer is no top of theirs
    chains = hanging.select(at_station="station", in_answer="answer", of_chain="chain", children="children")
    listed = rows.join(chains, [("station", "at_station"), ("answer", "in_answer"), ("chain", "of_chain")])
    listed = listed.select(*rows.columns, "children")
    issuers = listed.filter(listed.own_authority.notnull())
    issuers = issuers.select(
        by_station="station", by_answer="answer", by_chain="chain", by_child="child", by_authority="own_authority"
    )
    same = [("station", "by_station"), ("answer", "by_answer"), ("chain", "by_chain"), ("authority", "by_authority")]
    tops = listed.anti_join(issuers, [*same, listed.child != issuers.by_child])
    hanging = _hanging(_last(tops), known)
    return hanging.select("station", "certificate_type", "chain", "children", "certificate", "authority", *HASH_COLUMNS)


def _last(rows: ir.Table) -> ir.Table:
    """Of each chain the entry that stands last; ``top`` is its place."""
    tops = rows.group_by("station", "answer", "chain").aggregate(top=rows.child.max())
    tops = tops.rename(top_station="station", top_answer="answer", top_chain="chain")
    same = [("station", "top_station"), ("answer", "top_answer"), ("chain", "top_chain"), ("child", "top")]
    return rows.join(tops, same).select(*rows.columns, "top")


def _hanging(tops: ir.Table, roots: ir.Table) -> ir.Table:
    """Those that no root at hand, or sighted, issued."""
    hanging = tops.anti_join(roots, [("authority", "root_of")])
    return hanging.filter(hanging.authority.isnull() | ~hanging.authority.startswith(SIGHTED))
