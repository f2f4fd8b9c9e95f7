"""The status of every certificate on a path; and whether a CRL's signer is to be believed, for it needs a path and a status too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.revocation.status import Status
from workbench.trust.paths import paths_up
from workbench.trust.validate import judge

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.revocation.crl_judgement import CrlAnswer
    from workbench.revocation.crl_store import CrlStore
    from workbench.trust.certificate import PathCertificate
    from workbench.trust.graph import TrustGraph
    from workbench.trust.paths import Path


MOST_NESTED = 8
"""A CRL signer whose CRL was signed by one whose CRL ...: so deep."""
MOST_ANSWERS = 256
"""About so many signers in all; honest PKIs have one or two beside their CAs."""


class PathStatus:
    """Revocation along the paths of one graph, by CRLs at hand.

    ``complete`` is False once a bound of the search was hit: a status may then be unknown for that.

    Parameters
    ----------
    graph
        The certificates.
    anchors
        SHA-256 fingerprints of the trust anchors, which have no status.
    crls
        The CRLs.
    at
        The time to judge at, UTC-aware.
    """

    def __init__(self, graph: TrustGraph, anchors: Iterable[str], crls: CrlStore, at: datetime) -> None:
        self._graph = graph
        self._anchors = frozenset(anchors)
        self._crls = crls
        self._at = at
        self._asked: list[str] = []
        self._answers_left = MOST_ANSWERS
        self.complete = True

    def of(self, path: Path) -> tuple[CrlAnswer, ...]:
        """The answer for each certificate of a path but its last, the leaf's first."""
        return tuple(
            self._crls.status(certificate, issuer, self._at, trusted_signer=self.trusts, signers=self._graph)
            for certificate, issuer in zip(path.certificates, path.certificates[1:], strict=False)
        )

    def trusts(self, signer: PathCertificate) -> bool | None:
        """Whether a certificate that signed a CRL has a sound path, none of it revoked, to an anchor; None if in a circle.

        A CRL cannot vouch for the key that signed it.
        """
        sha256 = signer.facts.sha256
        if sha256 in self._anchors:
            return True
        if sha256 in self._asked:
            return None
        if len(self._asked) == MOST_NESTED or not self._answers_left:
            self.complete = False
            return None
        self._answers_left -= 1
        self._asked.append(sha256)
        try:
            return any(
                judge(path, self._at).ok and all(answer.status is Status.GOOD for answer in self.of(path))
                for path in paths_up(self._graph, signer, self._anchors).found
            )
        finally:
            self._asked.pop()
