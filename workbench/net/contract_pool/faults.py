"""What can go wrong at a pool that is asked over HTTP, by name; what each is, and what a right client makes of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from workbench.display import Cell, Table


class PoolFault(StrEnum):
    """One fault.

    Attributes
    ----------
    does
        What the server does, in a sentence.
    client
        What a right client makes of it, in a sentence.
    """

    does: str
    client: str

    def __new__(cls, name: str, does: str, client: str) -> Self:
        """A value of the enumeration."""
        self = str.__new__(cls, name)
        self._value_ = name
        self.does, self.client = does, client
        return self

    # it takes its time, or does not answer
    SLOW = "slow", "The answer comes after a vehicle's 5 seconds.", "Gives up before, and answers Failed in time."
    DEAD = "dead", "The connection is reset instead of an answer.", "Answers Failed."
    # it refuses
    UNAUTHORIZED = "unauthorized", "401, whoever asks.", "Answers Failed, and asks a person for another token."
    FORBIDDEN = "forbidden", "403.", "Answers Failed."
    NOT_FOUND = "not-found", "404 with errorMessages: no contract for any vehicle.", "Answers Failed, with the pool's words."
    REFUSAL = "refusal", "404 with an answer for the vehicle that refuses.", "May pass it on: then the vehicle learns why."
    ERROR = "error", "500.", "Answers Failed."
    BUSY = "busy", "503.", "Answers Failed."
    REDIRECT = "redirect", "307 to another host.", "Does not follow: its token is for this one."
    # what comes is no answer
    HTML_PAGE = "html-page", "An HTML page comes, with status 200.", "Answers Failed."
    EMPTY = "empty", "200 and nothing.", "Answers Failed."
    TRUNCATED = "truncated", "Half of the JSON comes, as if it were all.", "Answers Failed."
    WRONG_JSON = "wrong-json", "JSON comes without a CCPResponse.", "Answers Failed."
    NO_CONTRACTS = "no-contracts", "200 with an empty emaidContent.", "Answers Failed."
    NO_EMAID = "no-emaid", "The contract comes without its emaid in the JSON.", "May go on: the EXI has it; MaEVe does not."
    TOO_LARGE = "too-large", "Two megabytes come.", "Stops reading at its cap."
    # the contract is wrong
    NOT_BASE64 = "not-base64", "What should be base64 is none.", "Answers Failed."
    LINE_BREAKS = "line-breaks", "The base64 has line breaks.", "Leaves them out: OCPP's field has none."
    CUT_EXI = "cut-exi", "The EXI is cut off.", "Answers Failed: no vehicle can read it."
    OTHER_SCHEMA = "other-schema", "A contract of the other standard comes.", "Answers Failed: this vehicle cannot read it."
    ECHO = "echo", "The vehicle's own request comes back.", "Answers Failed."


def fault_table() -> Table:
    """All faults for people."""
    rows = [(Cell(one, code=True), one.does, one.client) for one in PoolFault]
    caption = "Faults of the contract certificate pool over HTTP (a simulation)"
    return Table(("Fault", "What the server does", "A right client"), rows, caption=caption)
