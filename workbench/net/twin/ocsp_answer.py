"""What a responder answers to a request, and in which way the answer is wrong where a fault is in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.issuing import Extension
from workbench.certs.issuing.elements import integer, object_identifier, octet_string, sequence
from workbench.net.twin import ocsp_response
from workbench.net.twin.authority import digest
from workbench.net.twin.faults import Fault
from workbench.net.twin.ocsp_request import CertId, OcspRequest, read_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.twin.authority import Authority
    from workbench.net.twin.responders import Responders

DAY = timedelta(days=1)
BACK = timedelta(minutes=1)
"""So long before it is asked an answer was made: the asker's clock may be a little behind."""
_OIDS = {
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
_NONCE = "1.3.6.1.5.5.7.48.1.2"
_STRANGE = "1.3.6.1.4.1.99999.1"
_NO_ANSWERS = {
    Fault.TRY_LATER: "tryLater",
    Fault.INTERNAL_ERROR: "internalError",
    Fault.MALFORMED_REQUEST: "malformedRequest",
    Fault.SIG_REQUIRED: "sigRequired",
    Fault.UNAUTHORIZED: "unauthorized",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the words for the log."""

    der: bytes
    asked: str
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What faults change in an answer."""

    this_update: datetime
    next_update: datetime | None
    produced_at: datetime
    nonce: bytes | None
    cert_id: Callable[[CertId], bytes] = lambda cert_id: cert_id.der
    extensions: tuple[Extension, ...] = ()
    all_of_them: bool = False


_CHANGES: dict[Fault, Callable[[_Shape], _Shape]] = {
    Fault.STALE: lambda s: replace(
        s, this_update=s.this_update - 10 * DAY, produced_at=s.produced_at - 10 * DAY, next_update=s.this_update - 3 * DAY
    ),
    Fault.FUTURE: lambda s: replace(
        s, this_update=s.this_update + DAY, produced_at=s.produced_at + DAY, next_update=s.this_update + 3 * DAY
    ),
    Fault.PRODUCED_AT_ODD: lambda s: replace(s, produced_at=s.this_update - DAY),
    Fault.MISSING_NEXT_UPDATE: lambda s: replace(s, next_update=None),
    Fault.WRONG_SERIAL: lambda s: replace(
        s, cert_id=lambda one: _cert_id(one.algorithm, one.name_hash, one.key_hash, one.serial + 1)
    ),
    Fault.WRONG_ISSUER_HASH: lambda s: replace(
        s, cert_id=lambda one: _cert_id(one.algorithm, one.name_hash, digest(one.algorithm, one.key_hash), one.serial)
    ),
    Fault.NONCE_WRONG: lambda s: replace(s, nonce=None if s.nonce is None else octet_string(digest("sha256", s.nonce))),
    Fault.NONCE_DROPPED: lambda s: replace(s, nonce=None),
    Fault.SEVERAL_SINGLES: lambda s: replace(s, all_of_them=True),
    Fault.CRITICAL_EXTENSION: lambda s: replace(s, extensions=(Extension(_STRANGE, b"\x05\x00", critical=True),)),
    Fault.OVER_18000: lambda s: replace(s, extensions=(Extension(_STRANGE, octet_string(bytes(13_500))),)),
}


def answer(
    authority: Authority,
    octets: bytes,
    responders: Responders,
    *,
    now: datetime,
    lasts: timedelta,
    fault: Callable[[tuple[int, ...]], Fault | None],
) -> tuple[Answered, Fault | None]:
    """The answer to the DER of a request, and the fault in force.

    Parameters
    ----------
    lasts
        From thisUpdate to nextUpdate.
    fault
        Which one is in force for these serial numbers.
    """
    try:
        request = read_request(octets)
    except DerError as error:
        return _none("malformedRequest", f"no OCSP request: {error}"), fault(())
    wanted = fault(tuple(one.serial for one in request.cert_ids))
    asked = _words(authority, request)
    if wanted in _NO_ANSWERS:
        return _none(_NO_ANSWERS[wanted], asked), wanted
    if not all(authority.is_meant(one) for one in request.cert_ids):
        return _none("unauthorized", asked), wanted
    if wanted is Fault.SHA1_ONLY and any(one.algorithm != "sha1" for one in request.cert_ids):
        return _none("unauthorized", asked), wanted
    made = now - BACK
    shape = _Shape(this_update=made, next_update=made + lasts, produced_at=made, nonce=request.nonce)
    if wanted in _CHANGES:
        shape = _CHANGES[wanted](shape)
    responder = responders.signer(authority, now, wanted)
    extensions = shape.extensions if shape.nonce is None else (*shape.extensions, Extension(_NONCE, shape.nonce))
    singles = [
        ocsp_response.single_response(shape.cert_id(one), _status(authority, one.serial), shape.this_update, shape.next_update)
        for one in _about(authority, request, shape)
    ]
    content = ocsp_response.ResponseContent(
        responder_key_hash=responder.key_hash,
        produced_at=shape.produced_at,
        singles=singles,
        extensions=extensions,
        certificates=responder.certificates,
    )
    said = ", ".join(_said(authority, one.serial) for one in request.cert_ids[:8])
    return Answered(ocsp_response.issue_response(content, responder.key), asked, said), wanted


def _about(authority: Authority, request: OcspRequest, shape: _Shape) -> tuple[CertId, ...]:
    if not shape.all_of_them:
        return request.cert_ids
    first, asked = request.cert_ids[0], {one.serial for one in request.cert_ids}
    others = (
        CertId(_cert_id(first.algorithm, first.name_hash, first.key_hash, serial), "", first.name_hash, first.key_hash, serial)
        for serial in {*authority.known, *authority.revoked, first.serial + 1} - asked
    )
    return (*others, *request.cert_ids)


def _status(authority: Authority, serial: int) -> bytes:
    if serial in authority.revoked:
        return ocsp_response.revoked(authority.revoked[serial])
    return ocsp_response.GOOD if serial in authority.known else ocsp_response.UNKNOWN


def _said(authority: Authority, serial: int) -> str:
    if serial in authority.revoked:
        return f"revoked, {authority.revoked[serial].reason or 'no reason'}"
    return "good" if serial in authority.known else "unknown"


def _none(status: str, asked: str) -> Answered:
    return Answered(ocsp_response.no_answer(status), asked, status)


def _words(authority: Authority, request: OcspRequest) -> str:
    shown = [
        f"{one.algorithm or 'another hash'} {authority.known.get(one.serial) or f'{one.serial:x}'[:64]}"
        for one in request.cert_ids[:8]
    ]
    more = f" and {len(request.cert_ids) - 8} more" if len(request.cert_ids) > 8 else ""
    return f"OCSP {', '.join(shown)}{more}{'' if request.nonce is None else ', nonce'}"


def _cert_id(algorithm: str, name_hash: bytes, key_hash: bytes, serial: int) -> bytes:
    named = sequence(object_identifier(_OIDS[algorithm]), b"\x05\x00")
    return sequence(named, octet_string(name_hash), octet_string(key_hash), integer(serial))
