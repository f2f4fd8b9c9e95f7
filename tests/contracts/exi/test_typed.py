"""Typed values: the schema's own names, and refusals that say where."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from workbench.contracts.exi import messages_2 as m2
from workbench.contracts.exi import messages_20 as m20
from workbench.contracts.exi.codec import typed, write_fragment, write_message
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.exi.layout import Named, Part, one
from workbench.contracts.exi.signature import X509IssuerSerial
from workbench.contracts.exi.typed import from_node

HEADER = m2.MessageHeader(bytes(8))


def test_what_a_schema_cannot_say_is_refused_with_the_path():
    none = m2.CertificateInstallationReq("id1", b"", ())  # at least one root is due
    with pytest.raises(EXIError, match="V2G_Message/Body/CertificateInstallationReq"):
        write_message(ISO_15118_2, m2.V2GMessage(HEADER, m2.Body(none)))


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (m2.AuthorizationRes("NONSENSE", "Finished"), "cannot be 'NONSENSE'"),
        (m2.AuthorizationReq("sixteen"), "cannot be 'sixteen'"),  # type: ignore[arg-type]
        (m2.PaymentDetailsRes("OK", bytes(16), evse_time_stamp=True), "cannot be True"),
    ],
)
def test_a_value_that_its_coding_cannot_say_is_refused(message, words):
    with pytest.raises(EXIError, match=words):
        write_message(ISO_15118_2, m2.V2GMessage(HEADER, m2.Body(message)))


@pytest.mark.parametrize(("number", "fits"), [(0, True), (255, True), (256, False), (-1, False)])
def test_a_number_of_one_byte_is_kept_in_its_range(number, fits):
    header = m20.MessageHeader(bytes(8), 1)
    chain = m20.SignedCertificateChain("id1", b"c")
    roots = (X509IssuerSerial("CN=root", 1),)
    message = m20.CertificateInstallationReq(header, chain, roots, number)
    if fits:
        assert typed(ISO_15118_20, decode(ISO_15118_20, write_message(ISO_15118_20, message))) == message
    else:
        with pytest.raises(EXIError, match="unsignedByte cannot be"):
            write_message(ISO_15118_20, message)


def test_five_sub_certificates_are_one_too_many():
    chain = m2.CertificateChain(b"c", (b"d",) * 5, "id1")
    with pytest.raises(EXIError, match="no element Certificate here"):
        write_fragment(ISO_15118_2, "ContractSignatureCertChain", chain)


def test_an_element_that_the_schema_lacks_is_named_with_those_it_has():
    data = m20.SignedInstallationData("id1", m20.CertificateChain(b"c", (b"d",)), "X448", bytes(133), Named("Key", b""))
    with pytest.raises(EXIError, match="no Key here") as refused:
        write_fragment(ISO_15118_20, "SignedInstallationData", data)
    assert "X448_EncryptedPrivateKey" in refused.value.hint


def test_a_name_that_is_no_root_is_named_with_those_that_are():
    with pytest.raises(EXIError, match="no Nonsense in ISO 15118-2") as refused:
        write_fragment(ISO_15118_2, "Nonsense", HEADER)
    assert "b:eMAID" in refused.value.hint


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (bytes(800), []),
        (bytes(801), ["801 bytes, certificateType has at most 800"]),
    ],
)
def test_a_facet_that_exi_does_not_enforce_is_said_in_the_tree(value, said):
    data = write_fragment(ISO_15118_2, "ContractSignatureCertChain", m2.CertificateChain(value, (), "id1"))
    assert [node.departure for _, node in decode(ISO_15118_2, data, fragment=True).root.walk() if node.departure] == said


def test_the_relaxed_and_the_typed_fragment_of_an_emaid_start_as_those_seen_in_the_wild():
    emaid = m2.EMAID("id4", "DE-ABC-C12345678-X")
    assert write_fragment(ISO_15118_2, "eMAID", emaid).hex().startswith("80ec0202b4b21a40")
    assert write_fragment(ISO_15118_2, "eMAID", emaid, relaxed=False).hex().startswith("80ec02b4b21a05")


def test_the_accounts_that_a_car_prefers_are_a_tuple_in_the_request_and_an_element_by_themselves():
    chain = m20.SignedCertificateChain("id1", b"c")
    request = m20.CertificateInstallationReq(
        m20.MessageHeader(bytes(8), 1), chain, (X509IssuerSerial("CN=root", 1),), 3, ("DEABCC12345678", "<b>")
    )
    stream = decode(ISO_15118_20, write_message(ISO_15118_20, request))
    assert typed(ISO_15118_20, stream).prioritized_emaids == request.prioritized_emaids
    alone = m20.PrioritizedEMAIDs(request.prioritized_emaids)
    assert (
        typed(ISO_15118_20, decode(ISO_15118_20, write_fragment(ISO_15118_20, "PrioritizedEMAIDs", alone), fragment=True)) == alone
    )


def test_an_element_for_which_a_class_has_no_field_is_refused_not_lost():
    root = decode(ISO_15118_2, write_message(ISO_15118_2, m2.V2GMessage(HEADER, m2.Body(None)))).root
    with pytest.raises(EXIError, match="V2G_Message has Body, for which there is no field"):
        from_node(ISO_15118_2, root, OnlyHeader)


@dataclass(frozen=True)
class OnlyHeader:
    header: m2.MessageHeader
    LAYOUT: ClassVar[tuple[Part, ...]] = (one("header", "Header", m2.MessageHeader),)
