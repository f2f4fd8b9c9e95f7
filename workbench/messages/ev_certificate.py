"""Get15118EVCertificate (M01, M02): the EV's request for a contract certificate, passed through to the CSMS."""

from dataclasses import dataclass, field
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.shown import OnTheWire
from workbench.messages.status_info import StatusInfo
from workbench.messages.wire import Form, Wire


class CertificateAction(Enumeration):
    """CertificateActionEnumType; ISO 15118-20 knows no update (M02.FR.02)."""

    INSTALL = "Install"
    UPDATE = "Update"


class Iso15118EVCertificateStatus(Enumeration):
    """Iso15118EVCertificateStatusEnumType."""

    ACCEPTED = "Accepted"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Get15118EVCertificateRequest(OnTheWire):
    """Station to CSMS.

    Attributes
    ----------
    iso15118_schema_version
        The schema's URN, at most 50 characters: ``urn:iso:15118:2:2013:MsgDef``, ``urn:iso:std:iso:15118:-20:CommonMessages``.
    exi_request
        The EV's message, EXI in base64: at most 5600 characters in OCPP 2.0.1, 11000 in 2.1.
    maximum_contract_certificate_chains
        OCPP 2.1, ISO 15118-20 only (M01.FR.02, M01.FR.03).
    prioritized_emaids
        OCPP 2.1, ISO 15118-20 only: 1 to 8, of at most 255 characters each.
    """

    iso15118_schema_version: Annotated[str, Wire("iso15118SchemaVersion", longest=50)]
    action: Annotated[CertificateAction, Wire("action")]
    exi_request: Annotated[str, Wire("exiRequest", longest=11000, form=Form.BASE64)] = field(repr=False)
    maximum_contract_certificate_chains: Annotated[int | None, Wire("maximumContractCertificateChains", least=0)] = None
    prioritized_emaids: Annotated[tuple[str, ...] | None, Wire("prioritizedEMAIDs", fewest=1, most=8, longest=255)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Get15118EVCertificateResponse(OnTheWire):
    """CSMS to station.

    Attributes
    ----------
    exi_response
        The answer for the EV, EXI in base64: at most 7500 characters in OCPP 2.0.1, 17000 in 2.1. Required by the schema with
        Failed too, where the text has none: ``""`` satisfies both.
    remaining_contracts
        OCPP 2.1, ISO 15118-20 only (M01.FR.04, M01.FR.07).
    """

    status: Annotated[Iso15118EVCertificateStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    exi_response: Annotated[str, Wire("exiResponse", longest=17000, form=Form.BASE64)] = field(repr=False)
    remaining_contracts: Annotated[int | None, Wire("remainingContracts", least=0)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
