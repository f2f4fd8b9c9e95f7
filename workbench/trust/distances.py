"""How far certificates are from the anchors at least, by names alone: where a search looks first."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, TypeAlias

from workbench.trust.soundness import blemishes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from workbench.trust.certificate import PathCertificate

Distance: TypeAlias = tuple[int, int]
"""Blemishes of the issuers above, and steps."""


def distances_from(
    anchors: Collection[str],
    certificates: Mapping[str, PathCertificate],
    children: Mapping[bytes, Sequence[str]],
    at: datetime | None,
) -> dict[str, Distance]:
    """The distance of every certificate that names lead to (Dijkstra, from the anchors down).

    Parameters
    ----------
    anchors
        SHA-256 fingerprints; others than the pile's are passed over.
    certificates
        The pile, by fingerprint.
    children
        Fingerprints by the raw issuer's name that they give.
    at
        The time at which issuers are to be valid, UTC-aware; None: it does not matter.
    """
    known = [sha256 for sha256 in anchors if sha256 in certificates]
    far: dict[str, Distance] = dict.fromkeys(known, (0, 0))
    heap = [(blemishes(certificates[sha256], at, anchor=True), 0, sha256) for sha256 in known]
    heapq.heapify(heap)
    spread: set[bytes] = set()
    while heap:
        blemished, steps, sha256 = heapq.heappop(heap)
        name = certificates[sha256].facts.subject_der
        if name in spread:
            continue
        spread.add(name)
        for child in children.get(name, ()):
            if child not in far:
                far[child] = (blemished, steps + 1)
                if certificates[child].facts.subject_der in children:
                    heapq.heappush(heap, (blemished + blemishes(certificates[child], at), steps + 1, child))
    return far
