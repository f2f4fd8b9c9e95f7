"""Who may connect to a CSMS: passwords for security profiles 1 and 2, the certificate's name for 3."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING, NoReturn

from workbench.csms.events import Answered, NoAnswer
from workbench.csms.passwords import passwords_set

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.certs.items import Item
    from workbench.csms.events import Event

_LONGEST_IDENTITY = 48
_MOST_PASSWORDS = 5


class Admission:
    """What a CSMS holds a station against; the passwords are never shown.

    A password that the CSMS itself set counts from then on; the former one counts too until the new one was used once, for the
    station may not have it in use yet.

    Parameters
    ----------
    passwords
        By identity; None: any password is taken.
    """

    __slots__ = ("__known",)

    def __init__(self, passwords: Mapping[str, str] | None) -> None:
        self.__known: dict[str, tuple[str, ...]] | None = None
        if passwords is not None:
            self.__known = {one: (password,) for one, password in passwords.items()}

    def refusal(self, identity: str, security_profile: int, password: str, client_chain: Sequence[Item]) -> str:
        """Why it may not connect, in words; empty where it may."""
        if not identity or len(identity) > _LONGEST_IDENTITY:
            return f"A station's identity has 1 to {_LONGEST_IDENTITY} characters."
        if security_profile == 3:
            facts = client_chain[0].facts if client_chain else None
            own = facts is not None and identity in facts.subject.all("CN")
            return "" if own else "The client certificate is another station's."
        return "" if security_profile == 0 or self._fits(identity, password) else "The password is not the station's."

    def hear(self, identity: str, event: Event) -> None:
        """What was set, or may have been: silence says neither that the station took a password nor that it did not."""
        if self.__known is None or not isinstance(event, Answered | NoAnswer):
            return
        for new in passwords_set(event):
            had = tuple(one for one in self.__known.get(identity, ()) if one != new)
            self.__known[identity] = (*had, new)[-_MOST_PASSWORDS:]

    def _fits(self, identity: str, password: str) -> bool:
        if self.__known is None:
            return True
        known = self.__known.get(identity, ())
        right = [compare_digest(one.encode(), password.encode()) for one in known or ("",)]
        if not known or not any(right):
            return False
        self.__known[identity] = known[right.index(True) :]
        return True

    def __repr__(self) -> str:
        return "Admission(any password)" if self.__known is None else f"Admission({len(self.__known)} stations)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("passwords are not copied and not written")
