"""The messages against OCPP's own schemas, as the ``ocpp`` library carries them."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest
from ocpp.exceptions import TypeConstraintViolationError
from ocpp.messages import Call, CallResult, validate_payload

from workbench.sample_pki.build import SampleFile

ACTIONS = {
    "install-certificate-request": "InstallCertificate",
    "sign-certificate-request": "SignCertificate",
    "certificate-signed-request": "CertificateSigned",
    "get-installed-certificate-ids-response": "GetInstalledCertificateIds",
    "delete-certificate-request": "DeleteCertificate",
    "get-certificate-status-request": "GetCertificateStatus",
    "get-certificate-chain-status-request": "GetCertificateChainStatus",
    "authorize-request": "Authorize",
    "installed-right": "GetInstalledCertificateIds",
    "installed-right-sha384": "GetInstalledCertificateIds",
    "installed-whole-key-info": "GetInstalledCertificateIds",
    "installed-own-key": "GetInstalledCertificateIds",
    "installed-zero-octets": "GetInstalledCertificateIds",
    "installed-issuer-spelling": "GetInstalledCertificateIds",
    "installed-short-serial": "GetInstalledCertificateIds",
    "installed-sha1": "GetInstalledCertificateIds",
    "installed-unknown-root": "GetInstalledCertificateIds",
}
TOO_LONG = {
    "installed-raw-text": "issuerKeyHash",  # the key of P-256 takes 130 digits
    "installed-base64url": "serialNumber",  # 20 octets take up to 49 decimal digits
}


def validate(frame: list[object], action: str) -> None:
    if frame[0] == 2:
        assert frame[2] == action
        asyncio.run(validate_payload(Call(*frame[1:]), "2.1"))
    else:
        assert frame[0] == 3
        asyncio.run(validate_payload(CallResult(*frame[1:], action=action), "2.1"))


@pytest.mark.parametrize(("stem", "action"), ACTIONS.items())
def test_messages_follow_the_schema_of_ocpp_2_1(directory: Path, stem: str, action: str) -> None:
    validate(json.loads((directory / f"messages/{stem}.json").read_text("utf-8")), action)


@pytest.mark.parametrize(("stem", "field"), TOO_LONG.items())
def test_of_the_mistakes_the_schema_catches_only_what_is_too_long(directory: Path, stem: str, field: str) -> None:
    frame = json.loads((directory / f"messages/{stem}.json").read_text("utf-8"))
    with pytest.raises(TypeConstraintViolationError, match="is too long"):
        validate(frame, "GetInstalledCertificateIds")
    for entry in frame[2]["certificateHashDataChain"]:
        for data in (entry["certificateHashData"], *entry.get("childCertificateHashData", ())):
            data[field] = ""
    validate(frame, "GetInstalledCertificateIds")


def test_every_message_is_covered(directory: Path) -> None:
    assert {path.stem for path in (directory / "messages").glob("*.json")} == ACTIONS.keys() | TOO_LONG.keys()


@pytest.mark.parametrize(("log", "station", "frames"), [("station", "CS-0001", 8), ("delete-not-found", "CS-0002", 4)])
def test_a_log_is_a_conversation(directory: Path, log: str, station: str, frames: int) -> None:
    calls: dict[str, tuple[str, str]] = {}
    moments = []
    for line in (directory / f"messages/{log}.log").read_text("utf-8").splitlines():
        at, sender, arrow, receiver, text = line.split(" ", 4)
        assert (arrow, {sender, receiver}) == ("->", {"CSMS", station})
        moments.append(datetime.fromisoformat(at))
        frame = json.loads(text)
        if frame[0] == 2:
            calls[frame[1]] = (frame[2], sender)
            validate(frame, frame[2])
        else:
            action, caller = calls.pop(frame[1])
            assert receiver == caller
            validate(frame, action)
    assert calls == {}
    assert moments == sorted(moments)
    assert len(moments) == frames


def test_the_chain_in_the_message_is_the_chain_file(files: dict[str, SampleFile]) -> None:
    payload = json.loads(files["messages/certificate-signed-request.json"].content)[3]
    assert payload["certificateChain"].encode() == files["iso15118-2/secc-chain.pem"].content
