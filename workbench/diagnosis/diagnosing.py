"""The diagnosis itself: all paths, each judged for the use; the best of them; the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.certs.pairing import name_of
from workbench.diagnosis import fitness, identity, length, verdict
from workbench.diagnosis.cause import cause_of
from workbench.diagnosis.namesakes import name_the_anchors, name_the_twin
from workbench.diagnosis.opinions import Question
from workbench.diagnosis.profiled import Lint, profile_for
from workbench.diagnosis.result import Diagnosis
from workbench.diagnosis.uses import TERMS, Use
from workbench.findings import Severity
from workbench.trust.faults import fault
from workbench.trust.paths import paths_up
from workbench.trust.validate import ANY_POLICIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.diagnosis.anchors import Anchors
    from workbench.diagnosis.evidence import Evidence
    from workbench.diagnosis.verdict import Verdict
    from workbench.findings import Finding
    from workbench.profiles import Profile
    from workbench.trust.certificate import PathCertificate
    from workbench.trust.paths import Paths
    from workbench.trust.rfc5280.policies import PolicyInputs


def diagnose(  # noqa: PLR0913  # each is one answer that the caller may give
    leaf: PathCertificate,
    evidence: Evidence,
    *,
    use: Use,
    profile: Profile | None = None,
    name: str = "",
    policies: PolicyInputs = ANY_POLICIES,
    revocation_required: bool = False,
) -> Diagnosis:
    """Why a certificate is accepted or rejected for a use.

    Parameters
    ----------
    leaf
        A certificate of the evidence's graph.
    profile
        None: the one that fits the use and the keys.
    name
        What the leaf is to hold: an FQDN, a SECCID, a serial number. Empty: not compared.
    policies
        RFC 5280 6.1.1 (c) to (g).
    revocation_required
        A certificate whose status cannot be said is an error.
    """
    anchors = evidence.anchors
    if anchors.assumed:  # a certificate does not vouch for itself unless somebody says so
        anchors = anchors.without(leaf.facts.sha256) if use is not Use.ANY else anchors
    paths = paths_up(evidence.graph, leaf, anchors.types, at=evidence.at)
    used = _profile(use, profile, paths)
    criteria = verdict.Criteria(
        use=use,
        policies=policies,
        profile=used,
        lint=Lint(use, used, evidence) if used else None,
        revocation_required=revocation_required or (use is Use.ANY and bool(evidence.given_status)),
    )
    about_leaf = [*fitness.judge_leaf(leaf, use, evidence), *(identity.judge(leaf, use, name) if name else ())]
    verdicts = sorted((verdict.of(path, evidence, criteria, about_leaf) for path in paths.found), key=lambda one: one.merit)
    verdicts = length.lessen(verdicts, evidence.graph)
    best = name_the_anchors(name_the_twin(verdicts[0], anchors), anchors)
    verdicts[0] = best
    findings = (*best.findings, *_about_the_question(leaf, anchors, paths, evidence))
    return Diagnosis(
        leaf=leaf,
        use=use,
        profile=used,
        at=evidence.at,
        anchors=anchors,
        verdicts=tuple(verdicts),
        cause=None if best.ok else cause_of(findings, [certificate.facts.sha256 for certificate in best.path.certificates]),
        findings=findings,
        not_checked=tuple(_not_checked(use, best, used, name)),
        assumptions=tuple(_assumptions(use, used, anchors, evidence, given=profile)),
        question=_question(leaf, evidence, anchors, use, name),
    )


def _profile(use: Use, given: Profile | None, paths: Paths) -> Profile | None:
    """The profile that was given where it has rules for the use's leaf, or the one that fits where none was given."""
    if use is Use.ANY:
        return None
    if given is None:
        return profile_for(use, paths.found[0])
    leaf = TERMS[use].leaf
    return given if leaf is None or given.rules_for(leaf) else None


def _about_the_question(leaf: PathCertificate, anchors: Anchors, paths: Paths, evidence: Evidence) -> Iterator[Finding]:
    if anchors.assumed:
        names = [name_of(item.facts) for item in anchors.items if item.facts and item.facts.sha256 in anchors.types]
        several = len(names) != 1
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        yield fault(
            leaf,
            "anchor-assumed",
            "No trust anchor was given"
            + (
                f": the self-signed CA{'s' * several} at hand {'are' if several else 'is'} assumed ({shown})."
                if names
                else ", and no self-signed CA is at hand that could be assumed."
            ),
            requirement="RFC 5280 6.1.1",
            observed=f"{len(names)} self-signed",
            expected="the trust anchors of the verifier",
            remedy="Say what the verifier trusts: `--anchor FILE`; whoever sends a chain can send any root with it.",
            severity=Severity.INFO,
        )
    if not paths.complete or (evidence.has_status and not evidence.status.complete):
        yield fault(
            leaf,
            "search-limit",
            f"Not every path up from {{}} was looked at: {'; '.join(paths.bounds) or 'too many signers of CRLs were asked about'}.",
            requirement="RFC 5280 6.1",
            observed=f"{len(paths.found)} path{'s' * (len(paths.found) != 1)} looked at",
            expected="a handful",
            remedy="Load only what belongs to the chain.",
            severity=Severity.WARNING,
        )


def _not_checked(use: Use, best: Verdict, profile: Profile | None, name: str) -> Iterator[str]:
    if not best.status_known:
        yield "revocation"
    if use in identity.NAMED and not name:
        yield "identity"
    if profile is None:
        yield "profile"


def _assumptions(
    use: Use, profile: Profile | None, anchors: Anchors, evidence: Evidence, *, given: Profile | None
) -> Iterator[str]:
    if anchors.assumed:
        yield "No anchor was given: the self-signed CAs at hand are taken as trust anchors."
    if use is Use.ANY:
        yield "Judged by RFC 5280 alone: no profile, no purpose, no name."
        if evidence.given_status:
            yield "CRLs or OCSP responses were given: every certificate's status is required, as RFC 5280 6.1.3 asks."
    elif given is not None and profile is None:
        yield f"The profile {given.title} has no rules for this use: none was applied."
    elif given is None and profile is not None:
        yield f"No profile was given: {profile.title}, by the {'use' if profile.name == 'ocpp' else 'keys'}."


def _question(leaf: PathCertificate, evidence: Evidence, anchors: Anchors, use: Use, name: str) -> Question:
    return Question(
        leaf=leaf.item.der,
        pool=tuple(one.item.der for one in evidence.graph if one is not leaf),
        anchors=tuple(evidence.graph.certificate(sha256).item.der for sha256 in anchors.types),
        at=evidence.at,
        use=use.value,
        name=name,
        crls=tuple(item.der for item in evidence.given_status if item.type is ItemType.CRL),
    )
