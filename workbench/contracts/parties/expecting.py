"""What a vehicle waits for, and whether an answer is that: the right message, session and account, and not once more."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.contracts.exi import messages_2
from workbench.contracts.faults import fault
from workbench.contracts.keywrap.binding import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.contracts.installation.answering import Answer
    from workbench.contracts.installation.asking import Action
    from workbench.contracts.parties.contract import Contract
    from workbench.findings import Finding


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """An answer that is due.

    Attributes
    ----------
    action, session
        Of the request.
    old
        The contract that an update replaces; None: a new one is due.
    left
        How many contracts may still come; ISO 15118-20 may bring several for one request.
    """

    action: Action
    session: bytes
    old: Contract | None = field(default=None, repr=False)
    left: int = 1

    def after(self, remaining: int | None) -> Expected | None:
        """What is due when a contract was installed, and the answer said that so many remain; None: nothing."""
        return replace(self, left=self.left - 1) if self.left > 1 and remaining else None


def judge(answer: Answer, expected: Expected | None) -> Iterator[Finding]:
    """What is held against an answer that could be read."""
    if not answer.response_code:
        return
    if expected is None:
        yield _not_asked(answer.session)
        return
    if answer.session != expected.session:
        yield _another_session(answer.session, expected.session)
    brought = _brought(answer)
    due = "CertificateUpdateRes" if expected.action == "Update" else "CertificateInstallationRes"
    if brought != due:
        yield _another_message(brought, due)
    if expected.old is not None and answer.emaid and plain(answer.emaid) != plain(expected.old.emaid):
        yield _another_account(answer.emaid, expected.old.emaid)


def _brought(answer: Answer) -> str:
    message = answer.message
    return type(message.body.message if isinstance(message, messages_2.V2GMessage) else message).__name__


def _not_asked(got: bytes) -> Finding:
    return fault(
        "session-mismatch",
        "The vehicle waits for no answer: it has not asked, or has its contract already.",
        observed=got.hex(),
        expected="an answer to a request that is open",
        remedy="Have the vehicle ask first; an answer that comes once more is not installed again.",
    )


def _another_session(got: bytes, asked: bytes) -> Finding:
    return fault(
        "session-mismatch",
        "The answer is of another session than the request.",
        observed=got.hex(),
        expected=asked.hex(),
        remedy="Answer with the session id of the request.",
    )


def _another_message(brought: str, due: str) -> Finding:
    return fault(
        "exi-another-message",
        f"This is {brought}, and the vehicle asked for {due}.",
        observed=brought,
        expected=due,
        remedy="Answer an installation with CertificateInstallationRes and an update with CertificateUpdateRes.",
    )


def _another_account(got: str, old: str) -> Finding:
    return fault(
        "contract-emaid-mismatch",
        "The answer to an update brings another account's contract.",
        requirement="M02.FR.01",
        observed=got[:40],
        expected=old[:40],
        remedy="Have the mobility operator renew the contract that the vehicle named.",
    )
