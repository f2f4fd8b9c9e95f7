"""Files that are something else altogether, told by their first bytes, each with what to do."""

from __future__ import annotations

import re

from workbench.certs.loading.pile import unreadable
from workbench.certs.loading.text import unescaped
from workbench.findings import Finding, Severity

_MAGIC = (
    (b"\xfe\xed\xfe\xed", "a Java key store (JKS)", "Convert it: `keytool -importkeystore -deststoretype PKCS12`."),
    (b"\xce\xce\xce\xce", "a Java key store (JCEKS)", "Convert it: `keytool -importkeystore -deststoretype PKCS12`."),
    (b"%PDF", "a PDF document", "Ask for the certificate itself."),
    (b"\x89PNG", "a picture (PNG)", "Ask for the certificate itself; a screenshot cannot be read."),
    (b"\xff\xd8\xff", "a picture (JPEG)", "Ask for the certificate itself; a screenshot cannot be read."),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Copy the text out of it, or ask for the certificate itself."),
    (b"\x7fELF", "a program", "Ask for the certificate itself."),
    (b"MZ", "a Windows program", "Ask for the certificate itself."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it first, or send a .zip."),
    (b"Rar!", "a RAR archive", "Unpack it first, or send a .zip."),
    (b"BZh", "a bzip2 file", "Unpack it first."),
    (b"\xfd7zXZ", "an xz file", "Unpack it first."),
    (b"\xd4\xc3\xb2\xa1", "a network capture (pcap)", "Export the certificates from it with Wireshark."),
    (b"\x0a\x0d\x0d\x0a", "a network capture (pcapng)", "Export the certificates from it with Wireshark."),
    (b"SQLite format 3", "an SQLite data base", "Export its tables as CSV or JSON."),
    (b"\x80\x98", "an EXI stream, as ISO 15118 messages are", "It holds a message, not a certificate file; decode it first."),
    (b"ssh-", "an SSH public key", "An SSH key is no part of these PKIs."),
    (b"ecdsa-sha2-", "an SSH public key", "An SSH key is no part of these PKIs."),
)
_TAG = re.compile(r"<[^<>]*>")
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|pre|t[rdh])\b", re.IGNORECASE)
_PRINTED = re.compile(
    r"^[ \t]*(?:Certificate:|Certificate Request:)\s*?\n[ \t]*Data:|^[ \t]*Certificate Revocation List \(CRL\):", re.MULTILINE
)
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)


def recognise(data: bytes) -> Finding | None:
    """What this file is instead, or None."""
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            return Finding(
                code="not-a-certificate",
                message=f"This is {what}.",
                severity=Severity.ERROR,
                remedy=remedy,
                observed=data[:4].hex(" "),
            )
    return None


def html_page(text: str) -> Finding | None:
    """A page that a web server sent instead of the file, or None."""
    start = text[:1024].lstrip().lower()
    if not start.startswith(("<!doctype html", "<html", "<head", "<body")):
        return None
    title = _TITLE.search(text[:4096])
    return unreadable(
        "This is an HTML page, not a certificate: a server's error or log-in page was saved under the certificate's name.",
        remedy="Open the address in a browser, log in or correct it, and download again; with curl use --fail.",
        observed=f"page titled {title.group(1).strip()[:120]!r}" if title else "an HTML page",
        expected="PEM or DER",
    )


def without_tags(page: str) -> str:
    """What a reader of an HTML page sees, line by line the same."""
    return unescaped(_TAG.sub(lambda tag: " " if _BREAKING_TAG.match(tag.group()) else "\n" * tag.group().count("\n"), page))


def printed_form(text: str) -> Finding | None:
    """What ``openssl ... -text -noout`` prints, or None."""
    if _PRINTED.search(text) is None:
        return None
    return Finding(
        code="not-a-certificate",
        message="This is OpenSSL's printed form; the certificate itself is not in it.",
        severity=Severity.ERROR,
        remedy="Ask for the file that was printed; `openssl x509 -in FILE` without -noout writes the PEM.",
        observed="the output of -text -noout",
        expected="PEM or DER",
    )
