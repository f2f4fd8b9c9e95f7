"""What keeps a CRL from being used, whoever signed it and whatever it lists: RFC 5280 5.1 and 5.2."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.names import dotted
from workbench.findings import Severity
from workbench.revocation.crl import (
    AUTHORITY_KEY_IDENTIFIER,
    CRL_NUMBER,
    DELTA_CRL_INDICATOR,
    FRESHEST_CRL,
    ISSUING_DISTRIBUTION_POINT,
)
from workbench.revocation.crl_faults import malformed
from workbench.revocation.status_fault import StatusFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.revocation.crl import Crl

PROCESSED = frozenset(
    {
        AUTHORITY_KEY_IDENTIFIER,
        CRL_NUMBER,
        DELTA_CRL_INDICATOR,
        ISSUING_DISTRIBUTION_POINT,
        FRESHEST_CRL,
        bytes.fromhex("551d12"),  # issuerAltName
        bytes.fromhex("2b06010505070101"),  # authorityInfoAccess
    }
)
"""CRL extensions that are understood here, so that they may be critical."""


def judge(crl: Crl) -> Iterator[StatusFault]:
    """All faults of form; where one is an error the CRL must not be used."""
    yield from _version(crl)
    yield from _extensions(crl)
    yield from _entries(crl)
    if crl.item.parsed is None:
        yield malformed("a strict parser refuses it, so that its signature cannot be verified")
    if crl.fields.algorithm != crl.fields.outer_algorithm:
        yield StatusFault(
            code="signature-algorithm-mismatch",
            message="{} names one signature algorithm inside and another one outside what is signed.",
            requirement="RFC 5280 5.1.1.2",
            observed=f"inside {crl.fields.algorithm[:40].hex()}, outside {crl.fields.outer_algorithm[:40].hex()}",
            expected="the same algorithm with the same parameters",
            remedy="Have the CRL issued again.",
        )


def _version(crl: Crl) -> Iterator[StatusFault]:
    version, extended = crl.fields.version, bool(crl.fields.extensions)
    if version not in {1, 2} or (version == 1 and extended):
        observed = f"version {version}" + (" with extensions" if extended else "")
        yield malformed(observed, requirement="RFC 5280 5.1.2.1")
    elif version == 1:
        yield StatusFault(
            code="crl-version-1",
            severity=Severity.INFO,
            message="{} is of version 1: it has neither a number nor the identifier of the key that signed it.",
            requirement="RFC 5280 5.1.2.1",
            observed="version 1",
            expected="version 2 with cRLNumber and authorityKeyIdentifier",
            remedy="Ask the CA for version 2 lists.",
        )


def _extensions(crl: Crl) -> Iterator[StatusFault]:
    for name, why in crl.unreadable:
        yield StatusFault(
            code="malformed-extension",
            message=f"{{}} has a malformed {name}: {why}.",
            requirement="RFC 5280 5.2",
            observed=why,
            expected=f"{name} as RFC 5280 defines it",
            remedy="Have the CRL issued again.",
        )
    for oid, count in Counter(extension.oid for extension in crl.fields.extensions).items():
        if count > 1:
            yield StatusFault(
                code="duplicate-extension",
                message=f"{{}} has the extension {_dotted(oid)} {count} times.",
                requirement="RFC 5280 5.2",
                observed=f"{count} times",
                expected="once",
                remedy="Have the CRL issued again: which of them holds is anyone's guess.",
            )
    for extension in crl.fields.extensions:
        if extension.critical and extension.oid not in PROCESSED:
            yield _unknown_critical(_dotted(extension.oid), "has", "RFC 5280 5.2")


def _entries(crl: Crl) -> Iterator[StatusFault]:
    bounds = crl.fields.entries
    if bounds is not None and bounds[0] == bounds[1]:
        yield malformed("its list is there but empty", requirement="RFC 5280 5.1.2.6", severity=Severity.WARNING)
    try:
        unknown = crl.entries.unknown_critical
    except DerError as error:
        yield malformed(f"its entries cannot be told apart: {error}", requirement="RFC 5280 5.1.2.6")
        return
    for oid in unknown:
        yield _unknown_critical(oid, "has an entry with", "RFC 5280 5.3")


def _unknown_critical(oid: str, where: str, requirement: str) -> StatusFault:
    return StatusFault(
        code="unknown-critical-extension",
        message=f"{{}} {where} a critical extension that no verifier here knows: {oid}.",
        requirement=requirement,
        observed=f"{oid}, critical",
        expected="critical extensions of RFC 5280 only",
        remedy="Have it issued with that extension not critical, or use a verifier that knows it.",
    )


def _dotted(oid: bytes) -> str:
    try:
        return dotted(oid[:63])
    except DerError:
        return "#" + oid[:63].hex()
