"""Each fault of an answer leads to its finding, and whether the certificate may be used all the same; when a fault is in force."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509 import ocsp

import workbench as wb
from tests.net.twin.asking import CA, CRL_URL, LEAF, URL, asked, certificate, http, item, ocsp_url, request, sample, with_twin
from workbench.certs.items import ItemType
from workbench.diagnosis import Diagnosis
from workbench.errors import InputError
from workbench.findings import Severity
from workbench.net.machines.clock import Clock
from workbench.net.twin import Fault, Part, Twin, fault_table
from workbench.revocation.ocsp_structure import read_status
from workbench.sample_pki import reference_time

CHAIN = {LEAF: CA, CA: "iso15118-2/cpo-sub-ca1", "iso15118-2/cpo-sub-ca1": "iso15118-2/v2g-root"}
PILE = [sample(name) for name in (*CHAIN, "iso15118-2/v2g-root")]
CRL_URLS = [CRL_URL, "http://pki.pnc.example/cpo-sub-ca1.crl", "http://pki.pnc.example/v2g-root.crl"]
USABLE = {
    Fault.PRODUCED_AT_ODD: "warning",
    Fault.MISSING_NEXT_UPDATE: "warning",
    Fault.SEVERAL_SINGLES: "",
    Fault.NONCE_WRONG: "",
    Fault.NONCE_DROPPED: "",
    Fault.OVER_18000: "",
    Fault.WRONG_CONTENT_TYPE: "",
    Fault.PEM_CRL: "",
    Fault.OLD_NUMBER: "",
}
"""The faults with which the certificate is good all the same, and how the finding is taken."""
BY_WHO_ASKED = {Fault.NONCE_WRONG, Fault.NONCE_DROPPED, Fault.OVER_18000}
"""Seen by those who sent the request, or are to send the answer on; a diagnosis did not: test_judged.py."""
ARRIVES = [Fault.TRUNCATED, Fault.GARBAGE, Fault.HTML_PAGE, Fault.WRONG_CONTENT_TYPE]
OF_OCSP = [fault for fault in Fault if fault.part is Part.OCSP] + ARRIVES
OF_CRLS = [fault for fault in Fault if fault.part is Part.CRL] + ARRIVES


@dataclass
class Seen:
    ok: bool
    codes: dict[str, Severity]


def seen(diagnosis: Diagnosis) -> Seen:
    return Seen(diagnosis.ok, {finding.code: finding.severity for finding in diagnosis.findings})


def by_ocsp(fault: Fault | None, digest: str = "sha256") -> Seen:
    async def story(twin: Twin) -> list[bytes]:
        if fault is not None:
            twin.set_fault(fault, certificate=LEAF)
        return [(await http(twin, ocsp_url(leaf), request(leaf, ca, digest, b"0123456789abcdef")))[1] for leaf, ca in CHAIN.items()]

    responses = [item(der) for der in with_twin(story)]
    return seen(wb.diagnose(None, PILE, use="secc", now=reference_time(), ocsp_responses=responses, require_revocation=True))


def by_crls(fault: Fault | None) -> Seen:
    async def story(twin: Twin) -> list[bytes]:
        if fault is not None:
            twin.set_fault(fault, where=CA)
        return [(await http(twin, url))[1] for url in CRL_URLS]

    first, *others = with_twin(story)
    given = first if fault is Fault.PEM_CRL else item(first, ItemType.CRL)
    crls = [given, *(item(der, ItemType.CRL) for der in others)]
    return seen(wb.diagnose(None, PILE, use="secc", now=reference_time(), crls=crls, require_revocation=True))


def test_without_a_fault_the_chain_is_good_by_either() -> None:
    for found in (by_ocsp(None), by_crls(None)):
        assert found.ok
        assert not {code for code, severity in found.codes.items() if severity is not Severity.INFO and "revo" in code}


@pytest.mark.requirement("RFC 6960 3.2", "RFC 6960 2.3")
@pytest.mark.parametrize("fault", OF_OCSP)
def test_each_fault_of_a_response_has_its_finding(fault: Fault) -> None:
    found = by_ocsp(fault)
    code = "" if fault in BY_WHO_ASKED else fault.found_as(crl=False)
    assert found.ok is (fault in USABLE)
    if code:
        assert code in found.codes
    if not found.ok:
        assert found.codes["revocation-unknown"] is Severity.ERROR
    if USABLE.get(fault):
        assert found.codes[code] is Severity.WARNING
    if fault in USABLE and not code:
        assert "revocation-unknown" not in found.codes


@pytest.mark.requirement("RFC 5280 6.3.3")
@pytest.mark.parametrize("fault", OF_CRLS)
def test_each_fault_of_a_crl_has_its_finding(fault: Fault) -> None:
    found = by_crls(fault)
    code = fault.found_as(crl=True)
    assert found.ok is (fault in USABLE)
    if code:
        assert code in found.codes
    if not found.ok:
        assert found.codes["revocation-unknown"] is Severity.ERROR


def test_sha1_only_knows_sha1() -> None:
    assert by_ocsp(Fault.SHA1_ONLY, "sha1").ok


def test_a_revoked_certificate_is_revoked_by_either() -> None:
    async def story(twin: Twin) -> tuple[bytes, bytes]:
        twin.revoke(LEAF, "superseded")
        return (await http(twin, URL, request()))[1], (await http(twin, CRL_URL))[1]

    response, crl = with_twin(story)
    for responses, crls in (([item(response)], []), ([], [item(crl, ItemType.CRL)])):
        diagnosis = wb.diagnose(None, PILE, use="secc", now=reference_time(), crls=crls, ocsp_responses=responses)
        assert diagnosis.cause is not None
        assert diagnosis.cause.code == "revoked"
        assert "superseded" in diagnosis.cause.message


def test_an_old_crl_beside_the_newer_one_does_not_hide_a_revocation() -> None:
    async def story(twin: Twin) -> list[bytes]:
        twin.revoke(LEAF)
        new = (await http(twin, CRL_URL))[1]
        twin.set_fault(Fault.OLD_NUMBER)
        return [new, (await http(twin, CRL_URL))[1]]

    new, old = with_twin(story)
    lists = [x509.load_der_x509_crl(der) for der in (new, old)]
    numbers = [one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for one in lists]
    assert numbers[1] < numbers[0]
    assert lists[1].get_revoked_certificate_by_serial_number(certificate(LEAF).serial_number) is None
    diagnosis = wb.diagnose(None, PILE, use="secc", now=reference_time(), crls=[item(der, ItemType.CRL) for der in (old, new)])
    assert diagnosis.cause is not None
    assert diagnosis.cause.code == "revoked"


@pytest.mark.requirement("RFC 6960 4.4.1")
def test_nonces_are_wrong_or_dropped_on_demand() -> None:
    async def story(twin: Twin) -> list[ocsp.OCSPResponse]:
        answers = []
        for fault in (Fault.NONCE_WRONG, Fault.NONCE_DROPPED):
            twin.set_fault(fault)
            answers.append(await asked(twin, nonce=b"0123456789abcdef"))
        return answers

    wrong, dropped = with_twin(story)
    assert wrong.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce != b"0123456789abcdef"
    assert list(dropped.extensions) == []


def test_over_18000_is_sound_and_too_long_for_ocpp() -> None:
    async def story(twin: Twin) -> bytes:
        return (await http(twin, URL, request()))[1]

    der = with_twin(story, fault=Fault.OVER_18000)
    assert 18_000 < len(der) * 4 / 3 < 24_000


def test_a_fault_holds_where_and_for_whom_and_as_often_as_it_was_set() -> None:
    other = "iso15118-2/cpo-sub-ca1"

    async def answer(twin: Twin, leaf: str, ca: str) -> int:
        return read_status((await http(twin, ocsp_url(leaf), request(leaf, ca)))[1])[0]

    async def story(twin: Twin) -> list[int]:
        said = []
        twin.set_fault(Fault.TRY_LATER, where=URL, times=2)
        said += [
            await answer(twin, LEAF, CA),
            await answer(twin, CA, other),
            await answer(twin, LEAF, CA),
            await answer(twin, LEAF, CA),
        ]
        twin.set_fault(Fault.INTERNAL_ERROR, certificate=certificate(LEAF))
        said += [await answer(twin, CA, other), await answer(twin, LEAF, CA)]
        twin.set_fault(Fault.UNAUTHORIZED, where=CA)
        said += [await answer(twin, LEAF, CA)]
        twin.clear_faults()
        said += [await answer(twin, LEAF, CA)]
        assert [one.fault for one in twin.requests.of(URL)] == [
            Fault.TRY_LATER,
            Fault.TRY_LATER,
            None,
            Fault.INTERNAL_ERROR,
            Fault.UNAUTHORIZED,
            None,
        ]
        return said

    assert with_twin(story) == [3, 0, 3, 0, 0, 2, 6, 0]


def test_a_fault_of_crls_leaves_ocsp_alone_and_the_other_way_round() -> None:
    async def story(twin: Twin) -> tuple[ocsp.OCSPResponse, bytes]:
        twin.set_fault(Fault.STALE)
        twin.set_fault(Fault.CRL_SIGNATURE_DAMAGED)
        return await asked(twin), (await http(twin, CRL_URL))[1]

    response, crl = with_twin(story)
    assert response.next_update_utc is not None
    assert response.next_update_utc < reference_time()
    assert not x509.load_der_x509_crl(crl).is_signature_valid(certificate(CA).public_key())  # type: ignore[arg-type]


def test_crl_numbers_grow_with_changes_and_with_time() -> None:
    clock = Clock(reference_time())

    async def number(twin: Twin) -> tuple[int, bool]:
        crl = x509.load_der_x509_crl((await http(twin, CRL_URL))[1])
        assert crl.is_signature_valid(certificate(CA).public_key())  # type: ignore[arg-type]
        assert crl.next_update_utc is not None
        assert crl.last_update_utc <= clock.now() < crl.next_update_utc
        there = crl.get_revoked_certificate_by_serial_number(certificate(LEAF).serial_number) is not None
        return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number, there

    async def story(twin: Twin) -> list[tuple[int, bool]]:
        said = [await number(twin), await number(twin)]
        twin.revoke(LEAF)
        said.append(await number(twin))
        clock.advance(timedelta(days=30))
        return [*said, await number(twin)]

    assert with_twin(story, clock=clock) == [(18, False), (18, False), (19, True), (20, True)]


def test_every_fault_says_what_it_does_and_what_a_client_makes_of_it() -> None:
    assert len(fault_table().rows) == len(Fault)
    assert "malformed-ocsp or malformed-crl" in fault_table().to_text(400)
    for fault in Fault:
        assert fault == fault.value == str(fault)
        assert fault.does.endswith(".")
        assert fault.client.endswith((".", ")."))


def test_a_fault_for_no_request_is_refused() -> None:
    with pytest.raises(InputError):
        Twin("iso15118-2").set_fault(Fault.SLOW, times=0)
