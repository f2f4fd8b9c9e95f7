"""What vehicles say at the plug, and what a pool answers: real messages of the sample parties, each made once."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from tests.station.makers import MO, V2G, react, root, station
from tests.station.status_made import pointing
from tests.trust.pki import NOW, items, made
from workbench.contracts.parties import ISO_2, ISO_20, Contract, Vehicle
from workbench.contracts.pool import Pool
from workbench.messages.ev_certificate import (
    CertificateAction,
    Get15118EVCertificateRequest,
    Get15118EVCertificateResponse,
    Iso15118EVCertificateStatus,
)
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.status_info import status_info
from workbench.messages.versions import Version
from workbench.station.effects import AnswerVehicle, AuthorizeVehicle, DenyVehicle, Send
from workbench.station.events import ContractPresented, VehicleAsks
from workbench.station.state import Connection

if TYPE_CHECKING:
    from workbench.station.decision import Decision
    from workbench.station.state import StationState

INSTALL, UPDATE = CertificateAction
ACCEPTED, FAILED = Iso15118EVCertificateStatus
FOLDERS = {ISO_2: "iso15118-2", ISO_20: "iso15118-20"}


@cache
def request_of(
    schema: str, action: Literal["Install", "Update"] = "Install", maximum: int = 1, prioritized: tuple[str, ...] = ()
) -> bytes:
    """What a sample vehicle of that edition sends."""
    vehicle = Vehicle.of_samples(FOLDERS[schema], seed=b"vehicle")
    if action == "Update":
        vehicle.install(Contract.of_samples(FOLDERS[schema]))
    more: dict[str, Any] = {"maximum": maximum, "prioritized": prioritized} if schema == ISO_20 else {}
    return vehicle.request(NOW, action=action, **more)


@cache
def answer_of(schema: str) -> bytes:
    """What the sample pool answers."""
    request = Get15118EVCertificateRequest(
        iso15118_schema_version=schema,
        action=INSTALL,
        exi_request=b64encode(request_of(schema)).decode(),
        maximum_contract_certificate_chains=1 if schema == ISO_20 else None,
    )
    answer = Pool.of_samples(NOW, seed=b"pool").answer(request, NOW)
    assert answer.response.status is ACCEPTED
    return b64decode(answer.response.exi_response)


def asks(schema: str = ISO_2, action: Any = INSTALL, exi: bytes | None = None, **more: Any) -> VehicleAsks:
    octets = request_of(schema, maximum=3) if exi is None else exi
    return VehicleAsks(octets, schema, action, **more)


def accepted(exi: bytes | str, remaining: int | None = None) -> Get15118EVCertificateResponse:
    text = exi if isinstance(exi, str) else b64encode(exi).decode()
    return Get15118EVCertificateResponse(status=ACCEPTED, exi_response=text, remaining_contracts=remaining)


def refused(exi: str = "") -> Get15118EVCertificateResponse:
    info = status_info(ReasonCode.NOT_FOUND, "No contract is known for this vehicle.", Version.V21)
    return Get15118EVCertificateResponse(status=FAILED, status_info=info, exi_response=exi)


MO_ROOT, V2G_ROOT = root("MO root", until=900), root("V2G root", until=900)
SUB_1 = made("MO Sub1", "MO root", until=800, extensions=[pointing("http://ocsp.example/root")])
SUB_2 = made("MO Sub2", "MO Sub1", until=800, extensions=[pointing("http://ocsp.example/1")])
EMAID = "DEPNCC00000042H"
LEAF = made(EMAID, "MO Sub2", ca=False, until=300, extensions=[pointing("ldap://a.example/", "http://ocsp.example/2")])
CHAIN = (LEAF, SUB_2, SUB_1)


def parked(*roots: Any, version: Version = Version.V21, connected: bool = True, **values: str) -> StationState:
    """A station with these roots (of its MO by default), and variables by name."""
    known = roots or ((MO, MO_ROOT), (V2G, V2G_ROOT))
    state = station(*known, connection=Connection(version=version, connected=connected))
    for name, value in values.items():
        found = next(one for one in state.model.variables if one.name == name)
        state = replace(state, model=state.model.with_value(found.component, name, value))
    return state


def shows(state: StationState, *chain: Any, emaid: str = "", **more: Any) -> Any:
    return react(state, ContractPresented(items(*(chain or CHAIN)), emaid), **more)


def sent(decision: Decision) -> list[Any]:
    return [one.message for one in decision.effects if isinstance(one, Send)]


def told(decision: Decision) -> Any:
    """What the vehicle is told, or None."""
    kinds = AnswerVehicle | AuthorizeVehicle | DenyVehicle
    found = [one for one in decision.effects if isinstance(one, kinds)]
    assert len(found) <= 1
    return found[0] if found else None


def rules(decision: Decision) -> list[str]:
    return [one.requirement for one in decision.findings]
