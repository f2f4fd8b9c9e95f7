"""What became of a fetch: an answer, or a finding that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.errors import NetworkError
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Outcome(StrEnum):
    """One word or two for the log."""

    FETCHED = "fetched"
    REFUSED = "refused"
    """Not asked at all: the URL or its address is none that may be asked."""
    UNKNOWN_HOST = "unknown host"
    NO_CONNECTION = "no connection"
    NO_TLS = "no TLS"
    TIMED_OUT = "timed out"
    TOO_LARGE = "too large"
    NO_HTTP = "no HTTP"
    """What came is no HTTP, or was cut off."""
    HTTP_STATUS = "HTTP status"
    """Answered with a status other than 200."""
    REDIRECTED = "redirected"
    """Sent to where this fetcher does not go."""
    CANCELLED = "cancelled"
    FAULT = "own fault"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: HTTP status 200, or another that the purpose takes for one. Its octets are a stranger's, not looked at yet.

    Attributes
    ----------
    url
        The URL that was asked for.
    body
        As it came, no coding undone.
    content_type
        The server's claim; hostile text.
    at
        When it was asked for, UTC-aware.
    address
        What the connection was made to, e.g. ``"192.0.2.1:80"``; the proxy's, where there is one.
    seconds
        How long it took.
    fields
        The fields of the answer that the purpose keeps; hostile text.
    """

    url: str
    status: int
    body: bytes = field(repr=False)
    content_type: str
    at: datetime
    address: str
    seconds: float
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)

    def required(self) -> Fetched:
        """The answer itself; :meth:`Unfetched.required` raises instead."""
        return self


@dataclass(frozen=True, slots=True)
class Unfetched:
    """No answer.

    Attributes
    ----------
    outcome
        What kind of failure.
    finding
        Why, and what to do.
    retry
        Whether the same question may well succeed later: a server that is down, not a URL that is refused.
    """

    url: str
    outcome: Outcome
    finding: Finding
    retry: bool

    def required(self) -> Fetched:
        """The answer that is not there.

        Raises
        ------
        NetworkError
            Always, in the finding's words.
        """
        raise NetworkError(self.finding.message, hint=self.finding.remedy)


class NotFetchedError(NetworkError):
    """Raised between the steps of one fetch, and turned into an :class:`Unfetched` at its end; callers never see it."""

    def __init__(  # noqa: PLR0913  # the fields of a finding, by name
        self,
        message: str,
        *,
        hint: str,
        outcome: Outcome = Outcome.REFUSED,
        retry: bool = False,
        observed: str = "",
        expected: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.outcome = outcome
        self.retry = retry
        self.observed = observed
        self.expected = expected
        self.status = status

    def result(self, url: str) -> Unfetched:
        """The value that the caller gets."""
        finding = Finding(
            code="check-failed" if self.outcome is Outcome.FAULT else "revocation-unreachable",
            message=self.message,
            severity=Severity.ERROR if self.outcome is Outcome.FAULT else Severity.WARNING,
            source=url,
            observed=self.observed,
            expected=self.expected,
            remedy=self.hint,
        )
        return Unfetched(url, self.outcome, finding, self.retry)
