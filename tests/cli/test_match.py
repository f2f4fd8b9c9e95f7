import io
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import workbench as wb
from workbench.certs.forensics import MISTAKES
from workbench.cli.main import main

REAL = Path(__file__).parents[1] / "data" / "real"
SAMPLES = wb.samples()
SCHEMA = json.loads(files("workbench.schemas").joinpath("match.schema.json").read_text(encoding="utf-8"))
ROOT = REAL / "everest/everest_csms_root_selfsigned.der"
RIGHT = {
    "hashAlgorithm": "SHA256",
    "issuerNameHash": "608964fb2fa9b01051979832e94b5dfc69f41dc76e94321bff1489220f0edd51",
    "issuerKeyHash": "0b89ba5d6aebd520cb686d75911c3b1e236ef3a5137e298e2395e97bad049a9c",
    "serialNumber": "54c056cd6c8b7ad2a0bf8fa40c7d7d7a8fc633a3",
}
WRONG = RIGHT | {
    "issuerKeyHash": "a6e29e28f8f019381f712fbd19792a4247812f7faccc7ef73db78adb8ee59132"
}  # EVerest keeps it as a comment


def matched(capsys: pytest.CaptureFixture[str], message: Any, *arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
    text = message if isinstance(message, str) else json.dumps(message)
    status = main(["match", text, *map(str, arguments), "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(document)
    return status, document["entries"]


def test_everests_published_leaf_hash_is_exact(capsys):
    status, [entry] = matched(capsys, str(REAL / "everest/csms_certs/client/ocsp/SECC_LEAF_ocsp.hash"), REAL / "everest")
    assert (status, entry["result"], entry["subject"]) == (0, "exact", "CN=DEPionixLeafB")


def test_everests_wrong_root_hash_is_named_with_its_correction(capsys):
    status, [entry] = matched(capsys, [WRONG], ROOT)
    assert (status, entry["result"], entry["mistakes"]) == (1, "dialect", ["key:spki"])
    assert ["key:own-spki"] in entry["equivalent"]
    assert (entry["given"], entry["corrected"]) == (WRONG, RIGHT)
    assert "SubjectPublicKeyInfo" in entry["explanation"]


def test_an_unknown_entry_is_said_to_be_so(capsys):
    status, [entry] = matched(capsys, RIGHT | {"serialNumber": "1234567890"}, ROOT)
    assert (status, entry["result"], entry["certificate"]) == (1, "unknown", None)
    assert "1234567890" in entry["explanation"]


MESSAGES = sorted((SAMPLES / "messages").glob("installed-*.json"))


@pytest.mark.parametrize(
    "message",
    [pytest.param(one, marks=[] if number % 4 == 0 else pytest.mark.deep) for number, one in enumerate(MESSAGES)],
    ids=lambda path: path.stem,
)
def test_every_sample_message_fits_the_schema(message, capsys):
    status, entries = matched(capsys, str(message), SAMPLES)
    assert status == (0 if {entry["result"] for entry in entries} == {"exact"} else 1)


def test_types_and_children_are_told(capsys):
    _, entries = matched(capsys, str(SAMPLES / "messages/get-installed-certificate-ids-response.json"), SAMPLES)
    assert [(entry["certificate_type"], entry["parent"]) for entry in entries] == [
        ("V2GRootCertificate", None),
        ("MORootCertificate", None),
        ("V2GCertificateChain", None),
        ("V2GCertificateChain", 2),
        ("V2GCertificateChain", 2),
    ]


def test_the_schema_lists_every_mistake():
    assert SCHEMA["$defs"]["mistakes"]["items"]["enum"] == list(MISTAKES)


def test_a_message_from_standard_input(capsys, monkeypatch):
    monkeypatch.setattr(
        sys,
        "stdin",
        io.TextIOWrapper(io.BytesIO(json.dumps([2, "1", "DeleteCertificate", {"certificateHashData": RIGHT}]).encode())),
    )
    status, [entry] = matched(capsys, "-", ROOT)
    assert (status, entry["result"]) == (0, "exact")


def test_the_text_names_certificate_and_mistake_and_gives_json_to_paste(capsys):
    assert main(["match", json.dumps([RIGHT, WRONG]), str(ROOT)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("2 entries, compared with 1 certificate: 1 exact, 1 with mistakes (dialect).")
    assert "Test CSMS Root CA" in out
    assert "key:spki" in out
    pasted = out.rpartition("to paste back:\n")[2].strip()
    assert json.loads(pasted) == RIGHT


def test_fix_writes_the_whole_message_corrected(tmp_path):
    frame = [2, "17", "DeleteCertificate", {"certificateHashData": WRONG, "customData": {"vendorId": "org.example"}}]
    assert main(["match", json.dumps(frame), str(ROOT), "--fix", str(tmp_path / "fixed.json")]) == 1
    fixed = json.loads((tmp_path / "fixed.json").read_text())
    assert fixed == [2, "17", "DeleteCertificate", {"certificateHashData": RIGHT, "customData": {"vendorId": "org.example"}}]
    assert main(["match", str(tmp_path / "fixed.json"), str(ROOT)]) == 0


def test_fix_refuses_a_log(capsys, tmp_path):
    assert main(["match", str(SAMPLES / "messages/station.log"), str(SAMPLES), "--fix", str(tmp_path / "fixed.json")]) == 2
    assert "one JSON document" in capsys.readouterr().err
    assert not (tmp_path / "fixed.json").exists()


def test_what_holds_no_hash_data_is_refused(capsys, tmp_path):
    (tmp_path / "notes.txt").write_text("call the CA on Monday")
    for message in (str(tmp_path / "notes.txt"), "[]", "{}", str(ROOT)):
        assert main(["match", message, str(ROOT)]) == 2, message
        assert "no certificate hash data" in capsys.readouterr().err


def test_without_certificates_there_is_no_answer(capsys):
    assert main(["match", json.dumps(RIGHT)]) == 2
    assert "no certificate to compare" in capsys.readouterr().err


def test_an_answer_not_found_is_fine(capsys):
    assert main(["match", '[3, "9", {"status": "NotFound"}]', str(ROOT)]) == 0
    assert "no hash data" in capsys.readouterr().out


def test_certificates_in_the_message_are_known_too(capsys):
    pem = (SAMPLES / "iso15118-2/secc-chain.pem").read_text()
    [right] = [row.hash_data for row in wb.hash_data(SAMPLES / "iso15118-2") if row.item.source.file.endswith("/cpo-sub-ca1.pem")]
    assert right is not None
    message = {"idToken": {"idToken": "DE", "type": "eMAID"}, "certificate": pem, "iso15118CertificateHashData": [right.to_dict()]}
    status, [entry] = matched(capsys, message, SAMPLES / "iso15118-2/v2g-root.pem")
    assert (status, entry["result"]) == (0, "exact")


def test_what_cannot_carry_hash_data_is_refused(capsys):
    for message in ("sign-certificate-request", "certificate-signed-request", "install-certificate-request"):
        assert main(["match", str(SAMPLES / f"messages/{message}.json"), str(ROOT)]) == 2
        assert "which carries none" in capsys.readouterr().err


def test_the_message_comes_first(capsys):
    assert main(["match", str(ROOT), str(SAMPLES / "messages/installed-right.json")]) == 2
    assert "The message comes first" in capsys.readouterr().err


def test_a_message_that_ends_in_the_middle_is_not_all_right(capsys, tmp_path):
    whole = (SAMPLES / "messages/installed-right.json").read_text()
    (tmp_path / "cut.json").write_text(whole[:900])
    assert main(["match", str(tmp_path / "cut.json"), str(SAMPLES)]) == 1
    assert capsys.readouterr().out.startswith("This JSON ends in the middle")
    assert main(["match", str(tmp_path / "cut.json"), str(SAMPLES), "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(document)
    assert {entry["result"] for entry in document["entries"]} == {"exact"}
    assert [finding["code"] for finding in document["findings"]] == ["unreadable"]


def test_fix_says_what_it_left(capsys, tmp_path):
    message = SAMPLES / "messages/installed-short-serial.json"
    assert main(["match", str(message), str(SAMPLES), "--fix", str(tmp_path / "fixed.json")]) == 1
    assert "6 of 14 entries corrected; as sent, for it cannot be told: 5, 8." in capsys.readouterr().err


def test_the_answer_is_there_though_it_cannot_be_written(capsys, tmp_path):
    assert main(["match", json.dumps(WRONG), str(ROOT), "--fix", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert "key:spki" in out
    assert "cannot be written" in err


def test_json_in_a_json_string_is_read(capsys):
    status, [entry] = matched(capsys, '"' + json.dumps(RIGHT).replace('"', '\\"') + '"\n', ROOT)
    assert (status, entry["result"]) == (0, "exact")


def test_on_a_narrow_terminal_no_word_is_broken(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["match", json.dumps([WRONG]), str(ROOT)]) == 1
    out = capsys.readouterr().out
    assert "0: This is Test CSMS Root CA, but issuerKeyHash hashes the whole" in out
    assert "key:spki" in out


def test_a_hostile_name_cannot_steer_the_terminal(capsys):
    hostile = RIGHT | {"issuerNameHash": "\x1b[31m<script>", "serialNumber": "\x1b]0;x\x07"}
    assert main(["match", json.dumps(hostile), str(ROOT)]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_as_a_process():
    done = subprocess.run(
        [sys.executable, "-m", "workbench.cli.main", "match", json.dumps(RIGHT), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
