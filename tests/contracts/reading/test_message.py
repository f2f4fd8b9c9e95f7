"""What a message says of itself: its kind, its fields, what is inside, whose signature, what strikes; harmless to look at."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.contracts.exi.vectors import DATA
from tests.contracts.exi.vectors import RISE as FILES
from tests.contracts.reading.messages import (
    HALF_SIGNED,
    RISE,
    RISE_WRONG,
    ROOTS,
    SIGNER,
    V2,
    V20,
    answer_20,
    authorization_20,
    of_2,
    request_2,
    request_20,
)
from workbench.certs.loading import load
from workbench.contracts.exi import messages_2 as m2
from workbench.contracts.reading import read
from workbench.contracts.reading.signers import certificate_of
from workbench.errors import InputError
from workbench.findings import Severity

OF_A_STRING_TABLE = bytes.fromhex(  # EXIficient's, with a value partition
    "809800404a815d4e98500110311b4b2188002400401641202e680005696431020000000000000000000000000000000000"
)
KINDS = {
    "CertificateInstallationReq": request_2(),
    "CertificateInstallationRes": RISE,
    "PaymentDetailsReq": of_2(m2.PaymentDetailsReq("DEABCC12345678", m2.CertificateChain(b"c", (b"d",)))),
    "PaymentDetailsRes": of_2(m2.PaymentDetailsRes("OK", bytes(16), 1_700_000_000)),
    "AuthorizationReq": of_2(m2.AuthorizationReq(bytes(16), "id1")),
    "empty body": of_2(None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_says_its_kind_and_shows_itself(kind):
    found = read(KINDS[kind])
    assert (found.kind, found.namespace) == (kind, V2)
    assert str(found).startswith(f"{kind} of ISO 15118-2 (EXI, ")
    assert found._repr_html_().count("<tr>") > 1


@pytest.mark.parametrize(
    ("data", "kind"), [(request_20(), "CertificateInstallationReq"), (answer_20(), "CertificateInstallationRes")]
)
def test_a_message_of_20_too(data, kind):
    found = read(data)
    assert (found.kind, found.namespace) == (kind, V20)


def test_every_value_has_its_path():
    found = {one.path: one.value for one in read(request_20(emaids=("A", "B"))).fields}
    assert found["OEMProvisioningCertificateChain/@Id"] == "id1"
    assert found["OEMProvisioningCertificateChain/SubCertificates/Certificate"] == b"sub"
    assert (found["PrioritizedEMAIDs/EMAID[1]"], found["PrioritizedEMAIDs/EMAID[2]"]) == ("A", "B")
    assert found["MaximumContractCertificateChains"] == 2
    words = {one.path: one.words for one in read(request_20()).fields}
    assert words["Header/TimeStamp"] == "1700000000 (2023-11-14 22:13:20 UTC)"
    assert {one.path: one.words for one in read(answer_20()).fields}["Header/TimeStamp"] == str(2**63)  # no such day


def test_the_certificates_inside_are_a_pile_with_their_places():
    pile = read(RISE).bundle
    chains = ("SAProvisioningCertificateChain", "ContractSignatureCertChain")
    places = ("Certificate", "SubCertificates/Certificate[1]", "SubCertificates/Certificate[2]")
    assert [item.source.file for item in pile] == [
        f"CertificateInstallationRes/{chain}/{place}" for chain in chains for place in places
    ]
    own = x509.load_pem_x509_certificate((FILES / "cpsLeafCert.pem").read_bytes())
    assert pile.items[0].der == own.public_bytes(Encoding.DER)
    assert [str(item.facts.subject)[:20] for item in pile if item.facts][3] == "CN=DE-ABC-C123ABC56,"
    assert len(read(request_2()).bundle.unreadable) == 1


def test_a_signature_is_tried_with_the_certificate_inside():
    found = read(RISE).signature()
    assert found.valid
    assert found.sentence.startswith(
        "The key of CN=CPS Leaf, O=RISE V2G Project, C=DE, DC=CPS signed SignedInfo (XML Signature alone"
    )
    assert not read(RISE_WRONG).signature().valid


@pytest.mark.parametrize("form", ["pile", "item", "certificate"])
def test_a_signature_is_tried_with_the_certificate_given(form):
    pile = load([("contract", (FILES / "contractCert.pem").read_bytes())])
    forms: dict[str, Any] = {"pile": pile, "item": pile.items[0], "certificate": pile.items[0].certificate}
    given = forms[form]
    assert not read(RISE).signature(given).valid
    own = load([("cps", (FILES / "cpsLeafCert.pem").read_bytes())])
    assert read(RISE).signature(own).valid


def test_a_signature_that_holds_says_nothing_of_what_it_is_not_over():
    message = read(HALF_SIGNED)
    assert message.signature(SIGNER).valid
    unsigned = [one.message.split()[0] for one in message.signature_findings(SIGNER) if one.severity is Severity.ERROR]
    assert unsigned == ["ContractSignatureEncryptedPrivateKey", "DHpublickey"]
    assert read(RISE).signature_findings() == ()
    assert {one.code for one in read(RISE_WRONG).signature_findings()} == {"message-digest"}


def test_a_message_without_a_signature_says_so():
    with pytest.raises(InputError, match="This CertificateInstallationReq is not signed"):
        read(request_2()).signature()


CHAIN = m2.CertificateChain(b"signer", (b"other",), "id1")
PARTS = (
    m2.CertificateChain(b"other", (), "id2"),
    m2.Identified("id3", b""),
    m2.Identified("id4", b""),
    m2.EMAID("id5", "DEABCC12345678"),
)


@pytest.mark.parametrize(
    "data",
    [
        of_2(m2.CertificateInstallationReq("id1", b"signer", ROOTS)),
        of_2(m2.CertificateUpdateReq("id1", CHAIN, "DEABCC12345678", ROOTS)),
        of_2(m2.CertificateInstallationRes("OK", replace(CHAIN, id=None), *PARTS)),
        of_2(m2.CertificateUpdateRes("OK", replace(CHAIN, id=None), *PARTS)),
        request_20(certificate=b"signer"),
        answer_20(cps=b"signer"),
        authorization_20(contract=b"signer"),
    ],
    ids=lambda data: f"{read(data).kind} of {read(data).schema.name}",
)
def test_the_signer_of_each_message_is_found_inside(data):
    assert certificate_of(read(data).stream.root) == b"signer"


def test_messages_that_hold_no_signer_have_none():
    for data in (KINDS["AuthorizationReq"], KINDS["PaymentDetailsReq"], KINDS["empty body"]):
        assert certificate_of(read(data).stream.root) == b""


def signed(body):
    """A message with somebody's signature in its header."""
    header = read(RISE).message.header
    return read(of_2(body, header))


def test_a_signer_that_is_not_inside_is_asked_for():
    with pytest.raises(InputError, match="does not hold its signer's certificate") as refused:
        signed(m2.AuthorizationReq(bytes(16), "id1")).signature()
    assert "PaymentDetailsReq" in refused.value.hint


def test_a_signer_that_cannot_be_read_is_said():
    with pytest.raises(InputError, match="cannot be read"):
        signed(m2.CertificateInstallationReq("id1", b"nonsense", ROOTS)).signature()


def test_a_key_that_iso_15118_does_not_sign_with_is_refused():
    rsa = load([("root", (DATA / "real" / "everest" / "everest_csms_root_selfsigned.der").read_bytes())])
    with pytest.raises(InputError, match="no kind that ISO 15118 signs with"):
        read(RISE).signature(rsa)


@pytest.mark.parametrize(
    ("data", "severity", "words"),
    [
        (RISE + b"\x00", "info", "1 byte after the message."),
        (RISE + b"\x00\x01", "info", "2 bytes after the message."),
        (request_2(bytes(801)), "warning", "V2G_Message/Body/CertificateInstallationReq/OEMProvisioningCert: 801 bytes"),
        (OF_A_STRING_TABLE, "warning", "3 values come from the string table"),
        (bytes.fromhex("8098448c"), "info", "V2G_Message/Header/SessionID is empty, written as an event outside the schema."),
        (request_2()[:-1] + bytes([request_2()[-1] | 1]), "info", "The last byte is not filled with zeros."),
    ],
)
def test_what_strikes_is_said(data, severity, words):
    found = read(data).findings
    assert [(one.code, one.severity) for one in found] == [("exi-content", severity)]
    assert found[0].message.startswith(words)


def test_hostile_text_is_harmless_wherever_it_is_shown():
    found = read(request_2())
    assert "\x1b" not in str(found)
    assert "<b>root" not in found._repr_html_()
    assert "\\x1b" in str(found)
