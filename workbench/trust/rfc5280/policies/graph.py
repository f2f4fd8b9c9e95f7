"""The valid_policy_graph of RFC 9618 5: at each depth one node per policy, so that it grows with the input and no faster.

RFC 5280's tree repeats a policy once per way that leads to it, which mappings multiply at each certificate. Here a node has many
parents instead. Policies are content octets of their OBJECT IDENTIFIERs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

ANY = bytes.fromhex("551d2000")
"""anyPolicy."""


@dataclass(slots=True)
class _Node:
    """A policy at one depth: the policies one depth above that lead to it, and those that would satisfy it one depth below."""

    parents: tuple[bytes, ...]
    expected: Collection[bytes]


class PolicyGraph:
    """Which policies are valid down to the certificate that was added last.

    Nodes without children stay until :meth:`authority_constrained_set` walks up from the last depth: whether the graph is null
    shows at its last depth alone.
    """

    def __init__(self) -> None:
        self._depths: list[dict[bytes, _Node]] = [{ANY: _Node((), (ANY,))}]

    def is_null(self) -> bool:
        """Whether no policy is valid any more; it stays so."""
        return not self._depths

    def clear(self) -> None:
        """From here on no policy is valid."""
        self._depths.clear()

    def valid(self) -> list[bytes]:
        """The policies of the last depth, in the terms of the certificate there."""
        return list(self._depths[-1]) if self._depths else []

    def expected(self) -> list[bytes]:
        """What a next certificate may assert, each once."""
        return list(dict.fromkeys(policy for node in self._depths[-1].values() for policy in node.expected)) if self._depths else []

    def add_certificate(self, policies: Iterable[bytes], *, any_counts: bool) -> None:
        """The next depth (RFC 5280 6.1.3 (d)).

        Parameters
        ----------
        policies
            Those that the certificate asserts, each once.
        any_counts
            Whether anyPolicy among them stands for every expected policy.
        """
        if self.is_null():
            return
        above = self._depths[-1]
        expecting: dict[bytes, list[bytes]] = {}
        for policy, node in above.items():
            for expected in node.expected:
                expecting.setdefault(expected, []).append(policy)
        depth: dict[bytes, _Node] = {}
        asserts_any = False
        for policy in policies:
            if policy == ANY:
                asserts_any = True
            elif policy in expecting:
                depth[policy] = _Node(tuple(expecting.pop(policy)), (policy,))
            elif ANY in above:
                depth[policy] = _Node((ANY,), (policy,))
        if asserts_any and any_counts:
            depth.update((policy, _Node(tuple(parents), (policy,))) for policy, parents in expecting.items())
        self._take(depth)

    def map(self, mappings: Mapping[bytes, Collection[bytes]]) -> None:
        """The last certificate's mappings, issuer's policy to subject's policies, where mapping is allowed (6.1.4 (b) (1))."""
        if self.is_null():
            return
        depth = self._depths[-1]
        for policy, equivalent in mappings.items():
            if policy in depth:
                depth[policy].expected = equivalent
            elif ANY in depth:
                depth[policy] = _Node((ANY,), equivalent)

    def drop(self, policies: Iterable[bytes]) -> None:
        """The last certificate's mapped policies, where mapping is inhibited (6.1.4 (b) (2)): they end here."""
        if self.is_null():
            return
        depth = self._depths.pop()
        for policy in policies:
            depth.pop(policy, None)
        self._take(depth)

    def authority_constrained_set(self) -> frozenset[bytes]:
        """The policies under which a way leads from the anchor to the last depth, by their names where they leave anyPolicy.

        RFC 9618's change to RFC 5280 6.1.5 (g).
        """
        if self.is_null():
            return frozenset()
        reached: set[bytes] = set(self._depths[-1])
        found = {ANY} & reached
        for depth in reversed(self._depths[1:]):
            found |= {policy for policy in reached if policy != ANY and depth[policy].parents == (ANY,)}
            reached = {parent for policy in reached for parent in depth[policy].parents}
        return frozenset(found)

    def _take(self, depth: dict[bytes, _Node]) -> None:
        if depth:
            self._depths.append(depth)
        else:
            self.clear()
