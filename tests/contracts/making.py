"""Parties, requests and answers for tests of contracts: the sample PKIs' own, the same octets each time."""

from __future__ import annotations

import base64
from typing import Any

from workbench.contracts.parties import Manufacturer, MobilityOperator, ProvisioningService, Vehicle
from workbench.messages.ev_certificate import CertificateAction, Get15118EVCertificateRequest
from workbench.sample_pki import reference_time

NOW = reference_time()
FOLDERS = ("iso15118-2", "iso15118-20")
EMAID = "DEPNCC00000042H"
PCIDS = {"iso15118-2": "WPNEV2026SAMPLE02", "iso15118-20": "WPNP20260000000025"}


class Trio:
    """A vehicle, a mobility operator and a CPS of one standard."""

    def __init__(self, folder: str, seed: bytes = b"tests") -> None:
        self.vehicle = Vehicle.of_samples(folder, seed=seed)
        self.operator = MobilityOperator.of_samples(folder, seed=seed)
        self.service = ProvisioningService.of_samples(folder, seed=seed)

    def answer(self, **changes: Any) -> bytes:
        """The vehicle asks, and this comes back."""
        self.vehicle.request(NOW)
        data = self.operator.make(self.vehicle.chain, EMAID, NOW, alternate=self.vehicle.alternate_public_key)
        return self.service.sign(data, NOW).response(changes.pop("session", SESSION), NOW, **changes)

    def received(self, **changes: Any) -> Any:
        """What the vehicle makes of it."""
        return self.vehicle.receive(self.answer(**changes), NOW)


SESSION = bytes.fromhex("0102030405060708")


def new_vehicle(folder: str, pcid: str = "", seed: bytes = b"oem") -> Vehicle:
    """Another vehicle of the sample manufacturer."""
    return Manufacturer.of_samples(folder, seed=seed).build(pcid or PCIDS[folder], NOW)


def handed_on(vehicle: Vehicle, exi: bytes, action: Any = "Install", **fields: Any) -> Get15118EVCertificateRequest:
    """What a station makes of a vehicle's message."""
    schema = fields.pop("schema", vehicle.schema)
    text = base64.b64encode(exi).decode()
    kind = CertificateAction(action)
    return Get15118EVCertificateRequest(iso15118_schema_version=schema, action=kind, exi_request=text, **fields)
