"""A portrait of a trust graph: every certificate with its standing at one time and under given anchors, every edge with its reason.

Names, key identifiers, signatures, CA flags and validity decide; the other clauses of RFC 5280 and the profiles are for the
diagnosis. Revocation counts only where it was told. :func:`~workbench.trust.portraying.portray` makes one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.certs.kinds import Kind
from workbench.display import Readable, frame, view
from workbench.trust import portrait_export
from workbench.trust.links import LinkKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    import pandas as pd

    from workbench.certs.facts import CertificateFacts
    from workbench.certs.kinds import Classification, Level
    from workbench.trust.links import Link


class Status(StrEnum):
    """How a certificate stands; the values are stable and stand in JSON. Where several hold, the first in this order is told."""

    DISTRUSTED = "distrusted"
    MALFORMED = "malformed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    UNREACHABLE = "no path to an anchor"
    VALID = "valid"
    """Its own dates are good, and so is every certificate on some way to an anchor."""


ANCHOR_TYPES = {
    Kind.V2G_ROOT: "V2GRootCertificate",
    Kind.MO_ROOT: "MORootCertificate",
    Kind.OEM_ROOT: "OEMRootCertificate",
    Kind.CSMS_ROOT: "CSMSRootCertificate",
    Kind.MANUFACTURER_ROOT: "ManufacturerRootCertificate",
}
"""OCPP 2.1 InstallCertificateUse of each kind of root."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A certificate in a portrait.

    Attributes
    ----------
    facts
        What it says of itself.
    source
        ``file:position`` where it was found first. Hostile text.
    classification
        Kind and PKI, judged from the whole pile.
    level
        Where in its hierarchy it stands; None for a CA of unknown kind.
    status
        See :class:`Status`.
    why
        Why it has no path, in plain words; empty otherwise. Hostile text: names stand in it.
    anchor
        Whether it is an anchor here.
    anchors
        SHA-256 of the anchors that a way of sound certificates leads to, itself among them where it is one; sorted.
    leaf
        Whether it is an end of chains: no CA.
    given_type
        The OCPP certificate type that it was given as, where it is an anchor; empty where none was told.
    """

    facts: CertificateFacts
    source: str
    classification: Classification
    level: Level | None
    status: Status
    why: str = ""
    anchor: bool = False
    anchors: tuple[str, ...] = ()
    leaf: bool = False
    given_type: str = ""

    @property
    def sha256(self) -> str:
        """Its fingerprint, 64 lower-case hex digits."""
        return self.facts.sha256

    @property
    def anchor_type(self) -> str:
        """OCPP's certificate type: as it was given, or as it would be installed; empty for what is no root of a known kind."""
        return self.given_type or ANCHOR_TYPES.get(self.classification.kind, "")


@dataclass(frozen=True, slots=True)
class MissingIssuer:
    """An issuer that certificates ask for and the pile does not have.

    Attributes
    ----------
    name
        The issuer field of those who ask, for people. Hostile text.
    key_identifier
        Lower-case hex; empty where they give none.
    urls
        Where they say that it may be fetched (authority information access). Hostile text.
    wanted_by
        SHA-256 of those who ask.
    namesake
        Whether the pile has a certificate of that name with another key.
    """

    name: str
    key_identifier: str
    urls: tuple[str, ...]
    wanted_by: tuple[str, ...]
    namesake: bool = False

    @property
    def identity(self) -> str:
        """Tells missing issuers of one portrait, and of two, apart."""
        return f"missing:{self.key_identifier}:{self.name}"


@dataclass(frozen=True)
class Portrait(Readable):
    """A trust graph at one time and under given anchors.

    Attributes
    ----------
    at
        The time, UTC-aware.
    standings
        Every distinct certificate by its SHA-256, in the order of the pile.
    links
        Every edge, near-misses included.
    missing
        Issuers that are not in the pile.
    anchors_assumed
        Whether no anchor was given, and the self-signed certificates of the pile were taken.
    complete
        False where a bound of the search for issuers was hit: edges may be missing.
    serves
        OCPP anchor type to the uses that it is an anchor for, for people; empty where nobody told.
    """

    at: datetime
    standings: Mapping[str, Standing] = field(repr=False)
    links: tuple[Link, ...] = field(repr=False)
    missing: tuple[MissingIssuer, ...] = ()
    anchors_assumed: bool = False
    complete: bool = True
    serves: Mapping[str, Collection[str]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.standings)

    def __getitem__(self, sha256: str) -> Standing:
        return self.standings[sha256]

    @cached_property
    def anchors(self) -> tuple[Standing, ...]:
        """The anchors that are in the pile."""
        return tuple(one for one in self.standings.values() if one.anchor)

    @cached_property
    def counts(self) -> dict[Status, int]:
        """How many certificates have which status, in the order of :class:`Status`, those that nobody has left out."""
        found = Counter(one.status for one in self.standings.values())
        return {status: found[status] for status in Status if found[status]}

    @cached_property
    def near_misses(self) -> tuple[Link, ...]:
        """Edges over which no trust flows, of certificates that have no better one."""
        carried = {link.certificate for link in self.links if link.carries}
        return tuple(link for link in self.links if link.kind is LinkKind.NEAR_MISS and link.certificate not in carried)

    @property
    def summary(self) -> str:
        """A sentence or two: how many, how they stand, under which anchors."""
        return portrait_export.summary(self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc graph -o x.json``; its schema is ``workbench/schemas/graph.schema.json``."""
        return portrait_export.to_dict(self)

    def to_frame(self) -> pd.DataFrame:
        """One row per certificate: PKI, kind, level, subject, status, anchors. Text is not escaped."""
        return frame(self.to_dict()["nodes"])

    def to_edge_frame(self) -> pd.DataFrame:
        """One row per edge: issuer, certificate, kind, reason, and what speaks for it."""
        return frame(self.to_dict()["edges"], portrait_export.EDGE_COLUMNS)

    def _repr_html_(self) -> str:
        return str(view(portrait_export.to_html(self)))

    def __str__(self) -> str:
        return portrait_export.to_text(self)
