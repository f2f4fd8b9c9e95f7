"""A whole chain, leaf first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
