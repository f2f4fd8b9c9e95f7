import json
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
