"""ISO 15118-2:2014: V2G_Message with its header, the certificate messages and those by which a contract is presented.

The other messages of the body are known by their place among the codes only.
"""

from __future__ import annotations

from workbench.contracts.exi.schema import Codes, Schema
from workbench.contracts.exi.states import Name
from workbench.contracts.exi.vocabulary import Vocabulary
from workbench.contracts.exi.xmldsig import ATTRIBUTES, XMLDSIG

_MESSAGES = (
    "Authorization CableCheck CertificateInstallation CertificateUpdate ChargeParameterDiscovery ChargingStatus CurrentDemand "
    "MeteringReceipt PaymentDetails PaymentServiceSelection PowerDelivery PreCharge ServiceDetail ServiceDiscovery SessionSetup "
    "SessionStop WeldingDetection"
)

DEFINITION = Vocabulary(
    prefix="d",
    uri="urn:iso:15118:2:2013:MsgDef",
    complex="V2G_Message: Header=h:MessageHeaderType, Body=b:BodyType",
    elements="V2G_Message=V2G_Message",
)

HEADER = Vocabulary(
    prefix="h",
    uri="urn:iso:15118:2:2013:MsgHeader",
    complex="MessageHeaderType: SessionID=t:sessionIDType, Notification=t:NotificationType?, ds:Signature?",
)

BODY = Vocabulary(
    prefix="b",
    uri="urn:iso:15118:2:2013:MsgBody",
    complex="""
BodyType: BodyElement?
CertificateInstallationReqType: @Id=ID OEMProvisioningCert=t:certificateType,
 ListOfRootCertificateIDs=t:ListOfRootCertificateIDsType
CertificateInstallationResType: ResponseCode=t:responseCodeType, SAProvisioningCertificateChain=t:CertificateChainType,
 ContractSignatureCertChain=t:CertificateChainType,
 ContractSignatureEncryptedPrivateKey=t:ContractSignatureEncryptedPrivateKeyType, DHpublickey=t:DiffieHellmanPublickeyType,
 eMAID=t:EMAIDType
CertificateUpdateReqType: @Id=ID ContractSignatureCertChain=t:CertificateChainType, eMAID=t:eMAIDType,
 ListOfRootCertificateIDs=t:ListOfRootCertificateIDsType
CertificateUpdateResType: ResponseCode=t:responseCodeType, SAProvisioningCertificateChain=t:CertificateChainType,
 ContractSignatureCertChain=t:CertificateChainType,
 ContractSignatureEncryptedPrivateKey=t:ContractSignatureEncryptedPrivateKeyType, DHpublickey=t:DiffieHellmanPublickeyType,
 eMAID=t:EMAIDType, RetryCounter=short?
PaymentDetailsReqType: eMAID=t:eMAIDType, ContractSignatureCertChain=t:CertificateChainType
PaymentDetailsResType: ResponseCode=t:responseCodeType, GenChallenge=t:genChallengeType, EVSETimeStamp=long
AuthorizationReqType: @Id?=ID GenChallenge=t:genChallengeType?
AuthorizationResType: ResponseCode=t:responseCodeType, EVSEProcessing=t:EVSEProcessingType
""",
    elements=" ".join(
        f"{message}{way}={message}{way}Type"
        for message in ("Authorization", "CertificateInstallation", "CertificateUpdate", "PaymentDetails")
        for way in ("Req", "Res")
    ),
    substitutions={
        "BodyElement": " ".join(
            sorted(["BodyElement", *(message + way for message in _MESSAGES.split() for way in ("Req", "Res"))])
        )
    },
)

DATA_TYPES = Vocabulary(
    prefix="t",
    uri="urn:iso:15118:2:2013:MsgDataTypes",
    simple="""
sessionIDType: binary/hex ..8
faultCodeType: enumeration ParsingError NoTLSRootCertificatAvailable UnknownError
faultMsgType: string ..64
certificateType: binary ..800
dHpublickeyType: binary ..65
privateKeyType: binary ..48
genChallengeType: binary 16..16
eMAIDType: string 14..15
EVSEProcessingType: enumeration Finished Ongoing Ongoing_WaitingForCustomerInteraction
responseCodeType: enumeration OK OK_NewSessionEstablished OK_OldSessionJoined OK_CertificateExpiresSoon FAILED FAILED_SequenceError
 FAILED_ServiceIDInvalid FAILED_UnknownSession FAILED_ServiceSelectionInvalid FAILED_PaymentSelectionInvalid
 FAILED_CertificateExpired FAILED_SignatureError FAILED_NoCertificateAvailable FAILED_CertChainError FAILED_ChallengeInvalid
 FAILED_ContractCanceled FAILED_WrongChargeParameter FAILED_PowerDeliveryNotApplied FAILED_TariffSelectionInvalid
 FAILED_ChargingProfileInvalid FAILED_MeteringSignatureNotValid FAILED_NoChargeServiceSelected FAILED_WrongEnergyTransferMode
 FAILED_ContactorError FAILED_CertificateNotAllowedAtThisEVSE FAILED_CertificateRevoked
""",
    complex="""
NotificationType: FaultCode=faultCodeType, FaultMsg=faultMsgType?
CertificateChainType: @Id?=ID Certificate=certificateType, SubCertificates=SubCertificatesType?
SubCertificatesType: Certificate=certificateType{1,4}
ListOfRootCertificateIDsType: RootCertificateID=ds:X509IssuerSerialType{1,20}
ContractSignatureEncryptedPrivateKeyType: @Id=ID = privateKeyType
DiffieHellmanPublickeyType: @Id=ID = dHpublickeyType
EMAIDType: @Id=ID = eMAIDType
""",
)

ISO_15118_2 = Schema(
    "ISO 15118-2",
    (DEFINITION, HEADER, BODY, DATA_TYPES, XMLDSIG),
    documents=Codes(
        80,
        {
            "b:AuthorizationReq": 3,
            "b:CertificateInstallationReq": 9,
            "b:CertificateUpdateReq": 11,
            "d:V2G_Message": 76,
            "ds:Signature": 67,
            "ds:SignedInfo": 72,
        },
    ),
    fragments=Codes(
        243,
        {
            "b:AuthorizationReq": 4,
            "b:CertificateInstallationReq": 15,
            "b:CertificateUpdateReq": 17,
            "b:ContractSignatureCertChain": 33,
            "b:ContractSignatureEncryptedPrivateKey": 34,
            "b:DHpublickey": 45,
            "b:eMAID": 236,
            "ds:SignedInfo": 208,
        },
    ),
    attribute_names=tuple(sorted((*ATTRIBUTES, Name("Id", "b"), Name("Id", "t"), Name("Name", "t")))),
    types={
        "d:V2G_Message": "d:V2G_Message",
        "b:AuthorizationReq": "b:AuthorizationReqType",
        "b:CertificateInstallationReq": "b:CertificateInstallationReqType",
        "b:CertificateUpdateReq": "b:CertificateUpdateReqType",
        "b:ContractSignatureCertChain": "t:CertificateChainType",
        "b:ContractSignatureEncryptedPrivateKey": "t:ContractSignatureEncryptedPrivateKeyType",
        "b:DHpublickey": "t:DiffieHellmanPublickeyType",
        "b:eMAID": "t:EMAIDType",
        "ds:SignedInfo": "ds:SignedInfoType",
        "ds:Signature": "ds:SignatureType",
    },
    relaxed=frozenset({"b:eMAID"}),
)
"""The grammars of ISO 15118-2, "combined": the message's schema with all that it imports."""
