"""The driver itself: it sees what works and, above all, what does not."""

import sys

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUTTON = """
import ipywidgets
from IPython.display import display
clicks, count, shown = ipywidgets.Button(description="Count"), 0, ipywidgets.Label("clicks: 0")
def counted(_):
    global count
    count += 1
    shown.value = f"clicks: {count}"
clicks.on_click(counted)
upload = ipywidgets.FileUpload()
size = ipywidgets.Label("bytes: none")
upload.observe(lambda change: setattr(size, "value", f"bytes: {len(change.new[0].content)}"), "value")
for widget, name in ((clicks, "t-button"), (shown, "t-clicks"), (upload, "t-upload"), (size, "t-size")):
    widget.add_class(name)
display(clicks, shown, upload, size)
"""


def test_tables_buttons_and_uploads_work(opened, tmp_path):
    page = opened("1 + 1", "from IPython.display import HTML\nHTML('<table><tr><td>cell text</td></tr></table>')", "", BUTTON)
    notebook = page.run_all()
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, None, 3]
    expect(page.outputs("table td")).to_have_text("cell text")
    page.page.locator(".t-button").click()
    page.page.locator(".t-button").click()
    expect(page.page.locator(".t-clicks")).to_contain_text("clicks: 2")
    (tmp_path / "file.pem").write_bytes(b"12345")
    page.upload(".t-upload", tmp_path / "file.pem")
    expect(page.page.locator(".t-size")).to_contain_text("bytes: 5")
    page.assert_quiet()


def test_the_kernel_is_this_python(opened):
    page = opened("import sys, workbench; print(sys.prefix)")
    (cell,) = page.run_all().cells
    assert cell.outputs[0].text.strip() == sys.prefix


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("1", "1 / 0", "3"), "ZeroDivisionError"),
        (("import warnings; warnings.warn('old')",), "standard error"),
        (("get_ipython().execution_count = 7", "2"), "execution counts"),
    ],
)
def test_what_goes_wrong_in_a_cell_is_seen(opened, cells, words):
    page = opened(*cells)
    with pytest.raises(AssertionError, match=words):
        page.run_all()


def test_a_request_to_the_world_outside_is_seen(opened):
    page = opened("from IPython.display import HTML\nHTML('<img src=\"https://cdn.example.org/x.png\">')")
    page.run_all()
    page.page.wait_for_timeout(500)
    assert set(page.external) == {"https://cdn.example.org/x.png"}
    with pytest.raises(AssertionError):
        page.assert_quiet()
