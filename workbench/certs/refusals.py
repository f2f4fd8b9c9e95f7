"""Why ``cryptography`` refused a structure, in words: its own are those of the Rust parser below it."""

from __future__ import annotations

import re

_ERROR = re.compile(r"error parsing asn1 value: ParseError \{ kind: (\w+)(?:[^\[]*?location: \[([^\]]*)\])?")
_KINDS = {
    "InvalidValue": "a value there is not allowed",
    "InvalidTag": "a tag there is not DER",
    "InvalidLength": "a length there is not DER",
    "InvalidSize": "a size there is out of bounds",
    "UnexpectedTag": "another type of value stands there",
    "ShortData": "the data end too early",
    "ExtraData": "octets follow that do not belong there",
    "IntegerOverflow": "a number there is too large",
    "InvalidSetOrdering": "a SET there is not in DER's order",
    "EncodedDefault": "a default value is written out, which DER leaves out",
    "OidTooLong": "an object identifier there is too long",
    "UnknownDefinedBy": "an algorithm or type there is not known",
}


def in_words(refusal: str) -> str:
    """The refusal as people say it, with the field where the parser names one; any other text as it is."""
    found = _ERROR.search(refusal)
    if found is None:
        return refusal
    kind, location = found.groups()
    fields = [name.strip(' "').rpartition("::")[2].replace("_", " ") for name in (location or "").split(",")]
    fields = [field for field in fields if field and not field.isdigit()]
    said = _KINDS.get(kind, kind)
    return f"in {' › '.join(fields)}: {said}" if fields else f"a strict parser stops: {said}"
