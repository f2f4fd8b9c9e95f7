"""When a chain ends: with its first link to end; and how long before its end a CA is too old to issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import pair_up
from workbench.lab.watching_rules import LONGEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from workbench.certs.items import Item
    from workbench.certs.pairing import Pairing
    from workbench.lab.watching_rules import Rule


class Chains:
    """Who issued whom."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._pairings: Mapping[str, Pairing] = {one.facts.sha256: one for one in pair_up(items)}
        self._children: dict[str, timedelta] = {}
        self._latest: dict[tuple[str, str, str], datetime] = {}
        for one in self._pairings.values():
            facts = one.facts
            if facts.not_before is not None and facts.not_after is not None:
                key = _identity(one)
                self._latest[key] = max(facts.not_after, self._latest.get(key, facts.not_after))
                lasts = facts.not_after - facts.not_before
                for issuer in one.issuers if not facts.is_ca else ():
                    by = issuer.facts.sha256 if issuer.facts is not None else ""
                    self._children[by] = max(lasts, self._children.get(by, lasts))

    def end(self, item: Item) -> tuple[datetime | None, str]:
        """When its chain ends, as far as it is at hand, and with which CA where that is not itself."""
        facts = item.facts
        if facts is None or facts.not_after is None:
            return None, ""
        end, first, seen = facts.not_after, "", {facts.sha256}
        pairing = self._pairings.get(facts.sha256)
        while pairing is not None and pairing.issuers:
            # of several certificates of one CA the one that lasts longest
            dated = [(one.facts.not_after, one.facts) for one in pairing.issuers if one.facts and one.facts.not_after is not None]
            if not dated:
                break
            until, above = max(dated, key=lambda pair: (pair[0], pair[1].sha256))
            if above.sha256 in seen:
                break
            seen.add(above.sha256)
            if until < end:
                end, first = until, above.subject.common_name or str(above.subject)
            pairing = self._pairings.get(above.sha256)
        return end, first

    def lead(self, item: Item, rule: Rule) -> timedelta:
        """The rule's; of a CA the longest lifetime of the leaves that it issued, for no leaf may outlive it."""
        facts = item.facts
        if facts is None or not facts.is_ca or facts.self_issued or facts.sha256 not in self._children:
            return rule.lead
        return min(self._children[facts.sha256], LONGEST)

    def replaced(self, item: Item) -> bool:
        """Whether another one of the same name and issuer lasts longer."""
        facts = item.facts
        pairing = self._pairings.get(facts.sha256) if facts is not None else None
        if facts is None or pairing is None or facts.not_after is None:
            return False
        return facts.not_after < self._latest.get(_identity(pairing), facts.not_after)


def _identity(pairing: Pairing) -> tuple[str, str, str]:
    """What a certificate and its successor share; CAs of one name with other keys are others."""
    facts = pairing.facts
    return str(facts.subject), str(facts.issuer), facts.public_key_sha256 if facts.is_ca else ""
