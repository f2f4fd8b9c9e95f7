import io
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.profiles.pki import der, request, subject_with
from workbench import api
from workbench.cli.main import main

REAL = Path(__file__).parents[1] / "data" / "real"
SCHEMA = json.loads(files("workbench.schemas").joinpath("lint.schema.json").read_text(encoding="utf-8"))
AT = ("--at", "2026-02-01")


def linted(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    status = main(["lint", *map(str, arguments), "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(document)
    return status, document


def codes(document: dict[str, Any]) -> list[str]:
    return [finding["code"] for one in document["certificates"] for finding in one["findings"]]


@pytest.fixture
def leaf(tmp_path):
    """A SECC leaf with one error and one warning."""
    file = tmp_path / "leaf.der"
    file.write_bytes(der("secc", "iso15118-2", subject=subject_with("secc", "iso15118-2", DC="MO", C="UK")))
    return file


@pytest.fixture
def year(tmp_path):
    """A SECC leaf with one warning: it is valid for a year."""
    file = tmp_path / "year.der"
    file.write_bytes(der("secc", "iso15118-2", days=365))
    return file


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("folder", ["iso15118-2", "iso15118-20"])
def test_sound_samples_are_fine(capsys, folder):
    status, document = linted(capsys, api.samples(folder), "--fail-on", "info")
    assert status == 0
    assert document["ok"] is True
    assert codes(document) == []
    assert {one["profile"] for one in document["certificates"]} == {folder}
    assert all(rule["outcome"] == "passed" for one in document["certificates"] for rule in one["rules"])


def test_an_error_is_exit_status_1_and_names_certificate_rule_and_remedy(capsys, leaf):
    status, document = linted(capsys, leaf, *AT)
    assert status == 1
    [one] = document["certificates"]
    assert (one["kind"], one["profile"], one["ok"], document["ok"]) == ("secc", "iso15118-2", False, False)
    error, warning = one["findings"]
    assert (error["code"], error["severity"], error["requirement"]) == ("domain-component", "error", "V2G2-925")
    assert error["certificate"] == one["certificate"]
    assert error["observed"] == "DC=MO"
    assert error["expected"] == "DC=CPO"
    assert warning["code"] == "country-name"


@pytest.mark.parametrize(("severity", "status"), [("error", 0), ("warning", 1), ("info", 1)])
def test_a_warning_is_exit_status_1_only_where_asked_for(capsys, year, severity, status):
    assert linted(capsys, year, *AT, "--fail-on", severity)[0] == status


def test_the_schema_lets_no_uncertain_rule_reject(capsys, leaf):
    _, document = linted(capsys, leaf, *AT)
    rule = next(rule for rule in document["certificates"][0]["rules"] if rule["confidence"] != "certain")
    rule["severity"] = "error"
    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_a_profile_file_changes_rules_and_is_shown(capsys, tmp_path, year):
    file = tmp_path / "field.toml"
    file.write_text('base = "iso15118-2"\n[rules.secc-validity]\nvalues = { at_most_days = 366 }\nreason = "our CA"\n')
    status, document = linted(capsys, year, *AT, "--profile", file, "--fail-on", "info")
    assert status == 0
    assert codes(document) == []
    assert document["overrides"] == [
        {"rule": "secc-validity", "what": "values.at_most_days", "was": "93", "now": "366", "reason": "our CA"}
    ]
    assert main(["lint", str(year), *AT, "--profile", str(file)]) == 0
    assert "secc-validity: values.at_most_days 93 → 366 (our CA)" in capsys.readouterr().out


def test_a_kind_and_a_profile_can_be_named(capsys, leaf):
    _, document = linted(capsys, leaf, *AT, "--kind", "contract", "--profile", "iso15118-20")
    assert (document["certificates"][0]["kind"], document["certificates"][0]["profile"]) == ("contract", "iso15118-20")


def test_a_request_is_judged(capsys, tmp_path):
    file = tmp_path / "secc.csr"
    file.write_bytes(request("secc", "iso15118-2", subject=subject_with("secc", "iso15118-2", DC="MO")).der)
    status, document = linted(capsys, file, "--kind", "secc")
    assert status == 1
    [one] = document["certificates"]
    assert (one["item"], one["certificate"]) == ("csr", None)
    assert codes(document) == ["domain-component"]


def test_standard_input_is_read(capsys, monkeypatch, leaf):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(leaf.read_bytes())))
    assert linted(capsys, "-", *AT)[0] == 1


def test_a_time_sets_the_clock(capsys, leaf):
    assert "expired" in codes(linted(capsys, leaf, "--at", "2030-01-01")[1])
    assert "expired" not in codes(linted(capsys, leaf, *AT)[1])


def test_text_has_the_worst_certificate_first_and_folds_what_passed(capsys, leaf, year):
    assert main(["lint", str(year), str(leaf), *AT]) == 1
    text = capsys.readouterr().out
    assert text.startswith("2 certificates judged: 1 error, 2 warnings.")
    assert text.index("leaf.der") < text.index("year.der")
    assert "✗ error  domain-component  V2G2-925" in text
    assert "→ Write DC=CPO into the subject." in text
    assert "rules passed" in text
    assert "(likely)" in text, "an uncertain finding says so"
    assert "leaf-is-no-ca" not in text


def test_a_whole_test_pki_of_others_is_judged(capsys):
    status, document = linted(capsys, REAL / "rise-v2g", "--at", "2018-09-01")
    assert status == 1
    assert {"signature-algorithm", "key-identifier-missing", "validity-period"} <= set(codes(document))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--profile", "iso15118-3"), "iso15118-20"),
        (("--kind", "contrat"), "contract"),
        (("--profile", "nothing.toml"), "nothing.toml"),
    ],
)
def test_a_call_that_cannot_be_used_is_exit_status_2(capsys, leaf, arguments, said):
    assert main(["lint", str(leaf), *arguments]) == 2
    out, complaint = capsys.readouterr()
    assert out == ""
    assert said in complaint
    assert "Traceback" not in complaint


def test_files_without_a_certificate_are_exit_status_2(capsys, tmp_path):
    (tmp_path / "key.txt").write_text("hello")
    assert main(["lint", str(tmp_path)]) == 2
    assert "no certificate and no signing request" in capsys.readouterr().err


def test_a_broken_profile_file_is_exit_status_2_and_names_the_line(capsys, tmp_path, leaf):
    (tmp_path / "field.toml").write_text('base = "iso15118-2"\n\n[rules.secc-validity]\nseverity = "loud"\n')
    assert main(["lint", str(leaf), "--profile", str(tmp_path / "field.toml")]) == 2
    assert "line 4" in capsys.readouterr().err


@pytest.mark.usefixtures("leaf")
def test_what_could_not_be_read_is_said_and_the_rest_is_judged(capsys, tmp_path):
    (tmp_path / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB")
    status, document = linted(capsys, tmp_path, *AT)
    assert status == 1
    assert [finding["source"].rpartition("/")[2] for finding in document["unread"]] == ["broken.pem:1"]
    assert len(document["certificates"]) == 1


def test_hostile_text_does_not_reach_the_terminal(capsys, tmp_path):
    file = tmp_path / "evil.der"
    file.write_bytes(der("secc", "iso15118-2", subject=[("CN", "\x1b[31m\u202eevil"), ("DC", "\x07")]))
    main(["lint", str(file), "--kind", "secc"])
    out = capsys.readouterr().out
    assert all(character.isprintable() or character == "\n" for character in out)
