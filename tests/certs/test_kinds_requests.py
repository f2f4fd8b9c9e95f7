"""Kinds of certificate signing requests, as MO, CSO and CSMS clients make them."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from workbench.certs import loading
from workbench.certs.identifiers.check_digits import emi3
from workbench.certs.issuing import Extension, NameAttribute, derive_private_key, encode_name, issue_request
from workbench.certs.issuing.extensions import extended_key_usage, key_usage
from workbench.certs.kinds import Kind, Pki, classify_request
from workbench.findings import Confidence
from workbench.profiles.requested import facts_of_request

EMAID = "DEABCC12345678" + emi3("DEABCC12345678")


def request(
    subject: dict[str, str], *, usages: tuple[str, ...] = (), purposes: tuple[str, ...] = (), algorithm: str = "P-256"
) -> x509.CertificateSigningRequest:
    types = {"C": "PrintableString", "DC": "IA5String"}
    name = encode_name([NameAttribute(kind, value, types.get(kind, "UTF8String")) for kind, value in subject.items()])
    extensions = []
    if usages:
        extensions.append(Extension.of(key_usage(usages), critical=True))
    if purposes:
        extensions.append(Extension.of(extended_key_usage(purposes)))
    return x509.load_der_x509_csr(issue_request(name, derive_private_key(b"csr", "key", algorithm), extensions))


@pytest.mark.parametrize(
    ("subject", "usages", "purposes", "algorithm", "kind", "profile"),
    [
        # EVerest, libevse-security: CN=ISO15118Ctrlr.SeccId, O, C, DC, two usages
        (
            {"CN": "DE-PNX-S-00003C4D557878675645330967543476-2", "O": "Pionix", "C": "DE", "DC": "CPO"},
            ("digitalSignature", "keyAgreement"),
            (),
            "P-256",
            Kind.SECC,
            "iso15118-2",
        ),
        ({"CN": "DEPNXSEVERESTSTATION1", "DC": "CPO"}, ("digitalSignature",), (), "P-521", Kind.SECC, "iso15118-20"),
        ({"CN": EMAID, "O": "Example", "DC": "MO"}, (), (), "P-256", Kind.CONTRACT, "iso15118-2"),
        ({"CN": "WDBZZZ12345678901", "DC": "OEM"}, (), (), "P-256", Kind.OEM_PROVISIONING, "iso15118-2"),
        ({"CN": "US3VAA0000453C4D58Y9", "O": "Example Motors"}, (), ("clientAuth",), "Ed448", Kind.VEHICLE, "iso15118-20"),
        ({"CN": "CPS Leaf", "DC": "CPS"}, ("digitalSignature",), (), "P-256", Kind.CPS, "iso15118-2"),
        ({"CN": "csms.example.org", "O": "Example CSO"}, (), ("serverAuth",), "P-256", Kind.CSMS_SERVER, ""),
        ({"CN": "CS-0042-2026", "O": "Example CSO"}, (), ("clientAuth",), "P-256", Kind.STATION_CLIENT, ""),
    ],
)
def test_requests_of_every_client(
    subject: dict[str, str], usages: tuple[str, ...], purposes: tuple[str, ...], algorithm: str, kind: Kind, profile: str
) -> None:
    found = classify_request(request(subject, usages=usages, purposes=purposes, algorithm=algorithm))
    assert (found.kind, found.profile) == (kind, profile)
    assert found.confidence is not Confidence.UNKNOWN


def test_a_sub_ca_request_is_told_by_its_constraints() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "MO Sub-CA 2")])
    builder = x509.CertificateSigningRequestBuilder(name).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    found = classify_request(builder.sign(key, hashes.SHA256()))
    assert (found.kind, found.pki) == (Kind.MO_SUB_CA2, Pki.MO)
    assert {"a CA by basicConstraints", "path length 0"} <= set(found.reasons)


def test_a_station_request_without_any_extension() -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "RDAM|123456")])
    found = classify_request(x509.CertificateSigningRequestBuilder(name).sign(key, hashes.SHA256()))
    assert found.confidence in {Confidence.UNKNOWN, Confidence.POSSIBLE}


def test_a_wrong_role_is_less_sure() -> None:
    right = classify_request(request({"CN": EMAID, "DC": "MO"}))
    wrong = classify_request(request({"CN": EMAID, "DC": "CPO"}))
    assert right.confidence in {Confidence.CERTAIN, Confidence.LIKELY}
    assert wrong.confidence is Confidence.POSSIBLE
    assert {wrong.kind, *(a.kind for a in wrong.alternatives)} >= {Kind.CONTRACT, Kind.SECC}


def test_an_unreadable_extension_counts_as_missing() -> None:
    bad = Extension("2.5.29.15", b"\x03\x05junk", critical=True)
    name = encode_name([NameAttribute("CN", EMAID), NameAttribute("DC", "MO", "IA5String")])
    parsed = x509.load_der_x509_csr(issue_request(name, derive_private_key(b"csr", "key", "P-256"), [bad]))
    with pytest.raises(ValueError, match="pars"):
        _ = parsed.extensions
    found = classify_request(parsed)
    assert found.kind is Kind.CONTRACT
    assert "but no keyUsage, which ISO 15118 demands" in found.reasons


def test_a_name_of_a_rare_form_breaks_nothing_off():
    x400 = Extension("2.5.29.17", bytes.fromhex("3002a300"))
    name = encode_name([NameAttribute("CN", "station")])
    der = issue_request(name, derive_private_key(b"csr", "key", "P-256"), [x400])
    assert classify_request(x509.load_der_x509_csr(der)).kind
    [item] = loading.load([("odd.csr", der)]).items
    facts = facts_of_request(item)
    assert facts is not None
    assert facts.subject.common_name == "station"
    assert len(facts.problems) == 1
