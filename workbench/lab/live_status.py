"""Live status in a notebook: the call with a progress bar, and the offline twin that runs beside the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.net import status
from workbench.net.status import RunningTwin
from workbench.views.progress import NotebookProgress

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.status import Statuses


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
    with NotebookProgress("Asked:") as bar:
        return status.check_status(pile, progress=bar, caller="wb.check_status", **options)


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
