"""Device-model variables that certificate management reads: each with its limits, and who may change it."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum


class Mutability(StrEnum):
    """OCPP's MutabilityEnumType."""

    READ_ONLY = "ReadOnly"
    WRITE_ONLY = "WriteOnly"
    READ_WRITE = "ReadWrite"


class DataType(StrEnum):
    """OCPP's DataEnumType, as far as it occurs here."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One variable of the device model.

    Attributes
    ----------
    component, name, instance
        Its address; an empty instance is none. Compared without case, as OCPP's identifierString is.
    value
        As GetVariables gives it; ``"true"`` and ``"false"`` in lower case.
    least, most
        minLimit and maxLimit of an integer, or None.
    longest
        Characters of a string at most.
    """

    component: str
    name: str
    value: str
    instance: str = ""
    mutability: Mutability = Mutability.READ_ONLY
    data_type: DataType = DataType.STRING
    least: int | None = None
    most: int | None = None
    longest: int = 2500

    @property
    def address(self) -> tuple[str, str, str]:
        """Component, name and instance, case folded."""
        return address(self.component, self.name, self.instance)

    def fault_of(self, value: str) -> str:
        """Why this value cannot be taken, in words; empty where it can."""
        match self.data_type:
            case DataType.BOOLEAN:
                return "" if value in {"true", "false"} else "it is neither true nor false"
            case DataType.STRING:
                return f"it has more than {self.longest} characters" if len(value) > self.longest else self._fault_of_text(value)
            case DataType.INTEGER:
                return self._fault_of_number(value)

    def _fault_of_text(self, value: str) -> str:
        if any(unicodedata.category(one) in _UNSEEN for one in value):
            return "it has control characters"
        form = _FORMS.get(self.address)
        if form is None:
            return ""
        pattern, words = form
        return "" if pattern.fullmatch(value) and not _is_address(value) else words

    def _fault_of_number(self, value: str) -> str:
        if not (value.isascii() and value.removeprefix("-").isdigit() and len(value) <= _LONGEST_NUMBER):
            return "it is no integer"
        if self.least is not None and int(value) < self.least:
            return f"it is less than {self.least}"
        if self.most is not None and int(value) > self.most:
            return f"it is more than {self.most}"
        return ""


_LONGEST_NUMBER = 18


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_IDENTIFIER = re.compile(r"[A-Za-z0-9*\-_=+|@.]+")
"""OCPP's identifierString, at least one character."""
_NO_IDENTIFIER = "it is no serial number: only A-Z a-z 0-9 * - _ = + | @ . are allowed, and no address"
_FORMS = {
    ("securityctrlr", "identity", ""): (_IDENTIFIER, _NO_IDENTIFIER),
    ("iso15118ctrlr", "seccid", ""): (_IDENTIFIER, _NO_IDENTIFIER),
    ("iso15118ctrlr", "countryname", ""): (re.compile(r"[A-Z]{2}"), "it is no ISO 3166-1 code: two letters, A to Z"),
}
"""What these variables take besides their length: they go into the subjects of certificates [A00.FR.511]."""


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def address(component: str, name: str, instance: str | None = None) -> tuple[str, str, str]:
    """What two spellings of one variable share."""
    return component.casefold(), name.casefold(), (instance or "").casefold()


@dataclass(frozen=True, slots=True)
class DeviceModel:
    """The variables, in the order in which they were declared."""

    variables: tuple[Variable, ...] = ()

    def find(self, component: str, name: str, instance: str | None = None) -> Variable | None:
        """The variable of that address."""
        wanted = address(component, name, instance)
        return next((variable for variable in self.variables if variable.address == wanted), None)

    def has_component(self, component: str) -> bool:
        """Whether any variable belongs to it."""
        return any(variable.component.casefold() == component.casefold() for variable in self.variables)

    def integer(self, component: str, name: str, instance: str | None = None) -> int | None:
        """The value of an integer variable; None where there is none."""
        variable = self.find(component, name, instance)
        return int(variable.value) if variable is not None and not variable.fault_of(variable.value) else None

    def flag(self, component: str, name: str) -> bool:
        """The value of a boolean variable; False where there is none."""
        variable = self.find(component, name)
        return variable is not None and variable.value == "true"

    def with_value(self, component: str, name: str, value: str, instance: str | None = None) -> DeviceModel:
        """The same with one value changed; unchecked. A variable that is not there stays out."""
        wanted = address(component, name, instance)
        return DeviceModel(tuple(replace(one, value=value) if one.address == wanted else one for one in self.variables))

    def with_variable(self, variable: Variable) -> DeviceModel:
        """The same with one variable declared anew, or added."""
        others = tuple(one for one in self.variables if one.address != variable.address)
        return DeviceModel((*others, variable))


SECURITY = "SecurityCtrlr"
COMMUNICATION = "OCPPCommCtrlr"
ISO15118 = "ISO15118Ctrlr"
AUTHORIZATION = "AuthCtrlr"
AUTHORIZATION_CACHE = "AuthCacheCtrlr"


def _number(component: str, name: str, value: int, **more: int | str) -> Variable:
    return Variable(component=component, name=name, value=str(value), data_type=DataType.INTEGER, **more)  # type: ignore[arg-type]


def _flag(component: str, name: str, *, value: bool) -> Variable:
    """A boolean that the CSMS may set."""
    text = "true" if value else "false"
    return Variable(component=component, name=name, value=text, mutability=Mutability.READ_WRITE, data_type=DataType.BOOLEAN)


def default_model(*, root_check: bool = False, max_entries: int = 20, max_chain_size: int = 10_000) -> DeviceModel:
    """What a station of these limits declares.

    Parameters
    ----------
    root_check
        AdditionalRootCertificateCheck: a new CSMS root must be signed by the current one.
    max_entries
        maxLimit of CertificateEntries.
    max_chain_size
        MaxCertificateChainSize, in characters of PEM.
    """
    writable = Mutability.READ_WRITE
    return DeviceModel(
        (
            Variable(
                component=SECURITY,
                name="AdditionalRootCertificateCheck",
                value="true" if root_check else "false",
                data_type=DataType.BOOLEAN,
            ),
            _number(SECURITY, "CertificateEntries", 0, least=0, most=max_entries),
            _number(SECURITY, "MaxCertificateChainSize", max_chain_size, least=0),
            _number(SECURITY, "CertSigningWaitMinimum", 30, mutability=writable, least=1, most=86_400),
            _number(SECURITY, "CertSigningRepeatTimes", 3, mutability=writable, least=0, most=20),
            Variable(component=SECURITY, name="OrganizationName", value="Example CSO", mutability=writable, longest=64),
            Variable(component=SECURITY, name="Identity", value="CS0001", mutability=writable, longest=48),
            _number(SECURITY, "SecurityProfile", 2, least=0, most=3),
            Variable(component=SECURITY, name="BasicAuthPassword", value="", mutability=Mutability.WRITE_ONLY, longest=64),
            _number(COMMUNICATION, "NetworkProfileConnectionAttempts", 3, mutability=writable, least=1, most=100),
            _number(COMMUNICATION, "ActiveNetworkProfile", 1, least=0),
            Variable(component=COMMUNICATION, name="NetworkConfigurationPriority", value="1", mutability=writable, longest=100),
            _number(COMMUNICATION, "FieldLength", 10_000, instance="InstallCertificateRequest.certificate"),
            _number(COMMUNICATION, "FieldLength", 10_000, instance="CertificateSignedRequest.certificateChain"),
            _number(COMMUNICATION, "FieldLength", 5_500, instance="SignCertificateRequest.csr"),
            _number(COMMUNICATION, "FieldLength", 17_000, instance="Get15118EVCertificateResponse.exiResponse"),
            Variable(component=ISO15118, name="SeccId", value="CS0001", mutability=writable, longest=64),
            Variable(component=ISO15118, name="CountryName", value="DE", mutability=writable, longest=2),
            Variable(component=ISO15118, name="OrganizationName", value="Example CPO", mutability=writable, longest=64),
            _flag(ISO15118, "PnCEnabled", value=True),
            _flag(ISO15118, "ContractCertificateInstallationEnabled", value=True),
            _flag(ISO15118, "CentralContractValidationAllowed", value=True),
            _flag(ISO15118, "ContractValidationOffline", value=True),
            _flag(AUTHORIZATION, "LocalAuthorizeOffline", value=True),
            _flag(AUTHORIZATION, "OfflineTxForUnknownIdEnabled", value=False),
            _flag(AUTHORIZATION_CACHE, "Enabled", value=True),
        )
    )
