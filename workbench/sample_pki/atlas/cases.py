"""The cases as ``CASES.toml`` tells them: what is given, what must be said of it, and why."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One chain to diagnose, with the answer.

    Attributes
    ----------
    files
        What an engineer has, paths below the samples' folder.
    anchors
        Paths below the samples' folder, with ``TYPE=`` of OCPP's InstallCertificateUse before those that have one; none: the
        self-signed certificates in the files.
    leaf
        SHA-256 of the certificate that is to be judged; empty: there is none to be judged.
    at
        The time to judge at; None: the samples' reference time.
    asked_name
        FQDN, identifier or serial number that the leaf is to have; empty: not asked.
    crls, ocsp
        Paths of CRLs and of OCSP responses, below the samples' folder.
    policies
        Keyword arguments of :class:`workbench.trust.rfc5280.policies.PolicyInputs`; ``initial_set`` as dotted OIDs.
    require_revocation
        Whether an unknown revocation status is a refusal.
    cause
        Code of the finding that must come first; empty where the chain is sound.
    certificate, certificate_sha256
        Which certificate the cause is about: its name in the declaration, and its fingerprint; empty: none.
    findings
        Codes that must be among the findings of the chain or of the files, the cause's included.
    also
        Codes of other errors that may be there.
    why
        What an expert would tell a colleague.
    teaches
        The clause that it is about.
    sha256
        Fingerprints of the certificates, CRLs and OCSP responses made for this case, 64 lower-case hex digits each.
    """

    name: str
    title: str
    files: tuple[str, ...]
    anchors: tuple[str, ...] = ()
    use: str
    profile: str = ""
    leaf: str = ""
    at: datetime | None = None
    asked_name: str = ""
    crls: tuple[str, ...] = ()
    ocsp: tuple[str, ...] = ()
    policies: dict[str, Any] = field(default_factory=dict)
    require_revocation: bool = False
    ok: bool
    cause: str = ""
    certificate: str = ""
    certificate_sha256: str = ""
    findings: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    why: str
    teaches: str
    sha256: tuple[str, ...] = ()


FIELDS = tuple(one.name for one in fields(Case))
"""The keys of a case in CASES.toml, in order."""


def read_cases(text: str) -> tuple[Case, ...]:
    """The cases of a CASES.toml, in its order."""
    return tuple(_case(entry) for entry in tomllib.loads(text)["case"])


def _case(entry: dict[str, Any]) -> Case:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Case(**values)
