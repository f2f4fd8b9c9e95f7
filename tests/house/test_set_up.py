"""scripts/set-up: which Python it takes, what it says where there is none, when it does nothing, how it heals.

A stand-in for Python plays the interpreters, so that nothing is installed; CI runs the real thing.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell script; on Windows: pip install, then pnc lab")

# Answers like a Python of version $VERSION: to -c with its version, to `-m venv DIR` by copying itself there,
# to `-m pip install` by making the command. What it was asked is written to the log.
STAND_IN = """#!/bin/sh
echo "$0 $*" >>"@LOG@"
case "$*" in
    *print*) echo @VERSION@ ;;
    *version_info*) case @VERSION@ in 3.1[1-9]) ;; *) exit 1 ;; esac ;;
    *"import venv"*) [ "@VENV@" = yes ] ;;
    -V) echo "Python @VERSION@.0" ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    "-m pip --version") ;;
    *pip*install*-r*) [ ! -e fail ] ;;
    *pip*install*--editable*) printf '#!/bin/sh\\n' >.venv/bin/pnc && chmod +x .venv/bin/pnc ;;
    *"import workbench"*) ;;
    *) echo "unexpected: $*" >&2; exit 9 ;;
esac
"""


class Machine:
    """A checkout with spaces in its path, and a PATH with chosen interpreters only."""

    def __init__(self, directory: Path) -> None:
        self.checkout = directory / "a check out"
        self.bin = directory / "bin"
        self.log = directory / "log"
        (self.checkout / "scripts").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / "scripts/set-up", self.checkout / "scripts")
        for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock", "requirements-engines.lock"):
            (self.checkout / name).write_text(name)
        for tool in ("sh", "dirname", "cat", "cksum", "rm", "mkdir", "cp", "chmod", "grep"):
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)

    def python(self, name: str, version: str, *, venv: bool = True) -> Path:
        file = self.bin / name
        text = STAND_IN.replace("@LOG@", str(self.log)).replace("@VERSION@", version).replace("@VENV@", "yes" if venv else "no")
        file.write_text(text)
        file.chmod(0o755)
        return file

    def broken(self, name: str) -> None:
        """A pyenv shim of a version that is not chosen."""
        (self.bin / name).write_text("#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n")
        (self.bin / name).chmod(0o755)

    def set_up(self, level: str = "lab", **variables: str) -> subprocess.CompletedProcess[str]:
        self.log.write_text("")
        environment = {"PATH": str(self.bin), "UV": "", **variables}
        command = [str(self.bin / "sh"), "scripts/set-up", level]
        return subprocess.run(command, cwd=self.checkout, env=environment, capture_output=True, text=True, check=False)

    @property
    def installs(self) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if "install" in line]

    @property
    def venv_is_from(self) -> str:
        return (self.checkout / ".venv/bin/python").read_text().split("echo ")[2].split()[0]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_the_newest_that_works_is_taken(machine):
    machine.python("python3", "3.11")
    machine.python("python3.12", "3.12")
    machine.broken("python3.13")
    result = machine.set_up()
    assert result.returncode == 0, result.stderr
    assert machine.venv_is_from == "3.12"
    assert (machine.checkout / ".venv/bin/pnc").is_file()


def test_one_without_venv_is_passed_over(machine):
    machine.python("python3.13", "3.13", venv=False)
    machine.python("python3.11", "3.11")
    assert machine.set_up().returncode == 0
    assert machine.venv_is_from == "3.11"


def test_a_python_that_was_named_is_taken(machine):
    machine.python("python3.13", "3.13")
    mine = machine.python("my own python", "3.11")
    assert machine.set_up(PYTHON=str(mine)).returncode == 0
    assert machine.venv_is_from == "3.11"


def test_another_python_named_later_takes_over(machine):
    machine.python("python3.13", "3.13")
    machine.python("mine", "3.11")
    assert machine.set_up().returncode == 0
    assert machine.set_up(PYTHON="mine").returncode == 0
    assert machine.venv_is_from == "3.11"


@pytest.mark.parametrize(
    ("version", "venv", "words"),
    [("3.9", True, "is Python 3.9, older than 3.11"), ("3.11", False, "(Python 3.11) has no venv module")],
)
def test_an_unsuitable_python_is_told(machine, version, venv, words):
    machine.python("python3", version, venv=venv)
    machine.broken("python3.12")
    result = machine.set_up()
    assert result.returncode == 1
    assert f"python3 {words}" in result.stderr
    assert "python3.12 does not run" in result.stderr
    assert "apt install python3 python3-venv" in result.stderr
    assert "brew install" in result.stderr
    assert not (machine.checkout / ".venv").exists()


def test_no_python_at_all_is_told(machine):
    result = machine.set_up()
    assert result.returncode == 1
    assert "needs Python 3.11 or newer" in result.stderr


@pytest.fixture
def ready(machine):
    machine.python("python3", "3.11")
    assert machine.set_up().returncode == 0
    assert machine.installs
    return machine


def test_a_second_run_does_nothing(ready):
    result = ready.set_up()
    assert (result.returncode, result.stdout, result.stderr, ready.installs) == (0, "", "", [])


def test_the_tests_need_more_than_the_notebooks(ready):
    assert ready.set_up("dev").returncode == 0
    assert "requirements-dev.lock" in ready.installs[0]
    assert ready.set_up("dev").returncode == 0
    assert ready.installs == []
    assert ready.set_up("lab").returncode == 0
    assert ready.installs == []


def test_the_engines_need_more_than_the_tests(ready):
    assert ready.set_up("engines").returncode == 0
    assert "requirements-engines.lock" in ready.installs[0]
    for level in ("engines", "dev", "lab"):
        assert ready.set_up(level).returncode == 0
        assert ready.installs == []


def test_a_changed_lock_is_installed_into_the_same_venv(ready):
    (ready.checkout / ".venv/mine").touch()
    (ready.checkout / "requirements.lock").write_text("changed")
    assert ready.set_up().returncode == 0
    assert len(ready.installs) == 2
    assert (ready.checkout / ".venv/mine").exists()


def test_an_interrupted_set_up_starts_afresh(ready):
    (ready.checkout / "requirements.lock").write_text("changed")
    (ready.checkout / "fail").touch()
    result = ready.set_up()
    assert result.returncode != 0
    assert "not finished" in result.stderr
    (ready.checkout / ".venv/left over").touch()
    (ready.checkout / "fail").unlink()
    assert ready.set_up().returncode == 0
    assert not (ready.checkout / ".venv/left over").exists()
    assert ready.set_up().stderr == ""


def breaks_python(machine):
    """The Python below the environment was removed."""
    (machine.checkout / ".venv/bin/python").write_text("#!/nowhere/python\n")


def removes_command(machine):
    (machine.checkout / ".venv/bin/pnc").unlink()


def moves(machine):
    """What is in .venv/bin names the old place."""
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("another place"))


@pytest.mark.parametrize("harm", [breaks_python, removes_command, moves])
def test_a_broken_environment_heals(ready, harm):
    (ready.checkout / ".venv/left over").touch()
    harm(ready)
    assert ready.set_up().returncode == 0
    assert ready.installs
    assert (ready.checkout / ".venv/bin/pnc").is_file()
    assert (ready.checkout / ".venv/left over").exists() == (harm is removes_command)
    assert ready.set_up().stderr == ""


def test_an_environment_of_ones_own_is_kept(ready):
    for stamp in (".lab", ".dev"):
        (ready.checkout / ".venv" / stamp).unlink(missing_ok=True)
    (ready.checkout / ".venv/mine").touch()
    assert ready.set_up().returncode == 0
    assert (ready.checkout / ".venv/mine").exists()


def test_neither_lab_nor_dev_is_refused(machine):
    result = machine.set_up("everything")
    assert result.returncode == 2
    assert "neither lab nor dev nor engines" in result.stderr
