"""``pnc replay``: text and JSON, exit status, bad input."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.cli.wire import validate
from tests.replay.story import SAMPLES, right
from workbench.cli.main import main

ROOTS = [str(SAMPLES / "ocpp" / "csms-root.pem"), str(SAMPLES / "iso15118-2" / "v2g-root.pem")]
AT = ["--at", "2026-06-01T00:00:00Z"]


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.log"
    path.write_text(right().text(), encoding="utf-8")
    return str(path)


@pytest.fixture
def bad(tmp_path):
    story = right()
    story["delete"].answer["status"] = "NotFound"
    path = tmp_path / "bad.log"
    path.write_text(story.text(), encoding="utf-8")
    return str(path)


def test_a_right_log_ends_with_0(good, capsys):
    assert main(["replay", good, "--certificates", *ROOTS, *AT]) == 0
    assert "none is wrong" in capsys.readouterr().out


def test_a_wrong_step_ends_with_1_and_is_explained(bad, capsys):
    assert main(["replay", bad, "--certificates", *ROOTS, *AT]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "✗ FIRST" in out
    assert f"{bad}:18: DeleteCertificateResponse of the station. The station does not find what it lists itself" in out
    assert "[M04.FR.02] Seen: NotFound; expected: Accepted." in out


@pytest.mark.parametrize("which", ["good", "bad"])
def test_the_json_keeps_its_schema(which, request, capsys):
    status = main(["replay", request.getfixturevalue(which), "--certificates", *ROOTS, "--format", "json", *AT])
    document = json.loads(capsys.readouterr().out)
    validate("replay", document)
    assert document["ok"] is (status == 0) is (which == "good")
    assert (document["first_wrong"] is None) is (which == "good")
    assert sum(document["counts"].values()) == len(document["steps"])


def test_every_shape_of_log_keeps_the_schema(capsys):
    logs = sorted(str(path) for path in (SAMPLES.parent / "tests" / "data" / "logs").iterdir() if path.suffix != ".md")
    for log in logs:
        main(["replay", log, "--format", "json", *AT])
        document = json.loads(capsys.readouterr().out)
        validate("replay", document)
        assert [one["sender"] for one in document["steps"]][:2] == ["station", "csms"]


def test_what_could_not_be_read_is_in_the_json_and_in_the_text(tmp_path, capsys):
    path = tmp_path / "cut.log"
    path.write_text('[2,"1","Heartbeat",{}]\n[2,"2","Install', encoding="utf-8")
    main(["replay", str(path), "--format", "json", *AT])
    document = json.loads(capsys.readouterr().out)
    validate("replay", document)
    assert [one["line"] for one in document["refused"]] == [2]
    main(["replay", str(path), *AT])
    assert "cut off" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"hello\n", "No OCPP-J message"), (b"", "No OCPP-J message"), (bytes(range(256)) * 40, "no text")],
)
def test_what_is_no_log_ends_with_2_and_a_hint(content, words, tmp_path, capsys):
    path = tmp_path / "no.log"
    path.write_bytes(content)
    assert main(["replay", str(path)]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert len(said.err.splitlines()) == 2


def test_a_file_that_is_not_there_ends_with_2(capsys):
    assert main(["replay", "nowhere.log"]) == 2
    assert "nowhere.log" in capsys.readouterr().err


def test_one_station_alone(tmp_path, capsys):
    lines = [
        f'2026-06-01T10:00:00Z stationId={name}, CS->CSMS [2,"1","Heartbeat",{{}}]\n'
        f'2026-06-01T10:00:01Z stationId={name}, CSMS->CS [3,"1",{{"currentTime":"2026-06-01T10:00:01Z"}}]\n'
        for name in ("A", "B")
    ]
    path = tmp_path / "two.log"
    path.write_text("".join(lines), encoding="utf-8")
    main(["replay", str(path), "--station", "B", "--format", "json", *AT])
    document = json.loads(capsys.readouterr().out)
    validate("replay", document)
    assert {one["station"] for one in document["steps"]} == {"B"}
    assert main(["replay", str(path), "--station", "C"]) == 2


def test_standard_input_is_read_and_nothing_but_json_is_on_standard_output(good):
    command = [sys.executable, "-W", "error", "-m", "workbench.cli.main", "replay", "-", "--format", "json", *AT]
    with open(good, "rb") as stream:  # noqa: PTH123
        done = subprocess.run(command, stdin=stream, capture_output=True, check=False)
    assert done.stderr == b""
    validate("replay", json.loads(done.stdout))
