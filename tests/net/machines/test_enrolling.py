"""Requests that are with a CA over the network, without a network: by the machine's clock, and where the CA's adapter fails."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from tests.net.machines.stories import story
from workbench.csms.effects import SignCsr
from workbench.csms.events import Signed, SigningFailed
from workbench.messages.sign_certificate import CertificateSigningUse
from workbench.net.machines import enrolling
from workbench.net.machines.authorities import NotYet, RemoteAuthority
from workbench.net.machines.authority import SigningAuthority, SigningRefusedError
from workbench.net.machines.clock import Clock
from workbench.net.machines.enrolling import Enrolling
from workbench.net.machines.est_authority import EstAuthority

ORDER = SignCsr("CS1", CertificateSigningUse.V2G_CERTIFICATE, 1, "CSR", "00" * 32, None)


class Remote:
    """A CA that answers in turn."""

    chains = ()

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked = 0

    def follow(self, issuer: Any) -> None:
        pass

    async def enrol(self, csr: str, certificate_type: Any, now: Any) -> Any:
        del csr, certificate_type, now
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def csms_with(authority: Any) -> Any:
    ended: list[Any] = []
    faults: list[Any] = []
    return SimpleNamespace(
        clock=Clock(),
        authority=authority,
        ended=ended,
        faults=faults,
        signing_ends=lambda identity, event: ended.append((identity, event)),
        failed=lambda identity, fault: faults.append((identity, fault)),
    )


async def to_the_end(csms: Any, most: int = 1) -> None:
    while len(csms.ended) < most:  # noqa: ASYNC110  # of what happens elsewhere
        await asyncio.sleep(0.01)
    await asyncio.sleep(0)


def test_what_is_asked_over_a_network_is_told_from_what_is_at_hand():
    assert isinstance(EstAuthority.at("https://ca.example"), RemoteAuthority)
    assert not isinstance(SigningAuthority.of_samples(), RemoteAuthority)


@story
async def test_by_the_machines_clock_a_request_is_sent_again_by_itself():
    authority = Remote(NotYet(Clock().now()), "PEM")
    csms = csms_with(authority)
    here = Enrolling(csms)
    here.begin("CS1", ORDER)
    here.begin("CS1", ORDER)
    assert here.busy("CS1")
    await to_the_end(csms)
    assert csms.ended == [("CS1", Signed(ORDER, "PEM"))]
    assert authority.asked == 2
    assert not here.busy("CS1")
    assert list(here.due()) == []


@story
async def test_a_fault_of_ones_own_is_said_and_the_next_request_goes_out():
    authority = Remote(RuntimeError("secret words"), SigningRefusedError("No.", hint="Ask."), "PEM")
    csms = csms_with(authority)
    here = Enrolling(csms)
    for number in range(3):
        here.begin("CS1", ORDER)
        await to_the_end(csms, number + 1)
    assert [type(event) for _, event in csms.ended] == [SigningFailed, SigningFailed, Signed]
    assert [type(fault) for _, fault in csms.faults] == [RuntimeError]
    assert "secret words" not in csms.ended[0][1].why
    assert csms.ended[1][1].why == "No."


@story
async def test_more_requests_than_it_keeps_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(enrolling, "MOST_AT_ONCE", 1)
    csms = csms_with(Remote("PEM", "PEM"))
    here = Enrolling(csms)
    here.begin("CS1", ORDER)
    here.begin("CS2", ORDER)
    assert [(identity, type(event)) for identity, event in csms.ended] == [("CS2", SigningFailed)]
    await to_the_end(csms, 2)
    assert csms.ended[1] == ("CS1", Signed(ORDER, "PEM"))
