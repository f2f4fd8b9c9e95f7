"""The judge: sums the evidence for every kind, takes the best, and tells from the margin and the sources how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from workbench.certs.kinds.evidence import EVIDENCE
from workbench.certs.kinds.vocabulary import Alternative, Kind, Level, Pki
from workbench.certs.kinds.weights import LEVELS_OF, PKIS_OF, Evidence
from workbench.findings import Confidence

CERTAIN_MARGIN = 4.0
LIKELY_MARGIN = 2.5
"""How far the best kind must lead the next."""
ENOUGH = 2.0
"""So much must speak for a PKI, level apart, or the kind is unknown; twice as much makes it likely."""
TELLING = 1.5
"""A source that says at least this much for a kind counts as one of its witnesses."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the evidence amounts to.

    Attributes
    ----------
    pki_sure
        Whether at least the PKI is likely: others may build on it.
    level
        Where it most likely stands, whatever its kind.
    """

    kind: Kind
    pki: Pki
    level: Level
    confidence: Confidence
    pki_sure: bool
    reasons: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


_KINDS = tuple(kind for kind in Kind if kind is not Kind.UNKNOWN)
_LEVELS = tuple(Level)
_LEVELS_OF = tuple(tuple(_LEVELS.index(level) for level in LEVELS_OF[kind]) for kind in _KINDS)
_MOST_ALTERNATIVES = 2
_WORTH_TELLING = 1.0


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One piece of evidence: what it says of each kind, and of each level."""

    evidence: Evidence
    kinds: tuple[float, ...]
    levels: tuple[float, ...]


def _weighed(evidence: Evidence) -> _Weighed:
    weights = evidence.weights
    return _Weighed(
        evidence,
        tuple(max((weights.get(pki, 0.0) for pki in PKIS_OF[kind]), default=0.0) + weights.get(kind, 0.0) for kind in _KINDS),
        tuple(weights.get(level, 0.0) for level in _LEVELS),
    )


_WEIGHED = {mark: _weighed(evidence) for mark, evidence in EVIDENCE.items()}


@lru_cache(maxsize=8192)
def judge(marks: tuple[str, ...]) -> Judgement:
    """Weigh the marks of one certificate; their order changes nothing but the order of equal reasons."""
    return _Case([_WEIGHED[mark] for mark in marks]).judgement()


class _Case:
    """The evidence about one certificate, summed."""

    def __init__(self, seen: list[_Weighed]) -> None:
        self._seen = seen
        self._kinds = [sum(weighed.kinds[k] for weighed in seen) for k in range(len(_KINDS))]
        self._levels = [sum(weighed.levels[v] for weighed in seen) for v in range(len(_LEVELS))]
        # a kind that stands at either tier of Sub-CAs takes the one that fits better
        self._level_of = [max(levels, key=self._levels.__getitem__) for levels in _LEVELS_OF]
        self._total = [own + self._levels[v] for own, v in zip(self._kinds, self._level_of, strict=True)]
        self._ranked = sorted(range(len(_KINDS)), key=lambda k: (-self._total[k], k))

    def judgement(self) -> Judgement:
        best, second = self._ranked[:2]
        level = _LEVELS[max(range(len(_LEVELS)), key=self._levels.__getitem__)]
        if self._kinds[best] < ENOUGH:
            reasons = (*self._level_words(best), "nothing tells which PKI it belongs to")
            return Judgement(
                kind=Kind.UNKNOWN,
                pki=Pki.UNKNOWN,
                level=level,
                confidence=Confidence.UNKNOWN,
                pki_sure=False,
                reasons=reasons,
                alternatives=self._alternatives(self._ranked),
            )
        specific = any(w.evidence.specific and w.kinds[best] >= TELLING for w in self._seen)
        pki = self._pki(best)
        return Judgement(
            kind=_KINDS[best],
            pki=pki,
            level=_LEVELS[self._level_of[best]],
            confidence=self._confidence(best, self._total[best] - self._total[second], specific=specific),
            pki_sure=specific and self._total[best] - self._best_outside(best, pki) >= LIKELY_MARGIN,
            reasons=self._reasons(best),
            alternatives=self._alternatives(self._ranked[1:]),
        )

    def _confidence(self, best: int, margin: float, *, specific: bool) -> Confidence:
        if not specific or margin < LIKELY_MARGIN or self._kinds[best] < 2 * ENOUGH:
            return Confidence.POSSIBLE
        witnesses = {w.evidence.source for w in self._seen if w.evidence.specific and w.kinds[best] >= TELLING}
        doubt = any(self._speaks_against(w, best) or (w.evidence.doubt and w.kinds[best] >= 0) for w in self._seen)
        return Confidence.CERTAIN if margin >= CERTAIN_MARGIN and len(witnesses) > 1 and not doubt else Confidence.LIKELY

    def _best_outside(self, best: int, pki: Pki) -> float:
        return max(total for k, total in enumerate(self._total) if k != best and pki not in PKIS_OF[_KINDS[k]])

    def _pki(self, best: int) -> Pki:
        """The PKI of a kind that can belong to several (or, as an OCSP signer, to any) is the one that most speaks for."""
        choice = PKIS_OF[_KINDS[best]] or tuple(pki for pki in Pki if pki is not Pki.UNKNOWN)
        if len(choice) == 1:
            return choice[0]
        sums = {pki: sum(w.evidence.weights.get(pki, 0.0) for w in self._seen) for pki in choice}
        likeliest = max(choice, key=sums.__getitem__)
        return likeliest if sums[likeliest] >= TELLING else Pki.UNKNOWN

    def _speaks_against(self, weighed: _Weighed, best: int) -> bool:
        """It weighs against the kind or its level, or for another and not at all for this one."""
        of_kind, of_level = weighed.kinds[best], weighed.levels[self._level_of[best]]
        # what speaks for one PKI does not speak against a kind of any PKI
        other_kind = bool(PKIS_OF[_KINDS[best]]) and of_kind <= 0 and max(weighed.kinds) >= TELLING
        other_level = of_level <= 0 and max(weighed.levels) >= TELLING
        return of_kind <= -1 or of_level <= -1 or other_kind or other_level

    def _reasons(self, best: int) -> tuple[str, ...]:
        against = [w for w in self._seen if self._speaks_against(w, best)]
        worth = {w.evidence.words: 2 * w.kinds[best] + w.levels[self._level_of[best]] for w in self._seen if w not in against}
        told = sorted((words for words, weight in worth.items() if weight >= _WORTH_TELLING), key=lambda words: -worth[words])
        return (*told, *(f"but {w.evidence.words}" for w in against))

    def _level_words(self, best: int) -> list[str]:
        return [w.evidence.words for w in self._seen if w.levels[self._level_of[best]] >= TELLING]

    def _alternatives(self, others: list[int]) -> tuple[Alternative, ...]:
        """The next kinds that something tells of and that are not out of reach."""
        best = self._ranked[0]
        found: list[Alternative] = []
        for k in others:
            if len(found) == _MOST_ALTERNATIVES or self._total[best] - self._total[k] > 2 * CERTAIN_MARGIN:
                break
            v, best_v = self._level_of[k], self._level_of[best]
            words = [w.evidence.words for w in self._seen if w.kinds[k] >= _WORTH_TELLING or w.levels[v] > max(w.levels[best_v], 1)]
            if self._kinds[k] >= TELLING and words:
                found.append(Alternative(_KINDS[k], "; ".join(words)))
        return tuple(found)
