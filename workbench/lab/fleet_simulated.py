"""Simulated stations out of an inventory: each holds what the real one listed, and has the ways that its listing shows.

What is listed and not at hand is held by a stand-in: a made-up certificate under the listed hash data, which takes its place in the
store and can be deleted, but verifies nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from cryptography import x509

from workbench.certs.hashdata import CertificateHashData, HashAlgorithm
from workbench.certs.issuing import (
    CertificateContent,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    public_key_info,
)
from workbench.certs.items import Item, ItemType, Source
from workbench.fleet.plans.requests import spoken
from workbench.fleet.plans.situation import CSMS_ROOT
from workbench.fleet.schema import CHAIN_TYPE
from workbench.station.device_model import default_model
from workbench.station.installed import InstalledCertificate, KeyedChain, KeyReference, TrustStore
from workbench.station.personalities import Personality, personality
from workbench.station.state import Connection, StationState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.fleet.known import Known
    from workbench.fleet.plans.situation import Listed, Situation

_NO_LIMIT = 1_000
"""Entries that a station takes whose limit is not known."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """One simulated station.

    Attributes
    ----------
    stand_ins
        Entries that it holds no certificate of.
    """

    state: StationState
    personality: Personality
    stand_ins: int


@dataclass(frozen=True, slots=True)
class Ways:
    """How stations of one sender write and list.

    Attributes
    ----------
    name
        Of the personality.
    unfit
        Mistakes that no personality makes; empty where all are made.
    """

    name: str = "strict"
    algorithm: HashAlgorithm = HashAlgorithm.SHA256
    root_first: bool = False
    unfit: str = ""

    @property
    def personality(self) -> Personality:
        """The preset with these ways."""
        return _personality(self)


@cache
def _personality(ways: Ways) -> Personality:
    found = personality(ways.name)
    policy = replace(found.policy, reported_algorithm=ways.algorithm.value)
    return replace(found, policy=replace(policy, child_order="root-first") if ways.root_first else policy)


_SIGNS = (
    ("own-key", {"key:own"}),
    ("whole-key-info", {"key:spki"}),
    ("base64url", {"encoding:base64url", "encoding:base64", "serial:decimal"}),
    ("leading-zero", {"serial:padded"}),
)
"""Personality and the mistakes that give it away, the graver first."""
_ALSO = {"whole-key-info": {"serial:padded"}}


def ways_of(stations: Iterable[Situation]) -> dict[str, Ways]:
    """By sender, what all its entries together show."""
    entries: dict[str, list[Listed]] = defaultdict(list)
    for station in stations:
        entries[station.sender] += station.listed
    return {sender: shown_by(listed) for sender, listed in entries.items()}


def shown_by(listed: Sequence[Listed]) -> Ways:
    """The ways that entries show."""
    mistakes = {code for one in listed for code in one.mistakes.split()}
    name = next((name for name, signs in _SIGNS if mistakes & signs), "strict")
    signs = dict(_SIGNS).get(name, set()) | _ALSO.get(name, set())
    if name == "leading-zero" and any(any(map(str.isupper, one.fields[3])) for one in listed):
        name = "upper-case"
    chains = [one for one in listed if one.certificate_type == CHAIN_TYPE]
    if name == "strict" and chains and all(one.child == 0 for one in chains):
        name = "no-children"
    algorithms = Counter(one.fields[0] for one in listed if one.fields[0] in HashAlgorithm.__members__)
    algorithm = HashAlgorithm(algorithms.most_common(1)[0][0]) if algorithms else HashAlgorithm.SHA256
    return Ways(name, algorithm, _root_first(listed), " ".join(sorted(mistakes - signs)))


def _root_first(listed: Sequence[Listed]) -> bool:
    """Whether the last child of a chain, and not the first, issued the leaf."""
    for before, one in pairwise(listed):
        if one.child == 1 and before.child == 0 and before.authority is not None and one.own_authority is not None:
            return before.authority != one.own_authority
    return False


@dataclass
class Simulation:
    """Makes simulated stations of an inventory's certificates; a certificate that many hold is read once."""

    known: Known
    _installed: dict[tuple[str, str | None], InstalledCertificate] = field(default_factory=dict, repr=False)

    def station(self, situation: Situation, ways: Ways, stand_ins: Mapping[int, tuple[str, str, str, str]]) -> Simulated:
        """The station as it is listed.

        Parameters
        ----------
        stand_ins
            The place of each entry that is not at hand, in ``situation.listed``, and the hash data under which it is held.
        """
        store: list[tuple[str, InstalledCertificate]] = []
        chains: dict[int, list[InstalledCertificate]] = defaultdict(list)
        for place, one in enumerate(situation.listed):
            data = stand_ins.get(place)
            held = self._held(one) if data is None else InstalledCertificate(stand_in(place), (CertificateHashData(*data),))
            if one.certificate_type == CHAIN_TYPE:
                chains[one.chain].append(held)
            else:
                store.append((one.certificate_type, held))
        keyed = tuple(_chain(some, number, ways) for number, some in enumerate(chains.values()))
        roots = [one for type_, one in store if type_ == CSMS_ROOT]
        check = bool(situation.root_check)
        # of two roots under the check the newest is the last that was installed: the one that another of them signed
        roots.sort(key=lambda one: one.facts.not_before is not None and one.facts.not_before.timestamp())
        state = StationState(
            store=TrustStore((*(one for one in store if one[0] != CSMS_ROOT), *((CSMS_ROOT, one) for one in roots))),
            fallback=roots[0].sha256 if check and len(roots) > 1 else None,
            v2g_chains=keyed,
            connection=Connection(
                security_profile=2 if situation.security_profile is None else situation.security_profile,
                version=spoken(situation.version),
                connected=True,
                root=roots[-1].sha256 if roots else None,
            ),
            model=default_model(root_check=check, max_entries=situation.most_entries or _NO_LIMIT),
        )
        return Simulated(state, ways.personality, len(stand_ins))

    def _held(self, one: Listed) -> InstalledCertificate:
        assert one.certificate is not None  # noqa: S101  # else there is a stand-in
        key = one.certificate, one.authority
        if key not in self._installed:
            item, issuer = self.known.items[one.certificate], self._issuer(one)
            data = (CertificateHashData(*one.fields),)
            self._installed[key] = InstalledCertificate.of(item, issuer) if issuer is not None else InstalledCertificate(item, data)
        return self._installed[key]

    def _issuer(self, one: Listed) -> Item | None:
        """A certificate of the CA that issued it; any of them will do, for it has its name and key."""
        return self._cas.get(one.authority or "")

    @cached_property
    def _cas(self) -> dict[str, Item]:
        named = self.known.certificates[["authority", "certificate"]].dropna()
        return {authority: self.known.items[sha256] for authority, sha256 in named.itertuples(index=False, name=None)}


def _chain(certificates: list[InstalledCertificate], number: int, ways: Ways) -> KeyedChain:
    leaf, *sub_cas = certificates
    ordered = reversed(sub_cas) if ways.root_first else sub_cas
    return KeyedChain((leaf, *ordered), KeyReference(f"chain {number}"))


@cache
def stand_in(place: int) -> Item:
    """A self-signed certificate that stands for one that is not at hand; one for each place in a listing."""
    key = derive_private_key(b"stand-in", "all of them", "P-256")
    name = encode_name([NameAttribute("CN", f"Not at hand {place}")])
    content = CertificateContent(
        serial=place + 1,
        issuer=name,
        subject=name,
        not_before=datetime(2000, 1, 1, tzinfo=UTC),
        not_after=datetime(2049, 12, 31, tzinfo=UTC),
        public_key_info=public_key_info(key),
    )
    der = issue_certificate(content, key)
    return Item(ItemType.CERTIFICATE, der, Source("stand-in", place + 1), x509.load_der_x509_certificate(der))
