"""READ SECOND: one entry against all known certificates. An exact entry is a dictionary access; only a wrong one is solved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics import words
from workbench.certs.forensics.clues import Clues
from workbench.certs.forensics.explaining import Explainer, Field, Way
from workbench.certs.forensics.habits import is_decimal, reads_two_ways, writes_decimal
from workbench.certs.forensics.known import Known, known_from
from workbench.certs.forensics.labels import read_label
from workbench.certs.forensics.matches import Matches
from workbench.certs.forensics.mistakes import NONE, Mistakes, in_order, weight
from workbench.certs.forensics.result import Explanation, Match, Result
from workbench.certs.forensics.serial_forms import SerialIndex
from workbench.certs.forensics.siblings import Siblings
from workbench.certs.hashdata import HashAlgorithm, hash_data_of
from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.certs.pairing import pair_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.items import Item

_MOST_EQUIVALENT = 24
_MOST_CANDIDATES = 16
_MOST_REMEMBERED = 50_000
_MANY = 512
"""So many certificates of one serial number are narrowed down by their hashes before they are looked at one by one."""


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
        self._known: list[Known] = [known for pairing in self._pairings for known in known_from(pairing)]
        self._serials = SerialIndex([known.serial for known in self._known])
        self._exact: dict[str, dict[tuple[str, str, str], list[Known]]] = {}
        self._explainer = Explainer()
        self._clues = Clues(self._known)
        self._siblings = Siblings(self._known)
        self._solved: dict[tuple[Any, ...], Match] = {}

    def __len__(self) -> int:
        """How many distinct certificates are known."""
        return len(self._pairings)

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

    def match(self, entries: Iterable[HashEntry]) -> Matches:
        """The answers to a whole message, in order.

        What its sender is seen to do in one entry counts in the others: whoever writes decimal serial numbers does so throughout.
        """
        asked = list(entries)
        answers = [self.solve(entry) for entry in asked]
        if writes_decimal(answers):
            answers = [self.solve(entry, decimal=True) for entry in asked]
        return Matches(tuple(answers), len(self))

    def _match(self, entry: HashEntry, *, decimal: bool) -> Match:
        exact = self._exactly(entry)
        if exact and not (decimal and reads_two_ways(entry)):
            return self._chosen(entry, [(known, [Way(NONE, None)]) for known in exact], decimal=decimal)
        return self._chosen(entry, self._explained(entry), decimal=decimal)

    def _exactly(self, entry: HashEntry) -> list[Known]:
        fields = [value for value in map(entry.given.get, HASH_FIELDS) if isinstance(value, str)]
        if len(fields) < len(HASH_FIELDS) or fields[0] not in _ALGORITHMS:
            return []
        algorithm, name, key, serial = fields
        if algorithm not in self._exact:
            index: defaultdict[tuple[str, str, str], list[Known]] = defaultdict(list)
            for known in self._known:
                if known.issuers:
                    right = hash_data_of(known.pairing.item, known.issuers[0], algorithm)
                    index[right.issuer_name_hash, right.issuer_key_hash, right.serial_number].append(known)
            self._exact[algorithm] = dict(index)
        return self._exact[algorithm].get((name.lower(), key.lower(), serial.lower()), [])

    def _explained(self, entry: HashEntry) -> list[tuple[Known, list[Way]]]:
        label, name, key, serial = map(entry.given.get, HASH_FIELDS)
        named, spelled = read_label(label)
        fields = Field.of(name), Field.of(key)
        found = self._serials.find(serial)
        if len(found) > _MANY:
            likely = self._clues.positions(fields)
            found = {position: ways for position, ways in found.items() if position in likely} or dict(islice(found.items(), _MANY))
        explained = []
        for position, serials in found.items():
            ways = self._explainer.ways(self._known[position], *fields, serials, named)
            if ways:
                explained.append((self._known[position], [_labelled(way, spelled) for way in ways]))
        return explained

    def _chosen(self, entry: HashEntry, explained: list[tuple[Known, list[Way]]], *, decimal: bool) -> Match:
        """The simplest explanation, if it is the only one; those that fit equally, if there are several."""
        if not explained:
            return Match(
                entry,
                Result.UNKNOWN,
                None,
                (),
                words.unknown(entry, self._clues, set(self._serials.find(entry.given.get("serialNumber")))),
            )
        lightest = min(weight(ways[0].mistakes) for _, ways in explained)
        best: dict[tuple[str, str], tuple[Known, Explanation, str | None]] = {}
        for known, ways in explained:
            if weight(ways[0].mistakes) == lightest or (decimal and is_decimal(ways[0].mistakes)):
                explanation = self._explanation(entry, known, ways)
                best.setdefault((explanation.certificate, str(explanation.corrected)), (known, explanation, ways[0].digest))
        candidates = tuple(explanation for _, explanation, _ in best.values())[:_MOST_CANDIDATES]
        if len(best) > 1:
            return Match(entry, Result.AMBIGUOUS, None, candidates, words.ambiguous(candidates, len(best)))
        [(known, explanation, digest)] = best.values()
        if not (decimal and is_decimal(explanation.mistakes)) and self._siblings.doubt(entry, known, explanation.mistakes):
            return Match(entry, Result.UNKNOWN, None, candidates, words.doubtful(entry, explanation))
        result = Result.DIALECT if explanation.mistakes else Result.EXACT
        return Match(entry, result, explanation, (), words.resolved(known, explanation, digest))

    def _explanation(self, entry: HashEntry, known: Known, ways: Sequence[Way]) -> Explanation:
        first = ways[0]
        named, _ = read_label(entry.given.get("hashAlgorithm"))
        corrected = None
        if known.issuers:
            algorithm = named or first.digest or HashAlgorithm.SHA256
            corrected = hash_data_of(known.pairing.item, known.issuers[0], algorithm).to_dict()
        others = tuple(in_order(way.mistakes) for way in ways[1 : 1 + _MOST_EQUIVALENT])
        return Explanation(known.pairing.item, known.sha256, in_order(first.mistakes), others, corrected)


_ALGORITHMS = frozenset(algorithm.value for algorithm in HashAlgorithm)


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


def _labelled(way: Way, spelled: Mistakes) -> Way:
    return Way(way.mistakes | (spelled - {"algorithm:unknown"} if "digest:sha1" in way.mistakes else spelled), way.digest)


def _small(value: Any) -> bool:
    return (
        value is None
        or isinstance(value, bool | float)
        or (isinstance(value, str) and len(value) <= 256)
        or (isinstance(value, int) and value.bit_length() <= 256)
    )
