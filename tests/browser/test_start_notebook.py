"""The first minute of a new user: `pnc lab` opens the start notebook, every cell runs, a table is there to read."""

import pytest
from playwright.sync_api import expect

from workbench.cli.lab import START

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def started(tab, lab):
    assert (lab.directory / START).is_file(), "the start notebook is missing"
    tab.open_address(lab.url, START)


@pytest.mark.usefixtures("started")
def test_nothing_covers_the_page(notebook_page):
    """No news, no question, no dialog: the first thing seen is the notebook."""
    notebook_page.page.wait_for_timeout(2000)  # the question about news used to come late
    expect(notebook_page.page.locator(".jp-Dialog")).to_have_count(0)
    expect(notebook_page.page.locator(".Toastify__toast")).to_have_count(0)


@pytest.mark.usefixtures("started")
def test_the_start_notebook_runs_and_shows_a_table(notebook_page):
    notebook = notebook_page.run_all()
    table = notebook_page.outputs("table").first
    table.scroll_into_view_if_needed()  # JupyterLab lays out what is on the screen, and that a moment later
    expect(table.locator("tbody tr").first).to_be_visible()
    expect(table).to_contain_text("Sample CPO Sub-CA 2", use_inner_text=True, timeout=15_000)
    assert any("text/html" in output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ()))
    notebook_page.assert_quiet()
