"""A trust graph for people without a clock: how many certificates, who issued them, what almost fits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.display import Cell, Table, Tone, html, terminal, view
from workbench.trust.links import LinkKind, link_of

if TYPE_CHECKING:
    from markupsafe import Markup

    from workbench.trust.certificate import PathCertificate
    from workbench.trust.graph import TrustGraph

_LONGEST = 300


def summary(graph: TrustGraph) -> str:
    """One sentence, and where to look next."""
    links = [link_of(edge, ()) for one in graph for edge in graph.edges_from(one)]
    kinds = Counter(link.kind for link in links)
    steps = kinds[LinkKind.ISSUED]
    parts = [
        f"{len(graph):,} certificate{'' if len(graph) == 1 else 's'}",
        f"{steps:,} verified step{'' if steps == 1 else 's'} from issuer to issued",
        f"{sum(link.kind is LinkKind.SELF and link.carries for link in links):,} self-signed",
        f"{kinds[LinkKind.NEAR_MISS]:,} that almost fit",
    ]
    return (
        f"Trust graph: {', '.join(parts)}. Neither time nor anchors are looked at: .portrait(at) does, wb.trust_picture draws it."
    )


def to_html(graph: TrustGraph) -> Markup:
    """Summary and table."""
    return view(html(summary(graph)), *([_table(graph).to_html()] if len(graph) else []))


def to_text(graph: TrustGraph) -> str:
    """The same as text."""
    return "\n\n".join([terminal(summary(graph)), *([_table(graph).to_text()] if len(graph) else [])])


def _table(graph: TrustGraph) -> Table:
    return Table(("Certificate", "Issuer", "How it fits"), [_row(graph, one) for one in graph])


def _row(graph: TrustGraph, one: PathCertificate) -> tuple[Cell, ...]:
    name = Cell(name_of(one.facts)[:_LONGEST], hover=f"SHA-256 {one.facts.sha256}")
    edges = graph.edges_from(one)
    if not edges:
        return name, Cell(str(one.facts.issuer)[:_LONGEST], Tone.MUTED), Cell("not in this pile", Tone.WARNING)
    link = link_of(edges[0], ())
    if link.kind is LinkKind.SELF:
        how = Cell("self-signed", Tone.GOOD) if link.carries else Cell(link.reason, Tone.ERROR)
        return name, Cell("itself", Tone.MUTED), how
    issuer = name_of(link.edge.issuer.facts)[:_LONGEST]
    fits = (
        Cell(f"signature verified{f'; {link.reason}' if link.reason else ''}", Tone.GOOD)
        if link.carries
        else Cell(link.reason, Tone.ERROR)
    )
    return name, Cell(issuer), fits
