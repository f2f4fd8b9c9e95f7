"""How a field of a message is written on the wire: its name there and its limits, stated beside the attribute.

A message is a frozen dataclass; each field is annotated ``Annotated[type, Wire("wireName", ...)]``. A field without a default is
required. Limits are those of OCPP 2.1; :data:`workbench.messages.versions.DIFFERENCES` says what is otherwise in 2.0.1. Names are
never derived: ``prioritizedEMAIDs`` and ``iso15118SchemaVersion`` follow no rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What a string is meant to be where the schema takes any: judged by :mod:`workbench.messages.notes`, never refused."""

    DATE_TIME = "date-time"
    """RFC 3339 with seconds; the schema's own ``format``, which validators do not check."""
    HASH = "hash"
    """Hexadecimal, as long as the object's hashAlgorithm gives."""
    SERIAL = "serial"
    """Hexadecimal without leading zeros."""
    BASE64 = "base64"
    URL = "url"
    """http or https."""
    PEM = "pem"
    """PEM blocks."""
    REASON = "reason"
    """A reason code of the version's appendix."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A field on the wire.

    Attributes
    ----------
    name
        The JSON key, byte for byte.
    longest
        Characters (Unicode code points) of the string, or of each string of an array, at most.
    least
        The least value of the number, or of each number of an array.
    fewest, most
        Elements of the array.
    form
        What the string is meant to be.
    """

    name: str
    longest: int | None = None
    least: int | None = None
    fewest: int | None = None
    most: int | None = None
    form: Form | None = None
