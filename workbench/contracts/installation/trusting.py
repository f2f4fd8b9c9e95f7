"""The chains of a message against the roots at hand: each by the diagnosis, for its use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.contracts.faults import fault
from workbench.diagnosis import Evidence, Use, diagnose, given
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.diagnosis import Diagnosis
    from workbench.findings import Finding

_NO_WAY_UP = frozenset({"issuer-missing", "untrusted-root"})


@dataclass(frozen=True, slots=True)
class Trusted:
    """What a chain is worth.

    Attributes
    ----------
    diagnosis
        None where its leaf could not be read.
    findings
        Of the diagnosis: errors as they are, the rest left to the diagnosis.
    not_checked
        What was left open, in words.
    """

    diagnosis: Diagnosis | None
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...] = ()


def judge(
    chain: Sequence[Item], anchors: Iterable[tuple[str, Item]], use: Use, now: datetime, *, need_root: bool = True
) -> Trusted:
    """A chain for a use.

    Parameters
    ----------
    chain
        Leaf first, then its sub-CAs.
    anchors
        OCPP certificate type and root.
    need_root
        False: where no root is at hand that the chain leads to, it is judged up to its last sub-CA, and that is said.
    """
    items = [one for one in chain if one.facts is not None]
    if not items or items[0] is not chain[0]:
        return Trusted(None, (_unreadable(use),))
    roots = tuple(anchors)
    diagnosis = _diagnosed(items, roots, use, now)
    found = tuple(one for one in diagnosis.findings if one.severity is Severity.ERROR)
    if need_root or not any(one.code in _NO_WAY_UP for one in found):
        return Trusted(diagnosis, found, _left_open(diagnosis))
    top = next((one for one in reversed(items) if one.facts is not None and one.facts.is_ca), None)
    if top is None:
        return Trusted(diagnosis, found, _left_open(diagnosis))
    inner = _diagnosed(items, (("", top),), Use.ANY, now)
    by_its_use = (one for one in found if one.code not in _NO_WAY_UP)  # the use's own rules: `inner` knows none
    within = (one for one in inner.findings if one.severity is Severity.ERROR)
    return Trusted(
        inner, tuple(dict.fromkeys((*by_its_use, *within))), (f"the root above {top.source.file}: none at hand", *_left_open(inner))
    )


def _diagnosed(items: Sequence[Item], roots: tuple[tuple[str, Item], ...], use: Use, now: datetime) -> Diagnosis:
    evidence = Evidence(items, given(roots), now)
    facts = items[0].facts
    if facts is None:
        raise TypeError("no certificate")
    return diagnose(evidence.graph.certificate(facts.sha256), evidence, use=use)


def _left_open(diagnosis: Diagnosis) -> tuple[str, ...]:
    return ("revocation",) if "revocation" in diagnosis.not_checked else ()


def _unreadable(use: Use) -> Finding:
    return fault(
        "contract-certificate-unreadable",
        f"There is no {use.value} certificate to judge: it cannot be read.",
        expected="one X.509 certificate, DER",
        remedy="Have its sender put the DER of the certificate there.",
    )
