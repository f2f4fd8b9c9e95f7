import json
import re
import subprocess
import sys
from importlib.resources import files
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jsonschema import Draft202012Validator

import workbench as wb
from tests.net.est.made import KEY, SECC_ID
from workbench.cli.main import main
from workbench.csms.certificates import pem_of
from workbench.net.est import EstFault, Gate, RunningEstServer

SCHEMA = json.loads(files("workbench.schemas").joinpath("est.schema.json").read_text(encoding="utf-8"))
SERVE_SCHEMA = json.loads(files("workbench.schemas").joinpath("est-serve.schema.json").read_text(encoding="utf-8"))
ROOT = wb.samples("iso15118-2/v2g-root.pem")
SUBJECT = f"CN={SECC_ID},O=Sample Charge Point Operator,C=DE,DC=CPO"
AT = "2026-06-01T00:00:00Z"


@pytest.fixture(scope="module")
def est():
    with RunningEstServer(gate=Gate(users={"user": "pass-word"}, tokens=("to-ken",), certificate=True), retry_after=1) as running:
        yield running


@pytest.fixture
def folder(tmp_path, est):
    est.clear_fault()
    key = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, text in {
        "ta.pem": pem_of([est.anchor]),
        "key.pem": key.decode(),
        "password": "pass-word\n",
        "token": "to-ken\n",
        "headers": "x-api-key: k-e-y\n",
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def asked(capsys, est, folder, task, *more):
    place = est.url.removeprefix("https://")
    usual = ["--url", est.url, "--anchor", folder / "ta.pem", "--allow", place, "--at", AT, "--root", ROOT, "--format", "json"]
    status = main(["est", task, *map(str, (*usual, *more))])
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    Draft202012Validator(SCHEMA).validate(document)
    for secret in ("pass-word", "to-ken", "k-e-y", "PRIVATE KEY"):
        assert secret not in printed.out + printed.err
    return status, document


def written(file: Any) -> Any:
    return wb.load(file).items


def test_the_cas_and_a_file_of_them(capsys, est, folder):
    status, document = asked(capsys, est, folder, "cacerts", "-o", folder / "cas.pem")
    assert (status, document["ok"], document["http_status"], document["operation"]) == (0, True, 200, "cacerts")
    assert sorted(one["role"] for one in document["certificates"]) == ["root"] * 2 + ["sub-CA"] * 4
    assert {one.facts.sha256 for one in written(folder / "cas.pem")} == {one["sha256"] for one in document["certificates"]}
    assert [one["purpose"] for one in document["fetches"]] == ["EST"]


def test_attributes(capsys, est, folder):
    status, document = asked(capsys, est, folder, "csrattrs")
    assert (status, len(document["attributes"])) == (0, 2)


@pytest.mark.parametrize(
    "who",
    [("--basic", "user", "--password-file", "password"), ("--bearer-file", "token", "--header-file", "headers")],
    ids=["basic", "bearer"],
)
@pytest.mark.parametrize("preset", ["rfc", "maeve", "citrineos"])
def test_a_key_and_a_subject_become_a_chain(capsys, est, folder, monkeypatch, who, preset):
    monkeypatch.chdir(folder)
    out = folder / "chain.pem"
    made = ("--key", "key.pem", "--subject", SUBJECT, "--path-preset", preset, "-o", out)
    status, document = asked(capsys, est, folder, "enrol", *who, *made)
    assert (status, document["ok"]) == (0, True)
    chain = written(out)
    assert [one.facts.sha256 for one in chain] == document["chain"]
    assert len(chain) == 3
    assert chain[0].certificate.public_key() == KEY.public_key()
    assert document["request_findings"] == []


def test_a_certificate_is_renewed_by_itself_with_its_own_subject(capsys, est, folder, monkeypatch):
    monkeypatch.chdir(folder)
    made = ("--key", "key.pem", "--subject", SUBJECT, "--bearer-file", "token", "-o", "old.pem")
    asked(capsys, est, folder, "enrol", *made)
    status, document = asked(capsys, est, folder, "reenrol", "--client-chain", "old.pem", "--client-key", "key.pem")
    assert (status, document["ok"], document["operation"]) == (0, True, "simplereenroll")
    assert f"CN={SECC_ID}" in document["certificates"][0]["subject"]
    assert document["certificates"][0]["sha256"] != written("old.pem")[0].facts.sha256


def test_a_csr_from_a_file_and_what_departs_from_its_profile(capsys, est, folder, monkeypatch):
    monkeypatch.chdir(folder)
    csr = wb.samples("iso15118-2/secc.csr.pem")
    assert asked(capsys, est, folder, "enrol", "--csr", csr, "--bearer-file", "token")[0] == 0
    wrong = ("--key", "key.pem", "--subject", "CN=Station 1,O=x,C=DE", "--bearer-file", "token")
    status, document = asked(capsys, est, folder, "enrol", *wrong)
    assert (status, document["http_status"]) == (1, 400)
    assert {"domain-component", "common-name"} <= {one["code"] for one in document["request_findings"]}


def test_a_refusal_is_exit_status_1_and_not_yet_too_unless_it_may_wait(capsys, est, folder, monkeypatch):
    monkeypatch.chdir(folder)
    made = ("--key", "key.pem", "--subject", SUBJECT)
    status, document = asked(capsys, est, folder, "enrol", *made)
    assert (status, document["http_status"]) == (1, 401)
    est.set_fault(EstFault.NEVER)
    status, document = asked(capsys, est, folder, "enrol", *made, "--bearer-file", "token")
    assert (status, document["pending"]) == (1, {"retry_at": "2026-06-01T00:00:01Z", "status": 202})
    est.set_fault(EstFault.RETRY_AFTER)
    assert asked(capsys, est, folder, "enrol", *made, "--bearer-file", "token", "--wait", 5)[0] == 0


def test_the_text_says_it_in_a_sentence(capsys, est, folder):
    place = est.url.removeprefix("https://")
    assert main(["est", "cacerts", "--url", est.url, "--anchor", str(folder / "ta.pem"), "--allow", place]) == 0
    assert "The server's CAs: 6 certificates." in capsys.readouterr().out
    assert main(["est", "cacerts", "--url", est.url, "--anchor", str(folder / "ta.pem")]) == 1
    assert f"--allow {place}" in (out := capsys.readouterr().out) or place in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["cacerts", "--url", "http://ca.example"],
        ["cacerts", "--url", "https://ca.example", "--anchor", "no such file"],
        ["cacerts", "--url", "https://ca.example", "--label", "a/b"],
        ["cacerts", "--url", "https://ca.example", "--basic", "user"],
        ["cacerts", "--url", "https://ca.example", "--client-chain", "x"],
        ["cacerts", "--url", "https://ca.example", "--allow", "???"],
        ["cacerts", "--url", "https://ca.example", "--use", "nonsense"],
        ["enrol", "--url", "https://ca.example"],
        ["enrol", "--url", "https://ca.example", "--csr", "no such file"],
        ["enrol", "--url", "https://ca.example", "--key", "key.pem", "--subject", "nonsense"],
        ["enrol", "--url", "https://ca.example", "--key", "key.pem", "--subject", "CN=x,C=Ä"],
        ["enrol", "--url", "https://ca.example", "--csr", "x", "--key", "y"],
        ["cacerts", "--url", "https://ca.example", "--header-file", "password"],
        ["serve", "--listen", "0.0.0.0:1"],
        ["serve", "--basic", "user"],
        ["cacerts", "--url", "https://u:pass-word@ca.example"],
        ["cacerts", "--url", "https://ca.example", "--basic", "u\r\nX: y", "--password-file", "password"],
    ],
)
def test_input_that_cannot_be_used_is_exit_status_2_with_a_hint(capsys, folder, monkeypatch, arguments):
    monkeypatch.chdir(folder)
    assert main(["est", *arguments]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) >= 2
    assert "pass-word" not in said


def test_a_fault_that_there_is_not_is_refused_with_the_words_that_there_are(capsys):
    assert refused(["est", "serve", "--fault", "nope"]) == 2
    said = capsys.readouterr().err
    assert "'not-found'" in said
    assert "EstFault" not in said


def test_fields_from_a_file_that_is_no_text_say_nothing_of_a_password(capsys, tmp_path):
    (tmp_path / "headers").write_bytes(b"\xff\xfe\x00")
    assert main(["est", "cacerts", "--url", "https://ca.example", "--header-file", str(tmp_path / "headers")]) == 2
    said = capsys.readouterr().err
    assert "no UTF-8 text" in said
    assert "password" not in said


def refused(arguments):
    """The exit status, whoever says it: argparse leaves by an exception."""
    try:
        return main(arguments)
    except SystemExit as left:
        return left.code


def test_serve_says_where_it_listens_and_what_it_was_asked(tmp_path):
    command = [
        sys.executable,
        "-m",
        "workbench.cli.main",
        "est",
        "serve",
        "--for",
        "60",
        "--format",
        "json",
        "--anchor-out",
        "ta.pem",
    ]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            [url] = re.findall(r"https://127\.0\.0\.1:\d+", process.stderr.readline())
            place = url.removeprefix("https://")
            assert main(["est", "cacerts", "--url", url, "--anchor", str(tmp_path / "ta.pem"), "--allow", place]) == 0
        finally:
            process.terminate()
        assert process.stdout is not None
        document = json.loads(process.stdout.read())
    Draft202012Validator(SERVE_SCHEMA).validate(document)
    assert [(one["path"], one["status"]) for one in document["requests"]] == [("/.well-known/est/cacerts", 200)]


def test_the_schemas_are_schemas():
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator.check_schema(SERVE_SCHEMA)
