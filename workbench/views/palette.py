"""The colours of pictures, in one place: one hue per PKI that people of every colour vision tell apart; the words say it too."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.certs.kinds import Pki

PAPER = "#ffffff"
"""Pictures bring their own background: what is drawn reads the same in a light and in a dark notebook."""
INK = "#1f2430"
FADED = "#5f6673"
LINE = "#9aa1ad"
HAIRLINE = "#dfe3e8"
GREYED = "#eceef1"
ALARM = "#b3261e"


@dataclass(frozen=True, slots=True)
class Hue:
    """The shades of one PKI, as ``#rrggbb``.

    Attributes
    ----------
    ink
        For text and outlines: at least 4.5 : 1 against :data:`PAPER` (WCAG 2.2, 1.4.3).
    pale
        For what is past.
    tint
        For areas behind text.
    """

    ink: str
    pale: str
    tint: str


def mixed(colour: str, share: float) -> str:
    """A colour thinned with :data:`PAPER`; ``share`` of it is left."""
    octets = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - octet)):02x}" for octet in octets)


HUES = {
    pki: Hue(ink, mixed(ink, 0.38), mixed(ink, 0.06))
    for pki, ink in {
        Pki.V2G: "#1d2452",
        Pki.CSO: "#1b62d1",
        Pki.CPS: "#17805a",
        Pki.MO: "#b0630a",
        Pki.OEM: "#8a1f8f",
        Pki.CSMS: "#46500f",
        Pki.MANUFACTURER: "#4a120c",
        Pki.UNKNOWN: "#6c7280",
    }.items()
}
"""In the order in which pictures show the PKIs."""
