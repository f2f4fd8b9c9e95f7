"""What a CSMS knows of contracts: eMAID to AuthorizationStatus, as a dictionary that takes no other status."""

from __future__ import annotations

from collections import UserDict
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.errors import InputError
from workbench.messages.emaids import comparable
from workbench.messages.id_token import AuthorizationStatus

if TYPE_CHECKING:
    _Base = UserDict[str, str]
else:
    _Base = UserDict


class Contracts(_Base):
    """Any spelling of an eMAID finds its contract; the last one that was entered is kept.

    Raises
    ------
    InputError
        A status is none of OCPP's.
    """

    def __setitem__(self, emaid: str, status: str) -> None:
        if status not in set(AuthorizationStatus):
            hint = f"One of {', '.join(AuthorizationStatus)}."
            raise InputError(f"This is no status of a contract: {visible(str(status), 40)}.", hint=hint)
        super().__setitem__(comparable(emaid), str(status))

    def __getitem__(self, emaid: str) -> str:
        return super().__getitem__(comparable(emaid))

    def __delitem__(self, emaid: str) -> None:
        super().__delitem__(comparable(emaid))

    def __contains__(self, emaid: object) -> bool:
        return isinstance(emaid, str) and super().__contains__(comparable(emaid))
