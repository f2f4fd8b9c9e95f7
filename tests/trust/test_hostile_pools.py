"""Pools that are made to waste time: the search ends at a bound and says so; none of this is measured with a clock here."""

import hashlib
from datetime import UTC, datetime

import pytest
from cryptography import x509

from tests.properties.forge import integer, oid, sequence, set_of, tlv
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    public_key_info,
)
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.verification_effort import verification_effort
from workbench.trust import paths
from workbench.trust.graph import MOST_EFFORT, TrustGraph
from workbench.trust.paths import MOST_OCTETS, MOST_PATHS, End, paths_up
from workbench.trust.validate import judge

AT = datetime(2026, 6, 1, tzinfo=UTC)
KEY = derive_private_key(b"hostile", "all", "P-256")
CA = Extension("2.5.29.19", bytes.fromhex("30030101ff"), critical=True)
SUBJECT_KEY, AUTHORITY_KEY = Extension("2.5.29.14", tlv(0x04, b"k")), Extension("2.5.29.35", sequence(tlv(0x80, b"k")))


def name(text):
    return encode_name((NameAttribute("CN", text),))


class Pool:
    """Certificates of one key each call, numbered."""

    def __init__(self):
        self.ders = []

    def add(self, subject, issuer, *extensions, ca=True, key_info=None, signer=KEY):
        content = CertificateContent(
            serial=len(self.ders) + 1,
            issuer=name(issuer) if isinstance(issuer, str) else issuer,
            subject=name(subject) if isinstance(subject, str) else subject,
            not_before=datetime(2026, 1, 1, tzinfo=UTC),
            not_after=datetime(2036, 1, 1, tzinfo=UTC),
            public_key_info=key_info or public_key_info(KEY),
            extensions=((CA,) if ca else ()) + extensions,
        )
        self.ders.append(issue_certificate(content, signer))
        return self.ders[-1]

    def ways(self, leaf, *anchors):
        graph = TrustGraph(Item(ItemType.CERTIFICATE, der, Source("pool"), parsed(der)) for der in self.ders)
        return graph, paths_up(graph, graph.certificate(fingerprint(leaf)), {fingerprint(anchor) for anchor in anchors})


def parsed(der):
    return x509.load_der_x509_certificate(der)


def fingerprint(der):
    return hashlib.sha256(der).hexdigest()


def codes(found):
    return {finding.code for path in found.found for finding in judge(path, AT).findings}


def test_thousands_of_reissues_do_not_hide_a_way():
    pool = Pool()
    root = pool.add("Root", "Root")
    for _ in range(2_000):
        pool.add("Sub", "Root", SUBJECT_KEY)
    leaf = pool.add("Leaf", "Sub", AUTHORITY_KEY, ca=False)
    _, found = pool.ways(leaf, root)
    assert len(found.found) == MOST_PATHS
    assert not found.complete
    assert judge(found.found[0], AT).ok


def test_namesakes_with_keys_of_their_own_are_tried_up_to_a_bound():
    pool = Pool()
    for number in range(400):
        key = derive_private_key(b"hostile", f"namesake {number}", "P-521")
        pool.add("Sub", "Sub", SUBJECT_KEY, AUTHORITY_KEY, key_info=public_key_info(key), signer=key)
    leaf = pool.add("Leaf", "Sub", AUTHORITY_KEY, ca=False, signer=derive_private_key(b"hostile", "nobody", "P-521"))
    graph, found = pool.ways(leaf)
    assert not found.complete
    assert graph.effort <= MOST_EFFORT + paths.MOST_EFFORT * 3
    assert found.found


def test_a_slow_key_counts_as_much_as_it_takes():
    fast = parsed(Pool().add("A", "A")).public_key()
    slow = parsed(Pool().add("A", "A", key_info=rsa_key(3072, 3071))).public_key()
    assert verification_effort(slow) > 50 * verification_effort(fast)


def rsa_key(bits, exponent_bits):
    modulus, exponent = (1 << bits - 1) + 9, (1 << exponent_bits - 1) + 1
    return sequence(
        sequence(oid("1.2.840.113549.1.1.1"), tlv(0x05)), tlv(0x03, b"\0", sequence(integer(modulus), integer(exponent)))
    )


def test_a_thousand_steps_are_not_followed():
    pool = Pool()
    root = pool.add("D1000", "D1000")
    for number in range(1_000):
        pool.add(f"D{number}", f"D{number + 1}")
    leaf = pool.add("Leaf", "D0", ca=False)
    _, found = pool.ways(leaf, root)
    assert not found.complete
    assert [path.end for path in found.found] == [End.LIMIT]
    assert codes(found) == {"search-limit"}


def test_everybody_signs_everybody():
    pool, count = Pool(), 24
    keys = [derive_private_key(b"hostile", f"cross {number}", "P-256") for number in range(count)]
    for mine in range(count):
        for theirs in range(count):
            if mine != theirs:
                pool.add(f"X{mine}", f"X{theirs}", key_info=public_key_info(keys[mine]), signer=keys[theirs])
    root = pool.add("X1", "X1", key_info=public_key_info(keys[1]), signer=keys[1])
    leaf = pool.add("Leaf", "X0", ca=False, signer=keys[0])
    _, found = pool.ways(leaf, root)
    assert not found.complete
    assert judge(found.found[0], AT).ok
    assert len(found.found[0].certificates) == 3


@pytest.mark.parametrize("anchored", [True, False])
def test_wide_layers_end_at_a_bound_and_the_way_is_found(anchored):
    pool = Pool()
    roots = [pool.add(f"R{number}", f"R{number}") for number in range(30)]
    for level in range(12):
        for number in range(30):
            pool.add(f"L{level}", f"L{level - 1}" if level else f"R{number}")
    leaf = pool.add("Leaf", "L11", ca=False)
    _, found = pool.ways(leaf, *(roots if anchored else ()))
    assert not found.complete
    assert judge(found.found[0], AT).ok is anchored


def test_large_certificates_are_judged_on_a_few_paths_only():
    many = sequence(*(tlv(0x30, tlv(0x82, b"a%d.example" % number)) for number in range(24_000)))
    constraints = Extension("2.5.29.30", sequence(tlv(0xA1, many[read_start(many) :])), critical=True)
    pool = Pool()
    root = pool.add("Root", "Root")
    for _ in range(60):
        pool.add("Sub", "Root", constraints)
    leaf = pool.add("Leaf", "Sub", Extension("2.5.29.17", sequence(tlv(0x82, b"x.example"))), ca=False)
    _, found = pool.ways(leaf, root)
    assert 0 < sum(one.facts.size for path in found.found for one in path.certificates) <= MOST_OCTETS * 2
    assert found.bounds == ("the certificates on the paths are too large",)
    assert "search-limit" in codes(found)


def read_start(der):
    return 2 + (der[1] & 0x7F if der[1] & 0x80 else 0)


def test_names_of_thousands_of_attributes_are_compared_octet_by_octet():
    def large(text):
        return sequence(*(set_of(sequence(oid("2.5.4.11"), tlv(0x0C, text + b"%d" % number))) for number in range(500)))

    pool = Pool()
    root = pool.add(large(b"root"), large(b"root"))
    leaf = pool.add("Leaf", large(b"root"), ca=False)
    other = pool.add("Other", large(b"ROOT"), ca=False)
    graph, found = pool.ways(leaf, root)
    assert judge(found.found[0], AT).ok
    [edge] = graph.edges_from(graph.certificate(fingerprint(other)))
    assert not edge.verified


def test_thousands_of_extensions_give_a_handful_of_findings():
    unknown = [Extension(f"1.2.3.{number}", b"\x05\x00", critical=True) for number in range(3_000)]
    pool = Pool()
    root = pool.add("Root", "Root")
    leaf = pool.add("Leaf", "Root", *unknown, ca=False)
    _, found = pool.ways(leaf, root)
    assert len(judge(found.found[0], AT).findings) == 16


def test_orphans_without_number_are_only_looked_at():
    pool = Pool()
    for number in range(64):
        key = derive_private_key(b"hostile", f"root {number}", "P-256")
        pool.add(f"R{number}", f"R{number}", key_info=public_key_info(key), signer=key)
    leaves = [pool.add(f"L{number}", "Nobody", ca=False) for number in range(500)]
    graph, found = pool.ways(leaves[0])
    assert [path.end for path in found.found] == [End.ISSUER_MISSING]
    assert graph.digraph.number_of_edges() == 64
    assert graph.complete
    assert graph.effort < 500_000
