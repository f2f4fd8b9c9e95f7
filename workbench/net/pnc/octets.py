"""Reading TLS structures octet by octet (RFC 8446 3): numbers, and vectors with their length before them."""

from __future__ import annotations

from workbench.errors import CodecError


class Octets:
    """A place in some octets, which moves on as they are read; whoever runs over the end gets a CodecError with the position.

    Parameters
    ----------
    what
        What is read, for the error's sentence.
    start
        The position of the first octet in the whole.
    """

    def __init__(self, data: bytes, what: str, *, start: int = 0) -> None:
        self._data, self._what, self._start, self._at = data, what, start, 0

    @property
    def position(self) -> int:
        """In the whole, from 0."""
        return self._start + self._at

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._data)

    def take(self, count: int) -> bytes:
        """So many octets.

        Raises
        ------
        CodecError
            There are not so many.
        """
        if count > len(self._data) - self._at:
            raise CodecError(
                f"{self._what} ends at octet {self._start + len(self._data)}: {count} are expected at {self.position}.",
                hint="It was cut off, or one of its lengths is wrong.",
            )
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

    def number(self, octets: int) -> int:
        """An unsigned number of so many octets, big-endian."""
        return int.from_bytes(self.take(octets), "big")

    def vector(self, octets: int, what: str = "") -> Octets:
        """What follows a length of so many octets, to be read by itself."""
        length = self.number(octets)
        begin = self.position
        return Octets(self.take(length), what or self._what, start=begin)

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(len(self._data) - self._at)

    def numbers(self, octets: int) -> tuple[int, ...]:
        """All that is left as numbers of so many octets each."""
        found = []
        while not self.over:
            found.append(self.number(octets))
        return tuple(found)

    def end(self) -> None:
        """Nothing may be left.

        Raises
        ------
        CodecError
            Something is.
        """
        if not self.over:
            raise CodecError(
                f"{self._what} has {len(self._data) - self._at} octets too many, from octet {self.position}.",
                hint="One of its lengths is wrong.",
            )
