"""The schemes that certificates name besides http and https: explained, never fetched."""

from __future__ import annotations

from workbench.display import visible
from workbench.net.fetcher.outcomes import NotFetchedError

_BY_HAND = "Fetch it by hand and give it as a file"
_EXPLAINED = {
    "ldap": (
        "names an entry of an LDAP directory (RFC 5280 4.2.1.13 allows that), which neither stations nor this workbench ask",
        f"{_BY_HAND}: ldapsearch -x -H ldap://HOST -b DN -s base 'certificateRevocationList;binary', or use an http URL of the CA.",
    ),
    "ftp": (
        "names a file on an FTP server, which RFC 5280 4.2.1.13 allows and hardly anyone still offers",
        f"{_BY_HAND}, or ask the CA for an http URL.",
    ),
    "file": (
        "names a file on the machine of whoever made the certificate; read here it would be a file of this machine",
        "Give the file itself, if you have it; ask the CA to name an http URL.",
    ),
    "data": (
        "holds its content itself; no answer about revocation that is any newer than the certificate can be in it",
        "Ask the CA to name an http URL.",
    ),
}
_EXPLAINED["ldaps"] = _EXPLAINED["ldap"]
_EXPLAINED["ftps"] = _EXPLAINED["ftp"]
_LONGEST = 200


def require_http(scheme: str, url: str) -> None:
    """Go on where the scheme is http or https.

    Raises
    ------
    NotFetchedError
        It is another; says what that is, and what to do instead.
    """
    if scheme in {"http", "https"}:
        return
    what, remedy = _EXPLAINED.get(
        scheme, ("has a scheme that this workbench does not ask", "Give the CRL or OCSP response as a file, or use an http URL.")
    )
    raise NotFetchedError(
        f"The {visible(scheme, 20)} URL {visible(url, _LONGEST)} {what}.",
        hint=remedy,
        observed=f"{visible(scheme, 20)}:",
        expected="http: or https:",
    )
