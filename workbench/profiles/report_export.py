"""A lint report for programs: JSON and data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.display import frame

if TYPE_CHECKING:
    import pandas as pd

    from workbench.profiles.engine import Result
    from workbench.profiles.report import Linted, LintReport


def to_dict(report: LintReport) -> dict[str, Any]:
    """The JSON of ``pnc lint --format json``."""
    return {
        "schema": "pnc-workbench/lint/1",
        "ok": report.ok,
        "certificates": [_certificate(one) for one in report.certificates],
        "overrides": [override.to_dict() for override in report.overrides],
        "unread": [finding.to_dict() for finding in report.unread],
    }


def _certificate(one: Linted) -> dict[str, Any]:
    facts = one.item.facts
    return {
        "ok": one.ok,
        "item": one.item.type.finding_item,
        "certificate": facts.sha256 if facts else None,
        "subject": subject_of(one),
        "source": str(one.item.source),
        "kind": one.kind.value,
        "kind_confidence": one.confidence.value,
        "profile": one.profile.name if one.profile else "",
        "findings": [finding.to_dict() for finding in one.findings],
        "rules": [_rule(result) for result in one.results],
        "not_checked": [gap.to_dict() for gap in one.not_checked],
    }


def _rule(result: Result) -> dict[str, str]:
    rule = result.rule
    return {
        "rule": rule.id,
        "claim": rule.claim,
        "outcome": result.outcome.value,
        "why": result.why,
        "code": rule.code,
        "severity": rule.severity.value,
        "requirement": rule.requirement,
        "confidence": rule.confidence.value,
        "source": rule.source,
    }


def subject_of(one: Linted) -> str:
    """The subject as findings write it. Hostile text."""
    facts = one.item.facts
    if facts is not None:
        return str(facts.subject)
    examined = one.examined
    return str(examined.facts.subject) if examined else ""


def to_frame(report: LintReport) -> pd.DataFrame:
    """One row per certificate and rule."""
    columns = ("source", "subject", "kind", "profile", *_rule_columns(), "message", "observed", "expected", "remedy")
    rows = []
    for one in report.certificates:
        place = (str(one.item.source), subject_of(one), one.kind.value, one.profile.name if one.profile else "")
        for result in one.results:
            told = tuple(_rule(result).values())
            for finding in result.findings or (None,):
                said = (finding.message, finding.observed, finding.expected, finding.remedy) if finding else ("",) * 4
                rows.append((*place, *told, *said))
    return frame(rows, columns=columns)


def _rule_columns() -> tuple[str, ...]:
    return ("rule", "claim", "outcome", "why", "code", "severity", "requirement", "confidence", "rule_source")
