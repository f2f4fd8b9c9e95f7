"""The certificates of a pile as pictures show them: each once, with its place in its PKI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.kinds import Kind, Level, Pki
from workbench.certs.kinds.weights import LEVELS_OF
from workbench.findings import Confidence
from workbench.views.palette import HUES

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.bundle import Bundle
    from workbench.certs.facts import CertificateFacts
    from workbench.certs.kinds import Classification
    from workbench.certs.names import DistinguishedName

PKIS = tuple(HUES)
"""In the order of pictures, left to right and top to bottom."""
PKI_NAMES = {
    Pki.V2G: "vehicle to grid",
    Pki.CSO: "charging station operator",
    Pki.CPS: "certificate provisioning service",
    Pki.MO: "mobility operator",
    Pki.OEM: "car maker",
    Pki.CSMS: "charging station management system",
    Pki.MANUFACTURER: "station maker",
    Pki.UNKNOWN: "",
}
PKI_TITLES = {pki: pki.value[0].upper() + pki.value[1:] for pki in PKIS}
_LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Shown:
    """One certificate, once.

    Attributes
    ----------
    kind, pki, sure
        What it is; not ``sure`` where that is only possible.
    validity
        ``"valid"``, ``"expired"``, ``"not yet valid"``, or empty.
    """

    facts: CertificateFacts
    kind: Kind
    pki: Pki
    sure: bool
    validity: str

    @property
    def level(self) -> Level | None:
        """Where it stands; None for a CA of unknown kind."""
        if levels := LEVELS_OF.get(self.kind):
            return levels[0]
        if self.facts.self_issued:
            return Level.ROOT
        return None if self.facts.is_ca else Level.LEAF

    @property
    def noun(self) -> str:
        """Its kind for a picture of certificates: ``"SECC"``, ``"CPO Sub-CA 1"``."""
        return noun(self.kind, ca=self.facts.is_ca is True)

    @property
    def doubtful(self) -> bool:
        """Whether its kind is named and only possible."""
        return not self.sure and self.kind is not Kind.UNKNOWN

    @property
    def heading(self) -> str:
        """Its kind, with a question mark where that is doubtful."""
        return f"{self.noun} ?" if self.doubtful else self.noun

    @property
    def name(self) -> str:
        """Its own name. Hostile text."""
        return name(self.facts.subject)

    @property
    def until(self) -> datetime | None:
        """The end of its validity."""
        return self.facts.not_after

    @property
    def order(self) -> tuple[int, float, str, str, str]:
        """Sorts certificates as pictures show them: by PKI, level, kind and name."""
        level = self.level
        height = _LEVELS.index(level) if level is not None else 1.5
        return PKIS.index(self.pki), height, self.kind, self.name, self.facts.sha256


def noun(kind: Kind, *, ca: bool = False) -> str:
    """A kind as a heading, without the word that every certificate shares."""
    if kind is Kind.UNKNOWN:
        return "CA of unknown kind" if ca else "Unknown kind"
    short = kind.noun.removesuffix(" certificate")
    return short[0].upper() + short[1:]


def name(distinguished_name: DistinguishedName) -> str:
    """The common name, or where there is none the whole name. Hostile text."""
    return distinguished_name.common_name.strip() or str(distinguished_name).strip() or "(empty name)"


def shown(bundle: Bundle) -> list[Shown]:
    """The distinct certificates of a pile that can be read, in the order of pictures."""
    found: dict[str, Shown] = {}
    for entry in bundle.entries:
        if (facts := entry.item.facts) is not None and facts.sha256 not in found:
            found[facts.sha256] = _shown(facts, entry.classification, entry.validity)
    return sorted(found.values(), key=lambda one: one.order)


def _shown(facts: CertificateFacts, classification: Classification | None, validity: str) -> Shown:
    if classification is None:
        return Shown(facts, Kind.UNKNOWN, Pki.UNKNOWN, sure=False, validity=validity)
    sure = classification.confidence in {Confidence.CERTAIN, Confidence.LIKELY}
    return Shown(facts, classification.kind, classification.pki, sure, validity)
