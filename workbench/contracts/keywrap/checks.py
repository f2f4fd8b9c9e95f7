"""The receiver's checks that the curves share, each a finding where it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.contracts.faults import fault

if TYPE_CHECKING:
    from workbench.contracts.keywrap.steps import Recorder
    from workbench.findings import Finding

ASK_AGAIN = "Have the mobility operator wrap the key again; install nothing of this."


def length(what: str, octets: bytes, expected: int, rule: str, steps: Recorder) -> list[Finding]:
    """That a field is as long as it must be."""
    if steps.check(f"length of {what}", f"{len(octets)} = {expected} octets", holds=len(octets) == expected, rule=rule):
        return []
    return [
        fault(
            "keywrap-length",
            f"{what} has {len(octets)} octets; {expected} are right.",
            requirement=rule,
            observed=f"{len(octets)} octets",
            expected=f"{expected} octets",
            remedy=ASK_AGAIN,
        )
    ]


def point(
    octets: bytes, curve: ec.EllipticCurve, rule: str, steps: Recorder
) -> tuple[ec.EllipticCurvePublicKey | None, list[Finding]]:
    """The ephemeral public key, if it is an uncompressed point of the curve (SEC 1 2.3.4)."""
    found: ec.EllipticCurvePublicKey | None = None
    if octets[:1] == b"\x04":
        try:
            found = ec.EllipticCurvePublicKey.from_encoded_point(curve, octets)
        except ValueError:
            found = None
    if steps.check("point", f"04 || x || y lies on {curve.name}", holds=found is not None, rule=rule):
        return found, []
    compressed = octets[:1] in {b"\x02", b"\x03"}
    return None, [
        fault(
            "keywrap-point",
            f"The ephemeral public key is {'a compressed point' if compressed else f'no point of {curve.name}'}.",
            requirement=rule,
            observed=f"begins with {octets[:1].hex() or 'nothing'}",
            expected=f"04, x and y of a point of {curve.name}",
            remedy=ASK_AGAIN,
        )
    ]


def scalar(value: int, curve: ec.EllipticCurve, rule: str, steps: Recorder) -> list[Finding]:
    """That a number is a private key of the curve."""
    if steps.check("d < n", f"0 < d < order of {curve.name}", holds=0 < value < curve.group_order, rule=rule):
        return []
    return [
        fault(
            "keywrap-scalar",
            f"What came out is no private key of {curve.name}: the number is {'zero' if not value else 'not below the order'}.",
            requirement=rule,
            observed="0" if not value else f"a number of {value.bit_length()} bits that is n or more",
            expected="0 < d < n",
            remedy=ASK_AGAIN,
        )
    ]


def mismatch(curve: str, rule: str, named: str = "") -> Finding:
    """The finding that a key is not the certificate's; `named` is the sender's mistake where one was recognised."""
    why = named or "it was wrapped for another receiver, or another contract's key was wrapped"
    return fault(
        "keywrap-key-mismatch",
        f"The key that came out is not the contract certificate's: {why}.",
        requirement=rule,
        observed="another public key",
        expected=f"d·G is the public key of the contract certificate ({curve})",
        remedy=ASK_AGAIN,
    )


def same_public(left: object, right: object) -> bool:
    """Whether two public keys are the same, whatever their kind."""
    return type(left) is type(right) and _raw(left) == _raw(right)


def _raw(key: object) -> bytes:
    return bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))  # type: ignore[attr-defined]
