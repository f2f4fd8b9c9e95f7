"""``POST /v1/ccp/signedContractData``: a vehicle's message in, its contracts out; ``DELETE .../EMAID``: an account has ended."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from workbench.contracts.exi import messages_20
from workbench.contracts.exi.codec import SCHEMAS, read_message
from workbench.contracts.faults import errors
from workbench.contracts.installation import asking
from workbench.contracts.installation.parts import certificate_items, common_name
from workbench.contracts.pool.answer import octets_of
from workbench.contracts.standards import ISO_2, ISO_20
from workbench.messages.ev_certificate import CertificateAction, Get15118EVCertificateRequest
from workbench.net.contract_pool.refusing import document, for_the_vehicle, said
from workbench.net.contract_pool.wire import Content, UnreadableError, answered, asked_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.contracts.installation.asking import Asked
    from workbench.contracts.pool import Pool, PoolAnswer
    from workbench.net.est.sending import Reply

MOST_CONTRACTS = 8
"""In one answer."""
_NONE = frozenset({"pcid-unknown", "pcid-withdrawn", "contract-none", "contracts-all-delivered"})


class Given(NamedTuple):
    """An answer, for whom, and what is in it."""

    reply: Reply
    who: str = ""
    contents: tuple[Content, ...] = ()
    asked: Asked | None = None


def given(pool: Pool, body: bytes, now: datetime, *, always_exi: bool) -> Given:
    """The answer to one question.

    Parameters
    ----------
    always_exi
        Whether a vehicle without a contract gets an answer that says so (OPCP's ``alwaysReturnEXI``); ISO 15118-2 only.
    """
    try:
        exi, namespace = asked_in(body)
    except UnreadableError as why:
        return Given(said(HTTPStatus.BAD_REQUEST, f"The request cannot be read: {why}."))
    asked = asking.read(namespace, octets_of(exi) or b"")
    answers = tuple(_answers(pool, exi, asked, now))
    contents = tuple(_content(one, asked.schema) for one in answers if one.ok)
    if contents:
        words = "a contract" if len(contents) == 1 else f"{len(contents)} contracts"
        return Given(document(HTTPStatus.OK, answered(contents), words), asked.name, contents, asked)
    wrong = errors(answers[0].findings)
    sentence = wrong[0].message if wrong else "There is no contract."
    if wrong and wrong[0].code in _NONE:
        if always_exi and asked.schema == ISO_2 and asked.action == "Install":
            return Given(for_the_vehicle(asked.session, sentence), asked.name, (), asked)
        return Given(said(HTTPStatus.NOT_FOUND, sentence), asked.name, (), asked)
    return Given(said(HTTPStatus.BAD_REQUEST, sentence), asked.name, (), asked)


def ended(pool: Pool, emaid: str) -> Reply:
    """Whether there was such an account."""
    if not pool.has(emaid):
        return said(HTTPStatus.NOT_FOUND, "The contract for the given EMAID not found.")
    pool.end(emaid)
    return document(HTTPStatus.OK, {}, "the account has ended")


def _content(answer: PoolAnswer, schema: str) -> Content:
    """With its eMAID, which OPCP puts beside the EXI."""
    message, _ = read_message(SCHEMAS[schema], answer.exi)
    if isinstance(message, messages_20.CertificateInstallationRes):
        [leaf] = certificate_items("contract", message.signed_installation_data.contract_certificate_chain.certificate, ())
        emaid = common_name(leaf.certificate) if leaf.certificate is not None else ""
    else:
        emaid = message.body.message.emaid.value
    return Content(answer.response.exi_response, emaid)


def _answers(pool: Pool, exi: str, asked: Asked, now: datetime) -> Iterator[PoolAnswer]:
    """All contracts of the vehicle: what a station would get by asking again and again (M01.FR.06)."""
    request = Get15118EVCertificateRequest(
        iso15118_schema_version=asked.schema,
        action=CertificateAction(asked.action),
        exi_request=exi,
        maximum_contract_certificate_chains=asked.maximum if asked.schema == ISO_20 else None,
        prioritized_emaids=_prioritized(asked.prioritized) if asked.schema == ISO_20 else None,
    )
    pool.deliveries.forget(exi)  # over HTTP each question is a new one, and brings all
    for _ in range(MOST_CONTRACTS):
        answer = pool.answer(request, now)
        yield answer
        if not answer.ok or not answer.response.remaining_contracts:
            return


def _prioritized(emaids: Sequence[str]) -> tuple[str, ...] | None:
    return tuple(emaids) or None
