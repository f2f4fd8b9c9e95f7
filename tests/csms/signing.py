"""CSRs and a CA for tests of A02 and A03."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.trust.pki import key, made
from workbench.messages.sign_certificate import CertificateSigningUse, SignCertificateRequest

STATION, SECC, SECC20 = CertificateSigningUse
ROOT = made("CSMS root", "CSMS root")
SUB = made("CSO Sub-CA", "CSMS root")
V2G_ROOT, CPO1, CPO2 = made("V2G root", "V2G root"), made("CPO Sub1", "V2G root"), made("CPO Sub2", "CPO Sub1")


def csr(common_name="CS0001", own_key="new", *, organisation="CSO", extra=(), signer=None) -> str:
    names = [(NameOID.COMMON_NAME, common_name), (NameOID.ORGANIZATION_NAME, organisation), *extra]
    subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in names if value])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    request = builder.sign(key(own_key), hashes.SHA256())
    if signer is not None:  # its signature is another's
        other = builder.sign(key(signer), hashes.SHA256())
        der = request.public_bytes(Encoding.DER)
        mine, theirs = request.signature, other.signature
        changed = der[: -len(mine)] + mine[:-1] + bytes([mine[-1] ^ 1])
        assert mine != theirs
        return pem_block(changed)
    return request.public_bytes(Encoding.PEM).decode()


def pem_block(der: bytes) -> str:
    from base64 import encodebytes  # noqa: PLC0415

    return f"-----BEGIN CERTIFICATE REQUEST-----\n{encodebytes(der).decode()}-----END CERTIFICATE REQUEST-----\n"


def secc_csr(own_key="new", name="DEABCE1") -> str:
    return csr(name, own_key, extra=[(NameOID.COUNTRY_NAME, "DE"), (NameOID.DOMAIN_COMPONENT, "CPO")])


def asks(text=None, use=STATION, request_id=7, **fields) -> SignCertificateRequest:
    return SignCertificateRequest(csr=text if text is not None else csr(), certificate_type=use, request_id=request_id, **fields)


def pem(*certificates) -> str:
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in certificates)


CLIENT = made("CS0001", "CSO Sub-CA", own_key="new", ca=False)
SECC_LEAF = made("DEABCE1", "CPO Sub2", own_key="new", ca=False)
