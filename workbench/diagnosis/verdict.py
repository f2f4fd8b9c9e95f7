"""One path with everything that is held against it for one use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.diagnosis import clock, critical_pointers, fitness, revoked, root_install
from workbench.diagnosis.uses import Use
from workbench.findings import Finding, Severity
from workbench.trust.paths import End
from workbench.trust.validate import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.diagnosis.evidence import Evidence
    from workbench.diagnosis.profiled import Lint
    from workbench.profiles import Profile
    from workbench.trust.paths import Path
    from workbench.trust.rfc5280.policies import PolicyInputs, PolicyOutcome

_BROKEN = frozenset(
    {"issuer-key-mismatch", "issuer-name-mismatch", "signature-invalid", "issuer-missing", "untrusted-root", "path-loop"}
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A path and its findings.

    Attributes
    ----------
    path
        The path, leaf first.
    findings
        Everything about its certificates, the leaf's first; each once.
    policies
        What the certificate policies come to (RFC 5280 6.1.6).
    status_known
        Whether each certificate below the anchor has a revocation status.
    """

    path: Path
    findings: tuple[Finding, ...]
    policies: PolicyOutcome
    status_known: bool

    @property
    def errors(self) -> list[Finding]:
        """What makes a verifier reject."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def ok(self) -> bool:
        """Whether it ends at an anchor and has no error."""
        return self.path.end is End.ANCHOR and not self.errors

    @property
    def merit(self) -> tuple[bool, bool, int, int, int]:
        """Smaller is better: sound ones first, then those whose way up is whole, then by their errors and length."""
        broken = sum(finding.code in _BROKEN for finding in self.errors)
        return not self.ok, self.path.end is not End.ANCHOR, broken, len(self.errors), len(self.path.certificates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What all paths of one diagnosis are judged by."""

    use: Use
    policies: PolicyInputs
    profile: Profile | None
    lint: Lint | None
    revocation_required: bool


def of(path: Path, evidence: Evidence, criteria: Criteria, leaf_findings: Iterable[Finding] = ()) -> Verdict:
    """The verdict on one path.

    Parameters
    ----------
    leaf_findings
        What holds against the leaf whichever way leads up from it.
    """
    leaf_findings = tuple(leaf_findings)
    wrong = any(finding.code == "wrong-pki" for finding in leaf_findings)  # its CAs are of another PKI too: it follows
    judgement = judge(path, evidence.at, criteria.policies)
    revocation = revoked.judge(path, evidence, required=criteria.revocation_required)
    found = (
        *leaf_findings,
        *critical_pointers.lessen(judgement.findings, criteria.use, criteria.profile),
        *_for_use(path, evidence, criteria, wrong=wrong),
        *revocation.findings,
    )
    if any(finding.code == "self-signed-leaf" or finding.requirement == "M05.FR.11" for finding in found):
        found = tuple(finding for finding in found if finding.requirement != "RFC 5280 6.1.1")  # said already, and better
    linted = criteria.lint.judge(path, leaf_only=wrong) if criteria.lint else ()
    findings = (*dict.fromkeys(found), *_new(linted, found))
    return Verdict(path, findings, judgement.policies, revocation.checked)


def _for_use(path: Path, evidence: Evidence, criteria: Criteria, *, wrong: bool) -> Iterator[Finding]:
    if criteria.use is Use.ANY:
        return
    yield from clock.judge(path, evidence.at)
    if criteria.use is Use.ROOT_INSTALL:
        yield from root_install.judge(path, evidence)
    yield from fitness.judge_purpose(path, criteria.use)
    yield from fitness.judge_anchor(path, criteria.use, evidence.anchors, evidence)
    if not wrong:
        yield from fitness.judge_sub_cas(path, criteria.use, evidence)


def _new(linted: Iterable[Finding], found: Iterable[Finding]) -> Iterator[Finding]:
    """What a profile says that is not said already: the same of the same certificate, and as heavily."""
    order = list(Severity)
    said: dict[tuple[str, str | None], int] = {}
    for finding in found:
        key = finding.code, finding.certificate
        said[key] = min(said.get(key, len(order)), order.index(finding.severity))
    yield from (one for one in linted if order.index(one.severity) < said.get((one.code, one.certificate), len(order)))
