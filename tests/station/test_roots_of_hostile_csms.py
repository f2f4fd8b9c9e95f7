"""M05 and M04 against a CSMS that means no good: weak roots, sub-CAs as roots, two certificates of one hash data."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.station.makers import CSMS, MO, NEW, OLD, V2G, delete, hashes_of, held, install, root, station
from tests.trust.pki import DAY, NOW, key, made, name
from workbench.station.policy import Policy

CHECKED = station((CSMS, OLD), check=True)


def weak(issuer="Weak root"):
    """A root with RSA of 1024 bits; self-signed, or signed by the issuer's EC key."""
    own = rsa.generate_private_key(65537, 1024)  # noqa: S505  # that is the point
    builder = x509.CertificateBuilder().subject_name(name("Weak root")).issuer_name(name(issuer)).public_key(own.public_key())
    builder = builder.serial_number(7).not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(own if issuer == "Weak root" else key(issuer), hashes.SHA256())


@pytest.mark.requirement("A00.FR.501", "A00.FR.502", "M05.FR.07")
@pytest.mark.parametrize("type_", [CSMS, V2G, MO])
def test_a_root_with_a_weak_key_is_rejected_by_default(type_):
    decision = install(station(), weak(), type_)
    assert (decision.reply.status, decision.decided_by) == ("Rejected", "M05.FR.07")
    assert "A00.FR.502" in {one.requirement for one in decision.findings}
    lenient = install(station(), weak(), type_, Policy(weak_roots="warn"))
    assert lenient.reply.status == "Accepted"
    assert "A00.FR.502" in {one.requirement for one in lenient.findings}


@pytest.mark.requirement("A00.FR.502")
def test_under_the_check_too():
    assert install(CHECKED, weak("CSMS root 1")).decided_by == "M05.FR.07"


@pytest.mark.requirement("M05.FR.12")
def test_a_reissue_with_the_current_roots_hash_data_is_rejected_for_the_fallback_would_be_lost():
    twin = root("CSMS root 1", until=400)
    assert hashes_of(twin) == hashes_of(OLD)
    decision = install(CHECKED, twin)
    assert (decision.reply.status, decision.decided_by, decision.state) == ("Rejected", "M05.FR.12", CHECKED)
    other_serial = install(CHECKED, root("CSMS root 1", until=400, serial=99))
    assert other_serial.reply.status == "Accepted"
    assert other_serial.state.fallback_root == held(OLD)


@pytest.mark.requirement("M05.FR.12")
def test_a_sub_ca_as_successor_is_said_to_be_one_or_refused():
    sub_ca = made("CSMS Sub-CA 1", "CSMS root 1")
    decision = install(CHECKED, sub_ca)
    assert decision.reply.status == "Accepted"
    assert any("looks like" in one.message for one in decision.findings)
    refused = install(CHECKED, sub_ca, policy=Policy(take_sub_ca_as_successor=False))
    assert (refused.reply.status, refused.decided_by) == ("Rejected", "M05.FR.07")
    assert install(CHECKED, NEW, policy=Policy(take_sub_ca_as_successor=False)).reply.status == "Accepted"
    assert not any("looks like" in one.message for one in install(CHECKED, NEW).findings)


@pytest.mark.requirement("M04.FR.02")
def test_two_roots_of_one_hash_data_are_both_deleted_and_both_named():
    one, other = root("Neutral root", serial=77), root("Neutral root", serial=77, until=400)
    state = station((MO, one), (V2G, other))
    decision = delete(state, hashes_of(one))
    assert decision.reply.status == "Accepted"
    assert decision.state.store.entries == ()
    named = {finding.certificate for finding in decision.findings}
    assert {held(one).sha256, held(other).sha256} <= named
    assert len([finding for finding in decision.findings if finding.requirement == "M04.FR.03"]) == 2
