"""XML Signature (W3C, 2002), namespace ``http://www.w3.org/2000/09/xmldsig#``: all that a Signature may hold.

ISO 15118 uses Signature, SignedInfo, Reference and SignatureValue only; KeyInfo and Object are here because they change the codes.
"""

from __future__ import annotations

from workbench.contracts.exi.schema import Codes, Schema
from workbench.contracts.exi.states import Name
from workbench.contracts.exi.vocabulary import Vocabulary

XMLDSIG = Vocabulary(
    prefix="ds",
    uri="http://www.w3.org/2000/09/xmldsig#",
    qualified_attributes=False,
    simple="""
CryptoBinary: binary
DigestValueType: binary
HMACOutputLengthType: integer
""",
    complex="""
SignatureType: @Id?=ID SignedInfo, SignatureValue, KeyInfo?, Object*
SignatureValueType: @Id?=ID = base64Binary
SignedInfoType: @Id?=ID CanonicalizationMethod, SignatureMethod, Reference+
CanonicalizationMethodType: @Algorithm=anyURI mixed any*
SignatureMethodType: @Algorithm=anyURI mixed HMACOutputLength=HMACOutputLengthType?, any*
ReferenceType: @Id?=ID @URI?=anyURI @Type?=anyURI Transforms?, DigestMethod, DigestValue
TransformsType: Transform+
TransformType: @Algorithm=anyURI mixed (any | XPath=string)*
DigestMethodType: @Algorithm=anyURI mixed any*
KeyInfoType: @Id?=ID mixed (KeyName | KeyValue | RetrievalMethod | X509Data | PGPData | SPKIData | MgmtData | any)+
KeyValueType: mixed (DSAKeyValue | RSAKeyValue | any)
RetrievalMethodType: @URI?=anyURI @Type?=anyURI Transforms?
X509DataType: (X509IssuerSerial=X509IssuerSerialType | X509SKI=base64Binary | X509SubjectName=string
 | X509Certificate=base64Binary | X509CRL=base64Binary | any)+
X509IssuerSerialType: X509IssuerName=string, X509SerialNumber=integer
PGPDataType: (PGPKeyID=base64Binary, PGPKeyPacket=base64Binary?, any*) | (PGPKeyPacket=base64Binary, any*)
SPKIDataType: (SPKISexp=base64Binary, any?)+
ObjectType: @Id?=ID @MimeType?=string @Encoding?=anyURI mixed any*
DSAKeyValueType: (P=CryptoBinary, Q=CryptoBinary)?, G=CryptoBinary?, Y=CryptoBinary, J=CryptoBinary?,
 (Seed=CryptoBinary, PgenCounter=CryptoBinary)?
RSAKeyValueType: Modulus=CryptoBinary, Exponent=CryptoBinary
""",
    elements="""
Signature=SignatureType SignatureValue=SignatureValueType SignedInfo=SignedInfoType Reference=ReferenceType
CanonicalizationMethod=CanonicalizationMethodType SignatureMethod=SignatureMethodType Transforms=TransformsType
Transform=TransformType DigestMethod=DigestMethodType DigestValue=DigestValueType KeyInfo=KeyInfoType KeyName=string
MgmtData=string KeyValue=KeyValueType RetrievalMethod=RetrievalMethodType X509Data=X509DataType PGPData=PGPDataType
SPKIData=SPKIDataType Object=ObjectType
DSAKeyValue=DSAKeyValueType RSAKeyValue=RSAKeyValueType
""",
)

ATTRIBUTES = tuple(Name(one, "") for one in ("Algorithm", "Encoding", "Id", "MimeType", "Target", "Type", "URI"))

XML_SIGNATURE = Schema(
    "XML Signature alone",
    (XMLDSIG,),
    documents=Codes(24, {"ds:Signature": 15, "ds:SignedInfo": 20}),
    fragments=Codes(45, {"ds:Signature": 27, "ds:SignedInfo": 32}),
    attribute_names=ATTRIBUTES,
    types={"ds:Signature": "ds:SignatureType", "ds:SignedInfo": "ds:SignedInfoType"},
)
"""The grammars in which most implementations encode SignedInfo before signing: those of the signature's schema by itself."""
