"""A log written by hand from OCPP 2.1: every answer as it should be; hash data by asn1crypto and hashlib alone."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import pem as armour
from asn1crypto import x509

from workbench.certs import loading
from workbench.messages.log import read_log
from workbench.replay.replaying import replay

if TYPE_CHECKING:
    from workbench.replay.result import Replay

SAMPLES = Path(__file__).parents[2] / "sample_certs"
BEGIN = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
STATION, CSMS = "station", "csms"
CSMS_ROOT, V2G_ROOT, MO_ROOT, CHAIN = "CSMSRootCertificate", "V2GRootCertificate", "MORootCertificate", "V2GCertificateChain"


def text(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="ascii")


@cache
def certificates(name: str) -> tuple[x509.Certificate, ...]:
    return tuple(x509.Certificate.load(der) for _, _, der in armour.unarmor((SAMPLES / name).read_bytes(), multiple=True))


def hash_data(certificate: x509.Certificate, issuer: x509.Certificate, algorithm: str = "SHA256") -> dict[str, str]:
    digest = getattr(hashlib, algorithm.lower())
    key = issuer.public_key["public_key"].contents[1:]  # without the octet that counts unused bits
    return {
        "hashAlgorithm": algorithm,
        "issuerNameHash": digest(certificate["tbs_certificate"]["issuer"].dump()).hexdigest(),
        "issuerKeyHash": digest(key).hexdigest(),
        "serialNumber": format(certificate.serial_number, "x"),
    }


def root_entry(name: str, certificate_type: str, algorithm: str = "SHA256") -> dict[str, Any]:
    (root,) = certificates(name)
    return {"certificateType": certificate_type, "certificateHashData": hash_data(root, root, algorithm)}


def chain_entry(folder: str = "iso15118-2") -> dict[str, Any]:
    leaf, *above = certificates(f"{folder}/secc-chain.pem")
    (root,) = certificates(f"{folder}/v2g-root.pem")
    issuers = [*above, root]
    return {
        "certificateType": CHAIN,
        "certificateHashData": hash_data(leaf, issuers[0]),
        "childCertificateHashData": [hash_data(one, issuer) for one, issuer in zip(above, issuers[1:], strict=True)],
    }


def contract_entries() -> list[dict[str, str]]:
    chain = certificates("iso15118-2/contract-chain.pem")
    issuers = [*chain[1:], *certificates("iso15118-2/mo-root.pem")]
    return [hash_data(one, issuer) for one, issuer in zip(chain, issuers, strict=True)]


EMAID = {"idToken": "DE-PNC-C00000042-H", "type": "eMAID"}


@dataclass
class Said:
    """A call and its answer; ``answer`` None: never answered."""

    asker: str
    action: str
    request: Any
    answer: Any = field(default_factory=dict)
    name: str = ""
    error: list[Any] | None = None
    message_id: str = ""
    answer_id: str = ""


@dataclass
class Story:
    """Exchanges; ``lines()`` are those of a log."""

    said: list[Said] = field(default_factory=list)

    def __getitem__(self, name: str) -> Said:
        return next(one for one in self.said if one.name == name)

    def after(self, name: str, *new: Said) -> None:
        place = self.said.index(self[name]) + 1
        self.said[place:place] = new

    def copy(self) -> Story:
        return deepcopy(self)

    def lines(self) -> list[str]:
        lines, at = [], BEGIN
        for number, one in enumerate(self.said):
            message_id = one.message_id or f"m-{number}"
            other = CSMS if one.asker == STATION else STATION
            lines.append(line(at, one.asker, [2, message_id, one.action, one.request]))
            at += timedelta(seconds=1)
            if one.answer is not None:
                frame = [3, message_id, one.answer] if one.error is None else [4, message_id, *one.error]
                frame[1] = one.answer_id or message_id
                lines.append(line(at, other, frame))
            at += timedelta(seconds=30)
        return lines

    def text(self) -> str:
        return "\n".join(self.lines()) + "\n"


def line(at: datetime, sender: str, frame: list[Any]) -> str:
    way = "CS->CSMS" if sender == STATION else "CSMS->CS"
    return f"{at.isoformat().replace('+00:00', 'Z')} {way} {json.dumps(frame)}"


def replayed(log: str, *, certificates: Any = (), now: datetime = BEGIN) -> Replay:
    return replay([("a.log", read_log(log))], certificates, now=now)


ROOTS = loading.load([(name, text(name).encode()) for name in ("ocpp/csms-root.pem", "iso15118-2/v2g-root.pem")]).items
"""What the station has from the factory: no message of a log brings it."""


def variable(component: str, name: str, value: str | None, **more: Any) -> dict[str, Any]:
    result = {"attributeStatus": "Accepted" if value is not None else "UnknownVariable", "component": {"name": component}}
    if value is not None:
        result["attributeValue"] = value
    return {**result, "variable": {"name": name}, **more}


def right() -> Story:
    """A day in the life of a station: everything as it should be."""
    wanted = [
        ("SecurityCtrlr", "CertificateEntries", "Actual", "5"),
        ("SecurityCtrlr", "CertificateEntries", "MaxSet", "12"),
        ("SecurityCtrlr", "AdditionalRootCertificateCheck", "Actual", "false"),
    ]
    roots = [root_entry("ocpp/csms-root.pem", CSMS_ROOT), root_entry("iso15118-2/v2g-root.pem", V2G_ROOT)]
    mo = root_entry("iso15118-2/mo-root.pem", MO_ROOT)
    responder = {"responderURL": "http://ocsp.example/"}
    secc = chain_entry()
    vehicle = [hash_data(*certificates("iso15118-20/vehicle-chain.pem")[place : place + 2]) for place in (0, 1)]
    story = Story(
        [
            Said(
                STATION,
                "BootNotification",
                {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}},
                {"currentTime": "2026-06-01T10:00:00Z", "interval": 300, "status": "Accepted"},
                "boot",
            ),
            Said(
                CSMS,
                "GetVariables",
                {
                    "getVariableData": [
                        {"component": {"name": component}, "variable": {"name": name}, "attributeType": kind}
                        for component, name, kind, _ in wanted
                    ]
                },
                {
                    "getVariableResult": [
                        variable(component, name, value, attributeType=kind) for component, name, kind, value in wanted
                    ]
                },
                "limits",
            ),
            Said(
                CSMS,
                "GetInstalledCertificateIds",
                {},
                {"status": "Accepted", "certificateHashDataChain": [*roots, secc]},
                "list all",
            ),
            Said(
                CSMS,
                "InstallCertificate",
                {"certificateType": MO_ROOT, "certificate": text("iso15118-2/mo-root.pem")},
                {"status": "Accepted"},
                "install",
            ),
            Said(
                CSMS,
                "GetInstalledCertificateIds",
                {"certificateType": [MO_ROOT]},
                {"status": "Accepted", "certificateHashDataChain": [mo]},
                "list MO",
            ),
            Said(
                STATION,
                "SignCertificate",
                {"csr": text("iso15118-2/secc.csr.pem"), "certificateType": "V2GCertificate", "requestId": 7},
                {"status": "Accepted"},
                "ask",
            ),
            Said(
                CSMS,
                "CertificateSigned",
                {"certificateChain": text("iso15118-2/secc-chain.pem"), "certificateType": "V2GCertificate", "requestId": 7},
                {"status": "Accepted"},
                "signed",
            ),
            Said(
                CSMS,
                "GetInstalledCertificateIds",
                {"certificateType": [CHAIN]},
                {"status": "Accepted", "certificateHashDataChain": [secc]},
                "list chains",
            ),
            Said(CSMS, "DeleteCertificate", {"certificateHashData": mo["certificateHashData"]}, {"status": "Accepted"}, "delete"),
            Said(CSMS, "GetInstalledCertificateIds", {"certificateType": [MO_ROOT]}, {"status": "NotFound"}, "list none"),
            Said(
                STATION,
                "GetCertificateStatus",
                {"ocspRequestData": {**secc["certificateHashData"], **responder}},
                {"status": "Failed"},
                "status",
            ),
            Said(
                STATION,
                "GetCertificateChainStatus",
                {
                    "certificateStatusRequests": [
                        {"certificateHashData": one, "source": "OCSP", "urls": ["http://ocsp.example/"]} for one in vehicle
                    ]
                },
                {
                    "certificateStatus": [
                        {"certificateHashData": one, "source": "OCSP", "status": "Good", "nextUpdate": "2026-06-08T00:00:00Z"}
                        for one in vehicle
                    ]
                },
                "chain status",
            ),
            Said(
                STATION,
                "Get15118EVCertificate",
                {"iso15118SchemaVersion": "urn:iso:15118:2:2013:MsgDef", "action": "Install", "exiRequest": "gJgC"},
                {"status": "Accepted", "exiResponse": "gJgCAA=="},
                "contract",
            ),
            *(
                Said(
                    STATION,
                    "Get15118EVCertificate",
                    {
                        "iso15118SchemaVersion": "urn:iso:std:iso:15118:-20:CommonMessages",
                        "action": "Install",
                        "exiRequest": "gEQA",
                        "maximumContractCertificateChains": 3,
                    },
                    {"status": "Accepted", "exiResponse": "gEQAAA==", "remainingContracts": remaining},
                    name,
                )
                for name, remaining in (("first of two", 1), ("second of two", 0))
            ),
            Said(
                STATION,
                "Authorize",
                {"idToken": EMAID, "iso15118CertificateHashData": [{**one, **responder} for one in contract_entries()]},
                {"idTokenInfo": {"status": "Accepted"}, "certificateStatus": "Accepted"},
                "authorize",
            ),
            Said(
                STATION,
                "Authorize",
                {"idToken": EMAID, "certificate": text("iso15118-2/contract-chain.pem")},
                {"idTokenInfo": {"status": "Invalid"}, "certificateStatus": "CertificateRevoked"},
                "authorize centrally",
            ),
            *(Said(STATION, "Heartbeat", {}, {"currentTime": "2026-06-01T10:10:00Z"}, f"beat {number}") for number in range(4)),
            *(Said(CSMS, "GetInstalledCertificateIds", {"certificateType": [MO_ROOT]}, {"status": "NotFound"}) for _ in range(4)),
        ]
    )
    for one in story.said:  # nothing in two places is one object: a break changes one
        one.request, one.answer = deepcopy(one.request), deepcopy(one.answer)
    return story
