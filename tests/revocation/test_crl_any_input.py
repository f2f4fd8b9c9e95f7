"""Whatever octets come as CRL or extension: an answer, never an exception but the documented one, and never GOOD by accident."""

from functools import cache
from time import process_time

import pytest
from cryptography import x509
from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties.depth import examples
from tests.revocation.pki import (
    NOW,
    OIDS,
    ask,
    authority,
    certificate,
    crl,
    crl_der,
    crl_item,
    delta_of,
    number,
    point,
    points,
    revoked,
    uri,
)
from workbench.certs.der import DerError
from workbench.certs.issuing import Extension
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.signatures import SignatureCheck
from workbench.revocation import CrlStore, Status
from workbench.revocation.crl import Crl
from workbench.revocation.crl_entries import EntryIndex
from workbench.revocation.crl_signer import signature_of
from workbench.revocation.crl_structure import read_fields
from workbench.revocation.distribution_points import MOST_POINTS, read_issuing_point, read_points
from workbench.trust.certificate import PathCertificate

BOUND = 20  # seconds of processor time, far above what any of these takes: only a search that explodes reaches it
OCTETS = st.binary(max_size=200)


@cache
def seeds() -> tuple[bytes, ...]:
    limited = point(full_name=[uri("http://a.example/")], only_some_reasons=frozenset({x509.ReasonFlags.key_compromise}))
    return (
        crl_der(revoked(5), revoked(6), extensions=[number(1), limited]),
        crl_der(revoked(5, "removeFromCRL"), extensions=[number(7), delta_of(5)]),
        crl_der(extensions=[point(indirect_crl=True)], until=None),
    )


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    octets = bytearray(draw(st.sampled_from(seeds())))
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


def refused(read, *arguments: object) -> bool:
    try:
        read(*arguments)
    except DerError:
        return True
    return False


@examples(300)
@given(mutated() | OCTETS)
@example(b"")
@example(b"\x30\x80")
@example(b"\x30\x84\xff\xff\xff\xff")
def test_any_octets_as_a_crl(octets: bytes) -> None:
    refused(read_fields, octets)
    item = crl_item_of(octets)
    answer = ask([item])
    if octets not in seeds():
        assert answer.status is Status.UNKNOWN
        assert answer.findings[-1].code == "revocation-unknown"
    sound = crl(extensions=[number(99)])
    assert ask([item, sound]).status is Status.GOOD


def crl_item_of(octets: bytes) -> Item:
    try:
        return crl_item(octets)
    except Exception as error:  # noqa: BLE001  # whatever cryptography says of it
        assert isinstance(error, (ValueError, OverflowError, TypeError))  # noqa: PT017
        return Item(ItemType.CRL, octets, Source("a.crl"))


@examples(300)
@given(OCTETS, st.sampled_from(["number", "delta", "point", "freshest", "points", "reason", "issuer"]), st.booleans())
def test_any_octets_as_an_extension_signed_by_the_ca(octets: bytes, which: str, critical: bool) -> None:  # noqa: FBT001
    odd = Extension(OIDS[which], octets, critical)
    assert ask([crl(extensions=[odd])]).status in set(Status)
    assert ask([crl(extensions=[odd])], certificate("leaf", extensions=[odd])).status in set(Status)
    refused(read_points, octets, b"\x30\x00")
    refused(read_issuing_point, octets, b"\x30\x00")


@examples(300)
@given(OCTETS, st.booleans(), st.integers(-(1 << 200), 1 << 200))
def test_any_octets_as_entries(octets: bytes, indirect: bool, serial: int) -> None:  # noqa: FBT001
    entries = EntryIndex(octets, (0, len(octets)), (), indirect=indirect)
    refused(entries.find, serial, ())
    refused(lambda: entries.unknown_critical)


def test_too_many_distribution_points_and_crls_are_bounded_and_said() -> None:
    where = x509.DistributionPoint([uri("http://a.example/")], None, None, None)
    many = certificate("leaf", extensions=[points(*[where] * (MOST_POINTS + 1))])
    assert "search-limit" in {finding.code for finding in ask([crl()], many).findings}
    namesakes = [crl(revoked(serial), signer="Twin") for serial in range(100)]
    answer = ask(namesakes)
    assert answer.status is Status.UNKNOWN
    assert "search-limit" in {finding.code for finding in answer.findings}


def test_many_signers_of_one_name_cost_a_bounded_number_of_checks() -> None:
    crls = [crl(revoked(serial), signer="Twin", key_identifier_of=None) for serial in range(60)]
    signers = [certificate("CA", key_of=f"key {place}", usages=["cRLSign"], serial=place + 10) for place in range(100)]
    store = CrlStore(crls)
    begun = process_time()
    answer = store.status(certificate("leaf"), authority(), NOW, trusted_signer=lambda _: True, signers=signers)
    assert answer.status is Status.UNKNOWN
    assert len(store._checks) <= 128
    assert process_time() - begun < BOUND


def test_signatures_are_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(one: Crl, signer: PathCertificate) -> SignatureCheck:
        calls.append(one)
        return signature_of(one, signer)

    monkeypatch.setattr("workbench.revocation.crl_store.signature_of", counted)
    store = CrlStore([crl(extensions=[number(1)])])
    for serial in range(20):
        store.status(certificate("leaf", serial=serial + 5), authority(), NOW, trusted_signer=lambda _: None, signers=())
    assert len(calls) == 1
