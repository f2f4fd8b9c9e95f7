"""A bundle as tables for people (HTML, text), as a data frame and as JSON; hostile text goes through :mod:`workbench.display`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from workbench.certs.items import ItemType
from workbench.display import Cell, Table, Tone, html, terminal, view
from workbench.findings import Confidence, Severity

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd
    from markupsafe import Markup

    from workbench.certs.bundle import Bundle, Entry
    from workbench.findings import Finding

SHOW_SCHEMA = "pnc-workbench/show/1"
_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.INFO: Tone.INFO}
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
_VALIDITY_TONES = {"valid": Tone.GOOD, "expired": Tone.ERROR, "not yet valid": Tone.WARNING}
_COLUMNS = ("Where", "What it is", "Subject", "Issuer", "Valid", "Key", "Bytes", "Look at")
_LONGEST = 90


def summary(bundle: Bundle) -> str:
    """One sentence: how many of what, in how many files, judged when."""
    types = Counter(item.type for item in bundle.items)
    unread = types.pop(ItemType.UNREADABLE, 0)
    things = ", ".join(f"{count:,} {_plural(kind.value, count)}" for kind, count in types.items()) or "nothing that could be read"
    files = len({item.source.file for item in bundle.items})
    parts = [f"{things} in {files:,} {_plural('file', files)}"]
    if unread:
        parts.append(f"{unread:,} {'thing' if unread == 1 else 'things'} could not be read")
    if bundle.at is not None and types[ItemType.CERTIFICATE]:
        parts.append(f"validity judged at {_moment(bundle.at)} ({bundle.at_reason})")
    return "; ".join(parts) + "."


def to_html(bundle: Bundle) -> Markup:
    """Summary, table of things, table of problems."""
    parts = [html(summary(bundle)), _things(bundle).to_html()]
    problems = _problems(bundle)
    if problems.rows:
        parts.append(problems.to_html())
    return view(*parts)


def to_text(bundle: Bundle, *, width: int = 160, colour: bool = False, limit: int = 200) -> str:
    """The same for a terminal; ``limit`` is the most rows of things."""
    parts = [terminal(summary(bundle)), _things(bundle, limit).to_text(width, colour=colour)]
    problems = _problems(bundle, limit)
    if problems.rows:
        parts.append(problems.to_text(width, colour=colour))
    return "\n\n".join(parts)


def to_dict(bundle: Bundle) -> dict[str, Any]:
    """See :meth:`workbench.certs.bundle.Bundle.to_dict`."""
    return {
        "schema": SHOW_SCHEMA,
        "at": _moment(bundle.at),
        "at_reason": bundle.at_reason,
        "summary": summary(bundle),
        "items": [_entry_json(entry) for entry in bundle.entries],
        "bundle_findings": [finding.to_dict() for finding in bundle.findings],
    }


def to_frame(bundle: Bundle) -> pd.DataFrame:
    """See :meth:`workbench.certs.bundle.Bundle.to_frame`."""
    import pandas as pd  # noqa: PLC0415  # half a second that only those pay who want a frame

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
    return pd.DataFrame(rows)


def _things(bundle: Bundle, limit: int = 200) -> Table:
    return Table(_COLUMNS, [_row(entry) for entry in bundle.entries[:limit]] + [()] * max(len(bundle) - limit, 0), limit=limit)


def _row(entry: Entry) -> tuple[Cell | str, ...]:
    item, facts = entry.item, entry.item.facts
    where = Cell(_short(str(item.source)), hover=item.source.within, tone=Tone.MUTED)
    problems = _problem_cell(entry.findings)
    if facts is None:
        return where, _kind_cell(entry), _short(_description(item.label, item.type)), "", "", "", _size(len(item.der)), problems
    return (
        where,
        _kind_cell(entry),
        Cell(_short(str(facts.subject) or "(empty)"), hover=f"SHA-256 {facts.sha256}"),
        Cell("itself", Tone.MUTED) if facts.self_issued else _short(str(facts.issuer) or "(empty)"),
        Cell(
            f"{_day(facts.not_before)} – {_day(facts.not_after)}",
            _VALIDITY_TONES.get(entry.validity, Tone.PLAIN),
            hover=entry.validity,
        ),
        Cell(facts.key, hover=facts.signature_algorithm),
        _size(facts.size),
        problems,
    )


def _kind_cell(entry: Entry) -> Cell:
    kind = entry.classification
    if kind is None:
        return Cell(entry.item.type.value, Tone.ERROR if entry.item.type is ItemType.UNREADABLE else Tone.PLAIN)
    sure = "" if kind.confidence in {Confidence.CERTAIN, Confidence.UNKNOWN} else f" ({kind.confidence.value})"
    request = "CSR: " if entry.item.type is ItemType.CSR else ""
    return Cell(f"{request}{kind.title}{sure}", hover="; ".join(kind.reasons))


def _problem_cell(findings: tuple[Finding, ...]) -> Cell:
    if not findings:
        return Cell("")
    worst = min(findings, key=lambda finding: list(Severity).index(finding.severity))
    return Cell(", ".join(dict.fromkeys(finding.code for finding in findings)), _TONES[worst.severity])


def _problems(bundle: Bundle, limit: int = 200) -> Table:
    """Every finding, the worst first, with what to do."""
    findings = [finding for entry in bundle.entries for finding in entry.findings] + list(bundle.findings)
    findings.sort(key=lambda finding: list(Severity).index(finding.severity))
    return Table(
        ("", "Where", "What is wrong", "What to do"),
        [
            (
                Cell(_MARKS[finding.severity], _TONES[finding.severity], hover=finding.severity.value),
                Cell(_short(finding.source) or "the pile", Tone.MUTED),
                Cell(finding.message, hover=finding.requirement),
                finding.remedy,
            )
            for finding in findings
        ],
        limit=limit,
        caption="Look at",
    )


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
            "not_before": _moment(facts.not_before),
            "not_after": _moment(facts.not_after),
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


def _description(label: str, item_type: ItemType) -> str:
    return label if label != item_type.value else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _size(octets: int) -> str:
    return f"{octets:,}" if octets else ""


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "?"


def _moment(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if moment else None


def _hex(octets: bytes | None) -> str | None:
    return octets.hex() if octets is not None else None


def _plural(noun: str, count: int) -> str:
    if count == 1 or noun.endswith("data"):
        return noun
    return noun + "s"
