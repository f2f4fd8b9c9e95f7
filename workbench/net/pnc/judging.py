"""The diagnosis of a chain that somebody showed, for that use, at the session's time: the same as `pnc diagnose` gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.certs.items import Source
from workbench.diagnosis import Evidence, Use, diagnose, find, given
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.diagnosis import Diagnosis


def judged(
    chain: Sequence[Item], roots: Iterable[tuple[str, Item]], at: datetime, use: Use, *, staple: bytes | None = None
) -> Diagnosis | None:
    """Why the chain is accepted or rejected; None where there is none, or its first certificate is unreadable.

    Parameters
    ----------
    chain
        As it was shown; nothing is added to it.
    roots
        What the verifier trusts, each with its OCPP certificate type.
    staple
        An OCSP response that was shown with it, DER.
    """
    if not chain or chain[0].facts is None:
        return None
    items = [*chain, *(_response(staple) if staple else ())]
    evidence = Evidence(items, given(roots), at)
    try:
        leaf = find(evidence, chain[0].facts.sha256)
    except WorkbenchError:
        return None
    return diagnose(leaf, evidence, use=use)


def _response(staple: bytes) -> tuple[Item, ...]:
    return tuple(replace(one, source=Source("staple")) for one in loading.load([("staple", staple)]).items)
