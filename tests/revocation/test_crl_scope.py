"""What a CRL is about: distribution points, kinds of certificates, reasons, indirect CRLs."""

import pytest
from cryptography import x509

from tests.revocation.pki import (
    DAY,
    NOW,
    OIDS,
    ask,
    certificate,
    codes,
    crl,
    crl_item,
    key,
    name,
    number,
    point,
    points,
    revoked,
    uri,
    x509_name,
)
from workbench.certs.issuing import Extension
from workbench.certs.issuing.elements import context, integer, sequence, time
from workbench.certs.issuing.signing import algorithm_identifier, signed
from workbench.revocation import Status
from workbench.revocation.reasons import ALL_REASONS, reason_mask, reason_names

A, B = uri("http://a.example/a.crl"), uri("http://a.example/b.crl")
FLAGS = [flag for flag in x509.ReasonFlags if flag.value not in {"unspecified", "removeFromCRL"}]
CRL_ISSUER = [x509.DirectoryName(x509_name("CRL issuer"))]


def leaf(*each: x509.DistributionPoint, ca: bool = False):
    return certificate("leaf", ca=ca, extensions=[points(*each)] if each else [])


def at(*names: x509.GeneralName, reasons=None, issuer=None) -> x509.DistributionPoint:
    return x509.DistributionPoint(list(names) or None, None, frozenset(reasons) if reasons else None, issuer)


@pytest.mark.requirement("RFC 5280 5.2.5", "RFC 5280 6.3.3", "RFC 5280 4.2.1.13")
@pytest.mark.parametrize(
    ("where", "of_crl", "status"),
    [
        ([at(A)], {"full_name": [A]}, Status.GOOD),
        ([at(B, A)], {"full_name": [A]}, Status.GOOD),
        ([at(B), at(A)], {"full_name": [A]}, Status.GOOD),
        ([at(B)], {"full_name": [A]}, Status.UNKNOWN),
        ([], {"full_name": [A]}, Status.UNKNOWN),
        ([at(A)], {}, Status.GOOD),
        ([], {"full_name": [x509.DirectoryName(x509_name("CA"))]}, Status.GOOD),
        ([at(A)], {"full_name": [uri("http://A.example/a.crl")]}, Status.UNKNOWN),
        ([at(A)], {"full_name": [x509.DNSName("http://a.example/a.crl")]}, Status.UNKNOWN),
    ],
)
def test_a_crl_for_a_distribution_point_is_for_certificates_that_name_it(where, of_crl, status) -> None:
    answer = ask([crl(extensions=[number(1), *([point(**of_crl)] if of_crl else [])])], leaf(*where))
    assert answer.status is status
    if status is Status.UNKNOWN:
        assert codes(answer) == [("crl-scope", "info"), ("revocation-unknown", "error")]


@pytest.mark.requirement("RFC 5280 5.2.5")
def test_relative_names_are_made_whole_and_compared_as_names() -> None:
    part = x509.RelativeDistinguishedName([x509.NameAttribute(x509.NameOID.COMMON_NAME, "part 1")])
    full = x509.DirectoryName(x509.Name([*x509_name("CA").rdns, x509.RelativeDistinguishedName(part)]))
    spelled = x509.DirectoryName(
        x509.Name(
            [*x509_name("ca").rdns, x509.RelativeDistinguishedName([x509.NameAttribute(x509.NameOID.COMMON_NAME, "PART  1")])]
        )
    )
    relative = x509.DistributionPoint(None, part, None, None)
    for where in (at(full), at(spelled), relative):
        for of_crl in ({"full_name": [full]}, {"relative_name": part}):
            assert ask([crl(extensions=[point(**of_crl)])], leaf(where)).status is Status.GOOD
    other = x509.RelativeDistinguishedName([x509.NameAttribute(x509.NameOID.COMMON_NAME, "part 2")])
    assert ask([crl(extensions=[point(relative_name=other)])], leaf(relative)).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("limit", "ca", "status"),
    [
        ("only_contains_user_certs", False, Status.GOOD),
        ("only_contains_user_certs", True, Status.UNKNOWN),
        ("only_contains_ca_certs", False, Status.UNKNOWN),
        ("only_contains_ca_certs", True, Status.GOOD),
        ("only_contains_attribute_certs", False, Status.UNKNOWN),
        ("only_contains_attribute_certs", True, Status.UNKNOWN),
    ],
)
def test_kinds_of_certificates(limit: str, ca: bool, status: Status) -> None:  # noqa: FBT001
    assert ask([crl(extensions=[point(**{limit: True})])], leaf(ca=ca)).status is status


@pytest.mark.requirement("RFC 5280 6.3.3")
def test_all_reasons_must_be_covered_and_the_ones_left_are_named() -> None:
    halves = FLAGS[:3], FLAGS[3:]
    some, others = (crl(extensions=[number(1), point(only_some_reasons=frozenset(half))]) for half in halves)
    assert ask([some, others]).status is Status.GOOD
    assert set(ask([some, others]).used) == {some, others}
    answer = ask([some])
    assert (answer.status, answer.used) == (Status.UNKNOWN, ())
    assert all(flag.value in answer.findings[-1].message for flag in halves[1])
    assert not any(flag.value in answer.findings[-1].message for flag in halves[0])
    assert all(flag.value in answer.findings[-1].observed for flag in halves[0])


def test_a_listed_certificate_is_revoked_though_reasons_are_uncovered() -> None:
    some = crl(revoked(5), extensions=[point(only_some_reasons=frozenset(FLAGS[:1]))])
    assert ask([some]).status is Status.REVOKED


def test_reasons_of_a_distribution_point_limit_what_its_crl_is_for() -> None:
    first, second = at(A, reasons=FLAGS[:3]), at(B, reasons=FLAGS[3:])
    of_a, of_b = (crl(extensions=[number(1), point(full_name=[one])]) for one in (A, B))
    assert ask([of_a, of_b], leaf(first, second)).status is Status.GOOD
    assert ask([of_a], leaf(first, second)).status is Status.UNKNOWN
    assert ask([crl()], leaf(first)).status is Status.GOOD, "the CA's complete CRL is for all reasons"


@pytest.mark.parametrize("count", range(len(FLAGS) + 1))
def test_masks_are_those_that_cryptography_writes(count: int) -> None:
    if count:
        written = x509.IssuingDistributionPoint(None, None, False, False, frozenset(FLAGS[:count]), False, False)  # noqa: FBT003
        bits = written.public_bytes()[4:]
        assert {flag.value for flag in FLAGS[:count]} == set(reason_names(reason_mask(bits)).split(", "))
    assert reason_mask(bytes.fromhex("077f80")) == ALL_REASONS
    assert reason_mask(bytes.fromhex("07ff80")) == ALL_REASONS
    assert reason_mask(b"\x00") == reason_mask(b"") == 0


def indirect(*entries: bytes, marked: bool = True, issuer: str = "CRL issuer"):
    extended = context(0, sequence(number(1).encode(), *([point(indirect_crl=True).encode()] if marked else [])))
    to_be_signed = sequence(
        integer(1), algorithm_identifier(key(issuer)), name(issuer), time(NOW - DAY), time(NOW + DAY), sequence(*entries), extended
    )
    return crl_item(signed(to_be_signed, key(issuer)))


def entry(serial: int, issuer: str = "") -> bytes:
    who = x509.CertificateIssuer([x509.DirectoryName(x509_name(issuer))]) if issuer else None
    extended = sequence(Extension(OIDS["issuer"], who.public_bytes(), critical=True).encode()) if who else b""
    return sequence(integer(serial), time(NOW - DAY), extended)


def dated(serial: int) -> bytes:
    """An entry with an invalidityDate."""
    extension = Extension.of(x509.InvalidityDate(NOW.replace(tzinfo=None)))
    return sequence(integer(serial), time(NOW - DAY), sequence(extension.encode()))


SIGNER = certificate("CRL issuer", issuer="Root", usages=["cRLSign"], serial=9)


@pytest.mark.requirement("RFC 5280 5.3.3")
def test_entries_of_an_indirect_crl_are_of_the_issuer_that_was_named_last() -> None:
    named = leaf(at(A, issuer=CRL_ISSUER))
    cases = {
        (entry(5),): Status.GOOD,  # the CRL issuer's own
        (entry(5, "CA"),): Status.REVOKED,
        (entry(5, "ca"),): Status.REVOKED,
        (entry(5, "Other"),): Status.GOOD,
        (entry(6, "CA"), entry(7), entry(5)): Status.REVOKED,
        (entry(6, "CA"), dated(7), entry(5)): Status.REVOKED,
        (entry(6, "CA"), entry(7, "Other"), entry(5)): Status.GOOD,
        (entry(5, "Other"), entry(5, "CA")): Status.REVOKED,
    }
    for entries, status in cases.items():
        assert ask([indirect(*entries)], named, signers=[SIGNER]).status is status


@pytest.mark.requirement("RFC 5280 6.3.3")
def test_a_foreign_crl_counts_only_if_the_certificate_names_its_issuer_and_it_is_marked_as_indirect() -> None:
    named, unnamed = leaf(at(A, issuer=CRL_ISSUER)), leaf(at(A))
    item = indirect(entry(6, "CA"))
    assert ask([item], named, signers=[SIGNER]).status is Status.GOOD
    assert ask([item], named, signers=[]).status is Status.UNKNOWN
    assert ask([item], named, signers=[SIGNER], trusted=False).status is Status.UNKNOWN
    assert ask([item], unnamed, signers=[SIGNER]).status is Status.UNKNOWN
    assert ask([indirect(entry(6), marked=False)], named, signers=[SIGNER]).status is Status.UNKNOWN


def test_a_point_without_a_name_is_named_by_its_crl_issuer() -> None:
    named = leaf(at(issuer=CRL_ISSUER))
    for whose, status in (("CRL issuer", Status.GOOD), ("Other", Status.UNKNOWN)):
        item = crl(issuer="CRL issuer", extensions=[point(full_name=[x509.DirectoryName(x509_name(whose))], indirect_crl=True)])
        assert ask([item], named, signers=[SIGNER]).status is status


def test_a_crl_of_two_kinds_at_once_is_malformed() -> None:
    answer = ask([crl(extensions=[Extension(OIDS["point"], bytes.fromhex("30068101ff8201ff"), critical=True)])])
    assert answer.status is Status.UNKNOWN
    assert codes(answer)[0] == ("malformed-extension", "error")


def test_a_ca_may_mark_its_own_crl_as_indirect() -> None:
    assert ask([indirect(entry(6, "Other"), entry(5), issuer="CA")]).status is Status.GOOD
    assert ask([indirect(entry(5), entry(6, "Other"), issuer="CA")]).status is Status.REVOKED


def test_a_certificate_issuer_in_a_crl_that_is_not_indirect_is_not_passed_over() -> None:
    answer = ask([indirect(entry(5, "Other"), marked=False, issuer="CA")])
    assert answer.status is Status.UNKNOWN
    assert ("malformed-crl", "error") in codes(answer)


def test_malformed_distribution_points_are_said_and_the_cas_own_crl_still_counts() -> None:
    odd = certificate("leaf", extensions=[Extension(OIDS["points"], b"\x30\x02\x30\x05")])
    assert ask([crl()], odd).status is Status.GOOD
    assert codes(ask([crl()], odd)) == [("malformed-extension", "error")]
