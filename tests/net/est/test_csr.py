from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448

import workbench as wb
from tests.net.est.made import KEY, SECC_ID, request
from workbench.certs.issuing import Extension, NameAttribute, encode_name
from workbench.errors import InputError
from workbench.net.est import csr
from workbench.net.machines.issuer import sample


@pytest.mark.requirement("V2G2-925", "RFC 2986 4.2")
def test_a_request_for_an_secc_has_the_seccid_as_cn_dc_cpo_and_no_alternative_name():
    made = request().parsed
    assert made.subject.rfc4514_string() == f"DC=CPO,C=DE,O=Sample Charge Point Operator,CN={SECC_ID}"
    assert made.is_signature_valid
    usage = made.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.key_agreement
    assert len(made.extensions) == 1
    assert csr.departures(request()) == ()


@pytest.mark.parametrize("name", [x509.UniformResourceIdentifier("urn:evse:DE*PNC*E000084"), x509.DNSName("DEPNCE000084")])
def test_an_evse_id_in_a_subject_alternative_name_is_a_finding(name):
    made = csr.made(request().parsed.subject.public_bytes(), KEY, Extension.of(x509.SubjectAlternativeName([name])))
    [finding] = csr.departures(made)
    assert (finding.code, finding.severity, finding.item) == ("extension-not-allowed", "warning", "csr")
    assert "EVSE ID" in finding.message


@pytest.mark.parametrize("name", ["cs001.pnc.example", "DEPNCC00000042H"])
def test_a_host_name_and_an_emaid_are_no_evse_id(name):
    names = Extension.of(x509.SubjectAlternativeName([x509.DNSName(name)]))
    assert csr.departures(csr.made(request().parsed.subject.public_bytes(), KEY, names)) == ()


def test_the_profile_goes_by_the_key():
    for key, edition in (
        (KEY, "iso15118-2"),
        (ec.generate_private_key(ec.SECP521R1()), "iso15118-20"),
        (ed448.Ed448PrivateKey.generate(), "iso15118-20"),
    ):
        assert csr.edition_of(request(key=key)) == edition


def departures_of(*subject):
    made = csr.made(encode_name(NameAttribute(*one) for one in subject), KEY)
    return [(one.code, one.severity.value) for one in csr.departures(made)]


@pytest.mark.requirement("V2G2-925")
def test_a_request_without_dc_cpo_is_an_error_and_one_with_an_evse_id_for_a_name_departs_too():
    assert ("domain-component", "error") in departures_of(("CN", SECC_ID), ("O", "x"), ("C", "DE"))
    assert ("domain-component", "error") in departures_of(("CN", SECC_ID), ("O", "x"), ("C", "DE"), ("DC", "V2G"))
    assert "common-name" in dict(departures_of(("CN", "DE*PNC*E000084"), ("O", "x"), ("C", "DE"), ("DC", "CPO")))


def test_a_renewal_takes_subject_and_alternative_names_over_octet_by_octet():
    [former] = sample("iso15118-2/secc")
    assert csr.renewal_faults(csr.renewal_request(former, KEY), former) == ()
    server: Any = sample("ocpp/csms-server")[0]
    assert csr.renewal_faults(csr.renewal_request(server, KEY), server) == ()
    bare = csr.made(server.facts.subject_der, KEY)
    assert [one.requirement for one in csr.renewal_faults(bare, server)] == ["RFC 7030 4.2.2"]
    assert [one.message for one in csr.renewal_faults(request(organization="Other"), former)] == [
        "The request's subject is not that of the certificate that it is to renew."
    ]


def test_one_csr_is_wanted_and_nothing_else():
    path = wb.samples("iso15118-2/secc.csr.pem")
    assert csr.request_in(path).der == csr.request_in(path.read_bytes()).der
    for wrong in (wb.samples("iso15118-2/secc.pem"), [path, wb.samples("messages")]):
        with pytest.raises(InputError, match="signing requests"):
            csr.request_in(wrong)
