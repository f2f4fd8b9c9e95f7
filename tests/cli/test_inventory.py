"""``pnc inventory``: a generated fleet asked on the command line: text, JSON by its schema, files, exit statuses, refusals."""

import csv
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from workbench.cli.inventory_out import document, write
from workbench.cli.main import main
from workbench.errors import InputError
from workbench.fleet.asking import QUESTIONS
from workbench.fleet.generate import generate

AT = "2026-06-01T00:00:00Z"
SCHEMAS = ("inventory", "inventory-report", "inventory-example", "fleet-plan")
MORE = {"who-breaks": ["--lost", "V2G Root A"], "changes": ["--since", "2026-05-31"], "expiring": ["--within", "30"]}
STATIONS = 15


def schema(name):
    return json.loads(files("workbench.schemas").joinpath(f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The files of an example, made by the command itself."""
    place = tmp_path_factory.mktemp("fleet") / "example"
    assert main(["inventory", "example", str(place), "--stations", str(STATIONS)]) == 0
    return place


@pytest.fixture
def given(folder, monkeypatch):
    """What every question of these tests is given; the folder of the example is the current one."""
    monkeypatch.chdir(folder)
    return [
        *("answers.jsonl", "stations.csv", "--records", "csms-record.csv", "--certificates", "certificates.pem"),
        *("--csms-chain", "csms-chain.pem", "--at", AT),
    ]


@pytest.fixture
def asked(given, capsys):
    """Asks with JSON; gives the exit status and the document."""

    def run(question, *more):
        status = main(["inventory", question, *given, *MORE.get(question, []), *more, "--format", "json"])
        document = json.loads(capsys.readouterr().out)
        name = document["schema"].split("/")[1]
        Draft202012Validator(schema(name)).validate(document)
        return status, document

    return run


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_schemas(name):
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["properties"]["schema"] == {"const": f"pnc-workbench/{name}/1"}


SAMPLE = {"installed", "drift", "who_breaks", "calendar"}


@pytest.mark.parametrize(
    "question", [pytest.param(name.replace("_", "-"), marks=[] if name in SAMPLE else pytest.mark.deep) for name in QUESTIONS]
)
def test_every_question_has_its_verb_and_its_json(asked, question):
    status, document = asked(question)
    assert document["question"] == question
    assert status == (0 if document["ok"] else 1)
    assert document["at"] == AT
    assert document["read"]["refused_rows"] == 0
    assert all(len(row) == len(document["columns"]) for row in document["rows"])


def test_who_breaks_says_what_the_inventory_says(asked):
    fleet = generate(STATIONS)
    answer = fleet.inventory(chain=True).who_breaks("V2G Root A", how="removed")
    _, document = asked("who-breaks", "--how", "removed")
    assert document["answer"] == answer.sentence
    assert [row[0] for row in document["rows"]] == answer.frame["station"].tolist()


def test_what_is_lost_may_be_a_file(asked, folder):
    made = generate(STATIONS).item("V2G Root A")
    (folder / "lost.der").write_bytes(made.der)
    by_name = asked("who-breaks")[1]["rows"]
    assert asked("who-breaks", "--lost", "lost.der")[1]["rows"] == by_name


def test_options_reach_their_question(asked):
    assert len(asked("expiring", "--within", "4000")[1]["rows"]) > len(asked("expiring", "--within", "1")[1]["rows"])
    assert "2 new" in asked("headroom", "--more", "2")[1]["answer"]
    kinds = {row[1] for row in asked("who-breaks", "--untouched")[1]["rows"]}
    assert "CSMSRootCertificate" in kinds


def test_the_text_is_for_people(given, capsys):
    assert main(["inventory", "calendar", *given]) == 0
    text = capsys.readouterr().out
    assert "entries end in" in text.splitlines()[0]
    assert "When entries end, by month and certificate type" in text
    assert "certificate type" in text


def test_the_first_fifty_rows_are_printed_or_all(given, capsys):
    main(["inventory", "installed", *given[:4], "--at", AT])
    short = capsys.readouterr().out
    assert "all: --all" in short
    main(["inventory", "installed", *given[:4], "--at", AT, "--all"])
    assert len(capsys.readouterr().out.splitlines()) > len(short.splitlines())


@pytest.fixture(scope="module")
def answered():
    """An inventory and an answer of it, asked once."""
    inventory = generate(STATIONS).inventory()
    return inventory.expiring(within_days=60), inventory


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "parquet", "html", "png", "svg"])
def test_an_answer_is_written_by_the_ending(answered, tmp_path, capsys, ending):
    answer, inventory = answered
    out = tmp_path / f"answer.{ending}"
    write(answer, inventory, out)
    assert f"written to {out}" in capsys.readouterr().err
    stations = answer.frame["station"].tolist()
    assert stations
    match ending:
        case "csv":
            assert [row["station"] for row in csv.DictReader(io.StringIO(out.read_text()))] == stations
        case "json":
            assert json.loads(out.read_text()) == document(answer, inventory)
            Draft202012Validator(schema("inventory")).validate(json.loads(out.read_text()))
        case "jsonl":
            assert [json.loads(line)["station"] for line in out.read_text().splitlines()] == stations
        case "parquet":
            assert pd.read_parquet(out)["station"].tolist() == stations
        case _:
            assert out.read_bytes()[:5] in {b"<!DOC", b"\x89PNG\r", b"<svg "}


@pytest.mark.parametrize("ending", ["csv", "svg", "html", "parquet"])
def test_where_nothing_can_be_written_it_says_so(answered, tmp_path, ending):
    with pytest.raises(InputError, match="cannot be written"):
        write(answered[0], answered[1], tmp_path / "none" / f"a.{ending}")


def test_the_command_writes_too(given, tmp_path, capsys):
    main(["inventory", "headroom", *given, "--out", str(tmp_path / "a.jsonl"), "--format", "json"])
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert len((tmp_path / "a.jsonl").read_text().splitlines()) == len(rows) == STATIONS


def test_another_ending_is_refused_before_anything_is_read(capsys):
    assert main(["inventory", "installed", "no-such-file", "--out", "a.pdf"]) == 2
    assert "Let the name end in .csv" in capsys.readouterr().err


HASH_DATA = {"hashAlgorithm": "SHA256", "issuerNameHash": "aa", "issuerKeyHash": "bb", "serialNumber": "@1"}
CHAIN = {"certificateType": "V2GRootCertificate", "certificateHashData": HASH_DATA}
ANSWER = {"status": "Accepted", "certificateHashDataChain": [CHAIN]}
EVIL = json.dumps({"station": "=HYPERLINK(1)", "timestamp": "2026-05-31T00:00:00Z", "response": ANSWER})


def test_no_formula_leaves_as_csv_and_data_formats_keep_every_letter(tmp_path, capsys):
    (tmp_path / "a.jsonl").write_text(EVIL + "\n")
    command = ["inventory", "installed", str(tmp_path / "a.jsonl"), "--by", "station", "--at", AT]
    main([*command, "-o", str(tmp_path / "a.csv")])
    main([*command, "-o", str(tmp_path / "a.parquet")])
    assert "'=HYPERLINK(1)" in (tmp_path / "a.csv").read_text()
    assert "'@1" in (tmp_path / "a.csv").read_text()
    assert pd.read_parquet(tmp_path / "a.parquet")["station"].tolist() == ["=HYPERLINK(1)"]
    capsys.readouterr()


def test_what_is_refused_is_said_counted_and_written_while_the_rest_counts(tmp_path, capsys):
    broken = tmp_path / "a.jsonl"
    broken.write_text(f"{EVIL}\n{{broken\n" + '{"station": "x\x1b[31m", "response": 3}\n')
    out = tmp_path / "refused.csv"
    status = main(["inventory", "installed", str(broken), "--by", "type", "--at", AT, "--refused", str(out), "--format", "json"])
    said = capsys.readouterr()
    assert status == 0
    document = json.loads(said.out)
    Draft202012Validator(schema("inventory")).validate(document)
    assert document["read"]["kept"] == 1
    assert "pnc: 2 of 3 records were refused; the others count." in said.err
    assert "a.jsonl:2" in said.err
    assert "\x1b" not in said.err
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert [row["origin"].rpartition(":")[2] for row in rows] == ["2", "3"]


def test_the_report_is_exit_status_1_where_something_was_refused(folder, tmp_path, capsys):
    assert main(["inventory", "report", str(folder / "answers.jsonl")]) == 0
    assert "Refused" in capsys.readouterr().out
    (tmp_path / "a.jsonl").write_text(f"{EVIL}\n{{broken\n")
    assert main(["inventory", "report", str(tmp_path / "a.jsonl"), "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema("inventory-report")).validate(document)
    assert (document["ok"], document["read"]["refused_rows"], document["into"]) == (False, 1, None)


@pytest.mark.parametrize("into", ["fleet.duckdb", "by-day"])
def test_what_was_ingested_is_asked_without_the_files(folder, asked, tmp_path, capsys, into):
    place = str(tmp_path / into)
    read = [str(folder / name) for name in ("answers.jsonl", "stations.csv")]
    assert (
        main(["inventory", "ingest", *read, "--records", str(folder / "csms-record.csv"), "--into", place, "--format", "json"]) == 0
    )
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema("inventory-report")).validate(document)
    assert document["into"] == place
    _, before = asked("drift")
    certificates = ["--certificates", str(folder / "certificates.pem"), "--at", AT]
    status = main(["inventory", "drift", "--warehouse", place, *certificates, "--format", "json"])
    after = json.loads(capsys.readouterr().out)
    assert status == 1
    assert after["rows"] == before["rows"]


def test_an_example_is_written_once_and_not_over_others(tmp_path, capsys):
    place = tmp_path / "example"
    assert main(["inventory", "example", str(place), "--stations", "5", "--seed", "3", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema("inventory-example")).validate(document)
    assert {one["file"] for one in document["files"]} == {path.name for path in place.iterdir()}
    assert main(["inventory", "example", str(place), "--stations", "5", "--seed", "3"]) == 0, "the same again is no harm"
    (place / "stations.csv").write_text("mine")
    capsys.readouterr()
    assert main(["inventory", "example", str(place), "--stations", "5", "--seed", "3"]) == 2
    assert "stations.csv" in capsys.readouterr().err
    assert (place / "stations.csv").read_text() == "mine"
    assert main(["inventory", "example", str(place), "--stations", "5", "--seed", "3", "--force"]) == 0


def test_the_command_that_an_example_ends_with_works(folder, capsys, monkeypatch):
    monkeypatch.chdir(folder.parent)
    main(["inventory", "example", "example", "--stations", str(STATIONS)])
    command = capsys.readouterr().out.partition("Ask, for example:")[2].replace("\\\n", " ").strip()
    status = subprocess.run(
        [sys.executable, "-m", "workbench.cli.main", *shlex.split(command)[1:]], capture_output=True, text=True, check=False
    )
    assert (status.returncode, status.stderr) == (1, "")
    assert "stations break when V2G Root A expires" in status.stdout


@pytest.fixture
def asked_of_roots(folder, asked):
    """The same, with two CSMS roots as files."""
    fleet = generate(STATIONS)
    for label in ("CSMS Root 1", "CSMS Root 2"):
        (folder / f"{label}.der").write_bytes(fleet.item(label).der)
    return asked


def test_a_plan_to_install_with_its_messages_and_a_rehearsal(asked_of_roots, tmp_path):
    messages = tmp_path / "messages.jsonl"
    options = ["--install", "CSMS Root 2.der", "--type", "CSMSRootCertificate", "--messages", str(messages), "--wave", "5"]
    status, document = asked_of_roots("plan-install", *options, "--rehearse")
    assert status == (0 if document["ok"] and document["rehearsal"]["ok"] else 1)
    sent = [json.loads(line) for line in messages.read_text().splitlines()]
    going = [step for step in document["steps"] if step["verdict"] == "go"]
    assert [one["station"] for one in sent] == [step["station"] for step in going]
    assert {one["frame"][2] for one in sent} <= {"InstallCertificate", "GetInstalledCertificateIds"}
    assert document["waves"][0] == "pilot"


def test_a_plan_to_delete_waits_for_the_successor(asked_of_roots, tmp_path):
    out = tmp_path / "plan.csv"
    status, document = asked_of_roots(
        "plan-delete", "--delete", "CSMS Root 1.der", "--successor", "CSMS Root 2.der", "-o", str(out)
    )
    assert status == 1
    assert document["counts"]["no-go"] + document["counts"]["wait"] > 0
    assert len(list(csv.DictReader(io.StringIO(out.read_text())))) == len(document["steps"])
    assert document["rehearsal"] is None


def test_folders_zips_and_standard_input_are_data_too(folder, tmp_path, capsys):
    (tmp_path / "in").mkdir()
    for name in ("answers.jsonl", "stations.csv"):
        shutil.copy(folder / name, tmp_path / "in" / name)
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "in")
    ask = ["--by", "type", "--at", AT, "--format", "json"]
    documents = []
    for data in (str(tmp_path / "in"), packed):
        main(["inventory", "installed", data, *ask])
        documents.append(json.loads(capsys.readouterr().out)["rows"])
    with (folder / "answers.jsonl").open() as stream:
        command = [sys.executable, "-m", "workbench.cli.main", "inventory", "installed", "-", *ask]
        piped = subprocess.run(command, stdin=stream, capture_output=True, text=True, check=True)
    documents.append(json.loads(piped.stdout)["rows"])
    assert documents[0] == documents[1] == documents[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["installed"], "no answers of stations"),
        (["installed", "--certificates", "a.pem", "answers.jsonl"], "The data come first"),
        (["installed", "no-such-file.json"], "no-such-file.json"),
        (["who-breaks", "answers.jsonl", "--lost", "Nobody's Root"], "Nobody's Root"),
        (["plan-install", "answers.jsonl", "--install", "stations.csv", "--type", "MORootCertificate"], "no certificate in"),
        (["installed", "answers.jsonl", "--csms-chain", "stations.csv"], "no certificate in"),
        (["ingest", "answers.jsonl", "--into", "."], "not empty"),
        (["changes", "answers.jsonl", "--since", "2027-01-01", "--until", "2026-01-01"], ""),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_a_hint(folder, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(folder)
    (folder / "a.pem").write_text("")
    assert main(["inventory", *arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("pnc: ") >= 1
    assert "Traceback" not in said.err
    assert said.out == ""


@pytest.mark.parametrize("arguments", [[], ["weather"], ["who-breaks", "a"], ["changes", "a", "--since", "soon"]])
def test_a_call_that_cannot_be_understood_is_exit_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["inventory", *arguments])
    assert ended.value.code == 2
    assert "usage: pnc inventory" in capsys.readouterr().err


def test_the_help_teaches(capsys):
    with pytest.raises(SystemExit):
        main(["inventory", "--help"])
    text = capsys.readouterr().out
    assert "examples:" in text
    for name, words in QUESTIONS.items():
        assert name.replace("_", "-") in text
        assert words.split()[0] in text


def test_the_help_loads_nothing_heavy():
    heavy = ("pandas", "duckdb", "ibis", "ipywidgets", "matplotlib", "ssl")
    code = f"import sys, workbench.cli.inventory; print([name for name in {heavy} if name in sys.modules])"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_report_takes_the_time_of_records_that_tell_none(tmp_path, capsys):
    hashed = {"hashAlgorithm": "SHA256", "issuerNameHash": "aa", "issuerKeyHash": "bb", "serialNumber": "1"}
    chain = [{"certificateType": "V2GRootCertificate", "certificateHashData": hashed}]
    (tmp_path / "a.json").write_text(json.dumps({"station": "CS1", "certificateHashDataChain": chain}), encoding="utf-8")
    assert main(["inventory", "report", str(tmp_path / "a.json"), "--at", AT]) == 0
    assert "without a time: 1." in capsys.readouterr().out
    assert main(["inventory", "ingest", str(tmp_path / "a.json"), "--at", AT, "--into", str(tmp_path / "kept")]) == 0
    assert main(["inventory", "changes", str(tmp_path / "kept"), "--since", "2026-05-31", "--until", AT, "--format", "json"]) in {
        0,
        1,
    }
    assert "without a time" in capsys.readouterr().err


def test_it_says_that_it_waits_for_a_pipe(tmp_path, capsys):
    pipe = tmp_path / "p"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"",), daemon=True)
    writer.start()
    assert main(["inventory", "report", str(pipe)]) == 2
    writer.join(10)
    assert "waiting until somebody writes" in capsys.readouterr().err
