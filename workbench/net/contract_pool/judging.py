"""What a pool gives for a vehicle, looked at before it is passed on: whether that vehicle could read it, and whether it fits.

A CSMS in the field looks at nothing of this; the signature, the chains and the key are the vehicle's to check, and are not checked
here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.codec import SCHEMAS, read_message
from workbench.contracts.faults import fault
from workbench.contracts.installation import budgets
from workbench.contracts.pool.answer import octets_of
from workbench.contracts.standards import number
from workbench.errors import CodecError
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from workbench.findings import Finding
    from workbench.messages.versions import Version

_ANSWERS = (messages_2.CertificateInstallationRes, messages_2.CertificateUpdateRes, messages_20.CertificateInstallationRes)
NOT_CHECKED = "signature, chains and key: the vehicle's to check"


class Judged(NamedTuple):
    """An answer for a vehicle.

    Attributes
    ----------
    octets
        As the vehicle gets them; empty where it was no base64.
    """

    octets: bytes
    findings: tuple[Finding, ...]


def judge(text: str, schema: str, version: Version, longest: int | None) -> Judged:
    """What is to be said of it; an error: it is not passed on.

    Parameters
    ----------
    text
        certificateInstallationRes as it came.
    schema
        Which the vehicle speaks.
    longest
        FieldLength of exiResponse; None: the version's.
    """
    plain = "".join(text.split())
    octets = octets_of(plain)
    if not octets:
        return Judged(b"", (_no_base64(text),))
    limit, why = budgets.RESPONSE[version], f"OCPP {version.value}"
    if longest is not None and longest < limit:
        limit, why = longest, "FieldLength of the station"
    too_long = tuple(budgets.judge_field("exiResponse", plain, limit, why))
    broken = (_line_breaks(),) if plain != text else ()
    if too_long:
        return Judged(octets, (*broken, *too_long))
    return Judged(octets, (*broken, *_message(octets, schema)))


def _message(octets: bytes, schema: str) -> Iterator[Finding]:
    if schema not in SCHEMAS:
        return
    try:
        message, _ = read_message(SCHEMAS[schema], octets)
    except CodecError as refusal:
        yield _unreadable(octets, schema, refusal)
        return
    inner = message.body.message if isinstance(message, messages_2.V2GMessage) else message
    if not isinstance(inner, _ANSWERS):
        yield _another(inner)
    elif not inner.response_code.startswith("OK"):
        yield fault(
            "response-code",
            f"The pool's answer tells the vehicle {inner.response_code[:60]}: there is no contract in it to be used.",
            observed=inner.response_code[:60],
            expected="OK",
            remedy="Look at why the pool refused; the vehicle may ask again in its next session.",
            severity=Severity.WARNING,
        )


def _unreadable(octets: bytes, schema: str, refusal: CodecError) -> Finding:
    for other, tables in SCHEMAS.items():
        if other == schema:
            continue
        try:
            read_message(tables, octets)
        except CodecError:
            continue
        return fault(
            "exi-schema-mismatch",
            f"The pool's answer is one of {number(other)}, and the vehicle speaks {number(schema)}: it cannot read it.",
            observed=other,
            expected=schema,
            remedy="Ask the pool's operator whether it serves that standard, and which namespace it wants to be told.",
        )
    return fault(
        "exi-unreadable",
        f"The pool's answer cannot be read by any vehicle: {refusal.message.rstrip('.')}.",
        observed=f"{len(octets)} octets, the first {octets[:4].hex()}",
        expected=f"EXI of {schema}",
        remedy=refusal.hint,
    )


def _another(inner: Any) -> Finding:
    return fault(
        "exi-another-message",
        f"The pool's answer holds {type(inner).__name__}, no answer with a contract certificate.",
        observed=type(inner).__name__,
        expected="CertificateInstallationRes or CertificateUpdateRes",
        remedy="Ask the pool's operator; pnc exi says what is in it.",
    )


def _no_base64(text: str) -> Finding:
    return fault(
        "exi-base64",
        "certificateInstallationRes is no base64.",
        observed=f"{len(text):,} characters",
        expected="base64 without line breaks (RFC 4648 4)",
        remedy="Ask the pool's operator.",
    )


def _line_breaks() -> Finding:
    return fault(
        "exi-base64",
        "certificateInstallationRes has white space in its base64, which is left out: OCPP's field would carry it on.",
        observed="white space",
        expected="base64 without line breaks (RFC 4648 4)",
        remedy="Ask the pool's operator.",
        severity=Severity.WARNING,
    )
