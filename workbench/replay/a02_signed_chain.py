"""A02 and A03: the certificate that comes back: whole, in order, valid, and for a request that waits."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.csms.certificates import read_certificates, signed_by
from workbench.messages.versions import Version
from workbench.replay.saying import cannot_tell, tolerated, wrong
from workbench.replay.step import Judgement, gravest
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.messages.sign_certificate import (
        CertificateSignedRequest,
    )
    from workbench.replay.beside import Asking, Beside

_V2G_ROOT, _CSMS_ROOT = "V2GRootCertificate", "CSMSRootCertificate"
_LEFT_TO_THE_STATION = frozenset({"A02.FR.16"})


def call(beside: Beside, request: CertificateSignedRequest, now: datetime) -> Judgement:
    """Whether the chain is whole, in order, valid, and for a request that waits."""
    chain = read_certificates(request.certificate_chain)
    if not chain:
        return wrong(
            "replay-request",
            "The CSMS sends no certificate that can be read.",
            requirement="A02.FR.06",
            seen="no certificate",
            expected="PEM, the leaf first, then its sub-CAs",
            remedy="Send what the CA returned, as PEM with its line breaks.",
        )
    longest = beside.limits.longest_chain
    found = [*_in_order(chain), *_valid(chain[0], now), *_asked_for(beside, request, chain)]
    if len(request.certificate_chain) > longest:
        found.append(
            wrong(
                "replay-request",
                f"The chain has {len(request.certificate_chain)} characters; this station takes {longest}.",
                requirement="A02.FR.16",
                seen=str(len(request.certificate_chain)),
                expected=f"at most {longest} (MaxCertificateChainSize, FieldLength)",
                remedy="Use a CA with a shorter chain or smaller keys.",
                about=chain[0],
            )
        )
    return gravest(found)


def _in_order(chain: tuple[Item, ...]) -> Iterator[Judgement]:
    leaf = chain[0]
    if leaf.facts is not None and leaf.facts.is_ca and any(one.facts is not None and not one.facts.is_ca for one in chain[1:]):
        yield wrong(
            "replay-request",
            f"The chain does not begin with the leaf, but with {name_of(leaf.facts)}.",
            requirement="A02.FR.06",
            seen="a CA first",
            expected="the leaf first, then its sub-CAs upwards",
            remedy="Put the chain in order.",
            about=leaf,
        )
        return
    for below, above in pairwise(chain):
        if below.facts is not None and above.facts is not None and not signed_by(below, above):
            yield wrong(
                "replay-request",
                f"The chain is out of order: {name_of(above.facts)} follows {name_of(below.facts)}, and did not sign it.",
                requirement="A02.FR.06",
                seen="another certificate's issuer",
                expected="each certificate followed by its issuer",
                remedy="Put the chain in order: the leaf first, then its sub-CAs upwards.",
                about=above,
            )
            return
    root = next((one for one in chain[1:] if signed_by(one, one)), None)
    if root is not None and root.facts is not None:
        words = f"The chain brings its root along, {name_of(root.facts)}: the station has its own, and trusts none that comes so."
        yield tolerated("replay-request", words, requirement="A02.FR.06", remedy="Leave the root out.", about=root)


def _valid(leaf: Item, now: datetime) -> Iterator[Judgement]:
    facts = leaf.facts
    if facts is None:
        return
    for moment, over, word in ((facts.not_after, True, "expired"), (facts.not_before, False, "is not valid before")):
        if moment is not None and (moment < now if over else moment > now):
            yield wrong(
                "replay-request",
                f"{name_of(facts)} {word} {rfc3339(moment)}: the station must reject it.",
                requirement="A02.FR.06",
                seen=rfc3339(moment),
                expected=f"a certificate that is valid at {rfc3339(now)}",
                remedy="Have a certificate signed that is valid now.",
                about=leaf,
            )


def _asked_for(beside: Beside, request: CertificateSignedRequest, chain: tuple[Item, ...]) -> Iterator[Judgement]:
    keys = {one.public_key_sha256 for one in chain}
    mine = [one for one in beside.askings if one.key and one.key in keys]
    if not mine:
        waiting = [one for one in beside.askings if not one.served and _fits(one, request)]
        if waiting and not beside.lines_lost:
            yield wrong(
                "replay-request",
                f"The certificate carries another key than the signing request of line {waiting[-1].line} asked for.",
                requirement="A02.FR.06",
                seen="another public key",
                expected="the public key of the CSR",
                remedy="Ask the CA what it signed; send the certificate that was made of this CSR.",
                about=chain[0],
            )
        elif any(one.served for one in beside.askings) and not beside.lines_lost:
            yield wrong(
                "replay-request",
                "The CSMS sends a certificate for which no signing request waits: all of this log have theirs.",
                requirement="A02.FR.06",
                seen="no SignCertificate with this key",
                expected="an answer to a SignCertificate",
                remedy="Have the station ask for it: TriggerMessage, then SignCertificate.",
                about=chain[0],
            )
        else:
            yield cannot_tell("The signing request for this certificate is not in the log.", requirement="A02.FR.06")
        return
    last = mine[-1]
    if last.taken is False and not any(one.taken for one in mine):
        yield wrong(
            "replay-request",
            f"The CSMS sends a certificate for the signing request of line {last.line}, which it rejected.",
            requirement="A02.FR.12",
            seen="CertificateSigned",
            expected="nothing",
            remedy="Answer Accepted to what is going to be signed.",
        )
    ids = {one.request_id for one in mine}
    if request.request_id not in ids and beside.version is not Version.V201:
        wanted = next((one for one in ids if one is not None), None)
        yield wrong(
            "replay-request",
            f"The CSMS sends requestId {request.request_id}; the signing request of line {last.line} has {wanted}."
            if request.request_id is not None
            else f"The CSMS leaves out the requestId {wanted} of the signing request of line {last.line}.",
            requirement="A02.FR.25",
            seen=str(request.request_id),
            expected=str(wanted),
            remedy="Repeat the requestId of the SignCertificateRequest.",
        )
    types = {one.certificate_type for one in mine}
    if request.certificate_type is None and None not in types:
        words = "The CSMS does not repeat the certificateType of the signing request."
        yield tolerated("replay-request", words, requirement="A02.FR.14", remedy="Repeat it.")
    elif request.certificate_type is not None and request.certificate_type not in types:
        due = next((str(one) for one in types if one is not None), "no type")
        yield wrong(
            "replay-request",
            f"The CSMS says {request.certificate_type}; the signing request of line {last.line} was for {due}.",
            requirement="A02.FR.14",
            seen=str(request.certificate_type),
            expected=due,
            remedy="Repeat the certificateType of the SignCertificateRequest.",
        )


def _fits(one: Asking, request: CertificateSignedRequest) -> bool:
    if request.request_id is not None and one.request_id is not None:
        return one.request_id == request.request_id
    return request.certificate_type is None or one.certificate_type in {None, request.certificate_type}
