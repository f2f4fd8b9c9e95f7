"""Where to ask for a certificate's status, and the key identifiers by which certificates find each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.profiles.checks.words import listed
from workbench.profiles.examined import Fault, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.profiles.examined import Examined

_WORDS = {"ocsp": "the URL of an OCSP responder", "crl": "the URL of a CRL"}
_HOLDERS = {"ocsp": "authorityInfoAccess", "crl": "cRLDistributionPoints"}


def status_pointer(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """It says at least one of the ways to learn its status: ``ocsp``, ``crl``."""
    there = {"ocsp": examined.facts.ocsp_urls, "crl": examined.facts.crl_urls}
    wanted: list[str] = values["any_of"]
    if any(there[way] for way in wanted):
        return
    if not examined.facts.strict and any(examined.has(_HOLDERS[way]) for way in wanted):
        raise Unread("where its status is to be had cannot be read")
    either = listed([_WORDS[way] for way in wanted], "or")
    neither = either.replace("the ", "neither the ", 1).replace(" or ", " nor ") if len(wanted) > 1 else f"not {either}"
    yield Fault(
        f"does not say where its status is to be had: it names {neither}",
        "no " + listed([_HOLDERS[way] for way in wanted], "and no"),
        either,
        f"Have it issued with {listed([_HOLDERS[way] for way in wanted], 'or')}.",
    )


def key_identifiers(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """These key identifiers are there."""
    missing = [name for name in values["extensions"] if not examined.has(name)]
    if missing:
        yield Fault(
            f"has no {listed(missing, 'and no')}",
            f"no {listed(missing, 'and no')}",
            listed(values["extensions"]),
            f"Have it issued with {listed(missing)}.",
        )


def key_identifier_length(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The key identifiers that are there have one of these lengths in octets."""
    facts = examined.facts
    found = {"subjectKeyIdentifier": facts.subject_key_identifier, "authorityKeyIdentifier": facts.authority_key_identifier}
    for name in values["extensions"]:
        octets = found[name]
        if octets is not None and len(octets) not in values["octets"]:
            wanted = listed([str(number) for number in values["octets"]], "or")
            yield Fault(
                f"has {'an' if name[0] == 'a' else 'a'} {name} of {len(octets)} octets",
                f"{len(octets)} octets",
                f"{wanted} octets",
                f"Have it issued with a key identifier of {wanted} octets (RFC 5280 4.2.1.2).",
            )
