"""What a trust picture is asked for: a pile, a time, anchors, what is supposed, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.trust.difference import Difference
from workbench.trust.portraying import portray
from workbench.trust.what_if import Supposition, what_if
from workbench.views.trust_picture import TrustPicture, picture_of
from workbench.views.trust_uses import serves

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from workbench.trust.graph import TrustGraph
    from workbench.trust.portrait import Portrait


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question for a trust picture.

    Attributes
    ----------
    graph
        The pile, anchors included.
    at, when
        The time, UTC-aware, and why that one, for people.
    anchors
        SHA-256 of each anchor to its OCPP certificate type, or to an empty string; None: none was given.
    without, distrust
        SHA-256 of certificates that are taken away, and that are not trusted any more.
    against, against_at
        What it is compared with: another pile, another time; None: the same.
    """

    graph: TrustGraph = field(repr=False)
    at: datetime
    when: str = ""
    anchors: Mapping[str, str] | None = None
    without: tuple[str, ...] = ()
    distrust: tuple[str, ...] = ()
    against: TrustGraph | None = field(default=None, repr=False)
    against_at: datetime | None = None

    @property
    def compares(self) -> bool:
        """Whether there are two portraits."""
        return bool(self.without or self.distrust or self.against is not None or self.against_at is not None)


def picture(asked: Asked) -> TrustPicture:
    """The answer."""
    now = portray(asked.graph, asked.at, anchors=asked.anchors, serves=serves())
    if not asked.compares:
        return picture_of(now, when=asked.when)
    supposed = Supposition(without=asked.without, distrust=asked.distrust)
    difference = what_if(asked.graph, now, supposed) if asked.without or asked.distrust else Difference(now, now)
    if asked.against is not None or asked.against_at is not None:
        graph = asked.graph if asked.against is None else asked.against
        before = portray(graph, asked.against_at or asked.at, anchors=asked.anchors, serves=serves())
        difference = Difference(before, difference.after)
    return picture_of(difference.after, difference, when=asked.when, heading=_heading(asked, now))


def _heading(asked: Asked, now: Portrait) -> str:
    """What is supposed, in words that a sentence follows."""
    parts = []
    if asked.without:
        parts.append(f"without {_names(asked.without, now)}")
    if asked.distrust:
        parts.append(f"with {_names(asked.distrust, now)} distrusted")
    if asked.against is not None:
        parts.append("against the other pile")
    elif asked.against_at is not None:
        parts.append(f"against {asked.against_at:%Y-%m-%d}")
    words = ", ".join(parts)
    return f"{words[0].upper()}{words[1:]}:"


def _names(fingerprints: tuple[str, ...], portrait: Portrait) -> str:
    names = [name_of(portrait[sha256].facts)[:60] for sha256 in fingerprints[:3]]
    more = len(fingerprints) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")
