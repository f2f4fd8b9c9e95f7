"""What must be answered about the wrong entries of a pile: who could have sent each entry, and with which mistakes."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.certs.forensics.sender import MISTAKES, Sent, right_entry, wrong_entries
from tests.certs.forensics.sender_serials import Codes
from tests.certs.known_pairs import Pair
from workbench.certs.forensics import HashEntry, Match, Matcher

_ORDER = {code: position for position, code in enumerate(MISTAKES)}


@dataclass
class Case:
    """One entry, in one of its spellings, and every way in which a sender of this pile may have come to it."""

    sent: list[Sent] = field(default_factory=list)
    ways: dict[Pair, set[Codes]] = field(default_factory=lambda: defaultdict(set))

    @property
    def fewest(self) -> int:
        return min(len(codes) for ways in self.ways.values() for codes in ways)

    @property
    def likeliest(self) -> list[Pair]:
        """The certificates that need the fewest mistakes: several make it ambiguous."""
        return [pair for pair, ways in self.ways.items() if self.fewest in map(len, ways)]

    def names(self, pair: Pair) -> list[Codes]:
        """The shortest sets of mistakes for a certificate, the one that the contract prefers first."""
        ways = self.ways[pair]
        return sorted((codes for codes in ways if len(codes) == min(map(len, ways))), key=rank)


def rank(codes: Iterable[str]) -> list[int]:
    return sorted(_ORDER[code] for code in codes)


def cases(pairs: Iterable[Pair], algorithm: str, most: int) -> dict[str, Case]:
    """Every distinct entry that senders of these certificates come to; letters' case does not make another entry."""
    found: defaultdict[str, Case] = defaultdict(Case)
    for pair in pairs:
        for sent in wrong_entries(pair, algorithm, most):
            case = found[json.dumps(sent.entry).lower()]
            case.sent.append(sent)
            case.ways[pair].add(sent.mistakes)
    return found


def some(found: dict[str, Case], number: int, seed: int = 1) -> list[Case]:
    """So many of the cases, the same ones each time."""
    chosen = list(found.values())
    return chosen if len(chosen) <= number else random.Random(seed).sample(chosen, number)  # noqa: S311


def complaints(matcher: Matcher, found: Iterable[Case], algorithm: str) -> Iterator[str]:
    """What is wrong with the answers, a line each."""
    for case in found:
        sent = random.Random(len(case.sent)).choice(case.sent)  # noqa: S311
        match = matcher.solve(HashEntry(index=0, given=sent.entry))
        for complaint in _complaints(case, match, algorithm):
            yield f"{complaint}: {sorted(sent.mistakes)} by {sent.how!r} for {next(iter(case.ways)).name}: {sent.entry}"


def _complaints(case: Case, match: Match, algorithm: str) -> Iterator[str]:
    if len(case.likeliest) > 1:
        if match.result != "ambiguous":
            yield f"{match.result} ({match.mistakes}), expected ambiguous between {[pair.name for pair in case.likeliest]}"
        elif missing := {pair.sha256 for pair in case.likeliest} - {str(one.certificate) for one in match.candidates}:
            yield f"not among the candidates: {missing}"
        return
    pair = case.likeliest[0]
    expected = "dialect" if case.fewest else "exact"
    if match.result != expected:
        yield f"{match.result} ({match.mistakes}), expected {expected} {list(map(sorted, case.names(pair)))}"
        return
    if match.certificate != pair.sha256:
        yield f"another certificate {match.certificate}"
    if match.corrected != right_entry(pair, algorithm):
        yield f"corrected to {match.corrected}"
    yield from _named(case.names(pair), match)


def _named(right: list[Codes], match: Match) -> Iterator[str]:
    if match.mistakes != tuple(sorted(right[0], key=_ORDER.__getitem__)):
        yield f"named {match.mistakes}, expected {sorted(right[0])} of {list(map(sorted, right))}"
    if missing := set(right[1:]) - {frozenset(codes) for codes in match.equivalent}:
        yield f"not among the equivalent {match.equivalent}: {list(map(sorted, missing))}"


def entry_of(given: dict[str, Any]) -> HashEntry:
    return HashEntry(index=0, given=given)
