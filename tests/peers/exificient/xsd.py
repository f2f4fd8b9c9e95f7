"""Schemas of an installed ``iso15118``, read just far enough to derive what the hand-written tables state.

Gives, per set of schemas: the global elements, all names of elements and attributes as fragment grammars number them, the types
that each declaration of an element gives it, the members of substitution groups, and each type in the tables' own terms.
"""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

X = "{http://www.w3.org/2001/XMLSchema}"

PREFIXES = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "d": "urn:iso:15118:2:2013:MsgDef",
    "h": "urn:iso:15118:2:2013:MsgHeader",
    "b": "urn:iso:15118:2:2013:MsgBody",
    "t": "urn:iso:15118:2:2013:MsgDataTypes",
    "m": "urn:iso:std:iso:15118:-20:CommonMessages",
    "c": "urn:iso:std:iso:15118:-20:CommonTypes",
}

BUILT_IN = {
    **dict.fromkeys(("string", "ID", "anyURI"), "string"),
    **dict.fromkeys(("integer", "short", "long"), "integer"),
    **dict.fromkeys(("unsignedLong", "unsignedInt", "unsignedShort"), "unsigned"),
    "base64Binary": "binary",
    "hexBinary": "binary/hex",
    "boolean": "boolean",
    "unsignedByte": "small 0..255",
}


class Xsd:
    """A set of schemas that import each other, starting at one file. Names are ``prefix:local`` with the tables' prefixes."""

    def __init__(self, path: Path) -> None:
        self.prefix_of = {uri: prefix for prefix, uri in PREFIXES.items()} | {X[1:-1]: "xs"}
        self.elements: dict[str, Any] = {}
        self.types: dict[str, Any] = {}
        self.home: dict[Any, tuple[str, dict[str, str], str]] = {}
        self.seen: set[str] = set()
        self.load(path)

    def load(self, path: Path) -> None:
        """This file and those that it imports; in the wheel one of them lies a folder above where it is sought."""
        if path.name in self.seen:
            return
        self.seen.add(path.name)
        spaces: dict[str, str] = {}
        root: Any = None
        for event, item in ET.iterparse(path, events=("start-ns", "start")):  # noqa: S314  # files of an installed package
            if event == "start-ns":
                spaces[item[0]] = item[1]
            elif root is None:
                root = item
        own = self.prefix_of[root.get("targetNamespace")]
        for one in root.iter():
            self.home[one] = (own, spaces, root.get("attributeFormDefault", ""))
        for one in root:
            if one.tag == X + "element":
                self.elements[f"{own}:{one.get('name')}"] = one
            elif one.tag in {X + "complexType", X + "simpleType"}:
                self.types[f"{own}:{one.get('name')}"] = one
            elif one.tag == X + "import":
                location = one.get("schemaLocation").rsplit("/", 1)[-1]
                near = path.parent / location
                self.load(near if near.exists() else path.parent.parent / location)

    def key(self, at: Any, attribute: str) -> str:
        """A QName in an attribute of `at`; empty where it is not there."""
        text = at.get(attribute)
        if text is None:
            return ""
        prefix, _, local = text.rpartition(":")
        return f"{self.prefix_of[self.home[at][1][prefix]]}:{local}"

    def numbered(self, names: set[str]) -> list[str]:
        """By local name, then URI, as event codes number them."""
        return sorted(names, key=lambda one: (one.split(":")[1], PREFIXES.get(one.split(":")[0], "")))

    def documents(self) -> list[str]:
        return self.numbered(set(self.elements))

    def declarations(self) -> dict[str, set[str]]:
        """Every element's name with the types that its declarations give it."""
        found: dict[str, set[str]] = {}
        for one, (own, *_) in self.home.items():
            if one.tag == X + "element" and one.get("name"):
                found.setdefault(f"{own}:{one.get('name')}", set()).add(self.key(one, "type") or f"anonymous {id(one)}")
        return found

    def fragments(self) -> list[str]:
        return self.numbered(set(self.declarations()))

    def attributes(self) -> list[str]:
        return self.numbered({self.attribute_name(one) for one in self.home if one.tag == X + "attribute"})

    def attribute_name(self, one: Any) -> str:
        own, _, form = self.home[one]
        return f"{own if form == 'qualified' else ''}:{one.get('name')}"

    def members(self, head: str) -> list[str]:
        """A substitution group, its head included."""
        found = {head}
        for _ in range(4):
            found |= {key for key, one in self.elements.items() if self.key(one, "substitutionGroup") in found}
        return self.numbered(found)

    def simple(self, key: str) -> str:
        """A simple type as a line of the tables gives it: coding and facets."""
        if key.startswith("xs:"):
            return BUILT_IN[key[3:]]
        restriction = self.types[key].find(X + "restriction")
        values = [one.get("value") for one in restriction.findall(X + "enumeration")]
        if values:
            return "enumeration " + " ".join(values)
        base = self.simple(self.key(restriction, "base"))
        facets = {one.tag.removeprefix(X): one.get("value") for one in restriction}
        assert not facets.keys() - {"length", "minLength", "maxLength"}, (key, facets)
        if not facets:
            return base
        low = facets.get("length", facets.get("minLength", ""))
        return f"{base.split()[0]} {low}..{facets.get('length', facets.get('maxLength', ''))}"

    def complex(self, key: str) -> tuple[dict[str, tuple[str, bool]], Any, bool]:
        """Attributes (name: type, required), content (a simple type's key, or a particle, or nothing), mixed."""
        one = self.types[key]
        attributes: dict[str, tuple[str, bool]] = {}
        content: Any = ()
        body = one
        if (inner := one.find(X + "simpleContent")) is not None:
            body = inner.find(X + "extension")
            content = self.key(body, "base")
        elif (inner := one.find(X + "complexContent")) is not None:
            body = inner.find(X + "extension")
            attributes, content, _ = self.complex(self.key(body, "base"))
        for item in body:
            if item.tag == X + "attribute":
                attributes[self.attribute_name(item)] = (self.key(item, "type"), item.get("use") == "required")
            elif item.tag in {X + "sequence", X + "choice"}:
                own = self.particle(item)
                content = ("sequence", 1, 1, (content, own)) if content else own
        return attributes, content, one.get("mixed") == "true"

    def particle(self, item: Any) -> tuple[Any, ...]:
        """Kind, how often at least and at most (None: no limit), and its elements with their types, or its parts."""
        low, most = int(item.get("minOccurs", "1")), item.get("maxOccurs", "1")
        counts = (low, None if most == "unbounded" else int(most))
        if item.tag == X + "any":
            return ("any", *counts, ())
        if item.tag == X + "element":
            if item.get("ref"):
                names = self.members(self.key(item, "ref"))
                return ("element", *counts, tuple((name, self.key(self.elements[name], "type")) for name in names))
            return ("element", *counts, ((f"{self.home[item][0]}:{item.get('name')}", self.key(item, "type")),))
        kinds = {X + kind for kind in ("sequence", "choice", "element", "any")}
        return (item.tag.removeprefix(X), *counts, tuple(self.particle(one) for one in item if one.tag in kinds))
