"""The declaration of the sample PKIs, ``sample_certs/pki.toml``, as values: what to issue, and which files to make of it.

A certificate takes what its entry does not say from its kind, that from the profile of its folder, that from the defaults; so an
entry is a few lines, and any of them can be overridden where a certificate is to be odd. The file's head explains the format.
"""

from __future__ import annotations

import calendar
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, TypeVar

from workbench.certs.issuing import NameAttribute
from workbench.errors import InputError

HINT = "Correct pki.toml; its head explains the format."

_Declared = TypeVar("_Declared")

Instant = date | datetime
"""A TOML date (midnight UTC) or date-time with its offset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateDeclaration:
    """One certificate to issue; the fields are the keys of pki.toml.

    Attributes
    ----------
    name
        ``folder/stem``: names the certificate, its files and, unless ``same_key_as`` does, its key.
    issuer
        Name of the declaration that issues it; its own for a self-signed one.
    subject
        In encoded order.
    issuer_string_types
        String types by attribute for the issuer's name as this certificate spells it, where its own certificate has others.
    not_before, not_after
        Both belong to the validity.
    key
        Key algorithm.
    hash
        Digest of the signature *on* this certificate; empty: the one of the issuer's curve.
    extensions
        In encoded order, `` critical`` behind those that are: names of :data:`.issuance.EXTENSIONS`, dotted OIDs.
    raw_extensions
        Dotted OID to its content in hex.
    dns_names
        Of a subjectAltName.
    before_signing, after_signing
        Octets that no CA would write: fields and steps of :mod:`workbench.sample_pki.raw_changes`.
    signed_by
        Name of the certificate whose key signs in the issuer's stead; empty: the issuer's own.
    issuer_values
        Values by attribute for the issuer's name, where this certificate gives another name than its issuer has.
    expected
        Codes of the findings that the intended ``defect`` must lead to.
    """

    name: str
    kind: str
    issuer: str
    description: str
    subject: tuple[NameAttribute, ...]
    not_before: datetime
    not_after: datetime
    key: str
    same_key_as: str
    issuer_string_types: dict[str, str] = field(default_factory=dict)
    issuer_values: dict[str, str] = field(default_factory=dict)
    serial: int | None = None
    serial_octets: int = 12
    version: int = 3
    hash: str = ""
    key_identifier: Literal["sha1", "sha1-60"] = "sha1"
    extensions: tuple[str, ...] = ()
    raw_extensions: dict[str, str] = field(default_factory=dict)
    before_signing: dict[str, str] = field(default_factory=dict)
    after_signing: tuple[str, ...] = ()
    signed_by: str = ""
    ca: bool = False
    path_length: int | None = None
    key_usage: tuple[str, ...] = ()
    extended_key_usage: tuple[str, ...] = ()
    dns_names: tuple[str, ...] = ()
    ocsp: tuple[str, ...] = ()
    ca_issuers: tuple[str, ...] = ()
    crl: tuple[str, ...] = ()
    defect: str = ""
    expected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlDeclaration:
    """One CRL, named after the certificate that issues it.

    Attributes
    ----------
    revoked
        Tables of ``certificate`` (a name) or ``serial``, ``at`` and ``reason``.
    """

    name: str
    description: str
    number: int
    this_update: Instant
    next_update: Instant
    revoked: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeclaration:
    """One OCPP-J frame: a CALL of an action, or the CALLRESULT that answers another message.

    Attributes
    ----------
    like
        Name of another message whose payload this one repeats, with ``words`` behind each name in a hash placeholder: the same
        message from a sender with other habits.
    """

    name: str
    call: str = ""
    answers: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    like: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDeclaration:
    """One file; which of ``holds``, ``message``, ``log``, ``json``, ``text`` and ``members`` is given says what is in it.

    Attributes
    ----------
    holds
        References: the name of a certificate; with ``.key``, ``.csr`` or ``.crl`` behind it what belongs to that certificate.
    format
        One of :data:`workbench.sample_pki.containers.CONTAINERS`; what people read in the manifest.
    then
        Steps of :mod:`workbench.sample_pki.mishaps`, in order.
    log
        Lines: time stamp, direction, name of a message.
    json
        A JSON value. ``{pem REFERENCE ...}``, ``{hash NAME WORD ...}`` and ``{ocsp NAME WORD ...}`` are filled in here and in
        messages' payloads, ``{pem ...}`` in ``text`` too.
    members
        Name inside the zip archive to path of the file that is packed.
    defect, expected
        What is wrong with the file on purpose, and the finding codes that must say so.
    """

    path: str
    format: str
    description: str
    holds: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    password: str = ""
    friendly_name: str = ""
    message: str = ""
    log: tuple[tuple[str, str, str], ...] = ()
    json: Any = None
    text: str = ""
    members: dict[str, str] = field(default_factory=dict)
    defect: str = ""
    expected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """The whole of pki.toml; mappings are by name and keep its order."""

    seed: bytes = field(repr=False)
    reference_time: datetime
    certificates: dict[str, CertificateDeclaration]
    crls: dict[str, CrlDeclaration]
    messages: dict[str, MessageDeclaration]
    files: dict[str, FileDeclaration]


def read_declaration(text: str) -> Declaration:
    """The declaration in a pki.toml.

    Raises
    ------
    InputError
        It is no TOML, or a key is missing or unknown, or a name that is used is not declared.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The declaration is no TOML: {error}.", hint=HINT) from error
    certificates = {name: _certificate(name, entry, document) for name, entry in document.get("certificate", {}).items()}
    if missing := {"seed", "reference_time"} - document.keys():
        raise InputError(f"The declaration lacks {' and '.join(sorted(missing))}.", hint=HINT)
    declaration = Declaration(
        seed=document["seed"].encode(),
        reference_time=document["reference_time"],
        certificates=certificates,
        crls={name: _make(CrlDeclaration, f"crl {name}", name=name, **entry) for name, entry in document.get("crl", {}).items()},
        messages={
            name: _make(MessageDeclaration, f"message {name}", name=name, **entry)
            for name, entry in document.get("message", {}).items()
        },
        files={
            path: _make(FileDeclaration, f"file {path}", path=path, **entry) for path, entry in document.get("file", {}).items()
        },
    )
    for certificate in certificates.values():
        for used in (certificate.issuer, certificate.same_key_as):
            if used not in certificates:
                raise InputError(f"certificate {certificate.name} names {used}, which is not declared.", hint=HINT)
    return declaration


def moment(instant: Instant) -> datetime:
    """A TOML date or date-time as a UTC-aware datetime."""
    if isinstance(instant, datetime):
        return instant.astimezone(UTC)
    return datetime.combine(instant, time(), UTC)


def _certificate(name: str, entry: dict[str, Any], document: dict[str, Any]) -> CertificateDeclaration:
    return certificate_of(name, merged_entry(name, entry, document))


def merged_entry(name: str, entry: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """An entry with what it leaves to its kind, to the profile of its folder and to the defaults; names in full."""
    folder = name.rpartition("/")[0]
    merged = {
        **document.get("defaults", {}),
        **document.get("profile", {}).get(folder, {}),
        **document.get("kind", {}).get(entry.get("kind", ""), {}),
        **entry,
    }

    def full(reference: str) -> str:
        return reference if "/" in reference else f"{folder}/{reference}"

    return {**merged, "issuer": full(merged.get("issuer", name)), "same_key_as": full(merged.get("same_key_as", name))}


def certificate_of(name: str, merged: dict[str, Any]) -> CertificateDeclaration:
    """The certificate that a merged entry declares.

    Raises
    ------
    InputError
        The entry lacks something, or has something that is not known.
    """
    merged = dict(merged)
    try:
        issuer = merged.pop("issuer")
        begin = moment(merged.pop("valid_from"))
        end = _end(begin, merged.pop("lifetime"))
        types = merged.pop("string_types", {})
        words = {
            word: merged.pop(word) for word in ("common_name", "organization", "country", "domain_component") if word in merged
        }
        subject = tuple(
            NameAttribute(kind, value.format_map(words), types.get(kind, "UTF8String"))
            for kind, _, value in (attribute.partition("=") for attribute in merged.pop("subject"))
        )
        for pointer in ("ocsp", "ca_issuers", "crl"):
            merged[pointer] = [url.format(issuer=issuer.rpartition("/")[2]) for url in merged.get(pointer, ())]
        merged["dns_names"] = [name.format_map(words) for name in merged.get("dns_names", ())]
    except KeyError as missing:
        raise InputError(f"certificate {name} lacks {missing}.", hint=HINT) from missing
    return _make(
        CertificateDeclaration,
        f"certificate {name}",
        name=name,
        issuer=issuer,
        subject=subject,
        not_before=begin,
        not_after=end,
        **merged,
    )


def _end(begin: datetime, lifetime: str) -> datetime:
    """The last second of ``"90 days"``, ``"3 months"`` or ``"40 years"``."""
    number, unit = lifetime.split()
    if unit.startswith("day"):
        end = begin + timedelta(days=int(number))
    else:
        months = int(number) * (12 if unit.startswith("year") else 1) + begin.month - 1
        year, month = begin.year + months // 12, months % 12 + 1
        end = begin.replace(year=year, month=month, day=min(begin.day, calendar.monthrange(year, month)[1]))
    return end - timedelta(seconds=1)


def _make(kind: type[_Declared], what: str, /, **fields: Any) -> _Declared:
    given = {name: frozen(value) for name, value in fields.items()}
    try:
        return kind(**given)
    except TypeError as error:  # an unknown or a missing key; the words after the constructor's name say which
        raise InputError(f"{what}: {str(error).partition('() ')[2]}.", hint=HINT) from error


def frozen(value: Any) -> Any:
    """A TOML value with tuples for its arrays."""
    return tuple(frozen(part) for part in value) if isinstance(value, list) else value
