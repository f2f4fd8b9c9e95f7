"""Many certificates: bounded, each asked about once, one CRL fetched once, progress told; and the loop never stands still."""

import asyncio
import time
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.net.status.asking import CRL_URL, FOLDER, ROOT, URL, faulty
from tests.net.twin.asking import CA, LEAF, certificate, http
from tests.revocation.ocsp_made import path_certificate
from workbench.data import samples_directory
from workbench.errors import InputError
from workbench.net.status import Word, check_status
from workbench.net.status.check import AT_ONCE
from workbench.net.status.conduct import Conduct
from workbench.net.status.crl_judging import CrlJudge
from workbench.net.twin import Fault, Part, Twin
from workbench.revocation.by_hash import CaPool
from workbench.revocation.verdict import Verdict
from workbench.revocation.verdict_crl import judge_crl
from workbench.revocation.verdict_crl_reading import read_crl
from workbench.sample_pki import reference_time
from workbench.sample_pki.declaration import read_declaration
from workbench.sample_pki.issuance import Issuance

MANY = 1_000
ABOVE = (FOLDER / "cpo-sub-ca2.pem", FOLDER / "cpo-sub-ca1.pem", ROOT)


def leaves(count: int) -> list[x509.Certificate]:
    """SECC certificates of the sample CA that the samples do not have, with serial numbers from 1 on."""
    signer = Issuance(read_declaration((samples_directory() / "pki.toml").read_text("utf-8"))).key(CA)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    pattern, made = certificate(LEAF), []
    for serial in range(1, count + 1):
        builder = x509.CertificateBuilder(
            pattern.issuer, pattern.subject, pattern.public_key(), serial, pattern.not_valid_before_utc, pattern.not_valid_after_utc
        )
        for extension in pattern.extensions:
            builder = builder.add_extension(extension.value, extension.critical)
        made.append(builder.sign(signer, hashes.SHA256()))
    return made


@pytest.fixture(scope="module")
def crowd():
    return leaves(MANY)


def test_a_thousand_are_asked_about_each_once_so_many_at_a_time(crowd, monkeypatch):
    under_way, most, told = 0, 0, []
    check = Conduct.check

    async def counted(self, subject):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        try:
            return await check(self, subject)
        finally:
            under_way -= 1

    monkeypatch.setattr(Conduct, "check", counted)
    with faulty() as twin:
        for one in crowd:
            twin.authority(CA).know(one.serial_number, "a leaf")
        found = check_status((*ABOVE, *crowd, *crowd), twin=twin, progress=lambda done, total: told.append((done, total)))
        assert len(twin.requests.of(URL)) == MANY
    assert found.ok
    assert len(found) == MANY + 2
    assert 1 < most <= AT_ONCE
    assert told == [(done, MANY + 2) for done in range(1, MANY + 3)]


def test_one_crl_is_fetched_once_for_all_that_name_it(crowd):
    with faulty() as twin:
        found = check_status((*ABOVE, *crowd[:100]), twin=twin, sources=("CRL",))
        assert len(twin.requests.of(CRL_URL)) == 1
    assert found.ok
    assert len(found.crls) == 3


def test_those_that_are_revoked_are_told_from_their_neighbours(crowd):
    with faulty() as twin:
        for one in crowd[:50]:
            twin.authority(CA).know(one.serial_number, "a leaf")
        for one in crowd[:50:10]:
            twin.revoke(one)
        found = check_status((*ABOVE, *crowd[:50]), twin=twin)
        twin.set_fault(Fault.INTERNAL_ERROR)
        by_crl = check_status((*ABOVE, *crowd[:50]), twin=twin)
    for one in (found, by_crl):
        assert [status.word is Word.REVOKED for status in one[2:]] == [place % 10 == 0 for place in range(50)]


def test_one_that_came_with_another_nonce_is_asked_again_for_nobody_else(crowd):
    with faulty() as twin:
        for one in crowd[:20]:
            twin.authority(CA).know(one.serial_number, "a leaf")
        twin.set_fault(Fault.NONCE_WRONG, certificate=crowd[7])
        found = check_status((*ABOVE, *crowd[:20]), twin=twin, sources="OCSP")
    assert [place for place, one in enumerate(found[2:]) if one.word is not Word.GOOD] == [7]


def test_a_twin_in_the_waiting_loop_is_refused_instead_of_waited_for():
    async def story() -> None:
        async with Twin() as twin:
            with pytest.raises(InputError, match="event loop"):
                check_status(ROOT, twin=twin)

    asyncio.run(story())


def test_it_works_where_a_loop_is_running_as_in_a_notebook():
    async def cell() -> bool:
        with faulty() as twin:
            return check_status(ABOVE, twin=twin, at=twin.now() + timedelta(hours=1)).ok

    assert asyncio.run(cell())


@pytest.mark.requirement("RFC 5280 6.3.3")
@pytest.mark.parametrize("fault", [None, *(fault for fault in Fault if fault.part is Part.CRL), Fault.GARBAGE])
def test_a_crl_that_is_read_once_is_judged_as_if_it_were_read_anew(fault):
    with faulty(fault) as twin:
        status, octets, _ = asyncio.run(http(twin.twin, CRL_URL))
    assert status == 200
    leaf, issuer = (path_certificate(certificate(name)) for name in (LEAF, CA))
    judge = CrlJudge(CaPool(), reference_time())
    anew = judge_crl(leaf, issuer, octets, CaPool(), reference_time())
    assert judge.judge(leaf, issuer, octets) == judge.judge(leaf, issuer, octets) == anew


def test_a_long_crl_is_read_once_though_many_wait_for_it(monkeypatch):
    read = []

    def counted(octets):
        read.append(octets)
        time.sleep(0.05)  # as long ones take: the others come meanwhile
        return read_crl(octets)

    monkeypatch.setattr("workbench.net.status.crl_judging._LONG", 0)
    monkeypatch.setattr("workbench.net.status.crl_judging.read_crl", counted)
    with faulty() as twin:
        _, octets, _ = asyncio.run(http(twin.twin, CRL_URL))
    leaf, issuer = (path_certificate(certificate(name)) for name in (LEAF, CA))

    async def story() -> list[Verdict]:
        judge = CrlJudge(CaPool(), reference_time())
        return await asyncio.gather(*(judge.judged(leaf, issuer, octets) for _ in range(AT_ONCE)))

    anew = judge_crl(leaf, issuer, octets, CaPool(), reference_time())
    assert asyncio.run(story()) == [anew] * AT_ONCE
    assert read == [octets]
