"""The JSON between a CSMS and a pool (OPCP 1.0.0: GetSignedContractDataRequest, GetSignedContractDataResponse, Error)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from workbench.display import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

JSON: Final = "application/json"
_SAID = 300
_MOST_CONTRACTS = 100


class UnreadableError(ValueError):
    """A body that is not what it should be; the message says what it is, in words for people."""


@dataclass(frozen=True, slots=True)
class Content:
    """One contract as the JSON has it.

    Attributes
    ----------
    exi
        CertificateInstallationRes in base64, as it came.
    emaid
        Empty where the JSON names none. Hostile text.
    """

    exi: str = field(repr=False)
    emaid: str = ""


def question(exi: str, namespace: str) -> bytes:
    """A question: the vehicle's message in base64, and the schema that it follows."""
    return json.dumps({"certificateInstallationReq": exi, "xsdMsgDefNamespace": namespace}).encode("ascii")


def asked_in(body: bytes) -> tuple[str, str]:
    """The two fields of a question.

    Raises
    ------
    UnreadableError
        They are not there.
    """
    document = _object(body)
    exi, namespace = document.get("certificateInstallationReq"), document.get("xsdMsgDefNamespace")
    if not isinstance(exi, str) or not exi or not isinstance(namespace, str) or not namespace:
        raise UnreadableError("certificateInstallationReq and xsdMsgDefNamespace are required")
    return exi, namespace


def answered(contents: Iterable[Content]) -> dict[str, Any]:
    """An answer; one without an eMAID is a refusal for the vehicle."""
    definitions = [
        {"certificateInstallationRes": one.exi} | ({"emaid": one.emaid, "metaData": ""} if one.emaid else {}) for one in contents
    ]
    return {"CCPResponse": {"emaidContent": [{"messageDef": one} for one in definitions]}}


def contents_of(body: bytes) -> tuple[Content, ...]:
    """What an answer brings, in its order.

    Raises
    ------
    UnreadableError
        It is no such answer, or brings nothing.
    """
    document = _object(body)
    response = document.get("CCPResponse")
    if not isinstance(response, dict):
        raise UnreadableError(f"there is no CCPResponse in it; it has {_names(document)}")
    listed = response.get("emaidContent")
    if not isinstance(listed, list):
        raise UnreadableError(f"there is no list emaidContent in CCPResponse; it has {_names(response)}")
    if not listed:
        raise UnreadableError("emaidContent is an empty list")
    if len(listed) > _MOST_CONTRACTS:
        raise UnreadableError(f"emaidContent has {len(listed):,} entries, more than {_MOST_CONTRACTS}")
    return tuple(_content(one) for one in listed)


def _content(entry: object) -> Content:
    definition = entry.get("messageDef") if isinstance(entry, dict) else None
    if not isinstance(definition, dict):
        raise UnreadableError("an entry of emaidContent has no messageDef")
    exi, emaid = definition.get("certificateInstallationRes"), definition.get("emaid")
    if not isinstance(exi, str) or not exi:
        raise UnreadableError("a messageDef has no certificateInstallationRes")
    return Content(exi, emaid if isinstance(emaid, str) else "")


def refusal_in(body: bytes) -> str:
    """What a pool says in errorMessages, shortened; empty where it says nothing of the kind. Hostile text."""
    try:
        said = _object(body).get("errorMessages")
    except UnreadableError:
        return ""
    sentences = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    return visible(" ".join(one for one in sentences if isinstance(one, str)), _SAID)


def _object(body: bytes) -> dict[str, Any]:
    text = body.strip()
    if not text:
        raise UnreadableError("the body is empty")
    if text[:1] == b"<":
        raise UnreadableError("the body is an HTML page or XML")
    try:
        found = json.loads(text.decode("utf-8-sig"))  # RFC 8259 8.1: no other encoding
    except UnicodeDecodeError:
        raise UnreadableError("the body is no text") from None
    except json.JSONDecodeError as error:
        cut = text[:1] == b"{" and (error.pos >= len(error.doc) - 1 or error.msg.startswith("Unterminated"))
        raise UnreadableError("the JSON is cut off" if cut else "the body is no JSON") from None
    except (ValueError, RecursionError):
        raise UnreadableError("the body is no JSON that anybody means") from None
    if not isinstance(found, dict):
        raise UnreadableError("the JSON is no object")
    return found


def _names(document: Mapping[str, Any]) -> str:
    return visible(", ".join(list(document)[:5]), 100) or "nothing"
