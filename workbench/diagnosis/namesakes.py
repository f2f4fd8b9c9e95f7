"""An anchor of the right name and another key, where the path ends at a root that is no anchor: the twin is what is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.name_comparison import folded
from workbench.certs.pairing import name_of
from workbench.trust.faults import fault
from workbench.trust.paths import End

if TYPE_CHECKING:
    from workbench.diagnosis.anchors import Anchors
    from workbench.diagnosis.verdict import Verdict


def name_the_twin(verdict: Verdict, anchors: Anchors) -> Verdict:
    """The same verdict, with ``issuer-key-mismatch`` in place of ``untrusted-root`` where an anchor is its root's namesake."""
    path = verdict.path
    root = path.certificates[-1]
    if path.end is not End.UNTRUSTED_ROOT or len(path.certificates) < 2:
        return verdict
    name = folded(root.facts.subject_der)
    twin = next((item for item in anchors.items if item.facts is not None and folded(item.facts.subject_der) == name), None)
    if twin is None or twin.facts is None:
        return verdict
    below = path.certificates[-2]
    theirs, own = twin.facts.subject_key_identifier, root.facts.subject_key_identifier
    found = fault(
        below,
        "issuer-key-mismatch",
        f"{{}} was issued by a root of the same name as the trust anchor, but with another key: {twin.source} is a namesake.",
        requirement="RFC 5280 6.1.3",
        observed=f"trust anchor {twin.facts.sha256}" + (f", key identifier {theirs.hex()}" if theirs else ""),
        expected=f"the root {root.facts.sha256}" + (f", key identifier {own.hex()}" if own else "") + f" ({root.item.source})",
        remedy="Find out which of the two is genuine: the CA was re-keyed, or one is an evil twin. "
        f"If it is {root.item.source}, make that the trust anchor.",
    )
    kept = [found if finding.code == "untrusted-root" else finding for finding in verdict.findings]
    return replace(verdict, findings=tuple(kept))


def name_the_anchors(verdict: Verdict, anchors: Anchors) -> Verdict:
    """The same verdict; where the path ends below no anchor, the remedy says which anchors there are.

    To load the missing CA is not enough: it must be an anchor itself, or lead to one.
    """
    if anchors.assumed or not anchors.types:
        return verdict
    trusted = list(dict.fromkeys(name_of(item.facts) for item in anchors.items if item.facts is not None))
    named = ", ".join(trusted[:_SOME]) + (f" and {len(trusted) - _SOME} more" if len(trusted) > _SOME else "")
    told = tuple(
        replace(finding, remedy=f"{finding.remedy} The verifier trusts only {named}: whatever is added must lead there.")
        if finding.code in {"issuer-missing", "untrusted-root"}
        else finding
        for finding in verdict.findings
    )
    return replace(verdict, findings=told)


_SOME = 3
