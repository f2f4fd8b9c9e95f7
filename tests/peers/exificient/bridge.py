"""EXIficient, and the codec that PyPI's iso15118 makes of it, behind one method."""

import base64
import os
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HOME = Path(os.environ.get("PNC_ISO15118") or HERE.parents[2] / ".venv" / "iso15118")
"""The environment in which PyPI's iso15118 is."""


def shared_folder() -> Path | None:
    """The folder ``iso15118/shared`` with the jar and the schemas, or None where it is not installed."""
    return next(HOME.glob("lib/python*/site-packages/iso15118/shared"), None)


class Refusal(Exception):  # noqa: N818  # an answer, not a fault
    """What the program said instead of bytes."""


class Exificient:
    """A running ``Exificient.java``.

    Parameters
    ----------
    java, compiler
        The commands ``java`` and ``javac``.
    shared
        The folder ``iso15118/shared`` of an installed ``iso15118``.
    classes
        A folder for the compiled bridge.
    """

    def __init__(self, java: Path, compiler: Path, shared: Path, classes: Path) -> None:
        compiling: list[str | Path] = [compiler, "-cp", shared / "EXICodec.jar", "-d", classes, HERE / "Exificient.java"]
        subprocess.run(compiling, check=True, timeout=120, capture_output=True)
        path = f"{classes}:{shared / 'EXICodec.jar'}"
        opened = ("--add-opens", "java.base/java.lang=ALL-UNNAMED")  # for the JAXB in the jar
        self.process: Any = subprocess.Popen(
            [java, *opened, "-Xmx600m", "-XX:-UsePerfData", "-cp", path, "Exificient", str(shared / "schemas")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, operation: str, schema: str, kind: str, data: bytes) -> bytes:
        """One request; the Java file says which there are.

        Raises
        ------
        Refusal
            When it answers with an error.
        """
        self.process.stdin.write(f"{operation}\t{schema}\t{kind}\t{base64.b64encode(data).decode()}\n")
        self.process.stdin.flush()
        answer, _, rest = self.process.stdout.readline().rstrip("\n").partition(" ")
        if answer != "OK":
            raise Refusal(rest or "it has ended")
        return base64.b64decode(rest)

    def close(self) -> None:
        """Its Java ends when its standard input does."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)
