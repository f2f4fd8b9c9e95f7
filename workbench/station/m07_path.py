"""M07: whether what a vehicle presented is one chain to an installed root; that is the path, and not the revocation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.findings import Severity
from workbench.revocation.plan import LONGEST_CHAIN
from workbench.trust.graph import TrustGraph
from workbench.trust.paths import paths_up
from workbench.trust.validate import judge

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate


class Presented(NamedTuple):
    """What a vehicle presented, put in order.

    Attributes
    ----------
    path
        The leaf first, the installed root last; empty where there is no such path.
    fault
        Why there is none, in words that complete "it is refused: "; empty where there is one.
    findings
        The faults of the path that comes nearest.
    """

    path: tuple[PathCertificate, ...] = ()
    fault: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def checked(self) -> tuple[PathCertificate, ...]:
        """Those whose status must be known: all but the installed root."""
        return self.path[:-1]


def presented(chain: Sequence[Item], roots: Sequence[Item], now: datetime) -> Presented:
    """The path by names, signatures and RFC 5280 6.1 from the first certificate to an installed root, over all of the others.

    Only the installed roots themselves, by SHA-256, may stand in the chain without being on the path.
    """
    anchors = {item.facts.sha256 for item in roots if item.facts is not None}
    if fault := _unfit(chain, anchors):
        return Presented(fault=fault)
    shown = {item.facts.sha256 for item in chain if item.facts is not None}
    first = next(item.facts.sha256 for item in chain if item.facts is not None)
    graph = TrustGraph([*chain, *roots])
    found = [one for one in paths_up(graph, graph.certificate(first), anchors).found if one.anchor is not None and one.verified]
    if not found:
        return Presented(fault="by its signatures its certificate does not lead to an installed root")
    whole = [one for one in found if shown - anchors <= {node.facts.sha256 for node in one.certificates}]
    if not whole:
        left = min(len(shown - anchors - {node.facts.sha256 for node in one.certificates}) for one in found)
        return Presented(fault=f"{left} of the certificates that it presented do not belong to the chain of the first one")
    faults: tuple[Finding, ...] = ()
    for path in whole:
        judgement = judge(path, now)
        if judgement.ok:
            return Presented(path.certificates)
        faults = faults or tuple(one for one in judgement.findings if one.severity is Severity.ERROR)
    return Presented(fault="its path to the installed root does not hold", findings=faults)


def _unfit(chain: Sequence[Item], anchors: Collection[str]) -> str:
    """Why no path is looked for; empty where one is."""
    unreadable = sum(1 for item in chain if item.facts is None)
    if not chain:
        return "it presented no certificate"
    if len(chain) > LONGEST_CHAIN:
        return f"it presented {len(chain)} certificates, and {LONGEST_CHAIN} are looked at"
    if unreadable:
        return f"{unreadable} of what it presented is no certificate that can be read"
    leads = chain[0].facts is not None and chain[0].facts.sha256 in anchors
    return "the first certificate is an installed root, and no vehicle's own" if leads else ""
