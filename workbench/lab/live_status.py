"""Live status in a notebook: the call with a progress bar, and the offline twin that runs beside the cells."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from workbench.net import status
from workbench.net.status import RunningTwin

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.status import Statuses

_QUIET_SECONDS = 1.0


def check_status(pile: Any, *, progress: Callable[[int, int], None] | None = None, **options: Any) -> Statuses:
    """Is it revoked? Every certificate of a pile but its roots is asked about where it says itself. The call is the consent.

    Parameters
    ----------
    pile
        A pile, a chain, certificates, or what ``wb.load`` takes.
    progress
        Called with how many of how many are done; None: a bar, where it takes longer than a second.
    options
        ``at``, ``twin``, ``offline``, ``allow``, ``proxy``, ``fetcher``, ``algorithm``, ``nonce``, ``sources``, ``crls``,
        ``ocsp_responses``, ``fetch_issuers``: see :func:`workbench.net.status.check_status`.

    Returns
    -------
    Statuses
        A row per certificate, with each step behind it; it says which hosts were asked. Its ``crls`` and ``ocsp_responses`` are
        for ``wb.diagnose``.

    Raises
    ------
    InputError
        As :func:`workbench.net.status.check_status`.

    Examples
    --------
    >>> from workbench import api
    >>> check_status(api.samples("iso15118-2/secc-chain.pem"), offline=True).hosts
    {}
    """
    if progress is not None:
        return status.check_status(pile, progress=progress, caller="wb.check_status", **options)
    bar = _Bar()
    try:
        return status.check_status(pile, progress=bar, caller="wb.check_status", **options)
    finally:
        bar.close()


def twin(*pki: str, **options: Any) -> RunningTwin:
    """The offline twin of the samples' responders and CRL servers, running; a simulation. It stops with Python, or by ``stop()``.

    Parameters
    ----------
    pki
        Folders of the samples, as ``"iso15118-2"``; none: all.
    options
        ``clock``, ``fault``, ``signing``, ``lasts``, ``crl_lasts``: see :class:`workbench.net.twin.Twin`.

    Raises
    ------
    InputError
        The samples have no such folder, or there is no such fault.
    """
    return RunningTwin(pki or None, **options)


class _Bar:
    """A bar in Jupyter, nothing elsewhere: scripts and tests stay quiet."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._widget: Any = None

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._begun < _QUIET_SECONDS or not _in_a_notebook():
            return
        if self._widget is None:
            from IPython.display import display  # noqa: PLC0415  # only a notebook has it
            from ipywidgets import IntProgress  # noqa: PLC0415

            self._widget = IntProgress(max=total, description="status")
            display(self._widget)  # type: ignore[no-untyped-call]  # IPython has no types
        self._widget.value = done
        self._widget.description = f"{done:,} of {total:,}"

    def close(self) -> None:
        """The bar goes with the answer's arrival."""
        if self._widget is not None:
            self._widget.close()


def _in_a_notebook() -> bool:
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive is not None else None
    return shell is not None and hasattr(shell, "kernel")
