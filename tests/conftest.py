"""What all tests share: the machine's programs. Where one is missing its tests are skipped with the reason, but never on CI."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

# What a command prints must not depend on the window in which the tests run.
os.environ["COLUMNS"] = "160"
for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
    os.environ.pop(name, None)

ON_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Without the collector: what is imported and collected stays, and to walk it again and again took a fifth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.fixture(scope="session")
def openssl() -> Path:
    """The openssl command (OpenSSL 3), the independent judge of keys, certificates and CRLs."""
    return program("openssl", package="openssl")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A Chromium or Chrome; $CHROMIUM names another."""
    return program(os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", package="chromium")


def program(*names: str, package: str) -> Path:
    """The first of these programs that is there; skips the test where none is, fails it on CI."""
    found = next(filter(None, map(shutil.which, filter(None, names))), None)
    if found is None:
        reason = f"no {package} on this machine (Debian: apt install {package})"
        if ON_CI:
            pytest.fail(f"{reason}; CI skips nothing")
        pytest.skip(reason)
    return Path(found)
