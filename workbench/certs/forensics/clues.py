"""What an unresolved entry still tells: a name, a key or a serial number that is known, though they do not belong together."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, public_key_bits
from workbench.certs.forensics.forms import DIGESTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.forensics.explaining import Field
    from workbench.certs.forensics.known import Known


class Clues:
    """Known certificates by the digests of names and keys alone, right forms and the commonest wrong ones.

    Parameters
    ----------
    known
        The certificates; answers hold positions in this sequence.
    """

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = known

    @cached_property
    def certificates(self) -> int:
        """How many distinct certificates there are."""
        return len({one.sha256 for one in self.known})

    @cached_property
    def _by_issuer(self) -> dict[bytes, set[int]]:
        positions: defaultdict[bytes, set[int]] = defaultdict(set)
        for position, one in enumerate(self.known):
            if one.issuer_key is not None:
                positions[one.names[0][0]].add(position)
        return {digest(name).digest(): found for name, found in positions.items() for digest in DIGESTS.values()}

    @cached_property
    def _by_name(self) -> dict[bytes, set[int]]:
        positions: defaultdict[bytes, set[int]] = defaultdict(set)
        for position, one in enumerate(self.known):
            for name, _ in one.names:
                positions[name].add(position)
        return {digest(name).digest(): found for name, found in positions.items() for digest in DIGESTS.values()}

    @cached_property
    def _by_key(self) -> dict[bytes, set[int]]:
        positions: defaultdict[bytes, set[int]] = defaultdict(set)
        for position, one in enumerate(self.known):
            for key in filter(None, (one.issuer_key, one.own_key)):
                positions[key].add(position)
        by_digest: defaultdict[bytes, set[int]] = defaultdict(set)
        for key, found in positions.items():
            for octets in _hashed_octets(key):
                for digest in DIGESTS.values():
                    by_digest[digest(octets).digest()] |= found
        return by_digest

    def names(self, field: Field) -> set[int]:
        """Certificates with this issuer name, or subject."""
        return {position for octets, _ in field.readings for position in self._by_name.get(octets, ())}

    def issued(self, field: Field) -> set[int]:
        """Certificates that a CA of this name issued, whose certificate is at hand."""
        return {position for octets, _ in field.readings for position in self._by_issuer.get(octets, ())}

    def keys(self, field: Field) -> set[int]:
        """Certificates with this key, or their issuer's."""
        return {position for octets, _ in field.readings for position in self._by_key.get(octets, ())}

    def positions(self, fields: tuple[Field, Field]) -> set[int]:
        """Certificates of which both hash fields tell, whichever stands where; else those of which one does."""
        first, second = ({*self.names(field), *self.keys(field)} for field in fields)
        return first & second or first | second


def _hashed_octets(key: bytes) -> tuple[bytes, ...]:
    """The right octets of a key, and the commonest wrong ones."""
    try:
        return key, public_key_bits(key)
    except DerError:
        return (key,)
