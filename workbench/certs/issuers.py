"""Who issued whom in a pile: candidates by name or key identifier, and the one whose key verifies the signature.

Several CAs of one name with different keys are normal (a re-keyed CA, two test PKIs in one folder), so a name alone proves nothing.
Looking up is a dictionary access; verifying is lazy, remembered and bounded. Nothing here raises on a hostile certificate.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.certs.name_comparison import Match, folded
from workbench.certs.raw_signature import raw_public_key, raw_signature
from workbench.certs.signatures import SignatureCheck, public_key_of, verify
from workbench.certs.verification_effort import verification_effort

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from workbench.certs.facts import CertificateFacts
    from workbench.certs.items import Item

MOST_CANDIDATES = 64
"""So many possible issuers of one certificate are looked at; a pile with more of one name is an attack or a mistake."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A certificate that may be another one's issuer.

    Attributes
    ----------
    position
        Of the candidate, in the sequence that was indexed.
    name
        How its subject matches the other's issuer name.
    key_identifier
        Whether its SKI is the other's AKI; None where one of the two is absent.
    """

    position: int
    name: Match
    key_identifier: bool | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Possible issuers of one certificate, the likeliest first.

    Attributes
    ----------
    found
        At most :data:`MOST_CANDIDATES`.
    complete
        False where there were more.
    """

    found: tuple[Candidate, ...]
    complete: bool = True

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


class IssuerIndex:
    """Certificates by subject and by key identifier, for questions about facts alone; duplicates count once, by fingerprint.

    Answers do not depend on the order of the pile. An empty name, which RFC 5280 4.1.2.4 forbids an issuer, matches nothing.

    Parameters
    ----------
    facts
        The pile; positions in answers are positions in this sequence, of a certificate's first occurrence.
    """

    def __init__(self, facts: Sequence[CertificateFacts]) -> None:
        self._facts = facts
        self._by_subject: defaultdict[bytes, list[int]] = defaultdict(list)
        self._by_name_and_key: defaultdict[tuple[bytes, bytes], list[int]] = defaultdict(list)
        self._by_key: defaultdict[bytes, list[int]] = defaultdict(list)
        seen: set[str] = set()
        for position, one in enumerate(facts):
            if one.sha256 in seen:
                continue
            seen.add(one.sha256)
            if one.subject_key_identifier:
                self._by_key[one.subject_key_identifier].append(position)
            if one.subject_der in _EMPTY_NAMES:
                continue
            self._by_subject[one.subject_der].append(position)
            if one.subject_key_identifier:
                self._by_name_and_key[one.subject_der, one.subject_key_identifier].append(position)
        for group in (*self._by_subject.values(), *self._by_name_and_key.values(), *self._by_key.values()):
            if len(group) > 1:
                group.sort(key=self._merit)
        self._spellings: defaultdict[Hashable, list[bytes]] | None = None

    def candidates(self, facts: CertificateFacts, most: int = MOST_CANDIDATES) -> Candidates:
        """Possible issuers, the likeliest first; a self-issued certificate is among its own.

        First come those whose key identifier agrees, then those that give none, then those with the key identifier alone, last the
        same name with another key. A name in other octets, equal by RFC 5280, comes after the same octets; then CAs before others
        and self-issued ones before others.
        """
        wanted = facts.authority_key_identifier
        found: dict[int, Candidate] = {}
        for positions, name in self._lookups(facts):
            for position in positions:
                if len(found) == most and position not in found:
                    return Candidates(tuple(sorted(found.values(), key=self._rank)), complete=False)
                if position not in found:
                    own = self._facts[position].subject_key_identifier
                    found[position] = Candidate(position, name, None if own is None or wanted is None else own == wanted)
        return Candidates(tuple(sorted(found.values(), key=self._rank)))

    def likeliest(self, facts: CertificateFacts) -> int | None:
        """The first candidate's position, at the cost of a look-up; None where there is no candidate."""
        if wanted := facts.authority_key_identifier:
            same = self._by_name_and_key.get((facts.issuer_der, wanted))
        else:
            same = self._by_subject.get(facts.issuer_der)
        return same[0] if same else next((c.position for c in self.candidates(facts)), None)

    def _lookups(self, facts: CertificateFacts) -> Iterator[tuple[Sequence[int], Match]]:
        issuer, wanted = facts.issuer_der, facts.authority_key_identifier
        if wanted:
            yield self._by_name_and_key.get((issuer, wanted), ()), Match.IDENTICAL
        yield self._by_subject.get(issuer, ()), Match.IDENTICAL
        for spelling in self.other_spellings(issuer):
            yield self._by_subject[spelling], Match.EQUAL
        if wanted:
            yield self._by_key.get(wanted, ()), Match.DIFFERENT

    def other_spellings(self, name: bytes) -> list[bytes]:
        """The subjects that equal a name by RFC 5280 but not byte for byte; each distinct subject is folded once.

        Longer names than anyone has, and more than fleets have, are compared byte for byte alone: to fold them takes too long.
        """
        if len(name) > _LONGEST_FOLDED:
            return []
        if self._spellings is None:
            self._spellings = defaultdict(list)
            left = _MOST_FOLDED
            for subject in sorted(self._by_subject):
                left -= len(subject)
                if len(subject) <= _LONGEST_FOLDED and left > 0:
                    self._spellings[folded(subject)].append(subject)
        return [spelling for spelling in self._spellings.get(folded(name), ()) if spelling != name]

    def _merit(self, position: int) -> tuple[bool, bool, str]:
        facts = self._facts[position]
        return facts.is_ca is not True, not facts.self_issued, facts.sha256

    def _rank(self, candidate: Candidate) -> tuple[bool, bool, bool, bool, tuple[bool, bool, str]]:
        return (
            candidate.key_identifier is False,
            candidate.name is Match.DIFFERENT,
            candidate.key_identifier is None,
            candidate.name is Match.EQUAL,
            self._merit(candidate.position),
        )


_LONGEST_FOLDED = 2 * 1024
_MOST_FOLDED = 8 * 1024 * 1024
_EMPTY_NAMES = frozenset({b"", b"\x30\x00"})
_READING = 40
"""Microseconds that reading a key and a signature takes."""
_HASHED = 500
"""Octets of a certificate that are hashed in a microsecond."""
_EFFORT = 100
"""Microseconds of one check with P-256; the bound is so many of those."""


_NO_KEY = SignatureCheck(ok=None, reason="the issuer's certificate is malformed: its key cannot be read")
_SPENT = SignatureCheck(ok=None, reason="not tried: so many signatures of this pile were tried already that the search was stopped")


class Issuers:
    """Who issued whom among items of a pile, signatures verified as they are asked for.

    Parameters
    ----------
    certificates
        Items with facts; others are passed over. A malformed one, which ``cryptography`` does not parse, takes part by name and key
        identifier.
    cut_out
        Whether the key and the signature of a malformed one are cut out of its octets; else its signatures cannot be verified.

    Attributes
    ----------
    effort
        What all signatures so far took, as :func:`~workbench.certs.verification_effort.verification_effort` counts it.
    """

    def __init__(self, certificates: Iterable[Item], *, cut_out: bool = False) -> None:
        self._cut_out = cut_out
        known = [(item, item.facts) for item in certificates]
        self._items = [item for item, facts in known if facts is not None]
        facts = [facts for _, facts in known if facts is not None]
        self._index = IssuerIndex(facts)
        self._checks: dict[tuple[str, str], SignatureCheck] = {}
        self._verified: set[str] = set()
        self._keys: dict[str, Any] = {}
        # in a sound pile each certificate takes one check, which is not counted, or a few where CAs were re-keyed
        self._effort_left = _EFFORT * (1000 + 4 * len(self._items))
        self.effort = 0
        self._stopped = False

    def candidates(self, item: Item, most: int = MOST_CANDIDATES) -> Candidates:
        """Possible issuers of a certificate, in the pile or not, so many at most; positions are those of :meth:`at`."""
        return self._index.candidates(item.facts, most) if item.facts is not None else Candidates(())

    def other_spellings(self, name: bytes) -> list[bytes]:
        """The subjects of the pile that equal a raw name by RFC 5280 but not byte for byte."""
        return self._index.other_spellings(name)

    def at(self, candidate: Candidate) -> Item:
        """A candidate's item."""
        return self._items[candidate.position]

    def of(self, item: Item) -> Item | None:
        """The issuer: the first candidate whose key verifies the signature; a self-signed certificate is its own.

        None where no candidate verifies, or none could be tried; :meth:`check` tells the reason.
        """
        return next((issuer for c in self.candidates(item) if self.check(item, issuer := self.at(c)).ok), None)

    def check(self, item: Item, issuer: Item) -> SignatureCheck:
        """Whether the issuer's key verifies the certificate's signature; neither names nor its right to sign are looked at."""
        if item.facts is None or issuer.facts is None:
            return SignatureCheck(ok=None, reason="one of the two is no certificate")
        if issuer.certificate is None and not self._cut_out:
            return _NO_KEY  # not remembered: a sound certificate may have the same key
        pair = (item.facts.sha256, issuer.facts.public_key_sha256)
        if pair not in self._checks:
            if self._effort_left <= 0:
                self._stopped = True
                return _SPENT
            key = self._key(issuer, pair[1])
            effort = _READING + verification_effort(key) + len(item.der) // _HASHED
            self.effort += effort
            self._checks[pair] = check = self._verify(item, key)
            if not check.ok or pair[0] in self._verified:
                self._effort_left -= effort
            if check.ok:
                self._verified.add(pair[0])
        return self._checks[pair]

    @property
    def complete(self) -> bool:
        """False once the search was stopped because too many signatures were tried; answers may then be missing."""
        return not self._stopped

    def _verify(self, item: Item, key: Any) -> SignatureCheck:
        if item.certificate is None and not self._cut_out:
            return SignatureCheck(ok=None, reason="the certificate is malformed: its signature cannot be read")
        try:
            signed = raw_signature(item.der) or item.certificate
        except ValueError as reason:
            return SignatureCheck(ok=False, reason=f"the signature cannot be read: {reason}")
        if signed is None:
            return SignatureCheck(
                ok=None, reason="the certificate is malformed, and the algorithm of its signature is unknown here"
            )
        return verify(signed, key)

    def _key(self, issuer: Item, sha256: str) -> Any:
        """The public key, or why there is none."""
        if sha256 not in self._keys:
            known = issuer.certificate
            self._keys[sha256] = public_key_of(known) if known is not None else raw_public_key(issuer.der)
        return self._keys[sha256]
