import copy
import hashlib
import pickle
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import workbench as wb
from tests.net.machines.stories import keys_in, writings
from workbench.errors import InputError
from workbench.net.machines.keys import KeyRing
from workbench.station.effects import MakeKey

V2G = MakeKey("V2GCertificate", "DEPNCSPNCWORKBENCHSTATION00000000000084", "Sample CPO", "DE", "P-256")
V2G20 = MakeKey("V2G20Certificate", "DEPNCSPNCWORKBENCHSTATION00000000000084", "Sample CPO", "DE", "P-521")
OWN = MakeKey("ChargingStationCertificate", "CS0001", "Sample CPO", "", "P-256")


@pytest.mark.parametrize(
    ("asked", "subject", "key"),
    [
        (V2G, "CN=DEPNCSPNCWORKBENCHSTATION00000000000084, O=Sample CPO, C=DE, DC=CPO", "prime256v1"),
        (V2G20, "CN=DEPNCSPNCWORKBENCHSTATION00000000000084, O=Sample CPO, C=DE, DC=CPO", "secp521r1"),
        (OWN, "CN=CS0001, O=Sample CPO", "prime256v1"),
    ],
)
def test_a_csr_has_the_subject_and_key_that_were_asked_for_and_openssl_verifies_it(asked, subject, key, openssl):
    ready = KeyRing().make(asked)
    done = subprocess.run(
        [openssl, "req", "-noout", "-verify", "-subject", "-text"], input=ready.csr, text=True, capture_output=True, check=True
    )
    assert subject.replace("=", " = ") in done.stdout.replace("subject=", "")
    assert key in done.stdout
    assert "OK" in done.stderr + done.stdout


@pytest.mark.parametrize("asked", [V2G, V2G20, OWN])
def test_a_csr_keeps_its_profile(asked):
    report = wb.lint(KeyRing().make(asked).csr)
    assert [finding.code for finding in report] == []
    assert report.ok


def test_a_csr_names_its_key_by_reference_and_fingerprint_alone():
    ring = KeyRing("CS0001")
    ready = ring.make(V2G)
    request = x509.load_pem_x509_csr(ready.csr.encode())
    info = request.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert ready.public_key_sha256 == hashlib.sha256(info).hexdigest()
    assert ring.private_key(ready.key).public_key() == request.public_key()
    assert ready.key == "CS0001/V2GCertificate/1"


def test_a_country_that_is_no_printable_string_is_no_fault_here():
    assert "BEGIN CERTIFICATE REQUEST" in KeyRing().make(MakeKey("V2GCertificate", "ß", "ß", "ß", "P-256")).csr


def test_a_seed_gives_the_same_keys_again_and_none_gives_others():
    one, same, other = (KeyRing(seed=seed).make(V2G) for seed in (b"1", b"1", b"2"))
    assert one == same
    assert one.csr == same.csr
    assert one.public_key_sha256 != other.public_key_sha256
    assert KeyRing().make(V2G).public_key_sha256 != KeyRing().make(V2G).public_key_sha256


def test_a_destroyed_key_is_not_there_and_comes_back_only_where_it_was_not_forgotten():
    for forgets in (False, True):
        ring = KeyRing(forgets=forgets)
        reference = ring.make(V2G).key
        ring.destroy(reference)
        ring.destroy(reference)
        assert reference not in ring
        with pytest.raises(InputError):
            ring.private_key(reference)
        ring.bring_back([reference])
        assert (reference in ring) is not forgets
        assert len(keys_in(ring)) == (0 if forgets else 1)


def test_what_is_no_key_that_signs_is_not_kept():
    with pytest.raises(InputError):
        KeyRing().put("-----BEGIN PRIVATE KEY-----")  # type: ignore[arg-type]


def test_a_ring_shows_writes_and_copies_no_key():
    ring = KeyRing(seed=b"seed", label="CS0001")
    ring.make(V2G20)
    shown = f"{ring!r}{ring}{ring:}"
    assert not any(one in shown for key in keys_in(ring) for one in writings(key))
    assert "seed" not in shown
    with pytest.raises(TypeError):
        vars(ring)
    for way in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            way(ring)
