"""Whether two spellings of an eMAID are one contract: no letter case, no separators, with or without the check digit."""

from __future__ import annotations

from workbench.certs.identifiers import parse_emaid
from workbench.errors import InputError

EMAID_TYPE = "eMAID"
"""IdToken.type of Plug & Charge."""
_SEPARATORS = str.maketrans("", "", "-* ")


def comparable(emaid: str) -> str:
    """What all spellings of one contract share; of a text that is no eMAID, itself in capitals without separators."""
    try:
        found = parse_emaid(emaid)
    except InputError:
        return emaid.translate(_SEPARATORS).upper()
    whole = found.normalised
    return whole.removesuffix(found.check_digit) if found.check_digit else whole


def same_contract(one: str, other: str) -> bool:
    """Whether both name the same contract."""
    return comparable(one) == comparable(other)
