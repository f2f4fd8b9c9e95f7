"""How a pool is asked: as its public description says, or as the CSMSs in the field do.

Path and JSON are those of OPCP 1.0.0, Hubject's public description of its API (``POST /v1/ccp/signedContractData``); it
knows ISO 15118-2 alone, so that ISO 15118-20 over it is this workbench's assumption. What MaEVe and CitrineOS send and take was
read in their public code: they differ where a pool has several contracts, or an answer for the vehicle that is a refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from workbench.contracts.standards import ISO_2
from workbench.display import visible
from workbench.errors import InputError
from workbench.net.fetcher.outcomes import NotFetchedError
from workbench.net.fetcher.urls import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH: Final = "/v1/ccp/signedContractData"
_PATH = re.compile(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@-]+)+")

Taking = Literal["each", "first", "last"]
"""Of several contracts in one answer: one after another as the station asks again (M01.FR.06), the first alone, the last alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolShape:
    """The form of a question and what is made of the answer.

    Attributes
    ----------
    name
        As people call it.
    path
        What follows the base URL.
    api_key
        Whether the token goes into ``x-api-key`` too.
    namespace
        What is said as ``xsdMsgDefNamespace``, whatever the vehicle speaks; empty: what it speaks.
    taking
        Which of several contracts.
    refusals
        Whether an answer for the vehicle that comes with HTTP 404 is passed on, so that the vehicle learns why.
    emaid
        Whether a contract without its eMAID in the JSON is refused.
    """

    name: str
    path: str = PATH
    api_key: bool = False
    namespace: str = ""
    taking: Taking = "each"
    refusals: bool = True
    emaid: bool = False

    def __post_init__(self) -> None:
        if not _PATH.fullmatch(self.path):
            raise InputError(f"{visible(self.path, 100)!r} is no path.", hint=f"Write it as {PATH!r}.")

    @classmethod
    def named(cls, name: str) -> PoolShape:
        """A preset: ``"opcp"``, ``"maeve"`` or ``"citrineos"``.

        Raises
        ------
        InputError
            There is none of that name.
        """
        if name not in PRESETS:
            raise InputError(f"There is no pool of the shape {visible(name, 40)!r}.", hint=f"There are {', '.join(PRESETS)}.")
        return PRESETS[name]

    def url(self, base: str, *, secret: bool) -> str:
        """Where it is asked.

        Parameters
        ----------
        secret
            Whether a token goes along, which http carries on this machine alone.

        Raises
        ------
        InputError
            The base is no URL, or would carry a secret in the clear.
        """
        url = base.rstrip("/") + self.path
        try:
            target = target_of(url)
        except NotFetchedError as reason:
            raise InputError(reason.message, hint="Write https://HOST[:PORT].") from None
        own = target.name == "localhost" or (target.address is not None and target.address.is_loopback)
        if secret and not target.secure and not own:
            raise InputError("The token would travel in the clear.", hint="Ask over https; http is for this machine alone.")
        return url


PRESETS: Final[Mapping[str, PoolShape]] = {
    "opcp": PoolShape(name="opcp"),
    "maeve": PoolShape(name="maeve", api_key=True, namespace=ISO_2, taking="first", refusals=False, emaid=True),
    "citrineos": PoolShape(name="citrineos", taking="last", refusals=False),
}
"""As OPCP 1.0.0 has it; as MaEVe's and CitrineOS' clients do it."""
