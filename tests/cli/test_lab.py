"""`pnc lab`: what is put where, what is never overwritten, how it starts and ends. The browser tests see it from the other side."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from jupyter_client.kernelspec import KernelSpecManager

from tests.browser.server import iter_until, pnc, throwaway_jupyter
from workbench import data
from workbench.cli.lab import jupyter_environment
from workbench.cli.main import main

SCHEMA = json.loads(resources.files("workbench").joinpath("schemas/lab.schema.json").read_text("utf-8"))
ROOT = Path(__file__).parents[2]
START = "notebooks/00_start_here.ipynb"


@pytest.fixture(autouse=True)
def originals(tmp_path, monkeypatch):
    """A project's notebooks and samples, small, to be changed."""
    folder = tmp_path / "originals"
    for path, text in {START: "v1", "notebooks/10_x.ipynb": "ten", "sample_certs/a/root.pem": "root"}.items():
        write(folder / path, text)
    monkeypatch.setattr(data, "notebooks_directory", lambda: folder / "notebooks")
    monkeypatch.setattr(data, "samples_directory", lambda: folder / "sample_certs")
    return folder


@pytest.fixture
def mine(tmp_path):
    """A user's folder."""
    return tmp_path / "mine"


@pytest.fixture
def lab(mine, capsys):
    """Runs `pnc lab DIR --no-start`; gives what became of each file."""

    def run():
        assert main(["lab", str(mine), "--no-start", "--format", "json"]) == 0
        document = json.loads(capsys.readouterr().out)
        jsonschema.validate(document, SCHEMA)
        assert Path(document["directory"]) == mine
        return {file["path"]: (file["fate"], file["beside"]) for file in document["files"]}

    return run


def write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_everything_is_put_there_once(lab, mine):
    assert set(lab().values()) == {("new", None)}
    assert (mine / START).read_text() == "v1"
    assert (mine / "sample_certs/a/root.pem").read_text() == "root"
    assert set(lab().values()) == {("current", None)}


def test_what_begins_with_a_dot_stays_behind(originals, lab, mine):
    write(originals / "notebooks/.ipynb_checkpoints/00.ipynb", "junk")
    write(originals / "sample_certs/.gitattributes", "junk")
    lab()
    assert sorted(file.name for file in mine.rglob("*") if file.is_file()) == sorted(
        ["00_start_here.ipynb", "10_x.ipynb", "root.pem", ".pnc-lab.json"]
    )


def test_a_newer_original_replaces_an_untouched_file(originals, lab, mine):
    lab()
    write(originals / START, "v2")
    assert lab()[START] == ("updated", None)
    assert (mine / START).read_text() == "v2"


def test_a_changed_file_is_never_overwritten(originals, lab, mine):
    lab()
    write(mine / START, "my work")
    assert lab()[START] == ("kept", None)
    write(originals / START, "v2")
    assert lab()[START] == ("beside", "notebooks/00_start_here.new.ipynb")
    assert (mine / START).read_text() == "my work"
    assert (mine / "notebooks/00_start_here.new.ipynb").read_text() == "v2"
    assert lab()[START] == ("kept", None)  # said once


def test_a_changed_new_version_is_not_overwritten_either(originals, lab, mine):
    lab()
    write(mine / START, "my work")
    write(originals / START, "v2")
    lab()
    write(mine / "notebooks/00_start_here.new.ipynb", "my work on v2")
    write(originals / START, "v3")
    assert lab()[START] == ("beside", "notebooks/00_start_here.new2.ipynb")
    assert (mine / "notebooks/00_start_here.new.ipynb").read_text() == "my work on v2"
    write(originals / START, "v4")
    assert lab()[START] == ("beside", "notebooks/00_start_here.new2.ipynb")  # v3 was not touched: v4 takes its place
    assert (mine / "notebooks/00_start_here.new2.ipynb").read_text() == "v4"


def test_a_file_that_was_there_before_is_not_ours(lab, mine):
    write(mine / START, "something else")
    assert lab()[START] == ("beside", "notebooks/00_start_here.new.ipynb")
    assert (mine / START).read_text() == "something else"


@pytest.mark.parametrize("record", ["", "not json", "[]", '{"files": 3}', '{"files": {"notebooks/00_start_here.ipynb": null}}'])
def test_a_damaged_record_costs_no_work(originals, lab, mine, record):
    lab()
    write(mine / START, "my work")
    (mine / ".pnc-lab.json").write_text(record)
    write(originals / START, "v2")
    assert lab()[START][0] == "beside"
    assert (mine / START).read_text() == "my work"


def test_a_deleted_file_comes_back(lab, mine):
    lab()
    (mine / START).unlink()
    assert lab()[START] == ("new", None)


def test_a_checkout_is_used_as_it_is(capsys, tmp_path):
    write(tmp_path / "clone/pyproject.toml", '[project]\nname = "pnc-workbench"\n')
    assert main(["lab", str(tmp_path / "clone"), "--no-start", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, SCHEMA)
    assert document["in_place"]
    assert document["files"] == []
    assert [file.name for file in (tmp_path / "clone").iterdir()] == ["pyproject.toml"]


def test_another_project_is_not_taken_for_a_checkout(lab, mine):
    write(mine / "pyproject.toml", '[project]\nname = "workbench"\n')
    assert lab()[START] == ("new", None)


def test_the_text_says_what_was_done(originals, tmp_path, capsys):
    directory = tmp_path / "mine"
    main(["lab", str(directory), "--no-start"])
    assert capsys.readouterr().out == f"{directory}: 3 files, 3 put there.\n"
    write(directory / START, "my work")
    write(originals / START, "v2")
    main(["lab", str(directory), "--no-start"])
    assert capsys.readouterr().out.splitlines() == [
        f"{directory}: 3 files, 2 up to date, 1 left as you changed them, with the new version beside.",
        "  notebooks/00_start_here.ipynb was changed by you: its new version is notebooks/00_start_here.new.ipynb",
    ]


def test_the_default_folder_is_pnc_lab_in_the_current_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lab", "--no-start"]) == 0
    assert (tmp_path / "pnc-lab" / START).is_file()
    assert str(tmp_path / "pnc-lab") in capsys.readouterr().out


@pytest.mark.parametrize(
    ("directory", "words"), [("file", "it is not a folder"), ("file/below", "Not a directory"), ("/proc/nowhere", "")]
)
def test_a_folder_that_cannot_be_is_one_sentence_and_a_hint(tmp_path, capsys, directory, words):
    (tmp_path / "file").write_text("")
    assert main(["lab", str(tmp_path / directory), "--no-start"]) == 2
    message, hint = capsys.readouterr().err.splitlines()
    assert message.startswith("pnc: ")
    assert f"cannot be used: {words}" in message
    assert "pnc lab DIR" in hint


def test_a_port_that_is_taken_is_one_sentence_and_a_hint(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["lab", str(tmp_path / "mine"), "--port", str(port)]) == 2
    assert f"Port {port} cannot be used" in capsys.readouterr().err


def test_a_port_that_is_none_is_one_sentence_and_a_hint(tmp_path, capsys):
    assert main(["lab", str(tmp_path / "mine"), "--port", "70000"]) == 2
    assert "Port 70000 cannot be used" in capsys.readouterr().err


def test_without_jupyterlab_it_is_said_how_to_get_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    assert main(["lab", str(tmp_path / "mine"), "--port", "0"]) == 2
    error = capsys.readouterr().err
    assert "JupyterLab cannot be loaded" in error
    assert "pip install jupyterlab" in error


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to another process on Windows")
def test_ctrl_c_ends_it_without_a_traceback(tmp_path):
    terminal, stdin = os.openpty()  # on a terminal Jupyter would ask whether Ctrl-C was meant
    process = subprocess.Popen(
        [pnc(), "lab", "mine", "--no-browser", "--port", "0", "--format", "json"],
        cwd=tmp_path,
        env=os.environ | throwaway_jupyter(tmp_path),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout
            document = json.loads("".join(iter_until(process.stdout, "}\n")))
            jsonschema.validate(document, SCHEMA)
            answers_at(document["url"])
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=30)
        finally:
            process.kill()
            os.close(terminal)
            os.close(stdin)
    assert process.returncode == 0, errors
    assert output == ""
    assert "Traceback" not in errors
    assert f"Your files are in {tmp_path / 'mine'}" in errors
    if os.geteuid() == 0:
        assert "Running as root" in errors


def answers_at(url):
    """The server is up, opens the start notebook, and lets nobody in without the token."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as page:
                assert page.status == 200
            break
        except urllib.error.URLError:
            time.sleep(0.1)
    else:
        raise TimeoutError(url)
    with urllib.request.urlopen(url.replace(f"/lab/tree/{START}", "/"), timeout=5) as page:
        assert page.url.split("?")[0].endswith(f"/lab/tree/{START}")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(url.split("/lab/")[0] + "/api/contents", timeout=5)


def test_a_stale_kernel_of_another_python_does_not_win(tmp_path, monkeypatch):
    """A "python3" kernel that the user registered years ago, or another Jupyter did, must not run our notebooks."""
    stale = {"argv": ["/nowhere/python", "-m", "ipykernel_launcher"], "display_name": "stale", "language": "python"}
    write(tmp_path / "user/kernels/python3/kernel.json", json.dumps(stale))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "user"))
    assert KernelSpecManager().get_kernel_spec("python3").display_name == "stale"
    (tmp_path / "home").mkdir()
    for name, value in jupyter_environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    assert KernelSpecManager().get_kernel_spec("python3").argv[0] == sys.executable
