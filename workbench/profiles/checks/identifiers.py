"""The identifier in the common name: EMAID, PCID, SECCID, EVCCID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.identifiers import LONGEST, Identifier, Scheme
from workbench.certs.identifiers.schemes import READERS
from workbench.profiles.checks.words import listed
from workbench.profiles.examined import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.profiles.examined import Examined

_CHECK_DIGIT = "check digit"


def identifier(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The common name is an identifier of the scheme; a missing one is another rule's."""
    name = examined.subject.common_name
    if not name:
        return
    read = _read(name, values["scheme"])
    if isinstance(read, str):
        yield Fault(
            f"has a common name that is no {values['scheme']}: {read}",
            f"CN={name}",
            f"{values['scheme']} as CN",
            f"Write the {values['scheme']} into CN.",
        )


def identifier_form(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """An identifier of the scheme keeps to the scheme's form, and to the length that the protocol has room for."""
    name = examined.subject.common_name
    read = _read(name, values["scheme"])
    if isinstance(read, str):
        return
    problems = [problem for problem in read.problems if _CHECK_DIGIT not in problem]
    if values["longest"] and len(name) > values["longest"]:
        problems.append(f"it has {len(name)} characters, and the protocol has room for {values['longest']}")
    if problems:
        yield Fault(
            f"has {_article(values['scheme'])} {values['scheme']} that departs from its form: {listed(problems)}",
            f"CN={name}",
            f"the form of {_article(values['scheme'])} {values['scheme']}, as in {read.normalised}",
            f"Write the {values['scheme']} as the scheme has it.",
        )


def check_digit(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """The check digit of an identifier of the scheme is not wrong."""
    read = _read(examined.subject.common_name, values["scheme"])
    if isinstance(read, Identifier) and read.check_digit_ok is False:
        yield Fault(
            f"has {_article(values['scheme'])} {values['scheme']} with the check digit {read.check_digit}; "
            f"{read.expected_check_digit} is right",
            read.formatted,
            f"check digit {read.expected_check_digit}",
            "Look for a typing error in the identifier; then have it issued anew.",
        )


def _read(name: str, scheme: str) -> Identifier | str:
    if len(name) > LONGEST:
        return f"it has {len(name)} characters"
    return READERS[Scheme(scheme)](name) if name.isascii() else "it has characters other than letters A to Z, digits and separators"


def _article(scheme: str) -> str:
    return "a" if scheme == Scheme.PCID else "an"
