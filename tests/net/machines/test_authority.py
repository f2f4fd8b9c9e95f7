import subprocess
from datetime import timedelta

import pytest
from cryptography import x509

import workbench as wb
from workbench.errors import InputError
from workbench.net.machines.authority import SigningAuthority, SigningRefusedError
from workbench.net.machines.issuer import Issuer, sample_key
from workbench.net.machines.issuer import sample as items
from workbench.net.machines.keys import KeyRing
from workbench.sample_pki import reference_time
from workbench.station.effects import MakeKey

NOW = reference_time()
SECC_ID = "DEPNCSPNCWORKBENCHSTATION00000000000084"
TYPES = {
    "ChargingStationCertificate": ("P-256", "station-client", "ocpp/csms-root.pem"),
    "V2GCertificate": ("P-256", "secc", "iso15118-2/v2g-root.pem"),
    "V2G20Certificate": ("P-521", "secc", "iso15118-20/v2g-root.pem"),
    "Combined": ("P-256", "station-client", "iso15118-2/v2g-root.pem"),
}


def csr(type_: str) -> str:
    name = "CS0001" if type_ == "ChargingStationCertificate" else SECC_ID
    return KeyRing().make(MakeKey(type_, name, "Sample CPO", "DE", TYPES[type_][0])).csr  # type: ignore[arg-type]


def leaf(chain: str) -> x509.Certificate:
    return x509.load_pem_x509_certificates(chain.encode())[0]


@pytest.mark.parametrize("type_", TYPES)
def test_our_diagnosis_and_lint_and_openssl_accept_what_it_signs(type_, openssl, tmp_path):
    chain = SigningAuthority.of_samples().sign(csr(type_), type_, NOW)
    _, use, root = TYPES[type_]
    diagnosis = wb.diagnose(None, wb.load(chain), anchors=wb.load(wb.samples(root)), use=use, now=NOW)
    assert diagnosis.ok
    assert [one.code for one in diagnosis.findings] == []
    assert [one.code for one in wb.lint(chain, at=NOW)] == []
    (tmp_path / "chain.pem").write_text(chain)
    command = [openssl, "verify", "-attime", str(int(NOW.timestamp())), "-CAfile", wb.samples(root), "-untrusted"]
    done = subprocess.run([*command, tmp_path / "chain.pem", tmp_path / "chain.pem"], text=True, capture_output=True, check=False)
    assert done.stdout.strip().endswith("OK"), done.stderr


def test_the_chain_has_the_leaf_first_and_no_root():
    chain = x509.load_pem_x509_certificates(
        SigningAuthority.of_samples().sign(csr("V2GCertificate"), "V2GCertificate", NOW).encode()
    )
    assert [one.issuer for one in chain[:-1]] == [one.subject for one in chain[1:]]
    assert all(one.issuer != one.subject for one in chain)


def test_the_subject_and_key_are_those_of_the_request():
    text = csr("V2GCertificate")
    request, signed = x509.load_pem_x509_csr(text.encode()), leaf(SigningAuthority.of_samples().sign(text, "V2GCertificate", NOW))
    assert signed.subject.public_bytes() == request.subject.public_bytes()
    assert signed.public_key() == request.public_key()


def test_no_certificate_outlives_its_issuer_and_an_issuer_that_has_ended_signs_nothing():
    authority = SigningAuthority.of_samples()
    end = authority.issuers["V2GCertificate"].certificate.not_valid_after_utc
    assert leaf(authority.sign(csr("V2GCertificate"), "V2GCertificate", end - timedelta(days=2))).not_valid_after_utc == end
    with pytest.raises(SigningRefusedError, match="ended"):
        authority.sign(csr("V2GCertificate"), "V2GCertificate", end)


def test_a_seed_gives_the_same_serial_numbers_and_each_certificate_has_its_own():
    text = csr("V2GCertificate")
    authority, same = SigningAuthority.of_samples(seed=b"1"), SigningAuthority.of_samples(seed=b"1")
    first = authority.sign(text, "V2GCertificate", NOW)
    assert first == same.sign(text, "V2GCertificate", NOW)
    assert first != authority.sign(text, "V2GCertificate", NOW)
    assert SigningAuthority.of_samples().sign(text, "V2GCertificate", NOW) != first


def test_its_faults_are_what_they_are_called():
    authority = SigningAuthority.of_samples()
    text = csr("V2GCertificate")
    own = x509.load_pem_x509_csr(text.encode()).public_key()

    def signed(fault):
        authority.fault = fault
        return authority.sign(text, "V2GCertificate", NOW)

    with pytest.raises(SigningRefusedError):
        signed("refuses")
    assert leaf(signed("wrong-key")).public_key() != own
    assert leaf(signed("expired")).not_valid_after_utc < NOW
    assert leaf(signed("not-yet-valid")).not_valid_before_utc > NOW
    assert signed("no-chain").count("BEGIN CERTIFICATE") == 1
    wrong = x509.load_pem_x509_certificates(signed("wrong-chain").encode())
    assert wrong[0].issuer != wrong[1].subject
    assert signed("slow")
    assert authority.delay > timedelta(minutes=1)
    with pytest.raises(InputError):
        authority.fault = "sleepy"  # type: ignore[assignment]
    assert "slow" in repr(authority)


@pytest.mark.parametrize("broken", ["", "no PEM", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"])
def test_what_is_no_csr_is_refused_in_words(broken):
    with pytest.raises(SigningRefusedError, match="cannot be read"):
        SigningAuthority.of_samples().sign(broken, "V2GCertificate", NOW)


def test_a_csr_that_another_key_signed_is_refused():
    lines = csr("V2GCertificate").splitlines()
    flipped = "A" if lines[-2][4] != "A" else "B"
    lines[-2] = lines[-2][:4] + flipped + lines[-2][5:]
    with pytest.raises(SigningRefusedError):
        SigningAuthority.of_samples().sign("\n".join(lines), "V2GCertificate", NOW)


def test_it_says_that_it_is_simulated_and_an_issuer_needs_its_own_key():
    assert "simulated" in repr(SigningAuthority.of_samples())
    with pytest.raises(InputError):
        SigningAuthority({})
    with pytest.raises(InputError, match="another certificate"):
        Issuer(items("ocpp/csms-sub-ca"), sample_key("ocpp/csms-root"))
    with pytest.raises(SigningRefusedError):
        SigningAuthority({"V2GCertificate": Issuer(items("iso15118-2/cpo-sub-ca2"), sample_key("iso15118-2/cpo-sub-ca2"))}).sign(
            csr("ChargingStationCertificate"), "ChargingStationCertificate", NOW
        )
