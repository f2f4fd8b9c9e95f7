"""The subject: which attributes it has, and their values."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from workbench.certs.identifiers.countries import COUNTRY_CODES, RESERVED_CODES
from workbench.profiles.checks.words import listed
from workbench.profiles.examined import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.profiles.examined import Examined

HOST_NAME = re.compile(
    r"(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\.?", re.IGNORECASE
).fullmatch
"""A fully qualified host name, perhaps with a wildcard; at most 253 characters are to be shown to it."""

_LONGEST_HOST_NAME = 254
_HAPPENS = {"UK": "; the United Kingdom's code is GB", "EU": "; ISO 3166 only reserves it"}


def common_name(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """There is a common name."""
    if not examined.subject.common_name.strip():
        yield Fault("has no common name", str(examined.subject) or "an empty subject", "CN", "Put the CN into the subject.")


def server_name(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """There is a common name, or a host name or an IP address in the subjectAltName."""
    if not examined.subject.common_name.strip() and not examined.has_server_name():
        yield Fault(
            "has no name: neither a common name nor a dNSName in subjectAltName",
            str(examined.subject) or "an empty subject",
            "the server's FQDN",
            "Have it issued with the server's FQDN in CN and in subjectAltName.",
        )


def attribute(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """There is an attribute of a type."""
    name: str = values["name"]
    if not examined.subject.first(name).strip():
        yield Fault(
            f"has no {name} in its subject", str(examined.subject) or "an empty subject", name, f"Add {name} to the subject."
        )


def only_attributes(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The subject has no attributes but these."""
    others = [name for name, _ in examined.subject.attributes if name not in values["names"]]
    if others:
        yield Fault(
            f"has {listed(others)} in its subject, beside {listed(values['names'])}",
            str(examined.subject),
            f"{listed(values['names'])} and nothing else",
            f"Leave {listed(others)} out of the subject.",
        )


def domain_component(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """One domain component is among the allowed, letter for letter, or ends as asked."""
    found = examined.subject.all("DC")
    if any(one in values["allowed"] or (values["ending"] and one.endswith(values["ending"])) for one in found):
        return
    wanted = listed([f"DC={one}" for one in values["allowed"]], "or") or f"a DC that ends in {values['ending']}"
    if found:
        case = any(one.upper() in values["allowed"] for one in found)
        yield Fault(
            f"has {listed([f'DC={one}' for one in found])}, not {wanted}" + ("; case counts" if case else ""),
            listed([f"DC={one}" for one in found]),
            wanted,
            f"Write {wanted} into the subject.",
        )
    elif values["required"]:
        yield Fault(f"has no domain component; {wanted} is due", "no DC", wanted, f"Add {wanted} to the subject.")


def country(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """A country, where there is one, is an ISO 3166-1 code."""
    for code in examined.subject.all("C"):
        if code not in COUNTRY_CODES:
            hint = _HAPPENS.get(code.upper(), "") if code.upper() in RESERVED_CODES else ""
            case = "; it is written in capitals" if code.upper() in COUNTRY_CODES else ""
            yield Fault(
                f"has the country C={code}, which is no code of ISO 3166-1{hint}{case}",
                f"C={code}",
                "two capital letters of ISO 3166-1, as in C=DE",
                "Write the country's ISO 3166-1 code; it is GB for the United Kingdom." if hint else "Write an ISO 3166-1 code.",
            )


def host_in_common_name(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """The common name is a fully qualified host name; where no other name is there either, another rule says so."""
    name = examined.subject.common_name.strip()
    if not name and examined.has_server_name():
        yield Fault(
            "has its name in subjectAltName alone: OCPP asks for the server's FQDN in CN",
            str(examined.subject) or "an empty subject",
            "CN=csms.example.com",
            "Have it issued with the server's FQDN in CN as well, where the CA does so; else tell whoever builds the stations.",
        )
    if name and not is_host_name(name):
        yield Fault(
            "has a common name that is no fully qualified host name: OCPP asks for the server's FQDN in CN",
            f"CN={name}",
            "CN=csms.example.com",
            "Write the server's FQDN into CN.",
        )


def no_address_in_common_name(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """The common name is neither a URL nor an IP address nor a host name."""
    name = examined.subject.common_name
    shape = "a URL" if "://" in name else "an IP address" if _is_address(name) else "a host name" if is_host_name(name) else ""
    if shape:
        yield Fault(
            f"has a common name that looks like {shape}",
            f"CN={name}",
            "the charging station's serial number",
            "Write the station's unique serial number into CN.",
        )


def is_host_name(text: str) -> bool:
    """Whether the text is a fully qualified host name; a dotted number is none."""
    return len(text) <= _LONGEST_HOST_NAME and HOST_NAME(text) is not None


def _is_address(text: str) -> bool:
    if len(text) > 64:
        return False
    host, colon, port = text.rpartition(":")
    for candidate in (text, text.strip("[]"), host.strip("[]") if colon and port.isdigit() else ""):
        try:
            ip_address(candidate)
        except ValueError:
            continue
        return True
    return False
