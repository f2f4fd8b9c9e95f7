"""Which certificates an entry may come from: an index of what is right, and a search for what is not."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from workbench.certs.forensics.explaining import Explainer, Field, Way
from workbench.certs.forensics.labels import OCPP_ALGORITHMS, read_label
from workbench.certs.forensics.serial_forms import SerialIndex
from workbench.certs.hashdata import hash_data_of
from workbench.certs.loading.hash_objects import HASH_FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.forensics.clues import Clues
    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.forensics.known import Known
    from workbench.certs.forensics.mistakes import Mistakes

Explained = list[tuple["Known", list[Way]]]
"""Certificates, each with every set of mistakes that leads to the entry, the simplest first."""
Meant = dict[int, list["Mistakes"]]
"""Positions of certificates, each with the ways in which its serial number may have been written."""

_MANY = 256
"""So many certificates of one serial number are narrowed down by their hashes before they are looked at one by one."""
_MOST = 4096
_MOST_PRINTED = 64
"""Of so many certificates the names are printed in every way, which takes a millisecond each."""


class Search:
    """The known certificates by all that an entry may say of them.

    Parameters
    ----------
    known
        The certificates.
    clues
        The same by their hashes alone.
    """

    def __init__(self, known: Sequence[Known], clues: Clues) -> None:
        self._known = known
        self._clues = clues
        self._serials = SerialIndex([one.serial for one in known])
        self._right: dict[str, dict[tuple[str, str, str], list[Known]]] = {}
        self._explainer = Explainer()

    def exactly(self, entry: HashEntry) -> list[Known]:
        """The certificates whose hash data the entry is, case folded."""
        fields = [value for value in map(entry.given.get, HASH_FIELDS) if isinstance(value, str)]
        if len(fields) < len(HASH_FIELDS) or fields[0] not in OCPP_ALGORITHMS:
            return []
        algorithm, name, key, serial = fields
        if algorithm not in self._right:
            self._right[algorithm] = self._index(algorithm)
        return self._right[algorithm].get((name.lower(), key.lower(), serial.lower()), [])

    def meant(self, entry: HashEntry) -> Meant:
        """The certificates that the serial number may mean."""
        return self._serials.find(entry.given.get("serialNumber"))

    def explained(self, entry: HashEntry, meant: Meant) -> tuple[Explained, bool]:
        """Those of the meant that the entry comes from with some mistakes, and whether all possible ones were looked at."""
        label, name, key, _ = map(entry.given.get, HASH_FIELDS)
        named, spelled = read_label(label)
        fields = Field.of(name), Field.of(key)
        found, complete = self._narrowed(meant, fields)

        def explain(position: int, *, printed: bool) -> list[Way]:
            ways = self._explainer.ways(self._known[position], *fields, found[position], named, printed=printed)
            return [_labelled(way, spelled) for way in ways]

        explained = [(self._known[position], ways) for position in found if (ways := explain(position, printed=False))]
        if explained:
            return explained, complete
        told = [position for position in found if self._explainer.tells_key(self._known[position], fields)]
        explained = [
            (self._known[position], ways) for position in told[:_MOST_PRINTED] if (ways := explain(position, printed=True))
        ]
        return explained, complete and len(told) <= _MOST_PRINTED

    def _narrowed(self, found: Meant, fields: tuple[Field, Field]) -> tuple[Meant, bool]:
        if len(found) <= _MANY:
            return found, True
        told = self._clues.positions(fields)
        likely = {position: ways for position, ways in found.items() if position in told} or found
        return dict(islice(likely.items(), _MOST)), len(likely) <= _MOST

    def _index(self, algorithm: str) -> dict[tuple[str, str, str], list[Known]]:
        index: defaultdict[tuple[str, str, str], list[Known]] = defaultdict(list)
        for known in self._known:
            if known.issuers:
                right = hash_data_of(known.pairing.item, known.issuers[0], algorithm)
                index[right.issuer_name_hash, right.issuer_key_hash, right.serial_number].append(known)
        return dict(index)


def _labelled(way: Way, spelled: Mistakes) -> Way:
    """With the mistakes in hashAlgorithm; that it names none of OCPP's is said by ``digest:sha1`` already."""
    return Way(way.mistakes | (spelled - {"algorithm:unknown"} if "digest:sha1" in way.mistakes else spelled), way.digests)
