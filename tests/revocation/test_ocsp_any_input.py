"""Whatever octets come as an OCSP response: an answer, never an exception, never GOOD by accident; and in bounded time."""

from collections.abc import Callable
from functools import cache
from time import process_time

import pytest
from asn1crypto import ocsp
from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties.depth import examples
from tests.revocation.ocsp_made import (
    CA,
    CRITICAL,
    DAY,
    NOW,
    ask,
    element,
    enclosed,
    item,
    made,
    path_certificate,
    responder,
    response,
    signed,
    single,
    unsuccessful,
)
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.signatures import SignatureCheck
from workbench.revocation import OcspStore, Status
from workbench.revocation.ocsp import OcspResponse
from workbench.revocation.ocsp_signature import signature_of
from workbench.revocation.ocsp_singles import MOST_SINGLES
from workbench.revocation.ocsp_store import MOST_RESPONSES
from workbench.trust.certificate import PathCertificate

BOUND = 20  # seconds of processor time, far above what any of these takes: only a search that explodes reaches it


@cache
def seeds() -> tuple[bytes, ...]:
    harmless = {**CRITICAL, "critical": False}
    return (
        response(single("unknown", digest="sha1"), single("revoked", serial=6), extensions=[harmless]),
        response(single("revoked", extensions=[harmless]), signer="Twin", names="CA"),
        response(single(until=None, issuer="Other"), by_key=True, signer="Responder", certificates=[responder()]),
        unsuccessful("unauthorized"),
    )


@st.composite
def mutated(draw: st.DrawFn, of: Callable[[], tuple[bytes, ...]]) -> bytes:
    octets = bytearray(draw(st.sampled_from(of())))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(octets) - 1))
        match draw(st.sampled_from(["flip", "cut", "insert"])):
            case "flip":
                octets[place] = draw(st.integers(0, 255))
            case "cut":
                del octets[place : place + draw(st.integers(1, 4))]
            case _:
                octets[place:place] = draw(st.binary(min_size=1, max_size=4))
        octets = octets or bytearray(b"\x30")
    return bytes(octets)


@examples(400)
@given(mutated(seeds) | st.binary(max_size=200), st.booleans())
@example(b"", False)  # noqa: FBT003
@example(b"\x30\x80", False)  # noqa: FBT003
@example(b"\x30\x84\xff\xff\xff\xff", False)  # noqa: FBT003
def test_any_octets_as_a_response(octets: bytes, known: bool) -> None:  # noqa: FBT001
    odd = item_of(octets)
    answer = ask(odd, signers=[responder()] if known else ())
    assert answer.status is Status.UNKNOWN  # no seed says anything that may be used, and no change makes it so
    assert answer.findings[-1].code == "revocation-unknown"
    assert ask(odd, response(single())).status is Status.GOOD


def item_of(octets: bytes) -> Item:
    try:
        return item(octets)
    except Exception as error:  # noqa: BLE001  # whatever cryptography says of it
        assert isinstance(error, (ValueError, OverflowError, TypeError))  # noqa: PT017
        return Item(ItemType.OCSP_RESPONSE, octets, Source("a.ors"))


@cache
def signed_seeds() -> tuple[bytes, ...]:
    """Response data that are signed anew once they were changed."""
    harmless = {**CRITICAL, "critical": False}
    ders = (
        response(single(digest="sha1"), single("revoked", serial=6), extensions=[harmless]),
        response(single("revoked", reason=None, extensions=[harmless]), by_key=True),
        response(single("unknown", until=None)),
    )
    return tuple(ocsp.OCSPResponse.load(der)["response_bytes"]["response"].parsed["tbs_response_data"].dump() for der in ders)


@examples(400)
@given(mutated(signed_seeds) | st.binary(max_size=200))
def test_any_octets_that_the_ca_signed(octets: bytes) -> None:
    answer = ask(item_of(signed(octets, "CA")))
    assert answer.status in set(Status)
    assert bool(answer.used) is (answer.status is not Status.UNKNOWN)


@examples(200)
@given(st.lists(st.binary(max_size=100), max_size=20))
def test_any_octets_as_certificates_that_are_sent_along(junk: list[bytes]) -> None:
    """They are not signed, so anybody can put them there."""
    basic = ocsp.OCSPResponse.load(response(single()))["response_bytes"]["response"].parsed
    parts = [basic[part].dump() for part in ("tbs_response_data", "signature_algorithm", "signature")]
    for sent in (b"".join(junk), b"".join(element(0x30, one) for one in junk)):
        answer = ask(item_of(enclosed(b"".join(parts) + element(0xA0, element(0x30, sent)))))
        assert answer.status is Status.GOOD or answer.findings[0].code == "malformed-ocsp"


def test_many_single_responses_are_bounded_and_said() -> None:
    few = [single("revoked", serial=serial) for serial in range(6, 200)]
    assert ask(response(*few, single())).status is Status.GOOD
    one = single()
    crowd = response(one, *[one] * 20)
    answer = ask(crowd)
    assert answer.status is Status.UNKNOWN
    assert answer.findings[0].code == "search-limit"


@pytest.mark.parametrize("most", [0, 1])
def test_more_single_responses_than_anybody_should_look_at_are_not_used(most: int) -> None:
    begun = process_time()
    data = ocsp.OCSPResponse.load(response(single()))["response_bytes"]["response"].parsed["tbs_response_data"]
    one = single().dump()
    numbered = [single(serial=serial).dump() for serial in range(6, MOST_SINGLES + 5 + most)]
    parts = [data["responder_id"].dump(), data["produced_at"].dump(), element(0x30, one, *numbered)]
    answer = ask(item(signed(element(0x30, *parts), "CA")))
    assert (answer.status, [finding.code for finding in answer.findings[:1]]) == (
        (Status.UNKNOWN, ["search-limit"]) if most else (Status.GOOD, [])
    )
    assert process_time() - begun < BOUND


def test_many_responses_and_many_certificates_cost_a_bounded_number_of_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [responder(own_key=f"key {place}", serial=place + 100) for place in range(16)]
    ders = [response(single(), signer="Responder", certificates=sent) for _ in range(MOST_RESPONSES + 8)]
    calls = counted(monkeypatch)
    begun = process_time()
    answer = ask(*ders)
    assert answer.status is Status.UNKNOWN
    assert answer.findings[0].code == "search-limit"
    assert len(calls) <= MOST_RESPONSES * 16
    assert process_time() - begun < BOUND


def test_of_too_many_responses_the_newest_are_looked_at() -> None:
    old = [response(single(since=NOW - 2 * DAY), produced=NOW - 2 * DAY) for _ in range(MOST_RESPONSES)]
    answer = ask(*old, response(single("revoked")))
    assert answer.status is Status.REVOKED
    assert answer.findings[0].code == "search-limit"


def test_effort_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.revocation.ocsp_store.MOST_EFFORT", 100)
    sent = [responder(own_key=f"key {place}", serial=place + 100) for place in range(16)]
    calls = counted(monkeypatch)
    answer = ask(response(single(), signer="Responder", certificates=sent))
    assert answer.status is Status.UNKNOWN
    assert answer.findings[0].code == "search-limit"
    assert 0 < len(calls) < 4


def test_signatures_are_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted(monkeypatch)
    store = OcspStore([item(response(*(single(serial=serial) for serial in range(5, 25))))])
    for serial in range(5, 25):
        leaf = path_certificate(made("leaf", serial=serial))
        answer = store.status(leaf, path_certificate(CA), NOW, trusted_signer=lambda _: None, signers=())
        assert answer.status is Status.GOOD
    assert len(calls) == 1


def counted(monkeypatch: pytest.MonkeyPatch) -> list[OcspResponse]:
    calls = []

    def check(one: OcspResponse, signer: PathCertificate) -> SignatureCheck:
        calls.append(one)
        return signature_of(one, signer)

    monkeypatch.setattr("workbench.revocation.ocsp_store.signature_of", check)
    return calls


def test_names_of_hostile_responders_are_shortened() -> None:
    data = ocsp.OCSPResponse.load(response(single()))["response_bytes"]["response"].parsed["tbs_response_data"]
    parts = [data[part].dump() for part in ("produced_at", "responses")]
    for length in (2000, 60000):
        name = element(0x30, *[element(0x31, element(0x30, b"\x06\x03\x55\x04\x03", element(12, b"x" * 100)))] * (length // 100))
        answer = ask(item(signed(element(0x30, element(0xA1, name), *parts), "CA")))
        assert answer.status is Status.UNKNOWN
        assert answer.findings[0].code == "revocation-unauthorized"
        assert all(len(finding.message) < 1000 for finding in answer.findings)
