"""RFC 5280 6.1 over one path: every certificate by every clause, all faults.

Revocation is not looked at here; the caller says so, or judges it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.trust.faults import fault
from workbench.trust.paths import LONGEST_PATH, End
from workbench.trust.rfc5280 import (
    algorithms,
    authority,
    extensions,
    key_identifiers,
    name_chaining,
    policy_path,
    public_key,
    signature,
    subtrees,
    validity,
)
from workbench.trust.rfc5280.policies import PolicyInputs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.trust.certificate import PathCertificate
    from workbench.trust.paths import Path
    from workbench.trust.rfc5280.policies import PolicyOutcome

ANY_POLICIES = PolicyInputs()
"""Every policy is acceptable, and none is required."""


@dataclass(frozen=True, slots=True)
class PathJudgement:
    """A path with what RFC 5280 says of it.

    Attributes
    ----------
    path
        The path.
    findings
        All faults, the leaf's first.
    policies
        What its certificate policies come to.
    """

    path: Path
    findings: tuple[Finding, ...]
    policies: PolicyOutcome

    @property
    def ok(self) -> bool:
        """Whether it ends at an anchor and has no error."""
        return self.path.end is End.ANCHOR and not any(finding.severity is Severity.ERROR for finding in self.findings)


def judge(path: Path, at: datetime, policies: PolicyInputs = ANY_POLICIES) -> PathJudgement:
    """Every certificate of a path by every clause.

    Parameters
    ----------
    at
        The time to judge at, UTC-aware.
    policies
        Which certificate policies are acceptable, and whether one is required.
    """
    below = path.certificates[:-1] if path.anchor is not None else path.certificates
    outcome = policy_path.outcome(below, policies)
    return PathJudgement(path, (*_faults(path, at), *policy_path.judge(below, outcome), *_end(path)), outcome)


def _faults(path: Path, at: datetime) -> Iterator[Finding]:
    for position, certificate in enumerate(path.certificates):
        is_anchor = certificate is path.anchor
        checks = [validity.judge(certificate, at), extensions.judge(certificate)]
        if public_key.EC_KEY_THEN_SEQUENCE in certificate.item.der:  # hardly any
            checks.append(public_key.judge_parameters(certificate))
        checks.append(authority.judge(certificate, anchor=is_anchor) if position else public_key.judge(certificate))
        if not is_anchor:  # nobody asks an anchor's own signature
            checks.append(algorithms.judge(certificate))
        if position < len(path.edges):
            edge = path.edges[position]
            checks += [signature.judge(edge), key_identifiers.judge(edge), name_chaining.judge(edge)]
            checks.append(validity.judge_nesting(certificate, edge.issuer))
        for check in checks:
            yield from _caught(check, certificate)
    yield from _caught(authority.judge_path_length(path.certificates), path.certificates[0])
    yield from _caught(subtrees.judge(path.certificates), path.certificates[0])


def _caught(check: Iterator[Finding], certificate: PathCertificate) -> Iterator[Finding]:
    """What a check finds. An error of ours hides no other check, and is never taken for valid."""
    try:
        yield from check
    except Exception as error:  # noqa: BLE001
        yield fault(
            certificate,
            "check-failed",
            "A check of the path of {} failed: an error of the workbench itself.",
            requirement="RFC 5280 6.1",
            observed=f"{type(error).__name__}: {error}"[:200],
            expected="a check that ends",
            remedy="Report this with the certificates; until then take the path for not checked.",
        )


def _end(path: Path) -> Iterator[Finding]:
    """Why the path does not end at an anchor."""
    last = path.certificates[-1]
    facts = last.facts
    if path.end is End.UNTRUSTED_ROOT:
        yield fault(
            last,
            "untrusted-root",
            "The path ends at {}, which is no trust anchor here.",
            requirement="RFC 5280 6.1.1",
            observed=f"a self-issued certificate, SHA-256 {facts.sha256}",
            expected="a certificate that leads to a trust anchor",
            remedy="Add it to the trust anchors if it is the right root; or load the cross-certificate that leads to one.",
        )
    elif path.end is End.ISSUER_MISSING:
        wanted = f", key identifier {facts.authority_key_identifier.hex()}" if facts.authority_key_identifier else ""
        place = f" It may be at {facts.ca_issuer_urls[0]}." if facts.ca_issuer_urls else ""
        yield fault(
            last,
            "issuer-missing",
            f"The issuer of {{}} is not at hand: {facts.issuer}{wanted}.",
            requirement="RFC 5280 6.1",
            observed="no certificate with the issuer's name",
            expected=f"the certificate of {facts.issuer}{wanted}",
            remedy=f"Add the certificate of {facts.issuer.common_name or facts.issuer}.{place}",
        )
    elif path.end is End.LOOP:
        yield fault(
            last,
            "path-loop",
            f"The issuers of {{}} lead in a circle: {' ← '.join(name_of(one.facts) for one in path.certificates)}.",
            requirement="RFC 5280 6.1",
            observed="every possible issuer is on the path already",
            expected="a way to a trust anchor",
            remedy="Load the root that the circle should lead to.",
        )
    elif path.end is End.LIMIT:
        yield _not_followed(last, len(path.certificates))


def _not_followed(last: PathCertificate, count: int) -> Finding:
    """The search ended before the path did."""
    long = count >= LONGEST_PATH
    why = f"a path may have {LONGEST_PATH} certificates here" if long else "too many signatures would have to be tried"
    return fault(
        last,
        "search-limit",
        f"The path was not followed beyond {{}}: {why}.",
        requirement="RFC 5280 6.1",
        observed=f"{count} certificates and no end",
        expected=f"at most {LONGEST_PATH} certificates; public PKIs have three to five" if long else "few possible issuers of each",
        remedy=f"Issue from a CA nearer to the anchor, or give the certificate {LONGEST_PATH // 2} steps up as an anchor."
        if long
        else "Load only what belongs to the chain.",
    )
