import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from workbench.data import samples_directory
from workbench.sample_pki.build import SampleFile, build
from workbench.sample_pki.declaration import Declaration, read_declaration

OpenSsl = Callable[..., str]


@pytest.fixture(scope="session")
def run_openssl(openssl: Path) -> OpenSsl:
    """Run ``openssl`` with these arguments; fails the test where it fails; gives its output with names spelled as ``CN=x``."""

    @cache  # the same words about the same file have the same answer, and dozens of tests ask for it
    def run(*arguments: str | Path, stdin: bytes = b"") -> str:
        done = subprocess.run([openssl, *map(str, arguments)], input=stdin, capture_output=True, check=False, timeout=30)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().replace(" = ", "=")  # OpenSSL 3.2 left the blanks out

    return run


@pytest.fixture(scope="session")
def directory() -> Path:
    """The committed samples."""
    return samples_directory()


@pytest.fixture(scope="session")
def declaration(directory: Path) -> Declaration:
    return read_declaration((directory / "pki.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def files(declaration: Declaration) -> dict[str, SampleFile]:
    """The samples, built anew, by path."""
    return {file.path: file for file in build(declaration)}
