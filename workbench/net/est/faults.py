"""What can go wrong at an EST server, by name; what each is, and what a right client makes of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from workbench.display import Cell, Table


class EstFault(StrEnum):
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

    # it takes its time
    SLOW = "slow", "The answer takes long.", "Gives up at its time limit; whether a certificate was issued, it does not know."
    RETRY_AFTER = "retry-after", "202 with Retry-After to each request once; then it answers.", "Sends the same request again then."
    NEVER = "never", "202 with Retry-After, always.", "Comes again a few times, then gives up and says so."
    NO_TIME = "no-time", "202 without Retry-After.", "Says that nobody said when to come again."
    BUSY = "busy", "503 with Retry-After.", "Comes again then."
    # it refuses
    UNAUTHORIZED = "unauthorized", "401, whoever asks.", "Shows who it is, once; then asks a person."
    FORBIDDEN = "forbidden", "403.", "Does not come again with the same credentials."
    REFUSED = "refused", "400 with a sentence in plain text.", "Shows the sentence; does not send the same request again."
    ERROR = "error", "500.", "Comes again later."
    NOT_FOUND = "not-found", "404.", "Looks at the form of its paths."
    REDIRECT = "redirect", "307 to another host.", "Does not follow: its credentials are for this one."
    # what comes is no answer
    WRONG_CONTENT_TYPE = "wrong-content-type", "The right answer comes as text/plain.", "May read it, and says so."
    HTML_PAGE = "html-page", "An HTML page comes, with status 200.", "Refuses it."
    EMPTY = "empty", "200 and nothing.", "Refuses it."
    TRUNCATED = "truncated", "Half of the PKCS #7 comes, as if it were all.", "Refuses it."
    NOT_BASE64 = "not-base64", "DER comes without base64.", "May read it, and says so."
    BARE = "bare", "A certificate comes without the PKCS #7 around it.", "May read it, and says so."
    TOO_LARGE = "too-large", "Two megabytes come.", "Stops reading at its cap."
    DEAD = "dead", "The connection is reset instead of an answer.", "Comes again later."
    # the certificate is wrong
    WRONG_KEY = "wrong-key", "The certificate is for another key.", "Throws it away, and says so."
    EXPIRED = "expired", "The certificate ended yesterday.", "Refuses it."
    NOT_YET_VALID = "not-yet-valid", "The certificate begins tomorrow.", "Refuses it (A02.FR.06)."
    WRONG_CHAIN = "wrong-chain", "cacerts gives another hierarchy's CAs.", "Finds that the certificate leads to no root."


def fault_table() -> Table:
    """All faults for people."""
    rows = [(Cell(one, code=True), one.does, one.client) for one in EstFault]
    return Table(("Fault", "What the server does", "A right client"), rows, caption="Faults of the EST server (a simulation)")
