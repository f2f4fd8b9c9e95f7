"""A station with an SECC chain whose certificates name responders, and the OCSP responses that those give."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from tests.revocation.ocsp_made import response as made_response
from tests.revocation.ocsp_made import single
from tests.station.makers import CSMS, V2G, chain, react, root, station
from tests.trust.pki import NOW, made
from workbench.messages.certificate_status import (
    GetCertificateStatusRequest,
    GetCertificateStatusResponse,
    GetCertificateStatusStatus,
)
from workbench.station.effects import Send
from workbench.station.events import StatusAnswered
from workbench.station.state import Connection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.station.decision import Decision
    from workbench.station.state import StationState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def pointing(*urls: str) -> tuple[Any, bool]:
    """The authorityInfoAccess that names these responders."""
    names = [x509.UniformResourceIdentifier(url) for url in urls]
    return (
        x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, name) for name in names]),
        False,
    )


V2G_ROOT = root("V2G root", until=4000)
SUB_1 = made("CPO Sub1", "V2G root", until=3000, extensions=[pointing("http://ocsp.example/root")])
SUB_2 = made("CPO Sub2", "CPO Sub1", until=3000, extensions=[pointing("http://ocsp.example/1")])
LEAF = made(
    "DE*ABC*E1",
    "CPO Sub2",
    ca=False,
    until=300,
    extensions=[pointing("ldap://ocsp.example/2", "http://ocsp.example/2", "http://other.example/2")],
)
ISSUERS = {LEAF: SUB_2, SUB_2: SUB_1, SUB_1: V2G_ROOT}


def with_chain(version: Any = "2.1", **fields: Any) -> StationState:
    """Connected, with the V2G chain."""
    v2g = chain(LEAF, SUB_2, SUB_1, top=V2G_ROOT)
    connection = Connection(version=type(Connection().version)(version), connected=True)
    return station((CSMS, root("CSMS root")), (V2G, V2G_ROOT), v2g_chains=(v2g,), connection=connection, **fields)


def response(
    certificate: x509.Certificate, status: str = "good", *, at: Any = NOW, lasts: timedelta | None = 3 * DAY, signer: str = ""
) -> bytes:
    """DER, signed by the issuer itself unless a signer is named."""
    issuer = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    assert isinstance(issuer, str)
    until = None if lasts is None else at + lasts
    one = single(status, serial=certificate.serial_number, issuer=issuer, since=at, until=until, revoked_at=at - HOUR)
    return made_response(one, signer=signer or issuer, produced=at)


def asked(decision: Decision) -> list[GetCertificateStatusRequest]:
    """The questions of M06 that a decision sends."""
    sent = (one.message for one in decision.effects if isinstance(one, Send))
    return [one for one in sent if isinstance(one, GetCertificateStatusRequest)]


def accepted(octets: bytes | str | None) -> GetCertificateStatusResponse:
    """Accepted, with these octets in base64, or with a text as it is."""
    result = base64.b64encode(octets).decode() if isinstance(octets, bytes) else octets
    return GetCertificateStatusResponse(status=GetCertificateStatusStatus.ACCEPTED, ocsp_result=result)


FAILED = GetCertificateStatusResponse(status=GetCertificateStatusStatus.FAILED)


def certificate_of(request: GetCertificateStatusRequest) -> x509.Certificate:
    """Which of the three a question is about."""
    wanted = int(request.ocsp_request_data.serial_number, 16)
    return next(one for one in ISSUERS if one.serial_number == wanted)


def answered(state: StationState, requests: Iterable[GetCertificateStatusRequest], now: Any = NOW, **ways: Any) -> StationState:
    """The state after the CSMS brought a response to each."""
    policy = {"policy": ways.pop("policy")} if "policy" in ways else {}
    for one in requests:
        octets = response(certificate_of(one), at=now, **ways)
        state = react(state, StatusAnswered(one, accepted(octets)), now, **policy).state
    return state
