"""What a user waits for before anything happens: the import and the command, as whole processes, beside their peers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import in_turn, report
from workbench.data import samples_directory

if TYPE_CHECKING:
    from collections.abc import Callable

PNC = Path(sys.executable).with_name("pnc")
LEAF = str(samples_directory() / "iso15118-2" / "secc.pem")


def process(*command: str | Path) -> Callable[[], object]:
    def run() -> object:
        return subprocess.run(command, check=True, capture_output=True)

    return run


def main() -> None:
    code = (
        "import sys, workbench; print(*(m for m in ('pandas', 'networkx', 'matplotlib', 'ipywidgets', 'ocpp') if m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == ""
    times = in_turn(
        {
            "python -c pass": process(sys.executable, "-c", "pass"),
            "import cryptography.x509": process(sys.executable, "-c", "import cryptography.x509"),
            "import workbench": process(sys.executable, "-c", "import workbench"),
            "import workbench, wb.load": process(sys.executable, "-c", "import workbench as wb; wb.load"),
            "pnc --version": process(PNC, "--version"),
            "pnc where M05.FR.11": process(PNC, "where", "M05.FR.11"),
            "pnc show one certificate": process(PNC, "show", LEAF),
            "openssl x509 -text, the same": process("openssl", "x509", "-in", LEAF, "-noout", "-text"),
        }
    )
    report("Start-up, whole processes", times, ["python -c pass", "import cryptography.x509"])


if __name__ == "__main__":
    main()
