import io
import json
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from jsonschema import Draft202012Validator

import workbench as wb
from tests.trust.pki import made
from workbench.cli.main import main

SAMPLES = wb.samples()
CHAIN, ROOT = SAMPLES / "iso15118-2/secc-chain.pem", SAMPLES / "iso15118-2/v2g-root.pem"
REAL = Path(__file__).parents[1] / "data/real"
SCHEMA = json.loads(files("workbench.schemas").joinpath("diagnose.schema.json").read_text(encoding="utf-8"))
AT = ("--at", "2026-06-01T00:00:00Z")


def diagnosed(capsys, *arguments):
    status = main(["diagnose", *map(str, arguments), "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(document)
    return status, document


def test_a_sound_chain_is_accepted(capsys):
    status, document = diagnosed(capsys, CHAIN, "--anchor", f"V2GRootCertificate={ROOT}")
    [result] = document["results"]
    assert (status, result["ok"], result["use"], result["profile"], result["cause"]) == (0, True, "secc", "iso15118-2", None)
    assert document["at"] == "2026-06-01T00:00:00Z"
    assert result["paths"][0]["anchor"]
    assert not [finding for finding in result["findings"] if finding["severity"] != "info"]


def test_cause_and_remedy_are_the_first_two_lines(capsys):
    assert main(["diagnose", str(CHAIN), "--anchor", str(ROOT), "--at", "2030-01-01T00:00:00Z"]) == 1
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("✗ ")
    assert "expired" in first
    assert second.startswith("  → ")


def test_every_leaf_of_a_folder_is_judged(capsys):
    status, document = diagnosed(capsys, SAMPLES / "iso15118-2")
    assert status == 0
    assert {result["use"] for result in document["results"]} >= {"secc", "cps", "contract", "oem-provisioning"}
    assert all(finding["code"] != "chain-order" for finding in document["bundle_findings"])


def test_several_uses_are_judged_each(capsys):
    status, document = diagnosed(capsys, CHAIN, "--anchor", ROOT, "--use", "secc,contract")
    assert [(one["use"], one["ok"]) for one in document["results"]] == [("secc", True), ("contract", False)]
    assert document["results"][1]["cause"]["code"] == "wrong-pki"
    assert status == 1


def test_fail_on_warning_turns_a_warning_into_status_one(capsys):
    pile = SAMPLES / "pile/bundle.pem"
    assert diagnosed(capsys, pile)[0] == 0
    assert diagnosed(capsys, pile, "--fail-on", "warning")[0] == 1


def test_fix_writes_the_chain_leaf_first_without_the_root(capsys, tmp_path):
    out = tmp_path / "fixed.pem"
    assert main(["diagnose", str(SAMPLES / "pile/bundle.pem"), "--fix", str(out)]) == 0
    assert "3 certificates" in capsys.readouterr().err
    status, document = diagnosed(capsys, out, "--anchor", ROOT)
    assert status == 0
    assert document["bundle_findings"] == []


def test_fix_needs_one_leaf(capsys, tmp_path):
    out = tmp_path / "fixed.pem"
    assert main(["diagnose", str(SAMPLES / "iso15118-2"), "--fix", str(out)]) == 2
    assert "--leaf" in capsys.readouterr().err
    assert not out.exists()


def test_crls_are_judged_and_revocation_can_be_required(capsys):
    crl = SAMPLES / "iso15118-2/cpo-sub-ca2.crl"
    status, document = diagnosed(capsys, CHAIN, "--anchor", ROOT, "--crl", crl)
    assert status == 0
    assert "revocation-unknown" in {
        finding["code"] for finding in document["results"][0]["findings"]
    }  # the Sub-CAs have no CRL here
    status, document = diagnosed(capsys, CHAIN, "--anchor", ROOT, "--crl", crl, "--require", "revocation")
    assert (status, document["results"][0]["cause"]["code"]) == (1, "revocation-unknown")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no-such-file.pem",), "no-such-file.pem"),
        ((CHAIN, "--anchor", "no-such-file.pem"), "no-such-file.pem"),
        ((CHAIN, "--anchor", f"RootCertificate={ROOT}"), "V2GRootCertificate"),
        ((CHAIN, "--use", "charging"), "csms-server"),
        ((CHAIN, "--leaf", "FILE:7"), "pnc show"),
        ((CHAIN, "--crl", ROOT), "no CRL"),
        ((CHAIN, "--profile", "iso15118-3"), "iso15118-20"),
        ((SAMPLES / "pile/empty.pem",), "empty.pem:1: The file is empty"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_a_hint(arguments, words, capsys):
    assert main(["diagnose", *map(str, arguments)]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_everests_two_cas_of_one_name_are_told_apart(capsys):
    folder = REAL / "everest/csms_certs"
    status, document = diagnosed(
        capsys, folder, "--anchor", folder / "ca/V2G_ROOT_CA_PX.pem", "--use", "any", "--at", "2026-01-01T00:00:00Z"
    )
    assert status == 0
    leaf_a, leaf_b = document["results"]
    assert leaf_a["paths"][0]["certificates"][2] != leaf_b["paths"][0]["certificates"][2]
    assert [len(result["paths"]) for result in document["results"]] == [1, 1]


@pytest.mark.parametrize(("folder", "code"), [("expired_leaf", "expired"), ("future_leaf", "not-yet-valid")])
def test_everests_expired_and_future_leaves(folder, code, capsys):
    status, document = diagnosed(capsys, REAL / "everest" / folder, "--use", "any", "--at", "2026-01-01T00:00:00Z")
    assert (status, document["results"][0]["cause"]["code"]) == (1, code)


def test_rise_v2gs_sha1_chain_is_refused_for_sha1(capsys):
    files_ = [
        REAL / "rise-v2g" / name for name in ("cpsLeafCert.pem", "cpsSubCA1Cert.pem", "cpsSubCA2Cert.pem", "v2gRootCACert.pem")
    ]
    status, document = diagnosed(capsys, *files_, "--at", "2018-09-01T00:00:00Z")
    [result] = document["results"]
    assert (status, result["use"], result["cause"]["code"]) == (1, "cps", "signature-algorithm")
    assert diagnosed(capsys, *files_, "--at", "2018-09-01T00:00:00Z", "--use", "any")[0] == 0


def test_hostile_names_reach_no_terminal_and_no_page(capsys, tmp_path):
    nasty = "<script>alert(1)</script>\x1b[31m$\\frac{1}{2}$\u202e"
    leaf, root = made(nasty, "Root", ca=False), made("Root", "Root")
    (tmp_path / "chain.pem").write_bytes(leaf.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM))
    main(["diagnose", str(tmp_path / "chain.pem"), "--use", "any", *AT])
    assert not {"\x1b", "\u202e"} & set(capsys.readouterr().out)
    page = wb.diagnose(str(tmp_path / "chain.pem"), use="any")._repr_html_()
    assert "<script>" not in page
    assert "\u202e" not in page


def test_standard_input_and_a_zip_are_taken(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CHAIN.read_bytes())))
    assert diagnosed(capsys, "-", "--anchor", ROOT)[0] == 0
    with zipfile.ZipFile(tmp_path / "chain.zip", "w") as archive:
        archive.write(CHAIN, "secc/chain.pem")
    assert diagnosed(capsys, tmp_path / "chain.zip", "--anchor", ROOT)[0] == 0


def test_a_name_is_compared(capsys):
    server = (SAMPLES / "ocpp/csms-server-chain.pem", "--anchor", SAMPLES / "ocpp/csms-root.pem")
    assert diagnosed(capsys, *server, "--name", "csms.pnc.example")[0] == 0
    assert diagnosed(capsys, *server, "--name", "wss://csms.pnc.example:443/ocpp")[0] == 0
    status, document = diagnosed(capsys, *server, "--name", "other.example")
    assert (status, document["results"][0]["cause"]["code"]) == (1, "identity-mismatch")


def test_a_profile_file_overrides_a_rule_and_says_so(capsys, tmp_path):
    long = (SAMPLES / "atlas/secc-for-one-year.pem", "--anchor", ROOT, *AT)
    warned = diagnosed(capsys, *long)[1]["results"][0]
    [rule] = [finding for finding in warned["findings"] if finding["code"] == "validity-period"]
    (tmp_path / "field.toml").write_text(
        'base = "iso15118-2"\n[rules."secc-validity"]\noff = true\nreason = "our PKI issues for a year"\n', encoding="utf-8"
    )
    eased = diagnosed(capsys, *long, "--profile", tmp_path / "field.toml")[1]["results"][0]
    assert rule not in eased["findings"]
    assert any("our PKI issues for a year" in override for override in eased["overrides"])


def test_second_opinions_are_in_the_answer(capsys):
    opinions = diagnosed(capsys, CHAIN, "--anchor", ROOT, "--second-opinions")[1]["results"][0]["second_opinions"]
    assert {"openssl", "pyOpenSSL", "cryptography"} <= {opinion["engine"] for opinion in opinions}
    assert all(opinion["ok"] for opinion in opinions)


def test_a_key_of_another_is_status_one_though_the_chain_is_sound(capsys):
    status, document = diagnosed(capsys, CHAIN, SAMPLES / "iso15118-2/cps.key.pem", "--anchor", ROOT)
    assert (status, document["results"][0]["ok"]) == (1, True)
    assert "private-key-mismatch" in {finding["code"] for finding in document["bundle_findings"]}


def test_fix_overwrites_no_input_and_no_key(capsys, tmp_path):
    for name, content in {"chain.pem": CHAIN.read_bytes(), "key.pem": (SAMPLES / "iso15118-2/secc.key.pem").read_bytes()}.items():
        (tmp_path / name).write_bytes(content)
    for out in ("chain.pem", "key.pem", "none/out.pem"):
        assert main(["diagnose", str(tmp_path / "chain.pem"), "--anchor", str(ROOT), "--fix", str(tmp_path / out)]) == 2
        assert out.rpartition("/")[2] in capsys.readouterr().err
    assert (tmp_path / "key.pem").read_bytes() == (SAMPLES / "iso15118-2/secc.key.pem").read_bytes()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "noon"])
def test_a_time_that_no_clock_shows_is_refused(moment, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["diagnose", str(CHAIN), "--at", moment])
    assert refused.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("anchor", ["", "V2GRootCertificate="])
def test_an_anchor_without_a_file_is_refused(anchor, capsys):
    assert main(["diagnose", str(CHAIN), "--anchor", anchor]) == 2
    assert "file name" in capsys.readouterr().err


def test_a_request_alone_is_told_apart(capsys):
    assert main(["diagnose", str(SAMPLES / "iso15118-2/secc.csr.pem")]) == 2
    assert "certificate signing request" in capsys.readouterr().err
