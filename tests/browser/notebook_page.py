"""A notebook open in JupyterLab in a real browser: open it, run its cells, press its buttons, see what a person sees.

Lessons paid for: ``page.route()`` stalls every request while the test waits, so the browser is cut off by name resolution instead;
never ``time.sleep`` (the synchronous Playwright serves page events only inside its own calls); "Run All" may do nothing without any
error, so what ran is read from the saved file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
from playwright.sync_api import Browser, Error, Locator, Page, Playwright

from tests.browser.server import Server

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
_MENU = ".lm-MenuBar-item"
_PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
_DIALOG = ".jp-Dialog"
_IDLE = ".jp-Notebook-ExecutionIndicator[data-status='idle']"


@contextmanager
def launched(playwright: Playwright, chromium: Path) -> Iterator[Browser]:
    """The system's browser without a window, unable to reach anything but 127.0.0.1."""
    browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=_FLAGS)
    try:
        yield browser
    finally:
        browser.close()


class NotebookPage:
    """One notebook in one browser tab.

    Attributes
    ----------
    page
        Playwright's page, for whatever is not offered here.
    external
        Addresses outside 127.0.0.1 that the page asked for since the notebook was opened.
    console_errors
        What the page wrote to the console as an error since then, and exceptions that nobody caught.
    """

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.name = ""
        self._ran = ""
        self.external: list[str] = []
        self.console_errors: list[str] = []
        inside = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(inside) else self.external.append(request.url))
        page.on("websocket", lambda socket: None if socket.url.startswith(inside) else self.external.append(socket.url))
        page.on("console", lambda message: self.console_errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))

    def open(self, name: str) -> None:
        """Open a notebook by its path in the server's folder, the only one; returns when its kernel has started."""
        self._close_all()
        self.name = name
        if self.page.locator(_MENU).count():
            self.menu("File", "filebrowser:open-path")
            self.page.locator(f"{_DIALOG} input").fill(name)
            self.page.keyboard.press("Enter")
        else:
            # &reset drops the saved workspace: otherwise the tabs of an earlier test come back
            self.page.goto(self.server.address(f"/lab/tree/{quote(name)}", "&reset"), wait_until="domcontentloaded")
        self._kernel_is_up()

    def open_address(self, address: str, name: str) -> None:
        """Open the very address that a user was given, which shows the notebook ``name``."""
        self._close_all()
        self.name = name
        self.page.goto(address, wait_until="domcontentloaded")
        self._kernel_is_up()

    def ran(self, name: str, seconds: float = 120) -> None:
        """Open a notebook and run all of it, unless that is what the test before did, for a look alone."""
        if self._ran != name:
            self.open(name)
            self.run_all(seconds)
            self._ran = name

    def run_all(self, seconds: float = 120) -> nbformat.NotebookNode:
        """Run > Run All Cells; returns the notebook as saved afterwards, each code cell run once, in order, without an error.

        Raises
        ------
        AssertionError
            A cell did not run, ran out of turn, failed, or wrote to standard error.
        """
        self.menu("Run", "runmenu:run-all")
        self.page.wait_for_timeout(300)
        self.wait_until_idle(seconds)
        notebook = self.save()
        code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        assert code, f"{self.name} has no code"
        counts = [cell.execution_count for cell in code]
        failed = [text for cell in code for text in map(_failure, cell.outputs) if text]
        assert not failed, "\n".join(failed)
        assert counts == list(range(1, len(code) + 1)), f"execution counts are {counts}"
        return notebook

    def wait_until_idle(self, seconds: float = 60) -> None:
        """Until no cell waits and the kernel has nothing to do."""
        self.page.wait_for_function(
            """([panel, idle]) => {
                const shown = document.querySelector(panel);
                return shown && shown.querySelector(idle)
                    && ![...shown.querySelectorAll('.jp-InputPrompt')].some(prompt => prompt.textContent.includes('*'));
            }""",
            arg=[_PANEL, _IDLE],
            timeout=seconds * 1000,
        )

    def save(self) -> nbformat.NotebookNode:
        """Save, and read the file: the cells, counts and outputs as the browser's model has them."""
        with self.page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url) as saved:
            self.menu("File", "docmanager:save")
        assert saved.value.ok, saved.value.status_text
        notebook: nbformat.NotebookNode = nbformat.read(self.server.directory / self.name, as_version=4)
        return notebook

    def menu(self, title: str, command: str) -> None:
        """Choose a command from a menu of the menu bar."""
        self.page.locator(_MENU).get_by_text(title, exact=True).click()
        self.page.locator(f".lm-Menu-item[data-command='{command}']").click()

    def outputs(self, selector: str = "") -> Locator:
        """Rendered outputs of the notebook, or what the CSS selector finds in them."""
        return self.page.locator(f"{_PANEL} .jp-OutputArea-output {selector}".strip())

    def upload(self, selector: str, *files: Path) -> None:
        """Give files to a FileUpload widget: it has no input in the page, it makes one when clicked."""
        with self.page.expect_file_chooser() as chooser:
            self.page.locator(selector).first.click()
        chooser.value.set_files([str(file) for file in files])

    def assert_quiet(self) -> None:
        """The page asked nothing of the world outside and complained about nothing."""
        assert self.external == [], self.external
        assert self.console_errors == [], self.console_errors

    def _close_all(self) -> None:
        """Nothing is open, no kernel runs, nothing is said; where a test left a dialog behind, JupyterLab is loaded anew."""
        self._ran = ""
        if self.name:
            try:
                assert not self.page.locator(_DIALOG).count()
                self.menu("File", "application:close-all")
                self.page.wait_for_selector(".jp-NotebookPanel", state="detached", timeout=5_000)
            except (AssertionError, Error):
                self.page.goto("about:blank")
            self.server.close_kernels()
        self.external.clear()
        self.console_errors.clear()

    def _kernel_is_up(self, seconds: int = 60) -> None:
        self.page.wait_for_selector(f"{_PANEL} .jp-Cell", timeout=seconds * 1000)
        for _ in range(seconds * 5):
            if any(_serves(session, self.name) for session in self.server.sessions()):
                break
            dialog = self.page.locator(_DIALOG)
            assert not dialog.count(), f"a dialog is in the way: {dialog.first.inner_text()}"
            self.page.wait_for_timeout(200)
        else:
            raise TimeoutError(f"the kernel of {self.name} never came up: {self.server.sessions()}")
        self.page.wait_for_selector(f"{_PANEL} {_IDLE}", timeout=seconds * 1000, state="attached")


def _serves(session: dict[str, Any], name: str) -> bool:
    kernel = session["kernel"]
    named = name in {session["path"], session["name"]} or name.endswith(f"/{session['name']}")  # path may be a UUID
    return named and kernel["connections"] >= 1 and kernel["execution_state"] == "idle"


def _failure(output: nbformat.NotebookNode) -> str:
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return f"standard error: {output.text}" if output.get("name") == "stderr" else ""
