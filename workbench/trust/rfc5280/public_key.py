"""RFC 5280 6.1.5 (c): a path is validated for the leaf's public key, which must be readable; a CA's key shows in its signatures.

RFC 5480 2.1.1: the parameters of a key on an elliptic curve name the curve, in every certificate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.der import DerError, certificate_slices, read_header
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate


EC_KEY_THEN_SEQUENCE = bytes.fromhex("06072a8648ce3d020130")
"""id-ecPublicKey with parameters that are ECParameters' specifiedCurve, where a named curve's identifier should stand."""


def judge_parameters(certificate: PathCertificate) -> Iterator[Finding]:
    """``key-algorithm``: a curve that is spelled out and not named (CVE-2020-0601 was made with one)."""
    if not _spells_out_its_curve(certificate.item.der):
        return
    yield fault(
        certificate,
        "key-algorithm",
        "The public key of {} spells out the numbers of its curve and does not name it.",
        requirement="RFC 5480 2.1.1",
        observed="explicit parameters (specifiedCurve)",
        expected="the identifier of a named curve",
        remedy="Make the key again with a named curve (OpenSSL: -param_enc named_curve) and have the certificate issued again.",
    )


def _spells_out_its_curve(der: bytes) -> bool:
    try:
        info = certificate_slices(der).public_key_info
        return info.startswith(EC_KEY_THEN_SEQUENCE, read_header(info, read_header(info)[1])[1])
    except DerError:
        return False  # said as malformed-certificate


def judge(leaf: PathCertificate) -> Iterator[Finding]:
    """``check-failed``: a key of a kind that is unknown here; others may know it."""
    key = leaf.facts.key
    if key.startswith("unsupported"):
        yield fault(
            leaf,
            "check-failed",
            f"The public key of {{}} cannot be read: its algorithm or its parameters are {key}.",
            requirement="RFC 5280 4.1.2.7",
            observed=key,
            expected="a key on a named curve, an Edwards key, or RSA",
            remedy="Have it issued for another key, or verify it with a tool that knows this one.",
        )
