"""RFC 5480 2.1.1: a key names its curve."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.properties.forge import oid, sequence, tlv
from tests.trust.pki import NOW, graph_of, made, resigned
from workbench.certs.der import certificate_slices, public_key_bits
from workbench.findings import Severity
from workbench.trust.paths import paths_up
from workbench.trust.validate import judge

_FIELD = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
_A = "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc"
_B = "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"
_G = (
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
_ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
P256_IN_NUMBERS = sequence(
    tlv(0x02, b"\x01"),
    sequence(oid("1.2.840.10045.1.1"), tlv(0x02, b"\0", bytes.fromhex(_FIELD))),
    sequence(tlv(0x04, bytes.fromhex(_A)), tlv(0x04, bytes.fromhex(_B))),
    tlv(0x04, bytes.fromhex(_G)),
    tlv(0x02, b"\0", bytes.fromhex(_ORDER)),
    tlv(0x02, b"\x01"),
)


def spelt_out(info):
    return sequence(sequence(oid("1.2.840.10045.2.1"), P256_IN_NUMBERS), tlv(0x03, b"\0", public_key_bits(info)))


def octets(certificate):
    return certificate.public_bytes(Encoding.DER)


def reissued(certificate, issuer):
    """The same certificate with explicit parameters, signed again."""
    return resigned(certificate, issuer, spelt_out(certificate_slices(octets(certificate)).public_key_info))


def judged(*chain):
    graph = graph_of(*chain)
    leaf, *_, root = graph
    return judge(paths_up(graph, leaf, {root.facts.sha256}, NOW).found[0], NOW)


ROOT, SUB = made("Root", "Root"), made("Sub", "Root")
LEAF = made("Leaf", "Sub", ca=False)


@pytest.mark.requirement("RFC 5480 2.1.1")
@pytest.mark.parametrize(
    "chain",
    [(reissued(LEAF, "Sub"), SUB, ROOT), (LEAF, reissued(SUB, "Root"), ROOT), (LEAF, SUB, reissued(ROOT, "Root"))],
    ids=["leaf", "sub-CA", "root"],
)
def test_a_curve_that_is_spelt_out_rejects_wherever_it_stands(chain):
    assert judged(LEAF, SUB, ROOT).ok
    answer = judged(*chain)
    assert [(finding.code, finding.severity) for finding in answer.findings] == [("key-algorithm", Severity.ERROR)]
    assert answer.path.verified


def test_the_same_octets_elsewhere_in_a_certificate_are_no_key():
    unknown = x509.UnrecognizedExtension(
        x509.ObjectIdentifier("1.2.3"), spelt_out(certificate_slices(octets(LEAF)).public_key_info)
    )
    assert judged(made("Leaf", "Sub", ca=False, extensions=[(unknown, False)]), SUB, ROOT).ok
