"""Rules applied to a certificate, a request or a chain: each rule's result, and the findings alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.certs.kinds import classify
from workbench.findings import Confidence, Finding, Severity
from workbench.profiles.checks import CHECKS
from workbench.profiles.examined import Unread, examine
from workbench.profiles.rules import Applies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from workbench.certs.items import Item
    from workbench.certs.kinds import Kind
    from workbench.profiles.examined import Examined, Fault
    from workbench.profiles.profile import Profile
    from workbench.profiles.rules import Rule


class Outcome(StrEnum):
    """What came of a rule."""

    PASSED = "passed"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    NOT_CHECKED = "not checked"
    """What it looks at cannot be read, or the check itself failed. Never taken for passed."""


@dataclass(frozen=True, slots=True)
class Result:
    """One rule applied to one thing.

    Attributes
    ----------
    rule
        The rule.
    outcome
        What came of it.
    findings
        Its departures.
    why
        Why it could not be checked; empty where it was.
    """

    rule: Rule
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    why: str = ""


def lint(item: Item, kind: Kind, profile: Profile) -> tuple[Finding, ...]:
    """The departures of a certificate or a certificate signing request from a profile, in the profile's order.

    Parameters
    ----------
    item
        The certificate, malformed ones included, or the request; of everything else there is nothing to say.
    kind
        What it is, or is to become.

    Returns
    -------
    tuple of Finding
        Empty where nothing departs, and also where no rule is about this kind: :func:`results` tells.
    """
    return tuple(finding for result in results(item, kind, profile) for finding in result.findings)


def results(item: Item, kind: Kind, profile: Profile) -> tuple[Result, ...]:
    """What came of every rule that is about a certificate or request of this kind, in the profile's order."""
    examined = examine(item, kind)
    if examined is None:
        return ()
    self_signed = examined.facts.looks_self_signed
    passed_over = Applies.ISSUED if self_signed else Applies.SELF_SIGNED
    return tuple(
        _result(rule, examined, examined)
        for rule in profile.rules_for(kind, request=examined.request)
        if rule.applies is not passed_over
    )


def lint_chain(chain: Sequence[Item], profile: Profile, kind: Kind | None = None) -> tuple[Finding, ...]:
    """The departures of a chain as a whole; its certificates are :func:`lint`'s.

    Parameters
    ----------
    chain
        Leaf first, trust anchor last.
    kind
        What the leaf is; None: what its certificates tell among themselves.
    """
    return tuple(finding for result in chain_results(chain, profile, kind) for finding in result.findings)


def chain_results(chain: Sequence[Item], profile: Profile, kind: Kind | None = None) -> tuple[Result, ...]:
    """What came of every rule about chains with such a leaf; the parameters are :func:`lint_chain`'s."""
    facts = [item.facts for item in chain if item.facts is not None]
    if not facts or not profile.has_chain_rules:
        return ()
    leaf, *above = (one.kind for one in classify(facts))
    leaf = kind or leaf
    readable = (item for item in chain if item.facts is not None)
    seen = [one for item, its in zip(readable, (leaf, *above), strict=True) if (one := examine(item, its)) is not None]
    return tuple(_result(rule, seen[0], seen) for rule in profile.chain_rules_for(leaf))


def _result(rule: Rule, about: Examined, looked_at: Examined | Sequence[Examined]) -> Result:
    run: Callable[..., Iterable[Fault]] = CHECKS[rule.check].run
    try:
        findings = tuple(_finding(rule, fault.about or about, fault) for fault in run(looked_at, rule.values))
    except Unread as reason:
        return Result(rule, Outcome.NOT_CHECKED, why=str(reason))
    except Exception as error:  # noqa: BLE001  # a fault of ours must not hide what the other rules find
        return Result(rule, Outcome.NOT_CHECKED, (_failed(rule, about, error),), why="an error of the workbench itself")
    return Result(rule, Outcome(rule.severity.value) if findings else Outcome.PASSED, findings)


def _finding(rule: Rule, about: Examined, fault: Fault) -> Finding:
    return Finding(
        code=rule.code,
        severity=rule.severity,
        message=f"{about.phrase} {fault.predicate}.{' ' + rule.because if rule.because else ''}",
        requirement=rule.requirement,
        certificate=None if about.request else about.facts.sha256,
        item="csr" if about.request else "certificate",
        subject=str(about.facts.subject),
        source=str(about.item.source),
        observed=fault.observed,
        expected=fault.expected,
        remedy=fault.remedy,
        confidence=rule.confidence,
    )


def _failed(rule: Rule, about: Examined, error: Exception) -> Finding:
    return Finding(
        code="check-failed",
        severity=Severity.WARNING,
        message=f"{about.phrase} could not be checked by the rule {rule.id}: an error of the workbench itself.",
        requirement=rule.requirement,
        certificate=None if about.request else about.facts.sha256,
        item="csr" if about.request else "certificate",
        subject=str(about.facts.subject),
        source=str(about.item.source),
        observed=f"{type(error).__name__}: {error}"[:200],
        expected="a check that ends",
        remedy="Report this with the certificate; take the rule for not checked until then.",
        confidence=Confidence.CERTAIN,
    )
