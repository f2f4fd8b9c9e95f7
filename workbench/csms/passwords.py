"""BasicAuthPassword: what a CSMS may set it to, and what it has set it to as far as the answers tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.decision import guarded
from workbench.csms.events import Answered, NoAnswer
from workbench.csms.limits import SECURITY
from workbench.messages.device_model import Attribute
from workbench.messages.variables import SetVariablesRequest, SetVariablesResponse, SetVariableStatus
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.findings import Finding
    from workbench.messages.variables import SetVariableData, SetVariableResult

PASSWORD = "BasicAuthPassword"  # noqa: S105  # the variable's name
_SHORTEST = 16
_LONGEST = {Version.V201: 40, Version.V21: 64}
_TAKEN = {SetVariableStatus.ACCEPTED, SetVariableStatus.REBOOT_REQUIRED}


def is_password(component: str, variable: str) -> bool:
    """Whether these name SecurityCtrlr.BasicAuthPassword; OCPP's names have no letter case."""
    return (component.casefold(), variable.casefold()) == (SECURITY.casefold(), PASSWORD.casefold())


def unfit_passwords(values: Mapping[tuple[str, str, str], str], version: Version) -> Iterator[Finding]:
    """Why a password is not sent; the password itself is in no finding."""
    longest = _LONGEST[version]
    for (component, variable, _), value in values.items():
        if is_password(component, variable) and not _SHORTEST <= len(value) <= longest:
            yield guarded(
                f"{PASSWORD} is not set to a text of {len(value)} characters: OCPP {version} has {_SHORTEST} to {longest}.",
                observed=f"{len(value)} characters",
                remedy="Give a random one of that length; a station that takes an empty one could not connect any more.",
            )


def passwords_set(event: Answered | NoAnswer) -> Iterator[str]:
    """The passwords that a station has taken, or may have where it was silent."""
    if not isinstance(event.request, SetVariablesRequest):
        return
    sent = [one for one in event.request.set_variable_data if _meant(one)]
    if isinstance(event, NoAnswer):
        yield from (one.attribute_value for one in sent if not event.code)
    elif isinstance(event.response, SetVariablesResponse) and any(_took(one) for one in event.response.set_variable_result):
        yield from (one.attribute_value for one in sent)


def _meant(one: SetVariableData) -> bool:
    return is_password(one.component.name, one.variable.name) and one.attribute_type in {None, Attribute.ACTUAL}


def _took(one: SetVariableResult) -> bool:
    return is_password(one.component.name, one.variable.name) and one.attribute_status in _TAKEN
