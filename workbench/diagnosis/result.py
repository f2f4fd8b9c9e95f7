"""The answer: a :class:`Diagnosis`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.display import Readable, frame
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from workbench.certs.items import Item
    from workbench.diagnosis.anchors import Anchors
    from workbench.diagnosis.fixing import CorrectedChain
    from workbench.diagnosis.opinions import Opinion, Question
    from workbench.diagnosis.uses import Use
    from workbench.diagnosis.verdict import Verdict
    from workbench.findings import Finding
    from workbench.profiles import Profile
    from workbench.trust.certificate import PathCertificate
    from workbench.trust.rfc5280.policies import PolicyOutcome


@dataclass(frozen=True, kw_only=True)
class Diagnosis(Readable):
    """Why a certificate is accepted or rejected for a use.

    Attributes
    ----------
    leaf
        The certificate that was judged.
    use
        What it was judged for.
    profile
        The rules besides RFC 5280; None where none is about that use.
    at
        The time of judgement, UTC-aware.
    anchors
        The trust anchors.
    verdicts
        Every path that was found, the best first; at least one.
    cause
        The error of the best path whose repair comes first; None where there is none.
    findings
        Those of the best path, and what is to be said of the whole question.
    not_checked
        ``"revocation"``, ``"identity"``, ``"profile"``: what was not looked at. It is not taken for valid.
    assumptions
        What was assumed where nothing was given, in sentences.
    second_opinions
        What other verifiers said, where they were asked.
    question
        The same question for them.
    """

    leaf: PathCertificate
    use: Use
    profile: Profile | None
    at: datetime
    anchors: Anchors
    verdicts: tuple[Verdict, ...]
    cause: Finding | None
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
    second_opinions: tuple[Opinion, ...] = ()
    question: Question = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether one path at least leads to an anchor without an error."""
        return self.best.ok

    @property
    def best(self) -> Verdict:
        """The best path."""
        return self.verdicts[0]

    @property
    def policies(self) -> PolicyOutcome:
        """What the policies of the best path come to: the sets of RFC 5280 6.1.6."""
        return self.best.policies

    @property
    def chain(self) -> tuple[Item, ...]:
        """What the presenter is to send: the best path without its anchor or root, leaf first; as far as each signature verifies.

        A self-issued certificate on the way, as after a roll-over, is sent: without it the way breaks.
        """
        path = self.best.path
        items = [path.certificates[0].item]
        for edge in path.edges:
            if not edge.verified or edge.issuer is path.anchor or edge.issuer.facts.looks_self_signed:
                break
            items.append(edge.issuer.item)
        return tuple(items)

    @property
    def corrected(self) -> CorrectedChain:
        """:attr:`chain` as PEM, to write into a file."""
        from workbench.diagnosis.fixing import corrected_chain  # noqa: PLC0415  # only those who repair pay

        return corrected_chain(self)

    @property
    def complete(self) -> bool:
        """Whether :attr:`chain` leads up to a trust anchor, or is one."""
        path = self.best.path
        return path.anchor is not None and path.verified

    def with_opinions(self, opinions: tuple[Opinion, ...]) -> Diagnosis:
        """The same with what other verifiers said; where they disagree, that is a finding."""
        from workbench.diagnosis.disagreement import disagreement  # noqa: PLC0415  # only those who ask others pay

        differ = disagreement(self.ok, opinions, self.cause, self.findings)
        return replace(self, second_opinions=opinions, findings=(*self.findings, *([differ] if differ else [])))

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``docs/contracts.md``; the schema is ``workbench/schemas/diagnose.schema.json``."""
        return {
            "ok": self.ok,
            "use": self.use.value,
            "profile": self.profile.name if self.profile else None,
            "leaf": self.leaf.facts.sha256,
            "at": rfc3339(self.at),
            "cause": self.cause.to_dict() if self.cause else None,
            "findings": [finding.to_dict() for finding in self.findings],
            "not_checked": list(self.not_checked),
            "assumptions": list(self.assumptions),
            "overrides": [str(override) for override in self.profile.overrides] if self.profile else [],
            "policies": {
                "authority_constrained": sorted(self.policies.authority_constrained_set),
                "user_constrained": sorted(self.policies.user_constrained_set),
            },
            "paths": [
                {
                    "ok": verdict.ok,
                    "certificates": [certificate.facts.sha256 for certificate in verdict.path.certificates],
                    "anchor": verdict.path.anchor.facts.sha256 if verdict.path.anchor else None,
                    "findings": [finding.to_dict() for finding in verdict.findings],
                }
                for verdict in self.verdicts
            ],
            "second_opinions": [opinion.to_dict() for opinion in self.second_opinions],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per finding. Text is not escaped."""
        return frame([finding.to_dict() for finding in self.findings])

    def _repr_html_(self) -> str:
        from workbench.diagnosis import as_html  # noqa: PLC0415  # text and HTML are made for those who look

        return str(as_html.page(self))

    def __str__(self) -> str:
        from workbench.diagnosis import as_text  # noqa: PLC0415

        return as_text.text(self)
