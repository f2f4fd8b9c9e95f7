"""READ SECOND: one entry against all known certificates. An exact entry is a dictionary access; only a wrong one is solved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics import words
from workbench.certs.forensics.clues import Clues
from workbench.certs.forensics.doubts import Doubts
from workbench.certs.forensics.explaining import Way
from workbench.certs.forensics.habits import is_decimal, reads_two_ways, writes_decimal
from workbench.certs.forensics.known import known_from
from workbench.certs.forensics.labels import read_label
from workbench.certs.forensics.matches import Matches
from workbench.certs.forensics.mistakes import NONE, in_order, weight
from workbench.certs.forensics.result import Explanation, Match, Result
from workbench.certs.forensics.search import Search
from workbench.certs.hashdata import HashAlgorithm, hash_data_of
from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.certs.pairing import pair_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.forensics.known import Known
    from workbench.certs.forensics.search import Explained
    from workbench.certs.items import Item
    from workbench.findings import Finding

_MOST_EQUIVALENT = 24
_MOST_CANDIDATES = 16
_MOST_REMEMBERED = 50_000
_EXACT = [Way(NONE)]


class Matcher:
    """Knows a pile of certificates; resolves hash entries against it.

    Building it verifies each certificate's signature once, to find its issuer; then it serves any number of entries.

    Parameters
    ----------
    items
        The pile; what is no certificate is passed over.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._pairings = pair_up(items)
        known = [one for one in map(known_from, self._pairings) if one is not None]
        self._clues = Clues(known)
        self._search = Search(known, self._clues)
        self._doubts = Doubts(known)
        self._solved: dict[tuple[Any, ...], Match] = {}

    def __len__(self) -> int:
        """How many distinct certificates are known."""
        return len(self._pairings)

    def match(self, entries: Iterable[HashEntry], findings: tuple[Finding, ...] = ()) -> Matches:
        """The answers to a whole message, in order.

        What its sender is seen to do in one entry counts in the others: whoever writes decimal serial numbers does so throughout.

        Parameters
        ----------
        findings
            What is wrong with the message as a file; kept beside the answers.
        """
        asked = list(entries)
        answers = [self.solve(entry) for entry in asked]
        if writes_decimal(answers):
            answers = [self.solve(entry, decimal=True) for entry in asked]
        return Matches(tuple(answers), len(self), findings)

    def solve(self, entry: HashEntry, *, decimal: bool = False) -> Match:
        """Whose hash data an entry is. Any JSON values will do; nothing raises.

        Parameters
        ----------
        decimal
            Whether its sender is known to write serial numbers in decimal.
        """
        key = (decimal, *((type(value).__name__, value) for value in map(entry.given.get, HASH_FIELDS) if _small(value)))
        match = self._solved.get(key)
        if match is None:
            match = self._match(entry, decimal=decimal)
            if len(key) == 1 + len(HASH_FIELDS):  # absurd or structured values are not remembered
                if len(self._solved) >= _MOST_REMEMBERED:
                    self._solved.clear()
                self._solved[key] = match
        return _of(entry, match)

    def _match(self, entry: HashEntry, *, decimal: bool) -> Match:
        exact = self._search.exactly(entry)
        if exact and not (decimal and reads_two_ways(entry)):
            return self._chosen(entry, [(known, _EXACT) for known in exact], decimal=decimal, complete=True)
        meant = self._search.meant(entry)
        explained, complete = self._search.explained(entry, meant)
        if explained:
            return self._chosen(entry, explained, decimal=decimal, complete=complete)
        said = words.unknown(entry, self._clues, set(meant), complete=complete)
        return Match(entry, Result.UNKNOWN, None, (), said)

    def _chosen(self, entry: HashEntry, explained: Explained, *, decimal: bool, complete: bool) -> Match:
        """The simplest explanation, if it is the only one and no doubt remains; those that fit equally, if there are several."""
        lightest = min(weight(ways[0].mistakes) for _, ways in explained)
        best = [
            (known, ways)
            for known, ways in explained
            if weight(ways[0].mistakes) == lightest or (decimal and is_decimal(ways[0].mistakes))
        ]
        candidates = tuple(self._explanation(entry, *one) for one in best[:_MOST_CANDIDATES])
        if len(best) > 1:
            return Match(entry, Result.AMBIGUOUS, None, candidates, words.ambiguous(candidates, len(best), complete=complete))
        [(known, ways)], [explanation] = best, candidates
        if doubt := self._doubts.about(entry, known, explanation.mistakes, decimal=decimal):
            return Match(entry, Result.UNKNOWN, None, candidates, words.doubtful(explanation, doubt))
        result = Result.DIALECT if explanation.mistakes else Result.EXACT
        return Match(entry, result, explanation, (), words.resolved(known, explanation, ways[0].digests))

    @staticmethod
    def _explanation(entry: HashEntry, known: Known, ways: Sequence[Way]) -> Explanation:
        first = ways[0]
        named, _ = read_label(entry.given.get("hashAlgorithm"))
        corrected = None
        if known.issuers:
            algorithm = named or first.digest or HashAlgorithm.SHA256
            corrected = hash_data_of(known.pairing.item, known.issuers[0], algorithm).to_dict()
        others = tuple(in_order(way.mistakes) for way in ways[1 : 1 + _MOST_EQUIVALENT])
        return Explanation(known.pairing.item, known.sha256, in_order(first.mistakes), others, corrected)


def _of(entry: HashEntry, match: Match) -> Match:
    """The same answer for another entry of the same fields; what else it carries (a responder URL) is corrected with it."""
    extras = {name: value for name, value in entry.given.items() if name not in HASH_FIELDS}
    best, candidates = match.best, match.candidates
    if extras:
        best = best and _completed(best, extras)
        candidates = tuple(_completed(one, extras) for one in candidates)
    return Match(entry, match.result, best, candidates, match.explanation)


def _completed(explanation: Explanation, extras: dict[str, Any]) -> Explanation:
    corrected = explanation.corrected
    return explanation if corrected is None else replace(explanation, corrected=corrected | extras)


def _small(value: Any) -> bool:
    return (
        value is None
        or isinstance(value, bool | float)
        or (isinstance(value, str) and len(value) <= 256)
        or (isinstance(value, int) and value.bit_length() <= 256)
    )
