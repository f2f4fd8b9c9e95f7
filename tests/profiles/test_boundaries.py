"""Where a limit lies, the last value that keeps it passes and the next one does not."""

import pytest

from tests.profiles.pki import certificate, foreign_key, subject_with
from workbench import profiles
from workbench.certs.kinds import Kind
from workbench.profiles.checks.algorithms import family_and_bits
from workbench.profiles.checks.subject import is_host_name


def broken(kind, profile, **changes):
    made = certificate(kind, profile, **changes)
    return {finding.code for finding in profiles.lint(made, Kind(kind), profiles.profile(profile))}


def of_size(octets, kind, profile):
    """A CRL URL that makes the certificate exactly so large; lengths of lengths and of signatures leave gaps for the serial."""
    for length in range(octets - 700, octets):
        for serial in (0x47, 0x4711, 0x471100, 0x47110000):
            changes = {"crl": ("http://crl.example/" + "x" * max(length, 0),), "serial": serial}
            if len(certificate(kind, profile, **changes).der) == octets:
                return changes
    raise AssertionError


@pytest.mark.requirement("V2G2-010")
@pytest.mark.parametrize(("profile", "most"), [("iso15118-2", 800), ("iso15118-20", 1600)])
def test_size(profile, most):
    exact, more = of_size(most, "contract", profile), of_size(most + 1, "contract", profile)
    assert broken("contract", profile, **exact) == set()
    assert broken("contract", profile, **more) == {"certificate-too-large"}


@pytest.mark.parametrize(
    ("kind", "sound", "unsound"),
    [
        ("secc", 93, 94),
        ("cps", 93, 94),
        ("contract", 732, 733),
        ("contract", 28, 27),
        ("cso-sub-ca1", 1462, 1463),
        ("cso-sub-ca2", 732, 733),
        ("v2g-root", 14600, 14599),
        ("v2g-root", 14620, 14621),
    ],
)
def test_validity(kind, sound, unsound):
    assert broken(kind, "iso15118-2", days=sound) == set()
    assert broken(kind, "iso15118-2", days=unsound) == {"validity-period"}


@pytest.mark.requirement("RFC 5280 4.1.2.2", "A00.FR.508")
@pytest.mark.parametrize(("serial", "sound"), [(1, True), (0, False), (-1, False), ((1 << 159) - 1, True), (1 << 159, False)])
def test_serial(serial, sound):
    assert broken("secc", "iso15118-2", serial=serial) == (set() if sound else {"serial-number"})
    assert broken("csms-server", "ocpp", serial=serial) == (set() if sound else {"serial-number"})


@pytest.mark.requirement("RFC 5280 4.2.1.9")
@pytest.mark.parametrize(
    ("kind", "length", "sound"),
    [
        ("cso-sub-ca1", 1, True),
        ("cso-sub-ca1", 0, True),  # issues leaves itself, in a chain of three
        ("cso-sub-ca1", 2, False),
        ("cso-sub-ca1", None, False),
        ("cso-sub-ca2", 0, True),
        ("cso-sub-ca2", 1, False),
        ("v2g-root", None, True),
        ("v2g-root", 2, False),
    ],
)
def test_path_length(kind, length, sound):
    assert broken(kind, "iso15118-2", basic=(True, length)) == (set() if sound else {"path-length"})


@pytest.mark.parametrize(
    ("octets", "sound"), [(8, True), (20, True), (0, False), (7, False), (9, False), (19, False), (21, False), (32, False)]
)
def test_key_identifier_length(octets, sound):
    assert broken("vehicle", "iso15118-20", identifiers=bytes(octets) or b"") in (
        [set()] if sound else [{"key-identifier-length"}, {"key-identifier-missing"}]
    )


@pytest.mark.requirement("A00.FR.501", "A00.FR.502", "A00.FR.503")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"algorithm": "RSA 2048"}, ""),
        ({"algorithm": "RSA 1024", "issuer_algorithm": "P-256"}, "weak-key"),
        ({"algorithm": "P-192", "issuer_algorithm": "P-256"}, "weak-key"),
        ({"algorithm": "P-384", "hash_name": "SHA256"}, ""),
        ({"algorithm": "Ed25519"}, ""),
        ({"public_key_info": foreign_key()}, "key-algorithm"),
    ],
)
def test_key_strength(changes, code):
    found = broken("csms-server", "ocpp", **changes) - {"signature-algorithm"}
    assert found == ({code} if code else set())


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("P-256", ("EC", 256)),
        ("secp192r1", ("EC", 192)),
        ("brainpoolP384r1", ("EC", 384)),
        ("sect163k1", ("EC", 163)),
        ("RSA 2047", ("RSA", 2047)),
        ("DSA 1024", ("DSA", 1024)),
        ("RSA", ("", 0)),
        ("GOST 2012", ("", 0)),
        ("Ed448", ("Ed448", 448)),
        ("X25519", ("", 0)),
        ("EC with explicit parameters", ("", 0)),
        ("unsupported (1.2.3.400)", ("", 0)),
        ("", ("", 0)),
    ],
)
def test_a_key_s_name_tells_its_family_and_bits(key, expected):
    assert family_and_bits(key) == expected


@pytest.mark.requirement("A00.FR.510")
@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("csms.example.com", True),
        ("*.example.com", True),
        ("xn--bcher-kva.example", True),
        ("csms", False),
        ("192.0.2.7", False),
        ("https://csms.example.com", False),
        ("csms.example.com:443", False),
        ("csms example.com", False),
        ("a" * 64 + ".example.com", False),
        ("a." * 200 + "com", False),
        ("csms.example.com\n", False),
    ],
)
def test_a_host_name_is_told_from_what_is_none(name, sound):
    assert is_host_name(name) is sound


@pytest.mark.requirement("A00.FR.511")
@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("PNCWB-2026-000184", True),
        ("EB:42:7F:00:11:22", True),
        ("1.2", True),
        ("DE*PNC*S0001", True),
        ("https://station.example/42", False),
        ("wss://csms.example/STATION", False),
        ("192.0.2.7", False),
        ("192.0.2.7:8080", False),
        ("2001:db8::7", False),
        ("[2001:db8::7]:8080", False),
        ("station.example.com", False),
    ],
)
def test_a_station_s_name_is_no_address(name, sound):
    made = broken("station-client", "ocpp", subject=subject_with("station-client", "ocpp", CN=name))
    assert made == (set() if sound else {"common-name"})


@pytest.mark.requirement("A00.FR.510", "RFC 5280 4.2.1.6")
@pytest.mark.parametrize(
    ("names", "sound"),
    [
        (("csms.example.com",), True),
        (("CSMS.Example.COM",), True),
        (("other.example.com", "csms.example.com"), True),
        ((), False),
        (("other.example.com",), False),
    ],
)
def test_the_server_s_name_is_in_both_places(names, sound):
    assert broken("csms-server", "ocpp", dns=names) == (set() if sound else {"common-name"})


def test_the_case_of_a_host_name_does_not_matter():
    shouted = subject_with("csms-server", "ocpp", CN="CSMS.Example.COM.")
    assert broken("csms-server", "ocpp", subject=shouted) == set()


@pytest.mark.requirement("V2G2-925")
@pytest.mark.parametrize(
    ("components", "sound"),
    [(["CPO"], True), (["V2G", "CPO"], True), (["cpo"], False), (["CPO "], False), (["CPS"], False), ([], False)],
)
def test_one_domain_component_is_cpo_letter_for_letter(components, sound):
    subject = [
        ("CN", "DEPNCSPNCWORKBENCHSTATION00000000000084"),
        ("O", "Workbench"),
        *(("DC", component) for component in components),
    ]
    assert broken("secc", "iso15118-2", subject=subject) == (set() if sound else {"domain-component"})


@pytest.mark.requirement("V2G20-3073", "V2G20-2598")
@pytest.mark.parametrize(("component", "sound"), [("PNCEV", True), ("EV", True), ("", True), ("OEM", False), ("EVX", False)])
def test_a_vehicle_s_domain_component_ends_in_ev(component, sound):
    subject = [("CN", "WPNV2026000000000023"), ("O", "Workbench"), *([("DC", component)] if component else [])]
    assert broken("vehicle", "iso15118-20", subject=subject) == (set() if sound else {"domain-component"})
