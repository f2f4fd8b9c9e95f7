"""What is built for others: notebooks and samples are inside, junk is not, and a wheel is the same from checkout and archive."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from workbench import data

ROOT = Path(__file__).parents[2]
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "dist", "pnc-lab")
JUNK = ("notebooks/.ipynb_checkpoints/x.ipynb", "sample_certs/.DS_Store", "workbench/__pycache__/x.pyc", "notebooks/.gitkeep")


def build(source, target):
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,), (archive,) = target.glob("*.whl"), target.glob("*.tar.gz")
    return wheel, archive


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Wheel and source archive of a checkout in which people have worked."""
    scratch = tmp_path_factory.mktemp("packaging")
    shutil.copytree(ROOT, scratch / "checkout", ignore=LEFT_BEHIND)
    for junk in JUNK:
        (scratch / "checkout" / junk).parent.mkdir(exist_ok=True)
        (scratch / "checkout" / junk).write_text("junk")
    return build(scratch / "checkout", scratch / "dist")


def contents(wheel):
    with zipfile.ZipFile(wheel) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def project_files(folder):
    return {
        file.relative_to(ROOT).as_posix(): file.read_bytes()
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(ROOT).parts)
    }


@pytest.mark.parametrize("folder", ["notebooks", "sample_certs"])
def test_the_wheel_holds_them_all_and_nothing_else(built, folder):
    prefix = "workbench/_data/"
    inside = {name.removeprefix(prefix): octets for name, octets in contents(built[0]).items() if name.startswith(prefix + folder)}
    assert inside == project_files(folder)


def test_the_wheel_is_the_package_and_no_junk(built):
    names = contents(built[0])
    assert all(name.startswith(("workbench/", "pnc_workbench-")) for name in names)
    assert not [name for name in names if "/." in name or "__pycache__" in name]
    assert "workbench/py.typed" in names
    assert [name for name in names if name.endswith(".schema.json")]


def test_a_wheel_from_the_source_archive_is_the_same(built, tmp_path):
    with tarfile.open(built[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    again, _ = build(unpacked, tmp_path / "dist")
    assert contents(again) == contents(built[0])


def test_the_source_archive_can_be_tested(built):
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "Makefile",
        "scripts/set-up",
        "requirements.lock",
        "requirements-dev.lock",
        "environment.yml",
        "tests/conftest.py",
    } <= names


@pytest.fixture(scope="module")
def site(built, tmp_path_factory):
    """The wheel unpacked, as pip would."""
    directory = tmp_path_factory.mktemp("site")
    shutil.unpack_archive(built[0], directory, "zip")
    return directory


def installed(site, *arguments, cwd):
    """What Python prints with the wheel's package, far from the checkout."""
    command = [sys.executable, "-P", *arguments]
    environment = os.environ | {"PYTHONPATH": str(site)}
    return subprocess.run(command, cwd=cwd, env=environment, check=True, capture_output=True, text=True).stdout


def test_an_installed_package_uses_its_own_data(site, tmp_path):
    code = "from workbench import data; print(data.notebooks_directory(), data.samples_directory(), data.checkout(), sep='\\n')"
    inside = site / "workbench/_data"
    expected = [str(inside / "notebooks"), str(inside / "sample_certs"), "None"]
    assert installed(site, "-c", code, cwd=tmp_path).splitlines() == expected


def test_the_installed_command_puts_them_into_a_folder(site, tmp_path):
    installed(site, "-m", "workbench.cli.main", "lab", "mine", "--no-start", cwd=tmp_path)
    placed = {file.relative_to(tmp_path / "mine").as_posix() for file in (tmp_path / "mine").rglob("*") if file.is_file()}
    assert placed == {".pnc-lab.json", *project_files("notebooks"), *project_files("sample_certs")}


def test_a_checkout_uses_the_checkout():
    assert (data.notebooks_directory(), data.samples_directory(), data.checkout()) == (
        ROOT / "notebooks",
        ROOT / "sample_certs",
        ROOT,
    )
