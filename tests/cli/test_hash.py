import io
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jsonschema import Draft202012Validator

from tests.certs.known_pairs import known_pairs
from tests.certs.odd_pairs import certificate, key, name
from tests.certs.witnesses import ALGORITHMS, by_asn1crypto, by_openssl
from workbench import api
from workbench.cli.main import main

REAL = Path(__file__).parents[1] / "data" / "real"
SCHEMA = json.loads(files("workbench.schemas").joinpath("hash.schema.json").read_text(encoding="utf-8"))


def hashed(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    status = main(["hash", *map(str, arguments), "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(document)
    return status, document


def sample(file: str) -> Path:
    return api.samples(f"iso15118-2/{file}")


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.requirement("RFC 6960 4.1.1")
def test_every_sample_has_the_hash_data_that_others_compute(capsys):
    status, document = hashed(capsys, api.samples("iso15118-2"))
    assert status == 0
    found = {one["certificate"]: one["hash_data"] for one in document["certificates"]}
    samples = [pair for pair in known_pairs() if pair.sha256 in found]
    assert len(samples) == len(found) == 18
    for pair in samples:
        assert found[pair.sha256] == by_asn1crypto(pair.certificate, pair.issuer, "SHA256")


@pytest.mark.parametrize("algorithm", [*ALGORITHMS, "sha384", "Sha512"])
def test_the_algorithm_is_named_in_any_case(capsys, openssl, tmp_path, algorithm):
    _, document = hashed(capsys, sample("secc.pem"), sample("cpo-sub-ca2.pem"), "--algorithm", algorithm)
    leaf = document["certificates"][0]
    pair = next(pair for pair in known_pairs() if pair.sha256 == leaf["certificate"])
    [expected] = by_openssl(openssl, tmp_path, pair.certificate, pair.issuer, [algorithm.upper()])
    assert document["algorithm"] == algorithm.upper()
    assert leaf["hash_data"] == expected


def test_exit_status_is_1_where_an_issuer_is_missing_and_says_which(capsys):
    status, document = hashed(capsys, sample("secc-chain.pem"))
    assert status == 1
    last = document["certificates"][-1]
    assert (last["hash_data"], last["issuer"]) == (None, None)
    [finding] = last["findings"]
    assert finding["code"] == "issuer-missing"
    assert "Sample V2G Root CA 1" in finding["expected"]
    assert all(one["hash_data"] for one in document["certificates"][:-1])
    assert main(["hash", str(sample("secc-chain.pem"))]) == 1
    out = capsys.readouterr().out
    assert out.startswith("SHA256 hash data of 2 of 3 certificates.")
    assert "No certificate at hand issued Sample" in out


def test_text_can_be_copied_from(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["hash", str(sample("v2g-root.pem"))]) == 0
    out = capsys.readouterr().out
    pair = next(pair for pair in known_pairs() if pair.name.startswith("Sample V2G Root CA 1"))
    for field, value in by_asn1crypto(pair.certificate, pair.issuer, "SHA256").items():
        assert f"  {field:<14}  {value}\n" in out
    assert "explan" not in out
    assert "\x1b" not in out


def test_explain_adds_the_octets(capsys):
    status, document = hashed(capsys, sample("secc-chain.pem"), "--explain")
    assert status == 1
    explanations = [one["explanation"] for one in document["certificates"]]
    assert explanations[-1] is None
    for one, explanation in zip(document["certificates"][:-1], explanations[:-1], strict=True):
        assert explanation["hash_data"] == one["hash_data"]
        assert explanation["signature"]["verified"] is True
    key_field = explanations[0]["fields"][2]
    assert [run["included"] for run in key_field["octets"]] == [False] * 5 + [True]
    _, plain = hashed(capsys, sample("secc-chain.pem"))
    assert "explanation" not in plain["certificates"][0]


def test_explain_for_people(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["hash", "--explain", str(sample("v2g-root.pem"))]) == 0
    out = capsys.readouterr().out
    assert "left out  offset" in out
    assert "key:spki: issuerKeyHash hashes the whole SubjectPublicKeyInfo" in out
    assert max(len(line) for line in out.splitlines() if line and line.lstrip()[0].isupper()) <= 100


@pytest.mark.parametrize("arguments", [["everest"], ["rise-v2g"]], ids=str)
def test_real_piles_with_and_without_explanations(capsys, arguments):
    _, document = hashed(capsys, *(REAL / argument for argument in arguments), "--explain")
    for one in document["certificates"]:
        assert (one["hash_data"] is None) == (one["explanation"] is None)
        assert one["hash_data"] is not None or one["findings"]


def test_the_password_option_is_that_of_show(capsys, tmp_path):
    (tmp_path / "password").write_text("123456\n")
    _, without = hashed(capsys, REAL / "rise-v2g")
    locked = len(without["certificates"])
    assert main(["hash", str(REAL / "rise-v2g"), "--format", "json"]) in {0, 1}
    assert "could not be read" in capsys.readouterr().err
    _, document = hashed(capsys, REAL / "rise-v2g", "--password-file", tmp_path / "password")
    assert len(document["certificates"]) >= locked


def test_what_could_not_be_read_is_said_beside_the_answer(capsys, tmp_path):
    (tmp_path / "junk.pem").write_bytes(b"junk")
    assert main(["hash", str(sample("v2g-root.pem")), str(tmp_path / "junk.pem")]) == 0
    captured = capsys.readouterr()
    assert captured.err.startswith("pnc: 1 thing could not be read.")
    assert captured.out.startswith("SHA256 hash data of the certificate.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["KEY"], "There is no certificate in these files."),
        (["JUNK"], "There is no certificate in these files: "),
        (["EMPTY"], "There is no certificate in these files: The file is empty."),
        (["no-such-file"], "no-such-file"),
        (["KEY", "--password-file", "nope"], "The password file 'nope' cannot be read"),
        (["ROOT", "--algorithm", "SHA1"], "OCPP has no hash algorithm 'SHA1'"),
        (["ROOT", "--algorithm", "\x1b[31m"], "OCPP has no hash algorithm"),
        ([], "required"),
    ],
    ids=["a key", "junk", "empty", "missing", "no password file", "SHA-1", "hostile algorithm", "nothing"],
)
def test_an_unusable_call_is_one_sentence_and_a_hint(arguments, sentence, capsys, tmp_path):
    (tmp_path / "junk").write_bytes(b"junk")
    (tmp_path / "empty").touch()
    known = {"KEY": sample("secc.key.pem"), "JUNK": tmp_path / "junk", "EMPTY": tmp_path / "empty", "ROOT": sample("v2g-root.pem")}
    try:
        status = main(["hash", *(str(known.get(argument, argument)) for argument in arguments)])
    except SystemExit as stop:  # argparse's way
        status = int(str(stop.code))
    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert sentence in captured.err
    assert "Traceback" not in captured.err
    assert "\x1b" not in captured.err


def test_standard_input(capsys, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(sample("v2g-root.pem").read_bytes())

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", Stdin())
    status, document = hashed(capsys, "-")
    assert status == 0
    assert document["certificates"][0]["source"] == "-:1"


def test_hostile_names_do_not_reach_the_terminal(capsys, tmp_path):
    evil = "\x1b]0;title\x07\u202e\r\n"
    (tmp_path / "\x1b[31mred\n.der").write_bytes(certificate(name(evil), name(evil), key("CA"), key("CA")))
    (tmp_path / "lone.der").write_bytes(certificate(name(evil), name(f"missing {evil}"), key("CA"), key("CA 2")))
    assert main(["hash", "--explain", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert not any(character in out for character in "\x1b\x07\u202e\r")
    status, document = hashed(capsys, "--explain", tmp_path)
    assert status == 1
    assert any(evil in one["subject"] for one in document["certificates"])


def test_it_imports_nothing_heavy():
    heavy = ("pandas", "numpy", "networkx", "matplotlib", "rich", "jsonschema", "ipywidgets", "workbench.certs.forensics")
    code = (
        "import sys; from workbench.cli.main import main; "
        f"main(['hash', {str(sample('v2g-root.pem'))!r}]); print([name for name in {heavy} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"


def test_no_private_key_is_in_the_output(capsys):
    assert main(["hash", "--explain", "--format", "json", str(api.samples("iso15118-2"))]) == 0
    out = capsys.readouterr().out
    for file in api.samples("iso15118-2").glob("*.key.pem"):
        private: Any = load_pem_private_key(file.read_bytes(), None)
        number = private.private_numbers().private_value
        assert f"{number:x}" not in out
