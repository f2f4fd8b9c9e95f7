"""What files are packed and wrapped in on their way: archives, pages, mails, program text; and what stands beside a find."""

import base64
import gzip
import io
import json
import subprocess
import tarfile
import textwrap
from pathlib import Path

import pytest

from workbench.certs.items import Item, ItemType
from workbench.certs.loading import load
from workbench.certs.loading.limits import Limits
from workbench.findings import Severity

REAL = Path(__file__).parents[2] / "data" / "real"
ROOT_PEM = (REAL / "rise-v2g/v2gRootCACert.pem").read_bytes()
LEAF_PEM = (REAL / "everest/csms_certs/client/SECC_LEAF_A.pem").read_bytes()

HASHES = {"hashAlgorithm": "SHA256", "issuerNameHash": "a1" * 32, "issuerKeyHash": "b2" * 32, "serialNumber": "3039"}


def der_of(pem: bytes) -> bytes:
    return load([("f", pem)]).items[0].der


ROOT, LEAF = der_of(ROOT_PEM), der_of(LEAF_PEM)
ROOT_64, LEAF_64 = base64.b64encode(ROOT), base64.b64encode(LEAF)


def read(content: bytes, **options) -> tuple[Item, ...]:
    return load([("file", content)], **options).items


def ders(content: bytes) -> list[bytes]:
    """The certificates; anything else in the content fails."""
    items = read(content)
    assert all(item.type is ItemType.CERTIFICATE for item in items), [f.message for item in items for f in item.findings]
    return [item.der for item in items]


# --- archives ---


def test_all_members_of_a_concatenated_gzip_are_read():
    assert ders(gzip.compress(ROOT_PEM) + gzip.compress(LEAF_PEM)) == [ROOT, LEAF]


def test_a_gzip_goes_on_with_something_else():
    complaint, certificate = read(gzip.compress(ROOT_PEM) + b"rubbish")
    assert certificate.der == ROOT
    assert "goes on with something that is no gzip" in complaint.findings[0].message


def test_a_cut_off_gzip_gives_what_is_there():
    complaint, certificate = read(gzip.compress(ROOT_PEM)[:-6])
    assert certificate.der == ROOT
    assert "cut off" in complaint.findings[0].message


def test_the_cap_holds_for_all_members_of_a_gzip_together():
    packed = gzip.compress(b"A" * 400_000) * 3
    (item,) = read(packed, limits=Limits(file_bytes=500_000))
    assert "larger than the limit" in item.findings[0].message


def packed_tar(members: dict[str, bytes], **links: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in links.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return packed.getvalue()


def test_tar_and_tgz():
    tar = packed_tar({"0/root.pem": ROOT_PEM, "leaf.der": LEAF})
    for content in (tar, gzip.compress(tar)):
        items = read(content)
        assert [item.der for item in items] == [ROOT, LEAF]
        assert [str(item.source) for item in items] == ["file!/0/root.pem:1", "file!/leaf.der:1"]


def test_links_in_a_tar_are_refused():
    (item,) = read(packed_tar({}, link="/etc/passwd"))
    assert "link" in item.findings[0].message


def test_a_tar_bomb_stops_at_the_cap():
    (item,) = read(gzip.compress(packed_tar({"a": b"A" * 400_000})), limits=Limits(file_bytes=300_000))
    assert "larger than the limit" in item.findings[0].message


def test_a_damaged_tar_gives_the_members_before_the_damage():
    tar = bytearray(packed_tar({"root.pem": ROOT_PEM, "leaf.der": LEAF}))
    at = tar.index(b"leaf.der")
    tar[at : at + 4] = b"LEAF"
    certificate, complaint = read(bytes(tar))
    assert certificate.der == ROOT
    assert "damaged" in complaint.findings[0].message


# --- beside a find, and in text of any kind ---

FRAME = json.dumps([2, "m1", "DeleteCertificate", {"certificateHashData": HASHES}])
IN_TEXT = {
    "CSV": b"id,cert\n1," + ROOT_64 + b"\n2," + LEAF_64 + b"\n",
    "lines": ROOT_64 + b"\n" + LEAF_64 + b"\n",
    "LDIF": b"dn: cn=x\nuserCertificate;binary:: "
    + textwrap.fill(ROOT_64.decode(), 76, subsequent_indent=" ").encode()
    + b"\ncACertificate:: "
    + LEAF_64
    + b"\n",
    "XML without a declaration": b"<a><c>" + ROOT_64 + b"</c><c>\n" + base64.encodebytes(LEAF) + b"</c></a>",
    "CDATA": b"<a><![CDATA[" + ROOT_64 + b"]]></a><b>" + LEAF_64 + b"</b>",
    "YAML": b"data:\n  ca: " + ROOT_64 + b"\n  leaf: " + LEAF_64 + b"\n",
    "PEM, then base64": ROOT_PEM + b"and\n" + LEAF_64 + b"\n",
    "an environment file": b"ROOT=" + ROOT_64 + b"\nLEAF='" + LEAF_64 + b"'\n",
    "trailing zeros": ROOT_PEM + LEAF_PEM + bytes(5000),
    "a page": b"<html><body><p>-----BEGIN CERTIFICATE-----<br>\n"
    + ROOT_64.replace(b"+", b"&#43;")
    + b"<br>-----END CERTIFICATE-----<td>"
    + LEAF_64
    + b"</td></body></html>",
}


@pytest.mark.parametrize("content", IN_TEXT.values(), ids=IN_TEXT.keys())
def test_certificates_in_text(content):
    assert ders(content) == [ROOT, LEAF]


def test_base64_in_text_has_its_line():
    lines = len(ROOT_PEM.splitlines())
    assert [item.source.within for item in read(IN_TEXT["PEM, then base64"])] == ["line 1", f"line {lines + 2}"]


def test_base64_beside_a_frame():
    items = read(f"2026 {FRAME}\nx {ROOT_64.decode()} y\n".encode())
    assert [item.type for item in items] == [ItemType.MESSAGE, ItemType.HASH_DATA, ItemType.CERTIFICATE]


@pytest.mark.parametrize("wrap", [b"%b", b"kind: Secret\ndata:\n  tls.crt: %b\n  other: abcd\n"], ids=["alone", "Kubernetes"])
def test_pem_in_base64_once_more(wrap):
    (item,) = read(wrap % base64.b64encode(ROOT_PEM))
    assert item.der == ROOT
    assert "encoded in base64 once more" in item.findings[0].message


QUOTED = {
    "a string": "recv " + json.dumps(FRAME) + " from cp1\n",
    "a string in a string": "recv " + json.dumps(json.dumps(FRAME)) + " from cp1\n",
    "CSV": '1,"' + FRAME.replace('"', '""') + '",x\n',
    "HTML in a log": "recv " + FRAME.replace('"', "&quot;") + "\n",
    "a page": "<!DOCTYPE html><html><title>EVerest ocpp session logging</title><pre>" + FRAME + "</pre></html>",
    "an escaped page": "<html><title>log</title><td>" + FRAME.replace('"', "&quot;") + "</td></html>",
    "lines of JSON without OCPP's words": json.dumps({"a": 1})
    + "\n"
    + json.dumps({"b": HASHES | {"issuerNameHash": "x"}})
    + "\n"
    + FRAME,
}


@pytest.mark.parametrize("content", QUOTED.values(), ids=QUOTED.keys())
def test_quoted_frames(content):
    assert [item.type for item in read(content.encode())][-2:] == [ItemType.MESSAGE, ItemType.HASH_DATA]


def test_two_frames_in_one_quoted_string():
    items = read(("x " + json.dumps(FRAME + FRAME) + "\n").encode())
    assert [item.type for item in items] == [ItemType.MESSAGE, ItemType.HASH_DATA] * 2


def test_lines_of_json_with_certificates():
    lines = "".join(json.dumps({"pem": pem.decode()}) + "\n" for pem in (ROOT_PEM, LEAF_PEM))
    assert ders(lines.encode()) == [ROOT, LEAF]
    assert not [finding for item in read(lines.encode()) for finding in item.findings]


@pytest.mark.parametrize("junk", ['{"' * 1_000_000, '[2,"' + "x" * 300], ids=["braces", "frames"])
def test_a_search_that_ends_early_says_where(junk):
    text = "first\n" + (junk if len(junk) > 1000 else junk * 20_000) + "\n" + FRAME
    finding = read(text.encode())[0].findings[0]
    assert (finding.code, finding.severity) == ("search-limit", Severity.ERROR)
    assert finding.observed.startswith("line 2")


HOSTILE = {
    "one long run": b"MII" + b"A" * 1_000_000,
    "claims": b"MIL///// " * 100_000,
    "claims of certificates": (ROOT_64[:4] + b"/////" + ROOT_64[9:60] + b"\n") * 15_000,
    "blanks": (b"MIL/////" + b" " * 200) * 5_000,
    "PEM in base64": b"LS0tLS1CRUdJTi\n" * 60_000,
    "quoted frames": b'[2,\\"' * 100_000,
    "doubled quotes": b'[2,""' * 100_000,
    "escaped quotes": b"[2,&quot;" * 100_000,
    "tags": b"<html>" + b"<" * 1_000_000,
    "ends": b"-----END X-----\n" * 10_000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_text_built_to_be_slow(content):
    items = read(content[:1_000_000])  # a quadratic search would take hours; tests/properties/fuzz.py holds the time itself
    assert items
    assert ItemType.CERTIFICATE not in {item.type for item in items}


# --- answers and mails ---

EST = (
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=xyz\r\n\r\n--xyz\r\nContent-Type: application/pkix-cert\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n%b\r\n--xyz\r\nContent-Type: application/pem\r\n\r\n%b\r\n--xyz--\r\n"
)
ANSWERS = {
    "DER": b"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-cert\r\n\r\n" + ROOT,
    "base64": b"HTTP/2 200\r\ncontent-type: application/pkcs7-mime\r\n\r\n" + ROOT_64,
    "PEM": b"HTTP/1.0 200 OK\nServer: x\n\n" + ROOT_PEM,
    "a mail": b"MIME-Version: 1.0\nContent-Type: application/pkix-cert;\n name=x\nContent-Transfer-Encoding: base64\n\n" + ROOT_64,
    "after a redirect": b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + ROOT,
}


@pytest.mark.parametrize("content", ANSWERS.values(), ids=ANSWERS.keys())
def test_answers_with_their_headers(content):
    assert ders(content) == [ROOT]


def test_the_parts_of_an_answer():
    items = read(EST % (ROOT_64, LEAF_PEM))
    assert [item.der for item in items] == [ROOT, LEAF]
    assert [item.source.within for item in items] == ["part 1", "part 2 › line 1"]


def test_an_answer_without_a_body():
    (item,) = read(b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n")
    assert "without a body" in item.findings[0].message


def test_an_error_page_behind_headers_is_told():
    (item,) = read(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html><title>no</title></html>")
    assert "HTML page" in item.findings[0].message


# --- margins, dumps and prints ---


def dump(der: bytes, width: int, row: str) -> bytes:
    rows = []
    for at in range(0, len(der), width):
        part = der[at : at + width]
        seen = "".join(chr(octet) if 32 <= octet < 127 else "." for octet in part)
        rows.append(row.format(at=at, spaced=part.hex(" "), pairs=part.hex(" ", -2), seen=seen))
    return "\n".join(rows).encode()


MARGINS = {
    "syslog": b"".join(b"Jan  1 10:00:00 cs1 ocppd[123]: " + line for line in ROOT_PEM.splitlines(keepends=True)),
    "cat -n": b"".join(b"%5d\t" % n + line for n, line in enumerate(ROOT_PEM.splitlines(keepends=True), 1)),
    "C string": b"const char *root =\n" + b"\n".join(b'"' + line + b'\\n"' for line in ROOT_PEM.splitlines()) + b";\n",
    "C string behind its name": b"const char *root = " + b"\n   ".join(b'"%b\\n"' % line for line in ROOT_PEM.splitlines()) + b";",
}
NUMBERS = {
    "xxd": dump(ROOT, 16, "{at:08x}: {pairs:<40} {seen}"),
    "xxd -c 32": dump(ROOT, 32, "{at:08x}: {pairs:<80} {seen}"),
    "hexdump -C": dump(ROOT, 16, "{at:08x}  {spaced:<48}  |{seen}|"),
    "certutil": dump(ROOT, 16, "    {at:04x}  {spaced:<48}   {seen}"),
    "C array": b"unsigned char root[] = {\n  " + ", ".join(f"0x{octet:02x}" for octet in ROOT).encode() + b"\n};",
    "Go array": b"[]byte{" + ", ".join(map(str, ROOT)).encode() + b"}",
}


@pytest.mark.parametrize("content", MARGINS.values(), ids=MARGINS.keys())
def test_margins(content):
    (item,) = read(content)
    assert item.der == ROOT
    assert "margin" in item.findings[0].message


@pytest.mark.parametrize("content", NUMBERS.values(), ids=NUMBERS.keys())
def test_numbers(content):
    (item,) = read(content)
    assert item.der == ROOT
    assert "read all the same" in item.findings[0].message


@pytest.mark.parametrize("form", ["xxd", "C array", "Go array"])
def test_several_dumps_in_one_text(form):
    assert [item.der for item in read(NUMBERS[form] + b"\n\n" + NUMBERS[form])] == [ROOT, ROOT]


def test_hexadecimal_values_in_xml():
    pdml = f'<field name="tls.handshake.certificate" value="{ROOT.hex()}"/>\n<field value="{LEAF.hex()}"/>'.encode()
    assert [item.der for item in read(pdml)] == [ROOT, LEAF]


def test_lower_case_boundaries():
    lower = ROOT_PEM.replace(b"BEGIN CERTIFICATE", b"begin certificate").replace(b"END CERTIFICATE", b"end certificate")
    (item,) = read(lower)
    assert item.der == ROOT
    assert "lower case" in item.findings[0].message


def test_pem_behind_der():
    assert ders(ROOT + LEAF_PEM) == [ROOT, LEAF]


def test_the_printed_form_is_told(openssl):
    command = [openssl, "x509", "-text", "-noout"]
    printed = subprocess.run(command, input=ROOT_PEM, check=True, capture_output=True).stdout
    (item,) = read(printed)
    assert "printed form" in item.findings[0].message


@pytest.mark.parametrize(
    "content",
    [
        b"0x30," * 200_000,
        b"48, " * 250_000,
        b"0000 30 82 " * 90_000,
        b"Content-Type: x\n" * 60_000,
        b"Certificate:" + b"\n" * 900_000,
    ],
    ids=["C array", "decimals", "rows", "headers", "print"],
)
def test_numbers_and_headers_built_to_be_slow(content):
    assert [item.type for item in read(content)] == [ItemType.UNREADABLE]
