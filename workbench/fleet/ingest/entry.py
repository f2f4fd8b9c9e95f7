"""One hash entry of a JSON value: its four fields as sent, or why it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.fleet.ingest.decoding import kept
from workbench.fleet.ingest.json_values import NumberText
from workbench.fleet.ingest.names import spelled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.fleet.ingest.tally import Tally

HashData = tuple[str, str, str, str]
"""Algorithm, name hash, key hash, serial number."""
LONGEST_FIELD = 4096
"""Characters of a field: room for a key in hexadecimal, or for a printed name, where a hash was due."""

NUMBER = "Serial numbers that are JSON numbers, not strings: {n}. Their digits were kept as they are written."
NO_ALGORITHM = "Entries without hashAlgorithm: {n}. They were kept with an empty one."
NOT_OBJECT = "A hash entry is no JSON object."
MISSING = "The hash entry has no {}."
NOT_TEXT = "{} of a hash entry is no string."
TOO_LONG = "{} of a hash entry is longer than any hash."
HINT = "Each entry has hashAlgorithm, issuerNameHash, issuerKeyHash and serialNumber, all strings (CertificateHashDataType)."

_ALGORITHM, _NAME, _KEY, _SERIAL = HASH_FIELDS


class EntryFault(Exception):  # noqa: N818  # it is no error of this program
    """Why a value is no hash entry, in one sentence."""


def plain_entry_of(element: Any) -> tuple[str, HashData] | None:
    """Type and fields of an element of a chain list that is all as OCPP has it and has no children; None where anything is odd."""
    if type(element) is not dict or "childCertificateHashData" in element:
        return None
    node = element.get("certificateHashData")
    if type(node) is not dict:
        return None
    found: Any = (node.get(_ALGORITHM), node.get(_NAME), node.get(_KEY), node.get(_SERIAL))
    kind = element.get("certificateType")
    if not (type(found[0]) is type(found[1]) is type(found[2]) is type(found[3]) is type(kind) is str and all(found)):
        return None
    letters = "".join(found)
    return (kind, found) if letters.isascii() and len(letters) <= LONGEST_FIELD and "\0" not in letters else None


def entry_of(node: Any, tally: Tally) -> HashData:
    """Algorithm, name hash, key hash and serial number, verbatim.

    Raises
    ------
    EntryFault
        It is none.
    """
    if not isinstance(node, dict):
        raise EntryFault(NOT_OBJECT)
    fields = node if _NAME in node else {spelled(key): value for key, value in node.items()}
    algorithm = _text(fields, _ALGORITHM)
    if not algorithm:
        tally.remark(NO_ALGORITHM)
    serial = fields.get(_SERIAL)
    if isinstance(serial, NumberText):
        tally.remark(NUMBER)
        fields = {**fields, _SERIAL: str(serial)}
    found = algorithm or "", _text(fields, _NAME), _text(fields, _KEY), _text(fields, _SERIAL)
    for name, value in zip(HASH_FIELDS[1:], found[1:], strict=True):
        if not value:
            raise EntryFault(MISSING.format(name))
    return found[0], found[1] or "", found[2] or "", found[3] or ""


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if type(value) is not str:
        raise EntryFault(NOT_TEXT.format(name))
    if len(value) > LONGEST_FIELD:
        raise EntryFault(TOO_LONG.format(name))
    return value if value.isascii() and "\0" not in value else kept(value)
