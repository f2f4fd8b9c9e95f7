"""Fixtures of the browser tests: one JupyterLab; for each module a browser with one tab, for JupyterLab is slow to load."""

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.notebook_page import NotebookPage, launched
from tests.browser.server import Server, running_lab


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``pnc lab`` in a throw-away folder."""
    with running_lab(tmp_path_factory.mktemp("browser")) as server:
        yield server


# By module: while Playwright runs, its event loop keeps other tests of the same process from running theirs.
@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright, launched(playwright, chromium) as started:
        yield started


@pytest.fixture(scope="module")
def tab(browser: Browser, lab: Server) -> Iterator[NotebookPage]:
    """A tab that shows nothing yet."""
    page = browser.new_page()
    try:
        yield NotebookPage(page, lab)
    finally:
        page.close()
        lab.close_kernels()
        lab.forget_tabs()


@pytest.fixture
def notebook_page(tab: NotebookPage, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[NotebookPage]:
    """The tab, with whatever notebook it shows. What it showed at the end is kept as page.png in the test's tmp_path."""
    tab.page.set_viewport_size({"width": 1400, "height": 1000})
    try:
        yield tab
    finally:
        tab.page.screenshot(path=tmp_path / "page.png")
        request.node.add_report_section("teardown", "screenshot", str(tmp_path / "page.png"))


@pytest.fixture
def opened(notebook_page: NotebookPage, lab: Server) -> Callable[..., NotebookPage]:
    """Opens a notebook made of these cells."""

    def open_cells(*cells: str) -> NotebookPage:
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata=kernel)
        nbformat.write(notebook, lab.directory / "stand-in.ipynb")
        notebook_page.open("stand-in.ipynb")
        return notebook_page

    return open_cells
