"""The atlas is what its declaration gives, to the octet; and a mistake in the declaration is named."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from workbench.errors import InputError
from workbench.sample_pki import is_sample
from workbench.sample_pki.atlas import Case, read_cases
from workbench.sample_pki.atlas.build import CASES, build_atlas, cases_text
from workbench.sample_pki.atlas.declaration import read_atlas
from workbench.sample_pki.build import SampleFile

Built = tuple[dict[str, SampleFile], tuple[Case, ...]]


@pytest.fixture(scope="module")
def texts(directory: Path) -> tuple[str, str]:
    atlas, pki = ((directory / name).read_text("utf-8") for name in ("atlas.toml", "pki.toml"))
    return atlas, pki


@pytest.fixture(scope="module")
def built(texts: tuple[str, str]) -> Built:
    files, cases = build_atlas(*read_atlas(*texts))
    return {file.path: file for file in files}, cases


def test_every_committed_file_is_declared_and_the_other_way_round(directory: Path, built: Built) -> None:
    committed = {path.relative_to(directory).as_posix() for path in (directory / "atlas").rglob("*") if path.is_file()}
    assert committed == built[0].keys() | {CASES}


def test_a_rebuild_is_equal_to_the_byte(directory: Path, built: Built) -> None:
    files, cases = built
    assert [path for path, file in files.items() if (directory / path).read_bytes() != file.content] == []
    assert (directory / CASES).read_text("utf-8") == cases_text(cases)


def test_the_cases_read_back(built: Built) -> None:
    assert read_cases(cases_text(built[1])) == built[1]


def test_there_are_more_than_eighty_broken_chains_and_some_sound_ones(built: Built) -> None:
    cases = built[1]
    assert sum(bool(case.findings) for case in cases) > 80
    assert sum(not case.ok for case in cases) > 80
    assert sum(case.ok and not case.findings for case in cases) >= 5
    assert len({case.name for case in cases}) == len({case.title for case in cases}) == len(cases)


def test_every_case_is_whole(directory: Path, built: Built) -> None:
    for case in built[1]:
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", case.name)
        assert case.title[0].isupper()
        assert case.title[-1] != "."
        assert case.why[-1] == "."
        assert bool(case.cause) is not case.ok
        assert bool(case.certificate) is bool(case.cause)
        assert case.cause in {"", *case.findings}
        paths = [*case.files, *case.crls, *case.ocsp, *(anchor.rpartition("=")[2] for anchor in case.anchors)]
        assert [path for path in paths if not (directory / path).is_file()] == []


def test_what_a_cause_is_about_is_a_certificate_of_the_case(built: Built) -> None:
    files, cases = built
    for case in cases:
        paths = [*case.files, *(anchor.rpartition("=")[2] for anchor in case.anchors)]
        own = {digest for path in paths if path in files for digest in files[path].sha256}
        if case.certificate.startswith("atlas/"):
            assert case.certificate_sha256 in own, case.name
        assert case.leaf


def test_all_of_it_is_known_as_samples(built: Built) -> None:
    assert all(is_sample(digest) for file in built[0].values() for digest in file.sha256)
    assert not is_sample(sha256(b"a stranger").hexdigest())


def test_keys_are_published_only_where_a_case_is_about_one(built: Built) -> None:
    holding = {path for path, file in built[0].items() if b"PRIVATE KEY" in file.content}
    assert holding == {"atlas/key-of-another-pair.pem", "atlas/key-sent-along.pem"}
    assert all(b"TEST KEY" in built[0][path].content for path in holding)


def test_it_stays_below_one_megabyte(directory: Path) -> None:
    assert sum(path.stat().st_size for path in (directory / "atlas").iterdir()) < 1_000_000


CASE = """
[base.b]
chain = ["iso15118-2/secc", "iso15118-2/cpo-sub-ca2", "iso15118-2/cpo-sub-ca1", "iso15118-2/v2g-root"]
anchor = "V2GRootCertificate"
use = "secc"
profile = "iso15118-2"
[case.c]
base = "b"
title = "T"
why = "W."
teaches = "RFC 5280 6.1"
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[case.d]\nbase = "x"', "case d has the base x, which is not declared"),
        ('change.other = { country = "NL" }', "case c: other is like nothing, not declared"),
        ('add.other = { like = "iso15118-2/nobody" }', "other is like iso15118-2/nobody, not declared"),
        ('change.secc = { drop = ["nameConstraints"] }', "case c: secc has no extension nameConstraints"),
        ('change.secc = { colour = "red" }', "certificate atlas/c/secc: got an unexpected keyword argument 'colour'"),
        ('change.secc = { issuer = "nobody" }', "certificate atlas/c/secc names nobody, which is not declared"),
        ('colour = "red"', "case c: got an unexpected keyword argument 'colour'"),
        ('crl = [{ issuer = "v2g-root", colour = 1 }]', "case c, a CRL: got an unexpected keyword argument 'colour'"),
    ],
)
def test_a_mistake_in_the_declaration_is_named(texts: tuple[str, str], text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        read_atlas(CASE + text, texts[1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('change.secc = { after_signing = ["burnt"] }', "There is no damage 'burnt'"),
        ("change.secc = { after_signing = [\"'nowhere' becomes 'anywhere'\"] }", "b'nowhere' does not occur"),
        ('change.secc = { before_signing = { colour = "0500" } }', "There is no field colour among version, serialNumber"),
        ('then = ["burn"]', "There is no step 'burn'"),
    ],
)
def test_a_step_that_does_not_exist_is_named(texts: tuple[str, str], text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        build_atlas(*read_atlas(CASE + text, texts[1]))


def test_a_changed_certificate_keeps_key_name_and_issuer_of_its_model(texts: tuple[str, str]) -> None:
    declaration, (case,) = read_atlas(CASE + 'change.cpo-sub-ca2 = { country = "NL" }', texts[1])
    changed, model = (declaration.certificates[name] for name in ("atlas/c/cpo-sub-ca2", "iso15118-2/cpo-sub-ca2"))
    assert (changed.same_key_as, changed.issuer) == (model.same_key_as, model.issuer)
    assert {one.value for one in changed.subject} ^ {one.value for one in model.subject} == {"NL", "DE"}
    assert changed.serial is None  # two certificates of one issuer with one serial number would be a defect of its own
    assert case.holds == ("iso15118-2/secc", "atlas/c/cpo-sub-ca2", "iso15118-2/cpo-sub-ca1")
    assert case.anchors == (("V2GRootCertificate", "iso15118-2/v2g-root"),)


def test_what_is_changed_too_is_issued_by_the_changed_issuer(texts: tuple[str, str]) -> None:
    declaration, _ = read_atlas(CASE + "change.v2g-root = { own_key = true }\nchange.cpo-sub-ca1 = {}", texts[1])
    root, below = (declaration.certificates[f"atlas/c/{stem}"] for stem in ("v2g-root", "cpo-sub-ca1"))
    assert (root.issuer, root.same_key_as) == ("atlas/c/v2g-root", "atlas/c/v2g-root")
    assert (below.issuer, below.same_key_as) == ("atlas/c/v2g-root", "iso15118-2/cpo-sub-ca1")
