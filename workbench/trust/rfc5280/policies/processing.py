"""Policy processing over one path (RFC 5280 6.1.2 to 6.1.5, as RFC 9618 changes them), all problems and not the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.names import dotted
from workbench.trust.rfc5280.policies.graph import ANY, PolicyGraph
from workbench.trust.rfc5280.policies.outcome import ANY_POLICY, PolicyOutcome
from workbench.trust.rfc5280.policies.problems import Wording, listed
from workbench.trust.rfc5280.policies.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.trust.rfc5280.policies.outcome import CertificatePolicies, PolicyInputs
    from workbench.trust.rfc5280.policies.reading import Stated

_NOTHING_SAID = PolicyOutcome(ok=True, authority_constrained_set=frozenset(), user_constrained_set=frozenset())


def process(path: Sequence[CertificatePolicies], inputs: PolicyInputs) -> PolicyOutcome:
    """What the policies of a path say about it.

    Parameters
    ----------
    path
        The first certificate after the anchor first, the leaf last. Empty where the anchor itself is the leaf: any policy holds.
    inputs
        What the caller accepts and requires.

    Returns
    -------
    PolicyOutcome
        A path none of whose certificates says anything is fine under no policy, unless one is required.
    """
    if not path:
        return PolicyOutcome(ok=True, authority_constrained_set=frozenset({ANY_POLICY}), user_constrained_set=inputs.initial_set)
    if not inputs.require_explicit and all(certificate.silent for certificate in path):
        return _NOTHING_SAID
    return _Processing(path, inputs).run()


class _Processing:
    """The state variables of RFC 5280 6.1.2 and the steps that change them; ``run`` is called once."""

    def __init__(self, path: Sequence[CertificatePolicies], inputs: PolicyInputs) -> None:
        never = len(path) + 1
        self.path = path
        self.inputs = inputs
        self.explicit_policy = 0 if inputs.require_explicit else never
        self.policy_mapping = 0 if inputs.inhibit_mapping else never
        self.inhibit_any_policy = 0 if inputs.inhibit_any else never
        self.graph = PolicyGraph()
        self.wording = Wording(path)
        self.reader = Reader(self.wording)
        self.problems = self.reader.problems
        self.required_by = "The caller requires"
        self.why_null = ""
        self.null_reported = False

    def run(self) -> PolicyOutcome:
        last = len(self.path) - 1
        for position, certificate in enumerate(self.path):
            stated = self.reader.read(position, certificate)
            # 6.1.3 (d) (2): anyPolicy of a self-issued CA counts although it is inhibited
            any_counts = self.inhibit_any_policy > 0 or (certificate.self_issued and position < last)
            self._assert_policies(position, stated, any_counts=any_counts)
            if position < last:
                self._map(position, stated)
                if not certificate.self_issued:
                    self._count_down()
                self._constrain(position, stated)
            else:
                self._wrap_up(stated)
        return self._outcome(last)

    def _assert_policies(self, position: int, stated: Stated, *, any_counts: bool) -> None:
        """6.1.3 (d) to (f)."""
        name = self.wording.name(position)
        if stated.policies is not None:
            expected = self.graph.expected()
            self.graph.add_certificate(stated.policies, any_counts=any_counts)
            if self.graph.is_null() and expected:
                has = listed(stated.policies) + (
                    "" if any_counts or ANY not in stated.policies else ", where anyPolicy is inhibited"
                )
                self.why_null = f"{name} has {has}, while the certificates above it leave {listed(expected)}"
        elif not self.graph.is_null():
            self.graph.clear()
            what = "no certificatePolicies extension" if stated.readable else "a certificatePolicies extension that cannot be read"
            self.why_null = f"{name} has {what}"
        self._verify_not_null(position, "RFC 5280 6.1.3")

    def _map(self, position: int, stated: Stated) -> None:
        """6.1.4 (b)."""
        if self.graph.is_null() or not stated.mappings:
            return
        if self.policy_mapping > 0:
            self.graph.map(stated.mappings)
        else:
            self.graph.drop(stated.mappings)
            if self.graph.is_null():
                self.why_null = f"{self.wording.name(position)} maps {listed(list(stated.mappings))}, where mapping is inhibited"

    def _count_down(self) -> None:
        """6.1.4 (h)."""
        self.explicit_policy = max(self.explicit_policy - 1, 0)
        self.policy_mapping = max(self.policy_mapping - 1, 0)
        self.inhibit_any_policy = max(self.inhibit_any_policy - 1, 0)

    def _constrain(self, position: int, stated: Stated) -> None:
        """6.1.4 (i) and (j)."""
        if stated.require_explicit is not None and stated.require_explicit < self.explicit_policy:
            self.explicit_policy = stated.require_explicit
            self.required_by = f"The policyConstraints of {self.wording.name(position)} require"
        if stated.inhibit_mapping is not None:
            self.policy_mapping = min(self.policy_mapping, stated.inhibit_mapping)
        if stated.inhibit_any is not None:
            self.inhibit_any_policy = min(self.inhibit_any_policy, stated.inhibit_any)

    def _wrap_up(self, stated: Stated) -> None:
        """6.1.5 (a) and (b)."""
        self.explicit_policy = max(self.explicit_policy - 1, 0)
        if stated.require_explicit == 0 and self.explicit_policy:
            self.explicit_policy = 0
            self.required_by = f"The policyConstraints of {self.wording.name(len(self.path) - 1)} require"

    def _outcome(self, last: int) -> PolicyOutcome:
        """6.1.5 (g), which RFC 9618 replaces."""
        authority = self.graph.authority_constrained_set()
        authority_constrained = frozenset(map(dotted, authority))
        accepted = self.inputs.initial_set
        if ANY_POLICY in accepted:
            user_constrained = authority_constrained
        else:
            user_constrained = accepted if ANY in authority else authority_constrained & accepted
        self._verify_not_null(last, "RFC 5280 6.1.5")
        if self.explicit_policy == 0 and not self.graph.is_null() and not user_constrained:
            self.problems.append(self.wording.none_accepted(last, self.required_by, sorted(authority), accepted))
        ok = not self.problems
        return PolicyOutcome(
            ok, authority_constrained, user_constrained if ok else frozenset(), tuple(self.problems), self.reader.complete
        )

    def _verify_not_null(self, position: int, clause: str) -> None:
        """Reported where it is missed first, and not at all where policies were not processed to their end."""
        if self.explicit_policy == 0 and self.graph.is_null() and self.reader.complete and not self.null_reported:
            self.null_reported = True
            self.problems.append(self.wording.none_left(position, clause, self.required_by, self.why_null))
