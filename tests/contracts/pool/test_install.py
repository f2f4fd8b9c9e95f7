"""M01: a contract certificate pool answers what a station hands on; Failed has a reason and an empty exiResponse."""

import base64
from datetime import timedelta
from functools import partialmethod
from typing import Any

import pytest

from tests.contracts.making import FOLDERS, NOW, handed_on, new_vehicle
from workbench.contracts.parties import Issuer, MobilityOperator, Vehicle
from workbench.contracts.pool import Pool, PoolPolicy, ProvisioningPool, sample_emaid
from workbench.contracts.standards import ISO_2, ISO_20
from workbench.errors import InputError
from workbench.findings import Severity
from workbench.messages.codec import to_wire
from workbench.messages.versions import Version

OTHER = {ISO_2: ISO_20, ISO_20: ISO_2}


def codes(answer, severity=Severity.ERROR):
    return {one.code for one in answer.findings if one.severity is severity}


def refused(answer, *expected, reason=None):
    assert not answer.ok
    assert codes(answer) == set(expected)
    assert (answer.response.exi_response, answer.exi) == ("", b"")
    assert answer.response.status_info.additional_info
    assert answer.response.remaining_contracts is None
    assert reason in {None, answer.response.status_info.reason_code}
    to_wire(answer.response, Version.V21)
    to_wire(answer.response, Version.V201)


@pytest.fixture
def pool():
    return Pool.of_samples(NOW, seed=b"pool", contracts=2)


@pytest.fixture(params=FOLDERS)
def vehicle(request):
    return Vehicle.of_samples(request.param, seed=b"vehicle")


@pytest.mark.requirement("M01.FR.01")
def test_a_vehicle_gets_its_contract(pool, vehicle):
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW)
    assert (answer.ok, answer.findings) == (True, ())
    got = vehicle.receive(answer.exi, NOW)
    assert got.ok
    assert got.contract.emaid == pool.accounts(vehicle.pcid)[0]
    assert [one.ok for one in answer.steps] == [True] * len(answer.steps)


def _maximum(vehicle, number=1):
    return {"maximum_contract_certificate_chains": number} if vehicle.schema == ISO_20 else {}


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("", "exi-unreadable", "InvalidValue"),
        ("%%%", "exi-base64", "InvalidValue"),
        ("gJ", "exi-base64", "InvalidValue"),
        (base64.b64encode(b"not EXI").decode(), "exi-unreadable", "InvalidValue"),
    ],
)
def test_what_is_no_message_is_refused(pool, vehicle, text, code, reason):
    request = handed_on(vehicle, b"")
    object.__setattr__(request, "exi_request", text)
    refused(pool.answer(request, NOW), code, reason=reason)


def test_a_request_that_is_cut_off_is_refused(pool, vehicle):
    vehicle.fault = "cut-off"
    refused(pool.answer(handed_on(vehicle, vehicle.request(NOW)), NOW), "exi-unreadable", reason="InvalidValue")


@pytest.mark.parametrize(("fault", "code"), [("another-key", "message-signature"), ("unsigned", "message-unsigned")])
def test_a_request_that_is_not_signed_by_the_vehicle_is_refused(pool, vehicle, fault, code):
    vehicle.fault = fault
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW)
    refused(answer, code, reason="InvalidCertificate")


@pytest.mark.requirement("M01.FR.01")
def test_the_schema_version_selects_the_codec_and_a_wrong_one_is_told(pool, vehicle):
    request = handed_on(vehicle, vehicle.request(NOW), schema=OTHER[vehicle.schema])
    refused(pool.answer(request, NOW), "exi-schema-mismatch", reason="InvalidValue")
    request = handed_on(vehicle, vehicle.request(NOW), schema="urn:din:70121:2012:MsgDef")
    refused(pool.answer(request, NOW), "exi-schema-unknown", reason="UnsupportedParam")


def test_an_unknown_withdrawn_or_duplicate_pcid_is_refused(pool, vehicle):
    folder = FOLDERS[vehicle.schema == ISO_20]
    stranger = new_vehicle(folder)
    request = handed_on(stranger, stranger.request(NOW), **_maximum(stranger))
    refused(pool.answer(request, NOW), "pcid-unknown", reason="NotFound")
    twin = new_vehicle(folder, pcid=vehicle.pcid, seed=b"a twin")
    request = handed_on(twin, twin.request(NOW), **_maximum(twin))
    refused(pool.answer(request, NOW), "pcid-duplicate", reason="InvalidCertificate")
    pool.provisioning.withdraw(vehicle.pcid)
    request = handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle))
    refused(pool.answer(request, NOW), "pcid-withdrawn", reason="NotFound")


def test_a_vehicle_without_an_account_gets_nothing(pool, vehicle):
    for emaid in pool.accounts(vehicle.pcid):
        pool.end(emaid)
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW)
    refused(answer, "contract-none", reason="NotFound")


def test_a_provisioning_certificate_that_has_ended_gets_nothing(pool, vehicle):
    late = NOW + timedelta(days=31 * 365)
    answer = pool.answer(handed_on(vehicle, vehicle.request(late), **_maximum(vehicle)), late)
    assert "expired" in codes(answer)
    assert not answer.ok


def test_a_pool_without_an_operator_has_nothing(pool, vehicle):
    pool.makers.clear()
    refused(pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW), "contract-none", reason="NotFound")


def test_contract_data_lie_in_the_pool_until_they_are_out_of_date(pool, vehicle):
    def asked(now):
        return pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), now)

    first = asked(NOW).exi
    pool.makers, makers = {}, pool.makers
    assert vehicle.receive(asked(NOW).exi, NOW).ok
    assert len(asked(NOW).exi) == len(first)
    later = NOW + timedelta(days=100)  # the CPS leaf has ended
    assert "contract-ended" in codes(asked(later))
    pool.makers = makers
    assert vehicle.receive(asked(later).exi, later).ok


def test_a_maker_that_fails_is_answered_with_failed(pool, vehicle):
    class Broken:
        def install(self, *_):
            raise RuntimeError("out of order")

    pool.makers = {ISO_2: Broken(), ISO_20: Broken()}
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW)
    refused(answer, "check-failed", reason="InternalError")
    assert "out of order" not in answer.response.status_info.additional_info


def test_a_chain_with_too_many_sub_cas_is_not_handed_out(pool, vehicle):
    pool.makers[vehicle.schema].mobility_operator.fault = "long-chain"
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW)
    refused(answer, "contract-chain-too-long")


def test_a_certificate_that_is_too_large_is_not_handed_out(pool, vehicle):
    pool.makers[vehicle.schema].mobility_operator.fault = "large-certificate"
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW)
    refused(answer, "contract-certificate-too-long")


def test_an_answer_of_2_fits_both_versions_and_one_of_20_only_ocpp_21(pool):
    for folder, fits in (("iso15118-2", True), ("iso15118-20", False)):
        vehicle = Vehicle.of_samples(folder)
        request = handed_on(vehicle, vehicle.request(NOW))
        answer = pool.answer(request, NOW, version=Version.V201)
        assert answer.ok is fits
        if not fits:
            refused(answer, "exi-too-long", reason="TooLargeElement")
            assert "7,500" in answer.findings[-1].message


def test_a_stations_field_length_is_kept(pool, vehicle):
    request = handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle))
    length = len(pool.answer(request, NOW).response.exi_response)
    assert pool.answer(request, NOW, longest=length).ok
    answer = pool.answer(request, NOW, longest=length - 1)
    refused(answer, "exi-too-long", reason="TooLargeElement")
    assert "FieldLength" in answer.findings[-1].message


def test_a_request_longer_than_its_field_is_refused(pool, vehicle):
    octets = vehicle.request(NOW) + bytes(8400)
    answer = pool.answer(handed_on(vehicle, octets, **_maximum(vehicle)), NOW)
    assert "exi-too-long" in codes(answer)
    assert answer.response.status_info.reason_code == "TooLargeElement"


def test_a_bad_pool_that_checks_no_chains_answers_anybody(vehicle):
    pool = Pool.of_samples(NOW, seed=b"x", policy=PoolPolicy(check_chains=False))
    pool.provisioning.roots = ()
    assert pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW).ok


def test_even_a_bad_pool_wraps_no_key_for_a_pcid_that_is_withdrawn_or_unknown(vehicle):
    pool = Pool.of_samples(NOW, seed=b"x", policy=PoolPolicy(check_chains=False))
    request = handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle))
    pool.provisioning.withdraw(vehicle.pcid)
    refused(pool.answer(request, NOW), "pcid-withdrawn", reason="NotFound")
    pool.provisioning = ProvisioningPool(())
    refused(pool.answer(request, NOW), "pcid-unknown", reason="NotFound")


def test_a_replaced_certificate_gets_a_key_that_is_wrapped_for_it(pool, vehicle):
    assert pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW).ok
    folder = "iso15118-20" if vehicle.schema == ISO_20 else "iso15118-2"
    replaced = new_vehicle(folder, vehicle.pcid)
    assert pool.provisioning.publish(replaced.chain, NOW, replace=True) == ()
    answer = pool.answer(handed_on(replaced, replaced.request(NOW), **_maximum(vehicle)), NOW)
    got = replaced.receive(answer.exi, NOW)
    assert (got.ok, got.findings) == (True, ())


@pytest.mark.parametrize(("whose", "fault"), [("mobility_operator", "another-vehicle"), ("provisioning_service", "another-key")])
def test_a_fault_begins_and_ends_when_it_is_said(pool, vehicle, whose, fault):
    """Nothing that lies in the pool hides it, and nothing of it stays there."""
    party = getattr(pool.makers[vehicle.schema], whose)
    for value, fine in (("", True), (fault, False), ("", True)):
        party.fault = value
        exi = vehicle.request(NOW)
        assert vehicle.receive(pool.answer(handed_on(vehicle, exi, **_maximum(vehicle)), NOW).exi, NOW).ok is fine


def test_a_vehicle_that_takes_no_contract_is_told_so(pool):
    vehicle = Vehicle.of_samples("iso15118-20")
    for version, fields in ((Version.V21, {"maximum_contract_certificate_chains": 0}), (Version.V201, {})):
        answer = pool.answer(handed_on(vehicle, vehicle.request(NOW, maximum=0), **fields), NOW, version=version)
        assert [(one.code, one.observed) for one in answer.findings] == [("contracts-maximum-conflict", "0")]
        assert (answer.ok, answer.response.status_info.reason_code) == (False, "InvalidValue")


def test_what_a_pool_left_open_is_said(pool, vehicle):
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW)
    assert answer.not_checked == ("revocation of the provisioning certificate",)
    assert "revocation of the provisioning certificate" in str(answer)


@pytest.mark.parametrize("whose", ["mobility_operator", "provisioning_service"])
def test_who_has_ended_makes_nothing_more(vehicle, whose, monkeypatch):
    pool = Pool.of_samples(NOW, seed=b"x", policy=PoolPolicy(check_chains=False))
    late = NOW + timedelta(days=60 * 365)
    if whose == "provisioning_service":
        monkeypatch.setattr(MobilityOperator, "ended", lambda *_: None)
        monkeypatch.setattr(Issuer, "issue", partialmethod(issue_long, Issuer.issue))
    answer = pool.answer(handed_on(vehicle, vehicle.request(late), **_maximum(vehicle)), late)
    refused(answer, "contract-ended")
    assert ("CPS" if whose == "provisioning_service" else "mobility operator") in answer.findings[0].message


def issue_long(issuer, original, *given, **named):
    """A CA of which nobody asks when it ends."""
    return original(issuer, *given, **(named | {"not_after": named["not_before"] + timedelta(days=9)}))


def test_a_ca_that_has_ended_issues_nothing(vehicle):
    operator = MobilityOperator.of_samples("iso15118-2")
    with pytest.raises(InputError, match="ended on"):
        operator.make(vehicle.chain, "DEPNCC00000042H", NOW + timedelta(days=60 * 365))


def test_the_time_needs_a_zone(pool, vehicle):
    naive = NOW.replace(tzinfo=None)
    request = handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle))
    for ask in (
        lambda: pool.answer(request, naive),
        lambda: Pool.of_samples(naive),
        lambda: vehicle.request(naive),
        lambda: vehicle.receive(pool.answer(request, NOW).exi, naive),
    ):
        with pytest.raises(InputError, match="no time zone"):
            ask()


def test_the_same_request_of_2_gets_the_same_contract_each_time(pool):
    vehicle = Vehicle.of_samples("iso15118-2")
    request = handed_on(vehicle, vehicle.request(NOW))
    received: Any = [vehicle.receive(pool.answer(request, NOW).exi, NOW) for _ in range(3)]
    assert [one.ok for one in received] == [True, False, False]
    assert {one.answer.emaid for one in received} == {pool.accounts(vehicle.pcid)[0]}


def test_an_ended_account_and_what_remains_are_shown(pool, vehicle):
    pool.end(pool.accounts(vehicle.pcid)[1])
    assert "ended" in str(pool)
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW)
    assert ("remainingContracts" in str(answer)) is (vehicle.schema == ISO_20)


def test_it_shows_itself_without_a_key(pool, vehicle):
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW), **_maximum(vehicle)), NOW)
    for one in (pool, answer):
        shown = f"{one} {one!r} {one._repr_html_()}"
        assert "simulated" in shown
        assert "PrivateKey object" not in shown


def test_sample_accounts_have_their_check_digit():
    assert sample_emaid(42) == "DEPNCC00000042H"


def test_an_unknown_way_to_count_is_refused():
    way: Any = "all"
    with pytest.raises(InputError, match="no such way"):
        PoolPolicy(remaining=way)
