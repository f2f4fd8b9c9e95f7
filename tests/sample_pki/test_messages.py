"""The messages against OCPP's own schemas, as the ``ocpp`` library carries them."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest
from ocpp.messages import Call, CallResult, validate_payload

from workbench.sample_pki.build import SampleFile

ACTIONS = {
    "install-certificate-request": "InstallCertificate",
    "sign-certificate-request": "SignCertificate",
    "certificate-signed-request": "CertificateSigned",
    "get-installed-certificate-ids-response": "GetInstalledCertificateIds",
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


def test_every_message_is_covered(directory: Path) -> None:
    assert {path.stem for path in (directory / "messages").glob("*.json")} == ACTIONS.keys()


def test_the_log_is_a_conversation(directory: Path) -> None:
    calls: dict[str, tuple[str, str]] = {}
    moments = []
    for line in (directory / "messages/station.log").read_text("utf-8").splitlines():
        at, sender, arrow, receiver, text = line.split(" ", 4)
        assert (arrow, {sender, receiver}) == ("->", {"CSMS", "CS-0001"})
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
    assert len(moments) == 8


def test_the_chain_in_the_message_is_the_chain_file(files: dict[str, SampleFile]) -> None:
    payload = json.loads(files["messages/certificate-signed-request.json"].content)[3]
    assert payload["certificateChain"].encode() == files["iso15118-2/secc-chain.pem"].content
