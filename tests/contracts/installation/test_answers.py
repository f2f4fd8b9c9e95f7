"""A contract's way from operator to vehicle, and each party's bad day: what the vehicle finds, and that it installs nothing."""

import copy
import pickle
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from tests.contracts.making import EMAID, FOLDERS, NOW, SESSION, Trio, new_vehicle
from workbench.contracts.exi.codec import SCHEMAS, read_message, write_message
from workbench.contracts.exi.layout import Named
from workbench.contracts.parties import (
    Contract,
    CpsFault,
    Issuer,
    MobilityOperator,
    MoFault,
    ProvisioningService,
    Vehicle,
    mobility_operator,
)
from workbench.contracts.parties.samples import sample_items
from workbench.contracts.standards import ISO_2
from workbench.errors import InputError
from workbench.findings import Severity


def codes(got):
    return {one.code for one in got.findings if one.severity is Severity.ERROR}


@pytest.fixture(params=FOLDERS)
def trio(request):
    return Trio(request.param)


def test_a_vehicle_installs_what_was_made_for_it(trio):
    got = trio.received()
    assert (got.ok, got.findings, got.response_code) == (True, (), "OK")
    assert got.contract.emaid == EMAID
    assert trio.vehicle.contracts == (got.contract,)
    assert got.contract.certificate.public_key() == got.contract.key.public_key()
    assert any("revocation" in one for one in got.not_checked)
    assert any("root above" in one for one in got.not_checked)


def test_a_vehicle_with_the_operators_root_checks_the_whole_chain():
    trio = Trio("iso15118-2")
    trio.vehicle.mo_roots = sample_items("iso15118-2", "mo-root")
    assert trio.received().not_checked == ("revocation",)


def test_a_contract_on_ed448_is_wrapped_for_x448():
    trio = Trio("iso15118-20")
    trio.vehicle = Vehicle.of_samples("iso15118-20", seed=b"448", curve="X448")
    got = trio.received()
    assert (got.ok, got.findings) == (True, ())
    assert got.answer.curve == "X448"
    assert len(got.answer.dh_public_key) == 56


def test_the_same_seed_gives_the_same_octets_and_no_seed_others():
    assert Trio("iso15118-2").answer() == Trio("iso15118-2").answer()
    unseeded = [MobilityOperator.of_samples().make(Vehicle.of_samples().chain, EMAID, NOW) for _ in range(2)]
    assert unseeded[0].wrapped.encrypted_private_key != unseeded[1].wrapped.encrypted_private_key
    assert unseeded[0].leaf.der != unseeded[1].leaf.der


def test_one_operator_never_draws_the_same_key_twice():
    trio = Trio("iso15118-2")
    made: Any = [trio.operator.make(trio.vehicle.chain, EMAID, NOW) for _ in range(4)]
    assert len({one.wrapped.dh_public_key for one in made}) == 4
    assert len({one.wrapped.encrypted_private_key[:16] for one in made}) == 4
    assert len({one.leaf.facts.public_key_sha256 for one in made}) == 4
    assert len({one.leaf.certificate.serial_number for one in made}) == 4


OPERATOR = {
    "another-key": {"keywrap-key-mismatch"},
    "another-vehicle": {"keywrap-key-mismatch", "keywrap-tag"},
    "another-pcid": {"keywrap-tag"},
    "scalar-too-large": {"keywrap-scalar"},
    "top-bits": {"keywrap-padding"},
    "without-other-info": {"keywrap-key-mismatch", "keywrap-tag"},
    "another-emaid": {"contract-emaid-mismatch"},
    "expired": {"expired"},
    "large-certificate": {"contract-certificate-too-long", "certificate-too-large"},
    "sub-ca-missing": {"issuer-missing"},
}


NOT_IN = {"iso15118-2": {"another-pcid", "top-bits"}, "iso15118-20": {"another-emaid", "duplicate-id"}}


def pairs(faults):
    """Each fault with each standard that has a place for it."""
    return [(folder, fault) for folder in FOLDERS for fault in faults if fault not in NOT_IN[folder]]


@pytest.mark.parametrize(("folder", "fault"), pairs(OPERATOR))
def test_an_operators_bad_day_is_found_by_the_vehicle(folder, fault):
    trio = Trio(folder)
    trio.operator.fault = fault
    got = trio.received()
    assert codes(got)
    assert codes(got) <= OPERATOR[fault]
    assert (got.ok, trio.vehicle.contracts) == (False, ())
    assert all(one.remedy for one in got.findings)


@pytest.mark.parametrize("rooted", [False, True], ids=["without the operator's root", "with the operator's root"])
@pytest.mark.parametrize(
    ("folder", "usages", "emaid", "expected"),
    [
        *((folder, ("keyEncipherment",), EMAID, "leaf-key-usage") for folder in FOLDERS),
        *((folder, ("keyCertSign", "cRLSign"), EMAID, "leaf-key-usage") for folder in FOLDERS),
        ("iso15118-2", mobility_operator._USAGES, "<script>x", "common-name"),
    ],
)
def test_a_contract_certificate_of_another_profile_is_refused(monkeypatch, rooted, folder, usages, emaid, expected):
    trio = Trio(folder)
    monkeypatch.setattr(mobility_operator, "_USAGES", usages)
    if rooted:
        trio.vehicle.mo_roots = sample_items(folder, "mo-root")
    trio.vehicle.request(NOW)
    data = trio.operator.make(trio.vehicle.chain, emaid, NOW)
    got = trio.vehicle.receive(trio.service.sign(data, NOW).response(SESSION, NOW), NOW)
    assert expected in codes(got)
    assert trio.vehicle.contracts == ()


def test_a_chain_with_too_many_sub_cas_cannot_even_be_written(trio):
    trio.operator.fault = "long-chain"
    data = trio.operator.make(trio.vehicle.chain, EMAID, NOW)
    assert "contract-chain-too-long" in {one.code for one in data.findings}


SERVICE = {
    "another-key": {"message-signature"},
    "not-a-cps": {"wrong-pki", "domain-component"},
    "expired-sub-ca": {"expired"},
    "unsigned": {"message-unsigned"},
    "part-unsigned": {"message-part-unsigned", "message-digest"},
    "duplicate-id": {"message-duplicate-id", "message-part-unsigned", "message-digest"},
    "wrapped": {"message-duplicate-id", "message-part-unsigned", "message-digest"},
    "changed-after-signing": {"message-digest", "contract-emaid-mismatch", "keywrap-point"},
    "failed-code": {"response-code"},
}


@pytest.mark.parametrize(("folder", "fault"), pairs(SERVICE))
def test_a_provisioning_services_bad_day_is_found_by_the_vehicle(folder, fault):
    trio = Trio(folder)
    trio.service.fault = fault
    got = trio.received()
    assert codes(got)
    assert codes(got) <= SERVICE[fault]
    assert (got.ok, trio.vehicle.contracts) == (False, ())


def test_faults_that_a_standard_has_no_place_for_are_refused():
    for folder, faults in NOT_IN.items():
        trio = Trio(folder)
        for fault in faults:
            party: Any = trio.service if fault in SERVICE else trio.operator
            with pytest.raises(InputError, match="no place"):
                party.fault = fault


def test_every_fault_is_tried():
    assert {*OPERATOR, "long-chain", ""} == set(get_args(MoFault))
    assert {*SERVICE, "combined-grammar", ""} == set(get_args(CpsFault))


def test_the_other_grammar_of_signed_info_is_no_fault(trio):
    trio.service.fault = "combined-grammar"
    assert trio.received().ok


def test_an_answer_of_another_session_is_refused(trio):
    got = trio.received(session=SESSION[::-1])
    assert codes(got) == {"session-mismatch"}


def test_an_answer_for_another_vehicle_is_refused(trio):
    other = new_vehicle({"urn:iso:15118:2:2013:MsgDef": "iso15118-2"}.get(trio.vehicle.schema, "iso15118-20"))
    other.request(NOW)
    assert codes(other.receive(trio.answer(), NOW)) <= {"keywrap-key-mismatch", "keywrap-tag"}
    assert other.contracts == ()


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_refusal_is_said_alone_for_its_other_fields_are_fillers(folder):
    trio = Trio(folder)
    trio.service.fault = "failed-code"
    trio.operator.fault = "another-key"
    got = trio.received()
    assert [one.code for one in got.findings] == ["response-code"]
    assert any("refusal" in one for one in got.not_checked)
    assert got.steps is None


def answer_of_20_with(trio, **changes):
    """The sample answer with something in it changed after signing."""
    schema = SCHEMAS[trio.vehicle.schema]
    message, _ = read_message(schema, trio.answer())
    data = {key: changes.pop(key) for key in ("encrypted_private_key", "ecdh_curve") if key in changes}
    signed = replace(message.signed_installation_data, **data)
    return trio.vehicle.receive(write_message(schema, replace(message, signed_installation_data=signed, **changes)), NOW)


def test_an_answer_that_is_not_ready_is_no_contract():
    got = answer_of_20_with(Trio("iso15118-20"), evse_processing="Ongoing")
    assert [one.code for one in got.findings] == ["response-code"]
    assert got.findings[0].observed == "Ongoing"


def test_a_key_for_a_tpm_is_said_not_to_be_unwrapped():
    got = answer_of_20_with(Trio("iso15118-20"), encrypted_private_key=Named("TPM_EncryptedPrivateKey", bytes(206)))
    assert codes(got) == {"message-digest", "keywrap-tpm"}
    assert not got.ok


def test_a_curve_that_is_not_the_keys_is_said():
    got = answer_of_20_with(Trio("iso15118-20"), ecdh_curve="X448")
    assert codes(got) == {"message-digest", "keywrap-receiver"}


def test_a_key_for_x448_is_nothing_for_a_vehicle_without_one():
    trio = Trio("iso15118-20")
    other = Vehicle.of_samples("iso15118-20", seed=b"448", curve="X448")
    data = trio.operator.make(other.chain, EMAID, NOW, alternate=other.alternate_public_key)
    trio.vehicle.request(NOW)
    got = trio.vehicle.receive(trio.service.sign(data, NOW).response(SESSION, NOW), NOW)
    assert codes(got) == {"keywrap-receiver"}


def test_an_answer_too_early_or_too_late_is_refused(trio):
    answer = trio.answer()
    assert "expired" in codes(trio.vehicle.receive(answer, NOW + timedelta(days=1100)))
    assert "not-yet-valid" in codes(trio.vehicle.receive(answer, NOW - timedelta(days=60)))
    assert trio.vehicle.contracts == ()


def test_the_answer_has_the_references_that_the_standard_wants():
    for folder, names in (("iso15118-2", 4), ("iso15118-20", 1)):
        trio = Trio(folder)
        message, stream = read_message(SCHEMAS[trio.vehicle.schema], trio.answer())
        header = message.header
        uris = [one.uri for one in header.signature.signed_info.references]
        assert len(set(uris)) == names
        assert stream.trailing == b""


def test_remaining_contracts_are_told_in_20_alone():
    assert Trio("iso15118-20").received(remaining=3).remaining == 3
    assert Trio("iso15118-2").received(remaining=3).remaining is None


@pytest.mark.requirement("M02.FR.02")
def test_20_has_no_answer_to_an_update():
    with pytest.raises(InputError, match="no CertificateUpdateRes"):
        Trio("iso15118-20").answer(action="Update")


def test_an_update_is_wrapped_for_the_old_contract_and_replaces_it():
    trio = Trio("iso15118-2")
    first = trio.received().contract
    trio.vehicle.request(NOW, action="Update")
    data = trio.operator.renew(first.chain, NOW)
    exi = trio.service.sign(data, NOW).response(SESSION, NOW, action="Update")
    got: Any = trio.vehicle.receive(exi, NOW)
    assert got.ok
    assert trio.vehicle.contracts == (got.contract,)
    assert got.contract.emaid == first.emaid
    assert got.contract.certificate.public_key() != first.certificate.public_key()


def test_an_update_wrapped_for_the_provisioning_key_instead_is_refused():
    trio = Trio("iso15118-2")
    assert trio.received().ok
    trio.vehicle.request(NOW, action="Update")
    exi = trio.service.sign(trio.operator.make(trio.vehicle.chain, EMAID, NOW), NOW).response(SESSION, NOW, action="Update")
    assert codes(trio.vehicle.receive(exi, NOW)) == {"keywrap-key-mismatch"}


def test_a_vehicle_without_a_contract_has_nothing_to_update():
    with pytest.raises(InputError, match="no contract to update"):
        Vehicle.of_samples("iso15118-2").request(NOW, action="Update")


def test_20_installs_where_it_is_told_to_update():
    trio = Trio("iso15118-20")
    assert trio.vehicle.request(NOW, action="Update") == trio.vehicle.request(NOW)


@pytest.mark.parametrize("days", [100, 400])
def test_a_provisioning_service_takes_a_new_leaf_when_the_old_one_has_ended_and_a_new_sub_ca_if_need_be(trio, days):
    later = NOW + timedelta(days=days)
    data = trio.operator.make(trio.vehicle.chain, EMAID, later)
    trio.vehicle.request(later)
    assert trio.vehicle.receive(trio.service.sign(data, later).response(SESSION, later), later).ok


def test_a_new_leaf_of_the_same_seed_is_the_same():
    later = NOW + timedelta(days=400)
    chains = []
    for seed in (b"one", b"one", b"another"):
        trio = Trio("iso15118-2", seed)
        signed = trio.service.sign(trio.operator.make(trio.vehicle.chain, EMAID, later), later)
        chains.append([one.der for one in signed.cps_chain])
    assert chains[0] == chains[1] != chains[2]


def test_a_service_signs_only_its_own_standard():
    data = Trio("iso15118-2").operator.make(Vehicle.of_samples().chain, EMAID, NOW)
    with pytest.raises(InputError, match="ISO 15118-20"):
        ProvisioningService.of_samples("iso15118-20").sign(data, NOW)


def test_an_operator_of_one_standard_cannot_wrap_for_a_vehicle_of_the_other():
    with pytest.raises(InputError, match="secp521r1"):
        MobilityOperator.of_samples("iso15118-20").make(Vehicle.of_samples("iso15118-2").chain, EMAID, NOW)


def test_the_samples_own_contract_signs():
    contract = Contract.of_samples("iso15118-2")
    assert (contract.emaid, contract.schema) == ("DEPNCC00000042H", ISO_2)
    assert Contract.of_samples("iso15118-2", "v2g-contract").emaid == "NLEMXC00000001L"
    assert "DEPNCC00000042H" in str(contract)


def test_a_party_takes_no_key_that_is_not_its_certificates():
    stranger, mine = Trio("iso15118-2"), Vehicle.of_samples("iso15118-2")
    key: Any = stranger.received().contract.key
    chain = mine.chain
    with pytest.raises(InputError, match="not its provisioning certificate"):
        Vehicle(ISO_2, chain, key, v2g_roots=())
    with pytest.raises(InputError, match="not its certificate"):
        ProvisioningService(ISO_2, stranger.service.chain, key)
    with pytest.raises(InputError, match="another certificate"):
        Contract(ISO_2, chain, key)
    with pytest.raises(InputError, match="another certificate"):
        Issuer(chain, key)
    with pytest.raises(InputError, match="has a certificate"):
        Contract(ISO_2, (), key)
    with pytest.raises(InputError, match="has a certificate"):
        Issuer((), key)
    with pytest.raises(InputError, match="no provisioning certificate"):
        stranger.operator.make((), EMAID, NOW)
    with pytest.raises(InputError, match="to renew"):
        stranger.operator.renew((), NOW)


def test_there_are_samples_of_two_standards_only():
    with pytest.raises(InputError, match="no sample PKI"):
        Vehicle.of_samples("ocpp")


def test_an_emaid_that_is_only_written_another_way_is_a_warning():
    trio = Trio("iso15118-2")
    trio.vehicle.request(NOW)
    data = replace(trio.operator.make(trio.vehicle.chain, EMAID, NOW), emaid="DE-PNC-C00000042-H")
    got = trio.vehicle.receive(trio.service.sign(data, NOW).response(SESSION, NOW), NOW)
    assert got.ok
    assert [(one.code, one.severity) for one in got.findings] == [("contract-emaid-mismatch", Severity.WARNING)]


def test_nobody_shows_or_copies_a_key(trio):
    got = trio.received()
    holders = [trio.vehicle, trio.operator, trio.service, got.contract]
    scalar = got.contract.key.private_numbers().private_value
    for holder in holders:
        shown = f"{holder!r} {holder} {getattr(holder, '_repr_html_', str)()}"
        assert f"{scalar:x}" not in shown
        assert "PrivateKey object" not in shown
        for way in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError, match="not copied"):
                way(holder)
    assert f"{scalar:x}" not in f"{got!r}{got}{got._repr_html_()}{got.steps}{list(got.steps)!r}"


@pytest.mark.parametrize("party", ["vehicle", "operator", "service"])
def test_a_fault_that_nobody_knows_is_refused(trio, party):
    with pytest.raises(InputError, match="does not know"):
        getattr(trio, party).fault = "flat-tyre"
