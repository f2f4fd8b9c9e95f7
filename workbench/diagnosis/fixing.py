"""The chain as it should be sent: PEM, the leaf first, each issuer next, without the root."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asn1crypto import pem

from workbench.certs.pairing import name_of
from workbench.display import terminal

if TYPE_CHECKING:
    from workbench.diagnosis.result import Diagnosis


@dataclass(frozen=True, slots=True)
class CorrectedChain:
    """A chain to write.

    Attributes
    ----------
    pem
        One block per certificate; ASCII.
    summary
        What it holds, for people.
    complete
        Whether a verifier with the anchor can reach it from here.
    """

    pem: bytes = field(repr=False)
    summary: str
    complete: bool


def corrected_chain(diagnosis: Diagnosis) -> CorrectedChain:
    """The best path as far as each signature verifies, without its self-issued root."""
    items = diagnosis.chain
    blocks = [pem.armor("CERTIFICATE", item.der) for item in items]
    names = ", ".join(terminal(name_of(item.facts), 60) for item in items if item.facts is not None)
    count = f"{len(items)} certificate{'' if len(items) == 1 else 's'}"
    return CorrectedChain(b"".join(blocks), f"{count} ({names})", diagnosis.complete)
