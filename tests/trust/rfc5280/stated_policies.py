"""What a certificate states about policies, as plain values, and its four extensions encoded by ``asn1crypto``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from asn1crypto import x509

from workbench.trust.rfc5280.policies import ANY_POLICY, CertificatePolicies

ANY = ANY_POLICY
P1, P2, P3, P4 = (f"1.3.6.1.4.1.99999.{number}" for number in range(1, 5))

SILENT = CertificatePolicies(None, None, None, None, self_issued=False)


@dataclass(frozen=True, kw_only=True)
class Says:
    """None: the extension is absent."""

    policies: tuple[str, ...] | None = None
    mappings: tuple[tuple[str, str], ...] = ()
    require_explicit: int | None = None
    inhibit_mapping: int | None = None
    inhibit_any: int | None = None
    self_issued: bool = False


def encoded(says: Says) -> CertificatePolicies:
    return CertificatePolicies(
        None if says.policies is None else policies(*says.policies),
        mappings(*says.mappings) if says.mappings else None,
        constraints(says),
        None if says.inhibit_any is None else dump(x509.Integer(says.inhibit_any)),
        says.self_issued,
    )


def only(**values: bytes) -> CertificatePolicies:
    """With these extensions as they stand and no other."""
    return replace(SILENT, **values)  # type: ignore[arg-type]


def policies(*oids: str) -> bytes:
    return dump(x509.CertificatePolicies([{"policy_identifier": oid} for oid in oids]))


def mappings(*pairs: tuple[str, str]) -> bytes:
    return dump(
        x509.PolicyMappings([dict(zip(("issuer_domain_policy", "subject_domain_policy"), pair, strict=True)) for pair in pairs])
    )


def constraints(says: Says) -> bytes | None:
    counts = {"require_explicit_policy": says.require_explicit, "inhibit_policy_mapping": says.inhibit_mapping}
    stated = {name: count for name, count in counts.items() if count is not None}
    return dump(x509.PolicyConstraints(stated)) if stated else None


def dump(value: Any) -> bytes:
    return bytes(value.dump())
