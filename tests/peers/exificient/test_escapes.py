"""What the schema does not declare, written by EXIficient: we refuse it by its name, at its bit; but for the empty element."""

import pytest

from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.xmldsig import XML_SIGNATURE

pytestmark = pytest.mark.exificient

SPACES = "".join(
    f' xmlns:{prefix}="urn:iso:15118:2:2013:Msg{name}"'
    for prefix, name in (("d", "Def"), ("h", "Header"), ("b", "Body"), ("t", "DataTypes"))
)
XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
RES, DETAILS, ASKED = "b:PaymentDetailsRes", "b:PaymentDetailsReq", "b:CertificateInstallationReq"
FIVE = f"<t:SubCertificates>{'<t:Certificate>AA==</t:Certificate>' * 5}</t:SubCertificates>"


def message(root="", header="", session="", held="0102", after="", body=""):
    return (
        f"<d:V2G_Message{SPACES}{XSI}{root}><d:Header{header}><h:SessionID{session}>{held}</h:SessionID>{after}</d:Header>"
        f"<d:Body>{body}</d:Body></d:V2G_Message>"
    )


FOREIGN = {
    "type": ({"session": ' xsi:type="t:sessionIDType"'}, "AT(xsi:type)"),
    "nil": ({"session": ' xsi:nil="true"', "held": ""}, "AT(xsi:nil)"),
    "attribute of the header": ({"header": ' a="b"'}, "AT(*)"),
    "attribute of the root": ({"root": ' a="b"'}, "AT(*)"),
    "element after": ({"after": "<x/>"}, "SE(*)"),
    "element twice": ({"after": "<h:SessionID>01</h:SessionID>"}, "SE(*)"),
    "text after": ({"after": "text"}, "CH [untyped value]"),
    "an abstract body": ({"body": "<b:BodyElement/>"}, "BodyElement is not among the messages"),
    "another message": ({"body": "<b:SessionSetupReq><b:EVCCID>01</b:EVCCID></b:SessionSetupReq>"}, "SessionSetupReq is not among"),
    "a body that nobody has": ({"body": "<b:Nonsense/>"}, "SE(*)"),
    "an early end": ({"body": f"<{RES}><b:ResponseCode>OK</b:ResponseCode></{RES}>"}, "EE"),
    "a first element left out": (
        {"body": f"<{RES}><b:GenChallenge>AAAAAAAAAAAAAAAAAAAAAA==</b:GenChallenge></{RES}>"},
        "SE(*)",
    ),
    "five sub-certificates": (
        {
            "body": f"<{DETAILS}><b:eMAID>DEABCC12345678</b:eMAID><b:ContractSignatureCertChain><t:Certificate>AA==</t:Certificate>"
            f"{FIVE}</b:ContractSignatureCertChain></{DETAILS}>"
        },
        "SE(*)",
    ),
    "no Id": ({"body": f"<{ASKED}><b:OEMProvisioningCert>AA==</b:OEMProvisioningCert></{ASKED}>"}, "SE(*)"),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_something_foreign_is_refused_by_its_name(exificient, what):
    change, words = FOREIGN[what]
    data = exificient.ask("xml-encode", "v2", "document", message(**change).encode())
    with pytest.raises(EXIError) as refused:
        decode(ISO_15118_2, data)
    assert words in refused.value.message
    assert refused.value.bit is not None
    assert refused.value.bit < 8 * len(data)


@pytest.mark.parametrize(
    "change", [{}, {"held": ""}, {"root": ' xsi:schemaLocation="a b"'}], ids=["as declared", "empty", "location"]
)
def test_what_is_not_foreign_is_read(exificient, change):
    stream = decode(ISO_15118_2, exificient.ask("xml-encode", "v2", "document", message(**change).encode()))
    assert stream.root.find("Header", "SessionID") is not None


def test_values_from_its_string_table_are_read(exificient):
    uri = "http://www.w3.org/TR/canonical-exi/"
    reference = (
        f'<Reference URI="#a"><Transforms><Transform Algorithm="{uri}"/><Transform Algorithm="#a"/></Transforms>'
        f'<DigestMethod Algorithm="{uri}"/><DigestValue>AAAA</DigestValue></Reference>'
    )
    info = (
        f'<SignedInfo xmlns="{XML_SIGNATURE.uri("ds")}"><CanonicalizationMethod Algorithm="{uri}"/>'
        f'<SignatureMethod Algorithm="{uri}"/>{reference * 2}</SignedInfo>'
    )
    whole, short = (exificient.ask("xml-encode", "ds", kind, info.encode()) for kind in ("fragment", "fragment-hits"))
    assert len(short) < len(whole) / 2
    streams = [decode(XML_SIGNATURE, data, fragment=True) for data in (whole, short)]
    assert streams[0].root == streams[1].root
    assert [len(one.hits) for one in streams] == [0, 8]
