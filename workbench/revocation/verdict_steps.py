"""The steps of a judgement as they are taken: what each saw becomes a line, what is wrong becomes findings as well."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.revocation.verdict import Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.revocation.status_fault import StatusFault
    from workbench.trust.certificate import PathCertificate


@dataclass(slots=True)
class Steps:
    """The steps of one judgement.

    Attributes
    ----------
    requirements
        Every step's name, in order, with its clause.
    item, called, signer
        What is judged, what it is called within a sentence, and who signed it, for findings.
    certificate
        Whose status is asked for.
    """

    requirements: Mapping[str, str]
    item: Item
    certificate: PathCertificate
    called: str
    signer: str = ""
    findings: list[Finding] = field(default_factory=list)
    taken: dict[str, Step] = field(default_factory=dict)

    def take(self, name: str, seen: str, faults: Iterable[StatusFault] = ()) -> bool:
        """A step that was taken; whether no fault of it is an error. Errors take the place of what was seen."""
        told = list(faults)
        self._say(told)
        errors = [fault for fault in told if fault.severity is Severity.ERROR]
        seen = "; ".join(fault.observed for fault in errors) or seen
        self.taken[name] = Step(name, Outcome.FAILED if errors else Outcome.OK, seen, self.requirements[name])
        return not errors

    def skip(self, name: str, why: str, faults: Iterable[StatusFault] = ()) -> None:
        """A step that could not be taken."""
        self._say(faults)
        self.taken[name] = Step(name, Outcome.NOT_CHECKED, why, self.requirements[name])

    def refuse(self, name: str, seen: str, finding: Finding) -> None:
        """A step that failed, by a finding that is made already."""
        self.add(finding)
        self.taken[name] = Step(name, Outcome.FAILED, seen, self.requirements[name])

    def all(self) -> tuple[Step, ...]:
        """Every step in order; those that were not reached were not checked."""
        return tuple(
            self.taken.get(name) or Step(name, Outcome.NOT_CHECKED, "an earlier step failed", requirement)
            for name, requirement in self.requirements.items()
        )

    def failed(self) -> str:
        """The first step that failed; empty where none did."""
        return next((step.name for step in self.all() if step.outcome is Outcome.FAILED), "")

    def ok(self, *names: str) -> bool:
        """Whether all of these steps were taken and nothing spoke against it."""
        return all(name in self.taken and self.taken[name].outcome is Outcome.OK for name in names)

    def bad(self, name: str) -> bool:
        """Whether that step failed."""
        return name in self.taken and self.taken[name].outcome is Outcome.FAILED

    def add(self, finding: Finding) -> None:
        """A finding that is made already; without a fingerprint where the certificate is not at hand."""
        self.findings.append(finding if finding.certificate else replace(finding, certificate=None))

    def soften(self) -> None:
        """What was found wrong is no error any longer: the answer stands all the same."""
        self.findings = [
            replace(one, severity=Severity.WARNING) if one.severity is Severity.ERROR else one for one in self.findings
        ]

    def _say(self, faults: Iterable[StatusFault]) -> None:
        for fault in faults:
            self.add(fault.finding(self.item, self.called, self.signer, self.certificate))
