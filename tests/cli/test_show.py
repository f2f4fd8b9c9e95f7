import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from workbench import api
from workbench.cli.main import main

REAL = Path(__file__).parents[1] / "data" / "real"
SCHEMA = json.loads(files("workbench.schemas").joinpath("show.schema.json").read_text(encoding="utf-8"))


def shown(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    status = main(["show", *map(str, arguments), "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(document)
    return status, document


def test_everest_every_file_is_told(capsys):
    status, document = shown(capsys, REAL / "everest")
    assert {item["file"] for item in document["items"]} == {
        path.as_posix() for path in (REAL / "everest").rglob("*") if path.is_file()
    }
    unread = [item for item in document["items"] if not item["readable"]]
    assert [Path(item["file"]).name for item in unread] == ["SECC_LEAF_ocsp.der"]  # it holds the words OCSP_CUSTOM_DATA
    assert status == 1


def test_rise_v2g_with_and_without_its_password(capsys, tmp_path):
    (tmp_path / "password").write_text("123456\n")
    status, document = shown(capsys, REAL / "rise-v2g", "--password-file", tmp_path / "password")
    assert [item["file"].rpartition("/")[2] for item in document["items"] if not item["readable"]] == ["exi-fragments.json"]
    status, document = shown(capsys, REAL / "rise-v2g")
    assert status == 1
    codes = [finding["code"] for item in document["items"] for finding in item["problems"]]
    assert codes.count("password-needed") == 3
    assert "signature-algorithm" in codes
    assert {finding["code"] for finding in document["bundle_findings"]} >= {"serial-number"}


def test_exit_status_is_0_where_all_is_read(capsys):
    status, document = shown(capsys, REAL / "rise-v2g/v2gRootCACert.pem")
    assert status == 0
    item = document["items"][0]
    assert (item["kind"], item["pki"], item["profile"]) == ("v2g-root", "V2G", "iso15118-2")
    assert item["certificate"]["serial"] == "3039"


def test_the_clock_can_be_set(capsys):
    _, document = shown(capsys, REAL / "rise-v2g/contractCert.pem", "--at", "2019-01-01T00:00:00+01:00")
    assert document["at"] == "2018-12-31T23:00:00Z"
    assert document["items"][0]["certificate"]["validity"] == "valid"
    _, document = shown(capsys, REAL / "rise-v2g/contractCert.pem")
    assert document["items"][0]["certificate"]["validity"] == "expired"


def test_samples_are_judged_at_their_reference_time(capsys):
    _, document = shown(capsys, api.samples("iso15118-2"))
    assert document["at"] == "2026-06-01T00:00:00Z"
    assert "samples" in document["at_reason"]
    assert {item["certificate"]["validity"] for item in document["items"] if "certificate" in item} == {"valid"}
    _, document = shown(capsys, api.samples("iso15118-2/secc.pem"), REAL / "rise-v2g/contractCert.pem")
    assert document["at_reason"] == "now"


def test_text_is_for_people(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    assert main(["show", str(REAL / "everest/everest_csms_root_selfsigned.der")]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 certificate in 1 file; validity judged at ")
    assert "Test CSMS Root CA" in out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 150


def test_standard_input(capsys, monkeypatch):
    class Stdin:
        buffer = io.BytesIO((REAL / "rise-v2g/contractCert.pem").read_bytes())

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", Stdin())
    status, document = shown(capsys, "-")
    assert status == 0
    assert document["items"][0]["source"] == "-:1"


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-file"],
        ["--at", "yesterday", "x"],
        ["--at", "2026-01-01T00:00:00", "x"],
        [],
        ["a\0b"],
        ["x" * 5000],
        ["--password-file", "nope", "x"],
    ],
    ids=["missing", "no time", "no zone", "nothing", "NUL", "long", "no password file"],
)
def test_an_unusable_call_is_one_sentence_and_a_hint(arguments, capsys):
    try:
        status = main(["show", *arguments])
    except SystemExit as stop:  # argparse's way
        status = int(str(stop.code))
    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert captured.err
    assert "Traceback" not in captured.err


def test_hostile_names_do_not_reach_the_terminal(capsys, tmp_path):
    (tmp_path / "\x1b[31mred\n.pem").write_bytes(b"junk \x1b]0;title\x07")
    assert main(["show", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\\x1b[31mred\\n" in out


def test_an_empty_folder(capsys, tmp_path):
    assert main(["show", str(tmp_path)]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_a_reader_that_has_had_enough(tmp_path):
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text("x")
    command = f"'{sys.executable}' -m workbench.cli.main show --all '{tmp_path}' | head -1"
    run = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert run.stderr == ""
    assert run.stdout.startswith("nothing that could be read in 300 files")


def test_in_a_notebook_pasted_text_bytes_and_paths_are_told_apart(tmp_path):
    pem = (REAL / "rise-v2g/contractCert.pem").read_bytes()
    (tmp_path / "x.pem").write_bytes(pem)
    bundle = api.load(pem, pem.decode(), tmp_path / "x.pem", str(tmp_path), at=datetime(2019, 1, 1, tzinfo=UTC))
    assert [str(item.source) for item in bundle] == [
        "bytes 1:1",
        "text 2:1",
        f"{tmp_path.as_posix()}/x.pem:1",
        f"{tmp_path.as_posix()}/x.pem:2",
    ]
    assert "expired" not in bundle._repr_html_()


def test_a_file_with_a_bracket_in_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("[1].json").write_text("{}")
    assert [str(item.source) for item in api.load("[1].json")] == ["[1].json:1"]
    assert [str(item.source) for item in api.load('["x"]')] == ["text:1"]


def test_a_file_named_like_standard_input(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("-").write_bytes((REAL / "rise-v2g/contractCert.pem").read_bytes())
    _, document = shown(capsys, "./-")
    assert [item["kind"] for item in document["items"]] == ["contract"]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_terminal_that_is_not_utf8(encoding):
    command = [sys.executable, "-m", "workbench.cli.main", "show", str(REAL / "rise-v2g")]
    run = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": encoding})
    assert run.returncode == 1
    assert run.stderr == b""
    assert b"MOSubCA1" in run.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device on this system")
def test_a_full_disk():
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "workbench.cli.main", "show", str(REAL / "rise-v2g")]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr.startswith("pnc: The output cannot be written: No space left on device.")
    assert "Traceback" not in run.stderr
