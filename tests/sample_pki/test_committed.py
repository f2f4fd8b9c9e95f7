"""What is committed is what the declaration gives."""

import re
import tomllib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from workbench.sample_pki.build import SampleFile, build
from workbench.sample_pki.declaration import Declaration
from workbench.sample_pki.manifest import manifest_text

COMPANIONS = {"README.md", "pki.toml", "atlas.toml", "MANIFEST.toml"}


def test_every_committed_file_is_declared_and_the_other_way_round(directory: Path, files: dict[str, SampleFile]) -> None:
    committed = {path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()}
    committed = {path for path in committed if not path.startswith("atlas/")}  # test_atlas.py
    assert committed - {".gitattributes"} == files.keys() | COMPANIONS


def test_a_rebuild_is_equal_to_the_byte(directory: Path, files: dict[str, SampleFile]) -> None:
    differing = [path for path, file in files.items() if (directory / path).read_bytes() != file.content]
    assert {files[path].format for path in differing} <= {"PKCS#12"}
    assert [path for path in differing if not files[path].agrees_with((directory / path).read_bytes())] == []


def test_a_pkcs12_store_with_other_content_or_password_does_not_agree(files: dict[str, SampleFile]) -> None:
    contract, backup = files["iso15118-2/contract.p12"], files["pile/backup.pfx"]
    assert not contract.agrees_with(backup.content)
    assert not contract.agrees_with(b"")
    assert not contract.agrees_with(contract.content[:-1])


def test_only_pkcs12_is_compared_by_content(files: dict[str, SampleFile]) -> None:
    assert not files["iso15118-2/secc.pem"].agrees_with(files["iso15118-2/secc.pem"].content + b"\n")


def test_two_builds_are_equal(declaration: Declaration, files: dict[str, SampleFile]) -> None:
    again = {file.path: file for file in build(declaration)}
    assert {p: f.content for p, f in again.items() if f.format != "PKCS#12"} == {
        p: f.content for p, f in files.items() if f.format != "PKCS#12"
    }


def test_the_manifest_is_the_generated_one(directory: Path, declaration: Declaration, files: dict[str, SampleFile]) -> None:
    assert (directory / "MANIFEST.toml").read_text("utf-8") == manifest_text(declaration.reference_time, files.values())


def test_the_manifest_reads_back(declaration: Declaration, files: dict[str, SampleFile]) -> None:
    manifest = tomllib.loads(manifest_text(declaration.reference_time, files.values()))
    assert manifest["reference_time"] == declaration.reference_time
    assert [entry["path"] for entry in manifest["file"]] == list(files)
    for entry, file in zip(manifest["file"], files.values(), strict=True):
        assert tuple(entry.get("sha256", ())) == file.sha256
        assert entry.get("defect", "") == file.defect


def test_every_file_says_what_it_is(files: dict[str, SampleFile]) -> None:
    assert [file.path for file in files.values() if not (file.format and file.description)] == []
    assert [file.path for file in files.values() if file.defect and not file.expected] == []
    assert [file.path for file in files.values() if "PKCS#12" in file.format and not file.password] == []


@pytest.mark.parametrize("pattern", ["*.key.pem", "server.key"])
def test_every_key_file_says_test_key_before_its_pem(directory: Path, pattern: str) -> None:
    keys = sorted(directory.rglob(pattern))
    assert keys
    for path in keys:
        text = path.read_text("ascii")
        assert re.match(r"TEST KEY of the PnC PKI Workbench samples \([\w/-]+\): .*\n-----BEGIN PRIVATE KEY-----\n", text), path
        load_pem_private_key(text.encode(), None)  # the words before it do not disturb


def test_no_key_stands_where_none_is_declared(files: dict[str, SampleFile]) -> None:
    for file in files.values():
        held = any(reference.endswith(".key") for reference in file.holds)
        assert (b"PRIVATE KEY" in file.content) <= held, file.path


def test_no_secret_in_a_repr(declaration: Declaration, files: dict[str, SampleFile]) -> None:
    shown = repr(files) + repr(declaration)
    assert "PRIVATE KEY" not in shown
    assert declaration.seed.decode() not in shown


def test_octets_are_safe_from_git(directory: Path) -> None:
    attributes = directory / ".gitattributes"
    if not attributes.exists():
        pytest.skip("not a checkout")
    assert "* -text" in attributes.read_text("utf-8").splitlines()
