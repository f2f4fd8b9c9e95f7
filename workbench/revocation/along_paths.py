"""The status of every certificate on a path; and whether a signer of CRLs or OCSP responses is to be believed, which takes both."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from workbench.findings import Severity
from workbench.revocation.ocsp_beside_crls import together
from workbench.revocation.ocsp_delegate import STATUS_OF_RESPONDER
from workbench.revocation.ocsp_store import OcspStore
from workbench.revocation.status import Status
from workbench.trust.paths import paths_up
from workbench.trust.validate import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from workbench.findings import Finding
    from workbench.revocation.crl_store import CrlStore
    from workbench.revocation.status import Answer
    from workbench.trust.certificate import PathCertificate
    from workbench.trust.graph import TrustGraph
    from workbench.trust.paths import Path


T = TypeVar("T")

MOST_NESTED = 8
"""A CRL signer whose CRL was signed by one whose CRL ...: so deep."""
MOST_ANSWERS = 256
"""About so many signers in all; honest PKIs have one or two beside their CAs."""


class PathStatus:
    """Revocation along the paths of one graph, by CRLs and OCSP responses at hand.

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
    ocsp
        The OCSP responses; None: there are none.
    """

    def __init__(
        self, graph: TrustGraph, anchors: Iterable[str], crls: CrlStore, at: datetime, ocsp: OcspStore | None = None
    ) -> None:
        self._graph = graph
        self._anchors = frozenset(anchors)
        self._crls = crls
        self._at = at
        self._ocsp = OcspStore(()) if ocsp is None else ocsp
        self._asked: list[str] = []
        self._answers_left = MOST_ANSWERS
        self._answers: dict[tuple[str, str, frozenset[bytes]], Answer] = {}
        self.complete = True

    def of(self, path: Path) -> tuple[Answer, ...]:
        """The answer for each certificate of a path but its last, the leaf's first; see :func:`.ocsp_beside_crls.together`.

        A CRL or response that is about one of them is not held against the others; a warning about one that says nothing of any
        of them stands once.
        """
        steps = list(zip(path.certificates, path.certificates[1:], strict=False))
        fitting = {der for one, issuer in steps for der in (*self._crls.fitting(one), *self._ocsp.fitting(one, issuer))}
        return _each_once([self._status(certificate, issuer, fitting) for certificate, issuer in steps])

    def trusts(self, signer: PathCertificate) -> bool | None:
        """Whether a certificate that signed a CRL has a sound path, none of it revoked, to an anchor; None if in a circle.

        A CRL cannot vouch for the key that signed it.
        """
        return True if signer.facts.sha256 in self._anchors else self._asking(signer, partial(self._has_good_path, signer))

    def _has_good_path(self, signer: PathCertificate) -> bool:
        return any(
            judge(path, self._at).ok and all(_known_to_be_good(answer) for answer in self.of(path))
            for path in paths_up(self._graph, signer, self._anchors, self._at).found
        )

    def _is_good(self, responder: PathCertificate, issuer: PathCertificate) -> bool | None:
        """Whether an OCSP responder that the issuer certified is not revoked; None where that is unknown, or in a circle."""
        answer = self._asking(responder, lambda: self._status(responder, issuer))
        if answer is not None and answer.status is Status.REVOKED:
            return False
        return True if answer is not None and _known_to_be_good(answer) else None

    def _status(self, certificate: PathCertificate, issuer: PathCertificate, fitting: Collection[bytes] = ()) -> Answer:
        """The answer, remembered: a certificate stands on many paths. One that was asked for another's sake may be cut short."""
        if self._asked:
            return self._judged(certificate, issuer, fitting)
        key = certificate.facts.sha256, issuer.facts.sha256, frozenset(fitting)
        if key not in self._answers:
            self._answers[key] = self._judged(certificate, issuer, fitting)
        return self._answers[key]

    def _judged(self, certificate: PathCertificate, issuer: PathCertificate, fitting: Collection[bytes]) -> Answer:
        good = partial(self._is_good, issuer=issuer)
        by_crls = self._crls.status(certificate, issuer, self._at, trusted_signer=self.trusts, signers=self._graph, fitting=fitting)
        by_ocsp = self._ocsp.status(certificate, issuer, self._at, trusted_signer=good, signers=self._graph, fitting=fitting)
        return together(certificate, by_crls, by_ocsp)

    def _asking(self, signer: PathCertificate, question: Callable[[], T]) -> T | None:
        """The answer about a signer; None where it was asked for the sake of itself, or too many were asked."""
        sha256 = signer.facts.sha256
        if sha256 in self._asked:
            return None
        if len(self._asked) == MOST_NESTED or not self._answers_left:
            self.complete = False
            return None
        self._answers_left -= 1
        self._asked.append(sha256)
        try:
            return question()
        finally:
            self._asked.pop()


def _each_once(answers: list[Answer]) -> tuple[Answer, ...]:
    """The same warning about the same CRL or response once: where a status is unknown, else for the leaf."""
    said: set[tuple[str, str, str]] = set()
    told = list(answers)
    for place in sorted(range(len(answers)), key=lambda one: answers[one].status is not Status.UNKNOWN):
        warnings = {
            finding: (finding.code, finding.source, finding.observed) for finding in answers[place].findings if _is_aside(finding)
        }
        left_out = {finding for finding, what in warnings.items() if what in said}
        said.update(warnings.values())
        if left_out:
            told[place] = replace(answers[place], findings=tuple(one for one in answers[place].findings if one not in left_out))
    return tuple(told)


def _is_aside(finding: Finding) -> bool:
    return finding.item in {"crl", "ocsp"} and finding.severity is Severity.WARNING


def _known_to_be_good(answer: Answer) -> bool:
    """Good, and not by the word of a responder of whom it is not known whether it was revoked: two could vouch for each other."""
    return answer.status is Status.GOOD and not any(finding.requirement == STATUS_OF_RESPONDER for finding in answer.findings)
