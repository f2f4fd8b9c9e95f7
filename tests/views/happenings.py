"""Stations with a past: a rotation with its fallback, a refused root, a renewed certificate, by the project's own `decide`."""

from __future__ import annotations

import warnings
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.station.makers import CSMS, MANUFACTURER, V2G, chain, hashes_of, pem, root, station
from tests.station.test_a02_a03_sign import ready
from tests.trust.pki import DAY, NOW, items, key, made
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    InstallCertificateRequest,
    InstallCertificateUse,
)
from workbench.messages.sign_certificate import (
    CertificateSignedRequest,
    CertificateSigningUse,
    SignCertificateRequest,
    SignCertificateResponse,
)
from workbench.messages.status_info import GenericStatus
from workbench.messages.trigger_message import MessageTrigger, TriggerMessageRequest
from workbench.station.effects import Send
from workbench.station.events import Connected, ConnectionWanted, Disconnected, Received, ServerPresented, SigningAnswered
from workbench.station.journal import Journal

EVIL = [
    "<script>alert(1)</script>",
    "'\"><svg onload=alert(1)>",
    "]]> --> <image href='http://evil.example/x.png'/>",
    "$\\frac{1}{0}$",
    "$$$ \\$",
    "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07",
    "red\u202egnp.exe\u0000",
    "a" + "\u0301\u0489" * 60,
    "W" * 10_000,
]
AT = NOW.replace(hour=10)

OLD, NEW = root("Example CSMS Root CA 1"), root("Example CSMS Root CA 2", issuer="Example CSMS Root CA 1")
STRANGER = root("Another Root CA")
V2G_ROOT, MAKER = root("Example V2G Root CA"), root("Example Manufacturer Root CA")
SUB1, SUB2 = made("CPO Sub-CA 1", "Example V2G Root CA"), made("CPO Sub-CA 2", "CPO Sub-CA 1")
SECC = made("DE*ABC*E00001", "CPO Sub-CA 2", ca=False, until=3)
CLIENT_CA = made("Example CSO Sub-CA", "Example CSMS Root CA 1")
CLIENT = made("CS0001", "Example CSO Sub-CA", ca=False, until=5)
RENEWED = made("CS0001", "Example CSO Sub-CA", own_key="new", ca=False, serial=77)
SERVER_1 = items(made("csms.example.com", "Example CSMS Root CA 1", ca=False), OLD)
SERVER_2 = items(made("csms.example.com", "Example CSMS Root CA 2", ca=False), NEW)
FALSE_SERVER = items(made("csms.example.com", "Another Root CA", ca=False), STRANGER)


def outfitted(**changes: Any):
    return station(
        (CSMS, OLD),
        (MANUFACTURER, MAKER),
        (V2G, V2G_ROOT),
        check=True,
        v2g_chains=(chain(SECC, SUB2, SUB1, top=V2G_ROOT, key="key:secc-1"),),
        station_chain=chain(CLIENT, CLIENT_CA, top=OLD, key="key:client-1"),
        **changes,
    )


def install(certificate, type_=CSMS):
    text = certificate if isinstance(certificate, str) else pem(certificate)
    return Received(InstallCertificateRequest(certificate_type=InstallCertificateUse(type_), certificate=text))


LIST = Received(GetInstalledCertificateIdsRequest(certificate_type=(GetCertificateIdUse.CSMS_ROOT_CERTIFICATE,)))
LIST_ALL = Received(GetInstalledCertificateIdsRequest())


def lived(journal: Journal, *events: Any, start=AT, seconds: int = 7) -> Journal:
    """The journal with these events, so many seconds apart; a number in between waits longer."""
    at = journal.entries[-1].at + timedelta(seconds=seconds) if journal.entries else start
    for event in events:
        if isinstance(event, int | float):
            at += timedelta(seconds=event)
            continue
        journal = journal.happened(event, at)
        at += timedelta(seconds=seconds)
    return journal


@cache
def rotation() -> Journal:
    """Connected under the old root; a stranger's root refused, the new one taken; a false server; the old server, the new one."""
    want = ConnectionWanted(slot=1, security_profile=3)
    journal = lived(Journal(outfitted()), want, 0.2, ServerPresented(SERVER_1), Connected())
    journal = lived(journal, LIST, install(STRANGER), install(NEW), install("nothing at all"))
    journal = lived(journal, Disconnected(), want, ServerPresented(FALSE_SERVER), start=AT)
    journal = lived(journal, want, ServerPresented(SERVER_1), Connected())
    return lived(journal, Disconnected(), 50_400, want, ServerPresented(SERVER_2), Connected(), LIST)


@cache
def renewal() -> Journal:
    """A trigger, a key, a request, its answer, a chain of another key refused, the right one taken."""
    use = MessageTrigger.SIGN_CHARGING_STATION_CERTIFICATE
    journal = lived(Journal(outfitted()), ConnectionWanted(slot=1, security_profile=3), ServerPresented(SERVER_1), Connected())
    journal = lived(journal, Received(TriggerMessageRequest(requested_message=use)), ready("ChargingStationCertificate"))
    sent = [one.message for one in journal.entries[-1].decision.effects if isinstance(one, Send)]
    (request,) = [one for one in sent if isinstance(one, SignCertificateRequest)]
    journal = lived(journal, SigningAnswered(request, SignCertificateResponse(status=GenericStatus.ACCEPTED)))
    kind = CertificateSigningUse.CHARGING_STATION_CERTIFICATE
    number = request.request_id
    for leaf in (CLIENT, RENEWED):
        text = pem(leaf, CLIENT_CA)
        message = CertificateSignedRequest(certificate_chain=text, certificate_type=kind, request_id=number)
        journal = lived(journal, Received(message))
    return lived(journal, Received(DeleteCertificateRequest(certificate_hash_data=hashes_of(MAKER))), LIST_ALL)


def pending():
    """The state while a certificate is waited for."""
    return renewal().entries[4].decision.state


def evil_root(text: str, serial: int) -> x509.Certificate:
    """A sound root of this name, which no CA of good will would take."""
    with warnings.catch_warnings(action="ignore"):
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text, _validate=False)])
    return (
        x509.CertificateBuilder(name, name, key("evil").public_key(), serial, NOW - DAY, NOW + 9 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key("evil"), hashes.SHA256())
    )


@cache
def hostile() -> Journal:
    """Roots of every hostile name, installed; then the same texts as if they were certificates, refused."""
    journal = Journal(station(most=40))
    for number, text in enumerate(EVIL):
        roots = [install(evil_root(text, 2 * number + place), type_) for place, type_ in enumerate((V2G, CSMS), 1)]
        journal = lived(journal, *roots, install(text, V2G))
    return journal
