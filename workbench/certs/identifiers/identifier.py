"""An identifier: one text read by one scheme."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from workbench.certs.identifiers.countries import COUNTRY_CODES, RESERVED_CODES


class Scheme(StrEnum):
    """What is identified, and by whose rules."""

    EMAID = "EMAID"
    """A charging contract (ISO 15118-2 H.1, -20 C.1; the contract ID of eMI3 and DIN SPEC 91286)."""
    PCID = "PCID"
    """An OEM provisioning certificate (VDE-AR-E 2802-100-1, ISO 15118-20 C.2)."""
    SECCID = "SECCID"
    """A charging station's communication controller, CPID to some (ISO 15118-20 C.3)."""
    EVCCID = "EVCCID"
    """A vehicle's communication controller (ISO 15118-20 C.5); in -2 the word means a MAC address, which no certificate holds."""
    EVSEID = "EVSEID"
    """A power outlet (ISO 15118-2 H.2, -20 C.4; DIN SPEC 91286)."""


_PARTY = {
    Scheme.EMAID: "provider",
    Scheme.PCID: "wmi",
    Scheme.SECCID: "operator",
    Scheme.EVCCID: "wmi",
    Scheme.EVSEID: "operator",
}


_LONGEST_WORD = 32  # hexadecimal serial numbers and UUIDs end here


class IdentifierJson(TypedDict):
    """The JSON form of an :class:`Identifier`."""

    scheme: str
    given: str
    normalised: str
    formatted: str
    parts: dict[str, str]
    check_digit: str
    expected_check_digit: str
    check_digit_ok: bool | None
    problems: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One text, read by one scheme.

    Attributes
    ----------
    given
        The text as it was given; ASCII letters, digits, separators and perhaps a plus sign, nothing else.
    normalised
        Upper case, no separators, with the check digit where one was given.
    formatted
        Upper case, with the scheme's separators between all parts.
    country
        ISO 3166-1, or the E.164 number in the DIN form of an EVSEID; empty for PCID and EVCCID.
    party
        Provider, operator or world manufacturer identifier (WMI).
    instance
        What the party numbers itself; an EMAID's begins with its type letter C, the others' letters (P, S, V, E) stand before it.
    separated
        Whether separators tell its parts apart, so that they are no guess; those inside the instance do not count.
    check_digit
        The one given; empty where there is none.
    expected_check_digit
        The right one; empty where the scheme has none or no public source tells its algorithm.
    check_digit_ok
        None where no check digit was given, or where public sources disagree on the right one.
    problems
        Departures from the scheme, in plain words.
    """

    scheme: Scheme
    given: str
    normalised: str
    formatted: str
    country: str
    party: str
    instance: str
    separated: bool = False
    check_digit: str = ""
    expected_check_digit: str = ""
    check_digit_ok: bool | None = None
    problems: tuple[str, ...] = ()

    @property
    def parts(self) -> dict[str, str]:
        """Country, party and instance under the scheme's own names, those that it has."""
        named = {"country": self.country, _PARTY[self.scheme]: self.party, "instance": self.instance}
        return {name: value for name, value in named.items() if value}

    @property
    def convincing(self) -> bool:
        """Whether chance is unlikely: separators, a right check digit or too long for a word; and a country that exists."""
        return self.known_country and (self.separated or self.check_digit_ok is True or len(self.normalised) > _LONGEST_WORD)

    @property
    def known_country(self) -> bool:
        """Whether ISO 3166-1 lists its country, reserved codes included; True where the scheme names none."""
        return not self.country.isalpha() or self.country in COUNTRY_CODES or self.country in RESERVED_CODES

    def __str__(self) -> str:
        return self.formatted

    def to_dict(self) -> IdentifierJson:
        """The JSON form."""
        return {
            "scheme": self.scheme.value,
            "given": self.given,
            "normalised": self.normalised,
            "formatted": self.formatted,
            "parts": self.parts,
            "check_digit": self.check_digit,
            "expected_check_digit": self.expected_check_digit,
            "check_digit_ok": self.check_digit_ok,
            "problems": list(self.problems),
        }
