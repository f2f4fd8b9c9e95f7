"""The proportions of a generated fleet: who builds its stations, how they write hash data, and how often something went wrong.

No survey is behind them. The kinds of mistakes are those that public code makes; how many stations a vendor has, and how often an
install is lost, are guesses that give each question something to find in two hundred stations. Names are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.fleet.generate.writing import RIGHT, Writing


@dataclass(frozen=True, slots=True)
class Firmware:
    """One firmware: its share of the vendor's stations and its ways.

    Attributes
    ----------
    lists
        ``"all"``, ``"last leaf"`` (of several V2G chains the last alone), ``"no children"``, or ``"root first"``
        (of the children the one below the root).
    """

    version: str
    share: float
    writing: Writing = RIGHT
    lists: str = "all"


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor and its one model.

    Attributes
    ----------
    share
        Of all stations.
    most_entries
        maxLimit of CertificateEntries, of those that hold no more; None: never read.
    checks_roots
        AdditionalRootCertificateCheck: "true", "false", or "" where it was never read.
    maker_root_ends
        Days from now until its manufacturer root ends.
    """

    name: str
    model: str
    share: float
    ocpp_version: str
    most_entries: int | None
    checks_roots: str
    maker_root_ends: int
    firmwares: tuple[Firmware, ...]

    @property
    def root_check(self) -> bool | None:
        """The same as a truth value."""
        return {"true": True, "false": False}.get(self.checks_roots)


_SPKI = Writing(key="spki", serial="PADDED", personality="whole-key-info")
_OWN = Writing(key="own", personality="own-key")
_BASE64URL = Writing(encoding="base64url", serial="decimal", personality="base64url")
_PADDED = Writing(serial="padded", personality="leading-zero")
_UPPER = Writing(serial="PADDED", personality="upper-case")

VENDORS = (
    Vendor("Ampwerk", "AW-150", 0.30, "2.1", 24, "true", 4000, (Firmware("2.4.1", 0.7), Firmware("2.3.0", 0.3))),
    Vendor("Voltaro", "V2 DC", 0.20, "2.0.1", 9, "false", 3000, (Firmware("1.8.0", 0.6, _SPKI), Firmware("1.9.2", 0.4))),
    Vendor("Nordlader", "NL-7", 0.13, "2.1", 16, "", 2500, (Firmware("7.11", 1.0, _OWN),)),
    Vendor("Kaskade", "K-Duo", 0.10, "2.1", 20, "true", 5000, (Firmware("3.2", 1.0, Writing("SHA384"), "last leaf"),)),
    Vendor("Elbe Energie", "E22", 0.07, "2.1", 20, "false", 3500, (Firmware("22.5", 1.0, Writing("SHA512"), "root first"),)),
    Vendor("Josefsthal", "J4", 0.08, "2.0.1", None, "false", 2000, (Firmware("0.9", 0.7, _BASE64URL), Firmware("1.0", 0.3))),
    Vendor("Torq", "T-50", 0.07, "2.0.1", 8, "false", 19, (Firmware("5.0.3", 0.6, _PADDED), Firmware("5.1.0", 0.4, _UPPER))),
    Vendor("Quintus", "Q1", 0.05, "2.1", None, "", 1500, (Firmware("1.1", 1.0, RIGHT, "no children"),)),
)

SECURITY_PROFILES = ((3, 0.40), (2, 0.48), (1, 0.05), (0, 0.01), (None, 0.06))

V2G_GROUPS = (("A", 0.66), ("B", 0.18), ("C", 0.03), ("private", 0.08), ("stray", 0.02), ("none", 0.03))
"""Under which V2G root a station's chain stands; stray: a test field's, whose root no station lists; none: no ISO 15118."""

CSMS_ROOTS = {
    False: (("old", 0.40), ("both", 0.42), ("new", 0.18)),
    True: (("old", 0.40), ("both linked", 0.25), ("linked", 0.35)),
}
"""How far the rotation of the CSMS root has come, by AdditionalRootCertificateCheck; unknown counts as False."""

SECOND_V2G_ROOT = 0.30
MO_ROOTS = (("MO Root A", 0.92), ("MO Root B", 0.35))
OEM_ROOTS = (("OEM Root A", 0.60), ("OEM Root B", 0.20))
MAKER_ROOT = 0.97
SECOND_CHAIN = 0.5
"""Of the stations that list the last leaf only: those that hold two chains."""

LISTED_TWICE = 0.015
UNDER_TWO_TYPES = 0.02
BY_HAND = 0.015
"""A root that somebody installed at the station, and that nobody else has ever seen."""
NEVER_ANSWERED = 0.01
LEAF_AT_HAND = 0.25
"""Stations whose SECC leaf certificate is at hand; of the others only the hash data is made."""
MOST_LEAVES = 2_000
"""Only the first of so many leaves can be at hand: certificates cost time to make and to read."""

UNANSWERED_INSTALL = 0.03
"""The station installed a root and its answer was lost: it is not in the CSMS's record."""
DELETED_LOCALLY = 0.02
"""A root that the CSMS's record still has."""
RENEWED_UNSEEN = 0.02
"""The CSMS's record still has the former leaf."""
NOT_RECORDED = 0.02
"""Stations that the CSMS's record does not have at all."""

NOT_ANSWERING_TODAY = 0.03
ASKED_FOR_SOME = 0.06
"""Answers to a question for some types only."""
QUESTION_UNKNOWN = 0.06
"""Answers from logs without the question."""

DAILY_RENEWAL = 0.03
DAILY_INSTALL = 0.01
DAILY_DELETION = 0.005
