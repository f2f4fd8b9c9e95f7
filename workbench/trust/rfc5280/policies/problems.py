"""The sentences of policy processing: which certificate, what was seen, what was expected, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.names import dotted
from workbench.trust.rfc5280.policies.graph import ANY
from workbench.trust.rfc5280.policies.outcome import PolicyProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbench.trust.rfc5280.policies.outcome import CertificatePolicies

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences about the certificates of one path."""

    path: Sequence[CertificatePolicies]

    def name(self, position: int) -> str:
        """What a certificate is called."""
        return self.path[position].name or f"certificate {position + 1} of {len(self.path)} below the anchor"

    def malformed(self, position: int, extension: str, clause: str, error: ValueError) -> PolicyProblem:
        """An extension that is not what its type says."""
        return PolicyProblem(
            position=position,
            clause=clause,
            sentence=f"The {extension} extension of {self.name(position)} cannot be read: {error}.",
            code="malformed-extension",
            observed=str(error),
            expected=f"{extension} as {clause} defines it, in DER",
            remedy="Have the certificate issued again with a well-formed extension, or without it.",
        )

    def too_many(self, position: int, limit: int) -> PolicyProblem:
        """More entries than are processed."""
        return PolicyProblem(
            position=position,
            clause="RFC 5280 6.1.3",
            sentence=f"Policies were processed no further than {self.name(position)}: the certificates of this path have more than "
            f"{limit} policies and mappings together.",
            code="search-limit",
            observed=f"more than {limit} policies and mappings",
            expected="a few in each certificate",
            remedy="Look at that certificate: no CA needs that many policies.",
        )

    def repeated(self, position: int, policies: Collection[bytes]) -> PolicyProblem:
        """Policies that occur twice in one extension."""
        return PolicyProblem(
            position=position,
            clause="RFC 5280 4.2.1.4",
            sentence=f"The certificatePolicies extension of {self.name(position)} has {listed(policies)} more than once.",
            code="malformed-extension",
            observed=f"{listed(policies)} more than once",
            expected="each policy once",
            remedy="Have the certificate issued again with each policy once; strict verifiers refuse it.",
        )

    def any_mapped(self, position: int, issuer_policy: bytes, subject_policy: bytes) -> PolicyProblem:
        """A mapping from or to anyPolicy."""
        pair = f"{named(issuer_policy)} to {named(subject_policy)}"
        return PolicyProblem(
            position=position,
            clause="RFC 5280 4.2.1.5",
            sentence=f"The policyMappings extension of {self.name(position)} maps {pair}, but anyPolicy must not be mapped.",
            code="policy-constraints",
            observed=pair,
            expected="mappings between particular policies",
            remedy="Have the CA certificate issued again without this mapping.",
        )

    def none_left(self, position: int, clause: str, required_by: str, reason: str) -> PolicyProblem:
        """An explicit policy is required, and no policy is valid down to this certificate."""
        return PolicyProblem(
            position=position,
            clause=clause,
            sentence=f"{required_by} a certificate policy that holds from the anchor down to {self.name(position)}, "
            f"but there is none: {reason}.",
            code="policy-constraints",
            observed=reason,
            expected="a policy that every certificate has, or that is mapped to one that it has",
            remedy="Have the certificate issued with a policy that its issuers have, or use a path that requires none.",
        )

    def none_accepted(self, position: int, required_by: str, valid: Collection[bytes], accepted: Collection[str]) -> PolicyProblem:
        """An explicit policy is required, and none of those that hold is one that the caller accepts."""
        theirs = " and ".join((*sorted(accepted)[:_SHOWN], *_rest(accepted))) or "no policy at all"
        return PolicyProblem(
            position=position,
            clause="RFC 5280 6.1.5",
            sentence=f"{required_by} a certificate policy that is accepted here, but the path down to {self.name(position)} "
            f"holds under {listed(valid)}, and accepted is {theirs}.",
            code="policy-constraints",
            observed=listed(valid),
            expected=theirs,
            remedy="Accept one of the path's policies, or use a certificate issued under an accepted one.",
        )


def named(policy: bytes) -> str:
    """A policy for people."""
    return "anyPolicy" if policy == ANY else dotted(policy)


def listed(policies: Collection[bytes]) -> str:
    """Policies for people: the first few and how many more."""
    return " and ".join((*map(named, list(policies)[:_SHOWN]), *_rest(policies)))


def _rest(policies: Collection[object]) -> tuple[str, ...]:
    return (f"{len(policies) - _SHOWN} more",) if len(policies) > _SHOWN else ()
