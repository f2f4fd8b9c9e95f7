"""``pnc exi``: what is inside, as text, as JSON, and bit by bit; the exit status is the signature's."""

import base64
import io
import json
import subprocess
import sys
from importlib.resources import files

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from jsonschema import Draft202012Validator

from tests.contracts.exi.vectors import DATA
from tests.contracts.exi.vectors import RISE as FILES
from tests.contracts.reading.messages import (
    HALF_SIGNED,
    RISE,
    RISE_BASE64,
    RISE_WRONG,
    SIGNER,
    V2,
    V20,
    of_2,
    request_2,
    request_20,
)
from workbench.cli.main import main
from workbench.contracts.exi.messages_2 import AuthorizationReq
from workbench.contracts.reading import read
from workbench.contracts.reading.bits import stream_from

SCHEMA = json.loads(files("workbench.schemas").joinpath("exi.schema.json").read_text(encoding="utf-8"))
CHALLENGE = of_2(AuthorizationReq(bytes(16), "id1"), read(RISE).message.header)

TRUST = "whether the certificates are to be trusted (pnc diagnose says)"


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "message"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def asked(capsys, *arguments):
    status = main(["exi", *arguments, "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(document)
    return status, document


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_a_signature_that_holds_is_exit_0(capsys, file):
    status, document = asked(capsys, file(RISE))
    assert (status, document["message"], document["namespace"]) == (0, "CertificateInstallationRes", V2)
    assert (document["ok"], document["signature"]["ok"]) == (True, True)
    assert document["signature"]["signed_info"] == "XML Signature alone, fragment"
    assert [one["element"] for one in document["signature"]["references"]][2] == "eMAID"
    assert [one["path"] for one in document["certificates"]][
        3
    ] == "CertificateInstallationRes/ContractSignatureCertChain/Certificate"
    assert {one["path"]: one["value"] for one in document["fields"]}["Body/CertificateInstallationRes/eMAID"] == "DEABCC123ABC56"
    assert document["findings"] == []
    assert document["not_checked"] == [TRUST]
    assert "bits" not in document


def test_a_signature_that_does_not_hold_is_exit_1(capsys, file):
    status, document = asked(capsys, file(RISE_WRONG))
    assert (status, document["ok"], document["signature"]["ok"]) == (1, False, False)
    assert {one["code"] for one in document["findings"]} == {"message-digest"}


def test_a_signature_that_holds_over_too_few_elements_is_exit_1(capsys, file, tmp_path):
    (tmp_path / "signer.der").write_bytes(SIGNER.public_bytes(Encoding.DER))
    status, document = asked(capsys, file(HALF_SIGNED), "--certificate", str(tmp_path / "signer.der"))
    assert (status, document["ok"], document["signature"]["ok"]) == (1, False, True)
    assert [one["code"] for one in document["findings"]] == ["message-part-unsigned"] * 2


def test_a_message_that_is_not_signed_is_exit_0(capsys, file):
    status, document = asked(capsys, file(request_20()))
    assert (status, document["ok"], document["signed"], document["signature"]) == (0, None, False, None)
    assert document["not_checked"] == ["signature: the message is not signed", TRUST]
    assert document["namespace"] == V20


def test_a_signature_whose_signer_is_not_known_is_not_checked(capsys, file):
    status, document = asked(capsys, file(CHALLENGE))
    assert (status, document["signature"]) == (0, None)
    assert document["not_checked"] == ["signature: This AuthorizationReq does not hold its signer's certificate"]


def test_a_certificate_can_be_given(capsys, file):
    assert asked(capsys, file(RISE), "--certificate", str(FILES / "cpsLeafCert.pem"))[0] == 0
    status, document = asked(capsys, file(RISE), "--certificate", str(FILES / "contractCert.pem"))
    assert (status, document["signature"]["signed_info"]) == (1, None)


@pytest.mark.parametrize(
    "content", [RISE, RISE_WRONG, CHALLENGE, request_2(), request_20(), RISE + b"\x00", bytes.fromhex("8098448c")]
)
def test_every_bit_is_there(capsys, file, content):
    _, document = asked(capsys, file(content), "--bits")
    assert int("".join(one["bits"] for one in document["bits"]), 2).to_bytes(len(content)) == content
    assert all(one["stop"] - one["start"] == len(one["bits"]) for one in document["bits"])
    main(["exi", file(content), "--bits"])
    lines = capsys.readouterr().out.splitlines()
    assert stream_from(line.rpartition("  ")[2] for line in lines) == content


def test_an_ocpp_message_is_read(capsys, file):
    call = [2, "1", "Get15118EVCertificate", {"iso15118SchemaVersion": V20, "exiRequest": base64.b64encode(request_2()).decode()}]
    status, document = asked(capsys, file(json.dumps(call)))
    assert (status, document["given"]) == (0, "exiRequest")
    assert [one["code"] for one in document["findings"]] == ["exi-schema-mismatch"]


def test_text_says_what_json_says(capsys, file):
    assert main(["exi", file(RISE_BASE64)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("CertificateInstallationRes of ISO 15118-2 (base64 text, 3,627 bytes): signed, 6 certificates inside")
    assert "signed SignedInfo (XML Signature alone, fragment" in printed
    assert main(["exi", file(request_2())]) == 0
    assert "Not checked: signature: the message is not signed." in capsys.readouterr().out


def test_hostile_text_reaches_no_terminal(capsys, file):
    for more in ([], ["--bits"]):
        main(["exi", file(request_2()), *more])
        assert "\x1b" not in capsys.readouterr().out


def test_standard_input_is_read(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(RISE_BASE64.encode())))
    assert asked(capsys, "-")[0] == 0


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [
        (RISE[:1000], [], "more than the stream holds at bit "),
        (b"Hello, world", [], "neither base64 nor hexadecimal nor JSON"),
        (b'{"status": "Failed", "exiResponse": ""}', [], "The exiResponse is empty"),
        (RISE, ["--schema", "iso15118-20"], "EXI: "),
        (RISE, ["--schema", "din"], "No schema is called din"),
        (RISE, ["--certificate", "/nowhere"], "no file"),
        (RISE, ["--certificate", str(DATA / "real" / "everest" / "everest_csms_root_selfsigned.der")], "no kind that ISO 15118"),
    ],
)
def test_what_cannot_be_used_is_exit_2_with_one_sentence(capsys, file, content, more, words):
    assert main(["exi", file(content), *more]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert "Traceback" not in printed.err


def test_a_folder_is_refused(capsys, tmp_path):
    (tmp_path / "a").write_bytes(RISE)
    (tmp_path / "b").write_bytes(RISE)
    assert main(["exi", str(tmp_path)]) == 2
    assert "one file at a time" in capsys.readouterr().err


def test_the_command_itself_runs(tmp_path):
    path = tmp_path / "answer.exi"
    path.write_bytes(RISE)
    command = [sys.executable, "-m", "workbench.cli.main", "exi", path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_folder_is_refused_unread(capsys, tmp_path):
    (tmp_path / "message").write_bytes(RISE)
    assert main(["exi", str(tmp_path)]) == 2
    assert "one file at a time" in capsys.readouterr().err
