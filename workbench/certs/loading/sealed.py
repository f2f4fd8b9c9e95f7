"""Things behind a password: what opening them would cost, and the two ways in which it fails."""

from __future__ import annotations

from typing import Any


class WrongPasswordError(ValueError):
    """None of the passwords opens it."""


class CostlyError(ValueError):
    """It asks for more rounds of password hashing than the limit."""


def refuse_costly(rounds: int, most: int) -> None:
    """Stop before a hostile container makes the machine hash for hours.

    Raises
    ------
    CostlyError
        ``rounds`` is above ``most``.
    """
    if rounds > most:
        raise CostlyError(f"it asks for {rounds:,} rounds of password hashing, the limit is {most:,}")


def hashing_rounds(algorithm: Any) -> int:
    """The rounds that an ``asn1crypto`` encryption algorithm asks for; scrypt's N * r * p counts as rounds."""
    parameters = algorithm["parameters"]
    if "iterations" in (parameters.native or {}):  # PKCS#12 and PBES1
        return int(parameters["iterations"].native)
    derivation = parameters["key_derivation_func"]
    costs = derivation["parameters"]
    if derivation["algorithm"].native == "scrypt":
        return int(costs["cost_parameter"].native * costs["block_size"].native * costs["parallelization_parameter"].native)
    return int(costs["iteration_count"].native)
