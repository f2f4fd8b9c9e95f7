import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

import workbench as wb
from workbench.cli.main import main
from workbench.net.fetcher import Fetcher
from workbench.net.status import RunningTwin, check_status
from workbench.net.twin import Fault

SAMPLES = wb.samples()
CHAIN, ROOT = SAMPLES / "iso15118-2/secc-chain.pem", SAMPLES / "iso15118-2/v2g-root.pem"
SCHEMA = json.loads(files("workbench.schemas").joinpath("status.schema.json").read_text(encoding="utf-8"))


def asked(capsys, *arguments):
    status = main(["status", *map(str, arguments), "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(document)
    return status, document


def words(document):
    return [one["status"] for one in document["certificates"]]


def test_a_sound_chain_is_good_and_the_answer_says_who_was_asked(capsys):
    status, document = asked(capsys, CHAIN, ROOT, "--twin")
    assert (status, document["ok"], document["simulation"], document["live"]) == (0, True, True, True)
    assert words(document) == ["good"] * 3
    assert document["hosts"] == {"ocsp.pnc.example": 3}
    assert document["at"] == "2026-06-01T00:00:00Z"
    assert [one["why"].split(":")[0] for one in document["exempt"]] == ["a root"]


@pytest.mark.parametrize(
    ("fault", "status", "word"), [(Fault.STALE, 0, "good"), (Fault.DEAD, 1, "not answered"), (Fault.SHA1_ONLY, 0, "good")]
)
def test_a_fault_of_the_twin_by_name(capsys, fault, status, word):
    ended, document = asked(capsys, CHAIN, ROOT, "--twin", fault)
    assert (ended, set(words(document))) == (status, {word})
    assert len(document["certificates"][0]["tried"]) == 2


def test_the_twin_before_the_files_takes_none_of_them_for_a_fault(capsys):
    assert asked(capsys, "--twin", CHAIN, ROOT)[0] == 0


def test_what_is_not_known_is_exit_status_1_and_the_steps_are_there(capsys):
    status, document = asked(capsys, CHAIN, ROOT, "--twin", "wrong-signer", "--source", "OCSP")
    assert (status, words(document)) == (1, ["not answered"] * 3)
    steps = {step["step"]: step["outcome"] for step in document["certificates"][0]["tried"][0]["steps"]}
    assert steps["signature verified"] == "failed"
    assert "revocation-signature" in {finding["code"] for finding in document["certificates"][0]["findings"]}


def test_offline_opens_no_fetcher(capsys, monkeypatch):
    monkeypatch.setattr(Fetcher, "__init__", None)
    status, document = asked(capsys, CHAIN, ROOT, "--offline")
    assert (status, document["live"], document["fetches"]) == (1, False, [])
    assert words(document) == ["not checked"] * 3


def test_a_crl_at_hand_says_revoked_offline(capsys, tmp_path):
    with RunningTwin() as twin:
        twin.revoke("iso15118-2/secc")
        [crl, *_] = check_status((CHAIN, ROOT), twin=twin, sources="CRL").crls
    file = tmp_path / "list.crl"
    file.write_bytes(crl.der)
    status, document = asked(capsys, CHAIN, ROOT, "--offline", "--crl", file)
    assert (status, words(document)) == (1, ["revoked", "not checked", "not checked"])
    answer = document["certificates"][0]["answer"]
    assert (answer["source"], answer["live"], answer["reason"]) == ("CRL", False, "keyCompromise")


def test_the_text_has_a_line_per_certificate_and_then_what_to_do(capsys):
    assert main(["status", str(CHAIN), str(ROOT)]) == 1
    out = capsys.readouterr().out
    assert out.count("? not answered") == 3
    assert out.count("pnc status --twin") == 1
    assert "No host was asked" in out


def test_verbose_shows_every_step_and_every_fetch(capsys):
    assert main(["status", str(CHAIN), str(ROOT), "--twin", "-v"]) == 0
    out = capsys.readouterr().out
    assert out.count("nonce repeated") == 3
    assert "What went out: 3 fetches" in out


def test_hostile_names_cannot_steer_the_terminal(capsys):
    assert main(["status", str(SAMPLES / "atlas"), "--offline"]) == 1
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no such file"],
        ["--twin", "no-such-fault", CHAIN],
        ["--twin", "--offline", CHAIN],
        [CHAIN, "--allow", "???"],
        [__file__],
    ],
)
def test_input_that_cannot_be_used_is_exit_status_2_with_a_hint(capsys, arguments):
    assert main(["status", *map(str, arguments)]) == 2
    assert len(capsys.readouterr().err.splitlines()) >= 2


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


ANSWER_SCHEMA = json.loads(files("workbench.schemas").joinpath("status-answer.schema.json").read_text(encoding="utf-8"))
REQUEST = SAMPLES / "messages/get-certificate-chain-status-request.json"


def test_a_stations_message_is_answered_as_by_a_csms(capsys):
    arguments = ["status", "--message", str(REQUEST), str(SAMPLES / "iso15118-2"), "--format", "json", "--twin"]
    assert main(arguments) == 0
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(ANSWER_SCHEMA)
    Draft202012Validator(ANSWER_SCHEMA).validate(document)
    assert [one["status"] for one in document["response"]["certificateStatus"]] == ["Good"] * 3
    assert main([*arguments, "dead"]) == 1
    Draft202012Validator(ANSWER_SCHEMA).validate(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("message", ["no such file", ROOT, SAMPLES / "messages/delete-certificate-request.json"])
def test_a_message_that_asks_for_no_status_is_exit_status_2(capsys, message):
    assert main(["status", "--message", str(message), str(ROOT), "--offline"]) == 2
    assert capsys.readouterr().err
