"""A signature holds in the grammar in which it was made, whichever that was, and in none where something was changed."""

import hashlib
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.contracts.exi.vectors import RISE, rise_message
from workbench.contracts.exi import messages_2 as m2
from workbench.contracts.exi import messages_20 as m20
from workbench.contracts.exi.codec import read_message, write_fragment, write_message
from workbench.contracts.exi.encoder import encode
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.exi.layout import Named
from workbench.contracts.exi.signature import (
    CANONICAL_EXI,
    ECDSA_SHA256,
    ECDSA_SHA512,
    SHA256,
    SHA512,
    Algorithm,
    Reference,
    Signature,
    SignatureValue,
    SignedInfo,
)
from workbench.contracts.exi.states import Name
from workbench.contracts.exi.typed import to_node
from workbench.contracts.exi.xmldsig import XML_SIGNATURE
from workbench.contracts.signature_forensics import Attempt, SignatureResult, examine

KEY = ec.derive_private_key(15118, ec.SECP256R1())
KEY_521 = ec.derive_private_key(15118, ec.SECP521R1())
STRANGER = ec.derive_private_key(2, ec.SECP256R1()).public_key()
KEY_448 = ed448.Ed448PrivateKey.from_private_bytes(bytes(57))
METHOD = Algorithm(CANONICAL_EXI)


def of_rise(which):
    """The message of RISE-V2G and what its CPS' key says of it."""
    message, stream = read_message(ISO_15118_2, encode(ISO_15118_2, rise_message(which)))
    leaf = x509.load_der_x509_certificate(message.body.message.sa_provisioning_certificate_chain.certificate)
    own = x509.load_pem_x509_certificate((RISE / "cpsLeafCert.pem").read_bytes())
    assert leaf == own
    key = own.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return stream.root, examine(ISO_15118_2, stream.root, key)


def test_the_signature_of_rise_v2g_verifies_in_the_grammars_it_used():
    root, found = of_rise("MsgBody-namespace")
    assert found.valid
    assert found.findings == ()
    assert found.signed_info is not None
    assert (found.signed_info.grammar, found.value_form) == ("XML Signature alone, fragment", "raw r and s")
    assert {one.element.name.local: one.attempt.grammar for one in found.references if one.element and one.attempt} == {
        "ContractSignatureEncryptedPrivateKey": "ISO 15118-2, fragment",
        "ContractSignatureCertChain": "ISO 15118-2, fragment",
        "eMAID": "ISO 15118-2, fragment, relaxed",
        "DHpublickey": "ISO 15118-2, fragment",
    }
    assert found.sentence == (
        "The key signed SignedInfo (XML Signature alone, fragment; raw r and s). 4 digests hold: "
        "ContractSignatureEncryptedPrivateKey, ContractSignatureCertChain, DHpublickey (ISO 15118-2, fragment); "
        "eMAID (ISO 15118-2, fragment, relaxed)."
    )
    stranger = examine(ISO_15118_2, root, STRANGER)
    assert not stranger.valid
    assert all(one.attempt for one in stranger.references)
    assert [one.message[:32] for one in stranger.findings] == ["The key did not sign SignedInfo "]


def test_a_signature_can_be_right_while_its_references_are_wrong():
    # RISE-V2G's other message: its signer hashed elements of no namespace, which no verifier sees
    _, found = of_rise("empty-namespace")
    assert found.signed_info is not None
    assert not any(one.attempt for one in found.references)
    assert not found.valid
    assert [(one.code, one.severity) for one in found.findings] == [("message-digest", "error")] * 4
    assert found.sentence.startswith(
        "The key signed SignedInfo (XML Signature alone, fragment; raw r and s). 4 digests do not hold: "
    )


def value_of(key, data):
    """A signature as XML Signature writes it."""
    if isinstance(key, ed448.Ed448PrivateKey):
        return key.sign(data)
    size = (key.key_size + 7) // 8
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA512() if size > 32 else hashes.SHA256())))
    return r.to_bytes(size) + s.to_bytes(size)


def signed_2(grammar=XML_SIGNATURE, *, relaxed=True):
    """An answer of ISO 15118-2, of whose parts two are signed, as EXI."""
    chain, emaid = m2.CertificateChain(b"c", (b"d",), "id1"), m2.EMAID("id4", "DEABCC12345678")
    fragments = {
        "id1": write_fragment(ISO_15118_2, "ContractSignatureCertChain", chain),
        "id4": write_fragment(ISO_15118_2, "eMAID", emaid, relaxed=relaxed),
    }
    references = tuple(
        Reference(f"#{one}", Algorithm(SHA256), hashlib.sha256(data).digest(), (METHOD,)) for one, data in fragments.items()
    )
    info = SignedInfo(METHOD, Algorithm(ECDSA_SHA256), references)
    value = value_of(KEY, write_fragment(grammar, "SignedInfo", info))
    header = m2.MessageHeader(bytes(8), None, Signature(info, SignatureValue(value)))
    wrapped, public = m2.Identified("id2", bytes(48)), m2.Identified("id3", bytes(65))
    return m2.V2GMessage(
        header, m2.Body(m2.CertificateInstallationRes("OK", m2.CertificateChain(b"a"), chain, wrapped, public, emaid))
    )


def examined(message, key=KEY):
    schema = ISO_15118_2 if isinstance(message, m2.V2GMessage) else ISO_15118_20
    back, stream = read_message(schema, write_message(schema, message))
    assert back == message
    return examine(schema, stream.root, key.public_key())


@pytest.mark.parametrize("grammar", [XML_SIGNATURE, ISO_15118_2, ISO_15118_20], ids=lambda one: one.name)
@pytest.mark.parametrize("relaxed", [True, False])
def test_a_signature_is_found_in_whichever_grammar_it_was_made(grammar, relaxed):
    found = examined(signed_2(grammar, relaxed=relaxed))
    assert found.valid
    assert found.signed_info is not None
    assert found.signed_info.grammar == f"{grammar.name}, fragment"
    assert found.references[1].attempt is not None
    assert ("relaxed" in found.references[1].attempt.grammar) is relaxed
    assert [(one.code, one.severity) for one in found.findings] == ([] if relaxed else [("signature-grammar", "warning")])


def test_signed_info_as_a_document_holds_and_is_said():
    message = signed_2()
    assert message.header.signature is not None
    info = message.header.signature.signed_info
    node = to_node(XML_SIGNATURE, Name("SignedInfo", "ds"), "ds:SignedInfoType", info)
    value = SignatureValue(value_of(KEY, encode(XML_SIGNATURE, node)))
    found = examined(replace(message, header=replace(message.header, signature=Signature(info, value))))
    assert found.valid
    assert [(one.code, one.observed) for one in found.findings] == [("signature-grammar", "XML Signature alone, document")]


def test_a_signature_over_nothing_is_not_valid():
    attempt = Attempt("XML Signature alone, fragment", conforms=True, data=b"")
    found = SignatureResult((), attempt, "raw r and s", (attempt,))
    assert not found.valid
    assert "nothing is signed" in found.sentence
    assert [one.code for one in found.findings] == ["message-signature"]


def test_a_changed_element_is_named():
    message = signed_2()
    body = message.body.message
    assert isinstance(body, m2.CertificateInstallationRes)
    found = examined(replace(message, body=m2.Body(replace(body, emaid=m2.EMAID("id4", "DEABCC12345679")))))
    assert not found.valid
    assert "One digest does not hold: eMAID: another digest in all 2 forms." in found.sentence


def with_references(message, change):
    """The message with other references, signed again."""
    info = replace(message.header.signature.signed_info, references=change(message.header.signature.signed_info.references))
    value = value_of(KEY, write_fragment(XML_SIGNATURE, "SignedInfo", info))
    return replace(message, header=replace(message.header, signature=Signature(info, SignatureValue(value))))


def test_a_reference_without_an_id_never_leads_to_an_element_without_one():
    message = signed_2()
    body = message.body.message
    assert isinstance(body, m2.CertificateInstallationRes)
    chain = replace(body.contract_signature_cert_chain, id="")
    message = replace(message, body=m2.Body(replace(body, contract_signature_cert_chain=chain)))
    found = examined(with_references(message, lambda old: (replace(old[0], uri="#"), *old[1:])))
    assert found.references[0].element is None


@pytest.mark.parametrize("uri", ["#nothing", "", None, "#<script>\x1b[31m"])
def test_a_reference_to_nothing_never_holds(uri):
    found = examined(with_references(signed_2(), lambda old: (replace(old[0], uri=uri), *old[1:])))
    assert not found.valid
    assert found.references[0].element is None
    assert "no element has this Id" in found.sentence
    assert "\x1b" not in str(found)
    assert "<script>" not in found._repr_html_()


def test_a_signature_whose_s_lost_a_zero_is_not_taken():
    message = signed_2()
    assert message.header.signature is not None
    info = message.header.signature.signed_info
    data = write_fragment(XML_SIGNATURE, "SignedInfo", info)
    value = next(one for one in iter(lambda: value_of(KEY, data), None) if one[32] == 0)  # one of 256
    for written, valid in ((value, True), (value[:32] + value[33:], False)):
        signature = Signature(info, SignatureValue(written))
        assert examined(replace(message, header=replace(message.header, signature=signature))).valid is valid


def test_an_unknown_digest_algorithm_never_holds():
    found = examined(with_references(signed_2(), lambda old: (replace(old[0], digest_method=Algorithm("md5")), *old[1:])))
    assert not found.valid
    assert "its digest algorithm is none of ISO 15118's" in found.sentence


def test_a_signature_as_der_is_read_and_said():
    message = signed_2()
    assert message.header.signature is not None
    info = message.header.signature.signed_info
    der = KEY.sign(write_fragment(XML_SIGNATURE, "SignedInfo", info), ec.ECDSA(hashes.SHA256()))
    found = examined(replace(message, header=replace(message.header, signature=Signature(info, SignatureValue(der)))))
    assert (found.valid, found.value_form) == (True, "DER")


@pytest.mark.parametrize("value", [b"", bytes(64), b"\x00" * 63, b"\xff" * 64, b"0"])
def test_a_senseless_value_never_holds(value):
    message = signed_2()
    assert message.header.signature is not None
    changed = replace(message.header.signature, signature_value=SignatureValue(value))
    assert not examined(replace(message, header=replace(message.header, signature=changed))).valid


def test_a_message_without_a_signature_is_refused():
    message = replace(signed_2(), header=m2.MessageHeader(bytes(8)))
    with pytest.raises(EXIError, match="not signed"):
        examined(message)


@pytest.mark.parametrize("grammar", [XML_SIGNATURE, ISO_15118_20], ids=lambda one: one.name)
@pytest.mark.parametrize("form", ["fragment", "document"])
@pytest.mark.parametrize("key", [KEY_521, KEY_448], ids=["P-521", "Ed448"])
def test_a_signature_of_20_is_found_also_when_its_data_were_hashed_as_a_document(grammar, form, key):
    wrapped = Named("X448_EncryptedPrivateKey", bytes(84))
    data = m20.SignedInstallationData("id1", m20.CertificateChain(b"c", (b"d",)), "X448", bytes(133), wrapped)
    node = to_node(ISO_15118_20, Name("SignedInstallationData", "m"), "m:SignedInstallationDataType", data)
    digest = hashlib.sha512(encode(ISO_15118_20, node, fragment=form == "fragment")).digest()
    info = SignedInfo(METHOD, Algorithm(ECDSA_SHA512), (Reference("#id1", Algorithm(SHA512), digest, (METHOD,)),))
    value = SignatureValue(value_of(key, write_fragment(grammar, "SignedInfo", info)))
    header = m20.MessageHeader(bytes(8), 1, Signature(info, value))
    found = examined(m20.CertificateInstallationRes(header, "OK", "Finished", m20.CertificateChain(b"a"), data, 0), key)
    assert found.valid
    assert found.signed_info is not None
    assert found.signed_info.grammar == f"{grammar.name}, fragment"
    assert [one.code for one in found.findings] == ([] if form == "fragment" else ["signature-grammar"])


def test_a_signature_with_more_references_than_any_message_wants_is_not_verified():
    fits, full = (examined(with_references(signed_2(), lambda known, n=n: known[:1] * n)) for n in (10, 11))
    assert (fits.valid, fits.unread) == (True, 0)
    assert (full.valid, full.tried, full.unread) == (False, (), 11)
    assert [(one.code, one.severity) for one in full.findings] == [("message-signature", "error")]
    assert full.sentence in full.findings[0].message
    assert "not tried" in str(full)


def test_a_value_in_der_holds_and_is_said():
    message = signed_2()
    assert message.header.signature is not None
    info = message.header.signature.signed_info
    der = KEY.sign(write_fragment(XML_SIGNATURE, "SignedInfo", info), ec.ECDSA(hashes.SHA256()))
    found = examined(replace(message, header=replace(message.header, signature=Signature(info, SignatureValue(der)))))
    assert found.valid
    assert [(one.code, one.observed, one.expected) for one in found.findings] == [
        ("signature-grammar", "DER", "r and s side by side")
    ]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"signature_method": Algorithm("http://www.w3.org/2000/09/xmldsig#rsa-sha1")}, "SignatureMethod"),
        ({"canonicalization_method": Algorithm("<b>another")}, "CanonicalizationMethod"),
    ],
)
def test_an_algorithm_that_is_not_what_was_computed_is_said(change, name):
    message = signed_2()
    assert message.header.signature is not None
    info = replace(message.header.signature.signed_info, **change)
    value = value_of(KEY, write_fragment(XML_SIGNATURE, "SignedInfo", info))
    found = examined(replace(message, header=replace(message.header, signature=Signature(info, SignatureValue(value)))))
    assert found.valid
    assert [(one.code, one.severity) for one in found.findings] == [("signature-grammar", "warning")]
    assert name in found.findings[0].message


def test_a_transform_that_is_not_exi_is_said():
    xpath = Algorithm("http://www.w3.org/TR/1999/REC-xpath-19991116")
    found = examined(with_references(signed_2(), lambda known: tuple(replace(one, transforms=(xpath,)) for one in known)))
    assert [(one.code, one.observed) for one in found.findings] == [("signature-grammar", xpath.algorithm)]


def test_a_digest_of_the_other_standard_holds_and_is_said():
    message = signed_2()
    first = examined(message).references[0].attempt
    assert first is not None
    other = {"digest_method": Algorithm(SHA512), "digest_value": hashlib.sha512(first.data).digest()}
    found = examined(with_references(message, lambda known: (replace(known[0], **other), *known[1:])))
    assert found.valid
    assert [(one.code, one.observed, one.expected) for one in found.findings] == [("signature-grammar", SHA512, SHA256)]
