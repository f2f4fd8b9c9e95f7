"""The hand-written tables against the schemas themselves: codes of roots, names, and every type that is reachable."""

from typing import Any

import pytest

from tests.contracts.exi.roots import SCHEMAS
from tests.peers.exificient.xsd import Xsd
from workbench.contracts.exi.simple import declared

pytestmark = pytest.mark.exificient

FILES = {
    "ISO 15118-2": "iso15118_2/V2G_CI_MsgDef.xsd",
    "ISO 15118-20, common messages": "iso15118_20/V2G_CI_CommonMessages.xsd",
    "XML Signature alone": "xmldsig-core-schema.xsd",
}


@pytest.fixture(scope="module", params=SCHEMAS, ids=lambda one: one.name)
def pair(request, shared):
    """Our tables and their schemas."""
    return request.param, Xsd(shared / "schemas" / FILES[request.param.name])


def normal(form):
    """A content model without groups that say nothing: of one member, or a sequence directly in a sequence."""
    kind, low, high, parts = form
    if kind in {"element", "any"}:
        return form
    flat: list[Any] = []
    for part in map(normal, parts):
        flat += part[3] if part[:3] == ("sequence", 1, 1) and kind == "sequence" else [part]
    if len(flat) == 1 and (low, high) == (1, 1):
        return flat[0]
    if len(flat) == 1 and flat[0][1:3] == (1, 1):
        return (flat[0][0], low, high, flat[0][3])
    return (kind, low, high, tuple(flat))


def ours(schema, prefix, part):
    if part.kind == "any":
        return ("any", part.low, part.high, ())
    if part.kind == "element":
        members = tuple((f"{one.name.prefix}:{one.name.local}", one.type) for one in schema._elements(prefix, part))
        return ("element", part.low, part.high, members)
    return (part.kind, part.low, part.high, tuple(ours(schema, prefix, one) for one in part.parts))


def leaves(form):
    if form[0] == "element":
        yield from form[3]
    elif form[0] != "any":
        for one in form[3]:
            yield from leaves(one)


def blank(theirs, left_out):
    """Their form, in which elements that the tables leave out have no type."""
    if theirs[0] == "element":
        return (*theirs[:3], tuple((name, "" if name in left_out else kind) for name, kind in theirs[3]))
    return theirs if theirs[0] == "any" else (*theirs[:3], tuple(blank(one, left_out) for one in theirs[3]))


def test_the_roots_of_documents_and_fragments_have_their_numbers(pair):
    schema, xsd = pair
    for codes, names in ((schema.documents, xsd.documents()), (schema.fragments, xsd.fragments())):
        assert codes.total == len(names)
        assert codes.known == {name: names.index(name) for name in codes.known}
    assert set(schema.types) == {*schema.documents.known, *schema.fragments.known}


def test_the_relaxed_grammar_is_for_those_whose_declarations_disagree(pair):
    schema, xsd = pair
    assert [f"{one.prefix}:{one.local}" for one in schema.attribute_names] == xsd.attributes()
    assert schema.relaxed == {name for name in schema.fragments.known if len(xsd.declarations()[name]) > 1}


def test_every_type_that_is_reachable_is_that_of_the_schema(pair):
    schema, xsd = pair
    if "d:V2G_Message" in xsd.elements:  # the one root whose type has no name
        xsd.types["d:V2G_Message"] = next(iter(xsd.elements["d:V2G_Message"]))
    waiting, done = list(schema.types.values()), set()
    while waiting:
        key = waiting.pop()
        if key in done or not key:
            continue
        done.add(key)
        waiting += compared(schema, xsd, key)
    named = {f"{one.prefix}:{kind}" for one in schema.vocabularies for kind in (*one.complex_types, *one.simple_types)}
    assert named <= done
    assert len(done) > 25


def compared(schema, xsd, key):
    """Holds one type against the schema's; gives the types that it uses."""
    mine = schema.complex_type(key)
    if mine is None:
        assert schema.simple_type(key) == declared(f"{key.split(':')[1]}: {xsd.simple(key)}")
        return []
    attributes, content, mixed = xsd.complex(key)
    assert {f"{one.name.prefix}:{one.name.local}": (one.type, one.required) for one in mine.attributes} == attributes
    assert mine.mixed == mixed
    used = [one.type for one in mine.attributes]
    if isinstance(content, str):
        assert mine.text == content
        return [*used, mine.text]
    form = normal(ours(schema, key.split(":")[0], mine.content))
    left_out = {name for name, kind in leaves(form) if not kind}
    assert form == blank(normal(content or ("sequence", 1, 1, ())), left_out)
    return [*used, *(kind for _, kind in leaves(form))]


def test_each_root_has_the_type_that_a_declaration_gives_it(pair):
    schema, xsd = pair
    declared_types = xsd.declarations()
    assert [name for name, key in schema.types.items() if key != name and key not in declared_types[name]] == []
    assert {one.uri: one.prefix for one in schema.vocabularies}.items() <= xsd.prefix_of.items()
