"""Second opinions against our own verdict: one finding that says who differs, whether the reason is known, and who will feel it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.diagnosis.known_differences import KNOWN_DIFFERENCES, KnownDifference
from workbench.display import visible
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.diagnosis.opinions import Opinion

_LONGEST_WORDS = 120


def disagreement(
    ok: bool,  # noqa: FBT001  # the verdict is what this is about
    opinions: Sequence[Opinion],
    cause: Finding | None = None,
    findings: Iterable[Finding] = (),
) -> Finding | None:
    """A finding ``engines-disagree`` where an engine that could judge says otherwise; None where all say the same.

    Parameters
    ----------
    ok
        The workbench's verdict.
    cause
        The error that it names first, where it rejects.
    findings
        All its findings about the chain; what they are about decides which differences are known.

    Returns
    -------
    Finding or None
        Severity info where every difference is a known one that no stack in the field is likely to act on, warning otherwise.
    """
    dissent = [opinion for opinion in opinions if opinion.ok is not None and opinion.ok is not ok]
    if not dissent:
        return None
    all_findings = [*([cause] if cause else []), *findings]
    reasons = {opinion.engine: _reasons(opinion, all_findings) for opinion in dissent}
    known = list(dict.fromkeys(reason for several in reasons.values() for reason in several))
    unexplained = [engine for engine, several in reasons.items() if not several]
    judging = sum(opinion.ok is not None for opinion in opinions)
    sentences = [
        _who_differs([opinion.engine for opinion in dissent], ok=ok, all_of_them=len(dissent) == judging > 1),
        *(reason.sentence for reason in known),
        *_unexplained(unexplained, ok=ok),
    ]
    blamed = cause.certificate if cause else next((one.certificate for one in dissent if one.certificate), None)
    return Finding(
        code="engines-disagree",
        severity=Severity.WARNING if unexplained or any(reason.matters for reason in known) else Severity.INFO,
        message=" ".join(sentences),
        certificate=blamed,
        item="certificate" if blamed else "bundle",
        subject=cause.subject if cause else "",
        source=cause.source if cause else "",
        observed=_observed(ok, opinions, cause),
        expected="the same verdict from every verifier",
        remedy=" ".join([reason.remedy for reason in known] + [_COMPARE] * bool(unexplained)),
    )


_COMPARE = "Compare the engines' words, try the chain with the other side's own stack, and report it if the workbench is wrong."


def _reasons(opinion: Opinion, findings: Sequence[Finding]) -> list[KnownDifference]:
    """Why it differs: of an engine that accepts, a reason for each error that it does not see; empty where one is not known."""
    if opinion.ok is False:
        codes = {finding.code for finding in findings}
        return [reason for reason in KNOWN_DIFFERENCES if reason.explains(opinion, codes)][:1]
    errors = dict.fromkeys(finding.code for finding in findings if finding.severity is Severity.ERROR)
    found = [next((reason for reason in KNOWN_DIFFERENCES if reason.explains(opinion, {code})), None) for code in errors]
    return [] if None in found else [reason for reason in found if reason is not None]


def _who_differs(engines: list[str], *, ok: bool, all_of_them: bool) -> str:
    verdict = _VERDICTS[not ok] if len(engines) == 1 else _VERDICTS[not ok].removesuffix("s")
    who = f"All other verifiers ({_listed(engines)})" if all_of_them else _listed(engines)
    return f"{who} {verdict} this chain, which the workbench {_VERDICTS[ok]}."


def _unexplained(engines: list[str], *, ok: bool) -> list[str]:
    if not engines:
        return []
    verb = _VERDICTS[not ok] if len(engines) == 1 else _VERDICTS[not ok].removesuffix("s")
    return [f"Why {_listed(engines)} {verb} is none of the known differences; whoever builds on it will do the same."]


def _observed(ok: bool, opinions: Iterable[Opinion], cause: Finding | None) -> str:  # noqa: FBT001
    ours = f"workbench: {_VERDICTS[ok]}{f' ({cause.code})' if cause else ''}"
    theirs = (f"{one.engine}: {_VERDICTS[one.ok]} ({visible(one.message, _LONGEST_WORDS)})" for one in opinions)
    return "; ".join([ours, *theirs])


_VERDICTS = {True: "accepts", False: "rejects", None: "cannot judge"}


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
