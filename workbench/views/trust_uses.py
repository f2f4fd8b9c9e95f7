"""Who trusts which anchor for which use, in words: the diagnosis's table of uses, turned around."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from workbench.diagnosis.uses import TERMS, Use

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from workbench.certs.kinds import Kind

_SHORT = {
    Use.SECC: ("vehicle", "SECC"),
    Use.CPS: ("vehicle", "CPS"),
    Use.CONTRACT: ("station, CSMS", "contract"),
    Use.OEM_PROVISIONING: ("CPS, MO", "OEM provisioning"),
    Use.VEHICLE: ("station", "vehicle (-20)"),
    Use.CSMS_SERVER: ("station", "CSMS server"),
    Use.FIRMWARE_SIGNING: ("station", "firmware signing"),
}
"""Who judges, and what is judged, as short as a box needs it."""


@cache
def serves() -> Mapping[str, tuple[str, ...]]:
    """OCPP anchor type to its uses: ``"SECC, for the vehicle"``."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for use, terms in TERMS.items():
        for anchor_type in terms.anchor_types:
            noun = terms.leaf.noun.removesuffix(" certificate") if terms.leaf else use.value
            found[anchor_type].append(f"{noun}, for {terms.verifier}")
    return {anchor_type: tuple(uses) for anchor_type, uses in found.items()}


def trusted_by(anchor_type: str, leaves: Collection[Kind]) -> list[str]:
    """Lines for a box: ``"vehicle: SECC, CPS"``; only uses whose leaves are at hand, where any are."""
    uses = [use for use, terms in TERMS.items() if anchor_type in terms.anchor_types and use in _SHORT]
    at_hand = [use for use in uses if TERMS[use].leaf in leaves]
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for use in at_hand or uses:
        verifier, noun = _SHORT[use]
        lines[verifier].append(noun)
    return [f"{verifier}: {', '.join(nouns)}" for verifier, nouns in lines.items()]
