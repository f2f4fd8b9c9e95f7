"""The valid_policy_tree of RFC 5280 6.1.2 to 6.1.5 as it is printed there, step by step: exponential, and the graph's judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.trust.rfc5280.stated_policies import ANY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.trust.rfc5280.stated_policies import Says
    from workbench.trust.rfc5280.policies import PolicyInputs


@dataclass(eq=False)
class Node:
    valid_policy: str
    expected: set[str]
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    def grow(self, policy: str, expected: set[str]) -> None:
        self.children.append(Node(policy, expected, self))

    def delete(self) -> None:
        assert self.parent
        self.parent.children.remove(self)


class Tree:
    def __init__(self) -> None:
        self.root: Node | None = Node(ANY, {ANY})

    def depth(self, number: int) -> list[Node]:
        nodes = [self.root] if self.root else []
        for _ in range(number):
            nodes = [child for node in nodes for child in node.children]
        return nodes

    def prune(self, below: int) -> None:
        """Without the nodes of depth ``below - 1`` or less that have no children."""
        for number in range(below - 1, 0, -1):
            for node in self.depth(number):
                if not node.children:
                    node.delete()
        if self.root and not self.root.children:
            self.root = None


def literal(path: Sequence[Says], inputs: PolicyInputs) -> tuple[bool, set[str], set[str]]:
    """Success, and the policies before and after the intersection with the user's, of a path of well-formed certificates."""
    n = len(path)
    tree = Tree()
    explicit_policy = 0 if inputs.require_explicit else n + 1
    inhibit_any_policy = 0 if inputs.inhibit_any else n + 1
    policy_mapping = 0 if inputs.inhibit_mapping else n + 1
    failed = False
    for i, certificate in enumerate(path, start=1):
        if certificate.policies is None:
            tree.root = None
        elif tree.root:
            any_counts = inhibit_any_policy > 0 or (i < n and certificate.self_issued)
            assert_policies(tree, i, certificate.policies, any_counts=any_counts)
        failed = failed or not (explicit_policy > 0 or tree.root)
        if i == n:
            break
        map_policies(tree, i, certificate.mappings, policy_mapping)
        if not certificate.self_issued:
            explicit_policy -= explicit_policy > 0
            policy_mapping -= policy_mapping > 0
            inhibit_any_policy -= inhibit_any_policy > 0
        if certificate.require_explicit is not None and certificate.require_explicit < explicit_policy:
            explicit_policy = certificate.require_explicit
        if certificate.inhibit_mapping is not None and certificate.inhibit_mapping < policy_mapping:
            policy_mapping = certificate.inhibit_mapping
        if certificate.inhibit_any is not None and certificate.inhibit_any < inhibit_any_policy:
            inhibit_any_policy = certificate.inhibit_any
    explicit_policy -= explicit_policy > 0
    if path[-1].require_explicit == 0:
        explicit_policy = 0
    before = roots(tree, n)
    intersect(tree, n, set(inputs.initial_set))
    return not failed and (explicit_policy > 0 or tree.root is not None), before, roots(tree, n)


def assert_policies(tree: Tree, i: int, policies: Sequence[str], *, any_counts: bool) -> None:
    """6.1.3 (d)."""
    for policy in (policy for policy in policies if policy != ANY):
        matching = [node for node in tree.depth(i - 1) if policy in node.expected]
        for node in matching or [node for node in tree.depth(i - 1) if node.valid_policy == ANY]:
            node.grow(policy, {policy})
    if ANY in policies and any_counts:
        for node in tree.depth(i - 1):
            for policy in sorted(node.expected - {child.valid_policy for child in node.children}):
                node.grow(policy, {policy})
    tree.prune(i)


def map_policies(tree: Tree, i: int, mappings: Sequence[tuple[str, str]], policy_mapping: int) -> None:
    """6.1.4 (b)."""
    for policy in dict(mappings):
        nodes = [node for node in tree.depth(i) if node.valid_policy == policy]
        if policy_mapping == 0:
            for node in nodes:
                node.delete()
            tree.prune(i)
            continue
        equivalent = {subject_policy for issuer_policy, subject_policy in mappings if issuer_policy == policy}
        for node in nodes:
            node.expected = equivalent
        if not nodes and any(node.valid_policy == ANY for node in tree.depth(i)):
            (above,) = (node for node in tree.depth(i - 1) if node.valid_policy == ANY)
            above.grow(policy, equivalent)


def below_any(tree: Tree, n: int) -> list[Node]:
    """The valid_policy_node_set."""
    return [node for i in range(1, n + 1) for node in tree.depth(i) if node.parent and node.parent.valid_policy == ANY]


def roots(tree: Tree, n: int) -> set[str]:
    last = {node.valid_policy for node in tree.depth(n)}
    return {node.valid_policy for node in below_any(tree, n)} - {ANY} | (last & {ANY})


def intersect(tree: Tree, n: int, initial: set[str]) -> None:
    """6.1.5 (g)."""
    if tree.root is None or ANY in initial:
        return
    node_set = below_any(tree, n)
    for node in node_set:
        if node.valid_policy not in initial | {ANY}:
            node.delete()
    for node in tree.depth(n):
        if node.valid_policy == ANY:
            assert node.parent
            for policy in sorted(initial - {node.valid_policy for node in node_set}):
                node.parent.grow(policy, {policy})
            node.delete()
    tree.prune(n)
