"""What all diagnoses of one pile share: the graph, the kinds, the revocation at hand. Each is made when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind, classify
from workbench.revocation import CrlStore, OcspStore, PathStatus
from workbench.trust.graph import TrustGraph

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.certs.kinds import Classification
    from workbench.diagnosis.anchors import Anchors


class Evidence:
    """A pile, its trust anchors and a time.

    Parameters
    ----------
    items
        The pile. CRLs and OCSP responses in it are used.
    anchors
        The trust anchors; they need not be in the pile.
    at
        The time to judge at, UTC-aware.
    status
        CRLs and OCSP responses that were given for this question: what they leave open is an open question, and not only unchecked.
    """

    def __init__(self, items: Iterable[Item], anchors: Anchors, at: datetime, status: Iterable[Item] = ()) -> None:
        self.items = tuple(items)
        self.anchors = anchors
        self.at = at
        self.given_status = tuple(status)
        self.graph = TrustGraph((*self.items, *anchors.items))

    @cached_property
    def kinds(self) -> dict[str, Classification]:
        """What each certificate is, by SHA-256."""
        facts = [certificate.facts for certificate in self.graph]
        return dict(zip((one.sha256 for one in facts), classify(facts), strict=True))

    def kind(self, sha256: str) -> Kind:
        """The kind of one certificate."""
        return self.kinds[sha256].kind

    @cached_property
    def crls(self) -> CrlStore:
        """The CRLs that were given and those in the pile."""
        return CrlStore((*self.given_status, *(item for item in self.items if item.type is ItemType.CRL)))

    @cached_property
    def ocsp(self) -> OcspStore:
        """The OCSP responses that were given and those in the pile."""
        return OcspStore((*self.given_status, *(item for item in self.items if item.type is ItemType.OCSP_RESPONSE)))

    @cached_property
    def status(self) -> PathStatus:
        """Who knows what is revoked."""
        return PathStatus(self.graph, self.anchors.types, self.crls, self.at, self.ocsp if len(self.ocsp) else None)

    @property
    def has_status(self) -> bool:
        """Whether anything at hand tells of revocation."""
        return bool(len(self.crls) or len(self.ocsp))
