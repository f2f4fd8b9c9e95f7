"""Enrolment in a notebook: an EST server that runs beside the cells, and what became of each of its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.display import Cell, Table, Tone
from workbench.net.est import EstFault, Gate, RunningEstServer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.net.est import EstClient


def est_server(
    *,
    user: str = "",
    password: str = "",
    token: str = "",
    headers: Mapping[str, str] | None = None,
    certificate: bool = False,
    **options: Any,
) -> RunningEstServer:
    """A sample EST server on 127.0.0.1 over real TLS, running; a simulation. It stops with Python, or by ``stop()``.

    Parameters
    ----------
    user, password
        HTTP Basic that lets enrol.
    token
        A bearer token that lets enrol.
    headers
        Fields that have to be there besides, as MaEVe's ``x-api-key``.
    certificate
        Whether a client certificate below the samples' roots lets enrol. Without any of these everybody may.
    options
        ``clock``, ``fault``, ``strict``, ``lines``, ``retry_after``, ``slow``, ``seed``: see
        :class:`workbench.net.est.server.EstServer`.

    Examples
    --------
    >>> with est_server() as est:
    ...     len(est.requests)
    0
    """
    gate = Gate(
        users={user: password} if user else {},
        tokens=(token,) if token else (),
        headers=dict(headers or {}),
        certificate=certificate,
    )
    return RunningEstServer(gate=gate, **options)


async def try_faults(est: RunningEstServer, client: EstClient, request: Any, faults: Iterable[EstFault] = tuple(EstFault)) -> Table:
    """What a client makes of each fault of a server: a row each. The fault that was in force goes."""
    rows = []
    for fault in faults:
        if fault is EstFault.WRONG_CHAIN:
            client.ca_certificates = ()
        elif not client.ca_certificates:
            est.clear_fault()
            await client.cacerts()
        est.set_fault(fault)
        answer = await client.simpleenroll(request)
        tone = Tone.GOOD if answer.ok else Tone.MUTED if answer.pending else Tone.ERROR
        said = answer.sentence
        if answer.ok:
            said = next((one.message for one in answer.findings if one.severity == "warning"), said)
        rows.append((Cell(fault, code=True), fault.does, Cell(said, tone)))
    est.clear_fault()
    client.ca_certificates = ()
    return Table(("Fault", "What the server does", "What the client says"), rows, caption="A client and a faulty EST server")
