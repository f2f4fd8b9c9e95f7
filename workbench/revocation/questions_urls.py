"""Which URLs of a certificate can be asked: http and https, whole and plain; what is left out is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.trust.certificate import PathCertificate

MOST_URLS = 16
"""So many URLs of one certificate are looked at; honest ones have one or two."""
_SHOWN = 200
_SCHEMES = {
    "": "it is relative, and a certificate has no place that it could be relative to",
    "ftp": "ftp is asked by nobody here: it has neither protection nor a place in OCPP",
    "ldap": "ldap is asked by nobody here: a directory is reached by its own clients, from within the CA's network",
    "ldaps": "ldaps is asked by nobody here: a directory is reached by its own clients, from within the CA's network",
    "file": "it names a file of whoever reads it, not a server",
}


def askable(
    certificate: PathCertificate, urls: Iterable[str], what: str, requirement: str
) -> tuple[tuple[str, ...], list[Finding]]:
    """The URLs that can be asked, in order and each once, and a finding for each that cannot.

    Parameters
    ----------
    what
        Whose they are: ``"OCSP responder"`` or ``"CRL"``.
    requirement
        The clause about the extension that they stand in.
    """
    every = tuple(dict.fromkeys(urls))
    findings = [_left_out(certificate, url, why, what, requirement) for url in every[:MOST_URLS] if (why := why_not(url))]
    if len(every) > MOST_URLS:
        findings.append(_left_out(certificate, every[MOST_URLS], "it is one of too many", what, requirement))
    return tuple(url for url in every[:MOST_URLS] if not why_not(url)), findings


def why_not(url: str) -> str:
    """Why nobody asks there; empty where it can be asked. Whether that host may be reached is the fetcher's to say."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return "it holds characters that no URL has"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"it is no URL: {error}"
    scheme = parts.scheme.lower()
    if scheme not in {"http", "https"}:
        return _SCHEMES.get(scheme, f"{scheme[:20]} is asked by nobody here: OCSP and CRLs come by http")
    if "@" in parts.netloc:
        return "it holds a user or a password, which would go to whoever the certificate's maker chose"
    if not parts.hostname:
        return "it names no host"
    return "port 0 is none" if port == 0 else ""


def _left_out(certificate: PathCertificate, url: str, why: str, what: str, requirement: str) -> Finding:
    shown = url if len(url) <= _SHOWN else url[: _SHOWN - 1] + "…"
    return Finding(
        code="status-url",
        severity=Severity.WARNING,
        message=f"A URL of the {what} of {name_of(certificate.facts)} is not asked: {why}.",
        requirement=requirement,
        certificate=certificate.facts.sha256,
        item="certificate",
        subject=str(certificate.facts.subject),
        source=str(certificate.item.source),
        observed=shown,
        expected="an http or https URL",
        remedy="Have the CA put an http URL into its certificates.",
    )
