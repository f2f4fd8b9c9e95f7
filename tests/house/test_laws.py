"""The laws of docs/architecture.md are checked by ruff and import-linter; here: that these checks bite, on a copy with a fault."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The package's sources, to be broken."""
    directory = tmp_path_factory.mktemp("broken")
    shutil.copytree(ROOT / "workbench", directory / "workbench", ignore=shutil.ignore_patterns("__pycache__", "_data"))
    shutil.copy(ROOT / "pyproject.toml", directory)
    return directory


def lint_imports(directory):
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    return subprocess.run(
        command, cwd=directory, env=os.environ | {"PYTHONPATH": str(directory)}, capture_output=True, text=True, check=False
    )


def test_the_layers_and_the_silence_hold(copy):
    result = lint_imports(copy)
    assert result.returncode == 0, result.stdout
    assert "2 kept, 0 broken" in result.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("certs/names.py", "import socket", "silent"),
        ("certs/names.py", "from urllib3 import request", "silent"),
        ("display/table.py", "from matplotlib import pyplot", "silent"),
        ("trust/__init__.py", "import subprocess", "silent"),  # planned: under the law from the day it is made
        ("anything_new/__init__.py", "import ssl", "silent"),
        ("anything_new/__init__.py", "", "layers"),  # a package without a layer
        ("certs/names.py", "import workbench.sample_pki", "layers"),
        ("findings.py", "import workbench.display", "layers"),
        ("station/__init__.py", "import workbench.csms", "layers"),  # siblings meet through messages only
        ("trust/__init__.py", "import workbench.profiles", "layers"),
        ("certs/names.py", "import workbench.net.files", "layers"),
    ],
)
def test_a_forbidden_import_is_caught(copy, module, line, broken):
    with altered(copy, module, line), altered(copy, "csms/__init__.py", ""), altered(copy, "profiles/__init__.py", ""):
        result = lint_imports(copy)
    assert result.returncode == 1, result.stdout
    words = "is silent" if broken == "silent" else "The layers"
    assert any(words in line and " BROKEN" in line for line in result.stdout.splitlines()), result.stdout


@pytest.mark.parametrize("module", ["net/tls.py", "views/graph.py", "cli/lab.py", "api.py", "lab/exercise.py"])
def test_the_edge_may_open_sockets(copy, module):
    with altered(copy, module, "import socket, subprocess, matplotlib"):
        result = lint_imports(copy)
    assert result.returncode == 0, result.stdout


@contextmanager
def altered(directory: Path, module: str, line: str) -> Iterator[None]:
    """A file of the copy with a line put behind its code, or a new file; inside, and only inside."""
    file = directory / "workbench" / module
    made = not file.parent.exists()
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    (file.parent / "__init__.py").touch()
    file.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    yield
    if made:
        shutil.rmtree(file.parent)
    elif before is None:
        file.unlink()
    else:
        file.write_text(before, encoding="utf-8")


NOISES = {
    "built-in open": ("open('x')", "PTH123"),
    "Path": ("from pathlib import Path", "TID251"),
    "now": ("import datetime\ndatetime.datetime.now(datetime.UTC)", "TID251"),
    "now, imported": ("from datetime import UTC, datetime as d\nd.now(UTC)", "TID251"),
    "today": ("import datetime\ndatetime.date.today()", "TID251"),
    "time": ("import time\ntime.time()", "TID251"),
    "environment": ("import os\nos.environ['x']", "TID251"),
    "os.open": ("import os\nos.open('x', 0)", "TID251"),
    "io.open": ("import io\nio.open('x')", "TID251"),
    "urllib.request": ("import urllib.request", "TID251"),
}


def ruff(code, module):
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise", "--stdin-filename", module, "-"]
    return subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("module", ["workbench/certs/x.py", "workbench/station/x.py", "workbench/x.py"])
@pytest.mark.parametrize("noise", NOISES)
def test_ruff_finds_a_clock_or_a_disk_in_the_core(noise, module):
    code, rule = NOISES[noise]
    assert rule in ruff(code, module)


@pytest.mark.parametrize("module", ["workbench/net/x.py", "workbench/cli/x.py", "workbench/api.py", "tests/x.py"])
def test_ruff_lets_the_edge_have_them(module):
    code = "\n".join(code for code, rule in NOISES.values() if rule == "TID251")
    assert "TID251" not in ruff(code, module)


HEAVY = (
    "pandas",
    "numpy",
    "networkx",
    "matplotlib",
    "ipywidgets",
    "IPython",
    "jsonschema",
    "ocpp",
    "jupyterlab",
    "rich",
    "ssl",
    "asyncio",
)


@pytest.mark.parametrize("imported", ["workbench", "workbench.cli.main"])
def test_nothing_heavy_is_imported_before_it_is_needed(imported):
    code = f"import sys, {imported}; print([name for name in {HEAVY} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
