"""What a CA gave back, made into what CertificateSigned carries: the leaf first, then its sub-CAs, no root, not too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.csms.certificates import issuer_among, pem_of, read_certificates, signed_by
from workbench.csms.decision import follows, guarded
from workbench.csms.limits import limits_of
from workbench.findings import Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding


class SignedChain(NamedTuple):
    """The chain to send.

    Attributes
    ----------
    items
        Leaf first; empty where it must not be sent: then a finding says why.
    pem
        Its text.
    findings
        What was wrong with it, or put right.
    """

    items: tuple[Item, ...]
    pem: str
    findings: tuple[Finding, ...] = ()


def signed_chain(record: StationRecord, text: str, public_key_sha256: str, now: datetime) -> SignedChain:
    """The chain for a request's key out of whatever the CA returned."""
    read = read_certificates(text)
    leaf = next((one for one in read if one.public_key_sha256 == public_key_sha256), None)
    if leaf is None or leaf.facts is None:
        sentence = f"The CA returned {len(read)} certificates, none for the key of the CSR: nothing is sent."
        return _not_sent(sentence, requirement="A02.FR.06", remedy="Ask the CA what it signed.")
    if leaf.facts.not_before is not None and leaf.facts.not_before > now:
        sentence = f"{{}} is valid from {rfc3339(leaf.facts.not_before)} on: the station must reject what is not valid yet."
        return _not_sent(sentence, about=leaf, requirement="A02.FR.06", remedy="Let the CA set notBefore a little into the past.")
    if leaf.facts.not_after is not None and leaf.facts.not_after < now:
        return _not_sent("{} expired already.", about=leaf, requirement="A02.FR.06", remedy="Ask the CA for a new one.")
    chain = _climbed(leaf, read)
    notes = []
    if tuple(one.der for one in chain) != tuple(one.der for one in read):
        notes.append(
            follows(
                f"What the CA returned was put in order: {len(chain)} of {len(read)} certificates, the leaf first, without a root.",
                Severity.INFO,
                about=leaf,
            )
        )
    pem, longest = pem_of(chain), limits_of(record).longest_chain
    if len(pem) > longest:
        return _not_sent(
            f"The chain of {{}} has {len(pem)} characters; this station takes {longest}: nothing is sent.",
            about=leaf,
            requirement="A02.FR.16",
            remedy="Use a CA with a shorter chain or smaller keys.",
        )
    if len(chain) == 1 and not any(signed_by(leaf, one.item) for one in record.believed if one.item is not None):
        notes.append(
            follows(
                "The chain has no sub-CA: unless a root of the station signed {} itself, the station cannot verify it.",
                requirement="A02.FR.06",
                about=leaf,
                remedy="Have the CA return its sub-CAs too.",
            )
        )
    return SignedChain(chain, pem, tuple(notes))


def _climbed(leaf: Item, pile: tuple[Item, ...]) -> tuple[Item, ...]:
    chain = [leaf]
    while (above := issuer_among(chain[-1], pile)) is not None and above.der not in {one.der for one in chain}:
        if signed_by(above, above):
            break
        chain.append(above)
    return tuple(chain)


def _not_sent(sentence: str, *, requirement: str, remedy: str, about: Item | None = None) -> SignedChain:
    return SignedChain((), "", (guarded(sentence, requirement=requirement, about=about, remedy=remedy),))
