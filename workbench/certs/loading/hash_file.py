"""EVerest's ``.hash`` files: algorithm, issuer name hash, issuer key hash and serial number, a line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.certs.loading.hash_objects import HASH_FIELDS, GivenHashData

if TYPE_CHECKING:
    from workbench.certs.loading.pile import Pile, Place

_HASH_FILE = re.compile(
    r"\s*(SHA(?:256|384|512))\s+([0-9A-Fa-f]{40,128})\s+([0-9A-Fa-f]{40,128})\s+([0-9A-Fa-f]{1,40})\s*"
).fullmatch


def read_hash_file(text: str, place: Place, pile: Pile) -> None:
    """Add the hash entry, if the whole text is one."""
    match = _HASH_FILE(text[:1024])
    if match and len(text) <= 1024:
        hash_data = GivenHashData(dict(zip(HASH_FIELDS, match.groups(), strict=True)))
        pile.add(ItemType.HASH_DATA, b"", place, hash_data, label="hash file")
