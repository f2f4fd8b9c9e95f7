"""Inputs made to be slow, deep or confusing hold the laws too, and what was once found on the way stays mended.

What takes quadratic time is caught here only where it would take minutes, by the guard; ``fuzz.py`` runs it against the clock.
"""

import json

import pytest

from tests.properties import forge
from tests.properties.adversaries import ADVERSARIES, BOMBS, END, FRAMES, TOKENS, repeated, zipped
from tests.properties.forge import certificate, common_name, extension, integer, octets, sequence, tlv
from tests.properties.laws import AT, LIMITS, examine
from workbench.certs.items import ItemType
from workbench.certs.loading import load
from workbench.certs.loading.limits import Limits
from workbench.certs.loading.sealed import hashing_rounds

SMALL = 3_000


@pytest.mark.parametrize("name", ADVERSARIES)
def test_an_adversary_holds_the_laws(name):
    examine(ADVERSARIES[name](SMALL))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_holds_the_laws(name):
    examine(BOMBS[name](SMALL // 10))


FEW_FRAMES = {"alone", "in a field", "in a mail's header"}


@pytest.mark.parametrize("frame", [pytest.param(one, marks=[] if one in FEW_FRAMES else pytest.mark.deep) for one in FRAMES])
def test_a_token_again_and_again_holds_the_laws(frame):
    for token in TOKENS:
        examine(repeated(token, frame)(SMALL // 10))


def told(content: bytes, **options) -> str:
    """All that is said about what is unreadable or repaired in the content."""
    return " ".join(finding.message for item in load([("file", content)], **options) for finding in item.findings)


# --- found by fuzzing: time ---

QUADRATIC = {  # each took minutes, at this size
    "a run of backslashes": b"-----BEGIN A-----\n" + b"\\" * 300_000 + b"\n-----END A-----\n",
    "a run of backslashes in a field": json.dumps({"certificate": "\\" * 300_000}).encode(),
    "blanks in a page's title": b"<html><title>" + b" " * 4_000,
    "a long OBJECT IDENTIFIER": certificate(extensions=[sequence(forge.long_oid(500_000), octets(b""))]),
    "a long signature algorithm": certificate(algorithm=sequence(forge.long_oid(500_000))),
    "a long OBJECT IDENTIFIER in PKCS#7": sequence(
        tlv(0x06, bytes.fromhex("2a864886f70d0107"), b"\x83" * 500_000, b"\1"), tlv(0xA0, sequence())
    ),
    "a long OBJECT IDENTIFIER in a locked key": forge.encrypted_key(sequence(forge.long_oid(500_000), sequence())),
    "a long OBJECT IDENTIFIER in a locked store": forge.pkcs12(sequence(forge.long_oid(500_000), tlv(0xA0, octets()))),
}


@pytest.mark.parametrize("content", QUADRATIC.values(), ids=QUADRATIC.keys())
def test_once_quadratic(content):
    examine(content)


HOURS = {  # rounds of hashing that were not seen where they stand
    "beside the safes": forge.pkcs12(mac=forge.mac(2**31 - 1)),
    "in a safe": forge.pkcs12(forge.data(sequence(forge.shrouded_key(2**31 - 1)))),
    "in a safe in a safe": forge.pkcs12(
        forge.data(sequence(forge.bag("1.2.840.113549.1.12.10.1.6", sequence(forge.shrouded_key(2**31 - 1)))))
    ),
    "behind a bag that cannot be read": forge.pkcs12(
        forge.data(sequence(forge.bag("1.2.3", octets(b"\x30\x05")), forge.shrouded_key(2**31 - 1)))
    ),
    "in pieces of BER": b"\x30\x80\x02\x01\x03\x30\x80"
    + forge.oid("1.2.840.113549.1.7.1")
    + b"\xa0\x80\x24\x80"
    + b"".join(octets(piece.to_bytes()) for piece in sequence(forge.data(sequence(forge.shrouded_key(2**31 - 1)))))
    + b"\0\0" * 5,
    "many small ones": forge.pkcs12(forge.data(sequence(*[forge.shrouded_key(2_000)] * 600))),
    "in a key": forge.encrypted_key(forge.pbkdf2(2**31 - 1)),
    "in a key, scrypt": forge.encrypted_key(forge.scrypt(2**30, 8, 1)),
    "in a key, scrypt in parallel": forge.encrypted_key(forge.scrypt(2, 1, 2**28)),
    "in a PEM block": forge.pem("ENCRYPTED PRIVATE KEY", forge.encrypted_key(forge.pbkdf2(2**31 - 1))),
    "in a PEM block under headers": forge.pem("ENCRYPTED PRIVATE KEY", forge.encrypted_key(forge.pbkdf2(2**31 - 1))).replace(
        b"-----\n", b"-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", 1
    ),
}


@pytest.mark.parametrize("content", HOURS.values(), ids=HOURS.keys())
def test_hours_of_hashing_are_refused_unopened(content):
    assert "rounds of password hashing, the limit is 1,000,000" in told(content, password="x")


def test_rounds_are_those_that_honest_containers_ask_for():
    key = forge.encrypted_key(
        sequence(forge.oid("1.2.840.113549.1.5.12"), sequence(octets(b"0123"), integer(600_000), integer(32)))
    )
    assert hashing_rounds(key) == 600_000  # the key's length that follows is no count
    assert hashing_rounds(forge.encrypted_key(forge.scrypt(2**14, 8, 1))) == 2**17
    assert hashing_rounds(forge.pkcs12(forge.data(sequence(forge.shrouded_key(2048))), mac=forge.mac(2048))) == 4096
    assert hashing_rounds(certificate()) == 0


def test_a_pile_of_stores_may_not_hash_for_hours_either():
    stores = [(f"{number}", forge.encrypted_key(forge.pbkdf2(900))) for number in range(20)]
    items = load(stores, password="x", limits=Limits(derivations=1_000, total_derivations=10_000)).items
    words = [item.findings[0].message for item in items]
    assert "none of the passwords given opens it" in words[0]
    assert "used up all rounds" in words[-1]


# --- found by fuzzing: exceptions ---


def test_a_long_negative_serial_number_is_told_in_no_decimal_digits():
    examine(certificate(serial=b"\x80" + b"\x55" * 5_000))


@pytest.mark.parametrize("version", [b"\x02", forge.MALFORMED])
def test_a_path_length_of_thousands_of_digits_is_a_malformed_extension(version):
    constraints = extension("2.5.29.19", sequence(tlv(0x01, b"\xff"), integer(b"\x7f" * 5_000)))
    (item,) = examine(certificate(version=version, extensions=[constraints])).items
    assert item.facts is not None
    assert item.facts.path_length is None
    assert any("path length" in problem for problem in item.facts.problems)


def test_a_version_of_thousands_of_digits():
    (item,) = examine(certificate(version=b"\x7f" * 5_000)).items
    assert item.facts is not None
    assert item.facts.version == 0


def test_names_of_odd_length_warn_nobody(recwarn):
    subject = sequence(common_name("x" * 100), forge.set_of(sequence(forge.oid("2.5.4.6"), tlv(0x13, b"GERMANY"))))
    examine(certificate(subject=subject) + forge.request(subject=subject) + forge.crl(issuer=subject))
    assert not recwarn.list


def test_a_request_for_many_statuses_is_told():
    single = sequence(sequence(sequence(forge.oid("1.3.14.3.2.26")), octets(b"n" * 20), octets(b"k" * 20), integer(1)))
    assert "more than one request" in told(sequence(sequence(sequence(single, single))))


@pytest.mark.parametrize("vector", ["", "A" * 16, "A" * 31])
def test_a_cut_off_vector_is_told_before_cryptography_panics(vector):
    begin, end = "-----BEGIN EC PRIVATE KEY-----", "-----END EC PRIVATE KEY-----"
    block = f"{begin}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{vector}\n\n{'A' * 64}\n{end}"
    assert "DEK-Info line is cut off" in told(block.encode(), password="x")


def test_scrypt_with_parameters_that_make_no_sense_is_told():
    assert "cannot be opened" in told(forge.encrypted_key(forge.scrypt(0, 0, 0)), password="x")


@pytest.mark.parametrize(
    "times",
    [
        (b"00000101000000Z", b"99991231235959Z"),
        (b"99991231235959-1200", b"00010101000000+1200"),
        (b"00010101000000Z", b"99991231235959Z"),
    ],
    ids=lambda times: times[0].decode(),
)
@pytest.mark.parametrize("version", [b"\x02", forge.MALFORMED])
def test_the_ends_of_time(times, version):
    examine(certificate(version=version, validity=sequence(*(tlv(0x18, time) for time in times))))


# --- found by fuzzing: answers larger than any question ---


def test_a_pile_of_parts_that_are_none_is_one_line():
    items = load([("file", forge.pkcs7(certificate(), *[sequence()] * 5_000))]).items
    assert [item.type for item in items] == [ItemType.CERTIFICATE, ItemType.UNREADABLE]
    assert "5,000 of the 5,001 parts" in items[1].findings[0].message


@pytest.mark.parametrize(
    "content",
    [
        zipped([("n" * 65_000, END * 500)]),
        b'{"%b":[%b]}' % (b"k" * 65_000, b",".join([b'{"hashAlgorithm":1,"issuerNameHash":2,"issuerKeyHash":3}'] * 500)),
        b'{"%b":' % (b"k" * 200) * 400 + b'{"hashAlgorithm":1,"issuerNameHash":2,"issuerKeyHash":3}' + b"}" * 400,
    ],
    ids=["a member's name", "a key's name", "a path"],
)
def test_a_long_name_is_not_repeated_for_each_thing_below_it(content):
    bundle = load([("file", content)], limits=LIMITS).judged_at(AT, "as given")
    longest = max(len(text) for item in bundle.items for text in (item.source.file, item.source.within, item.label))
    assert longest < 600


def test_a_zip_whose_members_overlap_is_a_bomb():
    assert "overlap" in told(ADVERSARIES["a zip whose members overlap"](5_000))


def test_what_archives_unpack_to_is_held_to_a_multiple_of_their_size():
    packed = zipped((f"{number}", b"A" * 1_000_000) for number in range(30))
    assert len(packed) < 50_000
    refused = [item for item in load([("bomb.zip", packed)]).items if "larger than the limit" in item.findings[0].message]
    assert 5 < len(refused) < 25
