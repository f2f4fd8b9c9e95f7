"""What goes into policy processing and what comes out, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from workbench.errors import InputError

ANY_POLICY = "2.5.29.32.0"
"""anyPolicy (RFC 5280 4.2.1.4)."""

_DOTTED = re.compile(r"[012](?:\.(?:0|[1-9][0-9]*))+")


@dataclass(frozen=True)
class PolicyInputs:
    """The caller's inputs (RFC 5280 6.1.1 (c), (e), (f), (g)).

    Attributes
    ----------
    initial_set
        The user-initial-policy-set: dotted OIDs of the policies that the caller accepts. With anyPolicy in it, as by default, every
        policy is acceptable.
    require_explicit
        initial-explicit-policy: the path must be valid for at least one of them.
    inhibit_mapping
        initial-policy-mapping-inhibit: no mapping anywhere on the path.
    inhibit_any
        initial-any-policy-inhibit: anyPolicy in a certificate stands for nothing.

    Raises
    ------
    InputError
        A member of ``initial_set`` is no dotted OID.
    """

    initial_set: frozenset[str] = frozenset({ANY_POLICY})
    require_explicit: bool = False
    inhibit_mapping: bool = False
    inhibit_any: bool = False

    def __post_init__(self) -> None:
        wrong = sorted(policy for policy in self.initial_set if not _DOTTED.fullmatch(policy))
        if wrong:
            raise InputError(
                f"{wrong[0]!r} is no object identifier of a certificate policy.",
                hint=f'Give a set of dotted numbers, e.g. {{"2.23.140.1.2.1"}}; {ANY_POLICY} stands for any policy.',
            )
        object.__setattr__(self, "initial_set", frozenset(self.initial_set))


@dataclass(frozen=True, slots=True)
class CertificatePolicies:
    """What one certificate says about policies, as it stands: nothing is read yet.

    Attributes
    ----------
    policies, mappings, constraints, inhibit_any
        The extnValue content octets of certificatePolicies, policyMappings, policyConstraints and inhibitAnyPolicy; None where the
        extension is absent.
    self_issued
        Issuer and subject are the same name (RFC 5280 6.1): such a certificate counts nothing down, except as the leaf.
    name
        What the sentences call it; empty: "certificate 2 of 4 below the anchor". Hostile text: it goes through
        :mod:`workbench.display` with them.
    """

    policies: bytes | None
    mappings: bytes | None
    constraints: bytes | None
    inhibit_any: bytes | None
    self_issued: bool
    name: str = ""

    @property
    def silent(self) -> bool:
        """Whether it has none of the four extensions."""
        return self.policies is None and self.mappings is None and self.constraints is None and self.inhibit_any is None


ProblemCode = Literal["policy-constraints", "malformed-extension", "search-limit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyProblem:
    """One reason why the path fails as far as policies decide.

    Attributes
    ----------
    position
        Which certificate: its index in the path, 0 is the first below the anchor.
    clause
        E.g. ``"RFC 5280 6.1.3"``.
    sentence
        Which certificate, what was seen, what was expected.
    code
        The finding code of ``docs/contracts.md``.
    observed, expected, remedy
        As in a :class:`~workbench.findings.Finding`.
    """

    position: int
    clause: str
    sentence: str
    code: ProblemCode
    observed: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """What policy processing gives (RFC 5280 6.1.6, RFC 9618 5).

    Attributes
    ----------
    ok
        No problem was found, and everything was processed.
    authority_constrained_set
        The policies, dotted, in the names of the uppermost domain, for which the CAs let the path be valid, whatever the caller
        accepts; anyPolicy in it: for all. Where something was malformed, what is left without it.
    user_constrained_set
        Those of them that the caller accepts. Empty where the path fails: RFC 5280 6.1.6 gives a set with a success only.
    problems
        All of them, from the anchor down; none where ``ok``.
    complete
        False: a bound was hit, and the sets are not to be relied on.
    """

    ok: bool
    authority_constrained_set: frozenset[str]
    user_constrained_set: frozenset[str]
    problems: tuple[PolicyProblem, ...] = ()
    complete: bool = True
