"""A whole chain, leaf first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.profiles.checks.subject import is_host_name
from workbench.profiles.checks.words import listed
from workbench.profiles.examined import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbench.profiles.examined import Examined


def chain_length(chain: Sequence[Examined], values: Mapping[str, Any]) -> Iterator[Fault]:
    """Not more certificates than this are not self-signed."""
    counted = sum(not one.facts.looks_self_signed for one in chain)
    if counted > values["at_most"]:
        yield Fault(
            f"heads a chain of {counted} certificates below the root",
            f"{counted} certificates that are not self-signed",
            f"at most {values['at_most']}",
            "Issue it from a CA nearer to the root, or trust one nearer to the leaf.",
        )


def root_issues_leaf(chain: Sequence[Examined], _values: Mapping[str, Any]) -> Iterator[Fault]:
    """A Sub-CA stands between the root and the leaf, unless the root is the leaf's owner's own: a private environment."""
    if len(chain) != 2 or not chain[1].facts.looks_self_signed:
        return
    owner, operator = (one.facts.subject.first("O").strip().casefold() for one in (chain[0], chain[1]))
    if not owner or owner != operator:
        yield Fault(
            "is issued by a root itself",
            chain[1].phrase,
            "a Sub-CA as issuer",
            "Have it issued by a Sub-CA below the root.",
        )


def chain_purpose(chain: Sequence[Examined], values: Mapping[str, Any]) -> Iterator[Fault]:
    """No CA above the leaf has an extendedKeyUsage without this purpose."""
    needed: str = values["purpose"]
    for one in chain[1:]:
        purposes = one.facts.extended_key_usage
        if purposes is not None and needed not in purposes:
            yield Fault(
                f"leaves {needed} out of its extendedKeyUsage",
                listed(purposes) or "no purpose",
                f"no extendedKeyUsage, or {needed} in it",
                "Have this CA's certificate issued again without extendedKeyUsage.",
                about=one,
            )


def common_name_constraints(chain: Sequence[Examined], _values: Mapping[str, Any]) -> Iterator[Fault]:
    """A common name that is a host name, where no dNSName is there, is allowed by the dNSName constraints of each CA above."""
    name = chain[0].subject.common_name
    if not is_host_name(name) or name.startswith("*") or name.endswith(".") or chain[0].host_names():
        return  # OpenSSL takes neither for a host name
    for one in chain[1:]:
        permitted, excluded = one.domain_constraints()
        outside = bool(permitted) and not any(_is_within(name, domain) for domain in permitted)
        barred = [domain for domain in excluded if _is_within(name, domain)]
        if outside or barred:
            wanted = f"a name within {listed(permitted, 'or')}" if outside else f"no name within {listed(barred)}"
            yield Fault(
                f"has no dNSName, and a CN that {one.phrase[:1].lower()}{one.phrase[1:]} does not allow below it",
                f"CN={name}",
                wanted,
                "Have it issued for a name that its CA may certify, and with that name in subjectAltName as well.",
            )


def _is_within(name: str, domain: str) -> bool:
    """As OpenSSL compares: the domain itself or below it; with a leading dot below it only; an empty one holds all names."""
    name, domain = name.casefold(), domain.casefold()
    if not name.endswith(domain):
        return False
    return not domain or len(name) == len(domain) or domain.startswith(".") or name[-len(domain) - 1] == "."
