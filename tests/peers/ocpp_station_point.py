"""What a station of the plain ``ocpp`` library answers: a ChargePoint with the handlers of the certificate use cases."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.peers.ocpp_station import PlainStation

LIMITS = {("SecurityCtrlr", "AdditionalRootCertificateCheck"): "true", ("SecurityCtrlr", "CertificateEntries"): "3"}
_REQUEST_ID = 7


def modules(version: str) -> Any:
    """``ocpp.v21`` or ``ocpp.v201``."""
    return import_module(f"ocpp.v{version.replace('.', '')}")


def point_class(station: PlainStation) -> Any:
    """A ChargePoint of the library that answers for this station."""
    base = modules(station.version).ChargePoint
    return type("Point", (_storing(station), _signing(station), base), {})


def _storing(me: PlainStation) -> type:
    on, answer = import_module("ocpp.routing").on, modules(me.version).call_result

    class Storing:
        """Variables, list, install, delete."""

        @on("GetVariables")
        def on_get_variables(self, get_variable_data: list[Any], **_: Any) -> Any:
            me.heard.append("GetVariables")
            rows = []
            for one in get_variable_data:
                value = LIMITS.get((one["component"]["name"], one["variable"]["name"]))
                known = value is not None and one.get("attribute_type") in {None, "Actual"}
                row = {**one, "attribute_status": "Accepted" if known else "UnknownVariable"}
                rows.append({**row, "attribute_value": value} if known else row)
            return answer.GetVariables(get_variable_result=rows)

        @on("GetInstalledCertificateIds")
        def on_list(self, certificate_type: list[str] | None = None, **_: Any) -> Any:
            me.heard.append("GetInstalledCertificateIds")
            rows = me.rows(certificate_type)
            status = "Accepted" if rows else "NotFound"
            return answer.GetInstalledCertificateIds(status=status, certificate_hash_data_chain=rows or None)

        @on("InstallCertificate")
        def on_install(self, certificate: str, certificate_type: str, **_: Any) -> Any:
            me.heard.append("InstallCertificate")
            return answer.InstallCertificate(status=me.install(certificate, certificate_type))

        @on("DeleteCertificate")
        def on_delete(self, certificate_hash_data: dict[str, str], **_: Any) -> Any:
            me.heard.append("DeleteCertificate")
            return answer.DeleteCertificate(status=me.delete(wire_names(certificate_hash_data)))

    return Storing


def _signing(me: PlainStation) -> type:
    routing, package = import_module("ocpp.routing"), modules(me.version)
    answer = package.call_result

    class Signing:
        """A02: the trigger, the request, what was signed."""

        @routing.on("TriggerMessage")
        def on_trigger(self, **_: Any) -> Any:
            me.heard.append("TriggerMessage")
            return answer.TriggerMessage(status="Accepted")

        @routing.after("TriggerMessage")
        async def after_trigger(self, **_: Any) -> None:
            asked: dict[str, Any] = {"csr": me.csr(), "certificate_type": "ChargingStationCertificate"}
            if me.version == "2.1":
                asked["request_id"] = _REQUEST_ID
            try:
                response = await me.point.call(package.call.SignCertificate(**asked), suppress=False)
                me.heard.append(f"SignCertificate {response.status}")
            except Exception as error:  # noqa: BLE001  # the library would swallow it
                me.errors.append(repr(error))

        @routing.on("CertificateSigned")
        def on_signed(self, certificate_chain: str, **keywords: Any) -> Any:
            me.heard.append("CertificateSigned")
            if me.version == "2.1" and keywords.get("request_id") != _REQUEST_ID:
                me.errors.append(f"CertificateSigned without the requestId of its SignCertificate: {keywords}")
            return answer.CertificateSigned(status=me.take(certificate_chain))

    return Signing


def wire_names(data: dict[str, str]) -> dict[str, str]:
    """Hash data of the library with the names of the wire."""
    names = {"hash_algorithm": "hashAlgorithm", "issuer_name_hash": "issuerNameHash"}
    names |= {"issuer_key_hash": "issuerKeyHash", "serial_number": "serialNumber"}
    return {names[key]: value for key, value in data.items()}
