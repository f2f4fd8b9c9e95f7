"""A message that was read: its typed value, its tree, what is inside and what strikes in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.serialization import Encoding

from workbench.certs.bundle import Bundle
from workbench.certs.fact_finding import facts_of
from workbench.certs.items import Item
from workbench.certs.loading import load
from workbench.contracts.exi.codec import SCHEMAS
from workbench.contracts.exi.messages_2 import V2GMessage
from workbench.contracts.installation.signed_elements import judge
from workbench.contracts.reading import shown
from workbench.contracts.reading.certificates import bundle_of
from workbench.contracts.reading.fields import Field, fields
from workbench.contracts.reading.signers import certificate_of, signing_of
from workbench.contracts.signature_forensics import examine
from workbench.display import Findings, Readable, view
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.tree import Stream
    from workbench.contracts.signature_algorithms import PublicKey
    from workbench.contracts.signature_forensics import SignatureResult

Signer = x509.Certificate | Item | Bundle
"""Whose key should have signed: a certificate, or a pile whose first certificate it is."""


@dataclass(frozen=True)
class ExiMessage(Readable):
    """A message of ISO 15118-2 or -20.

    Attributes
    ----------
    data
        The EXI stream.
    namespace
        Of the schema by which it reads, as ``iso15118SchemaVersion`` says it.
    stream
        The annotated tree: each field with its bits.
    message
        The typed value: ``messages_2.V2GMessage``, or one of ``messages_20``.
    how
        What it came in: ``"exiRequest"``, ``"base64 text"`` ...
    findings
        What strikes in the stream. That it could be read says nothing of its signature or certificates.
    """

    data: bytes = field(repr=False)
    namespace: str
    stream: Stream = field(repr=False)
    message: Any = field(repr=False)
    how: str
    findings: Findings = field(repr=False)

    @property
    def schema(self) -> Schema:
        """The tables by which it was read."""
        return SCHEMAS[self.namespace]

    @property
    def kind(self) -> str:
        """The message's name, as ``CertificateInstallationReq``."""
        inner = self.message.body.message if isinstance(self.message, V2GMessage) else self.message
        return "empty body" if inner is None else str(type(inner).__name__)

    @property
    def signed(self) -> bool:
        """Whether its header has a signature; whether that holds, :meth:`signature` says."""
        header = getattr(self.message, "header", None)
        return header is not None and header.signature is not None

    @cached_property
    def bundle(self) -> Bundle:
        """The certificates inside, in the order of the stream; the name of each is its place."""
        return bundle_of(self.stream.root)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every value with its path, in the order of the stream."""
        return tuple(fields(self.stream.root, {item.der: item for item in self.bundle}))

    def signature(self, certificate: Signer | None = None) -> SignatureResult:
        """Whether the signature holds, and in which grammar it was made.

        Not checked: that the elements signed are those that ISO 15118 asks for (:meth:`signature_findings` does), and that the
        certificate is to be trusted.

        Parameters
        ----------
        certificate
            Whose key should have signed; None: the one inside that should have (the provisioning certificate of a request to
            install, the old contract of one to update, the CPS' of an answer).

        Raises
        ------
        InputError
            The message is not signed, there is no such certificate, or its key is of no kind that ISO 15118 signs with.
        """
        if not self.signed:
            raise InputError(f"This {self.kind} is not signed.", hint="Its header has no Signature.")
        signer = self._signer(certificate)
        found = examine(self.schema, self.stream.root, _key(signer))
        return replace(found, signer=str(facts_of(signer.public_bytes(Encoding.DER), signer).subject))

    def signature_findings(self, certificate: Signer | None = None) -> Findings:
        """What is wrong with the signature: by the key, the digests, and that the right elements are signed, each but once.

        Parameters
        ----------
        certificate
            As for :meth:`signature`.

        Raises
        ------
        InputError
            As :meth:`signature` does.
        """
        signing = signing_of(self.stream.root)
        result = self.signature(certificate)
        if signing is None:
            return result.findings
        return Findings(judge(self.schema, self.stream.root, self._signer(certificate), signing.wanted, signing.who))

    def _signer(self, given: Signer | None) -> x509.Certificate:
        if isinstance(given, x509.Certificate):
            return given
        if given is None:
            inside = certificate_of(self.stream.root)
            if not inside:
                raise InputError(
                    f"This {self.kind} does not hold its signer's certificate.",
                    hint="Give it: the contract certificate of the PaymentDetailsReq before.",
                )
            given = load([("signer", inside)])
        for item in given if isinstance(given, Bundle) else (given,):
            if item.certificate is not None:
                return item.certificate
        raise InputError("The signer's certificate cannot be read.", hint="`.bundle` says what is inside; or give another.")

    def to_dict(self) -> dict[str, Any]:
        """What it is and every value of it, for JSON; octets in hexadecimal."""
        return shown.to_dict(self)

    def _repr_html_(self) -> str:
        return str(view(*(part.to_html() for part in shown.parts(self))))

    def __str__(self) -> str:
        return "\n\n".join(part.to_text() for part in shown.parts(self))


def _key(certificate: x509.Certificate) -> PublicKey:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey | ed448.Ed448PublicKey):
        raise InputError(
            "The signer's key is of no kind that ISO 15118 signs with.", hint="ECDSA on secp256r1 or secp521r1, or Ed448."
        )
    return key
