"""ISO 15118-20:2022, common messages: CertificateInstallation and AuthorizationReq, each a document with its header inside."""

from __future__ import annotations

from workbench.contracts.exi.schema import Codes, Schema
from workbench.contracts.exi.states import Name
from workbench.contracts.exi.vocabulary import Vocabulary
from workbench.contracts.exi.xmldsig import ATTRIBUTES, XMLDSIG

COMMON_TYPES = Vocabulary(
    prefix="c",
    uri="urn:iso:std:iso:15118:-20:CommonTypes",
    simple="""
sessionIDType: binary/hex 8..8
identifierType: string ..255
processingType: enumeration Finished Ongoing Ongoing_WaitingForCustomerInteraction
responseCodeType: enumeration OK OK_CertificateExpiresSoon OK_NewSessionEstablished OK_OldSessionJoined OK_PowerToleranceConfirmed
 WARNING_AuthorizationSelectionInvalid WARNING_CertificateExpired WARNING_CertificateNotYetValid WARNING_CertificateRevoked
 WARNING_CertificateValidationError WARNING_ChallengeInvalid WARNING_EIMAuthorizationFailure WARNING_eMSPUnknown
 WARNING_EVPowerProfileViolation WARNING_GeneralPnCAuthorizationError WARNING_NoCertificateAvailable
 WARNING_NoContractMatchingPCIDFound WARNING_PowerToleranceNotConfirmed WARNING_ScheduleRenegotiationFailed
 WARNING_StandbyNotAllowed WARNING_WPT FAILED FAILED_AssociationError FAILED_ContactorError FAILED_EVPowerProfileInvalid
 FAILED_EVPowerProfileViolation FAILED_MeteringSignatureNotValid FAILED_NoEnergyTransferServiceSelected
 FAILED_NoServiceRenegotiationSupported FAILED_PauseNotAllowed FAILED_PowerDeliveryNotApplied FAILED_PowerToleranceNotConfirmed
 FAILED_ScheduleRenegotiation FAILED_ScheduleSelectionInvalid FAILED_SequenceError FAILED_ServiceIDInvalid
 FAILED_ServiceSelectionInvalid FAILED_SignatureError FAILED_UnknownSession FAILED_WrongChargeParameter
""",
    complex="""
MessageHeaderType: SessionID=sessionIDType, TimeStamp=unsignedLong, ds:Signature?
ListOfRootCertificateIDsType: RootCertificateID=ds:X509IssuerSerialType{1,20}
""",
)

COMMON_MESSAGES = Vocabulary(
    prefix="m",
    uri="urn:iso:std:iso:15118:-20:CommonMessages",
    simple="""
certificateType: binary ..1600
genChallengeType: binary 16..16
authorizationType: enumeration EIM PnC
ecdhCurveType: enumeration SECP521 X448
dhPublicKeyType: binary 133..133
secp521_EncryptedPrivateKeyType: binary 94..94
x448_EncryptedPrivateKeyType: binary 84..84
tpm_EncryptedPrivateKeyType: binary 206..206
""",
    complex="""
CertificateInstallationReqType: c:Header=c:MessageHeaderType, OEMProvisioningCertificateChain=SignedCertificateChainType,
 ListOfRootCertificateIDs=c:ListOfRootCertificateIDsType, MaximumContractCertificateChains=unsignedByte,
 PrioritizedEMAIDs=EMAIDListType?
CertificateInstallationResType: c:Header=c:MessageHeaderType, c:ResponseCode=c:responseCodeType, EVSEProcessing=c:processingType,
 CPSCertificateChain=CertificateChainType, SignedInstallationData=SignedInstallationDataType,
 RemainingContractCertificateChains=unsignedByte
SignedInstallationDataType: @Id=ID ContractCertificateChain=ContractCertificateChainType, ECDHCurve=ecdhCurveType,
 DHPublicKey=dhPublicKeyType, (SECP521_EncryptedPrivateKey=secp521_EncryptedPrivateKeyType
 | X448_EncryptedPrivateKey=x448_EncryptedPrivateKeyType | TPM_EncryptedPrivateKey=tpm_EncryptedPrivateKeyType)
AuthorizationReqType: c:Header=c:MessageHeaderType, SelectedAuthorizationService=authorizationType,
 (EIM_AReqAuthorizationMode=EIM_AReqAuthorizationModeType | PnC_AReqAuthorizationMode=PnC_AReqAuthorizationModeType)
EIM_AReqAuthorizationModeType:
PnC_AReqAuthorizationModeType: @Id=ID GenChallenge=genChallengeType, ContractCertificateChain=ContractCertificateChainType
SignedCertificateChainType: @Id=ID Certificate=certificateType, SubCertificates=SubCertificatesType?
CertificateChainType: Certificate=certificateType, SubCertificates=SubCertificatesType?
ContractCertificateChainType: Certificate=certificateType, SubCertificates=SubCertificatesType
SubCertificatesType: Certificate=certificateType{1,3}
EMAIDListType: EMAID=c:identifierType{1,8}
""",
)

ISO_15118_20 = Schema(
    "ISO 15118-20, common messages",
    (COMMON_TYPES, COMMON_MESSAGES, XMLDSIG),
    documents=Codes(
        54,
        {
            "m:AuthorizationReq": 0,
            "m:CertificateInstallationReq": 7,
            "m:CertificateInstallationRes": 8,
            "m:SignedInstallationData": 45,
            "ds:Signature": 39,
            "ds:SignedInfo": 44,
        },
    ),
    fragments=Codes(
        281,
        {
            "m:OEMProvisioningCertificateChain": 128,
            "m:PnC_AReqAuthorizationMode": 151,
            "m:PrioritizedEMAIDs": 175,
            "m:SignedInstallationData": 231,
            "ds:SignedInfo": 230,
        },
    ),
    attribute_names=tuple(sorted((*ATTRIBUTES, Name("Id", "m"), Name("Name", "m")))),
    types={
        "m:AuthorizationReq": "m:AuthorizationReqType",
        "m:CertificateInstallationReq": "m:CertificateInstallationReqType",
        "m:CertificateInstallationRes": "m:CertificateInstallationResType",
        "m:SignedInstallationData": "m:SignedInstallationDataType",
        "m:OEMProvisioningCertificateChain": "m:SignedCertificateChainType",
        "m:PnC_AReqAuthorizationMode": "m:PnC_AReqAuthorizationModeType",
        "m:PrioritizedEMAIDs": "m:EMAIDListType",
        "ds:SignedInfo": "ds:SignedInfoType",
        "ds:Signature": "ds:SignatureType",
    },
)
"""The grammars of ISO 15118-20's common messages, "combined": with all that they import."""
