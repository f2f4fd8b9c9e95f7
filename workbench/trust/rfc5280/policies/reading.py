"""What each certificate of a path says about policies, with a problem for each thing that it says wrongly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from workbench.certs.der import DerError
from workbench.trust.rfc5280.policies.extension_values import (
    EntryLimitError,
    read_constraints,
    read_inhibit_any,
    read_mappings,
    read_policies,
)
from workbench.trust.rfc5280.policies.graph import ANY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.trust.rfc5280.policies.outcome import CertificatePolicies, PolicyProblem
    from workbench.trust.rfc5280.policies.problems import Wording

MAX_ENTRIES = 20_000
"""How many policies and mappings of one path are processed; beyond it the outcome is not complete."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What one certificate says; policies are content octets.

    Attributes
    ----------
    policies
        In encoded order, each once. None where the extension is absent or cannot be read; ``readable`` tells which.
    mappings
        Each issuerDomainPolicy with its subjectDomainPolicies; those from and to anyPolicy are left out.
    require_explicit, inhibit_mapping, inhibit_any
        After how many certificates; None where nothing is said.
    """

    policies: tuple[bytes, ...] | None
    readable: bool
    mappings: Mapping[bytes, tuple[bytes, ...]]
    require_explicit: int | None
    inhibit_mapping: int | None
    inhibit_any: int | None


class Reader:
    """Reads the certificates of one path, from the anchor down, and collects the problems.

    Attributes
    ----------
    problems
        So far. Others may add theirs, so that all are in the order of the path.
    complete
        False once :data:`MAX_ENTRIES` was hit: lists are not read from there on.
    """

    def __init__(self, wording: Wording) -> None:
        self.problems: list[PolicyProblem] = []
        self.complete = True
        self._wording = wording
        self._entries_left = MAX_ENTRIES

    def read(self, position: int, certificate: CertificatePolicies) -> Stated:
        """The four extensions of one certificate."""
        policies = self._policies(position, certificate.policies)
        constraints = self._read(position, "policyConstraints", "4.2.1.11", certificate.constraints, read_constraints)
        require_explicit, inhibit_mapping = constraints or (None, None)
        return Stated(
            policies=policies,
            readable=policies is not None or certificate.policies is None,
            mappings=self._mappings(position, certificate.mappings),
            require_explicit=require_explicit,
            inhibit_mapping=inhibit_mapping,
            inhibit_any=self._read(position, "inhibitAnyPolicy", "4.2.1.14", certificate.inhibit_any, read_inhibit_any),
        )

    def _policies(self, position: int, value: bytes | None) -> tuple[bytes, ...] | None:
        found = self._read(position, "certificatePolicies", "4.2.1.4", value, self._limited(read_policies))
        if found is None:
            return None
        unique = tuple(dict.fromkeys(found))
        if len(unique) < len(found):
            repeated = [policy for policy, count in Counter(found).items() if count > 1]
            self.problems.append(self._wording.repeated(position, repeated))
        return unique

    def _mappings(self, position: int, value: bytes | None) -> dict[bytes, tuple[bytes, ...]]:
        """RFC 5280 6.1.4 (a), of the leaf too: whoever states such a mapping breaks 4.2.1.5."""
        pairs = self._read(position, "policyMappings", "4.2.1.5", value, self._limited(read_mappings)) or ()
        wrong = [pair for pair in pairs if ANY in pair]
        if wrong:
            self.problems.append(self._wording.any_mapped(position, *wrong[0]))
        found: dict[bytes, dict[bytes, None]] = {}
        for issuer_policy, subject_policy in pairs:
            if ANY not in {issuer_policy, subject_policy}:
                found.setdefault(issuer_policy, {})[subject_policy] = None
        return {issuer_policy: tuple(subject_policies) for issuer_policy, subject_policies in found.items()}

    def _read(self, position: int, extension: str, section: str, value: bytes | None, read: Callable[[bytes], T]) -> T | None:
        """The extension's content; None where it is absent, and where it cannot be read, which is a problem."""
        if value is None:
            return None
        try:
            return read(value)
        except EntryLimitError:
            self._entries_left = 0
            if self.complete:
                self.complete = False
                self.problems.append(self._wording.too_many(position, MAX_ENTRIES))
        except DerError as error:
            self.problems.append(self._wording.malformed(position, extension, f"RFC 5280 {section}", error))
        return None

    def _limited(self, read: Callable[[bytes, int], list[T]]) -> Callable[[bytes], list[T]]:
        """The same, within what is left of the path's bound."""

        def counted(value: bytes) -> list[T]:
            found = read(value, self._entries_left)
            self._entries_left -= len(found)
            return found

        return counted
