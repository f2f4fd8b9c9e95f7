import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from workbench.cli import where
from workbench.cli.main import main

SCHEMA = json.loads(files("workbench.schemas").joinpath("where.schema.json").read_text(encoding="utf-8"))
NO_TESTS = "tests are not part of an installed package; see a checkout"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout: two modules that cite M05.FR.11, one that only speaks of it, and a test that holds it."""
    for name, source in {
        "workbench/station/m05.py": '"""M05.FR.11"""\n\nx = Finding(requirement="M05.FR.11")\n',
        "workbench/rules.py": 'RULES = [\n    "M05.FR.11",\n    "RFC 5280 4.2.1.9",\n    "M05.FR.11",\n]\n',
        "workbench/prose.py": '# M05.FR.11\n"""M05.FR.11"""\n',
        "tests/station/test_m05.py": '@pytest.mark.requirement("M05.FR.11")\ndef test_unsigned(): ...\ndef test_b(): "M05.FR.11"\n',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    monkeypatch.setattr(where, "_PACKAGE", tmp_path / "workbench")
    monkeypatch.setattr(where, "checkout", lambda: tmp_path)
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = main(["where", *arguments, "--format", "json"])
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    Draft202012Validator(SCHEMA).validate(document)
    assert captured.err == ""
    return status, document


@pytest.mark.usefixtures("project")
def test_an_entry_with_its_code_and_its_tests(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["where", "m05.fr.11"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "M05.FR.11"
    assert lines[1] == "  Standard     OCPP 2.1"
    assert lines[-4:] == [
        "  Code         workbench/rules.py:2",
        "               workbench/rules.py:4",
        "               workbench/station/m05.py:3",
        "  Tests        tests/station/test_m05.py::test_unsigned",
    ]


def test_a_rule_of_a_profile_is_among_the_code(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = project / "workbench/profiles/ours.toml"
    profile.parent.mkdir()
    profile.write_text('[rules.a]\ntitle = "x"\nrequirement = "M05.FR.11"\n', encoding="utf-8")
    (project / "workbench/other.toml").write_text('requirement = "M05.FR.11"\n', encoding="utf-8")
    _, document = asked(capsys, "M05.FR.11")
    files = [place["file"] for place in document["requirements"][0]["code"]]
    assert files[-1] == "workbench/profiles/ours.toml"
    assert "workbench/other.toml" not in files
    assert document["requirements"][0]["code"][-1]["line"] == 3


@pytest.mark.usefixtures("project")
def test_the_json_of_an_entry(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = asked(capsys, "M05.FR.11", "RFC 5280 4.2.1.9")
    assert status == 0
    assert document["schema"] == "pnc-workbench/where/1"
    assert document["unknown"] == []
    first, second = document["requirements"]
    assert (first["id"], first["standard"], first["status"]) == ("M05.FR.11", "OCPP 2.1", "living")
    assert first["code"] == [
        {"file": "workbench/rules.py", "line": 2},
        {"file": "workbench/rules.py", "line": 4},
        {"file": "workbench/station/m05.py", "line": 3},
    ]
    assert first["tests"] == [{"file": "tests/station/test_m05.py", "test": "test_unsigned"}]
    assert second["code"] == [{"file": "workbench/rules.py", "line": 3}]
    assert second["tests"] == []


@pytest.mark.parametrize(
    ("arguments", "status", "known", "unknown"),
    [
        (["V2G2-925"], 0, ["V2G2-925"], []),
        (["M07.FR.09"], 0, ["M07.FR.09"], []),
        (["A02.FR.09"], 0, ["A02.FR.09"], []),
        (["M05.FR.04"], 1, ["M05.FR.04"], []),
        (["M05.FR.99"], 1, ["M05.FR.99"], []),
        (["nope"], 1, [], ["nope"]),
        (["B99.FR.01", "V2G20-2319", "\x1b[31m"], 1, ["V2G20-2319"], ["B99.FR.01", "\x1b[31m"]),
        (["rfc", "5280", "4.2.1.9"], 0, ["RFC 5280 4.2.1.9"], []),
        (["RFC 5280", "M05.FR.11", "RFC"], 1, ["M05.FR.11"], ["RFC 5280", "RFC"]),
        (["RFC", "5280", "section", "7.1", "M05.FR.11", "rfc5280", "§4.2"], 0, ["RFC 5280 7.1", "M05.FR.11", "RFC 5280 4.2"], []),
    ],
)
def test_exit_status_and_schema_of_each_kind_of_answer(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, known: list[str], unknown: list[str]
) -> None:
    given, document = asked(capsys, *arguments)
    assert given == status
    assert [entry["id"] for entry in document["requirements"]] == known
    assert [entry["id"] for entry in document["unknown"]] == unknown


def test_an_unknown_id_is_answered_with_its_neighbours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["where", "V2G2-926", "\x1b]0;evil\x07"]) == 1
    out = capsys.readouterr().out
    assert 'The catalogue has no requirement "V2G2-926".\n  Nearest in the catalogue: V2G2-927, V2G2-925' in out
    assert "\x1b" not in out
    assert "\x07" not in out


def test_a_missing_id_is_knowledge(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["where", "M05.FR.04"]) == 1
    out = capsys.readouterr().out
    assert "no such requirement" in out
    assert "this id says what M05.FR.03 says in OCPP 2.1" in " ".join(out.split())


@pytest.mark.usefixtures("project")
def test_without_a_checkout_the_tests_are_not_claimed_to_be_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, "checkout", lambda: None)
    assert main(["where", "M05.FR.11"]) == 0
    out = capsys.readouterr().out
    assert f"  Tests        {NO_TESTS}" in out
    assert "workbench/station/m05.py:3" in out
    _, document = asked(capsys, "M05.FR.11")
    assert document["requirements"][0]["tests"] is None


def test_a_file_that_is_being_edited_is_named_and_left_out(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "workbench" / "half.py").write_text('x = "M05.FR.11"\ndef (\n', encoding="utf-8")
    assert main(["where", "M05.FR.11"]) == 0
    captured = capsys.readouterr()
    assert "workbench/half.py was not searched: line 2" in captured.err
    assert "workbench/rules.py:2" in captured.out
    assert "half" not in captured.out


@pytest.mark.parametrize("columns", [60, 100, 160])
def test_the_text_fits_its_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["where", "RFC 5280 4.2.1.9", "M05.FR.14"]) == 0
    lines = capsys.readouterr().out.splitlines()
    prose = [line for line in lines if "/" not in line]
    assert max(map(len, prose)) <= columns
    assert any(line.startswith(" " * 15) for line in prose) == (columns < 160)


def test_a_call_without_an_id_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["where"])
    assert stopped.value.code == 2
    assert "ID" in capsys.readouterr().err


def test_the_schema_is_one_and_closed() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    objects: list[dict[str, Any]] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                objects.append(node)
            for value in node.values():
                walk(value)

    walk(SCHEMA)
    assert len(objects) == 5
    for node in objects:
        assert node["additionalProperties"] is False
        assert set(node["required"]) == set(node["properties"])
