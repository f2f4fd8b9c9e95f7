"""A contract's whole life, without OCPP's connections: built, published, contracted, asked for, unwrapped, used, ended, updated."""

from datetime import timedelta
from typing import Any

import pytest

from tests.contracts.making import NOW, handed_on
from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.codec import SCHEMAS, read_message, write_message
from workbench.contracts.parties import Manufacturer
from workbench.contracts.parties.samples import sample_items
from workbench.contracts.pool import Operator, Pool, ProvisioningPool, sample_emaid
from workbench.contracts.signature_forensics import examine
from workbench.contracts.standards import ISO_20
from workbench.messages.codec import read, to_wire
from workbench.messages.ev_certificate import Get15118EVCertificateRequest, Get15118EVCertificateResponse
from workbench.messages.versions import Version

CHALLENGE = bytes(range(16))


def over_ocpp(message, kind):
    """There and back as OCPP 2.1's JSON."""
    return read(kind, to_wire(message, Version.V21), Version.V21)


def asked(vehicle, pool, now, **wishes):
    """The vehicle asks, the station hands on, the pool answers, the vehicle judges."""
    action = wishes.get("action", "Install")
    fields = {"maximum_contract_certificate_chains": 1} if vehicle.schema == ISO_20 else {}
    request = handed_on(vehicle, vehicle.request(now, **wishes), action, **fields)
    answer = pool.answer(over_ocpp(request, Get15118EVCertificateRequest), now)
    over_ocpp(answer.response, Get15118EVCertificateResponse)
    return answer, vehicle.receive(answer.exi, now) if answer.ok else None


def authorized(contract, now):
    """The vehicle signs the station's challenge with its contract; the station verifies it with the certificate."""
    if contract.schema == ISO_20:
        chain = messages_20.CertificateChain(contract.chain[0].der, tuple(one.der for one in contract.chain[1:]))
        mode = messages_20.PnCAuthorizationMode("id1", CHALLENGE, chain)
        header: Any = messages_20.MessageHeader(
            bytes(8), int(now.timestamp()), contract.sign([("PnC_AReqAuthorizationMode", mode)])
        )
        message: Any = messages_20.AuthorizationReq(header, "PnC", mode)
    else:
        body = messages_2.AuthorizationReq(CHALLENGE, "id1")
        header = messages_2.MessageHeader(bytes(8), None, contract.sign([("AuthorizationReq", body)]))
        message = messages_2.V2GMessage(header, messages_2.Body(body))
    schema = SCHEMAS[contract.schema]
    _, stream = read_message(schema, write_message(schema, message))
    return examine(schema, stream.root, contract.certificate.public_key()).valid


@pytest.mark.parametrize(("folder", "pcid"), [("iso15118-2", "WPNEV2026SAMPLE77"), ("iso15118-20", "WPNP20260000000777")])
def test_a_contract_from_the_factory_to_its_end_and_beyond(folder, pcid):
    # the manufacturer builds a vehicle and publishes its provisioning certificate
    manufacturer = Manufacturer.of_samples(folder, seed=b"factory")
    vehicle = manufacturer.build(pcid, NOW)
    provisioning = ProvisioningPool([("OEMRootCertificate", one) for one in sample_items(folder, "oem-root")])
    assert provisioning.publish(vehicle.chain, NOW) == ()
    roots = [("MORootCertificate", one) for one in sample_items(folder, "mo-root")]
    operator = Operator.of_samples(folder, seed=b"operator", lifetime=timedelta(days=180))
    pool = Pool(provisioning, {vehicle.schema: operator}, contract_roots=roots)
    # before the driver has a contract there is none
    answer, _ = asked(vehicle, pool, NOW)
    assert {one.code for one in answer.findings} == {"contract-none"}
    # the driver signs up: operator and CPS make the contract, the vehicle asks, unwraps and authorizes itself
    emaid = sample_emaid(7)
    pool.account(vehicle.pcid, emaid)
    answer, got = asked(vehicle, pool, NOW)
    assert (answer.ok, got.ok, got.contract.emaid) == (True, True, emaid)
    assert authorized(got.contract, NOW)
    # shortly before its end it gets a successor, with another key
    before_its_end = got.contract.not_after - timedelta(days=20)
    answer, successor = asked(vehicle, pool, before_its_end, action="Update")
    assert successor.ok
    assert successor.contract.emaid == emaid
    assert successor.contract.certificate.public_key() != got.contract.certificate.public_key()
    assert authorized(successor.contract, before_its_end)
    # it is forgotten until it has ended: the update is refused (-2), the provisioning certificate still gets a new one
    too_late = successor.contract.not_after + timedelta(days=1)
    answer, renewed = asked(vehicle, pool, too_late, action="Update")
    if folder == "iso15118-2":
        assert {one.code for one in answer.findings} == {"contract-ended"}
        answer, renewed = asked(vehicle, pool, too_late)
    assert renewed.ok
    assert renewed.contract.not_after > too_late
    # the account is closed: nothing comes any more
    pool.end(emaid)
    answer, _ = asked(vehicle, pool, too_late)
    assert not answer.ok
    # the vehicle is scrapped
    provisioning.withdraw(vehicle.pcid)
    pool.account(vehicle.pcid, emaid)
    answer, _ = asked(vehicle, pool, too_late)
    assert {one.code for one in answer.findings} == {"pcid-withdrawn"}
