"""Runs a notebook from a fresh kernel without a network, the way a reader would find it: in the folder that `pnc lab` makes."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import nbformat
from nbclient import NotebookClient

from workbench.cli.lab import jupyter_environment

OFFLINE = Path(__file__).with_name("offline")
# For what the notebook does, not for how the kernel itself starts and ends.
WARNINGS_ARE_ERRORS = """
import warnings as _warnings
_warnings.simplefilter("error")
_warnings.filterwarnings("ignore", module="asyncio|ipykernel|tornado|zmq")
_warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)  # these two: what Ibis says of itself
_warnings.filterwarnings("ignore", "The 'future.infer_string' option", DeprecationWarning)
"""


@dataclass(frozen=True)
class Run:
    """What came of it.

    Attributes
    ----------
    notebook
        With its outputs.
    reached_out
        Lines about hosts other than this machine that the notebook tried to reach.
    """

    notebook: nbformat.NotebookNode
    reached_out: list[str]


def execute(file: Path, seconds: int = 120) -> Run:
    """Run all cells; ``seconds`` is each cell's limit.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        A cell failed.
    """
    notebook = nbformat.read(file, as_version=4)
    with tempfile.TemporaryDirectory() as home:
        log = Path(home, "reached-out")
        log.touch()
        startup = Path(home, "ipython/profile_default/startup/warnings.py")
        startup.parent.mkdir(parents=True)
        startup.write_text(WARNINGS_ARE_ERRORS)
        environment = jupyter_environment(Path(home)) | {
            "IPYTHONDIR": str(Path(home, "ipython")),
            "OFFLINE_LOG": str(log),
            "PYTHONPATH": str(OFFLINE),
        }
        with patch.dict("os.environ", environment):
            client = NotebookClient(
                notebook, kernel_name="python3", timeout=seconds, resources={"metadata": {"path": str(file.parent)}}
            )
            client.execute()
        return Run(notebook, log.read_text().splitlines())
