import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from workbench.cli.main import main
from workbench.data import samples_directory

SCHEMA = json.loads(files("workbench.schemas").joinpath("samples.schema.json").read_text(encoding="utf-8"))


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["samples", *arguments, "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    document: dict[str, Any] = json.loads(captured.out)
    Draft202012Validator(SCHEMA).validate(document)
    return document


def statuses(document: dict[str, Any]) -> set[str]:
    return {entry["status"] for entry in (*document["files"], *document["companions"])}


def test_a_new_folder_is_the_committed_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    document = asked(capsys, str(tmp_path / "new" / "samples"))
    assert statuses(document) == {"written"}
    assert document["directory"] == str((tmp_path / "new" / "samples").resolve())
    assert document["reference_time"] == "2026-06-01T00:00:00Z"
    written = {path.relative_to(tmp_path / "new/samples") for path in (tmp_path / "new/samples").rglob("*") if path.is_file()}
    committed = {path.relative_to(samples_directory()) for path in samples_directory().rglob("*") if path.is_file()}
    assert written == committed - {Path(".gitattributes")}
    stores = {Path(entry["path"]) for entry in document["files"] if entry["format"] == "PKCS#12"}
    assert len(stores) == 2
    for path in written - stores:
        assert (tmp_path / "new/samples" / path).read_bytes() == (samples_directory() / path).read_bytes(), path


def test_a_second_run_changes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked(capsys, str(tmp_path))
    store = (tmp_path / "iso15118-2/contract.p12").read_bytes()
    assert statuses(asked(capsys, str(tmp_path), "--force")) == {"unchanged"}
    assert (tmp_path / "iso15118-2/contract.p12").read_bytes() == store


def test_a_file_of_the_user_s_own_is_not_overwritten(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile/download").write_text("mine too")
    assert main(["samples", str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "pile/download, README.md" in captured.err
    assert "--force" in captured.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["README.md", "download", "pile"]
    assert (tmp_path / "README.md").read_text() == "mine"


def test_force_replaces_what_differs_and_leaves_the_rest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked(capsys, str(tmp_path))
    (tmp_path / "pile/download").write_bytes(b"mine")
    (tmp_path / "pile/empty.pem").unlink()
    (tmp_path / "notes.txt").write_bytes(b"stays")
    document = asked(capsys, str(tmp_path), "--force")
    changed = {entry["path"]: entry["status"] for entry in document["files"] if entry["status"] != "unchanged"}
    assert changed == {"pile/download": "replaced", "pile/empty.pem": "written"}
    assert (tmp_path / "pile/download").read_bytes() == (samples_directory() / "pile/download").read_bytes()
    assert (tmp_path / "notes.txt").read_bytes() == b"stays"


def test_the_table_tells_every_file_and_warns_of_the_keys(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["samples", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    for entry in asked(capsys, str(tmp_path))["files"]:
        assert f" {entry['path']} " in text
    assert "valid at 2026-06-01T00:00:00Z" in text
    assert "TEST KEY that anyone can compute" in text
    assert "-----BEGIN" not in text


def test_a_file_where_a_folder_should_be_is_said_plainly(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["samples", str(tmp_path / "file")]) == 2
    assert "file cannot be written: " in capsys.readouterr().err
