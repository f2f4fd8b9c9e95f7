"""Inputs made to be slow, deep or confusing, each for a size in bytes: every reader has some of its own.

A reader that looks at everything again for each thing that it finds is quadratic: at 1 MB it takes minutes where a sound one takes
tenths of a second. The suite runs them small, for what must hold at any size; ``fuzz.py`` runs them large, against the clock.
"""

import base64
import gzip
import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable

from tests.properties import forge
from tests.properties.forge import MALFORMED, certificate, common_name, extension, integer, octets, oid, sequence, tlv

Adversary = Callable[[int], bytes]

BEGIN, END = b"-----BEGIN CERTIFICATE-----\n", b"-----END CERTIFICATE-----\n"

TOKENS = [
    *(BEGIN, END, BEGIN + b"MIIB\n", b"-----", b"-", b"- ", b"--BEGIN ", b"----BEGIN A", b"-----BEGIN A-----", b"BEGIN%20"),
    *(b"-----BEGIN%20", b"-----BEGIN+A-----", b"-----BEGIN A----- -----BEGIN B ----", b"--BEGIN A--", b"-- BEGIN" + b" " * 60),
    *("\u2014".encode(), "\u2014\u2014BEGIN A".encode(), "\u2014\u2014END A\u2014\u2014".encode()),
    *(b'[2,"', b'[2,\\"', b'{"', b"{", b"[", b'{"a":', b'[2,"x",', b'[[2,"a","b",{}],', b'{"certificate":"', b'"certificate"'),
    *(b'{"a":"\\\\', b'[2,"a","', b'{"hashAlgorithm":"', b"[2 , ", b"[  2", b"[" + b" " * 50, b"{" + b" " * 60 + b'"'),
    *(b'{"hashAlgorithm":1,"issuerNameHash":2,"issuerKeyHash":3,"serialNumber":4}\n', b'[2,"a","b",{"csr":"x"}]\n', b'[2,"a"]\n'),
    *(b'[2,"a",1e999]', b'[2,"a",NaN]\n', b'[2,"a",' + b"9" * 4000 + b"]\n", b'[2,"a",' + b"9" * 5000 + b"]\n"),
    *(b"<?xml", b">MI", b">MIIA", b"> MI\n", b">" + b" " * 30, b"<ns>", b"<html>", b"<title>", b"<html><title", b"<html><title> "),
    *(
        b"> > > ",
        b"> \n",
        b"# \n",
        b"// \n",
        b"|",
        b"* ",
        b"a:b\n",
        b"Proc-Type: 4,ENCRYPTED\n",
        b"X-Header: ",
        b"AES",
        b"DEK-Info: ",
    ),
    *(b"\n", b" ", b"\t", b"\r\n", b"\\", b"\\n", b"\\r\\n", b"=", b"= ", b"=3D", b"=\n", b"MIIB=", b"MIIB", b"M", b"MI", b"M \n"),
    *(b"30", b"30:", b"30 ", b"0x30", b"SHA256 ", b"SHA256\n" + b"a" * 60 + b"\n", b"%2", b"%", b"%0A", b"&lt;", b'"', b"'"),
    *(
        b"\x00a",
        b"a\x00",
        b"\x00",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\x1b[31m",
        b"\xe2\x80\xae",
        b"\xc3",
        b"\xed\xa0\x80",
    ),
    *(b'[2,\\"\\q', b'[2,""', b"[2,&quot;", b"&quot;", b"&#" + b"9" * 5000 + b";", b"&#x41;", b"<br>", b"<p", b"<", b">"),
    *(b"LS0tLS1CRUdJTi", b"LS0tLS1CRUdJTi\n", b" MIIG", b" MIIH\n", b"MIGA ", b"&#x"),
    *(
        b"--b\n",
        b";",
        b'";',
        b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
        b"Content-Type: text/plain\n",
        b" folded\n",
    ),
    *(b"0x30,", b"0x30, 0x82,", b"48,", b"48 130 ", b"0000: 30 82\n", b"00000010  30 82 01 00  |0...|\n", b"0x3082 30 ", b"3082"),
    *(b"-----begin a-----\n", b'"MIIB\\n"\n', b"  1 -----BEGIN A-----\n  2 MIIB\n", b"Certificate:\n", b"    Data:\n"),
    *(
        b"{'a':",
        b"['",
        b"{'issuerNameHash':'a','issuerKeyHash':'b'}\n",
        b"{'issuerNameHash':'a','issuerKeyHash':'b','c':",
        b"f(a=",
        b'["\\',
    ),
    *(b"SHA256 " + b"a" * 64 + b" " + b"b" * 64 + b" 1\n", b"issuerNameHash,issuerKeyHash,serialNumber\n", b'SHA1,"'),
    *(b"issuer key hash: " + b"a" * 40 + b"\nserial number: 1\n", b"issuer name hash" + b" " * 50, b"serialNumber:"),
    *(b"A", b"0\x80", b"0\x00", b"0\x80\x06", b"0\x84", b"0\x03\x02\x01\x00", b"0\x80\x02\x80"),
]
"""Repeated until the size is reached."""

FRAMES: dict[str, tuple[bytes, bytes]] = {
    "alone": (b"", b""),
    "after BEGIN": (BEGIN, b""),
    "in a block": (BEGIN, b"\n" + END),
    "in a field": (b'[2,"a","b",{"certificate":"', b'"}]'),
    "in XML": (b"<?xml?><a>", b"</a>"),
    "after names of fields": (b"issuerNameHash issuer_key_hash:\n", b""),
    "in a printed value": (b"{'issuerNameHash':'a','issuerKeyHash':'b','c':", b"}"),
    "after a frame": (b'[2,"a","b",{}]\n', b""),
    "in a title": (b"<html><title>", b""),
    "in a mail": (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", b"\r\n--b--\r\n"),
    "in a mail's header": (b"Content-Type: text/plain\r\nX: ", b"\r\n\r\nbody"),
    "in a part's header": (
        b'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; a="',
        b"\r\n\r\nbody\r\n--b--\r\n",
    ),
    "behind an answer's header": (b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", b""),
    "in a locked key": (
        b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: ",
        b"\n-----END RSA PRIVATE KEY-----\n",
    ),
}


def repeated(token: bytes, frame: str = "alone") -> Adversary:
    before, after = FRAMES[frame]
    return lambda size: before + token * max(1, size // len(token)) + after


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


_HASH = '"hashAlgorithm":"SHA256","issuerNameHash":"a","issuerKeyHash":"b","serialNumber":"1"'

TEXTS: dict[str, Adversary] = {
    "hash entries in one another": lambda n: b"".join(
        (("{" + _HASH + ',"' + "k" * (n // 400) + '":').encode() * 400, b"1", b"}" * 400)
    ),
    "one long key of many hash entries": lambda n: (
        '{"' + "k" * (n // 2) + '":[' + ",".join(["{" + _HASH + "}"] * (n // 180 + 1)) + "]}"
    ).encode(),
    "many long keys": lambda n: ("{" + ",".join(f'"{"k" * 1000}{i}":{{{_HASH}}}' for i in range(n // 1090 + 1)) + "}").encode(),
    "lists in one another": lambda n: b"[" * (n // 2) + b"]" * (n // 2),
    "a long action": lambda n: json.dumps([2, "x", "A" * n, {"csr": ""}]).encode(),
    "surrogates": lambda n: json.dumps([2, "\ud800", "\udfff" * (n // 6), {"csr": "\ud800"}]).encode(),
    "a giant number": lambda n: b'{"certificate":[' + b"9" * n + b"]}",
    "giant numbers": lambda n: b"[" + b",".join([b"9" * 4000] * (n // 4000 + 1)) + b"]",
    "broken JSON in strings": lambda n: json.dumps(["[1"] * (n // 6)).encode(),
    "deep JSON in strings": lambda n: json.dumps(["[" * 900 + "]" * 900] * (n // 1800 + 1)).encode(),
    "boundaries in strings": lambda n: json.dumps(["-----BEGIN A-----"] * (n // 20)).encode(),
    "base64 in strings": lambda n: json.dumps(["MI" + "A" * 70] * (n // 76 + 1)).encode(),
    "hexadecimal in strings": lambda n: json.dumps(["30" + "0" * 70] * (n // 76 + 1)).encode(),
    "log lines": repeated(b'2026-01-01 10:00:00 >>> [2,"1","Heartbeat",{}]\n'),
    "broken log lines": repeated(b'2026-01-01 10:00:00 >>> [2,"1","Heartbeat",{}\n'),
    "unterminated log lines": repeated(b'[2,"1","Heartbeat,{}\n'),
    "log lines of a CSV": repeated(b'"1","[2,""a"",""Heartbeat"",{}]"\r\n'),
    "log lines of an export": repeated(b'[2,\\"a\\",\\"b\\",{\\"csr\\":\\"\\"}]\\n'),
    "deep values in a log": lambda n: b'"certificate"' + (b'{"a":' * 500 + b"1" + b"}" * 500 + b"\n") * (n // 3000 + 1),
    "values cut off at 4 kB": lambda n: b'"certificate"' + (b'{"a":"' + b"x" * 5000 + b"\n") * (n // 5007 + 1),
    "values cut off at 32 kB": lambda n: b'"certificate"' + (b'{"a":[' + b"1," * 17_000 + b"\n") * (n // 34_000 + 1),
    "backslashes before a quote": lambda n: b'"certificate"' + (b'[2,"' + b"\\" * 1001 + b'"') * (n // 1006 + 1),
    "blobs in XML": lambda n: b"<?xml?>" + (b"<a>MI" + b"A" * 62 + b"</a>\n") * (n // 72 + 1),
    "blanks in XML": lambda n: b"<?xml?>" + (b">MI" + b" " * 1000) * (n // 1003 + 1),
    "a title of blanks": lambda n: b"<html><title>" + b" " * n,
    "encrypted keys": repeated(b"-----BEGIN PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END PRIVATE KEY-----\n"),
    "hexadecimal": lambda n: b"30" + b"83" * (n // 2),
    "a hash file with blanks": lambda n: b"SHA256\n" + b"a" * 64 + b"\n" + b" " * n,
    "an END for each of many lines": lambda n: b"\n" * (n // 2) + END * (n // 52),
}


def _many(make: Callable[[int], bytes], each: int) -> Adversary:
    return lambda size: b"".join(make(i) for i in range(size // each + 1))


def _in_certificate(**part: Callable[[int], bytes | list[bytes]]) -> dict[str, Adversary]:
    """The part in a certificate that ``cryptography`` may take, and in one that asn1crypto must read."""
    ((name, make),) = part.items()
    return {
        f"{name}, strictly": lambda n: certificate(**{name: make(n)}),  # type: ignore[arg-type]
        f"{name}, leniently": lambda n: certificate(version=MALFORMED, **{name: make(n)}),  # type: ignore[arg-type]
    }


def _both(title: str, **part: Callable[[int], bytes | list[bytes]]) -> dict[str, Adversary]:
    return {f"{title}: {name}": make for name, make in _in_certificate(**part).items()}


def _explicit_curve(prime: bytes) -> bytes:
    field = sequence(oid("1.2.840.10045.1.1"), integer(prime))
    parameters = sequence(
        integer(1), field, sequence(octets(b"\1"), octets(b"\2")), octets(b"\4" + bytes(64)), integer(7), integer(1)
    )
    return sequence(sequence(oid("1.2.840.10045.2.1"), parameters), tlv(0x03, b"\0\4", bytes(64)))


def _usage(value: bytes) -> list[bytes]:
    return [extension("2.5.29.15", value)]


_EC_KEY = sequence(integer(1), octets((1).to_bytes(32)), tlv(0xA0, oid("1.2.840.10045.3.1.7")))

CERTIFICATES: dict[str, Adversary] = {
    **_both("a long number", serial=lambda n: b"\x7f" + b"\x55" * n),
    **_both("a long negative number", serial=lambda n: b"\x80" + b"\x55" * n),
    "a long version": lambda n: certificate(version=b"\x7f" * n),
    **_both("a long name", subject=lambda n: sequence(common_name("x" * n))),
    **_both("a name of terminal escapes", subject=lambda n: sequence(common_name("\x1b[31m" * (n // 5)))),
    **_both("a name of script tags", subject=lambda n: sequence(common_name("<script>" * (n // 8)))),
    **_both("a name of overrides", subject=lambda n: sequence(common_name("\u202e" * (n // 3)))),
    **_both("a name of many parts", subject=lambda n: sequence(*(common_name(f"{i}") for i in range(n // 16)))),
    **_both(
        "a name of one part with many values",
        subject=lambda n: sequence(forge.set_of(*(sequence(oid("2.5.4.3"), tlv(0x0C, b"%d" % i)) for i in range(n // 14)))),
    ),
    **_both("a name with a long type", subject=lambda n: sequence(forge.set_of(sequence(forge.long_oid(n), tlv(0x0C, b"a"))))),
    **_both("a long algorithm", algorithm=lambda n: sequence(forge.long_oid(n))),
    **_both("a long key type", key=lambda n: sequence(sequence(forge.long_oid(n)), tlv(0x03, b"\0"))),
    **_both("a long curve", key=lambda n: sequence(sequence(oid("1.2.840.10045.2.1"), forge.long_oid(n)), tlv(0x03, b"\0\4"))),
    **_both("a curve of one's own", key=lambda n: _explicit_curve(b"\x7f" * n)),
    **_both("a giant RSA key", key=lambda n: forge.rsa_key(8 * n)),
    **_both("many extensions", extensions=lambda n: [extension(f"1.2.3.{i}", b"") for i in range(n // 12)]),
    **_both("the same extension again and again", extensions=lambda n: [extension("2.5.29.19", sequence())] * (n // 11)),
    **_both("broken extensions", extensions=lambda n: [extension("2.5.29.19", b"\x01")] * (n // 10)),
    **_both("a long extension type", extensions=lambda n: [sequence(forge.long_oid(n), octets(b""))]),
    **_both("a long purpose", extensions=lambda n: [extension("2.5.29.37", sequence(forge.long_oid(n)))]),
    **_both("many purposes", extensions=lambda n: [extension("2.5.29.37", sequence(*(oid(f"1.2.3.{i}") for i in range(n // 6))))]),
    **_both("many usages", extensions=lambda n: _usage(tlv(0x03, b"\0" + b"\xff" * n))),
    **_both(
        "a long path length",
        extensions=lambda n: [extension("2.5.29.19", sequence(tlv(0x01, b"\xff"), integer(b"\x7f" + b"\x55" * n)))],
    ),
    **_both("many names", extensions=lambda n: [extension("2.5.29.17", sequence(tlv(0x82, b"a") * (n // 3)))]),
    **_both("addresses of one octet", extensions=lambda n: [extension("2.5.29.17", sequence(tlv(0x87, b"a") * (n // 3)))]),
    **_both("names of a foreign kind", extensions=lambda n: [extension("2.5.29.17", sequence(tlv(0xA0, oid("1.2.3")) * (n // 6)))]),
    **_both(
        "many OCSP addresses",
        extensions=lambda n: [
            extension("1.3.6.1.5.5.7.1.1", sequence(sequence(oid("1.3.6.1.5.5.7.48.1"), tlv(0x86, b"u")) * (n // 16)))
        ],
    ),
    "many certificates": _many(lambda i: certificate(serial=i, subject=sequence(common_name(f"{i}"))), 240),
    "many of one number": _many(lambda i: certificate(serial=5, subject=sequence(common_name(f"{i}"))), 240),
    "many of one issuer": _many(lambda i: certificate(serial=i, issuer=sequence(common_name("subject"))), 240),
    "many that issued one another": _many(
        lambda i: certificate(serial=i, subject=sequence(common_name(f"{i}")), issuer=sequence(common_name(f"{i + 1}"))), 240
    ),
    "one again and again": _many(lambda _: certificate(), 230),
    "many malformed": _many(lambda i: certificate(serial=i, version=MALFORMED), 230),
    "many with a key that is none": _many(lambda i: certificate(serial=i, key=forge.KEY[:-1] + b"\0"), 230),
    "empty shells": _many(
        lambda i: sequence(
            sequence(tlv(0xA0, integer(2)), integer(i), sequence(), sequence(), sequence(), sequence(), sequence()),
            sequence(),
            tlv(0x03),
        ),
        26,
    ),
    "keys and their certificates": lambda n: (
        b"".join(forge.pem("EC PRIVATE KEY", _EC_KEY) for _ in range(n // 400)) + certificate() * (n // 460)
    ),
}


STRUCTURES: dict[str, Adversary] = {
    "requests": _many(lambda _: forge.request(), 200),
    "a request with a giant key": lambda n: forge.request(key=forge.rsa_key(8 * n)),
    "a giant public key": lambda n: forge.rsa_key(8 * n),
    "a giant private key": lambda n: sequence(
        *map(integer, (0, (1 << 8 * n // 2) + 1, 65537, (1 << 8 * n // 2) - 3, 3, 5, 7, 9, 11))
    ),
    "small keys": _many(lambda i: sequence(integer(1), octets((i + 5).to_bytes(32)), tlv(0xA0, oid("1.2.840.10045.3.1.7"))), 52),
    "shells of keys": _many(lambda _: sequence(integer(0), sequence(), octets()), 9),
    "a CRL": lambda n: forge.crl(*map(forge.revoked, range(1, n // 20 + 1))),
    "empty CRLs": _many(lambda _: forge.crl(), 70),
    "a request for many statuses": lambda n: sequence(
        sequence(
            sequence(*[sequence(sequence(sequence(oid("1.3.14.3.2.26")), octets(b"n"), octets(b"k"), integer(1)))] * (n // 26))
        )
    ),
    "answers": _many(lambda _: sequence(tlv(0x0A, b"\1")) + sequence(tlv(0x0A, b"\0"), tlv(0xA0)), 12),
    "PKCS#7 of certificates": lambda n: forge.pkcs7(*(certificate(serial=i) for i in range(n // 230 + 1))),
    "PKCS#7 of nothing": lambda n: forge.pkcs7(*[sequence()] * (n // 2)),
    "PKCS#7 in PKCS#7": lambda n: _wrapped(forge.pkcs7, n),
    "PKCS#7 with a long type": lambda n: sequence(
        tlv(0x06, bytes.fromhex("2a864886f70d0107"), b"\x83" * n, b"\1"), tlv(0xA0, sequence())
    ),
    "a key under a long algorithm": lambda n: forge.encrypted_key(sequence(forge.long_oid(n), sequence())),
    "PKCS#12 with a long type": lambda n: forge.pkcs12(sequence(forge.long_oid(n), tlv(0xA0, octets())), mac=forge.mac(5)),
    "PKCS#12 of many keys": lambda n: forge.pkcs12(forge.data(sequence(*[forge.shrouded_key(1)] * (n // 70)))),
    "PKCS#12 with a long count": lambda n: forge.pkcs12(mac=forge.mac(b"\x7f" * n)),
    "locked stores": lambda n: forge.pkcs12(mac=forge.mac(2)) * (n // 90 + 1),
    **{
        f"depth: {name}": make
        for tag in (0x30, 0x31, 0xA0, 0x24)
        for name, make in {
            f"{tag:02x} alone": lambda n, tag=tag: forge.nested(tag, n // 5),
            f"{tag:02x} in a name": lambda n, tag=tag: certificate(subject=forge.nested(tag, n // 5)),
            f"{tag:02x} in a malformed name": lambda n, tag=tag: certificate(version=MALFORMED, issuer=forge.nested(tag, n // 5)),
            f"{tag:02x} in an extension": lambda n, tag=tag: certificate(
                extensions=[extension("2.5.29.17", forge.nested(tag, n // 5))]
            ),
            f"{tag:02x} in a key": lambda n, tag=tag: certificate(version=MALFORMED, key=forge.nested(tag, n // 5)),
            f"{tag:02x} in PKCS#7": lambda n, tag=tag: forge.pkcs7(forge.nested(tag, n // 5)),
            f"{tag:02x} in PKCS#12": lambda n, tag=tag: forge.pkcs12(forge.nested(tag, n // 5)),
            f"{tag:02x} in a locked key": lambda n, tag=tag: forge.encrypted_key(forge.nested(tag, n // 5)),
            f"{tag:02x} in a CRL": lambda n, tag=tag: forge.crl(forge.nested(tag, n // 5)),
            f"{tag:02x} in a request": lambda n, tag=tag: forge.request(attributes=forge.nested(tag, n // 5)),
        }.items()
    },
    "depth: BER": lambda n: b"\x30\x80" * (n // 2),
    "depth: BER in PKCS#7": lambda n: b"\x30\x80" + oid("1.2.840.113549.1.7.2") + b"\xa0\x80" + b"\x30\x80" * (n // 2),
    "depth: BER in PKCS#7, closed": lambda n: (
        b"\x30\x80" + oid("1.2.840.113549.1.7.2") + b"\xa0\x80" + b"\x30\x80" * (n // 4) + b"\0\0" * (n // 4 + 2)
    ),
    "depth: BER in PKCS#12": lambda n: b"\x30\x80\x02\x01\x03" + b"\x30\x80" * (n // 2),
    "depth: strings in BER": lambda n: (
        b"\x30\x80\x02\x01\x03\x30\x80" + oid("1.2.840.113549.1.7.1") + b"\xa0\x80" + b"\x24\x80" * (n // 2)
    ),
    "pieces of a string in BER": lambda n: (
        b"\x30\x80\x02\x01\x03\x30\x80"
        + oid("1.2.840.113549.1.7.1")
        + b"\xa0\x80\x24\x80"
        + b"\x04\x01\x30" * (n // 3)
        + b"\0\0" * 4
    ),
}


def _wrapped(wrap: Callable[[bytes], bytes], size: int) -> bytes:
    content = certificate()
    for _ in range(min(size // 50, 200)):
        content = wrap(content)
    return content


def _overlapping(size: int) -> bytes:
    """Many entries of a zip's directory for one and the same member."""
    archive = zipped([("a", END * 1000)])
    end, directory = archive.rindex(b"PK\x05\x06"), archive.index(b"PK\x01\x02")
    entry = archive[directory:end]
    count = min(65_000, size // len(entry) + 2)
    tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(entry) * count, directory, 0)
    return archive[:directory] + entry * count + tail


def _tar_header(kind: bytes, size: int, name: str = "member") -> bytes:
    member = tarfile.TarInfo(name)
    member.type, member.size = kind, size
    return member.tobuf(tarfile.USTAR_FORMAT)


def _tar(*members: tuple[bytes, bytes]) -> bytes:
    return b"".join(_tar_header(kind, len(content)) + content + bytes(-len(content) % 512) for kind, content in members) + bytes(
        1024
    )


ARCHIVES: dict[str, Adversary] = {
    "a tar of empty members": lambda n: _tar(*[(tarfile.REGTYPE, b"")] * (n // 512 + 1)),
    "a tar with a long header of digits": lambda n: _tar((tarfile.XHDTYPE, b"1" * n), (tarfile.REGTYPE, END)),
    "a tar with a long common header": lambda n: _tar((tarfile.XGLTYPE, b"1" * n), (tarfile.REGTYPE, END)),
    "a tar with a long name": lambda n: _tar((tarfile.GNUTYPE_LONGNAME, b"n" * n), (tarfile.REGTYPE, END * (n // 100))),
    "a tar of headers alone": lambda n: _tar(*[(tarfile.XHDTYPE, b"10 a=bcde\n")] * (n // 1024 + 1)),
    "a tar of links": lambda n: _tar(*[(kind, b"") for kind in (b"1", b"2", b"3", b"4", b"6", b"7", b"S")] * (n // 3584 + 1)),
    "a zip of empty members": lambda n: zipped((f"{i}", b"") for i in range(n // 105 + 1)),
    "a zip of long names": lambda n: zipped((f"{i}" + "n" * 5000, END * 20) for i in range(n // 10_200 + 1)),
    "a zip of bad names": lambda _: zipped(
        (name, b"x") for name in ("../../etc/passwd", "C:\\\\x", "\x1b[31m", "\u202e", "a\nb", "<b>", "=1+1", "/", "a" * 65_000)
    ),
    "a zip whose members overlap": _overlapping,
    "gzip of gzip": lambda n: gzip.compress(gzip.compress(gzip.compress(END * (n // 200)))),
    "gzip, cut off": lambda n: gzip.compress(base64.encodebytes(bytes(n)))[:-20],
}

BOMBS: dict[str, Adversary] = {
    "a zip of one long name and many things": lambda n: zipped([("n" * 65_000, END * (n // 26))]),
    "a zip of nothing but A": lambda n: zipped((f"{i}", b"A" * (n * 100)) for i in range(3)),
    "gzip of nothing but A": lambda n: gzip.compress(b"A" * (n * 200)),
    "gzip of boundaries": lambda n: gzip.compress(END * n),
    "zips in a zip": lambda n: zipped((f"{i}", gzip.compress(END * (n // 100))) for i in range(10)),
}
"""A few bytes that unpack to very many: their law is another, see ``fuzz.py``."""

ADVERSARIES: dict[str, Adversary] = {**TEXTS, **CERTIFICATES, **STRUCTURES, **ARCHIVES}
