"""Two lists of entries held against each other, as certificates: another spelling of one is no difference.

An entry is on the other list if its four fields are, or the certificate that it was resolved to. Where neither is so, but the
other list has, among what it has alone, the same serial number by another hash algorithm, and one of the two cannot be named,
then it may be the same certificate, or not.

All in one pass, with windows: no list is read twice, and PostgreSQL takes no two semi-joins in a row as Ibis writes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.fleet.questions.naming import folded, texts
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    import ibis.expr.types as ir

LEFT, RIGHT, BOTH, PERHAPS = "left", "right", "both", "perhaps"
OTHER_ALGORITHM, OTHER_WRITING = "by another hash algorithm", "written in another way"
_TYPE = ["station", "certificate_type"]


def compared(left: ir.Table, right: ir.Table, types: ir.Table) -> ir.Table:
    """What is on one list only, and what is on both in different writing.

    Parameters
    ----------
    left, right
        As :func:`workbench.fleet.resolve.resolved` gives them.
    types
        station, certificate_type, once each: what both lists speak of; the rest is left out. Further columns come along.

    Returns
    -------
    station, certificate_type, certificate, mistakes, below (whether it is listed as a sub-CA of a chain alone), the four fields (in
    one case), side, how, and the further columns of ``types``. BOTH has the left list's writing; ``how`` is "" for the others.
    """
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    apart = _with_named(_near_differences(_once(left, right)).join(types, _TYPE))
    apart = apart.filter(apart.on_left != apart.on_right)
    # what the left list names as well is told once, in its own writing
    apart = _with_serials(apart.filter((apart.on_left == 1) | (apart.named_there == 0)))
    side = ibis.cases((apart.named_there == 1, BOTH), (apart.perhaps_there, PERHAPS), (apart.on_left == 1, LEFT), else_=RIGHT)
    how = ibis.cases((apart.named_there == 0, ""), (apart.named_alike == 1, OTHER_WRITING), else_=OTHER_ALGORITHM)
    further = [name for name in types.columns if name not in _TYPE]
    return apart.select(*_TYPE, "certificate", "mistakes", "below", *HASH_COLUMNS, *further, side=side, how=how)


def _once(left: ir.Table, right: ir.Table) -> ir.Table:
    """Each entry of a station and type once, with 1 or 0 for on_left, on_right and for below."""
    import ibis  # noqa: PLC0415  # see compared

    columns = [*_TYPE, "certificate", "mistakes", *HASH_COLUMNS]
    sides = [
        one.select(
            **texts(one, *columns),
            on_left=ibis.literal(int(one is left), "int64"),
            on_right=ibis.literal(int(one is right), "int64"),
            beneath=(one.child > 0).ifelse(1, 0),
        )
        for one in (left, right)
    ]
    both = folded(ibis.union(*sides))
    return both.group_by([*_TYPE, *HASH_COLUMNS]).aggregate(
        certificate=both.certificate.max(),
        mistakes=both.mistakes.max(),
        below=both.beneath.min(),
        on_left=both.on_left.max(),
        on_right=both.on_right.max(),
    )


def _near_differences(entries: ir.Table) -> ir.Table:
    """The entries of those stations and types where not all are on both lists: few, as a rule."""
    differing = entries.filter(entries.on_left != entries.on_right).select(*_TYPE).distinct()
    return entries.semi_join(differing, _TYPE).select(*entries.columns)


def _with_named(entries: ir.Table) -> ir.Table:
    """With named_there: 1 where the other list has the certificate in other fields; named_alike: and by the same algorithm."""
    import ibis  # noqa: PLC0415  # see compared

    same = ibis.window(group_by=[*_TYPE, "certificate"])
    alike = ibis.window(group_by=[*_TYPE, "certificate", "hash_algorithm"])
    seen = entries.mutate(
        left_there=entries.on_left.max().over(same),
        right_there=entries.on_right.max().over(same),
        left_alike=entries.on_left.max().over(alike),
        right_alike=entries.on_right.max().over(alike),
    )
    nobody = seen.certificate.isnull()
    return seen.mutate(
        named_there=ibis.cases((nobody, 0), (seen.on_left == 1, seen.right_there), else_=seen.left_there),
        named_alike=ibis.cases((nobody, 0), (seen.on_left == 1, seen.right_alike), else_=seen.left_alike),
    )


def _with_serials(apart: ir.Table) -> ir.Table:
    """With perhaps_there: whether the other list has alone what may be the same certificate by another hash algorithm."""
    import ibis  # noqa: PLC0415  # see compared

    window = ibis.window(group_by=[*_TYPE, "serial_number"])
    nobody = apart.certificate.isnull()
    alone = apart.named_there == 0
    bounds = {}
    for side in ("on_left", "on_right"):
        there = alone & (apart[side] == 1)
        for whose, which in (("any", there), ("nameless", there & nobody)):
            algorithm = ibis.ifelse(which, apart.hash_algorithm, ibis.null("string"))
            bounds[f"{side}_{whose}_first"] = algorithm.min().over(window)
            bounds[f"{side}_{whose}_last"] = algorithm.max().over(window)
    seen = apart.mutate(**bounds)

    def another(side: str, whose: str) -> ir.BooleanValue:
        """Whether that list has the serial number by an algorithm other than this row's."""
        mine = seen.hash_algorithm
        found: ir.BooleanValue = (seen[f"{side}_{whose}_first"] != mine) | (seen[f"{side}_{whose}_last"] != mine)
        return found.fill_null(False)  # noqa: FBT003  # SQL's false: that list has none

    def other(side: str) -> ir.BooleanValue:
        return ibis.ifelse(seen.certificate.isnull(), another(side, "any"), another(side, "nameless"))

    return seen.mutate(perhaps_there=ibis.ifelse(seen.on_left == 1, other("on_right"), other("on_left")))
