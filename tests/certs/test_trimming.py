"""Facts of certificates that are made to take long: what is too large is not read, and is said."""

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.properties.forge import oid, sequence, set_of, tlv
from tests.trust.pki import NOW, fingerprint, graph_of, items, made, node
from workbench.certs import trimming
from workbench.certs.issuing import Extension, NameAttribute, derive_private_key, encode_name, issue_certificate, public_key_info
from workbench.certs.issuing.certificates import CertificateContent
from workbench.certs.issuing.extensions import key_usage
from workbench.trust.paths import paths_up
from workbench.trust.validate import judge

ALTERNATIVE_NAMES, NAME_CONSTRAINTS = "2.5.29.17", "2.5.29.30"


def extension(number, value):
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(number), value)


def many_names(count, form=0x82):
    return b"".join(tlv(form, b"a%d.example" % number) for number in range(count))


def facts(*extensions, **changes):
    [item] = items(made("Leaf", "Root", extensions=extensions, **changes))
    return item.facts


def of_issued(subject, *extensions):
    key = derive_private_key(b"trimming", "any", "P-256")
    name = encode_name((NameAttribute("CN", "x"),))
    content = CertificateContent(
        serial=1,
        issuer=name,
        subject=subject or name,
        not_before=NOW,
        not_after=NOW,
        public_key_info=public_key_info(key),
        extensions=extensions,
    )
    [item] = items(issue_certificate(content, key))
    return item.facts


@pytest.fixture
def counted(monkeypatch):
    """The octets of every certificate that cryptography is asked to decode the extensions of."""
    sizes = []
    decoded = x509.load_der_x509_certificate

    def load(der):
        sizes.append(len(der))
        return decoded(der)

    monkeypatch.setattr(x509, "load_der_x509_certificate", load)
    return sizes


def test_what_is_large_is_not_decoded_and_all_else_is(counted):
    found = facts(
        (extension(ALTERNATIVE_NAMES, sequence(many_names(10_000))), False),
        (extension(NAME_CONSTRAINTS, sequence(tlv(0xA1, b"".join(sequence(tlv(0x82, b"x%d" % n)) for n in range(9_000))))), True),
        (key_usage(["keyCertSign", "cRLSign"]), True),
    )
    assert min(counted) < 2_000
    assert (found.strict, found.is_ca, found.key_usage) == (True, True, {"keyCertSign", "cRLSign"})
    assert found.subject_key_identifier
    assert found.subject_alternative_names == ()
    assert [problem[:22] for problem in found.problems] == ["extension 2.5.29.17 is", "extension 2.5.29.30 is"]
    assert found.extensions == ("2.5.29.19", "2.5.29.14", "2.5.29.35", "2.5.29.17", "2.5.29.30", "2.5.29.15")
    assert found.critical == {"2.5.29.19", "2.5.29.30", "2.5.29.15"}


def test_a_large_certificate_without_a_large_extension_is_read_whole():
    found = facts((x509.SubjectAlternativeName([x509.DNSName("a.example")]), False), *unknown(5, 10_000))
    assert (found.subject_alternative_names, found.problems) == (("a.example",), ())
    assert found.size > trimming.SMALL


def unknown(count, size):
    return [(extension(f"1.2.3.{number}", bytes(size)), False) for number in range(count)]


@pytest.mark.parametrize("number", ["2.5.29.37", "2.5.29.15", "2.5.29.19"])
def test_what_decides_the_use_is_not_left_out(number):
    large = Extension(number, sequence(*(oid(f"1.2.3.{n}") for n in range(9_000))))
    found = of_issued(None, large)
    assert not found.strict
    assert any("absurdly large" in problem for problem in found.problems)


def test_an_extension_twice_is_seen_in_a_large_certificate():
    one, two = (Extension("1.2.3", bytes(size)) for size in (20_000, 20_001))
    found = of_issued(None, one, two)
    assert not found.strict
    assert "uplicate" in found.problems[0] or "twice" in found.problems[0]


def test_extensions_without_number_are_malformed():
    found = of_issued(None, *(Extension(f"1.2.3.{number}", b"") for number in range(10_001)))
    assert not found.strict


@pytest.mark.parametrize("name", [tlv(0xA3), tlv(0xA5, tlv(0xA1, tlv(0x0C, b"party")))], ids=["x400Address", "ediPartyName"])
@pytest.mark.parametrize("padding", [0, 5])
def test_a_name_of_a_rare_form_hides_its_extension_alone(name, padding):
    odd = extension(ALTERNATIVE_NAMES, sequence(name, tlv(0x82, b"a.example")))
    found = facts((odd, False), (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False), *unknown(padding, 10_000))
    assert (found.strict, found.extended_key_usage) == (True, ("serverAuth",))
    assert found.problems == ("extension 2.5.29.17 is not read, for a name in it is an x400Address or an ediPartyName",)
    assert ALTERNATIVE_NAMES in found.extensions


def test_the_names_of_a_rare_form_are_read_with_large_ones():
    odd = extension("2.5.29.18", sequence(tlv(0xA3)))
    found = facts((odd, False), (extension(ALTERNATIVE_NAMES, sequence(many_names(10_000))), False))
    assert {problem.split()[1] for problem in found.problems} == {"2.5.29.17", "2.5.29.18"}


def test_a_name_of_ten_thousand_attributes_shows_how_it_begins():
    long = sequence(*(set_of(sequence(oid("2.5.4.11"), tlv(0x0C, b"unit %d" % number))) for number in range(10_000)))
    shown = of_issued(long).subject
    assert len(shown.attributes) == 201
    assert shown.first("OU") == "unit 0"
    assert shown.attributes[-1][0] == "…"
    assert shown.attributes[-1][1].endswith("bytes more")


def test_one_attribute_of_a_megabyte_is_not_shown():
    shown = of_issued(sequence(set_of(sequence(oid("2.5.4.11"), tlv(0x0C, b"x" * 1_000_000))))).subject
    assert len(str(shown)) < 100


@pytest.mark.parametrize(("critical", "ok"), [(False, True), (True, False)])
def test_a_critical_extension_that_is_not_read_rejects(critical, ok):
    root = made("Root", "Root")
    leaf = made("Leaf", "Root", ca=False, extensions=[(extension(ALTERNATIVE_NAMES, sequence(many_names(9_000))), critical)])
    graph = graph_of(leaf, root)
    answer = judge(paths_up(graph, node(graph, leaf), {fingerprint(root)}, NOW).found[0], NOW)
    assert answer.ok is ok
    assert {finding.code for finding in answer.findings} == (set() if ok else {"search-limit"})
