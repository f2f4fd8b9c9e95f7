"""What hashAlgorithm says, however it is spelled."""

from __future__ import annotations

import re
from typing import Any

from workbench.certs.forensics.mistakes import NONE, Mistakes
from workbench.certs.hashdata import HashAlgorithm

OCPP_ALGORITHMS = frozenset(algorithm.value for algorithm in HashAlgorithm)
"""As OCPP spells them."""
_SPELLING = re.compile(r"(?:RSA|ECDSA)?SHA2?(1|256|384|512)\Z")


def read_label(value: Any) -> tuple[str | None, Mistakes]:
    """The algorithm that is named, and the mistakes in how it is said.

    Returns
    -------
    named
        ``"SHA256"``, ``"SHA384"`` or ``"SHA512"``; None where OCPP has no such algorithm.
    mistakes
        An algorithm that OCPP does not have is one, unless the hashes turn out to be SHA-1: then that says it all.
    """
    if value is None or value == "":
        return None, frozenset({"algorithm:missing"})
    if not isinstance(value, str):
        return None, frozenset({"algorithm:unknown"})
    if value in OCPP_ALGORITHMS:
        return value, NONE
    spelled = _SPELLING.match(re.sub(r"[^A-Z0-9]", "", value[:64].upper()))
    if spelled and spelled[1] != "1":
        return f"SHA{spelled[1]}", frozenset({"algorithm:spelled"})
    return None, frozenset({"algorithm:unknown"})
