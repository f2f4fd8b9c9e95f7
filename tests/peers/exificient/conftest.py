"""PyPI's iso15118 in an environment of its own: its schemas, and EXIficient in a Java; skipped where they are not, never on CI."""

import pytest

from tests.conftest import ON_CI, program
from tests.peers.exificient.bridge import HOME, Exificient, shared_folder


@pytest.fixture(scope="session")
def shared():
    """The folder ``iso15118/shared``; $PNC_ISO15118 names another environment."""
    found = shared_folder()
    if found is None:
        reason = f"no iso15118 in {HOME} (make exi puts it there)"
        if ON_CI:
            pytest.fail(f"{reason}; CI skips nothing")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def exificient(shared, tmp_path_factory):
    """EXIficient, running."""
    java, compiler = (program(name, package="openjdk-17-jdk-headless") for name in ("java", "javac"))
    running = Exificient(java, compiler, shared, tmp_path_factory.mktemp("exificient"))
    yield running
    running.close()
