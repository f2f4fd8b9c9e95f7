"""Statuses of whole paths, and signers of CRLs that lead in circles, or so deep that nobody should follow."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.trust.pki import DAY, NOW, fingerprint, graph_of, key, made, name, node
from workbench.certs import loading
from workbench.revocation import CrlStore, PathStatus, Status
from workbench.revocation.along_paths import MOST_NESTED
from workbench.trust.paths import paths_up

ROOT = made("Root", "Root")
SUB = made("Sub", "Root")
LEAF = made("Leaf", "Sub", ca=False)


def crl(issuer: str, *revoked: x509.Certificate, signer: str = "") -> x509.CertificateRevocationList:
    signing = key(signer or issuer)
    builder = x509.CertificateRevocationListBuilder().issuer_name(name(issuer)).last_update(NOW - DAY).next_update(NOW + DAY)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.serial_number).revocation_date(NOW - timedelta(hours=30))
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(signing, hashes.SHA256())


def statuses(certificates: list[x509.Certificate], *crls: x509.CertificateRevocationList) -> tuple[list[Status], PathStatus]:
    graph = graph_of(*certificates, ROOT)
    items = loading.load([(f"{n}.crl", one.public_bytes(Encoding.DER)) for n, one in enumerate(crls)]).items
    anchors = {fingerprint(ROOT)}
    asked = PathStatus(graph, anchors, CrlStore(items), NOW)
    [path] = paths_up(graph, node(graph, certificates[0]), anchors).found
    return [answer.status for answer in asked.of(path)], asked


def test_every_certificate_but_the_anchor_has_a_status():
    assert statuses([LEAF, SUB], crl("Root"), crl("Sub"))[0] == [Status.GOOD, Status.GOOD]
    assert statuses([LEAF, SUB], crl("Root"), crl("Sub", LEAF))[0] == [Status.REVOKED, Status.GOOD]
    assert statuses([LEAF, SUB], crl("Root", SUB), crl("Sub"))[0] == [Status.GOOD, Status.REVOKED]
    assert statuses([LEAF, SUB], crl("Root"))[0] == [Status.UNKNOWN, Status.GOOD]


def test_another_key_of_the_ca_signs_if_it_has_a_sound_path():
    signer = made("Sub", "Root", own_key="CRL key", serial=7)
    assert statuses([LEAF, SUB, signer], crl("Root"), crl("Sub", signer="CRL key"))[0] == [Status.GOOD, Status.GOOD]
    assert statuses([LEAF, SUB, signer], crl("Root", signer), crl("Sub", signer="CRL key"))[0] == [Status.UNKNOWN, Status.GOOD]


def test_a_key_cannot_clear_itself():
    """The root's second key is vouched for only by a CRL that it signed itself."""
    second = made("Root", "Root", own_key="second", serial=7)
    found, _ = statuses([LEAF, SUB, second], crl("Root", signer="second"), crl("Sub"))
    assert found == [Status.GOOD, Status.UNKNOWN]


def test_signers_of_signers_are_followed_so_far_only():
    keys = [f"key {number}" for number in range(MOST_NESTED + 4)]
    signers = [made("Root", "Root", own_key=one, serial=number + 7) for number, one in enumerate(keys)]
    found, asked = statuses([SUB, *signers], *(crl("Root", signer=one) for one in keys))
    assert found == [Status.UNKNOWN]
    assert not asked.complete
