"""Signatures that others made, and signatures that only look right."""

from dataclasses import replace

import pytest
from cryptography import x509

from tests.contracts.exi.vectors import RISE, rise_message
from tests.contracts.making import FOLDERS, NOW, Trio
from workbench.contracts.exi import messages_2
from workbench.contracts.exi.codec import SCHEMAS, read_message, write_fragment, write_message
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.signature import SHA256, Algorithm, Reference
from workbench.contracts.exi.xmldsig import XML_SIGNATURE
from workbench.contracts.installation import asking
from workbench.contracts.installation.parts import root_ids
from workbench.contracts.installation.signed_elements import ANSWER_2, MOST_REFERENCES, judge
from workbench.contracts.parties import Contract
from workbench.contracts.parties.samples import sample_items
from workbench.contracts.signing import raw_signature, sign
from workbench.findings import Severity

CPS = x509.load_pem_x509_certificate((RISE / "cpsLeafCert.pem").read_bytes())


def errors(found):
    return [one.code for one in found if one.severity is Severity.ERROR]


def test_rise_v2gs_answer_has_its_four_elements_signed():
    assert errors(judge(ISO_15118_2, rise_message("MsgBody-namespace"), CPS, ANSWER_2, "the CPS")) == []


def test_rise_v2gs_other_answer_is_signed_but_each_digest_is_another_one():
    assert errors(judge(ISO_15118_2, rise_message("empty-namespace"), CPS, ANSWER_2, "the CPS")) == ["message-digest"] * 4


def test_another_certificate_did_not_sign_it():
    contract = x509.load_pem_x509_certificate((RISE / "contractCert.pem").read_bytes())
    assert errors(judge(ISO_15118_2, rise_message("MsgBody-namespace"), contract, ANSWER_2, "the CPS")) == ["message-signature"]


def test_no_certificate_no_signature():
    assert errors(judge(ISO_15118_2, rise_message("MsgBody-namespace"), None, ANSWER_2, "the CPS")) == ["message-signature"]


def changed(change):
    """The sample CPS's answer with its signature changed, and its leaf's certificate."""
    trio = Trio("iso15118-2")
    schema = SCHEMAS[trio.vehicle.schema]
    message, _ = read_message(schema, trio.answer())
    signature = change(message, trio)
    _, stream = read_message(schema, write_message(schema, replace(message, header=replace(message.header, signature=signature))))
    return judge(schema, stream.root, trio.service.chain[0].certificate, ANSWER_2, "the CPS")


@pytest.mark.parametrize("place", range(4))
def test_each_of_the_four_elements_must_be_referred_to(place):
    def fewer(message, trio):
        body = message.body.message
        parts = [
            ("ContractSignatureCertChain", body.contract_signature_cert_chain),
            ("ContractSignatureEncryptedPrivateKey", body.contract_signature_encrypted_private_key),
            ("DHpublickey", body.dh_public_key),
            ("eMAID", body.emaid),
        ]
        del parts[place]
        return sign(ISO_15118_2, parts, trio.service._key)

    (only,) = [one for one in changed(fewer) if one.severity is Severity.ERROR]
    assert only.code == "message-part-unsigned"
    assert only.message.startswith(ANSWER_2[place])


def test_a_reference_to_nothing_is_said():
    def dangling(message, _):
        signature, info = message.header.signature, message.header.signature.signed_info
        stray = Reference("#nowhere", Algorithm(SHA256), bytes(32))
        return replace(signature, signed_info=replace(info, references=(*info.references, stray)))

    found = changed(dangling)
    assert "message-signs-another" in {one.code for one in found}
    assert errors(found) == ["message-signature", "message-digest"]


def asked(folder, change):
    """A vehicle's request whose SignedInfo was changed before its own key signed it, read by the pool."""
    trio = Trio(folder)
    schema = SCHEMAS[trio.vehicle.schema]
    message, _ = read_message(schema, trio.vehicle.request(NOW))
    signature = message.header.signature
    info = replace(signature.signed_info, references=change(signature.signed_info.references[0]))
    octets = write_fragment(XML_SIGNATURE, "SignedInfo", info)
    value = replace(signature.signature_value, value=raw_signature(octets, trio.vehicle._key, hash_name(folder)))
    changed_header = replace(message.header, signature=replace(signature, signed_info=info, signature_value=value))
    return asking.read(trio.vehicle.schema, write_message(schema, replace(message, header=changed_header))).findings


def hash_name(folder):
    return "SHA512" if folder == "iso15118-20" else "SHA256"


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_reference_that_does_not_hold_makes_the_signature_invalid_wherever_it_leads(folder):
    assert asked(folder, lambda right: (right,)) == ()
    for change in (
        lambda right: (replace(right, digest_value=bytes(32)), right),
        lambda right: (right, replace(right, digest_value=bytes(32))),
        lambda right: (right, replace(right, uri="#nowhere")),
        lambda right: (replace(right, digest_method=Algorithm("urn:none")), right),
    ):
        assert errors(asked(folder, change)) == ["message-digest"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_uri_without_its_number_sign_is_said(folder):
    (said,) = asked(folder, lambda right: (replace(right, uri=right.uri.removeprefix("#")),))
    assert (said.code, said.severity, said.expected) == ("message-signs-another", Severity.WARNING, "#id1")


def test_two_equal_ids_are_an_error_even_where_all_else_holds():
    """The reference leads to the outer element; a reader that looks from the inside finds the other one."""
    contract = Contract.of_samples("iso15118-2")
    chain = messages_2.CertificateChain(contract.chain[0].der, tuple(one.der for one in contract.chain[1:]), "id1")
    body = messages_2.CertificateUpdateReq("id1", chain, contract.emaid, root_ids(sample_items("iso15118-2", "v2g-root")))
    header = messages_2.MessageHeader(bytes(8), None, sign(ISO_15118_2, [("CertificateUpdateReq", body)], contract.key))
    exi = write_message(ISO_15118_2, messages_2.V2GMessage(header, messages_2.Body(body)))
    assert errors(asking.read(contract.schema, exi).findings) == ["message-duplicate-id"]


def test_a_signature_full_of_references_is_not_verified():
    """It would take minutes."""

    def many(message, _):
        signature, info = message.header.signature, message.header.signature.signed_info
        return replace(signature, signed_info=replace(info, references=info.references * 10))

    (only,) = changed(many)
    assert only.code == "message-signature"
    assert f"at most {MOST_REFERENCES}" in only.expected
    assert "not verified" in only.message


def test_a_request_full_of_references_is_not_verified_either():
    trio = Trio("iso15118-20")
    schema = SCHEMAS[trio.vehicle.schema]
    message, _ = read_message(schema, trio.vehicle.request(NOW))
    info = message.header.signature.signed_info
    signature = replace(message.header.signature, signed_info=replace(info, references=info.references * 60))
    exi = write_message(schema, replace(message, header=replace(message.header, signature=signature)))
    assert errors(asking.read(trio.vehicle.schema, exi).findings) == ["message-signature"]
