"""OCSP responses and CRLs that are at hand: each is found by those whom it may be about, and judged like one that was fetched."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.certs.der import DerError
from workbench.certs.items import ItemType
from workbench.certs.name_comparison import folded
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.net.status.checked import Tried, outcome_of
from workbench.revocation.crl import Crl
from workbench.revocation.ocsp_certid import IssuerHashes
from workbench.revocation.ocsp_request import OIDS, SHA1
from workbench.revocation.verdict_ocsp import judge_ocsp, read_response

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.net.status.checked import Checked
    from workbench.net.status.crl_judging import CrlJudge
    from workbench.net.status.subjects import Subject
    from workbench.revocation.ocsp import OcspResponse
    from workbench.revocation.verdict import Verdict

_MOST = 16
"""So many CRLs, and so many OCSP responses, are looked at for one certificate."""
_ALGORITHMS = {oid: name for name, oid in OIDS.items()}


class AtHand:
    """What need not be fetched.

    Parameters
    ----------
    items
        Others than OCSP responses and CRLs are passed over, and so is what cannot be read.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = tuple(items)
        self._crls: defaultdict[Hashable, list[Item]] = defaultdict(list)
        self._responses: defaultdict[int, list[tuple[Item, OcspResponse]]] = defaultdict(list)
        for item in {(item.type, item.der): item for item in self._items}.values():
            if item.type is ItemType.CRL:
                self._keep_crl(item)
            elif item.type is ItemType.OCSP_RESPONSE and (response := read_response(item.der)[0]) is not None:
                for serial in response.singles.serials:
                    self._responses[serial].append((item, response))

    def and_those_of(self, checked: Iterable[Checked]) -> AtHand:
        """With what was fetched for other certificates."""
        tried = [one for certificate in checked for one in certificate.tried if one.live and one.verdict is not None]
        received = {one.verdict.received: one.where for one in tried if one.verdict is not None and one.verdict.received}
        came = (item for der, url in received.items() for item in loading.load([(url, der)]).items)
        return AtHand((*self._items, *came)) if received else self

    def _keep_crl(self, item: Item) -> None:
        try:
            self._crls[Crl(item).issuer].append(item)
        except DerError:
            return

    def about(self, subject: Subject, crls: CrlJudge, at: datetime, sources: Iterable[CertificateStatusSource]) -> Iterator[Tried]:
        """What each says of the certificate."""
        issuer, facts = subject.issuer, subject.certificate.facts
        if issuer is None:
            return
        if CertificateStatusSource.OCSP in sources:
            hashes = IssuerHashes(subject.certificate, issuer)
            for item, response in self._responses.get(facts.serial, ())[:_MOST]:
                if algorithm := _algorithm(response, facts.serial, hashes):
                    verdict = judge_ocsp(subject.certificate, issuer, item.der, at, algorithm=algorithm)
                    yield _tried(item, verdict, in_sha1=algorithm == SHA1)
        if CertificateStatusSource.CRL in sources:
            for item in self._crls.get(folded(facts.issuer_der), ())[:_MOST]:
                yield _tried(item, crls.judge(subject.certificate, issuer, item.der))


def _algorithm(response: OcspResponse, serial: int, hashes: IssuerHashes) -> str:
    """By which hash a response names the certificate; empty where it is about another one."""
    try:
        cert_ids = [single.cert_id for single in response.singles.find(serial)]
    except DerError:
        return ""
    return next((_ALGORITHMS.get(one.algorithm, "") for one in cert_ids if not hashes.mismatch(one)), "")


def _tried(item: Item, verdict: Verdict, *, in_sha1: bool = False) -> Tried:
    return Tried(
        source=verdict.source,
        where=str(item.source),
        outcome=outcome_of(verdict),
        live=False,
        in_sha1=in_sha1,
        verdict=verdict,
    )
