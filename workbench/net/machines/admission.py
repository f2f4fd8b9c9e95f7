"""Who may connect to a CSMS: passwords for security profiles 1 and 2, the certificate's name for 3."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.certs.items import Item

_LONGEST_IDENTITY = 48


class Admission:
    """What a CSMS holds a station against; the passwords are never shown.

    Parameters
    ----------
    passwords
        By identity; None: any password is taken.
    """

    __slots__ = ("__known",)

    def __init__(self, passwords: Mapping[str, str] | None) -> None:
        self.__known = dict(passwords) if passwords is not None else None

    def refusal(self, identity: str, security_profile: int, password: str, client_chain: Sequence[Item]) -> str:
        """Why it may not connect, in words; empty where it may."""
        if not identity or len(identity) > _LONGEST_IDENTITY:
            return f"A station's identity has 1 to {_LONGEST_IDENTITY} characters."
        if security_profile == 3:
            facts = client_chain[0].facts if client_chain else None
            own = facts is not None and identity in facts.subject.all("CN")
            return "" if own else "The client certificate is another station's."
        return "" if security_profile == 0 or self._fits(identity, password) else "The password is not the station's."

    def _fits(self, identity: str, password: str) -> bool:
        if self.__known is None:
            return True
        right = compare_digest(self.__known.get(identity, "").encode(), password.encode())
        return right and identity in self.__known

    def __repr__(self) -> str:
        return "Admission(any password)" if self.__known is None else f"Admission({len(self.__known)} stations)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("passwords are not copied and not written")
