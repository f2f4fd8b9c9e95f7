"""The families of a pile: who issued whom by name, as trees; folded where there are too many to draw.

Each certificate stands below its likeliest issuer: the one that has the issuer's name, and where it asks for a key identifier, that
one. No signature is looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.certs.issuers import IssuerIndex
from workbench.certs.kinds import Level, Pki
from workbench.certs.name_comparison import Match
from workbench.views.shown import PKIS, Shown, name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

MOST_BOXES = 60
_DEEPEST = 7
"""Rows below a root; a longer chain is told as so many more below."""


@dataclass(frozen=True, slots=True)
class Relative:
    """One box of the picture, with those below it.

    Attributes
    ----------
    certificates
        One; several of one kind where they were folded into one box; none for an issuer that is not in the pile.
    pki
        Its own, or where that is unknown the one of its family.
    missing
        The name of the issuer that is not in the pile. Hostile text.
    children
        Whom it issued, in the order of pictures.
    below
        How many certificates below it are not drawn.
    namesake
        The pile has a certificate of the missing issuer's name, but with another key identifier.
    """

    certificates: tuple[Shown, ...]
    pki: Pki
    missing: str = ""
    children: tuple[Relative, ...] = ()
    below: int = 0
    namesake: bool = False

    @property
    def level(self) -> Level | None:
        """Where it stands by its kind; None where that is not known."""
        return self.certificates[0].level if self.certificates else None

    def everyone(self) -> Iterator[Relative]:
        """Itself and all below it that are drawn."""
        yield self
        for child in self.children:
            yield from child.everyone()


def families(certificates: Sequence[Shown]) -> tuple[Relative, ...]:
    """The trees, in the order of pictures; every certificate is in exactly one box, or counted below one."""
    parents, missing = _parents(certificates)
    _cut_loops(parents)
    return tuple(_Planting(certificates, parents, missing).trees())


def _parents(certificates: Sequence[Shown]) -> tuple[list[int | None], dict[int, bool]]:
    """The position of each one's issuer, or None; and of whom the issuer is missing, with whether a namesake of it is there."""
    index = IssuerIndex([one.facts for one in certificates])
    parents: list[int | None] = []
    missing = {}
    for i, one in enumerate(certificates):
        facts = one.facts
        own = facts.self_issued and facts.authority_key_identifier in {None, facts.subject_key_identifier}
        named = [] if own else [c for c in index.candidates(facts) if c.name is not Match.DIFFERENT]
        issuer = next((c.position for c in named if c.key_identifier is not False), None)
        if issuer is None and not own:
            missing[i] = bool(named)
        parents.append(None if issuer == i else issuer)
    return parents, missing


def _cut_loops(parents: list[int | None]) -> None:
    """Take its issuer from the first certificate of each loop."""
    settled: set[int] = set()
    for i in range(len(parents)):
        path: dict[int, None] = {}
        at: int | None = i
        while at is not None and at not in settled and at not in path:
            path[at] = None
            at = parents[at]
        if at is not None and at in path:
            parents[at] = None
        settled.update(path)


class _Planting:
    """Trees being made of positions in a list of certificates."""

    def __init__(self, certificates: Sequence[Shown], parents: Sequence[int | None], missing: dict[int, bool]) -> None:
        self._certificates = certificates
        self._missing = missing
        self._names = {one.name for one in certificates}
        self._tops = [i for i, parent in enumerate(parents) if parent is None]
        self._children: defaultdict[int, list[int]] = defaultdict(list)
        for i, parent in enumerate(parents):
            if parent is not None:
                self._children[parent].append(i)

    def trees(self) -> list[Relative]:
        ghosts: defaultdict[Hashable, list[int]] = defaultdict(list)
        trees = []
        for i in self._tops:
            if i in self._missing:
                facts = self._certificates[i].facts
                ghosts[facts.issuer_der, facts.authority_key_identifier].append(i)
            else:
                trees.append(self._tree(i, Pki.UNKNOWN, 0))
        for below in ghosts.values():
            children = tuple(self._tree(i, Pki.UNKNOWN, 1) for i in below)
            pki, _ = Counter(child.pki for child in children).most_common(1)[0]
            issuer = self._issuer_name(below[0])
            trees.append(Relative((), pki, issuer, children, namesake=self._missing[below[0]]))
        return sorted(trees, key=_order)

    def _issuer_name(self, i: int) -> str:
        """The common name, or the whole name where someone else in the pile has that common name."""
        issuer = self._certificates[i].facts.issuer
        shared = not self._missing[i] and name(issuer) in self._names
        return str(issuer) if shared else name(issuer)

    def _tree(self, i: int, family: Pki, depth: int) -> Relative:
        one = self._certificates[i]
        pki = family if one.pki is Pki.UNKNOWN else one.pki
        if depth == _DEEPEST:
            return Relative((one,), pki, below=self._count_below(i))
        return Relative((one,), pki, children=tuple(sorted((self._tree(c, pki, depth + 1) for c in self._children[i]), key=_order)))

    def _count_below(self, i: int) -> int:
        waiting, count = list(self._children[i]), 0
        while waiting:
            count += 1
            waiting += self._children[waiting.pop()]
        return count


def _order(tree: Relative) -> tuple[int, bool, int, tuple[object, ...]]:
    """Families by PKI; those with issuers in the pile first, the larger first."""
    size = sum(1 for _ in tree.everyone())
    return PKIS.index(tree.pki), bool(tree.missing), -size, tree.certificates[0].order if tree.certificates else (tree.missing,)


def merged(trees: Sequence[Relative]) -> tuple[Relative, ...]:
    """Relatives of one kind below one issuer, nobody drawn below them, in one box; at every issuer."""
    alike: defaultdict[Hashable, list[Relative]] = defaultdict(list)
    for number, tree in enumerate(trees):
        if tree.children:
            alike[number].append(replace(tree, children=merged(tree.children)))
        else:
            alike[tree.pki, tree.certificates[0].kind if tree.certificates else "missing"].append(tree)
    return tuple(same[0] if len(same) == 1 else _as_one(same) for same in alike.values())


def _as_one(same: Sequence[Relative]) -> Relative:
    certificates = tuple(one for relative in same for one in relative.certificates)
    missing = "" if certificates else f"{len(same):,} issuers"
    return Relative(certificates, same[0].pki, missing, below=sum(relative.below for relative in same))


def lowered(trees: Sequence[Relative]) -> tuple[Relative, ...]:
    """One row less: whoever has only childless ones below is drawn alone, and says how many there are below."""
    return tuple(_lowered(tree) for tree in trees)


def _lowered(tree: Relative) -> Relative:
    if any(child.children for child in tree.children):
        return replace(tree, children=tuple(_lowered(child) for child in tree.children))
    return replace(tree, children=(), below=tree.below + sum(len(child.certificates) + child.below for child in tree.children))


def boxes(trees: Sequence[Relative]) -> int:
    """How many boxes are drawn."""
    return sum(1 for tree in trees for _ in tree.everyone())


def foldings(trees: Sequence[Relative]) -> Iterator[tuple[Relative, ...]]:
    """The trees as they are, and then ever more folded ones, until there is nothing left to fold."""
    yield tuple(trees)
    while True:
        folded = merged(trees)
        yield folded
        if not any(tree.children for tree in folded):
            return
        trees = lowered(folded)
        yield trees
