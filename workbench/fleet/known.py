"""READ THIRD: the certificates at hand as frames: their hash data in every algorithm, and the CAs that they stand for.

A CA is a name and a key; a renewed or cross-signed one has several certificates and stays one *authority*. It is known by the
issuer fields of what it issued, too, each in its own spelling: issuerNameHash is over the name in the checked certificate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics import Matcher
from workbench.certs.hashdata import HashAlgorithm
from workbench.certs.kinds import classify
from workbench.certs.pairing import name_of, pair_up
from workbench.fleet.authorities import Authorities
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from workbench.certs.items import Item
    from workbench.certs.pairing import Pairing

ALGORITHMS = tuple(algorithm.value for algorithm in HashAlgorithm)
PAIR_KEYS = HASH_COLUMNS[:3]
_MOST_CLASSIFIED = 2_000
"""Of larger piles only the CAs, and as many others, are told their kind: it takes a millisecond each."""


@dataclass(frozen=True, eq=False)
class Known:
    """Certificates at hand, each counted once.

    Attributes
    ----------
    items
        By SHA-256, in order of first occurrence.
    certificates
        A row each: certificate (SHA-256), subject, name (the common name; both hostile text), kind, pki ("" where not looked at),
        not_before, not_after (UTC; NaT where unreadable), ca, self_signed, proven (whether a key at hand verifies its signature),
        authority (of a CA: the identity that it carries), issuer (the authority that issued it); absent ones are NA.
    hashes
        hash_algorithm, issuer_name_hash, issuer_key_hash, serial_number (lower case), certificate (NA where several share all
        four), issuer, authority: a row for each algorithm and each certificate whose issuer's key is at hand.
    authorities
        hash_algorithm, issuer_name_hash, issuer_key_hash, authority: what entries say of a certificate issued by that CA, for every
        spelling of its name that is at hand.
    names
        By authority: what people call the CA. Hostile text.
    """

    items: Mapping[str, Item] = field(repr=False)
    certificates: pd.DataFrame = field(repr=False)
    hashes: pd.DataFrame = field(repr=False)
    authorities: pd.DataFrame = field(repr=False)
    names: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, items: Iterable[Item]) -> Known:
        """What a pile tells; what is no certificate is passed over. Each signature is verified once, to find the issuer."""
        import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

        pairings = pair_up(items)
        authorities = Authorities(pairings)
        kinds = _kinds(pairings)
        rows = [_row(pairing, authorities, kinds) for pairing in pairings]
        certificates = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
        return cls(
            {pairing.facts.sha256: pairing.item for pairing in pairings},
            certificates,
            _hashes(authorities, certificates),
            pd.DataFrame(authorities.pairs(), columns=[*PAIR_KEYS, "authority"]).astype("str"),
            authorities.names,
        )

    def __len__(self) -> int:
        return len(self.certificates)

    @cached_property
    def matcher(self) -> Matcher:
        """The solver that knows these certificates."""
        return Matcher(self.items.values())

    @cached_property
    def by_certificate(self) -> pd.DataFrame:
        """:attr:`certificates`, by SHA-256."""
        return self.certificates.set_index("certificate", drop=False)

    def name(self, certificate: str) -> str:
        """What people call a certificate or an authority; its identity where it is not at hand. Hostile text."""
        item = self.items.get(certificate)
        if item is not None and item.facts is not None:
            return name_of(item.facts)
        return self.names.get(certificate, certificate)


_COLUMNS = {
    "certificate": "str",
    "subject": "str",
    "name": "str",
    "kind": "str",
    "pki": "str",
    "not_before": "datetime64[us, UTC]",
    "not_after": "datetime64[us, UTC]",
    "ca": "bool",
    "self_signed": "bool",
    "proven": "bool",
    "authority": "str",
    "issuer": "str",
}


def _row(pairing: Pairing, authorities: Authorities, kinds: Mapping[str, tuple[str, str]]) -> tuple[Any, ...]:
    facts = pairing.facts
    authority, issuer = authorities.own(facts.sha256), authorities.issuer(facts.sha256)
    return (
        facts.sha256,
        str(facts.subject),
        name_of(facts),
        *kinds.get(facts.sha256, ("", "")),
        facts.not_before,
        facts.not_after,
        facts.is_ca is True,
        authorities.self_signed(facts.sha256),
        pairing.proven,
        authority,
        issuer,
    )


def _kinds(pairings: tuple[Pairing, ...]) -> dict[str, tuple[str, str]]:
    facts = [pairing.facts for pairing in pairings]
    if len(facts) > _MOST_CLASSIFIED:
        leaves = [one for one in facts if one.is_ca is not True][:_MOST_CLASSIFIED]
        facts = [*(one for one in facts if one.is_ca is True), *leaves]
    return {one.sha256: (kind.kind.value, kind.pki.value) for one, kind in zip(facts, classify(facts), strict=True)}


def _hashes(authorities: Authorities, certificates: pd.DataFrame) -> pd.DataFrame:
    """One row for each four values: of two certificates that share them neither is taken."""
    import pandas as pd  # noqa: PLC0415  # see Known.of

    found = pd.DataFrame(authorities.hashes(), columns=[*HASH_COLUMNS, "certificate"]).astype("str")
    shared = found.duplicated(list(HASH_COLUMNS), keep=False)
    found.loc[shared, "certificate"] = None
    found = found.drop_duplicates(list(HASH_COLUMNS))
    return found.merge(certificates[["certificate", "issuer", "authority"]], on="certificate", how="left")
