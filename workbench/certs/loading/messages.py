"""JSON of any shape, OCPP-J frames above all: every PEM, CSR, hash entry and OCSP blob inside becomes an item with its JSON path.

Tolerant on purpose: this reads what an engineer pastes. The strict reading of OCPP messages is the station's and the CSMS's job.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.certs.items import ItemType
from workbench.certs.loading.binary import read_der
from workbench.certs.loading.blocks import has_pem
from workbench.certs.loading.encodings import der_from_text
from workbench.certs.loading.hash_objects import HASH_FIELDS, HELD_AS, LEFT_OUT, hash_data_in, ocpp_name, without_private_keys
from workbench.certs.loading.pem import read_pem
from workbench.certs.loading.pile import shortened, unreadable
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.certs.loading.pile import Pile, Place

_FRAME_TYPES = {2: "CALL", 3: "CALLRESULT", 4: "CALLERROR", 5: "CALLRESULTERROR", 6: "SEND"}
_DER_FIELDS = frozenset({"ocspResult", "certificate", "certificateChain", "csr"})
_SHORTEST_BLOB = 64
_MESSAGE_WITH = (  # the fields that give a payload away which was pasted without its frame; the first row that fits names it
    ({"certificateHashDataChain"}, "GetInstalledCertificateIdsResponse"),
    ({"ocspRequestData"}, "GetCertificateStatusRequest"),
    ({"ocspResult"}, "GetCertificateStatusResponse"),
    ({"certificateStatusRequests"}, "GetCertificateChainStatusRequest"),
    ({"idToken"}, "AuthorizeRequest"),
    ({"iso15118CertificateHashData"}, "AuthorizeRequest"),
    ({"certificateHashData"}, "DeleteCertificateRequest"),
    ({"certificateChain", "certificateType"}, "CertificateSignedRequest"),
    ({"certificate", "certificateType"}, "InstallCertificateRequest"),
    ({"csr", "certificateType"}, "SignCertificateRequest"),
    ({"exiRequest", "action"}, "Get15118EVCertificateRequest"),
    ({"exiResponse", "status"}, "Get15118EVCertificateResponse"),
)


class _Node(NamedTuple):
    """A value on the way through a document."""

    value: Any
    path: str
    key: str
    """The field that it stands in, in OCPP's spelling; lists pass theirs on."""
    holder: dict[str, Any] | None
    """The object whose field that is."""


def read_json(value: Any, place: Place, pile: Pile) -> int:
    """Read a parsed JSON document: frames, payloads, lists of them, exports with messages inside strings.

    Returns
    -------
    int
        How many items it gave.
    """
    before = len(pile.items)
    # an explicit stack: nesting is the sender's choice, not our recursion limit's
    stack: list[_Node] = [_Node(value, "$", "", None)]
    while stack and not pile.full:
        here = node, path, key, holder = stack.pop()
        if isinstance(node, str):
            _read_string(node, path, key, place, pile)
        elif isinstance(node, dict):
            _read_object(here, place, pile)
            stack.extend(_Node(child, _step(path, name), ocpp_name(name), node) for name, child in reversed(node.items()))
            _forget_private_keys(node, node.items())
        elif isinstance(node, list):
            _read_frame(node, path, place, pile)
            stack.extend(
                _Node(child, shortened(f"{path}[{index}]"), key, holder) for index, child in reversed(list(enumerate(node)))
            )
            _forget_private_keys(node, enumerate(node))
    return len(pile.items) - before


def parse(text: str) -> Any:
    """Parse JSON as it comes.

    Raises
    ------
    ValueError
        No JSON, or one that is built to break parsers (depth, digits); the message says where.
    """
    try:
        return json.loads(text, parse_int=_integer)
    except RecursionError:
        raise ValueError("it is nested deeper than any message") from None


_MOST_DIGITS = 4_000  # Python refuses to read longer ones


def _integer(digits: str) -> int | float:
    """A number of absurd length is read as a float, which is infinite: the rest of the document need not suffer."""
    return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)


def ends_in_the_middle(text: str, refusal: ValueError) -> bool:
    """Whether :func:`parse` refused a text because it stops before its brackets are closed; more after them is a log or a list."""
    if not isinstance(refusal, json.JSONDecodeError):
        return False
    return refusal.pos >= len(text.rstrip()) or refusal.msg.startswith("Unterminated string")


def is_frame(node: Any) -> bool:
    """Whether this list is an OCPP-J frame: a message type 2 to 6, then the message id."""
    return (
        isinstance(node, list)
        and len(node) >= 3
        and isinstance(node[0], int)
        and not isinstance(node[0], bool)
        and node[0] in _FRAME_TYPES
        and isinstance(node[1], str)
    )


def _read_frame(node: list[Any], path: str, place: Place, pile: Pile) -> None:
    if not is_frame(node):
        return
    kind = _FRAME_TYPES[node[0]]
    payload = next((part for part in reversed(node) if isinstance(part, dict)), {})
    action = node[2] if kind in {"CALL", "SEND"} and isinstance(node[2], str) else ""
    if action:
        pile.calls[place.file, node[1]] = action  # ids are a connection's own: two stations' logs both start at 1
    asked = pile.calls.get((place.file, node[1]), "") if kind == "CALLRESULT" else ""  # a result names its call by the id only
    label = f"{action}Request" if action else f"{asked}Response" if asked else _name_of(payload) or kind
    frame = {"messageType": kind, "messageId": node[1], "action": action, "payload": payload}
    pile.add(ItemType.MESSAGE, b"", place.beside(path), frame, label=label)


def _read_object(here: _Node, place: Place, pile: Pile) -> None:
    node, path, key, holder = here
    hash_data = hash_data_in(node, holder if key in HELD_AS else None, key)
    if hash_data is not None:
        pile.add(ItemType.HASH_DATA, b"", place.beside(path), hash_data, label=hash_data.certificate_type or key)
    elif path == "$" and (name := _name_of(node)):
        pile.add(ItemType.MESSAGE, b"", place.beside(path), {"payload": node}, label=name)
    if "kty" in node and "d" in node:
        node["d"] = LEFT_OUT
        pile.refuse(
            Finding(
                code="not-a-certificate",
                severity=Severity.ERROR,
                message="This is a private key as JSON Web Key (JWK), a form that is not read here.",
                remedy="Convert it to PEM; and whoever has this file has the key.",
                item="key",
            ),
            place.beside(path),
        )


def _name_of(payload: dict[str, Any]) -> str:
    """The message that a payload without its frame looks like, or an empty string."""
    fields_given = {ocpp_name(name) for name in payload}
    return next((message for fields, message in _MESSAGE_WITH if fields <= fields_given), "")


def _forget_private_keys(container: Any, children: Iterable[tuple[Any, Any]]) -> None:
    """Take private keys out of a value that a message's item keeps; they were queued for reading, which keeps their public half."""
    for place, child in list(children):
        if isinstance(child, str) and "PRIVATE KEY-----" in child:
            container[place] = without_private_keys(child)


def _read_string(text: str, path: str, key: str, place: Place, pile: Pile) -> None:
    if place.depth >= pile.limits.depth:
        return
    if text[:1] in {"{", "["} and (document := _parsed(text)) is not None:
        read_json(document, place.inside(path), pile)
    elif has_pem(text):
        read_pem(text, place.inside(path), pile)
    elif text and (
        key in _DER_FIELDS or (key not in HASH_FIELDS and len(text) >= _SHORTEST_BLOB and text.startswith(("MI", "30")))
    ):
        found = der_from_text(text)
        if found is not None:
            if key != "ocspResult":  # only there bare base64 is what OCPP asks for (M06.FR.09)
                pile.note(found.note)
            read_der(found.der, place.inside(path), pile)
        elif key in _DER_FIELDS:
            _refuse_field(key, text, path, place, pile)


def _parsed(text: str) -> Any:
    """The JSON document in a string, or None where it merely starts with a bracket."""
    try:
        return parse(text)
    except ValueError:
        return None


def _refuse_field(key: str, text: str, path: str, place: Place, pile: Pile) -> None:
    wanted = "base64 of DER" if key == "ocspResult" else "PEM"
    pile.refuse(
        unreadable(
            f"The field {key} holds neither PEM nor base64 of DER.",
            remedy="Log the whole field: loggers like to cut long values.",
            observed=f"{len(text):,} characters",
            expected=wanted,
            item="ocsp" if key == "ocspResult" else "message",
        ),
        place.beside(path),
        label=key,
    )


def _step(path: str, name: str) -> str:
    name = shortened(name)
    return shortened(f"{path}.{name}" if name.isidentifier() else f"{path}[{json.dumps(name)}]")
