"""What the key may be used for: keyUsage and extendedKeyUsage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.profiles.checks.words import listed
from workbench.profiles.examined import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.profiles.examined import Examined

USAGES = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)
"""RFC 5280 4.2.1.3, in bit order."""


def key_usage_present(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """There is a keyUsage; a request may leave it to the CA."""
    if examined.lacks("keyUsage", examined.facts.key_usage) and not examined.request:
        wanted = listed(values["usages"])
        yield Fault("has no keyUsage", "no keyUsage", wanted, f"Have it issued with keyUsage {wanted}.")


def key_usage_has(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The keyUsage, where there is one, has these bits."""
    usages = examined.facts.key_usage
    if examined.lacks("keyUsage", usages) or usages is None:
        return
    missing = [usage for usage in values["usages"] if usage not in usages]
    if missing:
        yield Fault(
            f"has a keyUsage without {listed(missing)}",
            _told(usages),
            listed(values["usages"]),
            f"Add {listed(missing)} to keyUsage.",
        )


def key_usage_only(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The keyUsage has no bits but these."""
    usages = examined.facts.key_usage
    if examined.lacks("keyUsage", usages) or usages is None:
        return
    surplus = [usage for usage in USAGES if usage in usages and usage not in values["usages"]]
    if surplus:
        yield Fault(
            f"has {listed(surplus)} in its keyUsage, which its profile does not have",
            _told(usages),
            f"no more than {listed(values['usages'])}",
            f"Leave {listed(surplus)} out of keyUsage.",
        )


def no_extended_key_usage(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """There is no extendedKeyUsage."""
    purposes = examined.facts.extended_key_usage
    if examined.lacks("extendedKeyUsage", purposes) or purposes is None:
        return
    needed: str = values["purpose"]
    also = f"; it leaves {needed} out, and OpenSSL then refuses it for that" if needed and needed not in purposes else ""
    yield Fault(
        f"has an extendedKeyUsage ({listed(purposes)}){also}",
        listed(purposes),
        "no extendedKeyUsage",
        f"Leave extendedKeyUsage out, or name {needed} in it." if needed else "Leave extendedKeyUsage out.",
    )


def extended_key_usage_present(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """There is an extendedKeyUsage; a request may leave it to the CA."""
    if examined.lacks("extendedKeyUsage", examined.facts.extended_key_usage) and not examined.request:
        purpose = values["purpose"]
        yield Fault(
            "has no extendedKeyUsage", "no extendedKeyUsage", purpose, f"Have it issued with extendedKeyUsage {purpose}, critical."
        )


def extended_key_usage_has(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The extendedKeyUsage, where there is one, names the purpose itself: to OpenSSL anyExtendedKeyUsage is another."""
    purposes = examined.facts.extended_key_usage
    if examined.lacks("extendedKeyUsage", purposes) or purposes is None or values["purpose"] in purposes:
        return
    yield Fault(
        f"has an extendedKeyUsage without {values['purpose']}",
        listed(purposes),
        values["purpose"],
        f"Have it issued with {values['purpose']} in extendedKeyUsage.",
    )


def extended_key_usage_one_of(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The extendedKeyUsage, where there is one, names one of these purposes."""
    purposes = examined.facts.extended_key_usage
    if examined.lacks("extendedKeyUsage", purposes) or purposes is None or not set(purposes).isdisjoint(values["purposes"]):
        return
    wanted = listed(values["purposes"], "or")
    yield Fault(
        f"has an extendedKeyUsage without {wanted}",
        listed(purposes) or "no purpose",
        wanted,
        f"Have it issued without extendedKeyUsage, or with {wanted} in it.",
    )


def _told(usages: frozenset[str]) -> str:
    return listed([usage for usage in USAGES if usage in usages]) or "an empty keyUsage"
