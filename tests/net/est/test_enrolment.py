"""Our client against our server, over real TLS on 127.0.0.1: CAs, enrolment, renewal, who may, and what a server does wrong."""

import asyncio
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448

import workbench as wb
from tests.net.est.made import KEY, SECC_ID, client, codes, request
from tests.net.est.own_ca import ROOT, SUB_CA, own_ca
from tests.net.machines.stories import story
from workbench.certs.issuing import NameAttribute, encode_name
from workbench.diagnosis import Use
from workbench.errors import InputError, NetworkError
from workbench.net.est import Access, EstClient, EstFault, EstServer, Gate, Operation, csr
from workbench.net.est.judging import judge
from workbench.net.est.reading import LONGEST_WAIT, retry_time
from workbench.net.fetcher import MappedResolver
from workbench.net.machines.clock import Clock
from workbench.net.machines.issuer import SECC, sample, sample_key
from workbench.sample_pki import reference_time


@pytest.mark.requirement("RFC 7030 4.1.3", "RFC 7030 3.3.1")
@story
async def test_the_cas_come_each_with_what_it_is():
    async with EstServer() as est:
        answer = await client(est).cacerts()
        assert answer.ok
        assert len(answer.certificates) == 6
        of_20 = await client(est, label="iso15118-20").cacerts()
        assert [one["role"] for one in of_20.to_dict()["certificates"]].count("root") == 1
        assert {one.der for one in of_20.certificates} < {one.der for one in answer.certificates}


@pytest.mark.requirement("RFC 7030 4.2", "RFC 7030 4.2.1", "RFC 7030 4.2.3")
@pytest.mark.parametrize(
    ("key", "root"),
    [
        (KEY, "iso15118-2/v2g-root"),
        (ec.generate_private_key(ec.SECP521R1()), "iso15118-20/v2g-root"),
        (ed448.Ed448PrivateKey.generate(), "iso15118-20/v2g-root"),
    ],
    ids=["P-256", "P-521", "Ed448"],
)
@story
async def test_a_station_enrols_and_its_chain_leads_to_the_v2g_root(key, root):
    async with EstServer() as est:
        asking = client(est, roots=sample(root))
        answer = await asking.simpleenroll(request(key=key))
        assert answer.ok, answer.findings
        assert len(answer.certificates) == 1  # RFC 7030 4.2.3: the certificate alone; its CAs are what cacerts is for
        assert answer.certificate.certificate.public_key() == key.public_key()
        assert len(answer.chain) == 3
        assert wb.diagnose(answer.chain, anchors=wb.samples(f"{root}.pem"), use="secc", now=answer.at).ok
        assert [one.method for one in asking.log] == ["GET", "POST"]


@pytest.mark.requirement("RFC 7030 4.2")
@story
async def test_a_renewal_is_by_the_certificate_that_is_renewed():
    async with EstServer(gate=Gate(users={"u": "p"}, certificate=True)) as est:
        first = await client(est, access=Access(user="u", password="p")).simpleenroll(request())
        fresh = ec.generate_private_key(ec.SECP256R1())
        shown = Access(chain=first.chain, key=KEY)
        again = await client(est, access=shown).simplereenroll(csr.renewal_request(first.certificate, fresh))
        assert again.ok
        assert again.certificate.facts.subject_der == first.certificate.facts.subject_der
        assert again.certificate.certificate.public_key() == fresh.public_key()
        assert est.requests[-1].who == f"certificate of {SECC_ID}"


@story
async def test_a_renewal_for_another_name_stays_here_and_is_refused_by_the_server_where_it_goes_out():
    async with EstServer() as est:
        first = await client(est).simpleenroll(request())
        shown = Access(chain=first.chain, key=KEY)
        other = request(organization="Somebody Else")
        kept = await client(est, access=shown).simplereenroll(other)
        assert (kept.ok, kept.http_status) == (False, None)
        assert codes(kept.request_findings) == {("est-request", "error")}
        asked = len(est.requests)
        sent = await client(est, access=shown, careful=False).simplereenroll(other)
        assert sent.http_status == 400
        assert "subject is not that" in sent.sentence
        assert len(est.requests) > asked
        without = await client(est).simplereenroll(request())
        assert without.http_status is None
        assert "none was given" in without.sentence
        bare = await client(est, careful=False).simplereenroll(request())
        assert bare.http_status == 400


WAYS = {
    "basic": (Gate(users={"u": "p"}), Access(user="u", password="p"), Access(user="u", password="wrong"), 401),
    "bearer": (Gate(tokens=("t",)), Access(token="t"), Access(token="other"), 401),
    "bearer and key": (
        Gate(tokens=("t",), headers={"x-api-key": "k"}),
        Access(token="t", headers=(("X-Api-Key", "k"),)),
        Access(token="t"),
        401,
    ),
}


@pytest.mark.parametrize("way", WAYS)
@story
async def test_only_who_shows_what_the_gate_wants_enrols_and_the_cas_are_for_everybody(way):
    gate, right, wrong, status = WAYS[way]
    async with EstServer(gate=gate) as est:
        assert (await client(est, access=right).simpleenroll(request())).ok
        text = str(est.requests) + repr(est) + str(est)
        for refused in (wrong, Access()):
            asking = client(est, access=refused)
            answer = await asking.simpleenroll(request())
            assert (answer.ok, answer.http_status) == (False, status)
            assert ("est-status", "error") in codes(answer.findings)
            assert asking.ca_certificates
            text += str(answer) + str(asking.log)
        assert not {"wrong", "other"} & set(text.split())


@story
async def test_a_client_certificate_opens_the_gate_while_it_is_valid_by_the_servers_clock():
    clock = Clock(reference_time())
    async with EstServer(gate=Gate(users={"u": "p"}, certificate=True), clock=clock) as est:
        first = await client(est, access=Access(user="u", password="p")).simpleenroll(request())
        shown = Access(chain=first.chain, key=KEY)
        assert (await client(est, access=shown).simpleenroll(request())).ok
        clock.advance(timedelta(days=100))
        late = await client(est, access=shown).simpleenroll(request())
        assert late.http_status == 401
        only = await client(est).simpleenroll(request())
        assert only.http_status == 401
    async with EstServer(gate=Gate(certificate=True)) as est:
        assert (await client(est).simpleenroll(request())).http_status == 403


@story
async def test_a_stranger_s_client_certificate_ends_the_connection_with_a_reason():
    async with EstServer() as est:
        stranger = sample("ocpp/csms-server-new", "ocpp/csms-sub-ca-new")
        answer = await client(est, access=Access(chain=stranger, key=sample_key("ocpp/csms-server-new"))).cacerts()
        assert not answer.ok
        assert codes(answer.findings) == {("est-unreachable", "error")}


@pytest.mark.requirement("RFC 7030 3.3.1")
@story
async def test_a_server_below_no_anchor_and_one_of_another_name_are_refused():
    async with EstServer() as est:
        for wrong in (ROOT, None):
            answer = await client(est, anchors=wrong).cacerts()
            assert (answer.ok, answer.http_status) == (False, None)
            assert "not trusted" in answer.sentence
        named = MappedResolver({"other.example": ("127.0.0.1", est.port)})
        other = EstClient(f"https://other.example:{est.port}", anchors=est.anchor, resolver=named, allow=(f"127.0.0.1:{est.port}",))
        answer = await other.cacerts()
        assert answer.http_status is None
        assert "Hostname mismatch" in answer.sentence
        assert len(est.requests) == 0


@story
async def test_an_address_that_nobody_allowed_is_not_asked():
    async with EstServer() as est:
        answer = await client(est, allow=()).cacerts()
        assert answer.http_status is None
        assert "is none that is asked" in answer.sentence
        assert len(est.requests) == 0


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: request(secc_id="x").der[:-4] + bytes(4), "not signed with the key"),
        (lambda: csr.made(encode_name([NameAttribute("CN", SECC_ID)]), KEY).der, "domain component"),
    ],
)
@story
async def test_a_csr_that_is_wrong_is_not_signed(made, sentence):
    async with EstServer() as est:
        answer = await client(est, careful=False).simpleenroll(made())
        assert answer.http_status == 400
        assert sentence in answer.sentence


@story
async def test_where_nothing_came_that_is_said_and_not_what_departs_in_the_csr():
    async with EstServer() as est:
        wrong = csr.made(encode_name([NameAttribute("CN", SECC_ID)]), KEY)
        answer = await client(est, anchors=ROOT).simpleenroll(wrong)
        assert "not trusted" in answer.sentence
        assert ("domain-component", "error") in codes(answer.request_findings)


@story
async def test_a_csr_that_is_not_signed_by_its_own_key_stays_here():
    async with EstServer() as est:
        answer = await client(est).simpleenroll(request().der[:-4] + bytes(4))
        assert answer.http_status is None
        assert codes(answer.request_findings) >= {("est-request", "error")}
        assert len(est.requests) == 0


REFUSED = {
    EstFault.SLOW: {("est-unreachable", "error")},
    EstFault.UNAUTHORIZED: {("est-status", "error")},
    EstFault.FORBIDDEN: {("est-status", "error")},
    EstFault.REFUSED: {("est-status", "error")},
    EstFault.ERROR: {("est-status", "error")},
    EstFault.NOT_FOUND: {("est-status", "error")},
    EstFault.REDIRECT: {("est-unreachable", "error")},
    EstFault.HTML_PAGE: {("est-content", "error")},
    EstFault.EMPTY: {("est-content", "error")},
    EstFault.TRUNCATED: {("est-content", "error")},
    EstFault.TOO_LARGE: {("est-unreachable", "error")},
    EstFault.DEAD: {("est-unreachable", "error")},
    EstFault.WRONG_KEY: {("est-certificate", "error")},
    EstFault.EXPIRED: {("expired", "error")},
    EstFault.NOT_YET_VALID: {("not-yet-valid", "error")},
}
READ_ALL_THE_SAME = (EstFault.WRONG_CONTENT_TYPE, EstFault.NOT_BASE64, EstFault.BARE)
NOT_YET = (EstFault.RETRY_AFTER, EstFault.NEVER, EstFault.BUSY, EstFault.NO_TIME)


def test_every_fault_has_a_test():
    assert {*REFUSED, *READ_ALL_THE_SAME, *NOT_YET, EstFault.WRONG_CHAIN} == set(EstFault)


@pytest.mark.parametrize("fault", REFUSED)
@story
async def test_a_fault_is_explained_and_no_certificate_is_taken(fault):
    async with EstServer(slow=5.0) as est:
        asking = client(est, seconds=0.4 if fault is EstFault.SLOW else 30.0)
        await asking.cacerts()
        est.set_fault(fault)
        answer = await asking.simpleenroll(request())
        assert not answer.ok
        assert codes(answer.findings) == REFUSED[fault]
        finding = next(one for one in answer.findings if one.severity == "error")
        assert finding.message
        assert finding.remedy
        with pytest.raises(NetworkError) as raised:
            answer.required()
        assert raised.value.message == answer.sentence == finding.message


@pytest.mark.parametrize("fault", READ_ALL_THE_SAME)
@story
async def test_a_form_that_is_not_as_it_should_be_is_read_and_said(fault):
    async with EstServer() as est:
        asking = client(est)
        await asking.cacerts()
        est.set_fault(fault)
        answer = await asking.simpleenroll(request())
        assert answer.ok
        assert ("est-content", "warning") in codes(answer.findings)
        assert answer.certificate.certificate.public_key() == KEY.public_key()


@story
async def test_cas_of_another_hierarchy_leave_the_issuer_missing():
    async with EstServer(fault=EstFault.WRONG_CHAIN) as est:
        answer = await client(est).simpleenroll(request())
        assert not answer.ok
        assert ("issuer-missing", "error") in codes(answer.findings)
        assert len(answer.chain) == 1


@story
async def test_only_the_callers_roots_count_where_there_are_some():
    async with EstServer() as est:
        answer = await client(est, roots=ROOT).simpleenroll(request())
        assert ("untrusted-root", "error") in codes(answer.findings)
        assert not answer.ok
        assumed = await client(est, roots=None).simpleenroll(request())
        assert assumed.ok
        assert "anchor-assumed" in {one.code for one in assumed.findings}


def test_another_subject_than_the_requests_is_said_and_a_certificate_beside_it_too():
    issuer = own_ca().authority.issuers["V2GCertificate"]
    other = encode_name([NameAttribute("CN", "another name"), NameAttribute("DC", "CPO")])
    der = issuer.issue(other, request().parsed, SECC, serial=7, not_before=reference_time())
    [leaf] = wb.load(der).items
    judged = judge(request(), (SUB_CA, leaf), (SUB_CA,), (ROOT,), Use.ANY, reference_time())
    assert judged.chain == (leaf, SUB_CA)
    assert ("est-certificate", "warning") in codes(judged.findings)
    assert [one.severity.value for one in judged.findings if "alone" in one.message] == ["info"]


@story
async def test_the_cas_are_asked_for_again_where_the_issuer_is_not_among_them():
    async with EstServer() as est:
        asking = client(est)
        asking.ca_certificates = sample("ocpp/csms-sub-ca")  # the CA has another sub-CA since
        answer = await asking.simpleenroll(request())
        assert answer.ok
        assert len(answer.chain) == 3


@pytest.mark.requirement("RFC 7030 4.2.3")
@story
async def test_not_yet_is_no_error_and_says_when_by_the_callers_clock():
    clock = Clock(reference_time())
    async with EstServer(retry_after=90) as est:
        asking = client(est, clock=clock)
        await asking.cacerts()
        for fault, status, said in ((EstFault.RETRY_AFTER, 202, 90), (EstFault.BUSY, 503, 90), (EstFault.NO_TIME, 202, None)):
            est.set_fault(fault)
            answer = await asking.simpleenroll(request())
            assert not answer.ok
            assert answer.pending.status == status
            assert answer.pending.retry_at == (None if said is None else clock.now() + timedelta(seconds=said))
            assert not [one for one in answer.findings if one.severity == "error"]
        est.set_fault(EstFault.RETRY_AFTER)
        assert (await asking.simpleenroll(request(organization="Other"))).pending
        assert (await asking.simpleenroll(request(organization="Other"))).ok  # the same request again


@story
async def test_a_client_comes_again_while_its_patience_lasts_and_no_longer():
    slept = []

    async def sleep(seconds):
        slept.append(seconds)
        await asyncio.sleep(0)

    async with EstServer(retry_after=7) as est:
        asking = client(est, sleep=sleep)
        await asking.cacerts()
        est.set_fault(EstFault.RETRY_AFTER)
        assert (await asking.simpleenroll(request(), wait=20)).ok
        assert slept == [7]
        slept.clear()
        est.set_fault(EstFault.NEVER)
        assert (await asking.simpleenroll(request(), wait=20)).pending
        assert slept == [7, 7]
        slept.clear()
        assert (await asking.simpleenroll(request(), wait=6)).pending
        assert slept == []


def test_retry_after_is_seconds_or_a_date_and_bounded():
    now = reference_time()
    assert retry_time("120", now) == now + timedelta(seconds=120)
    assert retry_time(" 0 ", now) == now
    assert retry_time("Mon, 01 Jun 2026 00:05:00 GMT", now) == now + timedelta(minutes=5)
    assert retry_time("Mon, 01 Jun 2020 00:05:00 GMT", now) == now
    assert retry_time("99999999999999999999", now) == now + LONGEST_WAIT
    assert retry_time("Fri, 31 Dec 9999 23:59:59 GMT", now) == now + LONGEST_WAIT
    for nothing in ("", "soon", "-5", "1.5", "٣", "Mon, 99 Foo"):
        assert retry_time(nothing, now) is None


@pytest.mark.parametrize("preset", ["rfc", "maeve", "citrineos"])
@story
async def test_every_form_of_paths_leads_to_a_certificate(preset):
    async with EstServer() as est:
        answer = await client(est, paths=preset).simpleenroll(request())
        assert answer.ok, answer.sentence
        assert len(answer.chain) == 3


@story
async def test_what_a_server_says_cannot_steer_a_page_or_a_terminal():
    async with EstServer() as est:
        answer = await client(est, careful=False).simpleenroll(request(organization="<b>\x1b[31m$x$"))
        assert "\x1b" not in str(answer) + str(est.requests)
        assert "<b>" not in answer._repr_html_() + est.requests._repr_html_()


@story
async def test_attributes_are_told_and_a_server_without_them_is_no_error():
    async with EstServer() as est:
        assert "1.2.840.113549.1.9.14" in (await client(est).csrattrs()).attributes
        est.set_fault(EstFault.NOT_FOUND)
        answer = await client(est).csrattrs()
        assert answer.ok
        assert answer.attributes == ()
        assert answer.operation is Operation.CSRATTRS


@story
async def test_a_server_that_does_not_run_and_faults_that_do_not_exist():
    est = EstServer()
    with pytest.raises(InputError, match="does not run"):
        _ = est.port
    with pytest.raises(InputError, match="no fault"):
        est.set_fault("nonsense")
    async with est:
        with pytest.raises(InputError, match="runs already"):
            await est.__aenter__()
        est.set_fault("error", times=1)
        assert not (await client(est).cacerts()).ok
        assert (await client(est).cacerts()).ok
