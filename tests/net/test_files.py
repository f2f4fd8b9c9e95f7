import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.certs.loading.limits import DEFAULT_LIMITS
from workbench.errors import InputError
from workbench.findings import Finding
from workbench.net import files


def test_a_folder_is_walked_in_order_without_hidden_things(tmp_path):
    for name in ("b/2.pem", "a/1.pem", "c.pem", ".git/config", "a/.hidden", "z"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    read = list(files.read_paths([tmp_path]))
    assert [content for _, content in read] == [b"c.pem", b"z", b"a/1.pem", b"b/2.pem"]
    assert [name.removeprefix(tmp_path.as_posix()) for name, _ in read] == ["/c.pem", "/z", "/a/1.pem", "/b/2.pem"]


def test_links_in_a_circle_end(tmp_path):
    (tmp_path / "f").write_bytes(b"x")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    read = dict(files.read_paths([tmp_path]))
    assert read[f"{tmp_path.as_posix()}/f"] == b"x"
    broken = read[f"{tmp_path.as_posix()}/broken"]
    assert isinstance(broken, Finding)
    assert "broken link" in broken.message


def test_a_large_file_is_refused_by_its_size_alone(tmp_path):
    with (tmp_path / "large").open("wb") as file:
        file.truncate(DEFAULT_LIMITS.file_bytes + 1)  # a hole: nothing is written, and nothing must be read
    [(_, content)] = files.read_paths([tmp_path / "large"])
    assert isinstance(content, Finding)
    assert "larger than the limit of 64 MiB" in content.message


def test_an_endless_device_ends_at_the_cap():
    [(_, content)] = files.read_paths(["/dev/zero"])
    assert isinstance(content, Finding)
    assert "more than the limit of 64 MiB" in content.message


def test_a_shells_process_substitution_is_read():
    code = "import sys; from workbench.net import files; print(list(files.read_paths(sys.argv[1:])))"
    run = subprocess.run(["bash", "-c", f'{sys.executable} -c "{code}" <(echo hello)'], capture_output=True, text=True, check=True)
    assert "b'hello\\n'" in run.stdout


def test_a_file_without_permission_says_so(tmp_path, monkeypatch):
    def refuse(_: Path) -> bytes:
        raise PermissionError  # as the system does, but not to root, who may read everything

    (tmp_path / "secret").write_bytes(b"x")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    [(_, content)] = files.read_paths([tmp_path / "secret"])
    assert isinstance(content, Finding)
    assert "may not be read" in content.message


@pytest.mark.parametrize("locked", ["a", "."])
def test_a_folder_without_permission_says_so(tmp_path, monkeypatch, locked):
    for name in ("a/1.pem", "b/2.pem"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"x")
    scandir = os.scandir

    def refuse(path):  # as the system does, but not to root, who may open everything
        if Path(path) == (tmp_path / locked):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    read = dict(files.read_paths([tmp_path]))
    finding = read[(tmp_path / locked).as_posix()]
    assert isinstance(finding, Finding)
    assert "may not be opened: Permission denied" in finding.message
    assert len(read) == (2 if locked == "a" else 1)


@pytest.mark.parametrize("path", ["no/such/file", "a\0b", "x" * 5000])
def test_a_path_that_is_none(path):
    with pytest.raises(InputError) as raised:
        list(files.read_paths([path]))
    assert raised.value.hint


def test_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 3)
    for number in range(4):
        (tmp_path / str(number)).write_bytes(b"")
    with pytest.raises(InputError, match="more than 3 files"):
        list(files.read_paths([tmp_path]))
