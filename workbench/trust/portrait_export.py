"""A portrait for programs (JSON, frames) and for people (tables); hostile text goes through :mod:`workbench.display`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.certs.pairing import name_of
from workbench.display import Cell, Table, Tone, html, terminal
from workbench.times import rfc3339

if TYPE_CHECKING:
    from workbench.trust.links import Link
    from workbench.trust.portrait import MissingIssuer, Portrait, Standing

EDGE_COLUMNS = ("issuer", "certificate", "kind", "carries", "code", "reason", "name", "key_identifier", "signature")
_LONGEST = 300
"""Characters of a name in a table."""
_TONES = {"valid": Tone.GOOD, "no path to an anchor": Tone.WARNING, "not yet valid": Tone.WARNING}


def summary(portrait: Portrait) -> str:
    """How many certificates, how they stand, under which anchors."""
    count = len(portrait)
    how = ", ".join(f"{number:,} {status.value}" for status, number in portrait.counts.items()) or "none"
    words = f"{count:,} certificate{'' if count == 1 else 's'} at {rfc3339(portrait.at)}: {how}."
    if portrait.missing:
        words += f" {len(portrait.missing):,} issuer{'' if len(portrait.missing) == 1 else 's'} missing."
    stopped = "" if portrait.complete else " The search for issuers was stopped: edges may be missing."
    return f"{words} {anchors_told(portrait)}{stopped}"


def anchors_told(portrait: Portrait) -> str:
    """Which anchors, in a sentence."""
    count = len(portrait.anchors)
    if not count:
        return "No anchor: nothing is trusted."
    if portrait.anchors_assumed:
        return f"No anchors were given: {count:,} self-signed CA{'s are' if count > 1 else ' is'} assumed."
    return f"{count:,} anchor{'' if count == 1 else 's'} given."


def to_dict(portrait: Portrait) -> dict[str, Any]:
    """The JSON form."""
    return {
        "schema": "pnc-workbench/graph/1",
        "at": rfc3339(portrait.at),
        "anchors": [one.sha256 for one in portrait.anchors],
        "anchors_assumed": portrait.anchors_assumed,
        "complete": portrait.complete,
        "summary": portrait.summary,
        "nodes": [_node(portrait, one) for one in portrait.standings.values()],
        "edges": [_edge(link) for link in portrait.links],
        "missing": [
            {
                "name": one.name,
                "key_identifier": one.key_identifier,
                "urls": list(one.urls),
                "wanted_by": list(one.wanted_by),
                "namesake": one.namesake,
            }
            for one in portrait.missing
        ],
    }


def _node(portrait: Portrait, one: Standing) -> dict[str, Any]:
    return {
        "certificate": one.sha256,
        "subject": str(one.facts.subject),
        "issuer": str(one.facts.issuer),
        "source": one.source,
        "pki": one.classification.pki.value,
        "kind": one.classification.kind.value,
        "confidence": one.classification.confidence.value,
        "level": one.level.value if one.level else None,
        "status": one.status.value,
        "why": one.why,
        "not_before": rfc3339(one.facts.not_before),
        "not_after": rfc3339(one.facts.not_after),
        "key": one.facts.key,
        "anchor": one.anchor,
        "anchors": list(one.anchors),
        "anchor_type": one.anchor_type or None,
        "serves": list(portrait.serves.get(one.anchor_type, ())) if one.anchor else [],
    }


def _edge(link: Link) -> dict[str, Any]:
    return {
        "issuer": link.issuer,
        "certificate": link.certificate,
        "kind": link.kind.value,
        "carries": link.carries,
        "code": link.code,
        "reason": link.reason,
        "name": link.edge.name.value,
        "key_identifier": link.edge.key_identifier,
        "signature": link.edge.signature.ok,
    }


def tables(portrait: Portrait, limit: int = 200) -> list[Table]:
    """Certificates, what does not fit, who is missing; empty ones left out; ``limit`` is the most rows of each."""
    found = [anchors(portrait, limit), certificates(portrait, limit), near_misses(portrait, limit), missing(portrait, limit)]
    return [table for table in found if table.rows]


def anchors(portrait: Portrait, limit: int) -> Table:
    """Each anchor, what OCPP calls it, and what it is trusted for."""
    rows = [
        (
            Cell(name_of(one.facts)[:_LONGEST], hover=f"SHA-256 {one.sha256}"),
            Cell(one.anchor_type or "no OCPP type"),
            Cell("; ".join(portrait.serves.get(one.anchor_type, ()))),
        )
        for one in portrait.anchors
    ]
    return Table(
        ("Anchor", "OCPP certificate type", "Trusted for"), rows, "Anchors" + " (assumed)" * portrait.anchors_assumed, limit
    )


def certificates(portrait: Portrait, limit: int) -> Table:
    """Each certificate; those that something is wrong with first."""
    order = sorted(portrait.standings.values(), key=lambda one: one.status.value == "valid")
    return Table(
        ("Certificate", "Kind", "PKI", "Status", "Until", "Anchor", "Where"),
        [_row(portrait, one) for one in order],
        "Certificates",
        limit,
    )


def _row(portrait: Portrait, one: Standing) -> tuple[Cell, ...]:
    status = f"{one.status.value}: {one.why}" if one.why else one.status.value
    until = f"{one.facts.not_after:%Y-%m-%d}" if one.facts.not_after else ""
    anchor = "is one" if one.anchor else ", ".join(name_of(portrait[sha256].facts)[:60] for sha256 in one.anchors[:3])
    return (
        Cell(name_of(one.facts)[:_LONGEST], hover=f"SHA-256 {one.sha256}"),
        Cell(one.classification.kind.noun),
        Cell(one.classification.pki.value),
        Cell(status[:_LONGEST], _TONES.get(one.status.value, Tone.ERROR)),
        Cell(until, tight=True),
        Cell(anchor),
        Cell(one.source[-_LONGEST:], Tone.MUTED),
    )


def near_misses(portrait: Portrait, limit: int) -> Table:
    """Edges that almost fit, where there is no better one."""
    rows = [
        (
            Cell(name_of(link.edge.certificate.facts)[:_LONGEST]),
            Cell(name_of(link.edge.issuer.facts)[:_LONGEST]),
            Cell(link.reason, Tone.ERROR),
            Cell(link.code, Tone.MUTED),
        )
        for link in portrait.near_misses
    ]
    return Table(("Certificate", "Almost its issuer", "But", "Code"), rows, caption="What does not fit", limit=limit)


def missing(portrait: Portrait, limit: int) -> Table:
    """Issuers that are not in the pile."""
    return Table(
        ("Issuer", "Key identifier", "Wanted by", "To be had at"),
        [_missing_row(portrait, one) for one in portrait.missing],
        caption="Issuers that are missing",
        limit=limit,
    )


def _missing_row(portrait: Portrait, one: MissingIssuer) -> tuple[Cell, ...]:
    first = name_of(portrait[one.wanted_by[0]].facts)[:80]
    more = len(one.wanted_by) - 1
    return (
        Cell(one.name[:_LONGEST]),
        Cell(one.key_identifier or "not told", code=bool(one.key_identifier)),
        Cell(f"{first} and {more:,} more" if more else first),
        Cell(", ".join(url[:_LONGEST] for url in one.urls[:3])),
    )


def to_html(portrait: Portrait) -> Markup:
    """Summary and tables."""
    return Markup("").join((Markup("<p>{}</p>").format(html(portrait.summary)), *(table.to_html() for table in tables(portrait))))


def to_text(portrait: Portrait, width: int = 160) -> str:
    """The same as text."""
    return "\n\n".join((terminal(portrait.summary), *(table.to_text(width) for table in tables(portrait))))
