"""Hash entries as labelled lines: what ``openssl ocsp -req_text`` and ``-resp_text`` print of a CertID, YAML, a property list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.certs.loading.hash_objects import HASHES, LIKE_A_HASH, GivenHashData, hash_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.loading.pile import Pile, Place

_HINT = re.compile(r"(?:name|key)[ _]?hash[\"']?[ \t]?[:=]", re.IGNORECASE)
_LINE = re.compile(
    r"^[ \t>#*\"'-]{0,80}(hash[ _]?algorithm|issuer[ _]?name[ _]?hash|issuer[ _]?key[ _]?hash|serial[ _]?number)"
    r"[\"']?[ \t]{0,9}[:=][ \t]{0,9}([^\r\n]{1,4200})$",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES = {
    "hashalgorithm": "hashAlgorithm",
    "issuernamehash": "issuerNameHash",
    "issuerkeyhash": "issuerKeyHash",
    "serialnumber": "serialNumber",
}
_APART = 3
"""Lines from one label to the next of the same entry at most."""


def read_hash_labels(text: str, place: Place, pile: Pile) -> str:
    """Add an entry for each group of labelled lines; a label that comes again begins the next one.

    Returns
    -------
    str
        The text as it is: certificates and requests may be printed beside the entries.
    """
    if _HINT.search(text) is not None:
        for line, values in _groups(text):
            fields = hash_fields(values)
            if fields is not None and any(LIKE_A_HASH.fullmatch(fields.get(name, "")) for name in HASHES):
                pile.add(ItemType.HASH_DATA, b"", place.beside(f"line {line}"), GivenHashData(fields))
    return text


def _groups(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The line where each group starts, and its values."""
    values: dict[str, str] = {}
    begun, line, counted = 1, 1, 0
    for match in _LINE.finditer(text):
        before, line = line, line + text.count("\n", counted, match.start())
        counted = match.start()
        name = _NAMES[re.sub(r"[ _]", "", match.group(1)).lower()]
        if not values or name in values or line - before > _APART:
            yield begun, values
            begun, values = line, {}
        values[name] = match.group(2).strip(" \t\"',;")
    yield begun, values
