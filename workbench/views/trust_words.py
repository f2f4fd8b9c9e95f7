"""What a trust picture says: the lines of each box, its sign and its tag, and how high that makes it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.kinds import Kind, Pki
from workbench.findings import Confidence
from workbench.views.shown import PKI_TITLES, name, noun
from workbench.views.trust_uses import trusted_by

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.trust.portrait import Standing
    from workbench.views.trust_parts import Part

WIDTH = 184
_THREE_LINES = 58
_LINE = 14.5
_BAR = 12

TAGS = {
    "added": "+ new",
    "removed": "− gone",
    "loses its last path": "path lost",
    "regains a path": "path back",
    "status": "changed",
    "anchors": "other way",
}
"""What the tag of a box says of each change."""


@dataclass(frozen=True, slots=True)
class Face:
    """What stands in a box; hostile text.

    Attributes
    ----------
    heading, title, state
        Its three lines.
    status
        :class:`~workbench.trust.portrait.Status` as text, or ``"missing"``.
    notes
        More lines: who trusts an anchor for what.
    bar
        How many of which status, where it stands for several.
    tag
        What a difference says.
    hover
        All of it in a sentence, for the tooltip of an SVG.
    """

    heading: str
    title: str
    state: str
    status: str
    notes: tuple[str, ...] = ()
    bar: tuple[tuple[str, int], ...] = ()
    tag: str = ""
    hover: str = ""

    @property
    def height(self) -> float:
        """In pixels."""
        return _THREE_LINES + _LINE * len(self.notes) + (6 if self.notes else 0) + (_BAR if self.bar else 0)


AREA_NAMES = {Pki.V2G: "V2G / CSO", Pki.UNKNOWN: "PKI unknown"}
"""Titles of clusters that are not their PKI's."""


def area_title(cluster: Pki, number: int, of: int) -> str:
    """The title of a cluster, or of a piece of it."""
    title = AREA_NAMES.get(cluster, PKI_TITLES[cluster])
    return f"{title} ({number} of {of})" if of > 1 else title


def face_of(part: Part, leaves: Collection[Kind] = (), *, cross: bool = False) -> Face:
    """The face of a part.

    Parameters
    ----------
    leaves
        The kinds of leaves that lead to it, where it is an anchor.
    cross
        Whether it is a cross-certificate.
    """
    tag = TAGS.get(part.change, "")
    if not part.members:
        return _missing(part, tag)
    one, count = part.members[0], len(part.members)
    heading = noun(part.kind, ca=one.facts.is_ca is True)
    if part.kind is not Kind.UNKNOWN and one.classification.confidence not in {Confidence.CERTAIN, Confidence.LIKELY}:
        heading += " ?"
    notes: list[str] = []
    if part.anchor:
        notes = [one.anchor_type or "trust anchor", *(trusted_by(one.anchor_type, leaves) if one.anchor_type else [])]
    bar = _bar(part)
    state = _state(one)
    title = name(one.facts.subject)
    if count > 1:
        heading, title, state = f"{count:,} × {heading}", f"{title}, …", _states(part)
    elif cross and part.status == "valid" and one.facts.not_after is not None:
        state = f"cross-sign · until {one.facts.not_after:%Y-%m-%d}"
    elif part.below:
        state = _told(part.below)
    return Face(heading, title, state, part.status, tuple(notes), bar, tag, _hover(part, one))


def _missing(part: Part, tag: str) -> Face:
    if len(part.missing) > 1:
        wanted = sum(len(one.wanted_by) for one in part.missing)
        title = f"{_common_name(part.missing[0].name)}, …"
        return Face(f"{len(part.missing):,} missing issuers", title, f"needed by {wanted:,} certificates", "missing", tag=tag)
    one = part.missing[0]
    identifier = f"key identifier {one.key_identifier[:12]}…" if one.key_identifier else "key identifier not told"
    if part.below:
        identifier = f"needed by {len(one.wanted_by):,}"
    namesake = "; one of that name is here, with another key" if one.namesake else ""
    hover = (
        f"Missing: {one.name[:300]}{namesake}; key identifier {one.key_identifier or 'not told'}; {', '.join(one.urls[:2])[:300]}"
    )
    return Face("missing issuer", _common_name(one.name), identifier, "missing", tag=tag, hover=hover)


def _common_name(issuer: str) -> str:
    """The common name in a printed name, or all of it."""
    head, found, tail = issuer.partition("CN=")
    return (tail.split(", ")[0] if found and (not head or head.endswith(", ")) else issuer)[:200] or "(empty name)"


def _state(one: Standing) -> str:
    facts = one.facts
    match one.status.value:
        case "expired" if facts.not_after is not None:
            return f"expired {facts.not_after:%Y-%m-%d}"
        case "not yet valid" if facts.not_before is not None:
            return f"valid from {facts.not_before:%Y-%m-%d}"
        case "no path to an anchor":
            reason = one.why.rpartition(": ")[2]
            return reason if reason.startswith("no path") else f"no path: {reason}"
        case "valid" if facts.not_after is not None:
            return f"{facts.key} · until {facts.not_after:%Y-%m-%d}"
        case status:
            return status


def _states(part: Part) -> str:
    """What stands below several, or when the first of them ends."""
    if part.below:
        return _told(part.below)
    if part.status != "valid":
        return part.status
    ends = [one.facts.not_after for one in part.members if one.facts.not_after is not None]
    return f"valid · first end {min(ends):%Y-%m-%d}" if ends else part.status


def _told(below: Counter[str]) -> str:
    bad = below.total() - below["valid"]
    return f"{below.total():,} below" + (", none valid" if bad == below.total() else f", {bad:,} not valid" if bad else "")


def _bar(part: Part) -> tuple[tuple[str, int], ...]:
    counts = part.below + Counter(one.status.value for one in part.members) if len(part.members) > 1 else part.below
    return tuple(sorted(counts.items(), key=lambda pair: (pair[0] != "valid", pair[0])))


def _hover(part: Part, one: Standing) -> str:
    if len(part.members) > 1:
        return f"{len(part.members):,} × {part.kind.noun}: {part.status}"
    words = [
        one.classification.kind.noun,
        str(one.facts.subject)[:300],
        _state(one)[:300],
        f"SHA-256 {one.sha256}",
        one.source[-200:],
    ]
    return "; ".join([*words, *filter(None, [part.change])])
