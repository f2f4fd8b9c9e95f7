"""PEM blocks in any text to items: what the label promises, what the content is, and what it was wrapped in (RFC 7468)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from workbench.certs.der import DerError, element_length
from workbench.certs.loading import armour
from workbench.certs.loading.binary import read_der, read_private_key
from workbench.certs.loading.blocks import StrayEnd, blocks, straighten
from workbench.certs.loading.pile import repaired, unreadable
from workbench.certs.loading.structures import Structure, structure_of
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from workbench.certs.loading.blocks import Block
    from workbench.certs.loading.pile import Pile, Place

_STRUCTURE_OF_LABEL = {
    "CERTIFICATE": Structure.CERTIFICATE,
    "X509 CERTIFICATE": Structure.CERTIFICATE,
    "TRUSTED CERTIFICATE": Structure.CERTIFICATE,
    "CERTIFICATE REQUEST": Structure.CSR,
    "NEW CERTIFICATE REQUEST": Structure.CSR,
    "X509 CRL": Structure.CRL,
    "PKCS7": Structure.PKCS7,
    "CMS": Structure.PKCS7,
    "PUBLIC KEY": Structure.PUBLIC_KEY,
    "PRIVATE KEY": Structure.PRIVATE_KEY,
    "EC PRIVATE KEY": Structure.PRIVATE_KEY,
    "RSA PRIVATE KEY": Structure.PRIVATE_KEY,
    "ENCRYPTED PRIVATE KEY": Structure.ENCRYPTED_PRIVATE_KEY,
}
_STRANGERS = {
    "OPENSSH PRIVATE KEY": ("an OpenSSH private key", "Convert it with `ssh-keygen -p -m PKCS8 -f FILE`."),
    "SSH2 PUBLIC KEY": ("an SSH public key", "An SSH key is no part of these PKIs."),
    "PGP PUBLIC KEY BLOCK": ("a PGP key", "PGP is no part of these PKIs."),
    "PGP PRIVATE KEY BLOCK": ("a PGP private key", "PGP is no part of these PKIs."),
    "PGP SIGNED MESSAGE": ("a PGP-signed text", "What stands in it is read where it is PEM; the signature is not checked."),
    "PGP SIGNATURE": ("a PGP signature", "It is not checked."),
    "PGP MESSAGE": ("a PGP message", "Decrypt it first."),
    "ATTRIBUTE CERTIFICATE": ("an attribute certificate (RFC 5755)", "It holds no key; ask for the public key certificate."),
    "DH PARAMETERS": ("a set of Diffie-Hellman parameters", "They belong to a TLS server's configuration, not to a PKI."),
}
_AES_VECTOR = re.compile(r"AES[^,\n]{0,20},([^\r\n]*)", re.IGNORECASE)
_SILENT = frozenset({"EC PARAMETERS", "DSA PARAMETERS"})
"""Written before a key by `openssl ecparam`; they say nothing that the key does not."""


def read_pem(text: str, place: Place, pile: Pile) -> None:
    """Read every block of the text; text around the blocks is skipped."""
    text = _mend_boundaries(text, pile)
    many_lines = "\n" in text
    for block in blocks(text):
        if pile.full:
            return
        if isinstance(block, StrayEnd):
            pile.refuse(
                unreadable(
                    "There is an END line without its BEGIN line.",
                    remedy="Copy the whole block, from BEGIN to END, with both lines.",
                ),
                place.beside(f"line {block.line}"),
            )
        else:
            _read_block(block, place.beside(f"line {block.line}") if many_lines else place, pile)


def _mend_boundaries(text: str, pile: Pile) -> str:
    if "-----BEGIN%20" in text or "-----BEGIN+" in text:
        pile.note(
            repaired("This PEM is percent-encoded, as web servers hand it on; it was decoded and read.", remedy="URL-decode it.")
        )
        text = text.replace("-----BEGIN+", "-----BEGIN ").replace("-----END+", "-----END ")
        text = unquote_to_bytes(text).decode("utf-8", "replace")
    straight = straighten(text)
    if straight is not text and straight != text:
        pile.note(
            repaired(
                "The BEGIN line does not have five plain hyphens on each side, as word processors and chats change them; "
                "it was read all the same.",
                remedy="Write five hyphens on each side: -----BEGIN CERTIFICATE-----.",
            )
        )
    return straight


def _read_block(block: Block, place: Place, pile: Pile) -> None:
    if block.label in _SILENT:
        return
    if block.label in _STRANGERS:
        what, remedy = _STRANGERS[block.label]
        pile.refuse(Finding(code="not-a-certificate", message=f"This is {what}.", severity=Severity.ERROR, remedy=remedy), place)
        return
    # OpenSSL's traditional encryption lives in the PEM headers; PKCS#8's own has none and is asked for its cost as DER
    if "Proc-Type:" in block.body and "ENCRYPTED" in block.body and block.label != "ENCRYPTED PRIVATE KEY":
        vector = _AES_VECTOR.search(block.body)
        if vector is not None and len(vector.group(1).strip()) < 32:  # less than a block of AES: cryptography panics
            pile.refuse(
                unreadable(
                    "This private key is encrypted, and its DEK-Info line is cut off.", remedy="Copy the whole block.", item="key"
                ),
                place,
            )
        else:
            read_private_key((block.whole.strip() + "\n").encode("utf-8", "replace"), place, pile)
        return
    try:
        der = armour.decode(block, pile.note)
    except armour.DamagedError as damaged:
        pile.refuse(damaged.finding, place, label=block.label)
        return
    if not der:
        pile.refuse(unreadable("The PEM block is empty.", remedy="Copy the whole block.", item=armour.item_of(block)), place)
    elif der[0] != 0x30:
        pile.refuse(
            unreadable(
                "The base64 of this PEM block decodes to something that is no DER.",
                remedy="Ask for the file again: its content is damaged, or it was encoded twice.",
                observed=f"{len(der):,} bytes, the first {der[0]:02x}",
                item=armour.item_of(block),
            ),
            place,
        )
    else:
        if block.label == "TRUSTED CERTIFICATE":
            der = _without_trust_settings(der, pile)
        _note_wrong_label(block.label, der, pile)
        read_der(der, place, pile)


def _without_trust_settings(der: bytes, pile: Pile) -> bytes:
    """OpenSSL's TRUSTED CERTIFICATE is a certificate with OpenSSL's own settings behind it."""
    pile.note(
        repaired(
            "This is OpenSSL's own TRUSTED CERTIFICATE format; the certificate was read, the trust settings were left out.",
            remedy="Convert it with `openssl x509 -in FILE -out PLAIN.pem`: stations and other libraries refuse it.",
            observed="TRUSTED CERTIFICATE",
            expected="CERTIFICATE",
        )
    )
    try:
        return der[: element_length(der)]
    except DerError:
        return der


def _note_wrong_label(label: str, der: bytes, pile: Pile) -> None:
    promised, found = _STRUCTURE_OF_LABEL.get(label), structure_of(der)
    if promised in {None, found} or found is Structure.UNKNOWN:
        return
    certificate = promised is Structure.CERTIFICATE
    pile.note(
        Finding(
            code="not-a-certificate" if certificate else "unreadable",
            message=f"The PEM label says {label}, the content is a {found.value}; it was read as what it is.",
            severity=Severity.WARNING,
            requirement="RFC 7468 5.1" if certificate else "RFC 7468 2",
            observed=found.value,
            expected=label,
            remedy="Correct the BEGIN and END lines.",
        )
    )
