"""Who stands on whom: CAs, the certificates that connect them, and the ways up from a CA to a root that still stands."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from workbench.fleet.known import Known


@dataclass(frozen=True, slots=True)
class CaCertificate:
    """A CA's certificate as a step from a CA up to its issuer.

    Attributes
    ----------
    certificate
        SHA-256.
    authority, issuer
        The CA that it is of, and the one that issued it; issuer None: not at hand.
    not_before, not_after
        UTC; None where unreadable: such a certificate is never valid.
    """

    certificate: str
    authority: str
    issuer: str | None
    not_before: datetime | None
    not_after: datetime | None

    @property
    def anchor(self) -> bool:
        """Whether it is self-signed."""
        return self.authority == self.issuer

    def valid(self, at: datetime) -> bool:
        """Whether it is valid then, both ends included (RFC 5280 4.1.2.5)."""
        return self.not_before is not None and self.not_after is not None and self.not_before <= at <= self.not_after


@dataclass(frozen=True, slots=True)
class Lost:
    """What is gone, and when it is looked at.

    Attributes
    ----------
    certificates
        SHA-256 of the lost.
    authorities
        Lost CAs that are known by their hashes alone.
    now, then
        Before the loss, and the moment of it. What is in use before it, and no root, is taken to be renewed in time by its issuer:
        else nobody could ask for a root, for all that it issued ends before it. What is to help instead must be valid then.
    """

    certificates: frozenset[str]
    authorities: frozenset[str]
    now: datetime
    then: datetime

    def usable(self, one: CaCertificate, used: Collection[str] = ()) -> bool:
        """Whether a way up may take a certificate once the loss has happened.

        Parameters
        ----------
        used
            SHA-256 of what is in use before.
        """
        if one.certificate in self.certificates:
            return False
        return one.valid(self.then) or (not one.anchor and one.certificate in used and one.valid(self.now))


@dataclass(frozen=True, slots=True)
class Way:
    """A way up from a CA.

    Attributes
    ----------
    certificates
        SHA-256, from the CA's own up to the root's.
    assured
        False where it ends at a CA of which no root's certificate is at hand: it is taken to go on.
    end
        The CA at which it ends.
    """

    certificates: tuple[str, ...]
    assured: bool
    end: str


class Reliance:
    """The CAs at hand.

    Parameters
    ----------
    known
        Certificates; those of CAs count.
    """

    def __init__(self, known: Known) -> None:
        frame = known.certificates
        frame = frame[frame["authority"].notna()]
        rows = []
        columns = ["certificate", "authority", "issuer", "not_before", "not_after"]
        for row in frame[columns].astype("object").where(frame[columns].notna(), None).itertuples(index=False, name=None):
            certificate, authority, issuer, not_before, not_after = row
            rows.append((certificate, authority, issuer, _moment(not_before), _moment(not_after)))
        self.certificates = {row[0]: CaCertificate(*row) for row in rows}
        self.of: defaultdict[str, list[CaCertificate]] = defaultdict(list)
        self._below: defaultdict[str, set[str]] = defaultdict(set)
        for one in sorted(self.certificates.values(), key=lambda one: (not one.anchor, one.certificate)):
            self.of[one.authority].append(one)
            if one.issuer is not None:
                self._below[one.issuer].add(one.authority)

    def way(self, start: str, may_use: Callable[[CaCertificate], bool], gone: Collection[str] = ()) -> Way | None:
        """The shortest way up from a CA to a root; one that ends at an unknown root only where there is no other.

        Parameters
        ----------
        may_use
            Which certificates it may take.
        gone
            CAs, known by their hashes alone, at which it may not end.
        """
        queue: deque[tuple[str, tuple[str, ...]]] = deque([(start, ())])
        seen, unsure = {start}, None
        while queue:
            authority, way = queue.popleft()
            if not self.of.get(authority) and authority not in gone:
                unsure = unsure or Way(way, assured=False, end=authority)
            for one in self.of.get(authority, ()):
                if not may_use(one):
                    continue
                if one.anchor:
                    return Way((*way, one.certificate), assured=True, end=authority)
                if one.issuer is None:
                    unsure = unsure or Way((*way, one.certificate), assured=False, end=authority)
                elif one.issuer not in seen:
                    seen.add(one.issuer)
                    queue.append((one.issuer, (*way, one.certificate)))
        return unsure

    def below(self, authorities: Iterable[str]) -> set[str]:
        """These CAs and all that any certificate, valid or not, puts below them."""
        found, left = set(authorities), list(authorities)
        while left:
            for one in self._below.get(left.pop(), ()):
                if one not in found:
                    found.add(one)
                    left.append(one)
        return found

    def above(self, start: str, may_use: Callable[[CaCertificate], bool]) -> dict[str, tuple[str, ...]]:
        """The CA itself and all that it stands below, each with the certificates of the way there."""
        found: dict[str, tuple[str, ...]] = {start: ()}
        queue = deque([start])
        while queue:
            authority = queue.popleft()
            for one in self.of.get(authority, ()):
                if may_use(one) and one.issuer is not None and one.issuer not in found:
                    found[one.issuer] = (*found[authority], one.certificate)
                    queue.append(one.issuer)
        return found


def _moment(value: object) -> datetime | None:
    return value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else None
