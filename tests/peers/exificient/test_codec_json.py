"""The wheel's own codec, JSON in and out, as the stack that it belongs to calls it; and where that codec leaves the standard."""

import json
from typing import Any

import pytest

from tests.contracts.exi.generated import root, seeded
from tests.contracts.exi.roots import BODIES
from workbench.contracts.exi.codec import SCHEMAS
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.encoder import encode
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.xml import lexical

pytestmark = pytest.mark.exificient

COUNT = 5
V2, V20 = SCHEMAS
LISTS = {"RootCertificateID", "Reference", "Transform", "EMAID"}
MESSAGES = [
    *((V2, "d:V2G_Message", body) for body in BODIES),
    *((V20, f"m:{name}", "") for name in ("CertificateInstallationReq", "CertificateInstallationRes", "AuthorizationReq")),
]
FRAGMENTS = [
    *((V2, f"b:{name}") for name in ("AuthorizationReq", "CertificateInstallationReq", "ContractSignatureCertChain")),
    *((V2, f"b:{name}") for name in ("ContractSignatureEncryptedPrivateKey", "DHpublickey", "eMAID")),
    *((V20, f"m:{name}") for name in ("OEMProvisioningCertificateChain", "PnC_AReqAuthorizationMode")),
]


def to_json(schema, node):
    """What the codec takes: attributes and elements as keys, the text of simple content as ``value``."""
    if schema.complex_type(node.type) is None:
        return node.text if isinstance(node.text, bool | int) else lexical(schema, node.type, node.text)
    found: dict[str, Any] = {}
    for one in node.children:
        if one.kind != "element":
            found["value" if one.kind == "text" else one.name.local] = lexical(schema, one.type, one.value)
        elif one.name.local in LISTS or (one.name.local == "Certificate" and node.name.local == "SubCertificates"):
            found.setdefault(one.name.local, []).append(to_json(schema, one))
        else:
            found[one.name.local] = to_json(schema, one)
    return found


def generated(urn, name, body="", number=0):
    schema = SCHEMAS[urn]
    node = root(schema, name, seeded(f"json {name} {body} {number}"), body=body, plain=True)
    return node, {node.name.local: to_json(schema, node)}


def encoded(exificient, urn, said):
    return exificient.ask("json-encode", urn, "-", json.dumps(said).encode())


@pytest.mark.parametrize(("urn", "name", "body"), MESSAGES)
def test_a_message_has_the_same_bytes_and_the_same_json(exificient, urn, name, body):
    for number in range(COUNT):
        node, said = generated(urn, name, body, number)
        data = encode(SCHEMAS[urn], node)
        assert encoded(exificient, urn, said) == data
        assert json.loads(exificient.ask("json-decode", urn, "-", data)) == said


@pytest.mark.parametrize(("urn", "name"), FRAGMENTS)
def test_a_signed_part_has_the_same_bytes(exificient, urn, name):
    for number in range(COUNT):
        node, said = generated(urn, name, number=number)
        assert encoded(exificient, urn, said) == encode(SCHEMAS[urn], node, fragment=True)


def test_it_hashes_an_update_request_in_a_form_of_no_standard(exificient):
    # a document whose root is not one of the schema's, its name written out: nobody else can verify the signature
    _, said = generated(V2, "b:CertificateUpdateReq")
    theirs = encoded(exificient, V2, said)
    assert theirs[1] >> 1 == SCHEMAS[V2].documents.total  # any element, after those that the schema has
    for fragment in (True, False):
        with pytest.raises(EXIError, match="the root is number"):
            decode(SCHEMAS[V2], theirs, fragment=fragment)


def test_it_hashes_the_installation_data_of_20_as_a_document(exificient):
    node, said = generated(V20, "m:SignedInstallationData")
    assert encoded(exificient, V20, said) == encode(SCHEMAS[V20], node)
    assert encoded(exificient, V20, said) != encode(SCHEMAS[V20], node, fragment=True)
