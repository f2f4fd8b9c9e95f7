"""A bundle for programs: the JSON of ``pnc show`` and a data frame. Text stands as it was found; whoever shows it escapes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.bundle_view import summary
from workbench.display import frame
from workbench.times import rfc3339

if TYPE_CHECKING:
    import pandas as pd

    from workbench.certs.bundle import Bundle, Entry

SHOW_SCHEMA = "pnc-workbench/show/1"


def to_dict(bundle: Bundle) -> dict[str, Any]:
    """See :meth:`workbench.certs.bundle.Bundle.to_dict`."""
    return {
        "schema": SHOW_SCHEMA,
        "at": rfc3339(bundle.at),
        "at_reason": bundle.at_reason,
        "summary": summary(bundle),
        "items": [_entry_json(entry) for entry in bundle.entries],
        "bundle_findings": [finding.to_dict() for finding in bundle.findings],
    }


def to_frame(bundle: Bundle) -> pd.DataFrame:
    """See :meth:`workbench.certs.bundle.Bundle.to_frame`."""
    rows = []
    for entry in bundle.entries:
        facts, kind = entry.item.facts, entry.classification
        rows.append(
            {
                "source": str(entry.item.source),
                "type": entry.item.type.value,
                "kind": kind.kind.value if kind else "",
                "pki": kind.pki.value if kind else "",
                "confidence": kind.confidence.value if kind else "",
                "subject": str(facts.subject) if facts else entry.item.label,
                "issuer": str(facts.issuer) if facts else "",
                "serial": f"{facts.serial:x}" if facts else "",
                "not_before": facts.not_before if facts else None,
                "not_after": facts.not_after if facts else None,
                "validity": entry.validity,
                "key": facts.key if facts else "",
                "signature_algorithm": facts.signature_algorithm if facts else "",
                "size": len(entry.item.der),
                "sha256": facts.sha256 if facts else "",
                "problems": "; ".join(finding.code for finding in entry.findings),
            }
        )
    return frame(rows)


def _entry_json(entry: Entry) -> dict[str, Any]:
    item, facts, kind = entry.item, entry.item.facts, entry.classification
    document: dict[str, Any] = {
        "item": item.type.finding_item if item.readable else "unreadable",
        "type": item.type.value,
        "source": str(item.source),
        "file": item.source.file,
        "position": item.source.position,
        "within": item.source.within,
        "label": item.label,
        "readable": item.readable,
        "sha256": facts.sha256 if facts else None,
        "size": len(item.der),
        "kind": kind.kind.value if kind else None,
        "pki": kind.pki.value if kind else None,
        "profile": kind.profile if kind else None,
        "confidence": kind.confidence.value if kind else None,
        "reasons": list(kind.reasons) if kind else [],
        "identifier": kind.identifier.to_dict() if kind and kind.identifier else None,
        "public_key_sha256": item.public_key_sha256 or None,
        "problems": [finding.to_dict() for finding in entry.findings],
    }
    if facts is not None:
        document["certificate"] = {
            "subject": str(facts.subject),
            "issuer": str(facts.issuer),
            "serial": f"{facts.serial:x}" if facts.serial >= 0 else f"-{-facts.serial:x}",
            "version": facts.version,
            "not_before": rfc3339(facts.not_before),
            "not_after": rfc3339(facts.not_after),
            "validity": entry.validity or None,
            "key": facts.key,
            "signature_algorithm": facts.signature_algorithm,
            "is_ca": facts.is_ca,
            "path_length": facts.path_length,
            "key_usage": None if facts.key_usage is None else sorted(facts.key_usage),
            "extended_key_usage": None if facts.extended_key_usage is None else list(facts.extended_key_usage),
            "subject_alternative_names": list(facts.subject_alternative_names),
            "subject_key_identifier": _hex(facts.subject_key_identifier),
            "authority_key_identifier": _hex(facts.authority_key_identifier),
            "ocsp_urls": list(facts.ocsp_urls),
            "ca_issuer_urls": list(facts.ca_issuer_urls),
            "crl_urls": list(facts.crl_urls),
            "strict": facts.strict,
        }
    return document


def _hex(octets: bytes | None) -> str | None:
    return octets.hex() if octets is not None else None
