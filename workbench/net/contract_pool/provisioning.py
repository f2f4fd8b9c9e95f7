"""``/v1/oem/provCerts``: manufacturers publish (PUT), look up (GET) and withdraw (DELETE) provisioning certificates (OPCP, PCP)."""

from __future__ import annotations

import base64
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from workbench.certs import loading
from workbench.contracts.faults import errors
from workbench.contracts.installation.parts import common_name
from workbench.contracts.pool.answer import octets_of
from workbench.net.contract_pool.refusing import document, said

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.contracts.pool import Pool
    from workbench.net.est.sending import Reply

FIELDS = ("vehicleCertificate", "subCA2Certificate", "subCA1Certificate")
"""Leaf first; each DER in base64. The sub-CA 2 may be left out."""


def publish(pool: Pool, body: bytes, now: datetime) -> tuple[Reply, str]:
    """The answer, and for which PCID."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    texts = [found.get(name) for name in FIELDS] if isinstance(found, dict) else [None]
    if texts[0] is None:
        return said(HTTPStatus.BAD_REQUEST, "The request is no JSON with a vehicleCertificate."), ""
    chain: list[Item] = []
    for name, text in zip(FIELDS, texts, strict=True):
        der = octets_of(text) if isinstance(text, str) else None
        items = loading.load([(name, der)]).items if der else ()
        if text is not None and (len(items) != 1 or items[0].certificate is None):
            return said(HTTPStatus.BAD_REQUEST, f"Invalid certificate format on {name}"), ""
        chain += items
    wrong = errors(pool.provisioning.publish(chain, now, replace=True))
    leaf = chain[0].certificate
    pcid = common_name(leaf) if leaf is not None else ""
    if wrong:
        return said(HTTPStatus.BAD_REQUEST, wrong[0].message), pcid
    return document(HTTPStatus.OK, _written(chain), "published"), pcid


def look_up(pool: Pool, pcid: str, now: datetime) -> Reply:
    """The provisioning chain of a PCID, its chain judged."""
    known = pool.provisioning.look_up(pcid, now)
    if known.entry is None or known.entry.withdrawn:
        return said(HTTPStatus.NOT_FOUND, "The OEM provisioning certificate with given PCID is not found.")
    if not known.ok:
        return said(HTTPStatus.BAD_REQUEST, errors(known.findings)[0].message)
    return document(HTTPStatus.OK, {"OEMMessage": _written(known.entry.chain)}, "a provisioning certificate")


def withdraw(pool: Pool, pcid: str) -> Reply:
    """The manufacturer takes it back; the contracts of this vehicle end with it, as OPCP has it."""
    if not pool.provisioning.withdraw(pcid):
        return said(HTTPStatus.NOT_FOUND, "The OEM provisioning certificate with given PCID is not found.")
    for emaid in pool.accounts(pcid):
        pool.end(emaid)
    return document(HTTPStatus.OK, {}, "withdrawn")


def _written(chain: Any) -> dict[str, str]:
    names = FIELDS if len(chain) > 2 else (FIELDS[0], FIELDS[2])
    return {name: base64.b64encode(one.der).decode("ascii") for name, one in zip(names, chain, strict=False)}
