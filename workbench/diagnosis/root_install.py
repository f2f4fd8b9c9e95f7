"""A new root on its way to a charging station (InstallCertificate, use case M05): whether the station can take it.

With AdditionalRootCertificateCheck the new CSMS root must be signed by the one it replaces [M05.FR.10, .11]: that is the anchor.
What the station itself decides (how many it can hold) is its policy and not judged here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.trust.faults import fault
from workbench.trust.paths import End

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.diagnosis.evidence import Evidence
    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate
    from workbench.trust.paths import Path


def judge(path: Path, evidence: Evidence) -> Iterator[Finding]:
    """``not-a-ca``, ``ca-key-usage`` of the new root itself, and ``untrusted-root`` where the old one did not sign it."""
    root = path.certificates[0]
    yield from _ca(root)
    if path.end is End.UNTRUSTED_ROOT and len(path.certificates) == 1 and evidence.anchors.types:
        old = ", ".join(str(item.facts.subject) for item in evidence.anchors.items if item.facts is not None)
        yield fault(
            root,
            "untrusted-root",
            "{} is self-signed: the root that it is to replace did not sign it, and a station with AdditionalRootCertificateCheck "
            "rejects it.",
            requirement="M05.FR.11",
            observed="signed by its own key",
            expected=f"signed by {old}",
            remedy="Have the new root's key certified by the old root, and install that certificate.",
        )


def _ca(root: PathCertificate) -> Iterator[Finding]:
    facts = root.facts
    if facts.is_ca is not True:
        yield fault(
            root,
            "not-a-ca",
            "{} is to be a trust anchor, but is no CA"
            + (": its basicConstraints say CA:FALSE." if facts.is_ca is False else ": it has no basicConstraints."),
            requirement="RFC 5280 4.2.1.9",
            observed="CA:FALSE" if facts.is_ca is False else "no basicConstraints",
            expected="basicConstraints with CA:TRUE",
            remedy="Install the root, not a certificate below it.",
        )
    if facts.key_usage is not None and "keyCertSign" not in facts.key_usage:
        yield fault(
            root,
            "ca-key-usage",
            "{} is to be a trust anchor, but its key usage does not allow it to sign certificates.",
            requirement="RFC 5280 4.2.1.3",
            observed=", ".join(sorted(facts.key_usage)) or "no usage",
            expected="keyCertSign among them",
            remedy="Have the root's certificate issued again with keyCertSign.",
        )
