"""What if: without these certificates, with these roots distrusted, at that date. Two portraits and their difference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.trust.difference import Difference
from workbench.trust.portraying import portray

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from workbench.trust.graph import TrustGraph
    from workbench.trust.portrait import Portrait


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """What is supposed.

    Attributes
    ----------
    without
        SHA-256 of certificates that are taken out of the pile.
    distrust
        SHA-256 of certificates over which no trust flows: they stay in the pile.
    revoked
        SHA-256 of certificates that are revoked.
    at
        Another time, UTC-aware; None: the same.
    """

    without: Collection[str] = ()
    distrust: Collection[str] = ()
    revoked: Collection[str] = ()
    at: datetime | None = None


def what_if(graph: TrustGraph, now: Portrait, supposed: Supposition) -> Difference:
    """From the portrait of a graph as it is to the one as supposed, under the same anchors.

    Parameters
    ----------
    now
        A portrait of that graph; its anchors are kept, assumed ones too, but for those that are taken out or distrusted.
    """
    gone = set(supposed.without)
    distrusted = {one.sha256 for one in now.standings.values() if one.status == "distrusted"} | set(supposed.distrust)
    revoked = {one.sha256 for one in now.standings.values() if one.status == "revoked"} | set(supposed.revoked)
    after = portray(
        graph.without(gone) if gone else graph,
        supposed.at or now.at,
        anchors={one.sha256: one.given_type for one in now.anchors},
        distrusted=distrusted,
        revoked=revoked,
        serves=now.serves,
    )
    return Difference(now, replace(after, anchors_assumed=now.anchors_assumed))
