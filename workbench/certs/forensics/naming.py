"""What people call a certificate in a sentence, kept short. Hostile text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.pairing import name_of

if TYPE_CHECKING:
    from workbench.certs.forensics.known import Known
    from workbench.certs.items import Item

_LONGEST = 80


def name_of_item(item: Item) -> str:
    """The certificate's common name, else its subject."""
    return short(name_of(item.facts)) if item.facts else "a certificate"


def issuer_of(known: Known) -> str:
    """The name of the issuer that a certificate gives."""
    facts = known.pairing.facts
    return short(facts.issuer.common_name or str(facts.issuer) or "an issuer without a name")


def short(value: Any) -> str:
    """A JSON value as people read it, cut where it is long."""
    text = str(value) if not isinstance(value, int) or value.bit_length() <= 4096 else "a huge number"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
