"""Messages to read: RISE-V2G's answer, and small ones of each kind."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from tests.contracts.exi.vectors import rise_message
from tests.contracts.test_signature_forensics import KEY, signed_2
from workbench.contracts.exi import messages_2 as m2
from workbench.contracts.exi import messages_20 as m20
from workbench.contracts.exi.codec import SCHEMAS, write_message
from workbench.contracts.exi.encoder import encode
from workbench.contracts.exi.layout import Named
from workbench.contracts.exi.signature import X509IssuerSerial

V2, V20 = SCHEMAS
RISE = encode(SCHEMAS[V2], rise_message("MsgBody-namespace"))
RISE_WRONG = encode(SCHEMAS[V2], rise_message("empty-namespace"))
RISE_BASE64 = base64.b64encode(RISE).decode()
ROOTS = (X509IssuerSerial("CN=<b>root</b>\x1b[31m", 12345),)
HALF_SIGNED = write_message(SCHEMAS[V2], signed_2())
"""An answer whose signature holds, over two of the four parts that must be signed."""
PLAIN = m2.MessageHeader(bytes(range(8)))


def of_2(body, header=PLAIN):
    return write_message(SCHEMAS[V2], m2.V2GMessage(header, m2.Body(body)))


def request_2(certificate=b"no certificate"):
    return of_2(m2.CertificateInstallationReq("id1", certificate, ROOTS))


def request_20(maximum=2, emaids=(), certificate=b"leaf"):
    chain = m20.SignedCertificateChain("id1", certificate, (b"sub",))
    header = m20.MessageHeader(bytes(8), 1_700_000_000)
    return write_message(SCHEMAS[V20], m20.CertificateInstallationReq(header, chain, ROOTS, maximum, emaids))


def answer_20(cps=b"cps"):
    data = m20.SignedInstallationData(
        "id1", m20.CertificateChain(b"c", (b"d",)), "X448", bytes(133), Named("X448_EncryptedPrivateKey", bytes(84))
    )
    header = m20.MessageHeader(bytes(8), 2**63)
    return write_message(SCHEMAS[V20], m20.CertificateInstallationRes(header, "OK", "Finished", m20.CertificateChain(cps), data, 3))


def authorization_20(contract):
    mode = m20.PnCAuthorizationMode("id1", bytes(16), m20.CertificateChain(contract, (b"sub",)))
    return write_message(SCHEMAS[V20], m20.AuthorizationReq(m20.MessageHeader(bytes(8), 1), "PnC", mode))


def certificate_of(key):
    """A certificate that somebody issued to himself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a signer")])
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    build = x509.CertificateBuilder(name, name, key.public_key(), 1, begun, begun + timedelta(days=90))
    return build.sign(key, hashes.SHA256())


SIGNER = certificate_of(KEY)
"""Whose key signed :data:`HALF_SIGNED`."""
