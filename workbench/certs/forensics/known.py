"""A certificate as the solver knows it: every octet string that its hash data, right or wrong, can be made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, certificate_slices, issuer_and_serial, public_key_bits
from workbench.certs.forensics.forms import DIGESTS, Form
from workbench.certs.forensics.mistakes import NONE, Mistakes

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.certs.pairing import Pairing

_SUBJECT: Mistakes = frozenset({"name:subject"})
_REENCODED: Mistakes = frozenset({"name:reencoded"})


@dataclass(frozen=True, slots=True)
class Known:
    """One certificate, with what its issuer gives to its hash data.

    Attributes
    ----------
    pairing
        The certificate, and whether its issuer is proven.
    issuers
        Its issuer's certificates, all of one key; empty where none is at hand, or where it cannot be told which of several.
    names
        Raw names that may stand behind issuerNameHash, each with the mistake that it is to take it.
    own_key, issuer_key
        SubjectPublicKeyInfo; the issuer's is None where it is not at hand.
    identifiers
        Key identifiers in the certificate and its issuers.
    """

    pairing: Pairing
    issuers: tuple[Item, ...]
    names: tuple[tuple[bytes, Mistakes], ...]
    own_key: bytes
    issuer_key: bytes | None
    identifiers: frozenset[bytes]

    @property
    def sha256(self) -> str:
        """The certificate's fingerprint."""
        return self.pairing.facts.sha256

    @property
    def serial(self) -> int:
        """Its serial number."""
        return self.pairing.facts.serial

    @property
    def family(self) -> tuple[bytes, bytes | None]:
        """What its siblings share: the issuer's name and key."""
        return self.names[0][0], self.issuer_key

    @property
    def self_signed(self) -> bool:
        """Whether its own key made the signature."""
        return self.issuer_key == self.own_key

    def fingerprints(self) -> dict[bytes, Form]:
        """The fingerprints of the certificate and its issuers, which some take for the hashes."""
        found = {
            digest(issuer.der).digest(): Form(frozenset({"digest:issuer-certificate"}), name)
            for issuer in self.issuers
            for name, digest in DIGESTS.items()
        }
        own = Form(frozenset({"digest:certificate"}), None)
        # of a root they are the same: its own is named
        return found | {digest(self.pairing.item.der).digest(): replace(own, digest=name) for name, digest in DIGESTS.items()}


def known_from(pairing: Pairing) -> Known | None:
    """The certificate; None where its serial number or issuer is none.

    Of several possible issuers with different keys, of which no signature tells the right one, none is taken.
    """
    try:
        issuer_and_serial(pairing.item.der)
        own = certificate_slices(pairing.item.der)
    except DerError:
        return None
    theirs = [(issuer, certificate_slices(issuer.der)) for issuer in pairing.issuers]
    keys = {slices.public_key_info for _, slices in theirs if _has_bits(slices.public_key_info)}
    key = next(iter(keys)) if len(keys) == 1 else None
    issuers = [(issuer, slices) for issuer, slices in theirs if slices.public_key_info == key]
    reencoded = sorted({slices.subject for _, slices in issuers} - {own.issuer})
    facts = [item.facts for item in (pairing.item, *(issuer for issuer, _ in issuers)) if item.facts]
    return Known(
        pairing,
        tuple(issuer for issuer, _ in issuers),
        ((own.issuer, NONE), *((name, _REENCODED) for name in reencoded), (own.subject, _SUBJECT)),
        own.public_key_info,
        key,
        frozenset(
            identifier for one in facts for identifier in (one.subject_key_identifier, one.authority_key_identifier) if identifier
        ),
    )


def _has_bits(public_key_info: bytes) -> bool:
    """Whether there is a key to hash; a malformed issuer may have none."""
    try:
        return bool(public_key_bits(public_key_info))
    except DerError:
        return False
