"""What senders make of a distinguished name: digests of its DER and of its printed forms, or the name itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.forensics.forms import Form, Forms
from workbench.certs.forensics.printed_names import printed

if TYPE_CHECKING:
    from workbench.certs.forensics.mistakes import Mistakes

_TEXT: Mistakes = frozenset({"name:text"})
_RAW: Mistakes = frozenset({"name:raw"})


def encoded_forms(der: bytes) -> Forms:
    """The forms of a raw ``Name`` as DER: its digests and itself."""
    forms = Forms()
    forms.hashed(der)
    forms.held(der, _RAW)
    return forms


def printed_forms(der: bytes) -> Forms:
    """The forms of a raw ``Name`` as text: digests of each way to print it, and each as it is."""
    forms = Forms()
    for text in printed(der):
        octets = text.encode("utf-8", "surrogatepass")
        forms.hashed(octets, _TEXT)
        forms.held(octets, _RAW)
        forms.by_text[folded_text(text)] = Form(_RAW, None)
    return forms


def folded_text(text: str) -> str:
    """A printed name without its white space and case, which senders and loggers change."""
    return "".join(text.split()).casefold()
