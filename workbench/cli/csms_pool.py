"""``pnc csms --pool``: where a CSMS gets contract certificates for vehicles (M01, M02): the samples' pool, or one over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.cli.endpoints import certificates_in, first_line
from workbench.csms.policy import STRICT
from workbench.errors import InputError
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    import argparse

    from workbench.net.machines.clock import Clock

_SAMPLE = "sample"
_SAMPLE_CONTRACTS = (1, 101)
"""Numbers of the sample vehicles' contracts: of ISO 15118-2, of ISO 15118-20."""


def add_pool(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "--pool",
        metavar="URL|sample",
        help="a pool of contract certificates for vehicles (M01, M02); sample: the samples', simulated",
    )
    parser.add_argument(
        "--pool-shape", default="opcp", metavar="NAME", help="how that URL is asked: opcp, maeve or citrineos (default: opcp)"
    )
    parser.add_argument("--pool-bearer-file", metavar="FILE", help="first line: the bearer token for that URL")
    parser.add_argument("--pool-anchor", action="append", default=[], metavar="FILE", help="roots of its TLS certificate")
    parser.add_argument(
        "--pool-allow", action="append", default=[], metavar="HOST[:PORT]|NET", help="as --allow of pnc pool ask; repeatable"
    )


def pool_options(arguments: argparse.Namespace, clock: Clock | None, assumptions: list[str]) -> dict[str, Any]:
    """What :class:`~workbench.net.machines.csms.Csms` is told of its pool, and what is assumed with it.

    Raises
    ------
    InputError
        The URL or what belongs to it cannot be used.
    """
    if not arguments.pool:
        if arguments.pool_bearer_file or arguments.pool_anchor or arguments.pool_allow:
            raise InputError("There is no pool to ask.", hint="Give it: --pool URL.")
        return {}
    return _sample(clock, assumptions) if arguments.pool == _SAMPLE else _over_http(arguments, assumptions)


def _sample(clock: Clock | None, assumptions: list[str]) -> dict[str, Any]:
    from workbench.contracts.pool import Pool, sample_emaid  # noqa: PLC0415  # only a CSMS with a pool waits for it to load

    assumptions.append("Contract certificates are made by the samples' operators, in this process.")
    contracts = {sample_emaid(one): "Accepted" for one in _SAMPLE_CONTRACTS}
    return {"pool": Pool.of_samples(clock.now() if clock is not None else reference_time()), "contracts": contracts}


def _over_http(arguments: argparse.Namespace, assumptions: list[str]) -> dict[str, Any]:
    from workbench.net.contract_pool import HttpPool  # noqa: PLC0415  # as above
    from workbench.net.est import Access  # noqa: PLC0415

    pool = HttpPool(
        arguments.pool,
        shape=arguments.pool_shape,
        access=Access(token=first_line(arguments.pool_bearer_file)) if arguments.pool_bearer_file else None,
        anchors=certificates_in(arguments.pool_anchor) if arguments.pool_anchor else None,
        allow=arguments.pool_allow,
    )
    assumptions.append("EVERY eMAID IS TAKEN: which contracts the pool's operators have made, this CSMS cannot know.")
    return {"pool": pool, "policy": replace(STRICT, unknown_contract="Accepted")}
