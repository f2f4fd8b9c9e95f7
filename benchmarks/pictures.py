"""The trust picture of 500 and of 2,000 certificates, step by step, beside networkx drawing the same graph with matplotlib."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import networkx as nx
from matplotlib.figure import Figure

from benchmarks.measure import in_turn, report
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    public_key_info,
)
from workbench.certs.loading import load
from workbench.trust.graph import TrustGraph
from workbench.views.trust_picture import picture_of

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2026, 6, 1, tzinfo=UTC)
UNTIL = (datetime(2026, 5, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


@cache
def pile(count: int, operators: int = 10) -> tuple[tuple[str, bytes], ...]:
    """A V2G root with operators of two Sub-CAs each, and their SECC leaves; every thirtieth leaf is expired."""
    ders = [certificate("V2G Root CA", "V2G Root CA", "V2G", number=1)]
    for i in range(operators):
        first, second = f"CPO Sub-CA 1 {i}", f"CPO Sub-CA 2 {i}"
        ders += [certificate(first, "V2G Root CA", "V2G", number=2), certificate(second, first, "V2G", number=3)]
        for j in range((count - 1) // operators - 2):
            ders.append(certificate(f"DEBNCS{i:03}{j:027}", second, "CPO", number=4 + j))
    return tuple((f"{number}.der", der) for number, der in enumerate(ders))


def certificate(subject: str, issuer: str, domain: str, *, number: int) -> bytes:
    ca = domain == "V2G"
    key = derive_private_key(b"benchmark", subject if ca else "leaf", "P-256")
    content = CertificateContent(
        serial=number,
        issuer=encode_name((NameAttribute("CN", issuer), NameAttribute("DC", "V2G"))),
        subject=encode_name((NameAttribute("CN", subject), NameAttribute("DC", domain))),
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=UNTIL[ca or number % 30 != 0],
        public_key_info=public_key_info(key),
        extensions=(Extension("2.5.29.19", bytes.fromhex("30030101ff" if ca else "3000"), critical=True),),
    )
    return issue_certificate(content, derive_private_key(b"benchmark", issuer, "P-256"))


def drawn_by_networkx(graph: TrustGraph) -> bytes:
    drawing = graph.digraph.copy()
    drawing.remove_edges_from(list(nx.selfloop_edges(drawing)))
    for layer, nodes in enumerate(nx.topological_generations(drawing)):
        for node in nodes:
            drawing.nodes[node]["layer"] = layer
    figure = Figure(figsize=(12, 8))
    axes = figure.add_subplot()
    nx.draw(drawing, nx.multipartite_layout(drawing, subset_key="layer", align="horizontal"), ax=axes, node_size=20)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def steps(count: int) -> dict[str, Callable[[], object]]:
    items = load(pile(count)).items
    graph = TrustGraph(items)
    portrait = graph.portrait(AT)
    return {
        "graph and portrait, signatures verified": lambda: TrustGraph(items).portrait(AT),
        "portrait of a graph that is there": lambda: graph.portrait(AT),
        "folded and laid out": lambda: picture_of(portrait),
        "SVG": lambda: picture_of(portrait).svg,
        "page": lambda: picture_of(portrait).html,
        "PNG": lambda: picture_of(portrait).png,
        "PNG by networkx": lambda: drawn_by_networkx(graph),
    }


def main() -> None:
    for count in (500, 2_000):
        report(f"The trust picture of {count:,} certificates", in_turn(steps(count), runs=3), ["PNG by networkx"])


if __name__ == "__main__":
    main()
