"""What keeps an OCSP response from being used, whoever signed it and whatever it says: its version and its extensions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.names import dotted
from workbench.revocation.ocsp_faults import malformed
from workbench.revocation.ocsp_singles import MOST_SINGLES
from workbench.revocation.status_fault import StatusFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.revocation.ocsp import OcspResponse
    from workbench.revocation.ocsp_singles import Single
    from workbench.trust.certificate import RawExtension

_PROCESSED = frozenset(
    {
        bytes.fromhex("2b0601050507300102"),  # nonce: who asked compares it; a response from a file was asked by nobody here
        bytes.fromhex("2b0601050507300103"),  # reference of the CRL that the answer was taken from
        bytes.fromhex("2b0601050507300106"),  # archive cutoff
        bytes.fromhex("2b0601050507300109"),  # extended revoked definition
        bytes.fromhex("551d15"),  # reasonCode of the CRL entry; the answer's own reason stands in revocationReason
        bytes.fromhex("551d18"),  # invalidityDate of the CRL entry
    }
)
"""Extensions of RFC 6960 4.4 that change nothing in the answer, so that they may be critical."""


def judge(response: OcspResponse) -> Iterator[StatusFault]:
    """All faults of the response itself; where one is an error it must not be used."""
    if response.item.parsed is None:
        yield malformed("a strict parser refuses it, so that its signature cannot be verified")
    if response.fields.version != 1:
        yield malformed(f"it is of version {response.fields.version}", requirement="RFC 6960 4.2.2.3")
    if not response.singles.complete:
        yield StatusFault(
            code="search-limit",
            message="{} holds so many single responses that it was not read to its end.",
            requirement="RFC 6960 3.2",
            observed=f"more than {MOST_SINGLES:,} single responses, or too many about one serial number",
            expected="one, or one for each certificate of a chain",
            remedy="Ask the responder about the certificates of this chain only.",
        )
    yield from _extensions(response.fields.extensions, "has")


def judge_single(single: Single) -> Iterator[StatusFault]:
    """All faults of what it says about the certificate."""
    yield from _extensions(single.extensions, "has, with its answer about this certificate,")


def _extensions(extensions: tuple[RawExtension, ...], where: str) -> Iterator[StatusFault]:
    for oid, count in Counter(extension.oid for extension in extensions).items():
        if count > 1:
            yield StatusFault(
                code="duplicate-extension",
                message=f"{{}} {where} the extension {_dotted(oid)} {count} times.",
                requirement="RFC 6960 4.4",
                observed=f"{count} times",
                expected="once",
                remedy="Have the responder mended: which of them holds is anyone's guess.",
            )
    for extension in extensions:
        if extension.critical and extension.oid not in _PROCESSED:
            yield StatusFault(
                code="unknown-critical-extension",
                message=f"{{}} {where} a critical extension that no verifier here knows: {_dotted(extension.oid)}.",
                requirement="RFC 6960 4.4",
                observed=f"{_dotted(extension.oid)}, critical",
                expected="critical extensions of RFC 6960 only",
                remedy="Have the responder leave it out or not critical, or use a verifier that knows it.",
            )


def _dotted(oid: bytes) -> str:
    try:
        return dotted(oid[:63])
    except DerError:
        return "#" + oid[:63].hex()
