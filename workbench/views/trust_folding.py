"""Folding: many certificates of one sort share a box, until the picture has few enough boxes to be read."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.views.trust_parts import Part, PartLink, Parts, likeness
from workbench.views.trust_units import CLUSTER

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from workbench.certs.kinds import Pki

MOST_PARTS = 64
_FEW = 5
"""So many childless ones of one sort below one issuer are drawn each for itself."""
_DEEPEST = 9


def folded(whole: Parts) -> Parts:
    """As little as is needed, the fullest cluster first: leaves of one sort, then rows from below, last what is out of bounds."""
    parts = _merged(_shortened(whole), _FEW)
    stuck: set[Pki] = set()
    while len(parts.parts) > MOST_PARTS:
        sizes = Counter(_cluster(part) for part in parts.parts.values() if _cluster(part) not in stuck)
        if not sizes:
            return _cut(parts)
        fullest, _ = sizes.most_common(1)[0]
        fewer = _merged(parts, 1, fullest)
        if len(fewer.parts) == len(parts.parts):
            fewer = _merged(_lowered(parts, fullest), 1, fullest)
        if len(fewer.parts) == len(parts.parts):
            stuck.add(fullest)
        parts = fewer
    return parts


def _cluster(part: Part) -> Pki:
    return CLUSTER.get(part.pki, part.pki)


def _merged(whole: Parts, few: int, only: Pki | None = None) -> Parts:
    """Childless parts of one likeness in one, where there are more than ``few``; ``only`` in one cluster."""
    above: defaultdict[str, list[PartLink]] = defaultdict(list)
    for link in whole.links:
        above[link.certificate].append(link)
    issuers = {link.issuer for link in whole.links}
    alike: defaultdict[Hashable, list[Part]] = defaultdict(list)
    for key, part in whole.parts.items():
        if key not in issuers and only in {None, _cluster(part)}:
            alike[likeness(part, above[key])].append(part)
    into: dict[str, Part] = {}
    for same in alike.values():
        if len(same) > few and len(same) > 1:
            one = _as_one(same)
            into |= dict.fromkeys((part.key for part in same), one)
    return _replaced(whole, into)


def _as_one(same: list[Part]) -> Part:
    same = sorted(same, key=lambda part: part.order)
    return replace(
        same[0],
        members=tuple(one for part in same for one in part.members),
        missing=tuple(one for part in same for one in part.missing),
        below=sum((part.below for part in same), Counter()),
    )


def _lowered(whole: Parts, only: Pki) -> Parts:
    """One row less: whoever has only childless ones below, which have no other issuer, is drawn alone and says how many."""
    issuers: defaultdict[str, set[str]] = defaultdict(set)
    children: defaultdict[str, set[str]] = defaultdict(set)
    for link in whole.links:
        if link.issuer != link.certificate:
            issuers[link.certificate].add(link.issuer)
            children[link.issuer].add(link.certificate)
    swallowing = {
        key: below
        for key, below in children.items()
        if _cluster(whole.parts[key]) is only and all(not children.get(one) and issuers[one] == {key} for one in below)
    }
    return _swallowed(whole, {one: key for key, below in swallowing.items() for one in below})


def _shortened(whole: Parts) -> Parts:
    """Chains cut at a depth that a picture can have: those deeper stand below the last one that is drawn."""
    issuer: dict[str, str] = {}
    for link in whole.links:
        issuer.setdefault(link.certificate, link.issuer)
    depth: dict[str, int] = {}
    for key in whole.parts:
        chain, at = [], key
        while at not in depth:
            chain.append(at)
            depth[at] = 0  # a loop ends here
            at = issuer.get(at, "")
            if not at:
                break
        start = depth[at] if at else -1
        for number, one in enumerate(reversed(chain), 1):
            depth[one] = start + number
    into = {}
    for key, deep in depth.items():
        if deep > _DEEPEST:
            at = key
            for _ in range(deep - _DEEPEST):
                at = issuer[at]
            into[key] = at
    return _swallowed(whole, into)


def _swallowed(whole: Parts, into: Mapping[str, str]) -> Parts:
    if not into:
        return whole
    more: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, target in into.items():
        part = whole.parts[key]
        more[target] += part.below + Counter(one.status.value for one in part.members)
    parts = {
        key: replace(part, below=part.below + more[key]) if key in more else part
        for key, part in whole.parts.items()
        if key not in into
    }
    links = tuple(link for link in whole.links if link.certificate in parts and link.issuer in parts)
    return Parts(parts, links, whole.left_out)


def _replaced(whole: Parts, into: Mapping[str, Part]) -> Parts:
    parts: dict[str, Part] = {}
    for key, part in whole.parts.items():
        one = into.get(key, part)
        parts[one.key] = one
    keys = {key: one.key for key, one in into.items()}
    links = dict.fromkeys(
        replace(link, issuer=keys.get(link.issuer, link.issuer), certificate=keys.get(link.certificate, link.certificate))
        for link in whole.links
    )
    return Parts(parts, tuple(links), whole.left_out)


def _cut(whole: Parts) -> Parts:
    """The first of them; how many certificates are left out is told."""
    kept = dict(list(whole.parts.items())[:MOST_PARTS])
    lost = [part for key, part in whole.parts.items() if key not in kept]
    links = tuple(link for link in whole.links if link.issuer in kept and link.certificate in kept)
    return Parts(kept, links, whole.left_out + sum(len(part.members) + part.below.total() for part in lost))
