"""A path with too many certificates: an error, unless the presenter can shorten it or a cross-sign made it long."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.trust.paths import End

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.diagnosis.verdict import Verdict
    from workbench.trust.graph import TrustGraph
    from workbench.trust.paths import Path

_CODE = "chain-too-long"


def lessen(verdicts: Sequence[Verdict], graph: TrustGraph) -> list[Verdict]:
    """The verdicts, the best first; too long is a warning where a shorter path is there, or a cross-sign is on the way."""
    if not any(finding.code == _CODE and finding.severity is Severity.ERROR for one in verdicts for finding in one.findings):
        return list(verdicts)
    shortest = min((len(one.path.certificates) for one in verdicts if one.path.end is End.ANCHOR), default=0)
    return sorted(
        (_lessened(one) if len(one.path.certificates) > shortest or _crosses(one.path, graph) else one for one in verdicts),
        key=lambda one: one.merit,
    )


def _lessened(verdict: Verdict) -> Verdict:
    findings = tuple(
        replace(finding, severity=Severity.WARNING) if finding.code == _CODE else finding for finding in verdict.findings
    )
    return replace(verdict, findings=findings)


def _crosses(path: Path, graph: TrustGraph) -> bool:
    """Whether a CA on the path has another certificate of the same name and key that another CA, or itself, issued."""
    above = {(one.facts.subject_der, one.facts.public_key_sha256): one.facts.issuer_der for one in path.certificates[1:]}
    return any(
        above.get((one.facts.subject_der, one.facts.public_key_sha256), one.facts.issuer_der) != one.facts.issuer_der
        for one in graph
    )
