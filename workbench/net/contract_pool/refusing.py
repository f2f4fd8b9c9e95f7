"""How the sample pool says no: a sentence in JSON, and an answer for the vehicle that refuses (ISO 15118-2)."""

from __future__ import annotations

import base64
import json
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from workbench.contracts.exi import messages_2
from workbench.contracts.exi.codec import write_message
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.net.contract_pool.wire import JSON, Content, answered
from workbench.net.est.sending import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVER = "pnc-workbench contract certificate pool (simulation)"
_NOTHING = b"\x00"
_OWN = {"Server": SERVER}


def document(status: HTTPStatus, found: Mapping[str, Any], words: str) -> Reply:
    """JSON as an answer."""
    return Reply(status, json.dumps(found).encode("ascii"), JSON, words, _OWN)


def said(status: HTTPStatus, sentence: str, headers: Mapping[str, str] | None = None) -> Reply:
    """OPCP's Error: a sentence and an id for whoever looks into it."""
    body = json.dumps({"errorMessages": [sentence], "traceId": str(uuid.uuid4())}).encode("ascii")
    return Reply(status, body, JSON, sentence, {**_OWN, **(headers or {})})


def for_the_vehicle(session: bytes, words: str) -> Reply:
    """404 with CertificateInstallationRes: FAILED_NoCertificateAvailable; the rest, which the schema wants, has an octet each."""
    empty = messages_2.CertificateChain(_NOTHING)
    wanted = messages_2.CertificateChain(_NOTHING, (), "id1")
    body = messages_2.CertificateInstallationRes(
        "FAILED_NoCertificateAvailable",
        empty,
        wanted,
        messages_2.Identified("id2", _NOTHING),
        messages_2.Identified("id3", _NOTHING),
        messages_2.EMAID("id4", "NOCONTRACT0000"),
    )
    message = messages_2.V2GMessage(messages_2.MessageHeader(session), messages_2.Body(body))
    exi = base64.b64encode(write_message(ISO_15118_2, message)).decode("ascii")
    return document(HTTPStatus.NOT_FOUND, answered([Content(exi)]), words)
