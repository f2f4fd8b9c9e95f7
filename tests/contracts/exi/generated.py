"""Random trees that a schema's tables allow: a walk through the states of each type."""

from random import Random

from workbench.contracts.exi.schema import Schema
from workbench.contracts.exi.simple import SimpleType, Value
from workbench.contracts.exi.states import Name, Production
from workbench.contracts.exi.tree import Node, NodeKind

_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/#<>&\"'äß€汉𝄞"
_UNUSED = {"KeyInfo", "Object", "XPath", "HMACOutputLength"}
"""What XML Signature has and ISO 15118 never uses."""


def seeded(words: object) -> Random:
    """Chance that is the same for the same words."""
    return Random(str(words))  # noqa: S311  # no secret


def root(schema: Schema, name: str, chance: Random, *, empty: bool = False, body: str = "", plain: bool = False) -> Node:
    """A random tree below a root.

    Parameters
    ----------
    schema, name
        The root's, ``prefix:local``.
    chance
        The same seed gives the same tree.
    empty
        Values may be empty.
    body
        The message wanted in a body.
    plain
        Only what ISO 15118 uses.
    """
    prefix, _, local = name.partition(":")
    return _Walk(schema, chance, empty=empty, body=body, plain=plain).element(Name(local, prefix), schema.types[name])


class _Walk:
    def __init__(self, schema: Schema, chance: Random, *, empty: bool, body: str, plain: bool) -> None:
        self.schema, self.chance, self.empty, self.body, self.plain = schema, chance, empty, body, plain

    def element(self, name: Name, key: str) -> Node:
        states, at, children, before = self.schema.states(key), 0, list[Node](), ""
        while True:
            event = self.chance.choice(
                self.possible(list(states[at].productions), key, before, first=at == 0, many=len(children) > 5)
            )
            if event.kind == "EE":
                return Node("element", name, None, tuple(children), key)
            if event.kind == "SE":
                assert event.name is not None
                children.append(self.element(event.name, event.type))
            else:
                value = self.value(self.schema.simple_type(event.type))
                kind: NodeKind = "attribute" if event.kind == "AT" else "text"
                children.append(Node(kind, event.name or name, value, (), event.type))
            at, before = event.target, event.kind

    def possible(self, events: list[Production], key: str, before: str, *, first: bool, many: bool) -> list[Production]:
        """The events to choose from: no wildcard, nothing that the tables leave out, no two texts in a row."""
        known = [one for one in events if one.kind != "SE(*)" and (one.type or one.kind == "EE")]
        found = [one for one in known if not (one.kind == "CH" == before)]
        if self.plain:
            kind = self.schema.complex_type(key)
            mixed = kind is not None and kind.mixed
            found = [one for one in found if not (mixed and one.kind == "CH") and not (one.name and one.name.local in _UNUSED)]
            if any(one.name and one.name.local == "URI" for one in found):  # the wheel's codec demands it
                found = [one for one in found if one.kind == "AT" and one.name and one.name.local in {"Id", "URI"}]
        if self.body and first and key == "b:BodyType":
            found = [one for one in found if one.name and one.name.local == self.body]
        if many and found[0].kind == "SE":
            found = [one for one in found if one.kind == "EE"] or found
        return found

    def value(self, kind: SimpleType) -> Value:  # noqa: PLR0911  # one line per coding
        chance = self.chance
        low = kind.low if kind.low or self.empty else 1
        match kind.coding:
            case "string":
                return "".join(chance.choice(_ALPHABET) for _ in range(chance.randint(low, kind.high or 40)))
            case "binary":
                return chance.randbytes(chance.choice([low, kind.high or 64, chance.randint(low, kind.high or 700)]))
            case "enumeration":
                return chance.choice(kind.values)
            case "boolean":
                return chance.random() < 0.5
            case "small":
                return chance.randint(kind.low, kind.high or 0)
            case "unsigned":
                return chance.choice([0, 127, 128, 2**64 - 1, chance.getrandbits(chance.randint(1, 64))])
            case "integer":
                pass
        width = {"short": 15, "long": 63}.get(kind.name, 160)
        small = [0, -1, 1, -(2 ** min(width, 63))]
        return small[at] if (at := chance.randrange(6)) < len(small) else chance.choice([1, -1]) * chance.getrandbits(width - 1)
