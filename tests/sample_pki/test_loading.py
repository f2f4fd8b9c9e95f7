"""What the workbench makes of the samples is what their manifest says of them."""

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from workbench.certs.bundle import Bundle
from workbench.certs.items import ItemType
from workbench.certs.loading import load
from workbench.sample_pki import reference_time, reference_time_for
from workbench.sample_pki.build import SampleFile
from workbench.sample_pki.reference import manifest

PATHS = [entry["path"] for entry in manifest()["file"]]
CERTIFICATES_AND_CRLS = {ItemType.CERTIFICATE, ItemType.CRL}
FOUND_BY_DIAGNOSIS = {"chain-too-long", "path-length", "unknown-critical-extension"}  # test_diagnosed.py
each = pytest.mark.parametrize("path", PATHS)


def loaded(directory: Path, file: SampleFile) -> Bundle:
    return load([(file.path, (directory / file.path).read_bytes())], password=file.password)


def folder(directory: Path, name: str) -> Bundle:
    """A folder as an engineer loads it: the whole of it, no password."""
    paths = sorted(path for path in (directory / name).iterdir() if path.is_file())
    return load([(f"{name}/{path.name}", path.read_bytes()) for path in paths])


@pytest.fixture(scope="module")
def folders(directory: Path) -> dict[str, Bundle]:
    names = {path.partition("/")[0] for path in PATHS}
    return {name: folder(directory, name) for name in names}


@pytest.fixture
def whole(folders: dict[str, Bundle], path: str) -> Bundle:
    """The folder of a path."""
    return folders[path.partition("/")[0]]


@each
def test_every_file_gives_the_things_that_the_manifest_lists(directory: Path, files: dict[str, SampleFile], path: str) -> None:
    bundle = loaded(directory, files[path])
    found = Counter(sha256(item.der).hexdigest() for item in bundle if item.type in CERTIFICATES_AND_CRLS)
    listed = Counter(files[path].sha256)
    # a message in a log is read as often as it stands there; the manifest names what it carries once
    assert found.keys() == listed.keys() if files[path].format == "OCPP-J log" else found == listed
    keys = sum(reference.endswith(".key") for reference in files[path].holds)
    assert len(bundle.of_type(ItemType.PRIVATE_KEY)) == keys
    assert bool(bundle.of_type(ItemType.CSR)) == any(reference.endswith(".csr") for reference in files[path].holds)


@each
def test_every_certificate_is_recognised_as_its_kind(directory: Path, files: dict[str, SampleFile], path: str) -> None:
    entries = loaded(directory, files[path]).entries
    kinds = {entry.classification.kind.value for entry in entries if entry.classification and entry.item.certificate}
    assert kinds == (set(files[path].kinds) if files[path].sha256 else set())


@each
def test_the_reference_time_holds_for_each_file_with_something_dated(
    directory: Path, files: dict[str, SampleFile], path: str
) -> None:
    expected = reference_time() if files[path].sha256 else None
    assert reference_time_for(loaded(directory, files[path])) == expected


def test_the_reference_time_holds_for_all_together(directory: Path, files: dict[str, SampleFile]) -> None:
    everything = load([(path, (directory / path).read_bytes()) for path in files], password="test-only")
    assert reference_time_for(everything) == reference_time()
    assert all(entry.validity in {"", "valid"} for entry in everything.judged_at(reference_time(), "").entries)


@pytest.mark.parametrize("path", [entry["path"] for entry in manifest()["file"] if "expected" in entry])
def test_each_defect_is_found_when_its_folder_is_loaded(whole: Bundle, files: dict[str, SampleFile], path: str) -> None:
    mine = [entry for entry in whole.entries if entry.item.source.file == path]
    found = {finding.code for entry in mine for finding in entry.findings}
    subjects = {str(entry.item.facts.subject)[:60] for entry in mine if entry.item.facts}
    found |= {
        finding.code
        for finding in whole.findings
        if f"{path}:" in finding.source + finding.message or any(subject in finding.message for subject in subjects)
    }
    assert set(files[path].expected) - FOUND_BY_DIAGNOSIS <= found


@pytest.mark.parametrize("name", ["pile", "hash-cases", "iso15118-20", "ocpp", "variants", "tiers"])
def test_nothing_else_of_a_folder_is_complained_of(folders: dict[str, Bundle], files: dict[str, SampleFile], name: str) -> None:
    complained = {entry.item.source.file for entry in folders[name].entries if entry.findings}
    assert complained <= {path for path, file in files.items() if file.defect}


def test_a_password_opens_the_locked_store(directory: Path, files: dict[str, SampleFile]) -> None:
    assert not loaded(directory, files["pile/backup.pfx"]).unreadable
