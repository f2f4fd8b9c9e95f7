"""Classifying a pile: each certificate by itself, by what it issued, and by what issued it.

Evidence runs up (a CA is what it issues) and then down (a certificate is what issued it); what a CA learnt from a certificate
alone is not told back to it. Links are by name and key identifier: a signature needs the key, and for a guess at the kind the
name will do. Linear in the size of the pile, without recursion.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from workbench.certs.identifiers import Scheme
from workbench.certs.issuers import IssuerIndex
from workbench.certs.kinds.judge import judge
from workbench.certs.kinds.marks import issuer_marks, marks_of
from workbench.certs.kinds.vocabulary import ISO_15118, Alternative, Classification, Kind, Level, Pki, profile_of_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.facts import CertificateFacts
    from workbench.certs.identifiers import Identifier
    from workbench.certs.kinds.judge import Judgement
    from workbench.certs.kinds.marks import Marks

_V2G_ROLES = (Pki.CSO, Pki.CPS, Pki.MO, Pki.OEM)
_VOTERS = (*_V2G_ROLES, Pki.CSMS, Pki.MANUFACTURER)


def classify(facts: Sequence[CertificateFacts]) -> tuple[Classification, ...]:
    """The kind of each certificate, in order; the whole pile is looked at, and its order changes nothing.

    Links between certificates are assumed from names and key identifiers, not verified.
    """
    distinct = {one.sha256: one for one in facts}
    pile = _Pile([distinct[sha256] for sha256 in sorted(distinct)])
    answers = dict(zip(sorted(distinct), pile.answers(), strict=True))
    return tuple(answers[one.sha256] for one in facts)


class _Pile:
    """Distinct certificates as a forest; positions are those of ``facts``."""

    def __init__(self, facts: list[CertificateFacts]) -> None:
        self._facts = facts
        self._marks = [marks_of(one) for one in facts]
        self._issuers: dict[bytes, tuple[str, ...]] = {}
        self._parents, on_loop = _parents(facts)
        self._downwards = _downwards(self._parents)
        cross_signed = _cross_signed(facts)
        # what a certificate shows by itself, its own name beside its issuer's included
        self._own = [
            (*self._marks[i].marks, *self._relation(i, on_loop=on_loop[i], cross_signed=cross_signed[i])) for i in range(len(facts))
        ]
        self._votes: defaultdict[int, Counter[Pki]] = defaultdict(Counter)
        self._issued_levels: defaultdict[int, set[Level]] = defaultdict(set)

    def answers(self) -> list[Classification]:
        """The classification of each certificate, in order of ``facts``."""
        cast = self._upwards()
        issued = {i: self._issued(i) for i in self._issued_levels}
        above: list[tuple[str, ...]] = [()] * len(self._facts)
        depths: list[int | None] = [None] * len(self._facts)
        told: dict[tuple[int, Pki | None], tuple[str, ...]] = {}
        answers: list[Classification | None] = [None] * len(self._facts)
        for i in self._downwards:
            facts, parent = self._facts[i], self._parents[i]
            if parent is None:
                depths[i] = 0 if facts.self_issued else None
                above[i] = () if facts.self_issued else self._named_issuer(facts)
            else:
                of_parent = depths[parent]
                depths[i] = None if of_parent is None else of_parent + 1
                # what a parent was told by this one alone it does not tell it back; where others spoke of other roles it is a V2G
                # root by all of them, and says no more to each than that
                echo = cast[i] if self._votes[parent].total() == 1 else None
                if (parent, echo) not in told:
                    heard = issued[parent] if echo is None else self._issued(parent, without=echo)
                    told[parent, echo] = self._told(parent, judge((*self._own[parent], *heard, *above[parent])), depths[i])
                above[i] = told[parent, echo]
            judgement = judge((*self._own[i], *issued.get(i, ()), *above[i]))
            answers[i] = classification(judgement, self._marks[i], facts.key)
        return [answer for answer in answers if answer is not None]

    def _upwards(self) -> list[Pki | None]:
        """Let each certificate tell its issuer its PKI and level; gives each one's vote."""
        cast: list[Pki | None] = [None] * len(self._facts)
        for i in reversed(self._downwards):
            parent = self._parents[i]
            if parent is None:
                continue
            judgement = judge((*self._own[i], *self._issued(i)) if i in self._issued_levels else self._own[i])
            self._issued_levels[parent].add(judgement.level)
            if judgement.pki_sure and judgement.pki in _VOTERS:
                cast[i] = judgement.pki
                self._votes[parent][judgement.pki] += 1
        return cast

    def _relation(self, i: int, *, on_loop: bool, cross_signed: bool) -> list[str]:
        """How a certificate's name stands to its issuer's, and whether a self-signed twin is in the pile."""
        facts, own = self._facts[i], self._marks[i].marks
        if facts.self_issued:
            return ["self-issued"] if _OPERATOR.isdisjoint(own) else ["self-issued", "operator root"]
        marks = ["issued"]
        if "word:root" in own and "issuer:root" in self._named_issuer(facts):
            marks.append("root by root")
        if cross_signed:
            marks.append("cross-signed")
        if on_loop:
            marks.append("loop")
        return marks

    def _named_issuer(self, facts: CertificateFacts) -> tuple[str, ...]:
        """What the issuer's name alone tells; each distinct name is read once."""
        if facts.issuer_der not in self._issuers:
            self._issuers[facts.issuer_der] = issuer_marks(facts.issuer)
        return self._issuers[facts.issuer_der]

    def _issued(self, i: int, without: Pki | None = None) -> tuple[str, ...]:
        """What the certificates below tell, but for one vote of a certificate that is not to hear its own echo."""
        count = {pki: self._votes[i][pki] - (pki is without) for pki in _VOTERS}
        marks = []
        if sum(count[pki] > 0 for pki in _V2G_ROLES) > 1:
            marks.append("issues:several")
        elif max(count.values()) > 0:
            marks.append(f"issues:{max(_VOTERS, key=count.__getitem__)}")
        marks.append("issues:leaves" if self._issued_levels[i] == {Level.LEAF} else "issues:cas")
        return tuple(marks)

    def _told(self, parent: int, judgement: Judgement, depth: int | None) -> tuple[str, ...]:
        """What an issuer tells of those below it."""
        marks = []
        if judgement.kind is not Kind.UNKNOWN and judgement.level is not Level.LEAF:
            marks.append(f"issuer:{judgement.kind}:{'sure' if judgement.pki_sure else 'maybe'}")
        if depth is not None:
            marks.append(f"depth:{depth if depth < 4 else 'more'}")
        facts = self._facts[parent]
        if facts.is_ca and facts.path_length == 0:
            marks.append("issuer:path:0")
        return tuple(marks)


_OPERATOR = frozenset({"dc:CPO", "dc:CSO", "word:cpo", "word:cso"})


def _parents(facts: list[CertificateFacts]) -> tuple[list[int | None], list[bool]]:
    """The likeliest issuer of each, or None; loops are cut open everywhere, and told."""
    index = IssuerIndex(facts)
    parents: list[int | None] = []
    for i, one in enumerate(facts):
        own = one.authority_key_identifier in {None, one.subject_key_identifier}
        parent = None if one.self_issued and own else index.likeliest(one)
        parents.append(None if parent == i else parent)
    children = [0] * len(facts)
    for parent in parents:
        if parent is not None:
            children[parent] += 1
    # whoever has no child left is on no loop
    peeled = [i for i, count in enumerate(children) if not count]
    on_loop = [True] * len(facts)
    while peeled:
        i = peeled.pop()
        on_loop[i] = False
        parent = parents[i]
        if parent is not None:
            children[parent] -= 1
            if not children[parent]:
                peeled.append(parent)
    return [None if looped else parent for parent, looped in zip(parents, on_loop, strict=True)], on_loop


def _downwards(parents: list[int | None]) -> list[int]:
    """All positions, each issuer before what it issued."""
    children: list[list[int]] = [[] for _ in parents]
    order = []
    for i, parent in enumerate(parents):
        if parent is None:
            order.append(i)
        else:
            children[parent].append(i)
    for i in order:  # grows while it is walked
        order += children[i]
    return order


def _cross_signed(facts: list[CertificateFacts]) -> list[bool]:
    self_issued = {(one.subject_der, one.public_key_sha256) for one in facts if one.self_issued}
    return [not one.self_issued and (one.subject_der, one.public_key_sha256) in self_issued for one in facts]


_SCHEMES: dict[Kind, tuple[Scheme, ...]] = {
    Kind.SECC: (Scheme.SECCID, Scheme.EVSEID),
    Kind.STATION_CLIENT: (Scheme.SECCID, Scheme.EVSEID),
    Kind.CONTRACT: (Scheme.EMAID,),
    Kind.OEM_PROVISIONING: (Scheme.PCID,),
    Kind.VEHICLE: (Scheme.EVCCID,),
}
"""Which identifiers a kind's common name holds."""


def classification(judgement: Judgement, marks: Marks, key: str) -> Classification:
    """A judgement, told of one certificate."""
    reasons, alternatives = judgement.reasons, judgement.alternatives
    identifier: Identifier | None = None
    if marks.identifiers:
        wanted = _SCHEMES.get(judgement.kind, tuple(Scheme) if judgement.kind is Kind.UNKNOWN else ())
        identifier = next((i for i in marks.identifiers if i.scheme in wanted), None)
        reasons = tuple([_filled(words, marks.identifiers) if "{" in words else words for words in reasons])
        alternatives = tuple(Alternative(a.kind, _filled(a.why, marks.identifiers)) for a in alternatives)
    return Classification(
        kind=judgement.kind,
        pki=judgement.pki,
        profile=profile_of_key(key) if judgement.pki in ISO_15118 else "",
        confidence=judgement.confidence,
        reasons=reasons,
        identifier=identifier,
        alternatives=alternatives,
    )


def _filled(words: str, identifiers: tuple[Identifier, ...]) -> str:
    for identifier in identifiers:
        words = words.replace(f"{{{identifier.scheme}}}", identifier.formatted)
    return words
