"""RFC 5280 4.2.1.1: the authority key identifier points to the issuer, by its key identifier or by its issuer and serial number.

The key that verifies the signature may still belong to another certificate than the one that is pointed to. Path validation (6.1)
does not ask; OpenSSL and GnuTLS do while they look for the issuer, and then do not see it at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.der import DerError, elements, whole
from workbench.certs.name_comparison import folded
from workbench.certs.names import from_der
from workbench.certs.pairing import name_of
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.facts import CertificateFacts
    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate
    from workbench.trust.graph import Edge

AUTHORITY_KEY_IDENTIFIER = bytes.fromhex("551d23")
_ISSUER, _SERIAL, _DIRECTORY_NAME = 0xA1, 0x82, 0xA4


def judge(edge: Edge) -> Iterator[Finding]:
    """``key-identifier-mismatch`` where the key verifies the signature all the same."""
    if not edge.signature.ok:
        return
    issuer = edge.issuer.facts
    if edge.key_identifier is False:
        theirs, wanted = issuer.subject_key_identifier or b"", edge.certificate.facts.authority_key_identifier or b""
        yield _mismatch(edge, "key identifier", wanted.hex(), theirs.hex())
    name, serial = _issuer_and_serial(edge.certificate)
    if serial is not None and serial != issuer.serial:
        yield _mismatch(edge, "serial number", f"{serial:x}", f"{issuer.serial:x}")
    if name is not None and name != issuer.issuer_der and folded(name) != folded(issuer.issuer_der):
        yield _mismatch(edge, "issuer", _printed(name), str(issuer.issuer))


def _mismatch(edge: Edge, what: str, wanted: str, theirs: str) -> Finding:
    return fault(
        edge.certificate,
        "key-identifier-mismatch",
        f"The authority key identifier of {{}} gives another {what} than {name_of(edge.issuer.facts)} has, "
        "though that key made the signature.",
        requirement="RFC 5280 4.2.1.1",
        observed=f"{what} {wanted}",
        expected=f"the {what} of the issuer's certificate: {theirs}",
        remedy="Have it issued again with the issuer's own key identifier: OpenSSL and GnuTLS report a missing issuer.",
    )


def _issuer_and_serial(certificate: PathCertificate) -> tuple[bytes | None, int | None]:
    """AuthorityCertIssuer, its first directory name, and authorityCertSerialNumber; None what is not there or cannot be read."""
    extension = certificate.extension(AUTHORITY_KEY_IDENTIFIER)
    if extension is None or _is_usual(extension.value, certificate.facts):
        return None, None
    name, serial, value = None, None, extension.value
    try:
        for tag, _, start, end in elements(value, whole(value, 0x30, "authorityKeyIdentifier")[0], len(value)):
            if tag == _SERIAL:
                serial = int.from_bytes(value[start:end], signed=True)
            elif tag == _ISSUER:
                names = (value[at:stop] for kind, _, at, stop in elements(value, start, end) if kind == _DIRECTORY_NAME)
                name = next(names, None)
    except DerError:
        pass  # said as malformed-certificate
    return name, serial


def _is_usual(value: bytes, facts: CertificateFacts) -> bool:
    """Whether there is nothing but the key identifier."""
    return facts.authority_key_identifier is not None and len(value) == len(facts.authority_key_identifier) + 4


def _printed(name: bytes) -> str:
    try:
        return str(from_der(name))
    except ValueError:
        return name.hex()
