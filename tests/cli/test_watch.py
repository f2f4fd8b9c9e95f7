"""``pnc watch``: what ends when; the exit status says whether somebody must act."""

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

import workbench as wb
from workbench.cli import main as cli
from workbench.cli.main import main

SCHEMA = json.loads(files("workbench.schemas").joinpath("watch.schema.json").read_text(encoding="utf-8"))
SECC = str(wb.samples("iso15118-2/secc.pem"))
ROOT = str(wb.samples("iso15118-2/v2g-root.pem"))


def watched(capsys, *arguments):
    status = main(["watch", *arguments, "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(document)
    return status, document


def test_what_is_due_sets_the_exit_status(capsys):
    status, document = watched(capsys, SECC)
    assert status == 1
    assert [row["state"] for row in document["rows"]] == ["due"]
    assert document["within_days"] == 90
    assert document["findings"][0]["code"] == "renewal-due"
    status, document = watched(capsys, SECC, "--within", "10")
    assert (status, document["ok"], document["findings"]) == (0, True, [])
    assert watched(capsys, ROOT)[0] == 0


def test_the_time_is_taken(capsys):
    status, document = watched(capsys, SECC, "--at", "2026-08-01")
    assert status == 1
    assert document["rows"][0]["state"] == "ended"
    assert "is the clock right" in document["notes"][0]


def test_a_whole_folder_is_watched_as_json_and_as_text(capsys):
    status, document = watched(capsys, str(wb.samples("iso15118-2")))
    assert status == 1
    assert len(document["rows"]) == 19
    assert main(["watch", str(wb.samples("iso15118-2"))]) == 1
    shown = capsys.readouterr().out
    assert document["sentence"] in shown
    assert "A03" in shown


def test_a_bad_call_is_refused(capsys):
    assert main(["watch", "no-such-file"]) == 2
    capsys.readouterr()
    for days in ("-1", "soon", "99999"):
        with pytest.raises(SystemExit):
            main(["watch", SECC, "--within", days])
        assert "no number of days" in capsys.readouterr().err


def test_the_verb_is_in_the_table():
    assert "watch" in cli.VERBS
