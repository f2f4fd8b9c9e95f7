"""Which octets go into hash data: every offset and value held against asn1crypto, hashlib and cryptography."""

import base64
import hashlib
import re

import pytest
from asn1crypto import core
from asn1crypto import x509 as lenient
from cryptography import x509

from tests.certs.known_pairs import SAMPLES, Pair, item_of, known_pairs
from tests.certs.odd_pairs import certificate, key, key_identifiers, name, odd_pairs
from tests.certs.witnesses import by_asn1crypto
from workbench.certs.bundle import Bundle
from workbench.certs.forensics.mistakes import MISTAKES
from workbench.certs.hash_inspection import HashInspection, explain_hash
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.loading import load
from workbench.certs.name_comparison import Match
from workbench.certs.quiet import quietly
from workbench.errors import InputError

EVERY_PAIR = (*known_pairs(), *odd_pairs())
FIELDS = ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")
pairs = pytest.mark.parametrize("pair", EVERY_PAIR, ids=lambda pair: pair.name)


def inspected(pair: Pair, algorithm: str = "SHA256") -> HashInspection:
    with quietly():  # the parsing alone: what is tested must not warn
        items = item_of(pair.certificate), item_of(pair.issuer)
    return HashInspection.of(*items, algorithm)


def odd(wanted: str) -> Pair:
    return next(pair for pair in odd_pairs() if pair.name == wanted)


def field(inspection: HashInspection, wanted: str):
    return next(field for field in inspection.fields if field.name == wanted)


def mistakes(inspection: HashInspection, wanted: str) -> dict[tuple[str, ...], str]:
    return {mistake.codes: mistake.value for mistake in field(inspection, wanted).mistakes}


def one_line(text: str) -> str:
    return " ".join(text.split())


def offset_of(der: bytes, wanted: str) -> tuple[int, bytes]:
    """Where a field of the TBSCertificate lies and its octets, by asn1crypto."""
    tbs = lenient.Certificate.load(der)["tbs_certificate"]
    at = len(der) - len(lenient.Certificate.load(der).contents) + (len(tbs.dump()) - len(tbs.contents))
    for title in ("version", "serial_number", "signature", "issuer", "validity", "subject", "subject_public_key_info"):
        octets = bytes(tbs[title].dump())
        if title == "version" and tbs.contents[:1] != b"\xa0":
            continue
        if title == wanted:
            return at, octets
        at += len(octets)
    raise AssertionError(wanted)


# --- octets


@pairs
@pytest.mark.requirement("RFC 6960 4.1.1")
@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
def test_what_is_said_to_be_hashed_gives_the_hash(pair, algorithm):
    inspection = inspected(pair, algorithm)
    assert tuple(field.name for field in inspection.fields) == FIELDS
    assert {field.name: field.value for field in inspection.fields} == by_asn1crypto(pair.certificate, pair.issuer, algorithm)
    for one in ("issuerNameHash", "issuerKeyHash"):
        assert hashlib.new(algorithm, field(inspection, one).included).hexdigest() == field(inspection, one).value


@pairs
@pytest.mark.parametrize(
    ("wanted", "title"),
    [("issuerNameHash", "issuer"), ("issuerKeyHash", "subject_public_key_info"), ("serialNumber", "serial_number")],
)
def test_the_runs_are_the_element_where_it_lies(pair, wanted, title):
    found = field(inspected(pair), wanted)
    whose = pair.issuer if wanted == "issuerKeyHash" else pair.certificate
    at, octets = offset_of(whose, title)
    for run in found.runs:
        assert run.offset == at
        assert run.octets
        assert whose[at : at + len(run.octets)] == run.octets
        at += len(run.octets)
    assert b"".join(run.octets for run in found.runs) == octets


@pairs
def test_of_the_key_only_the_bits_are_hashed(pair):
    runs = field(inspected(pair), "issuerKeyHash").runs
    info = lenient.Certificate.load(pair.issuer).public_key
    assert [run.included for run in runs] == [False] * 5 + [True]
    assert runs[1].octets == info["algorithm"].dump()
    string = core.BitString.load(info["public_key"].dump())
    assert b"".join(run.octets for run in runs[2:]) == string.dump()
    assert runs[4].octets == b"\0"
    assert runs[5].octets == string.contents[1:]


@pairs
def test_of_the_name_everything_is_hashed_attribute_by_attribute(pair):
    inspection = inspected(pair)
    assert all(run.included for run in field(inspection, "issuerNameHash").runs)
    for attributes, spelled in (
        (inspection.name, lenient.Certificate.load(pair.certificate).issuer),
        (inspection.issuer_name, lenient.Certificate.load(pair.issuer).subject),
    ):
        theirs = [pair for rdn in spelled.chosen for pair in rdn]
        assert [(a.string_type, a.text, a.encoded) for a in attributes] == [
            (value_type(one), one["value"].native, one["value"].dump()) for one in theirs
        ]


_OTHER_NAMES = {"EmailAddress": "IA5String", "DNSName": "IA5String", "NotReallyTeletexString": "TeletexString"}


def value_type(attribute) -> str:
    """X.680's name of the string type that asn1crypto found."""
    value = attribute["value"]
    found = type(value.chosen if isinstance(value, core.Choice) else value).__name__
    return _OTHER_NAMES.get(found, found)


@pytest.mark.parametrize(
    ("wanted", "left_out", "written"),
    [
        ("serial 0", "0201", "00"),
        ("serial with a sign octet", "020400", "a70001"),
        ("serial with a leading zero nibble", "0206", "0c5f00ab34cd"),
        ("serial 127", "0201", "7f"),
        ("serial 128", "020200", "80"),
        ("serial of 20 octets, all ones", "021500", "ff" * 20),
    ],
)
def test_of_the_serial_number_sign_and_header_are_left_out(wanted, left_out, written):
    runs = field(inspected(odd(wanted)), "serialNumber").runs
    assert b"".join(run.octets for run in runs if not run.included).hex() == left_out
    assert b"".join(run.octets for run in runs if run.included).hex() == written


def test_leading_zeros_that_der_does_not_have_are_no_sign():
    pair = odd("a name of more than 255 octets")
    assert (pair.certificate[:2], pair.certificate[4:6]) == (b"\x30\x82", b"\x30\x82")
    padded = bytearray(pair.certificate.replace(b"\x02\x02\x5f\0", b"\x02\x04\0\0\x5f\0", 1))
    for at in (2, 6):
        padded[at : at + 2] = (int.from_bytes(padded[at : at + 2], "big") + 2).to_bytes(2, "big")
    inspection = HashInspection.of(item_of(bytes(padded)), item_of(pair.issuer))
    runs = field(inspection, "serialNumber").runs
    assert [(run.octets, run.included) for run in runs] == [(b"\x02\x04", False), (b"\0\0", False), (b"\x5f\0", True)]
    assert runs[1].meaning == "leading zeros, which DER does not have"
    assert inspection.hash_data.serial_number == "5f00"


def test_a_negative_number_is_told():
    found = field(inspected(odd("serial -129")), "serialNumber")
    assert (found.value, found.runs[1].octets) == ("-81", b"\xff\x7f")
    assert "negative" in found.runs[1].meaning


@pytest.mark.parametrize(
    ("wanted", "meaning"),
    [
        ("P-256 root", "the key: a point, 04 and both coordinates"),
        ("compressed root", "the key: a compressed point, hashed as it stands"),
        ("RSA PSS root", "the key: an RSAPublicKey, modulus and exponent"),
        ("Ed448 root", "the key itself"),
    ],
)
def test_the_key_bits_are_named(wanted, meaning):
    assert field(inspected(odd(wanted)), "issuerKeyHash").runs[-1].meaning == meaning


# --- mistakes


@pairs
def test_no_mistake_gives_the_right_value_and_each_value_stands_once(pair):
    for one in inspected(pair).fields:
        values = [mistake.value for mistake in one.mistakes]
        assert one.value not in values
        assert len(set(values)) == len(values)
        assert all(mistake.sentence == "; ".join(MISTAKES[code].sentence for code in mistake.codes) for mistake in one.mistakes)


def test_what_mistakes_with_the_key_give():
    pair = known_pairs()[-1] if not known_pairs()[-1].self_signed else next(p for p in known_pairs() if not p.self_signed)
    issuer, own = (lenient.Certificate.load(der).public_key for der in (pair.issuer, pair.certificate))
    bits = issuer["public_key"].contents[1:]
    found = mistakes(inspected(pair), "issuerKeyHash")

    def sha256(octets: bytes) -> str:
        return hashlib.sha256(octets).hexdigest()

    assert found[("key:spki",)] == sha256(issuer.dump())
    assert found[("key:unused-bits",)] == sha256(b"\0" + bits)
    assert found[("key:bit-string",)] == sha256(issuer["public_key"].dump())
    assert found[("key:own",)] == sha256(own["public_key"].contents[1:])
    assert found[("key:own-spki",)] == sha256(own.dump())
    assert found[("key:ski",)] == lenient.Certificate.load(pair.issuer).key_identifier.hex()
    assert found[("key:raw",)] == bits.hex()
    assert found[("digest:issuer-certificate",)] == sha256(pair.issuer)
    assert base64.b64decode(found[("encoding:base64",)]).hex() == sha256(bits)


def test_what_mistakes_with_the_name_give():
    pair = odd("issuer name as PrintableString")
    checked, issuer = lenient.Certificate.load(pair.certificate), lenient.Certificate.load(pair.issuer)
    found = mistakes(inspected(pair, "SHA384"), "issuerNameHash")
    assert found[("name:subject",)] == hashlib.sha384(checked.subject.dump()).hexdigest()
    assert found[("name:reencoded",)] == hashlib.sha384(issuer.subject.dump()).hexdigest()
    assert found[("name:raw",)] == x509.load_der_x509_certificate(pair.certificate).issuer.rfc4514_string() == "C=DE,CN=CA"
    assert found[("name:text",)] == hashlib.sha384(b"C=DE,CN=CA").hexdigest()
    assert found[("digest:sha1",)] == hashlib.new("sha1", checked.issuer.dump(), usedforsecurity=False).hexdigest()
    assert found[("encoding:colons",)].replace(":", "") == hashlib.sha384(checked.issuer.dump()).hexdigest()
    assert found[("digest:certificate",)] == hashlib.sha384(pair.certificate).hexdigest()


def test_a_root_makes_no_mistake_with_its_own_key_or_name():
    found = inspected(odd("P-256 root"))
    assert not {("key:own",), ("key:own-spki",)} & mistakes(found, "issuerKeyHash").keys()
    assert not {("name:subject",), ("name:reencoded",)} & mistakes(found, "issuerNameHash").keys()
    assert ("key:spki",) in mistakes(found, "issuerKeyHash")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (
            "serial with a leading zero nibble",
            {
                ("serial:padded",): "0c5f00ab34cd",
                ("serial:decimal",): str(0x0C5F00AB34CD),
                ("serial:der",): "02060c5f00ab34cd",
                ("serial:prefixed",): "0xc5f00ab34cd",
                ("serial:colons",): "0c:5f:00:ab:34:cd",
            },
        ),
        (
            "serial of 20 octets with the top bit",
            {
                ("serial:padded",): "00" + "8" + "0" * 31 + "1234abcd",
                ("serial:decimal",): str((1 << 159) | 0x1234ABCD),
                ("serial:rounded",): f"{int(float((1 << 159) | 0x1234ABCD)):x}",
                ("serial:decimal", "serial:truncated"): str(0x1234ABCD),
                ("serial:truncated",): "8" + "0" * 19,
            },
        ),
        ("serial 0", {("serial:padded",): "00", ("serial:prefixed",): "0x0"}),
    ],
)
def test_what_mistakes_with_the_serial_number_give(wanted, expected):
    assert expected.items() <= mistakes(inspected(odd(wanted)), "serialNumber").items()


def test_a_serial_number_of_thousands_of_digits_is_no_obstacle():
    root = certificate(name("CA"), name("CA"), key("CA"), key("CA"), serial=1 << 40_000)
    inspection = inspected(Pair("", root, root))
    assert ("serial:decimal",) not in mistakes(inspection, "serialNumber")
    assert max(map(len, str(inspection).splitlines())) < 400
    assert len(inspection._repr_html_()) < 100_000


# --- what is said besides


def test_another_spelling_of_the_name_is_shown_beside_the_hashed_one():
    inspection = inspected(odd("issuer name as PrintableString"))
    assert inspection.comparison.match is Match.EQUAL
    for shown in (str(inspection), inspection._repr_html_()):
        assert "a PrintableString in the one and a UTF8String in the other" in one_line(shown)
    html = inspection._repr_html_()
    assert "In the issuer&#39;s own certificate: not hashed" in html
    assert "not hashed</th>" not in inspected(odd("leaf of P-256"))._repr_html_()
    assert "spells its name in the same octets" in str(inspected(odd("leaf of P-256")))


# those of ISO 15118-20 have identifiers of 8 octets, made by method 2
OF_METHOD_1 = [pair for pair in known_pairs() if "Sample" in pair.name and " P521" not in pair.name]


@pytest.mark.parametrize("pair", OF_METHOD_1, ids=lambda pair: pair.name)
def test_sha1_of_the_same_octets_is_the_samples_key_identifier(pair):
    check = inspected(pair).key_identifier
    theirs = lenient.Certificate.load(pair.issuer)
    assert check.sha1 == theirs.public_key.sha1 == theirs.key_identifier
    assert check.agrees
    too = (
        ""
        if lenient.Certificate.load(pair.certificate).authority_key_identifier is None
        else (" and the checked certificate's authorityKeyIdentifier")
    )
    assert f"is the issuer's subjectKeyIdentifier{too}, {check.sha1.hex()}" in one_line(str(inspected(pair)))


OF_METHOD_2 = [pair for pair in known_pairs() if " P521" in pair.name]


@pytest.mark.parametrize("pair", OF_METHOD_2, ids=lambda pair: pair.name)
def test_sixty_bits_of_it_are_the_short_key_identifier_of_iso_15118_20(pair):
    check = inspected(pair).key_identifier
    theirs = lenient.Certificate.load(pair.issuer)
    assert check.sha1 == theirs.public_key.sha1
    assert f"{int.from_bytes(theirs.key_identifier):064b}" == "0100" + f"{int.from_bytes(check.sha1):0160b}"[-60:]
    assert (check.method, check.agrees) == (2, True)
    assert f"{theirs.key_identifier.hex()} (RFC 5280 4.2.1.2, method 2)" in one_line(str(inspected(pair)))


def test_without_a_key_identifier_or_with_another_nothing_is_claimed():
    assert inspected(odd("leaf of P-256")).key_identifier.agrees is None
    assert "the issuer has no subjectKeyIdentifier" in str(inspected(odd("leaf of P-256")))
    other = certificate(name("CA"), name("CA"), key("CA"), key("CA"), extensions=key_identifiers(key("quite another")))
    inspection = inspected(Pair("", other, other))
    assert inspection.key_identifier.agrees is False
    assert "it was made in another way" in one_line(str(inspection))


def test_a_namesake_with_another_key_is_told():
    twin = certificate(name("CA"), name("CA"), key("another key"), key("another key"))
    inspection = HashInspection.of(item_of(odd("leaf of P-256").certificate), item_of(twin))
    assert inspection.signature.ok is False
    assert "Beware, it is not the issuer" in str(inspection)
    assert 'class="pnc-error">Beware' in inspection._repr_html_()


# --- finding the issuer


SECC = (SAMPLES / "iso15118-2/secc.pem").read_bytes()
ISSUER = (SAMPLES / "iso15118-2/cpo-sub-ca2.pem").read_bytes()


def bundle(*files: bytes) -> Bundle:
    return load([(f"f{number}.pem", octets) for number, octets in enumerate(files)])


def test_the_issuer_is_given_or_found_in_a_bundle():
    pile = load([(path.name, path.read_bytes()) for path in sorted((SAMPLES / "iso15118-2").glob("*.pem"))])
    [leaf], [issuer] = bundle(SECC), bundle(ISSUER)
    assert leaf.certificate is not None
    assert issuer.certificate is not None
    expected = by_asn1crypto(leaf.der, issuer.der, "SHA384")
    for child, parent in ((leaf, pile), (leaf, issuer), (leaf.certificate, issuer.certificate), (leaf.certificate, list(pile))):
        inspection = explain_hash(child, parent, "sha384")
        assert inspection.hash_data.to_dict() == expected
        assert inspection.signature.ok
        assert inspection.issuer.der == issuer.der


def test_a_root_is_found_without_being_in_the_pile():
    [root] = bundle((SAMPLES / "iso15118-2/v2g-root.pem").read_bytes())
    inspection = explain_hash(root, bundle(ISSUER))
    assert inspection.self_issued
    assert "issued by itself" in str(inspection).replace("\n", " ")


def test_a_namesake_in_the_pile_is_not_taken():
    leaf, issuer = odd("leaf of P-256").certificate, odd("leaf of P-256").issuer
    twin = certificate(name("CA"), name("CA"), key("another key"), key("another key"))
    assert explain_hash(item_of(leaf), [item_of(twin), item_of(issuer)]).issuer.der == issuer
    with pytest.raises(InputError, match="another key than that of the issuer's namesake"):
        explain_hash(item_of(leaf), [item_of(twin)])


@pytest.mark.parametrize("pile", [[], "secc.pem", b"", None, 7, ["x"]], ids=repr)
def test_where_no_issuer_is_at_hand_the_hint_says_what_to_do(pile):
    [leaf] = bundle(SECC)
    with pytest.raises(InputError) as refused:
        explain_hash(leaf, pile)
    assert refused.value.hint
    if pile == []:
        assert "No certificate at hand issued DEPNCSPNCWORKBENCHSTATION" in refused.value.message
        assert "Sample CPO Sub-CA 2" in refused.value.hint
        assert "069d9b6926debe0035c72a05902cfa52ff9783a4" in refused.value.hint


@pytest.mark.parametrize(
    "item", [Item(ItemType.UNREADABLE, b"", Source("x")), "secc.pem", None], ids=["unreadable", "text", "None"]
)
def test_what_is_no_certificate_is_refused(item):
    [issuer] = bundle(ISSUER)
    for parent in (issuer, [issuer]):
        with pytest.raises(InputError):
            explain_hash(item, parent)
        if item is not None:
            with pytest.raises(InputError):
                explain_hash(issuer, item)


def test_an_algorithm_that_ocpp_does_not_have_is_refused_first():
    with pytest.raises(InputError, match="OCPP has no hash algorithm 'SHA1'"):
        explain_hash(next(iter(bundle(SECC))), [], "SHA1")


# --- for people


EVIL = [
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "</td></table></style><svg onload=alert(1)>",
    "\x1b]8;;http://evil.example\x07click\x1b[31m",
    "red\u202egnp.exe\r\n\0",
    "{} {0} %s $x$",
    "W" * 3000,
    "",
]


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_hostile_names_are_inert(text):
    root = certificate(name(text), name(text), key("CA"), key("CA"))
    leaf = certificate(name(f"leaf {text}"), name(text, "BMPString"), key("leaf"), key("CA"))
    inspection = HashInspection.of(
        Item(ItemType.CERTIFICATE, leaf, Source(f"{text}.pem"), x509.load_der_x509_certificate(leaf)), item_of(root)
    )
    html = inspection._repr_html_()
    tags = set(re.findall(r"<(/?\w+)", html))
    assert {tag.removeprefix("/") for tag in tags} == {
        *("div", "style", "table", "caption", "thead", "tbody", "tr", "th", "td", "p", "b", "code", "span", "details", "summary")
    }
    assert not re.search(r"<[^>]*\bon\w+=", html)
    for shown in (html, str(inspection)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
        assert len(shown) < 60_000
    assert str(inspection).splitlines()[0].startswith("Hash data of leaf")


def test_long_runs_are_folded_and_each_state_is_said_in_words():
    html = inspected(odd("leaf of RSA PSS"))._repr_html_()
    assert html.count("<details><summary><span") == 1  # the key's 270 octets
    bits = lenient.Certificate.load(odd("leaf of RSA PSS").issuer).public_key["public_key"].contents[1:]
    assert bits[:16].hex(" ") in html
    assert bits[16:].hex(" ") in html
    assert html.count("● hashed") == 3  # two runs of the name, one of the key
    assert html.count("○ left out") == html.count('class="pnc-omitted"') == 6
    assert html.count("● written") == 1


def test_text_fits_the_terminal():
    for pair in EVERY_PAIR:
        lines = str(inspected(pair)).splitlines()
        assert max(map(len, lines)) <= 175  # a wrong value alone on its line may be longer than the terminal is wide


def test_the_json_has_every_octet():
    pair = odd("issuer name as PrintableString")
    document = inspected(pair).to_dict()
    assert [one["field"] for one in document["fields"]] == list(FIELDS)
    octets = document["fields"][2]["octets"]
    assert bytes.fromhex("".join(run["hex"] for run in octets)) == lenient.Certificate.load(pair.issuer).public_key.dump()
    assert all(len(run["hex"]) == 2 * run["length"] for run in octets)
    assert document["issuer_name"]["match"] == "equal"
    assert [one["string_type"] for one in document["issuer_name"]["in_certificate"]] == ["PrintableString", "PrintableString"]
    assert document["signature"] == {"verified": True, "reason": ""}
