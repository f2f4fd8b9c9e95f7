"""A form: one value that a hash field may hold for a given name or key, and the mistakes that lead to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.certs.forensics.mistakes import NONE, Mistakes

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DIGESTS: dict[str, Callable[[bytes], Any]] = {
    "SHA256": hashlib.sha256,
    "SHA384": hashlib.sha384,
    "SHA512": hashlib.sha512,
    "SHA1": lambda octets: hashlib.sha1(octets, usedforsecurity=False),
}
"""The digests that senders use; SHA-1 is a mistake."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a value came about.

    Attributes
    ----------
    mistakes
        Those that are in it whatever the digest.
    digest
        ``"SHA256"`` ...; None where the field holds no digest of ours, so that none can be wrong.
    """

    mistakes: Mistakes
    digest: str | None

    def also(self, mistakes: Mistakes) -> Form:
        """The same with more mistakes."""
        return Form(self.mistakes | mistakes, self.digest) if mistakes else self


@dataclass(slots=True)
class Forms:
    """All forms of one thing, found by the value.

    Attributes
    ----------
    by_octets
        The field's octets to the forms that give them.
    by_text
        The field's text as it stands: raw names.
    """

    by_octets: dict[bytes, list[Form]] = field(default_factory=dict)
    by_text: dict[str, Form] = field(default_factory=dict)

    def hashed(self, octets: bytes, mistakes: Mistakes = NONE) -> None:
        """Add the digests of some octets."""
        for name, digest in DIGESTS.items():
            self.held(digest(octets).digest(), mistakes, name)

    def held(self, octets: bytes, mistakes: Mistakes, digest: str | None = None) -> None:
        """Add a value that stands in the field as it is."""
        forms = self.by_octets.setdefault(octets, [])
        form = Form(mistakes, digest)
        if form not in forms:
            forms.append(form)
