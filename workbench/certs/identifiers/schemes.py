r"""How each scheme is read. A reader takes any text and gives the identifier, or the reason why it is none.

Syntax: hubject/opcp ``05_handling-of-ids.md`` (EMAID, PCID, EVSEID, SECCID), Hubject support 3.4 (SECCID's lengths), Tinkerforge
esp32-firmware ``vehicle_certificate.cpp`` (EVCCID), mobilityid (DIN forms). Patterns see upper-cased text and end in ``\Z``, not
``$``: a trailing line feed is no part of an identifier.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.certs.identifiers import check_digits
from workbench.certs.identifiers.countries import COUNTRY_CODES, RESERVED_CODES
from workbench.certs.identifiers.identifier import Identifier, Scheme

if TYPE_CHECKING:
    from collections.abc import Callable

_EMAID = re.compile(r"([A-Z]{2})([-*]?)([A-Z0-9]{3})([-*]?)(?:(C)-)?([A-Z0-9]{6,247})(?:([-*])([A-Z0-9]))?\Z").match
_PCID = re.compile(r"([A-Z0-9]{3})(-?)(?:(P)(-))?([A-Z0-9]{13,250})(?:(-)([A-Z0-9]))?\Z").match
_SECCID = re.compile(r"([A-Z]{2})(-?)([A-Z0-9]{3})(-?)S(-?)([A-Z0-9]{1,249})(?:(-)([A-Z0-9]))?\Z").match
_EVCCID = re.compile(r"([A-Z0-9]{3})(-?)V(-?)([A-Z0-9]{15,251})(?:(-)([A-Z0-9]))?\Z").match
_EVSEID = re.compile(r"([A-Z]{2})([-*]?)([A-Z0-9]{3})([-*]?)E([A-Z0-9][A-Z0-9*]{0,30})\Z").match
_EVSEID_DIN = re.compile(r"\+?([0-9]{1,3})\*([0-9]{3,6})\*([0-9][0-9*]{0,31})\Z").match

_NOT_IN_WMI = frozenset("IOQ")


def read_emaid(text: str) -> Identifier | str:
    """A contract ID of ISO 15118-2 and eMI3 (9 characters after the provider), DIN SPEC 91286 (6) or ISO 15118-20 (C and more)."""
    match = _EMAID(text.upper())
    if match is None:
        return "two letters of a country, three characters of a provider and at least six more must follow one another"
    country, first, provider, second, kind, instance, third, digit = match.groups("")
    instance = kind + instance
    if not digit and len(instance) in {7, 10}:
        instance, digit = instance[:-1], instance[-1]
    problems = _country_problems(country) + _separator_problems(first, second, third if third or not digit else "")
    elements = (country, provider, *((instance[0], instance[1:]) if instance[0] == "C" else (instance,)))
    if len(instance) == 9:
        expected = check_digits.emi3(country + provider + instance)
        ok = digit == expected if digit else None
        if ok is False and digit in check_digits.iso20(elements):
            ok = None
            problems += (f"its check digit {digit} is the one of ISO 15118-20 C.6; by eMI3 and ISO 15118-1 it is {expected}",)
    elif len(instance) == 6:
        expected = check_digits.mod11(country + provider + instance)
        ok = digit == expected if digit else None
        problems += ("it is the short form of DIN SPEC 91286, which ISO 15118 does not know",)
    elif len(instance) > 10 and instance[0] == "C":
        unique, digit, expected, ok, doubts = _iso20_digit(elements, digit, least=9)
        instance = "C" + unique
        problems += (*doubts, "ISO 15118-2 carries at most 15 characters")
    else:
        return (
            f"{len(instance)} characters follow the provider; 9 are the rule, 6 in the DIN form, more only after the type letter C"
        )
    return Identifier(
        scheme=Scheme.EMAID,
        given=text,
        normalised=country + provider + instance + digit,
        formatted="-".join(filter(None, (country, provider, instance, digit))),
        country=country,
        party=provider,
        instance=instance,
        separated=bool(first and second),
        check_digit=digit,
        expected_check_digit=expected,
        check_digit_ok=ok,
        problems=problems + _digit_problems(digit, expected, ok),
    )


def read_pcid(text: str) -> Identifier | str:
    """A provisioning certificate ID: 17 characters and perhaps a check digit, or longer after the P of ISO 15118-20."""
    match = _PCID(text.upper())
    if match is None:
        return "three characters of a manufacturer (WMI) and at least 14 more must follow one another"
    wmi, first, letter, second, unique, third, digit = match.groups("")
    if not letter and unique[0] == "P":
        letter, unique = "P", unique[1:]
    problems = _wmi_problems(wmi)
    if letter and len(unique) >= 13:
        problems += _separator_problems(first, second, third if digit else first)
        unique, digit, expected, ok, doubts = _iso20_digit((wmi, letter, unique), digit, least=13)
        problems += doubts
    elif not letter and 14 <= len(unique) <= 15 - len(digit):
        if len(unique) == 15:
            unique, digit = unique[:-1], unique[-1]
        expected, ok = "", None
        if digit:
            problems += ("no public source tells how the check digit of this form without the type letter P is calculated",)
    else:
        return f"{len(letter + unique)} characters follow the manufacturer; 14 and a check digit are the rule, more only after a P"
    return Identifier(
        scheme=Scheme.PCID,
        given=text,
        normalised=wmi + letter + unique + digit,
        formatted="-".join(filter(None, (wmi, letter, unique, digit))),
        country="",
        party=wmi,
        instance=unique,
        separated=bool(first),
        check_digit=digit,
        expected_check_digit=expected,
        check_digit_ok=ok,
        problems=problems + _digit_problems(digit, expected, ok),
    )


def read_seccid(text: str) -> Identifier | str:
    """A SECCID; the field also has controller IDs far below the 32 characters of ISO 15118-20."""
    match = _SECCID(text.upper())
    if match is None:
        return "two letters of a country, three characters of an operator, an S and a controller ID must follow one another"
    country, first, operator, second, third, unique, fourth, digit = match.groups("")
    problems = _country_problems(country) + _separator_problems(first, second, third, *([fourth] if digit else []))
    unique, digit, expected, ok, doubts = _iso20_digit((country, operator, "S", unique), digit, least=32)
    if len(unique) < 32:
        doubts += (f"its controller ID has {len(unique)} characters; ISO 15118-20 wants at least 32",)
    normalised = country + operator + "S" + unique + digit
    if len(normalised) > 64:
        doubts += (f"it has {len(normalised)} characters; a common name holds at most 64",)
    return Identifier(
        scheme=Scheme.SECCID,
        given=text,
        normalised=normalised,
        formatted="-".join(filter(None, (country, operator, "S", unique, digit))),
        country=country,
        party=operator,
        instance=unique,
        separated=bool(first and second and third),
        check_digit=digit,
        expected_check_digit=expected,
        check_digit_ok=ok,
        problems=problems + doubts + _digit_problems(digit, expected, ok),
    )


def read_evccid(text: str) -> Identifier | str:
    """An EVCCID of ISO 15118-20: manufacturer, V, at least 15 characters, check digit."""
    match = _EVCCID(text.upper())
    if match is None:
        return "three characters of a manufacturer (WMI), a V and at least 15 more must follow one another"
    wmi, first, second, unique, third, digit = match.groups("")
    problems = _wmi_problems(wmi) + _separator_problems(first, second, *([third] if digit else []))
    unique, digit, expected, ok, doubts = _iso20_digit((wmi, "V", unique), digit, least=15)
    return Identifier(
        scheme=Scheme.EVCCID,
        given=text,
        normalised=wmi + "V" + unique + digit,
        formatted="-".join(filter(None, (wmi, "V", unique, digit))),
        country="",
        party=wmi,
        instance=unique,
        separated=bool(first and second),
        check_digit=digit,
        expected_check_digit=expected,
        check_digit_ok=ok,
        problems=problems + doubts + _digit_problems(digit, expected, ok),
    )


def read_evseid(text: str) -> Identifier | str:
    """An EVSEID, ISO or DIN form; it has no check digit."""
    upper, separated = text.upper(), True
    if match := _EVSEID(upper):
        country, first, operator, second, outlet = match.groups()
        separated = bool(first and second)
        problems = _country_problems(country) + _separator_problems(first, second)
        formatted = f"{country}*{operator}*E{outlet}"
    elif match := _EVSEID_DIN(upper):
        country, operator, outlet = match.groups()
        problems = ("it is the form of DIN SPEC 91286, which ISO 15118 does not know",)
        formatted = f"+{country}*{operator}*{outlet}"
    else:
        return "a country, an operator, an E and at most 31 characters of an outlet must follow one another"
    return Identifier(
        scheme=Scheme.EVSEID,
        given=text,
        normalised=formatted.replace("*", ""),
        formatted=formatted,
        country=country,
        party=operator,
        instance=outlet,
        separated=separated,
        problems=problems,
    )


READERS: dict[Scheme, Callable[[str], Identifier | str]] = {
    Scheme.EMAID: read_emaid,
    Scheme.PCID: read_pcid,
    Scheme.SECCID: read_seccid,
    Scheme.EVCCID: read_evccid,
    Scheme.EVSEID: read_evseid,
}


# --- what they share ---


def _iso20_digit(elements: tuple[str, ...], digit: str, *, least: int) -> tuple[str, str, str, bool | None, tuple[str, ...]]:
    """The check digit at the end of an ISO 15118-20 identifier, whose last part has at least ``least`` characters without it.

    A separator, the shortest length or a right digit tells that the last character is one.

    Returns
    -------
    unique, digit, expected, ok, problems
        The last element without the digit, and what :class:`Identifier` says of the digit.
    """
    *leading, unique = elements
    problems: tuple[str, ...] = ()
    if not digit and len(unique) > least:
        readings = check_digits.iso20((*leading, unique[:-1]))
        if len(unique) == least + 1 or unique[-1] in readings:
            unique, digit = unique[:-1], unique[-1]
        else:
            problems = (f"nothing tells whether its last character is a check digit; as one it would have to be {readings[0]}",)
            readings = check_digits.iso20(elements)
    else:
        readings = check_digits.iso20(elements)
    if len(readings) > 1 and digit in readings:
        problems += (f"public readings of ISO 15118-20 C.6 disagree on its check digit: {', '.join(readings)}",)
        return unique, digit, readings[0], None, problems
    return unique, digit, readings[0], digit == readings[0] if digit else None, problems


def _digit_problems(digit: str, expected: str, ok: bool | None) -> tuple[str, ...]:  # noqa: FBT001  # a fact handed on, no flag
    return (f"its check digit is {digit}; {expected} is expected",) if ok is False else ()


def _country_problems(country: str) -> tuple[str, ...]:
    if country in COUNTRY_CODES:
        return ()
    if country in RESERVED_CODES:
        return (f"{country} is only reserved in ISO 3166-1, no country's code",)
    return (f"{country} is no country code of ISO 3166-1",)


def _wmi_problems(wmi: str) -> tuple[str, ...]:
    return ("a manufacturer identifier (WMI) has no I, O or Q",) if _NOT_IN_WMI.intersection(wmi) else ()


def _separator_problems(*separators: str) -> tuple[str, ...]:
    return ("its separators differ from place to place",) if len(set(separators)) > 1 else ()
