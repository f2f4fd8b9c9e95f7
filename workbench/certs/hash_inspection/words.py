"""The sentences of a hash inspection that depend on the two certificates; hostile text, not escaped yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.hash_inspection.fields import Origin
from workbench.certs.pairing import name_of

if TYPE_CHECKING:
    from workbench.certs.hash_inspection import HashInspection
    from workbench.certs.hash_inspection.fields import InspectedField
    from workbench.certs.items import Item


def title(inspection: HashInspection) -> str:
    """Whose hash data this is, and whose key stands behind it."""
    issuer = "itself" if inspection.self_issued else _placed(inspection.issuer)
    return f"Hash data of {_placed(inspection.certificate)}, issued by {issuer}"


def subject_of(item: Item) -> str:
    """What people call a certificate."""
    return name_of(item.facts) if item.facts is not None else "a certificate that cannot be read"


def _placed(item: Item) -> str:
    return f"{subject_of(item)} ({item.source})" if item.source.file else subject_of(item)


def signature(inspection: HashInspection) -> str:
    """Whether it is certain that this is the issuer."""
    check = inspection.signature
    if check.ok:
        return "That it is the issuer is certain: its key verifies the certificate's signature."
    if check.ok is None:
        return f"That it is the issuer is not checked: {check.reason}."
    return f"Beware, it is not the issuer: {check.reason}. The true issuer's key gives another issuerKeyHash."


def state(field: InspectedField, *, included: bool) -> str:
    """What becomes of a run of octets, in a word."""
    if not included:
        return "left out"
    return "hashed" if field.hashed else "written"


def place(inspection: HashInspection, field: InspectedField) -> str:
    """In which certificate the octets are."""
    if inspection.self_issued:
        return "In the certificate, which is its own issuer's"
    return "In the checked certificate" if field.origin is Origin.CERTIFICATE else "In the issuer's certificate"


def remark(inspection: HashInspection, field: InspectedField) -> str:
    """What there is to say of a field of these two certificates; empty where nothing."""
    match field.name:
        case "hashAlgorithm" if inspection.certificate.facts is not None:
            return f"This certificate is signed with {inspection.certificate.facts.signature_algorithm}."
        case "issuerNameHash":
            if inspection.spelled_otherwise:
                words = inspection.comparison.description
                return f"The issuer's own certificate spells its name otherwise, and that is not hashed. {words}"
            return "" if inspection.self_issued else "The issuer's own certificate spells its name in the same octets."
        case "issuerKeyHash":
            return _self_check(inspection)
        case _:
            return ""


def _self_check(inspection: HashInspection) -> str:
    check = inspection.key_identifier
    sha1, method = check.sha1.hex(), "RFC 5280 4.2.1.2, method 1"
    too = " and the checked certificate's authorityKeyIdentifier" if check.authority == (check.subject or check.sha1) else ""
    if check.subject is None:
        known = f": it is{too.removeprefix(' and')} ({method})" if too else ""
        return f"Self-check: the issuer has no subjectKeyIdentifier; SHA-1 of the same octets is {sha1}{known}."
    if check.method == 2 and check.subject is not None:
        return (
            f"Self-check: SHA-1 of the same octets is {sha1}; 0100 and its last 60 bits are the issuer's "
            f"subjectKeyIdentifier{too}, "
            f"{check.subject.hex()} (RFC 5280 4.2.1.2, method 2)."
        )
    if check.agrees:
        return f"Self-check: SHA-1 of the same octets is the issuer's subjectKeyIdentifier{too}, {sha1} ({method})."
    return (
        f"No self-check: SHA-1 of the same octets is {sha1}, the issuer's subjectKeyIdentifier {check.subject.hex()}; it was "
        "made in another way, as RFC 5280 4.2.1.2 allows."
    )
