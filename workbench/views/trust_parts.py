"""What a trust picture is made of: parts (certificates, missing issuers) and the links between them; places come later."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.certs.kinds import Kind, Level, Pki
from workbench.trust.links import LinkKind
from workbench.views.shown import PKIS, name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from workbench.trust.difference import Difference
    from workbench.trust.links import Link
    from workbench.trust.portrait import MissingIssuer, Portrait, Standing

MOST_ISSUERS = 4
"""So many issuers of one certificate are drawn."""
MOST_TWINS = 2
"""So many of them that are one CA, certified more than once."""


class Style(StrEnum):
    """How a link is drawn."""

    ISSUED = "issued"
    CROSS = "cross"
    BROKEN = "broken"
    WANTED = "wanted"
    """From a missing issuer."""
    GONE = "gone"
    """From or to a certificate that is no longer there."""


@dataclass(frozen=True, slots=True)
class Part:
    """One box.

    Attributes
    ----------
    key
        Tells the parts of a picture apart.
    members
        One certificate; several where they were folded; none for a missing issuer.
    missing
        The missing issuers that it stands for.
    pki
        Its own, or where that is unknown the one of its issuer.
    change
        What a difference says of its members; empty where it says nothing.
    below
        How many certificates below it are not drawn, by status.
    """

    key: str
    members: tuple[Standing, ...]
    pki: Pki
    missing: tuple[MissingIssuer, ...] = ()
    change: str = ""
    below: Counter[str] = field(default_factory=Counter)

    @property
    def kind(self) -> Kind:
        """Of its members; unknown for a missing issuer."""
        return self.members[0].classification.kind if self.members else Kind.UNKNOWN

    @property
    def level(self) -> Level | None:
        """Of its members; None where that is not known."""
        return self.members[0].level if self.members else None

    @property
    def status(self) -> str:
        """Of its members; ``"missing"`` for an issuer that is not there."""
        return self.members[0].status.value if self.members else "missing"

    @property
    def anchor(self) -> bool:
        """Whether its members are anchors."""
        return bool(self.members) and self.members[0].anchor

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Sorts parts as pictures show them."""
        level = list(Level).index(self.level) if self.level else 1
        text = name(self.members[0].facts.subject) if self.members else self.missing[0].name
        return PKIS.index(self.pki), level, text[:100], self.key


@dataclass(frozen=True, slots=True)
class PartLink:
    """A link from an issuer's part to an issued one's.

    Attributes
    ----------
    reason
        What does not fit, in two or three words; empty where nothing is wrong.
    """

    issuer: str
    certificate: str
    style: Style
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole picture before folding, and after it.

    Attributes
    ----------
    left_out
        How many certificates are in no part and below none.
    """

    parts: Mapping[str, Part]
    links: tuple[PartLink, ...]
    left_out: int = 0


def parts_of(portrait: Portrait, difference: Difference | None = None) -> Parts:
    """A part for each certificate and each missing issuer; with a difference also for those that are no longer there."""
    gone = {c.standing.sha256: c.standing for c in difference.with_words("removed")} if difference else {}
    changes = {sha256: change.words for sha256, change in difference.of.items()} if difference else {}
    parts = {
        sha256: Part(sha256, (one,), one.classification.pki, change=changes.get(sha256, ""))
        for sha256, one in (*portrait.standings.items(), *gone.items())
    }
    links = list(_drawn_links(portrait))
    if difference is not None and gone:
        links += _gone_links(difference.before, parts, set(gone))
    orphans = {link.certificate for link in links if link.style is Style.GONE}
    for one in portrait.missing:
        wanted_by = [sha256 for sha256 in one.wanted_by if sha256 not in orphans]
        if wanted_by:
            pki, _ = Counter(parts[sha256].pki for sha256 in wanted_by).most_common(1)[0]
            parts[one.identity] = Part(one.identity, (), pki, (one,))
            links += [PartLink(one.identity, sha256, Style.WANTED) for sha256 in wanted_by]
    return Parts(_adopted(parts, links), tuple(links))


def _drawn_links(portrait: Portrait) -> Iterator[PartLink]:
    """The links that carry trust; where there is none, the likeliest of the others."""
    above: defaultdict[str, list[Link]] = defaultdict(list)
    for link in portrait.links:
        if link.kind is not LinkKind.SELF:
            above[link.certificate].append(link)
    settled = {link.certificate for link in portrait.links if link.kind is LinkKind.SELF and link.carries}
    for sha256, links in above.items():
        carrying = [link for link in links if link.carries]
        for link in _few(carrying, portrait):
            style = Style.CROSS if link.kind is LinkKind.CROSS else Style.ISSUED
            yield PartLink(link.issuer, sha256, style, link.reason)
        if not carrying and sha256 not in settled:
            best = links[0]
            yield PartLink(best.issuer, sha256, Style.BROKEN, best.reason)


def _few(links: Iterable[Link], portrait: Portrait) -> Iterator[Link]:
    """The best of them: of several certificates of one CA two, of all together :data:`MOST_ISSUERS`."""
    twins: Counter[str] = Counter()
    drawn = 0
    for link in sorted(links, key=lambda one: (not portrait[one.issuer].anchor, not portrait[one.issuer].anchors)):
        key = portrait[link.issuer].facts.public_key_sha256
        twins[key] += 1
        if twins[key] <= MOST_TWINS and drawn < MOST_ISSUERS:
            drawn += 1
            yield link


def _gone_links(before: Portrait, parts: Mapping[str, Part], gone: set[str]) -> Iterator[PartLink]:
    for link in _drawn_links(before):
        if (link.issuer in gone or link.certificate in gone) and link.issuer in parts and link.certificate in parts:
            yield replace(link, style=Style.GONE, reason="")


def _adopted(parts: Mapping[str, Part], links: Iterable[PartLink]) -> dict[str, Part]:
    """Parts of unknown PKI take the one of their issuer, from the top down."""
    issuers: dict[str, str] = {}
    for link in links:
        if link.style in {Style.ISSUED, Style.WANTED, Style.GONE}:
            issuers.setdefault(link.certificate, link.issuer)
    adopted = dict(parts)
    seen: set[str] = set()
    for key in parts:
        chain: list[str] = []
        at = key
        while adopted[at].pki is Pki.UNKNOWN and at not in seen:
            seen.add(at)  # whoever was seen has been given what its issuers have
            chain.append(at)
            at = issuers.get(at, at)
        if (pki := adopted[at].pki) is not Pki.UNKNOWN:
            for one in chain:
                adopted[one] = replace(adopted[one], pki=pki)
    return adopted


def likeness(part: Part, issuers: Iterable[PartLink]) -> Hashable:
    """Childless parts of the same likeness may share a box."""
    above = frozenset((link.issuer, link.style, link.reason) for link in issuers)
    return above, part.pki, part.kind, part.status, part.change, part.anchor, bool(part.missing), _health(part)


def _health(part: Part) -> str:
    """How those below it stand: an odd one is not hidden among good ones."""
    bad = part.below.total() - part.below["valid"]
    return "good" if not bad else "bad" if bad == part.below.total() else "mixed"
