"""What an enrolment gave: whether it is for this key and this name, and leads to a root that the caller trusts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.certs.quiet import quietly
from workbench.diagnosis import Evidence, assume, diagnose, given
from workbench.display import visible
from workbench.findings import Finding, Severity
from workbench.net.est.roles import roles
from workbench.trust.certificate import PathCertificate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.diagnosis import Diagnosis
    from workbench.diagnosis.uses import Use


class Judged(NamedTuple):
    """An issued certificate, judged.

    Attributes
    ----------
    chain
        Leaf first, then the sub-CAs at hand, no root; empty where there is no certificate for the request's key.
    not_checked
        What could not be looked at.
    """

    chain: tuple[Item, ...]
    findings: tuple[Finding, ...]
    diagnosis: Diagnosis | None = None
    not_checked: tuple[str, ...] = ()


def judge(request: Item, came: Sequence[Item], cas: Sequence[Item], roots: Sequence[Item], use: Use, at: datetime) -> Judged:
    """The certificate among those that came, and what is to be said of it.

    Parameters
    ----------
    cas
        What cacerts gave.
    roots
        What the certificate is to lead to; empty: the self-signed among ``cas``, which is said.
    """
    mine = [one for one in came if one.public_key_sha256 == request.public_key_sha256]
    if not mine:
        return Judged((), (_another_key(request, came),))
    leaf = mine[0]
    findings = [*_beside(came, leaf), *_subject(request, leaf)]
    pile = list({one.der: one for one in (leaf, *came, *cas)}.values())
    evidence = Evidence(pile, given(("", one) for one in roots) if roots else assume(pile), at)
    node = next((one for one in evidence.graph if one.item.der == leaf.der), None)
    if not isinstance(node, PathCertificate):
        return Judged((leaf,), tuple(findings), None, ("whether its chain holds: it cannot be read",))
    result = diagnose(node, evidence, use=use)
    if result.cause is not None:
        findings.append(result.cause)
    findings += [one for one in result.findings if one.code == "anchor-assumed"]
    not_checked = ("whether it is revoked",) if "revocation" in result.not_checked else ()
    return Judged(result.chain, tuple(findings), result, not_checked)


def about_cas(cas: Sequence[Item], roots: Sequence[Item]) -> tuple[Finding, ...]:
    """What is to be said of a cacerts answer: roots that nobody vouches for but the server, and a root's change of key."""
    known = {one.der for one in roots}
    words = list(zip(cas, roles(cas), strict=True))
    found = []
    if roots and (new := [one for one, word in words if word in _ROOTS and one.der not in known]):
        names = ", ".join(visible(str(one.facts.subject), 80) for one in new[:3] if one.facts)
        message = f"cacerts also gives roots that are none of the caller's: {names}. They are trusted as far as the server is."
        found.append(_of_trust(message, "Compare their fingerprints with what the CA publishes, then add them to the roots."))
    if any("With" in word for _, word in words):
        message = f"A root changes its key: cacerts gives {', '.join(sorted({word for _, word in words if 'With' in word}))}."
        found.append(_of_trust(message, "Keep both roots until nothing stands below the old one."))
    return tuple(found)


_ROOTS = frozenset({"root", "OldWithOld", "NewWithNew"})


def _of_trust(message: str, remedy: str) -> Finding:
    return Finding(
        code="est-trust",
        message=message,
        severity=Severity.INFO,
        requirement="RFC 7030 4.1.3",
        source="cacerts",
        remedy=remedy,
    )


def _another_key(request: Item, came: Sequence[Item]) -> Finding:
    keys = ", ".join(one.public_key_sha256[:16] for one in came[:3]) or "none"
    return Finding(
        code="est-certificate",
        message="The certificate that came is for another key than the request's: it is of no use to whoever asked.",
        severity=Severity.ERROR,
        requirement="RFC 7030 4.2.3",
        certificate=came[0].facts.sha256 if came and came[0].facts else None,
        item="certificate",
        observed=f"public key {keys}",
        expected=f"public key {request.public_key_sha256[:16]}",
        remedy="Ask the CA what it signed, and whether it mixed up two requests.",
    )


def _beside(came: Sequence[Item], leaf: Item) -> list[Finding]:
    if len(came) == 1:
        return []
    return [
        Finding(
            code="est-certificate",
            message=f"Beside the certificate there are {len(came) - 1} others, where it was to come alone.",
            severity=Severity.INFO,
            requirement="RFC 7030 4.2.3",
            certificate=leaf.facts.sha256 if leaf.facts else None,
            item="certificate",
            observed=f"{len(came)} certificates",
            expected="1 certificate; its CAs are what cacerts is for",
            remedy="Nothing: they are used to build the chain.",
        )
    ]


def _subject(request: Item, leaf: Item) -> list[Finding]:
    if leaf.certificate is None or leaf.facts is None:
        return []
    with quietly():
        asked = request.parsed.subject.public_bytes()
        words = request.parsed.subject.rfc4514_string()
    if asked == leaf.facts.subject_der:
        return []
    return [
        Finding(
            code="est-certificate",
            message="The CA gave the certificate another subject than the request has.",
            severity=Severity.WARNING,
            certificate=leaf.facts.sha256,
            item="certificate",
            subject=str(leaf.facts.subject),
            observed=visible(str(leaf.facts.subject), 200),
            expected=visible(words, 200),
            remedy="A CA may do so; see that the name is still the station's, and renew with the new one.",
        )
    ]
