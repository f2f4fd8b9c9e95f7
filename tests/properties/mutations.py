"""Real files, changed: what transports, editors, copy and paste and attackers do to them. The same seed gives the same bytes."""

import base64
import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from random import Random
from urllib.parse import quote_from_bytes

from tests.properties.adversaries import zipped

ROOT = Path(__file__).parents[2]
CORPUS = [
    path.read_bytes()
    for folder in ("tests/data/real", "sample_certs")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.is_file() and path.suffix not in {".md", ".toml"} and path.stat().st_size <= 50_000
]

_TOKENS = [
    *(
        b"-----BEGIN CERTIFICATE-----\n",
        b"-----END CERTIFICATE-----\n",
        b"-----BEGIN PRIVATE KEY-----",
        b"-----",
        b"BEGIN ",
        b"END ",
    ),
    *(
        b"\\n",
        b"\\r\\n",
        b"\\\\",
        b'\\"',
        b"=3D",
        b"=\n",
        b"> ",
        b"# ",
        b"%0A",
        b"\r",
        b"\n\n",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\x00",
    ),
    *(b"<script>", b"\x1b[31m", "\u202e".encode(), b"=cmd|", b"&amp;", b"MII", b"==", b'[2,"', b'{"', b"]}", b'"certificate":'),
    *(b"\x30\x80", b"\x30\x82\xff\xff", b"\x30\x84\x7f\xff\xff\xff", b"\x02\x01\xff", b"\x05\x00", b"\x00\x00", b"\xa0\x80"),
]
_TAGS = frozenset(b"\x01\x02\x03\x04\x05\x06\x0a\x0c\x13\x16\x17\x18\x1e\x30\x31\xa0\xa1\xa2\xa3\x80\x81\x82\x86")


def changed(seed: int) -> bytes:
    """One of the corpus, changed once to six times."""
    random = Random(seed)  # noqa: S311  # nothing secret is made of it
    content = random.choice(CORPUS)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 6))):
        content = random.choice(_CHANGES)(content, random)
        if len(content) > 200_000:
            return content[:200_000]
    return content


def _inside(change: Callable[[bytes, Random], bytes]) -> Callable[[bytes, Random], bytes]:
    """The change, made to the DER inside of the first PEM block."""

    def change_inside(content: bytes, random: Random) -> bytes:
        head, begin, rest = content.partition(b"-----BEGIN ")
        label, dashes, rest = rest.partition(b"-----")
        body, end, tail = rest.partition(b"-----END ")
        try:
            der = base64.b64decode(body)
        except ValueError:
            return change(content, random)
        if not (begin and dashes and end):
            return change(content, random)
        return b"".join((head, begin, label, dashes, b"\n", base64.encodebytes(change(der, random)), end, tail))

    return change_inside


def _place(content: bytes, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(content))
    return start, min(len(content), start + random.choice((0, 1, 1, 2, 4, 16, 64, 1000)))


def _flip(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 8)) if content else 0):
        at = random.randrange(len(changed))
        changed[at] = random.choice((changed[at] ^ 1 << random.randrange(8), 0, 0xFF, 0x7F, 0x80, random.randrange(256)))
    return bytes(changed)


def _cut(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    return content[:start] + content[end:]


def _truncate(content: bytes, random: Random) -> bytes:
    at = random.randint(0, len(content))
    return random.choice((content[:at], content[at:]))


def _repeat(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    return content[:start] + content[start:end] * random.choice((2, 3, 50)) + content[end:]


def _insert(content: bytes, random: Random) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + random.choice((random.choice(_TOKENS), random.randbytes(random.choice((1, 4, 40))))) + content[at:]


def _splice(content: bytes, random: Random) -> bytes:
    other = random.choice(CORPUS)
    start, end = _place(other, random)
    piece = random.choice((other, other[start:], other[start:end]))
    at = random.choice((0, len(content), random.randint(0, len(content))))
    return content[:at] + piece + content[at + random.choice((0, 0, len(piece))) :]


def _length(content: bytes, random: Random) -> bytes:
    """Another length at something that looks like a DER header."""
    places = [at for at, octet in enumerate(content[:-1]) if octet in _TAGS]
    if not places:
        return _flip(content, random)
    at = random.choice(places) + 1
    lengths = (
        bytes((random.randrange(256),)),
        b"\x80",
        b"\x84\xff\xff\xff\xff",
        b"\x89" + bytes(9),
        bytes((content[at] - 1 & 0xFF,)),
    )
    return content[:at] + random.choice(lengths) + content[at + 1 :]


def _tag(content: bytes, random: Random) -> bytes:
    places = [at for at, octet in enumerate(content) if octet in _TAGS]
    if not places:
        return _flip(content, random)
    at = random.choice(places)
    return content[:at] + bytes((random.choice((*_TAGS, random.randrange(256))),)) + content[at + 1 :]


def _recoded(content: bytes, random: Random) -> bytes:
    text = content.decode("latin-1")
    codec = random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "utf-7"))
    return text.encode(codec)


def _lines(content: bytes, random: Random) -> bytes:
    """Another end, or another beginning, of each line."""
    end = random.choice((b"\r\n", b"\r", b"\\n", b"\\\\n", b"\\r\\n", b" ", b"", b"=\n", b"<br>", b"\n\n", b" \n"))
    mark = random.choice((b"", b"", b"> ", b"| ", b"# ", b"  ", b"\t", b"2026-01-01 DEBUG "))
    return end.join(mark + line for line in content.split(b"\n"))


def _dashes(content: bytes, random: Random) -> bytes:
    dashes = random.choice((b"----", b"------", "\u2014\u2014".encode(), b"- - -", b"=====", b"-----\\n"))
    return content.replace(b"-----", dashes, random.choice((-1, -1, 1, 2)))


def _contained(content: bytes, random: Random) -> bytes:
    """Packed, wrapped or quoted as a whole."""
    text = content.decode("latin-1")
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: gzip.compress(content),
        lambda: zipped([("a", content), ("b/c", content)]),
        lambda: bz2.compress(content),
        lambda: lzma.compress(content),
        lambda: base64.encodebytes(content),
        lambda: base64.urlsafe_b64encode(content),
        lambda: content.hex().encode(),
        lambda: content.hex(":").upper().encode(),
        lambda: quote_from_bytes(content).encode(),
        lambda: b"-----BEGIN CERTIFICATE-----\n%b-----END CERTIFICATE-----\n" % base64.encodebytes(content),
        lambda: b"-----BEGIN PRIVATE KEY-----\n%b-----END PRIVATE KEY-----\n" % base64.encodebytes(content),
        lambda: json.dumps([2, "id", "CertificateSigned", {"certificateChain": text}]).encode(),
        lambda: json.dumps({"ocspResult": base64.b64encode(content).decode(), "csr": text}).encode(),
        lambda: json.dumps({"log": [json.dumps([3, "id", {"certificate": text}])]}).encode(),
        lambda: b'2026-01-01T00:00:00Z INFO <<< [3,"id",%b]\n' % content,
        lambda: b"<?xml version='1.0'?><a>%b</a>" % base64.b64encode(content),
        lambda: b"\x30\x80" + content + b"\0\0",
        lambda: b"\x04\x82" + len(content).to_bytes(4)[2:] + content,
    )
    return random.choice(ways)()


_CHANGES: list[Callable[[bytes, Random], bytes]] = [
    *(_flip, _flip, _cut, _truncate, _repeat, _insert, _splice, _splice, _length, _tag, _recoded, _lines, _dashes, _contained),
    *map(_inside, (_flip, _flip, _length, _length, _tag, _tag, _cut, _insert, _repeat, _truncate, _splice)),
]
