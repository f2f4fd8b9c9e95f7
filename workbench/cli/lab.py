"""``pnc lab [DIR]``: puts the notebooks and samples into a folder of yours and starts JupyterLab there."""

from __future__ import annotations

import json
import os
import secrets
import socket
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import data
from workbench.cli.console import add_format, complain, print_json
from workbench.cli.working_copy import Fate, is_checkout, place
from workbench.display import terminal
from workbench.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from workbench.cli.working_copy import Placed

START = "notebooks/00_start_here.ipynb"
"""The notebook that opens, relative to the folder."""
_USUAL_PORTS = range(8888, 8898)
_HOST = "127.0.0.1"
_FATES = {
    Fate.NEW: "put there",
    Fate.UPDATED: "brought up to date",
    Fate.CURRENT: "up to date",
    Fate.KEPT: "left as you changed them",
    Fate.BESIDE: "left as you changed them, with the new version beside",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        "directory",
        metavar="DIR",
        nargs="?",
        type=Path,
        default=Path("pnc-lab"),
        help="a folder of yours, made if it is not there (default: pnc-lab); files you have changed are never overwritten; "
        "a checkout of the project is used as it is",
    )
    parser.add_argument("--no-start", action="store_true", help="put the files there and do not start JupyterLab")
    parser.add_argument("--no-browser", action="store_true", help="start JupyterLab without opening a browser")
    parser.add_argument(
        "--port", type=int, metavar="N", help="listen on this port; 0: any free one (default: 8888 or the next free)"
    )
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Place the files, say what was done, and serve until Ctrl-C."""
    directory: Path = arguments.directory.resolve()
    in_place = is_checkout(directory)
    placed = [] if in_place else _place(directory)
    port = None if arguments.no_start else _free_port(arguments.port)
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_urlsafe(24)
    url = None if port is None else f"http://{_HOST}:{port}/lab/tree/{START}?token={token}"
    if arguments.format == "json":
        print_json(
            {
                "schema": "pnc-workbench/lab/1",
                "directory": str(directory),
                "in_place": in_place,
                "start": START,
                "url": url,
                "files": [{"path": file.path, "fate": file.fate.value, "beside": file.beside} for file in placed],
            }
        )
    else:
        print("\n".join(_report(directory, placed, url)), flush=True)
    return 0 if port is None else _serve(directory, port, token, open_browser=not arguments.no_browser)


def jupyter_environment(home: Path) -> dict[str, str]:
    """Environment variables under which Jupyter runs this very Python and asks nobody for news.

    Parameters
    ----------
    home
        An empty folder that lives as long as the server; a kernel specification and default settings are written into it. They
        come before those of the user, where a "python3" of some other installation may be registered; what the user has set in
        JupyterLab itself still holds.
    """
    from ipykernel.kernelspec import write_kernel_spec  # noqa: PLC0415  # Jupyter is slow to import: only where it is needed

    write_kernel_spec(home / "kernels" / "python3")
    settings = home / "labconfig"
    settings.mkdir()
    quiet = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    (settings / "default_setting_overrides.json").write_text(json.dumps(quiet), encoding="utf-8")
    return {
        name: os.pathsep.join(filter(None, (str(home), os.environ.get(name)))) for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH")
    }


def _place(directory: Path) -> list[Placed]:
    originals = {"notebooks": data.notebooks_directory(), "sample_certs": data.samples_directory()}
    try:
        return place(originals, directory)
    except OSError as error:
        reason = "it is not a folder" if isinstance(error, FileExistsError) else error.strerror or error
        raise InputError(
            f"{directory} cannot be used: {reason}.", hint="Name a folder that you may write to: pnc lab DIR."
        ) from error


def _report(directory: Path, placed: Sequence[Placed], url: str | None) -> list[str]:
    counts = Counter(file.fate for file in placed)
    done = ", ".join(f"{counts[fate]} {words}" for fate, words in _FATES.items() if counts[fate])
    files = f"{len(placed)} files, {done}" if placed else "a checkout of the project, used as it is"
    lines = [f"{terminal(str(directory))}: {files}."]
    lines += [f"  {terminal(file.path)} was changed by you: its new version is {file.beside}" for file in placed if file.beside]
    if url:
        lines += [f"JupyterLab: {url}", "Ctrl-C here stops it."]
    return lines


def _free_port(wanted: int | None) -> int:
    """``wanted`` if it is free, a free one where it is 0 or None.

    Raises
    ------
    InputError
        The port is taken, forbidden, or none at all.
    """
    for port in (*_USUAL_PORTS, 0) if wanted is None else (wanted,):
        with socket.socket() as probe:
            try:
                probe.bind((_HOST, port))
            except (OSError, OverflowError):
                continue
            found: int = probe.getsockname()[1]
            return found
    raise InputError(f"Port {wanted} cannot be used: it is taken, or not yours to use.", hint="Leave --port out, or name another.")


def _serve(directory: Path, port: int, token: str, *, open_browser: bool) -> int:
    try:
        from jupyterlab.labapp import LabApp  # noqa: PLC0415  # two seconds of imports: only where a server is wanted
    except ImportError as error:
        raise InputError(
            f"JupyterLab cannot be loaded: {error}.", hint="Install it into this Python: python -m pip install jupyterlab"
        ) from error
    with tempfile.TemporaryDirectory(prefix="pnc-lab-", ignore_cleanup_errors=True) as home:
        os.environ |= jupyter_environment(Path(home))
        settings: dict[str, object] = {
            "IdentityProvider.token": token,
            "ServerApp.root_dir": directory,
            "ServerApp.ip": _HOST,
            "ServerApp.port": port,
            "ServerApp.port_retries": 0,
            "ServerApp.base_url": "/",
            "ServerApp.open_browser": open_browser,
            "ServerApp.answer_yes": True,  # Ctrl-C asks no second time
            "LabApp.default_url": f"/lab/tree/{START}",
            # offline: no news, no look for updates, no catalogue of extensions
            "LabApp.news_url": None,
            "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "LabApp.extension_manager": "readonly",
            "Application.log_level": "ERROR",  # every notebook that was never saved is warned about as "not trusted"
        }
        if getattr(os, "geteuid", lambda: 1)() == 0:  # absent on Windows
            settings["ServerApp.allow_root"] = True
            complain("Running as root, so JupyterLab is told to allow it.", "Whoever has its address acts as root here.")
        LabApp.launch_instance([f"--{name}={value}" for name, value in settings.items()])
    complain("JupyterLab has stopped.", f"Your files are in {directory}.")
    return 0
