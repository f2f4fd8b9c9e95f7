"""What strikes in one certificate or request: the marks that :mod:`workbench.certs.kinds.evidence` weighs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.certs.identifiers import candidates
from workbench.certs.kinds.evidence_in_names import DOMAIN_COMPONENTS, LEVEL_WORDS, ROLE_WORDS

if TYPE_CHECKING:
    from workbench.certs.facts import CertificateFacts
    from workbench.certs.identifiers import Identifier
    from workbench.certs.names import DistinguishedName

_LONGEST_NAME = 256  # characters of a name that are looked at

_HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]{2,24}\.?", re.IGNORECASE).fullmatch
_SERIAL = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._:/-]{2,49}").fullmatch
# CamelCase, digits and everything else apart: MOSubCA2 is MO, Sub, CA, 2; V2GRootCA_PX is V2G, Root, CA, PX
_WORDS = re.compile(r"[Vv]2[Gg]|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+").findall

_CONTRACT_USAGES = {"digitalSignature", "nonRepudiation", "keyEncipherment", "keyAgreement"}
_NUMBERED = {"sub", "subca", "ca"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What a request has of ``CertificateFacts``; the meanings are the same."""

    subject: DistinguishedName
    key: str
    is_ca: bool | None = None
    path_length: int | None = None
    key_usage: frozenset[str] | None = None
    extended_key_usage: tuple[str, ...] | None = None
    subject_alternative_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one certificate, in an order that equal content repeats, and the identifiers its common name may hold."""

    marks: tuple[str, ...]
    identifiers: tuple[Identifier, ...] = ()


def marks_of(content: CertificateFacts | RequestFacts) -> Marks:
    """The marks that a certificate or a request bears by itself."""
    leaf = content.is_ca is not True
    roles, common_name, unit = _read(content.subject)
    identifiers = candidates(common_name)
    marks = [
        *(roles or ["dc:none" if leaf else "dc:none:ca"]),
        *([f"cn:{i.scheme}:{_strength(i)}" for i in identifiers[:2]] or _common_name_marks(common_name, unit, leaf=leaf)),
        *_constraints(content),
        _key(content.key),
    ]
    if leaf or (content.key_usage is not None and "keyCertSign" not in content.key_usage):
        marks += filter(None, (_usage(content.key_usage), _purpose(content.extended_key_usage)))
        if any(len(name) <= _LONGEST_NAME and _HOST(name) for name in content.subject_alternative_names):
            marks.append("san:host")
    return Marks(tuple(marks), identifiers)


def issuer_marks(issuer: DistinguishedName) -> tuple[str, ...]:
    """What an issuer's name tells of the certificate below it."""
    roles, common_name, unit = _read(issuer)
    words = _name_marks(common_name, unit)
    told = [f"issuer:{mark}" for mark in words if mark.removeprefix("word:") in ROLE_WORDS or mark.startswith("number:")]
    return (*(f"issuer:{role}" for role in roles), *told, *(("issuer:root",) if "word:root" in words else ()))


def _read(name: DistinguishedName) -> tuple[list[str], str, str]:
    """The roles that domain components name, each once; the most specific common name and organisational unit."""
    roles: list[str] = []
    common_name = unit = ""
    for kind, value in name.attributes:
        if kind == "DC":
            roles += [role for role in _role(value) if role not in roles]
        elif kind == "CN":
            common_name = value[:_LONGEST_NAME]
        elif kind == "OU":
            unit = value[:_LONGEST_NAME]
    return roles, common_name, unit


def _common_name_marks(common_name: str, unit: str, *, leaf: bool) -> list[str]:
    marks = list(_name_marks(common_name, unit))
    if _HOST(common_name):
        marks.append("cn:hostname")
    elif leaf and not common_name:
        marks.append("cn:none")
    elif leaf and _SERIAL(common_name) and not any(mark.startswith("word:") for mark in marks):
        marks.append("cn:serial")
    return marks


@lru_cache(maxsize=4096)
def _name_marks(common_name: str, unit: str) -> tuple[str, ...]:
    words = [word.lower() for word in _WORDS(f"{common_name} {unit}")]
    known = [f"word:{word}" for word in dict.fromkeys(words) if word in ROLE_WORDS or word in LEVEL_WORDS]
    if any(pair == ("v2g", "root") for pair in pairwise(words)):
        known.append("word:v2g root")
    numbers = {after for word, after in pairwise(words) if word in _NUMBERED and after in {"1", "2"}}
    if len(numbers) == 1 and "root" not in words:  # roots are numbered by generation, not by tier
        known.append(f"number:{numbers.pop()}")
    return tuple(known)


def _role(value: str) -> list[str]:
    """The mark of a DC value that names a role; of -20's role EV only the last two letters count, yet ``DEV`` is not meant."""
    if value.upper() in DOMAIN_COMPONENTS:
        return [f"dc:{value.upper()}"]
    return ["dc:EV"] if value.endswith("EV") and value != value.upper() else []


def _strength(identifier: Identifier) -> str:
    if identifier.check_digit_ok is False:
        return "wrong"
    return "sure" if identifier.convincing else "maybe"


def _constraints(content: CertificateFacts | RequestFacts) -> list[str]:
    marks = ["ca:absent" if content.is_ca is None else "ca:yes" if content.is_ca else "ca:no"]
    if content.path_length is not None and content.is_ca:
        marks.append(f"path:{content.path_length if content.path_length in {0, 1} else 'more'}")
    if content.key_usage is not None and "keyCertSign" in content.key_usage:
        marks.append("ku:certificates")
    return marks


def _usage(usages: frozenset[str] | None) -> str:
    if usages is None:
        return "ku:none"
    if usages >= _CONTRACT_USAGES:
        return "ku:contract"
    if "nonRepudiation" in usages:
        return "ku:non-repudiation"
    if "keyAgreement" in usages:
        return "ku:agreement"
    if "keyEncipherment" in usages:
        return "ku:encipherment"
    return "ku:signature" if usages == {"digitalSignature"} else ""


def _purpose(purposes: tuple[str, ...] | None) -> str:
    if purposes is None:
        return "eku:none"
    for purpose, mark in (("OCSPSigning", "eku:ocsp"), ("codeSigning", "eku:code"), ("cmcRA", "eku:cmc")):
        if purpose in purposes:
            return mark
    server, client = "serverAuth" in purposes, "clientAuth" in purposes
    return "eku:both" if server and client else "eku:server" if server else "eku:client" if client else ""


def _key(key: str) -> str:
    if key.startswith("RSA"):
        return "key:RSA"
    return f"key:{key}" if key in {"P-256", "P-521", "Ed448"} else "key:other"
