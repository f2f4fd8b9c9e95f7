"""Every form in which a file arrives: what is read, what is mended, what is refused, each with its own words."""

import base64
import gzip
import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from asn1crypto import keys, pkcs12

from workbench.certs.items import Item, ItemType
from workbench.certs.loading import load
from workbench.certs.loading.limits import Limits
from workbench.findings import Severity

REAL = Path(__file__).parents[2] / "data" / "real"
ROOT_PEM = (REAL / "rise-v2g/v2gRootCACert.pem").read_bytes()
CHAIN_PEM = (REAL / "everest/csms_certs/client/CPO_CERT_SECC_LEAF_CHAIN_A.pem").read_bytes()
ROOT_DER = base64.b64decode(b"".join(line for line in ROOT_PEM.splitlines() if not line.startswith(b"-----")))
P12 = (REAL / "rise-v2g/cpsCertChain.p12").read_bytes()
BODY = base64.b64encode(ROOT_DER)


def one(content: bytes, **options) -> Item:
    """The single thing in the content."""
    items = load([("file", content)], **options).items
    assert len(items) == 1, [(item.type, [f.message for f in item.findings]) for item in items]
    return items[0]


def wrapped(label: bytes, body: bytes) -> bytes:
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (label, base64.encodebytes(body), label)


SOUND = {
    "pem": ROOT_PEM,
    "der": ROOT_DER,
    "der with a final line break": ROOT_DER + b"\r\n",
    "CRLF": ROOT_PEM.replace(b"\n", b"\r\n"),
    "CR only": ROOT_PEM.replace(b"\n", b"\r"),
    "BOM": b"\xef\xbb\xbf" + ROOT_PEM,
    "text around": b"subject=CN = V2GRootCA\nissuer=...\n" + ROOT_PEM + b"\nthat was it\n",
    "Latin-1 text around": "Gr\xfc\xdfe\n".encode("latin-1") + ROOT_PEM,
    "indented": ROOT_PEM.replace(b"\n", b"\n    "),
    "one line of base64": b"-----BEGIN CERTIFICATE-----\n" + BODY + b"\n-----END CERTIFICATE-----",
    "all on one line": b"-----BEGIN CERTIFICATE----- " + BODY + b" -----END CERTIFICATE-----",
    "X509 CERTIFICATE": wrapped(b"X509 CERTIFICATE", ROOT_DER),
    "headers inside": ROOT_PEM.replace(b"-----\n", b"-----\nComment: from the CA\n\n", 1),
}


@pytest.mark.parametrize("content", SOUND.values(), ids=SOUND.keys())
def test_sound_forms_give_the_certificate_without_a_word(content):
    item = one(content)
    assert (item.type, item.der, item.findings) == (ItemType.CERTIFICATE, ROOT_DER, ())


MENDED = {
    "literal \\n": (ROOT_PEM.replace(b"\n", b"\\n"), r"the two characters \n"),
    "literal \\r\\n": (ROOT_PEM.replace(b"\n", b"\\r\\n"), r"the two characters \n"),
    "doubly escaped": (ROOT_PEM.replace(b"\n", b"\\\\n").replace(b"/", b"\\/"), r"the two characters \n"),
    "UTF-16 with its mark": (ROOT_PEM.decode().encode("utf-16"), "UTF-16"),
    "UTF-16 LE without its mark": (ROOT_PEM.decode().encode("utf-16-le"), "UTF-16"),
    "UTF-16 BE without its mark": (ROOT_PEM.decode().encode("utf-16-be"), "UTF-16"),
    "missing END": (ROOT_PEM.split(b"-----END")[0], "END line is missing; the content is complete"),
    "wrong END": (ROOT_PEM.replace(b"END CERTIFICATE", b"END X509 CRL"), "BEGIN says CERTIFICATE and END says X509 CRL"),
    "TRUSTED CERTIFICATE": (
        wrapped(b"TRUSTED CERTIFICATE", ROOT_DER + bytes.fromhex("300c300a06082b06010505070301")),
        "TRUSTED CERTIFICATE",
    ),
    "bare base64": (base64.encodebytes(ROOT_DER), "bare base64"),
    "base64url": (base64.urlsafe_b64encode(ROOT_DER), "base64url"),
    "hexadecimal": (ROOT_DER.hex().encode(), "hexadecimal"),
    "hexadecimal with colons": (ROOT_DER.hex(":").upper().encode(), "hexadecimal"),
    "quoted in a mail": (b"\n".join(b"> " + line for line in ROOT_PEM.splitlines()), "five plain hyphens|quote"),
    "percent-encoded": (ROOT_PEM.replace(b"\n", b"%0A").replace(b" ", b"%20").replace(b"+", b"%2B"), "percent-encoded"),
    "long dashes": (ROOT_PEM.decode().replace("-----", "\u2014\u2014\u2014").encode(), "five plain hyphens"),
    "four hyphens": (ROOT_PEM.replace(b"-----", b"----"), "five plain hyphens"),
    "no padding": (b"-----BEGIN CERTIFICATE-----\n" + BODY.rstrip(b"=") + b"\n-----END CERTIFICATE-----", "padding"),
}


@pytest.mark.parametrize(("content", "words"), MENDED.values(), ids=MENDED.keys())
def test_mended_forms_give_the_certificate_and_a_warning_that_names_the_form(content, words):
    item = one(content)
    assert (item.type, item.der) == (ItemType.CERTIFICATE, ROOT_DER)
    notes = " ".join(finding.message for finding in item.findings)
    assert any(word in notes for word in words.split("|"))
    for finding in item.findings:
        assert (finding.code, finding.severity) == ("unreadable", Severity.WARNING)
        assert finding.remedy
        assert finding.source == "file:1"


REFUSED = {
    "empty": (b"", "is empty"),
    "blanks": (b" \n\t\r\n", "nothing but blanks"),
    "truncated DER": (ROOT_DER[:200], "truncated: its header claims 473 bytes and 200 are there"),
    "truncated PEM": (ROOT_PEM[:300], "END line is missing and the block is cut off"),
    "truncated inside its boundaries": (
        b"-----BEGIN CERTIFICATE-----\n" + BODY[:201] + b"\n-----END CERTIFICATE-----",
        "cut off: 201 characters",
    ),
    "a foreign character": (ROOT_PEM.replace(BODY[10:11], b"\xe2\x82\xac", 1), "that base64 does not have"),
    "two blocks run together": (wrapped(b"CERTIFICATE", b"0\x82ab").replace(b"\n-----END", b"==MIIB\n-----END"), "in the middle"),
    "END without BEGIN": (ROOT_PEM.split(b"-----\n", 1)[1], "END line without its BEGIN"),
    "empty block": (b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "block is empty"),
    "base64 twice": (wrapped(b"CERTIFICATE", BODY), "decodes to something that is no DER"),
    "HTML page": (b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body>no</body></html>", "HTML page"),
    "Java key store": (b"\xfe\xed\xfe\xed" + bytes(40), "Java key store"),
    "PDF": (b"%PDF-1.7\n" + bytes(range(200)), "PDF"),
    "SSH key": (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI user@host", "SSH"),
    "OpenSSH private key": (wrapped(b"OPENSSH PRIVATE KEY", b"openssh-key-v1\x00"), "OpenSSH private key"),
    "random bytes": (bytes((i * 73 + 41) % 256 for i in range(500)), "Nothing in this file"),
    "prose": (b"the certificate is attached", "Nothing in this file"),
    "EXI": (b"\x80\x98\x02\x12\x34" + bytes(20), "EXI"),
    "unknown DER": (bytes.fromhex("3006020101020102"), "no certificate, CSR, CRL"),
    "empty zip": (b"PK\x05\x06" + bytes(18), "zip archive is empty"),
    "damaged zip": (b"PK\x03\x04" + bytes(50), "zip archive is damaged"),
    "damaged gzip": (b"\x1f\x8b\x08" + bytes(50), "gzip file is damaged"),
    "JSON without anything": (b'{"hello": [1, 2, 3]}', "This is JSON, and nothing in it"),
    "indefinite length": (b"\x30\x80\x04\x01\x00\x00\x00", "BER"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_forms_are_told_apart(content, words):
    item = one(content)
    assert item.type is ItemType.UNREADABLE
    finding = item.findings[0]
    assert words in finding.message
    assert finding.severity is Severity.ERROR
    assert finding.remedy
    assert finding.source == "file:1"


def test_every_refusal_has_words_of_its_own():
    messages = [one(content).findings[0].message for content, words in REFUSED.values() if words != "Nothing in this file"]
    assert len(set(messages)) == len(messages)


def test_order_and_places_of_a_chain():
    items = load([("chain.pem", b"first line\n" + CHAIN_PEM)]).items
    assert [str(item.source) for item in items] == ["chain.pem:1", "chain.pem:2", "chain.pem:3"]
    lines = (b"first line\n" + CHAIN_PEM).splitlines()
    for item in items:
        assert lines[int(item.source.within.removeprefix("line ")) - 1] == b"-----BEGIN CERTIFICATE-----"


def test_a_damaged_block_does_not_hide_its_neighbours():
    damaged = ROOT_PEM[:200] + b"\n" + CHAIN_PEM
    assert [item.type for item in load([("f", damaged)]).items] == [ItemType.UNREADABLE] + [ItemType.CERTIFICATE] * 3


def test_concatenated_der():
    assert [item.der for item in load([("f", ROOT_DER * 3)]).items] == [ROOT_DER] * 3


def test_rubbish_behind_der_is_said():
    items = load([("f", ROOT_DER + b"rubbish")]).items
    assert [item.type for item in items] == [ItemType.CERTIFICATE, ItemType.UNREADABLE]
    assert "7 bytes follow" in items[1].findings[0].message


# --- containers ---


@pytest.fixture
def pkcs7(openssl, tmp_path) -> bytes:
    (tmp_path / "chain.pem").write_bytes(CHAIN_PEM)
    command = [openssl, "crl2pkcs7", "-nocrl", "-certfile", tmp_path / "chain.pem", "-outform", "DER"]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.mark.requirement("RFC 7030 4.1.3")
def test_pkcs7_in_every_form(pkcs7):
    ders = [item.der for item in load([("chain", CHAIN_PEM)])]
    est = base64.encodebytes(pkcs7)  # RFC 7030 4.1.3: base64 without boundaries
    for content in (pkcs7, wrapped(b"PKCS7", pkcs7), wrapped(b"CMS", pkcs7), est, est.replace(b"\n", b"")):
        items = load([("f", content)]).items
        assert [item.der for item in items] == ders
        assert all("PKCS#7" in item.source.within for item in items)


def test_pkcs7_in_ber_as_java_writes_it(pkcs7):
    # the same content under indefinite lengths: ContentInfo and its [0], as X.690 8.1.3.6 has it
    oid_end = 2 + 2 + 11 if pkcs7[1] < 0x80 else 2 + (pkcs7[1] & 0x7F) + 11
    header = 2 + (pkcs7[1] & 0x7F)
    oid = pkcs7[header:oid_end]
    inner = pkcs7[oid_end:]
    inner_header = 2 + (inner[1] & 0x7F)
    ber = b"\x30\x80" + oid + b"\xa0\x80" + inner[inner_header:] + b"\x00\x00\x00\x00"
    items = load([("f", ber)]).items
    assert [item.der for item in items] == [item.der for item in load([("chain", CHAIN_PEM)])]
    assert "BER" in items[0].findings[0].message


def test_pkcs12_with_its_password():
    items = load([("s.p12", P12)], password="123456").items
    assert [item.type for item in items] == [ItemType.CERTIFICATE] * 3 + [ItemType.PRIVATE_KEY]
    assert items[3].public_key_sha256 == items[0].public_key_sha256
    assert items[0].label == "cps_leaf_cert"


@pytest.mark.parametrize(
    ("password", "words"), [(None, "no password was given"), ("654321", "none of the passwords given opens it")]
)
def test_a_locked_store_says_what_is_wrong(password, words):
    item = one(P12, password=password)
    assert item.findings[0].code == "password-needed"
    assert words in item.findings[0].message
    assert "654321" not in repr(item) + str(item.findings)


def test_a_password_is_asked_for_with_the_files_name_and_reused():
    asked = []

    def ask(name: str) -> str:
        asked.append(name)
        return "123456" if len(asked) > 1 else "wrong"

    bundle = load([("a.p12", P12), ("b.p12", (REAL / "rise-v2g/moCertChain.p12").read_bytes())], password=ask)
    assert asked == ["a.p12", "a.p12"]
    assert not bundle.unreadable


def test_giving_up_on_a_password():
    assert one(P12, password=lambda _: None).findings[0].code == "password-needed"


def test_a_store_that_makes_the_machine_hash_for_hours_is_not_opened():
    store = pkcs12.Pfx.load(P12)
    store["mac_data"]["iterations"] = 2_000_000_000
    message = one(store.dump(force=True), password="123456").findings[0].message
    assert "2,000,004,096 rounds" in message


def test_a_key_that_makes_the_machine_hash_for_hours_is_not_opened(openssl):
    plain = subprocess.run([openssl, "genpkey", "-algorithm", "ed25519"], check=True, capture_output=True).stdout
    command = [openssl, "pkcs8", "-topk8", "-passout", "pass:x", "-outform", "DER"]
    key = keys.EncryptedPrivateKeyInfo.load(subprocess.run(command, check=True, capture_output=True, input=plain).stdout)
    key["encryption_algorithm"]["parameters"]["key_derivation_func"]["parameters"]["iteration_count"] = 2_000_000_000
    assert "2,000,000,000 rounds" in one(key.dump(force=True), password="x").findings[0].message


def test_zip_and_gzip():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/root.pem", ROOT_PEM)
        archive.writestr("b/chain.pem", CHAIN_PEM)
        archive.writestr("readme.txt", "hello")
    items = load([("pile.zip", packed.getvalue())]).items
    assert [str(item.source) for item in items] == [
        "pile.zip!/a/root.pem:1",
        *(f"pile.zip!/b/chain.pem:{n}" for n in (1, 2, 3)),
        "pile.zip!/readme.txt:1",
    ]
    assert one(gzip.compress(ROOT_PEM)).der == ROOT_DER


def test_a_zip_bomb_stops_at_the_cap():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(3):
            archive.writestr(f"{n}", b"A" * 1_000_000)
    items = load([("bomb.zip", bomb.getvalue())], limits=Limits(file_bytes=500_000)).items
    assert len(items) == 3
    assert all("larger than the limit" in item.findings[0].message for item in items)


def test_the_sum_of_all_members_is_capped_too():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(20):
            archive.writestr(f"{n}", b"A" * 400_000)
    items = load([("bomb.zip", bomb.getvalue())], limits=Limits(file_bytes=500_000, total_bytes=1_000_000)).items
    assert sum("larger than the limit" in item.findings[0].message for item in items) >= 18


def test_zips_in_zips_end():
    content = ROOT_PEM
    for _ in range(9):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("z", content)
        content = packed.getvalue()
    assert "more than 5 deep" in one(content).findings[0].message


def test_the_cap_on_items_is_said_and_keeps_what_was_read():
    items = load([("f", ROOT_PEM * 20)], limits=Limits(items=5)).items
    assert [item.type for item in items] == [ItemType.CERTIFICATE] * 4 + [ItemType.UNREADABLE]
    assert "5 things or more" in items[-1].findings[0].message


def test_a_file_above_the_cap_is_not_read():
    assert "larger than the limit" in one(b"A" * 2000, limits=Limits(file_bytes=1000)).findings[0].message


# --- what openssl makes ---


def test_csr_crl_keys_and_labels(openssl, tmp_path):
    def run(*arguments: str) -> bytes:
        return subprocess.run([openssl, *arguments], check=True, capture_output=True, cwd=tmp_path).stdout

    run("ecparam", "-name", "prime256v1", "-genkey", "-out", "key.pem")  # writes EC PARAMETERS first
    key = (tmp_path / "key.pem").read_bytes()
    csr = run("req", "-new", "-key", "key.pem", "-subj", "/CN=X", "-outform", "DER")
    forms = {
        "traditional": key,
        "pkcs8": run("pkcs8", "-topk8", "-nocrypt", "-in", "key.pem"),
        "der": run("pkey", "-in", "key.pem", "-outform", "DER"),
        "encrypted": run("pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:secret"),
        "encrypted, traditional": run("ec", "-in", "key.pem", "-aes128", "-passout", "pass:secret"),
    }
    public = run("pkey", "-in", "key.pem", "-pubout", "-outform", "DER")
    for form in forms.values():
        item = one(form, password="secret")
        assert (item.type, item.der, item.label) == (ItemType.PRIVATE_KEY, public, "P-256")
    for form in ("encrypted", "encrypted, traditional"):
        assert one(forms[form]).findings[0].code == "password-needed"
    request = one(wrapped(b"NEW CERTIFICATE REQUEST", csr))
    assert request.type is ItemType.CSR
    assert request.public_key_sha256 == one(key).public_key_sha256
    mislabelled = one(wrapped(b"CERTIFICATE", csr))
    assert mislabelled.type is ItemType.CSR
    assert mislabelled.findings[0].code == "not-a-certificate"
    assert one(public).type is ItemType.PUBLIC_KEY


def test_no_private_octet_is_kept_anywhere(openssl):
    key = subprocess.run([openssl, "genpkey", "-algorithm", "ed448"], check=True, capture_output=True).stdout
    octets = base64.b64decode(b"".join(key.splitlines()[1:-1]))[-57:]
    item = one(key)
    shown = json.dumps(load([("k", key)]).to_dict()) + repr(item) + str(load([("k", key)]))
    assert octets not in item.der
    assert octets.hex() not in shown
    assert base64.b64encode(octets).decode()[:40] not in shown
    assert not hasattr(item.parsed, "private_bytes")


@pytest.mark.requirement("RFC 5280 4.1.2.1")
def test_a_version_1_certificate_is_told_from_a_csr(openssl, tmp_path):
    subprocess.run([openssl, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "k"], check=True, cwd=tmp_path)
    subprocess.run([openssl, "req", "-new", "-key", "k", "-subj", "/CN=one", "-out", "r"], check=True, cwd=tmp_path)
    command = [openssl, "x509", "-req", "-in", "r", "-signkey", "k", "-days", "5", "-outform", "DER"]
    item = one(subprocess.run(command, check=True, cwd=tmp_path, capture_output=True).stdout)
    assert item.type is ItemType.CERTIFICATE
    assert item.facts is not None
    assert item.facts.version == 1


# --- refused by cryptography, shown all the same ---


def test_a_malformed_certificate_is_shown_with_what_is_wrong():
    # version 9: cryptography refuses to load it
    at = ROOT_DER.index(bytes.fromhex("a003020102"))
    item = one(ROOT_DER[: at + 4] + b"\x08" + ROOT_DER[at + 5 :])
    assert item.type is ItemType.CERTIFICATE
    assert item.certificate is None
    assert item.facts is not None
    assert item.facts.subject.common_name == "V2GRootCA"
    assert not item.facts.strict
    assert any("version" in problem.lower() for problem in item.facts.problems)


def test_a_certificate_with_one_broken_extension_shows_the_others():
    # basicConstraints' BOOLEAN becomes an INTEGER
    at = ROOT_DER.index(bytes.fromhex("0603551d13"))
    broken = bytearray(ROOT_DER)
    value = ROOT_DER.index(b"\x30\x03\x01\x01\xff", at)
    broken[value + 2] = 0x05
    item = one(bytes(broken))
    assert item.facts is not None
    assert not item.facts.strict
    assert item.facts.key_usage == frozenset({"keyCertSign", "cRLSign"})
    assert any("2.5.29.19 is not encoded as DER" in problem for problem in item.facts.problems)
