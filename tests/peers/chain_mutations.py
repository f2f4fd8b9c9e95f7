"""Chains with one certificate changed: octets, fields, extensions, names, encodings; mostly signed again, so that it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tests.peers.sound_chains import sound_chains
from tests.properties.forge import integer, oid, sequence, tlv
from workbench.certs.der import elements, read_header
from workbench.certs.issuing.elements import bit_string
from workbench.certs.issuing.signing import sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.peers.sound_chains import SoundChain
    from workbench.certs.issuing import PrivateKey


@dataclass
class Node:
    """One DER element, to be changed in place. ``content`` counts where there are no children."""

    tag: int
    content: bytes = b""
    children: list[Node] = field(default_factory=list)
    long_form: int = 0
    """So many octets more than needed in its length."""
    constructed: bool = False

    def encode(self) -> bytes:
        content = b"".join(child.encode() for child in self.children) if self.constructed else self.content
        if not self.long_form:
            return tlv(self.tag, content)
        shortest = len(content).to_bytes(max(1, (len(content).bit_length() + 7) // 8))
        length = bytes(self.long_form - (len(content) >= 0x80)) + shortest
        return bytes((self.tag, 0x80 | len(length))) + length + content

    def walk(self) -> Iterator[tuple[Node, Node]]:
        """Each node below this one with its parent."""
        for child in self.children:
            yield self, child
            yield from child.walk()


def parse(der: bytes) -> Node:
    """A tree; what is inside the OCTET STRING of an extension too, where it is DER."""
    return _parsed(der, 0, len(der), inside=False)


def _parsed(der: bytes, at: int, end: int, *, inside: bool) -> Node:
    tag, start, stop = read_header(der, at)
    if stop != end:
        raise ValueError("not one element")
    node = Node(tag, der[start:stop])
    if tag & 0x20 or (tag == 0x04 and not inside):
        try:
            node.children = [_parsed(der, a, z, inside=inside or tag == 0x04) for _, a, _, z in elements(der, start, stop)]
            node.constructed = tag & 0x20 != 0 or len(node.children) == 1
        except ValueError:
            node.children = []
    return node


@dataclass
class Draft:
    """A certificate in work."""

    tree: Node

    @property
    def fields(self) -> list[Node]:
        return self.tree.children[0].children

    def at(self, name: str) -> int:
        names = ["serial", "algorithm", "issuer", "validity", "subject", "key"]
        return names.index(name) + (self.fields[0].tag == 0xA0)

    @property
    def extensions(self) -> list[Node]:
        return self.fields[-1].children[0].children if self.fields[-1].tag == 0xA3 else []

    def extension(self, number: str) -> Node | None:
        wanted = oid(f"2.5.29.{number}")
        return next((one for one in self.extensions if one.children[0].encode() == wanted), None)


class NotApplicableError(Exception):
    """The certificate has nothing that could be changed so."""


# --- fields ---


def _serial(draft: Draft, random: Random) -> None:
    contents = [
        b"\0",
        b"\xff",
        b"\x80" + bytes(19),
        b"\x7f" * 20,
        b"\x7f" * 21,
        b"\x01" * 100,
        b"\0\0\x01",
        b"\xff\xff",
        b"",
        b"\x05",
    ]
    draft.fields[draft.at("serial")] = Node(0x02, random.choice(contents))


def _version(draft: Draft, random: Random) -> None:
    if draft.fields[0].tag == 0xA0:
        del draft.fields[0]
    number = random.choice([None, 0, 1, 3, 4, 127, -1, 2])
    if number is not None:
        draft.fields.insert(0, parse(tlv(0xA0, integer(number))))
    if random.random() < 0.4 and draft.fields[-1].tag == 0xA3:
        del draft.fields[-1]


_TIMES = [
    *((0x17, text) for text in (b"200101000000Z", b"490101000000Z", b"500101000000Z", b"2601010000Z", b"260101000000+0000")),
    *((0x17, text) for text in (b"260101000000-0800", b"260101000000z", b"261301000000Z", b"260230000000Z", b"260101240000Z")),
    *((0x17, text) for text in (b"260101000060Z", b"260101000000", b"", b" 60101000000Z", b"2601010000Z0", b"260601120000Z")),
    *((0x17, text) for text in (b"260601115959Z", b"260601120001Z", b"991231235959Z", b"300101000000Z")),
    *(
        (0x18, text)
        for text in (b"20300101000000Z", b"20600101000000Z", b"99991231235959Z", b"20300101000000.5Z", b"203001010000Z")
    ),
    *(
        (0x18, text)
        for text in (b"20300101000000+0100", b"00000101000000Z", b"19490101000000Z", b"20200101000000Z", b"20300101000000")
    ),
    (0x16, b"300101000000Z"),
]


def _time(draft: Draft, random: Random) -> None:
    validity = draft.fields[draft.at("validity")]
    validity.children[random.randrange(2)] = Node(*random.choice(_TIMES))


def _times_swapped(draft: Draft, _: Random) -> None:
    draft.fields[draft.at("validity")].children.reverse()


def _name(draft: Draft, random: Random) -> None:
    """Of issuer or subject, in an attribute's value: another type, another case, white space, other octets."""
    name = draft.fields[draft.at(random.choice(["issuer", "subject"]))]
    values = [pair.children[1] for rdn in name.children for pair in rdn.children]
    value = random.choice(values)
    text = value.content.decode("latin-1")
    changes: list[Callable[[], tuple[int, bytes]]] = [
        lambda: (random.choice([0x0C, 0x13, 0x16, 0x14, 0x1A]), value.content),
        lambda: (0x1E, text.encode("utf-16-be")),
        lambda: (0x1C, text.encode("utf-32-be")),
        lambda: (value.tag, text.swapcase().encode("latin-1")),
        lambda: (value.tag, f" {text}  ".encode("latin-1")),
        lambda: (value.tag, text.replace(" ", "   ").encode("latin-1")),
        lambda: (value.tag, random.choice([b"", b"\0", b"\xff", "Ä".encode(), b"a" * 300, text.encode("latin-1") + b"\0x"])),
        lambda: (0x0C, "Straße".encode()),
        lambda: (random.choice([0x04, 0x02, 0x30, 0x05]), b"\x01"),
    ]
    value.tag, value.content = random.choice(changes)()
    value.constructed = False


def _name_shape(draft: Draft, random: Random) -> None:
    name = draft.fields[draft.at(random.choice(["issuer", "subject"]))]
    match random.randrange(6):
        case 0:
            name.children.reverse()
        case 1:
            name.children.clear()
        case 2:
            name.children.append(name.children[-1])
        case 3:
            name.children[0].children += name.children.pop().children
        case 4:
            name.children[0].children.clear()
        case _:
            del name.children[random.randrange(len(name.children))]


def _algorithm(draft: Draft, random: Random) -> None:
    """Inside or outside the signed part, or both: parameters where there are none, another algorithm."""
    both = [draft.fields[draft.at("algorithm")], draft.tree.children[1]]
    chosen = random.choice([both, both[:1], both[1:]])
    other = random.choice(
        ["1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4", "1.2.840.113549.1.1.11", "1.3.101.113", "1.2.3.4", "1.2.840.10045.4.1"]
    )
    change = random.randrange(4)
    for algorithm in chosen:
        if change == 0:
            algorithm.children = [algorithm.children[0], Node(0x05)]
        elif change == 1:
            algorithm.children = [algorithm.children[0], parse(sequence(integer(1)))]
        elif change == 2:
            algorithm.children = [parse(oid(other))]
        else:
            algorithm.children = []


def _key(draft: Draft, random: Random) -> None:
    key = draft.fields[draft.at("key")]
    algorithm, bits = key.children
    match random.randrange(7):
        case 0:
            bits.content = bytes((random.randrange(1, 9),)) + bits.content[1:]
        case 1:
            at = random.randrange(1, len(bits.content))
            bits.content = bits.content[:at] + bytes((bits.content[at] ^ 1 << random.randrange(8),)) + bits.content[at + 1 :]
        case 2:
            half = len(bits.content) // 2
            bits.content = bytes((0, 2 + (bits.content[-1] & 1))) + bits.content[2 : half + 1]  # the point, compressed
        case 3:
            bits.content = b"\0\0"
        case 4:
            algorithm.children = [algorithm.children[0], Node(0x05)]
        case 5:
            algorithm.children = algorithm.children[:1]
        case _:
            bits.content += b"\0"


def _unique_identifiers(draft: Draft, random: Random) -> None:
    at = draft.at("key") + 1
    kinds = random.choice([(0x81,), (0x82,), (0x81, 0x82), (0x82, 0x81), (0xA1,)])
    draft.fields[at:at] = [Node(tag, b"\0\x01\x02") for tag in kinds]


# --- extensions ---


def _chosen(draft: Draft, random: Random) -> Node:
    if not draft.extensions:
        raise NotApplicableError
    return random.choice(draft.extensions)


def _critical(draft: Draft, random: Random) -> None:
    extension = _chosen(draft, random)
    known = len(extension.children) == 3
    content = random.choice([b"\xff", b"\xff", b"\0", b"\x01", b"", b"\xff\xff"])
    if known and random.random() < 0.5:
        del extension.children[1]
    else:
        extension.children[1 : 2 if known else 1] = [Node(0x01, content)]


def _removed(draft: Draft, random: Random) -> None:
    draft.extensions.remove(_chosen(draft, random))
    if random.random() < 0.2 and draft.fields[-1].tag == 0xA3:
        draft.extensions.clear()


def _duplicated(draft: Draft, random: Random) -> None:
    draft.extensions.insert(random.randrange(len(draft.extensions) + 1), parse(_chosen(draft, random).encode()))


def _shuffled(draft: Draft, random: Random) -> None:
    random.shuffle(draft.extensions)


def _moved(draft: Draft, random: Random) -> None:
    """An extension's value under another one's identifier."""
    extension = _chosen(draft, random)
    number = random.choice([14, 15, 17, 18, 19, 30, 32, 33, 35, 36, 37, 46, 54, 9, 31, 99])
    extension.children[0] = parse(oid(f"2.5.29.{number}"))


def _added(draft: Draft, random: Random) -> None:
    """One of those that decide something, or an unknown one."""
    policies = sequence(sequence(oid("1.3.6.1.4.1.99999.1")), sequence(oid("1.3.6.1.4.1.99999.2")))
    kinds = [
        ("2.5.29.37", sequence(oid(random.choice(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0", "1.3.6.1.5.5.7.3.9"])))),
        ("2.5.29.36", integer(random.choice([0, 1, -1, 2**40]))),
        ("2.5.29.54", integer(random.choice([0, 1, -1, 2**40]))),
        ("2.5.29.32", policies),
        ("2.5.29.32", sequence(sequence(oid("2.5.29.32.0")))),
        ("2.5.29.32", policies + b"\0"),
        ("2.5.29.33", sequence(sequence(oid("1.3.6.1.4.1.99999.1"), oid("1.3.6.1.4.1.99999.2")))),
        ("2.5.29.33", sequence(sequence(oid("2.5.29.32.0"), oid("1.3.6.1.4.1.99999.2")))),
        ("2.5.29.36", sequence(tlv(0x80, b"\0"))),
        ("2.5.29.36", sequence(tlv(0x81, b"\0"))),
        ("2.5.29.36", sequence()),
        ("2.5.29.30", sequence(tlv(0xA0, sequence(tlv(0x82, b"example.org"))))),
        ("2.5.29.30", sequence(tlv(0xA1, sequence(tlv(0xA4, sequence()))))),
        ("2.5.29.30", sequence(tlv(0xA0, sequence(tlv(0x82, b"example.org"), tlv(0x80, b"\x01"))))),
        ("2.5.29.30", sequence()),
        ("2.5.29.17", sequence(tlv(0x82, b"other.example"))),
        ("2.5.29.17", sequence()),
        ("2.5.29.17", sequence(tlv(0x87, b"\x01\x02\x03"))),
        ("2.5.29.18", sequence(tlv(0x82, b"issuer.example"))),
        ("2.5.29.31", sequence(sequence(tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://crl.example/")))))),
        ("2.5.29.46", sequence(sequence(tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://crl.example/")))))),
        ("2.5.29.9", sequence()),
        ("1.3.6.1.5.5.7.1.1", sequence(sequence(oid("1.3.6.1.5.5.7.48.1"), tlv(0x86, b"http://ocsp.example/")))),
        ("1.3.6.1.5.5.7.1.3", sequence()),
        ("1.3.6.1.5.5.7.1.24", sequence(integer(5))),
        ("1.3.6.1.5.5.7.48.1.5", tlv(0x05)),
        ("2.16.840.1.113730.1.1", tlv(0x03, b"\x06\x40")),
        ("1.3.6.1.4.1.99999.7", b"\x05\x00"),
        ("1.3.6.1.4.1.11129.2.4.3", b"\x05\x00"),
    ]
    number, value = random.choice(kinds)
    if draft.fields[-1].tag != 0xA3:
        draft.fields.append(parse(tlv(0xA3, sequence())))
    critical = [Node(0x01, b"\xff")] if random.random() < 0.5 else []
    draft.extensions.append(Node(0x30, b"", [parse(oid(number)), *critical, Node(0x04, value)], constructed=True))


def _value(draft: Draft, random: Random, number: str, *contents: bytes) -> None:
    extension = draft.extension(number)
    if extension is None:
        raise NotApplicableError
    extension.children[-1] = Node(0x04, random.choice(contents))


def _key_usage(draft: Draft, random: Random) -> None:
    bits = random.randrange(512)
    contents = [
        b"\x07\x80",
        b"\x02\x04",
        b"\x01\x06",
        b"\0\x06",
        b"\x08\x06",
        b"\x03\x06",
        b"\0",
        b"",
        b"\x07\x00\x80",
        b"\x01\x06\x00",
        b"\x07\0",
    ]
    contents += [b"\0" + (bits << 7).to_bytes(2)] * 3 + [b"\0" + bytes((bits >> 1,))] * 3
    values = [*(tlv(0x03, content) for content in contents), tlv(0x04, b"\x06"), tlv(0x03, b"\x01\x06") + b"\0"]
    _value(draft, random, "15", *values)


def _basic_constraints(draft: Draft, random: Random) -> None:
    true, false = tlv(0x01, b"\xff"), tlv(0x01, b"\0")
    parts = [
        (),
        (true,),
        (false,),
        (tlv(0x01, b"\x01"),),
        (true, integer(0)),
        (true, integer(1)),
        (true, integer(-1)),
        (integer(0),),
    ]
    parts += [
        (true, integer(2**31)),
        (true, integer(2**70)),
        (true, integer(b"\0\0")),
        (false, integer(0)),
        (true, true),
        (true, integer(0), integer(0)),
    ]
    _value(draft, random, "19", *(sequence(*part) for part in parts), sequence(true) + b"\0", true)


def _subject_key_identifier(draft: Draft, random: Random) -> None:
    _value(
        draft, random, "14", tlv(0x04, b"other"), tlv(0x04), tlv(0x04, bytes(300)), b"\x04\x03ab", tlv(0x03, b"\0a"), b"raw octets"
    )


def _authority_key_identifier(draft: Draft, random: Random) -> None:
    """Its three parts: right ones cannot be known here, so other key identifiers, and names and serial numbers, wrong and odd."""
    issuer = draft.fields[draft.at("issuer")].encode()
    names, other = tlv(0xA1, tlv(0xA4, issuer)), tlv(0xA1, tlv(0xA4, sequence()))
    own = next((part for part in _identifier_of(draft) if part[:1] == b"\x80"), b"")
    serials = [tlv(0x82, b"\x01"), tlv(0x82, b"\x03\xe8"), tlv(0x82, b"\x03\xe9"), tlv(0x82, b"\x03\xea"), tlv(0x82)]
    serial = random.choice(serials)
    choices = [
        (),
        (tlv(0x80, b"other"),),
        (tlv(0x80),),
        (own, names, serial),
        (names, serial),
        (own, other, serial),
        (own, names),
        (serial,),
    ]
    _value(draft, random, "35", *(sequence(*choice) for choice in choices), sequence(own) + b"\0", tlv(0x04, b"x"))


def _identifier_of(draft: Draft) -> list[bytes]:
    extension = draft.extension("35")
    value = extension.children[-1] if extension else None
    return [part.encode() for part in value.children[0].children] if value and value.children else []


# --- any element ---


def _any_element(draft: Draft, random: Random) -> None:
    parent, node = random.choice(list(draft.tree.children[0].walk()))
    at = next(index for index, child in enumerate(parent.children) if child is node)
    match random.randrange(9):
        case 0:
            del parent.children[at]
        case 1:
            parent.children.insert(at, node)
        case 2:
            parent.children.reverse()
        case 3:
            node.tag = random.choice([0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0xA0, 0xA3])
        case 4 if not node.constructed and node.content:
            place = random.randrange(len(node.content))
            node.content = node.content[:place] + bytes((random.randrange(256),)) + node.content[place + 1 :]
        case 5:
            node.long_form = random.choice([1, 1, 2])
        case 6:
            node.content, node.children, node.constructed = b"", [], False
        case 7 if not node.constructed:
            node.content += b"\0"
        case _:
            parent.children.insert(at + 1, Node(random.choice([0x05, 0x04, 0x30, 0x02]), b""))


_CHANGES: dict[str, tuple[int, Callable[[Draft, Random], None]]] = {
    "serial": (2, _serial),
    "version": (3, _version),
    "time": (5, _time),
    "times swapped": (1, _times_swapped),
    "name": (6, _name),
    "name shape": (3, _name_shape),
    "algorithm": (4, _algorithm),
    "key": (3, _key),
    "unique identifiers": (1, _unique_identifiers),
    "criticality": (4, _critical),
    "extension removed": (4, _removed),
    "extension twice": (2, _duplicated),
    "extensions in another order": (1, _shuffled),
    "extension under another identifier": (2, _moved),
    "extension added": (8, _added),
    "key usage": (4, _key_usage),
    "basic constraints": (5, _basic_constraints),
    "subject key identifier": (3, _subject_key_identifier),
    "authority key identifier": (4, _authority_key_identifier),
    "any element": (10, _any_element),
}

# --- after signing ---


def _octets(der: bytes, random: Random) -> bytes:
    changed = bytearray(der)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _signature(der: bytes, random: Random) -> bytes:
    tree = parse(der)
    bits = tree.children[2]
    content = bits.content
    at = random.randrange(1, len(content))
    choices = [
        content[:at] + bytes((content[at] ^ 1 << random.randrange(8),)) + content[at + 1 :],
        bytes((random.randrange(1, 9),)) + content[1:],
        content + b"\0",
        content[:-1],
        b"\0",
        b"",
        *_ecdsa_spellings(content),
    ]
    bits.content, bits.constructed = random.choice(choices), False
    return tree.encode()


def _ecdsa_spellings(content: bytes) -> list[bytes]:
    """The same two numbers in other octets."""
    try:
        pair = parse(content[1:])
    except ValueError:
        return []
    if pair.tag != 0x30 or len(pair.children) != 2:
        return []
    spelled = []
    for which in (0, 1):
        padded = parse(content[1:])
        padded.children[which].content = b"\0" + padded.children[which].content
        longer = parse(content[1:])
        longer.children[which].long_form = 1
        spelled += [b"\0" + padded.encode(), b"\0" + longer.encode()]
    return [*spelled, content + b"\0"]


def _outside(der: bytes, random: Random) -> bytes:
    tree = parse(der)
    match random.randrange(5):
        case 0:
            return der + random.choice([b"\0", b"\n", b"\x30\0", b"trailing"])
        case 1:
            tree.children.append(Node(0x05))
        case 2:
            tree.long_form = 1
        case 3:
            return der[:-1]
        case _:
            del tree.children[random.randrange(3)]
    return tree.encode()


_LATER: dict[str, tuple[int, Callable[[bytes, Random], bytes]]] = {
    "octets": (6, _octets),
    "signature": (4, _signature),
    "outside": (2, _outside),
}


@dataclass(frozen=True)
class Case:
    """A chain, the root first, in which ``certificates[level]`` was changed."""

    seed: int
    chain: SoundChain
    level: int
    changes: tuple[str, ...]
    certificates: tuple[bytes, ...]

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.chain.name}, certificate {self.level}: {', '.join(self.changes)}"


def case(seed: int) -> Case:
    """The same seed gives the same chain."""
    random = Random(seed)  # noqa: S311  # nothing secret is made of it
    while True:
        try:
            return _case(seed, random)
        except (NotApplicableError, IndexError, ValueError):
            continue


def _case(seed: int, random: Random) -> Case:
    chain = random.choice(sound_chains())
    # the leaf and the last CA have most to say
    level = random.choice([*range(len(chain.certificates)), len(chain.certificates) - 1, max(0, len(chain.certificates) - 2)])
    der, names = chain.certificates[level], []
    for _ in range(random.choice((1, 1, 1, 2))):
        kinds = {**_CHANGES, **_LATER}
        name = random.choices(list(kinds), [weight for weight, _ in kinds.values()])[0]
        names.append(name)
        if name in _LATER:
            der = _LATER[name][1](der, random)
        else:
            draft = Draft(parse(der))
            _CHANGES[name][1](draft, random)
            der = _signed(draft.tree, chain.signers[level]) if random.random() < 0.9 else draft.tree.encode()
    if der == chain.certificates[level]:
        raise NotApplicableError
    certificates = (*chain.certificates[:level], der, *chain.certificates[level + 1 :])
    return Case(seed, chain, level, tuple(names), certificates)


def _signed(tree: Node, key: PrivateKey) -> bytes:
    to_be_signed = tree.children[0].encode()
    tree.children[2] = parse(bit_string(sign(to_be_signed, key)))
    return tree.encode()
