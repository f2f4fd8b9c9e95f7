"""The identifiers that stand in ISO 15118 certificates: EMAID, PCID, SECCID (CPID), EVCCID, EVSEID.

One text can fit several schemes: :func:`candidates` gives all that it may well be, in order, and the caller's context decides. A
wrong check digit is a fact about an identifier, never an error.
"""

from __future__ import annotations

from workbench.certs.identifiers.identifier import Identifier, IdentifierJson, Scheme
from workbench.certs.identifiers.schemes import READERS
from workbench.errors import InputError

__all__ = [
    "LONGEST",
    "Identifier",
    "IdentifierJson",
    "Scheme",
    "candidates",
    "identify",
    "parse_emaid",
    "parse_evccid",
    "parse_evseid",
    "parse_pcid",
    "parse_seccid",
]

LONGEST = 300
"""Characters; no scheme allows as many, and longer text is not looked at."""


def candidates(text: str) -> tuple[Identifier, ...]:
    """All identifiers that the text may well be, the likeliest first.

    Words that fit a syntax only by their length (``ProvisioningCA1``, ``SubordinateAuthority``) are left out: without separators an
    identifier has a digit, is of one case and names a country that exists. The ``parse_`` functions take them.
    """
    if len(text) > LONGEST or not text.isascii():
        return ()
    found = [read for reader in READERS.values() if isinstance(read := reader(text), Identifier) and _likely(read)]
    found.sort(key=lambda identifier: (identifier.check_digit_ok is not True, len(identifier.problems)))
    return tuple(found)


def identify(text: str) -> Identifier | None:
    """The identifier that the text most likely is, or None."""
    return next(iter(candidates(text)), None)


def parse_emaid(text: str) -> Identifier:
    """A contract ID: 14 characters and a check digit (ISO 15118-2, eMI3), 11 and one (DIN SPEC 91286), or more (ISO 15118-20).

    Raises
    ------
    InputError
        The text does not fit; the message says why.
    """
    return _parsed(Scheme.EMAID, text)


def parse_pcid(text: str) -> Identifier:
    """A provisioning certificate ID: 17 characters and perhaps a check digit; more with the type letter P (ISO 15118-20).

    Raises
    ------
    InputError
        The text does not fit; the message says why.
    """
    return _parsed(Scheme.PCID, text)


def parse_seccid(text: str) -> Identifier:
    """A SECCID; a controller ID shorter than the 32 characters of ISO 15118-20, as in the field, is a problem, no refusal.

    Raises
    ------
    InputError
        The text does not fit; the message says why.
    """
    return _parsed(Scheme.SECCID, text)


def parse_evccid(text: str) -> Identifier:
    """An EVCCID of ISO 15118-20.

    Raises
    ------
    InputError
        The text does not fit; the message says why.
    """
    return _parsed(Scheme.EVCCID, text)


def parse_evseid(text: str) -> Identifier:
    """An EVSEID, in the ISO form (``DE*ICE*E45B*78C``) or the DIN form (``+49*810*000*438``).

    Raises
    ------
    InputError
        The text does not fit; the message says why.
    """
    return _parsed(Scheme.EVSEID, text)


_FORMS = {
    Scheme.EMAID: "country-provider-instance-check digit, as in DE-8AA-CA2B3C4D5-L",
    Scheme.PCID: "manufacturer (WMI), 14 characters, perhaps a check digit, as in US3-P-AA00003C4D58Y-9",
    Scheme.SECCID: "country-operator-S-controller-check digit, as in US-SNL-S-00003C4D557878675645330967543476-2",
    Scheme.EVCCID: "manufacturer (WMI)-V-at least 15 characters-check digit, as in DE8-V-AA0000453C4D58Y-2",
    Scheme.EVSEID: "country*operator*E and the outlet, as in DE*ICE*E45B*78C",
}


def _parsed(scheme: Scheme, text: str) -> Identifier:
    if len(text) > LONGEST:
        read: Identifier | str = f"it has {len(text)} characters"
    elif not text.isascii():
        read = "it has characters other than letters A to Z, digits and separators"
    else:
        read = READERS[scheme](text)
    if isinstance(read, Identifier):
        return read
    raise InputError(f"This is no {scheme}: {read}.", hint=f"The form is {_FORMS[scheme]}; separators are optional.")


def _likely(identifier: Identifier) -> bool:
    given = identifier.given
    one_case = given in {given.upper(), given.lower()}
    return identifier.separated or (identifier.known_country and one_case and not given.isalpha())
