"""Every notebook in notebooks/: runs top to bottom from a fresh kernel, offline, and keeps the house rules."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from tests.browser.server import pnc
from tests.notebooks.execution import execute

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
SHORT = {"00_start_here", "15_whose_hash_is_this", "60_is_it_revoked"}
"""Two or three seconds each; `make deep` runs the others."""


def test_there_are_notebooks():
    assert FOLDER / "00_start_here.ipynb" in NOTEBOOKS
    assert {file.stem for file in NOTEBOOKS} > SHORT


@pytest.fixture(scope="session")
def readers_folder(tmp_path_factory):
    """What `pnc lab` puts into a reader's folder."""
    directory = tmp_path_factory.mktemp("reader")
    subprocess.run([pnc(), "lab", directory, "--no-start"], check=True, capture_output=True)
    return directory


@pytest.mark.parametrize(
    "file",
    [pytest.param(file, marks=[] if file.stem in SHORT else pytest.mark.deep) for file in NOTEBOOKS],
    ids=lambda file: file.stem,
)
def test_runs_top_to_bottom_without_a_network(file, readers_folder):
    run = execute(readers_folder / "notebooks" / file.name)
    assert run.reached_out == []
    complaints = [output.text for cell in code_cells(run.notebook) for output in cell.outputs if output.get("name") == "stderr"]
    assert complaints == []


@each_notebook
def test_is_committed_without_outputs(file):
    for cell in code_cells(read(file)):
        assert cell.outputs == []
        assert cell.execution_count is None


@each_notebook
def test_its_title_is_a_question(file):
    first = read(file).cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# .+\?\n?", first.source), "the first cell begins with a heading that asks the reader's question"


@each_notebook
def test_its_file_name_is_a_number_and_words(file):
    assert re.fullmatch(r"\d\d_[a-z0-9]+(_[a-z0-9]+)*\.ipynb", file.name)


@each_notebook
def test_its_cells_are_short(file):
    lengths = [len(cell.source.splitlines()) for cell in code_cells(read(file))]
    assert max(lengths) <= 20, f"lines by cell: {lengths}; logic belongs in workbench/"


@each_notebook
def test_its_last_cell_checks_what_it_showed(file):
    last = code_cells(read(file))[-1].source
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(last)))


@each_notebook
def test_it_names_its_kernel(file):
    """Without that JupyterLab asks which kernel to start before anything else."""
    assert read(file).metadata.kernelspec.name == "python3"


def read(file):
    return nbformat.read(file, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


# The runner itself: what it must not let pass.


def made_of(*cells, where):
    file = where / "made.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), file)
    return file


def test_the_runner_fails_where_a_cell_fails(tmp_path):
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        execute(made_of("1", "1 / 0", where=tmp_path))


def test_the_runner_fails_on_a_warning(tmp_path):
    with pytest.raises(CellExecutionError, match="UserWarning"):
        execute(made_of("import warnings\nwarnings.warn('old')", where=tmp_path))


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org"])
def test_the_runner_sees_a_look_outside_even_where_the_error_is_swallowed(tmp_path, host):
    code = f"import socket\ntry:\n    socket.create_connection(({host!r}, 80), timeout=1)\nexcept OSError as e:\n    print(e)"
    run = execute(made_of(code, where=tmp_path))
    assert host in run.reached_out[0]
    assert "no network in this test" in code_cells(run.notebook)[0].outputs[0].text


def test_the_runner_lets_this_machine_be_reached(tmp_path):
    code = "import socket\ns = socket.create_server(('127.0.0.1', 0))\nsocket.create_connection(s.getsockname()).close()\ns.close()"
    assert execute(made_of(code, where=tmp_path)).reached_out == []


def test_the_runner_uses_this_python(tmp_path):
    run = execute(made_of("import sys\nprint(sys.prefix)", where=tmp_path))
    assert code_cells(run.notebook)[0].outputs[0].text.strip() == sys.prefix
