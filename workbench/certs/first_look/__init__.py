"""What strikes an expert's eye at a first look at a pile: what cannot work as it is, and what does not fit together.

No chain is built and no profile is applied here; that is the diagnosis's and the lint's job. Nothing found does not mean that a
certificate is sound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.first_look.certificates import of_certificate
from workbench.certs.first_look.pile import of_pile
from workbench.certs.first_look.status import of_request, of_status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.certs.kinds import Pki
    from workbench.findings import Finding

__all__ = ["of_item", "of_pile", "validity"]


def of_item(item: Item, at: datetime | None, pki: Pki | None = None) -> Iterator[Finding]:
    """What strikes in one thing.

    Parameters
    ----------
    at
        The time to judge validity at, UTC-aware; None: validity is not judged.
    pki
        The PKI that a certificate was found to belong to: rules of ISO 15118 are cited for its PKIs only.
    """
    yield from of_certificate(item, at, pki)
    yield from of_request(item)
    if at is not None:
        yield from of_status(item, at)


def validity(item: Item, at: datetime | None) -> str:
    """``"valid"``, ``"expired"``, ``"not yet valid"``; empty where there is nothing to judge or no time to judge at."""
    facts = item.facts
    if at is None or facts is None or facts.not_before is None or facts.not_after is None:
        return ""
    return "expired" if facts.not_after < at else "not yet valid" if facts.not_before > at else "valid"
