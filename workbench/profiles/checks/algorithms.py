"""Keys and signatures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.profiles.checks.words import listed
from workbench.profiles.examined import Fault, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.profiles.examined import Examined

_SIZE = re.compile(r"\d{3,}").search
_EDWARDS = {"Ed25519": 256, "Ed448": 448}


def key_algorithm(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The key is on one of these curves."""
    key = _key(examined)
    if key not in values["allowed"]:
        wanted = listed(values["allowed"], "or")
        yield Fault(
            f"has a key of {key}, not {wanted}",
            key,
            wanted,
            f"Make a new key pair on {wanted} and have a certificate issued for it.",
        )


def key_size(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """A key of one of these families has at least so many bits."""
    key = _key(examined)
    family, bits = family_and_bits(key)
    if family in values["families"] and bits < values["at_least"]:
        yield Fault(
            f"has a key of {bits} bits ({key})",
            key,
            f"at least {values['at_least']} bits",
            f"Make a new key pair of at least {values['at_least']} bits and have a certificate issued for it.",
        )


def key_family(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The key is of a family whose strength is known."""
    key = _key(examined)
    family, _ = family_and_bits(key)
    if family not in values["families"]:
        wanted = listed(values["families"], "or")
        yield Fault(f"has a key whose strength cannot be told ({key})", key, wanted, f"Make a key pair of {wanted}.")


def signature_algorithm(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The signature's algorithm is one of these, in RFC spelling; case does not count."""
    algorithm = examined.facts.signature_algorithm
    if algorithm == "unreadable":
        raise Unread("the signature algorithm cannot be read")
    if algorithm.lower() not in {name.lower() for name in values["allowed"]}:
        wanted = listed(values["allowed"], "or")
        yield Fault(
            f"is signed with {algorithm}",
            algorithm,
            wanted,
            f"Have it {'made' if examined.request else 'issued'} anew, signed with {wanted}.",
        )


def family_and_bits(key: str) -> tuple[str, int]:
    """``("RSA", 2048)``, ``("EC", 256)``, ``("Ed448", 448)``; an empty family where the key is none of them."""
    if key in _EDWARDS:
        return key, _EDWARDS[key]
    bits = _SIZE(key)
    family, _, number = key.partition(" ")
    if family in {"RSA", "DSA"} and number.isdigit():
        return family, int(number)
    if bits and key.startswith(("P-", "sec", "brainpool", "prime")):
        return "EC", int(bits[0])
    return "", 0


def _key(examined: Examined) -> str:
    if examined.facts.key == "unreadable":
        raise Unread("the public key cannot be read")
    return examined.facts.key
