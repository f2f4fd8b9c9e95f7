"""A Spark of two threads and a PostgreSQL server, both on 127.0.0.1 and gone afterwards; skipped where they are not installed,
but never on CI.
"""

import gc
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ON_CI
from tests.peers.engines.time_limit import at_most
from workbench.net.warehouse import connect

NOT_ROOT = "nobody"
"""PostgreSQL refuses to run as root."""


@pytest.fixture(autouse=True)
def _engines_own_warnings():
    """What pyspark's sockets say when they are collected must not be laid to another test's charge."""
    yield
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """A warehouse in a Spark session of two threads."""
    needs("pyspark", "pyspark", driver="pip install 'pnc-workbench[spark]'")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        skip("no Java on this machine (Debian: apt install openjdk-17-jre-headless)")
    from pyspark import SparkContext  # noqa: PLC0415  # an extra
    from pyspark.sql import SparkSession  # noqa: PLC0415

    here = tmp_path_factory.mktemp("spark")
    # its Java lives for minutes: the first compiler alone is quicker, if it has room; and nothing is left in /tmp
    java = f"-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC -XX:-UsePerfData -Djava.io.tmpdir={here}"
    given = {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(here),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": f"--conf spark.sql.warehouse.dir={here / 'warehouse'} --driver-java-options '{java}' pyspark-shell",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        with warnings.catch_warnings(action="ignore", category=ResourceWarning), at_most(120, "Spark starts"):
            warehouse = connect("spark://local[2]")
            for name, value in QUICK.items():
                warehouse.backend.raw_sql(f"SET {name}={value}")
        yield warehouse
        with warnings.catch_warnings(action="ignore", category=ResourceWarning), at_most(120, "Spark ends"):
            gateway: Any = SparkContext._gateway
            warehouse.close()
            assert SparkSession.getActiveSession() is None
            gateway.shutdown()
            gateway.proc.stdin.close()  # its Java ends when its standard input does
            gateway.proc.wait(60)
            gc.collect()


QUICK = {
    # two hundred rows are one partition's work, and no reason to write and compile Java, or to plan anew after each stage
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}
"""What makes small questions quick, and changes no answer."""

SPARKS_OWN = (
    # pyspark 4.0 calls pandas 3 as pandas 2 wants it
    "ignore:The copy keyword is deprecated:DeprecationWarning",
    # and leaves the sockets to the garbage collector by which frames come from Java
    "ignore:unclosed <socket:ResourceWarning",
)


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server whose clock and sorting are not ours: what gives the URL of a new database by its name."""
    needs("psycopg", "psycopg", driver="pip install 'pnc-workbench[postgres]'")
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    folder = programs[-1] if programs else Path(found).parent if found else None
    if folder is None:
        skip("no PostgreSQL on this machine (Debian: apt install postgresql)")
    as_user: dict[str, Any] = {"user": NOT_ROOT, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    # not below pytest's folder, which is for its owner only
    here = Path(tempfile.mkdtemp(prefix="pnc-postgresql-"))
    try:
        password = secrets.token_hex(8)
        data, port = here / "data", free_port()
        (here / "password").write_text(password)
        if as_user:
            for path in (here, here / "password"):
                shutil.chown(path, NOT_ROOT, "nogroup")

        def run(program, *given):
            done = subprocess.run(
                [folder / program, *given], capture_output=True, text=True, timeout=60, cwd=here, check=False, **as_user
            )
            log = here / "log"
            assert done.returncode == 0, done.stdout + done.stderr + (log.read_text() if log.exists() else "")

        make = ("--auth=scram-sha-256", f"--pwfile={here / 'password'}", "--encoding=UTF8", "--no-sync")
        run("initdb", "-D", data, "-U", "workbench", *make, "--locale=C", "--locale-provider=icu", "--icu-locale=en-US")
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c timezone=Asia/Kolkata"
        # compiling a question takes longer than answering it; no helper's statistics a minute later may mend a slow plan
        settings += " -c jit=off -c autovacuum=off"
        # its log is a file: a pipe would stay open as long as the server
        run("pg_ctl", "start", "-D", data, "-w", "-s", "-l", here / "log", "-o", settings)
        try:
            server = f"postgresql://workbench:{password}@127.0.0.1:{port}/"

            def database(name):
                run("createdb", "--maintenance-db", f"{server}postgres", name)
                return f"{server}{name}"

            yield database
        finally:
            run("pg_ctl", "stop", "-D", data, "-w", "-s", "-m", "immediate")
    finally:
        shutil.rmtree(here)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def needs(module, name, *, driver):
    if find_spec(module) is None:
        skip(f"no {name} in this environment ({driver})")


def skip(reason):
    if ON_CI:
        pytest.fail(f"{reason}; CI skips nothing")
    pytest.skip(reason)
