"""What a declaration issues: keys, certificates, requests and CRLs by name, each made when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from workbench.certs.issuing import (
    CertificateContent,
    CrlContent,
    Extension,
    PrivateKey,
    RevokedEntry,
    derive_private_key,
    derive_serial,
    encode_name,
    issue_certificate,
    issue_crl,
    issue_request,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing import extensions as make
from workbench.certs.issuing.signing import signed
from workbench.errors import InputError
from workbench.sample_pki import raw_changes
from workbench.sample_pki.declaration import HINT, CertificateDeclaration, Declaration, moment

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to put into a file; its octets may be a private key's and stay out of the repr.

    Attributes
    ----------
    label
        The PEM label.
    name
        The certificate to which it belongs.
    """

    label: str
    name: str
    der: bytes = field(repr=False)


CERTIFICATE, KEY, REQUEST, CRL = "CERTIFICATE", "PRIVATE KEY", "CERTIFICATE REQUEST", "X509 CRL"


class Issuance:
    """Everything that one declaration issues."""

    def __init__(self, declaration: Declaration) -> None:
        self._declaration = declaration
        self._keys: dict[str, PrivateKey] = {}
        self._parts: dict[str, Part] = {}
        self._makers: dict[str, tuple[str, Callable[[str], bytes]]] = {
            "": (CERTIFICATE, self._certificate),
            "key": (KEY, self._private_key),
            "csr": (REQUEST, self._request),
            "crl": (CRL, self._crl),
        }

    def declared(self, name: str) -> CertificateDeclaration:
        """The declaration of a certificate.

        Raises
        ------
        InputError
            There is none of this name.
        """
        try:
            return self._declaration.certificates[name]
        except KeyError:
            raise InputError(f"Something names the certificate {name}, which is not declared.", hint=HINT) from None

    def key(self, name: str) -> PrivateKey:
        """The private key of a certificate."""
        owner = self.declared(self.declared(name).same_key_as)
        if owner.name not in self._keys:
            self._keys[owner.name] = derive_private_key(self._declaration.seed, owner.name, owner.key)
        return self._keys[owner.name]

    def part(self, reference: str) -> Part:
        """What a reference names: ``NAME`` a certificate, ``NAME.key`` its key, ``NAME.csr`` a request, ``NAME.crl`` its CRL.

        Raises
        ------
        InputError
            Nothing of this name is declared.
        """
        if reference not in self._parts:
            name, _, ending = reference.rpartition(".")
            if ending not in self._makers:
                name, ending = reference, ""
            label, make_der = self._makers[ending]
            self._parts[reference] = Part(label, name, make_der(name))
        return self._parts[reference]

    def certificate(self, name: str) -> bytes:
        """The DER of a certificate."""
        return self.part(name).der

    def serial(self, name: str) -> int:
        """The serial number of a certificate."""
        declared = self.declared(name)
        if declared.serial is not None:
            return declared.serial
        return derive_serial(self._declaration.seed, name, declared.serial_octets)

    def _private_key(self, name: str) -> bytes:
        return self.key(name).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def _certificate(self, name: str) -> bytes:
        declared = self.declared(name)
        content = CertificateContent(
            serial=self.serial(name),
            issuer=self._issuer_name(declared),
            subject=encode_name(declared.subject),
            not_before=declared.not_before,
            not_after=declared.not_after,
            public_key_info=public_key_info(self.key(name)),
            extensions=tuple(self._extension(entry, declared) for entry in declared.extensions),
            version=declared.version,
        )
        signer = self.key(declared.signed_by or declared.issuer)
        issued = issue_certificate(content, signer, declared.hash)
        if declared.before_signing:
            changed = raw_changes.to_be_signed(issued, declared.before_signing, raw_changes.CERTIFICATE_FIELDS)
            issued = signed(changed, signer, declared.hash)
        return raw_changes.after_signing(issued, declared.after_signing)

    def _issuer_name(self, declared: CertificateDeclaration) -> bytes:
        """The issuer's name as the certificate spells it."""
        types, values = declared.issuer_string_types, declared.issuer_values
        own = self.declared(declared.issuer).subject
        return encode_name(
            replace(part, value=values.get(part.type, part.value), string_type=types.get(part.type, part.string_type))
            for part in own
        )

    def _request(self, name: str) -> bytes:
        declared = self.declared(name)
        wanted = [self._extension(entry, declared) for entry in declared.extensions if entry.startswith("keyUsage")]
        return issue_request(encode_name(declared.subject), self.key(name), wanted, declared.hash)

    def _crl(self, name: str) -> bytes:
        if name not in self._declaration.crls:
            raise InputError(f"Something names {name}.crl, which is not declared.", hint=HINT)
        declared = self._declaration.crls[name]
        content = CrlContent(
            issuer=encode_name(self.declared(name).subject),
            this_update=moment(declared.this_update),
            next_update=moment(declared.next_update),
            revoked=tuple(
                RevokedEntry(
                    entry["serial"] if "serial" in entry else self.serial(entry["certificate"]),
                    moment(entry["at"]),
                    entry.get("reason", ""),
                )
                for entry in declared.revoked
            ),
            extensions=(
                Extension.of(x509.AuthorityKeyIdentifier(self.key_identifier(name), None, None)),
                Extension.of(x509.CRLNumber(declared.number)),
            ),
        )
        return issue_crl(content, self.key(name))

    def key_identifier(self, name: str) -> bytes:
        """The key identifier of a certificate's key."""
        return key_identifier(self.key(name), self.declared(name).key_identifier)

    def _extension(self, entry: str, declared: CertificateDeclaration) -> Extension:
        name, _, critical = entry.partition(" ")
        if name in declared.raw_extensions:
            return Extension(name, bytes.fromhex(declared.raw_extensions[name]), critical == "critical")
        if name not in EXTENSIONS:
            raise InputError(f"certificate {declared.name}: raw_extensions has no content for {name}.", hint=HINT)
        return Extension.of(EXTENSIONS[name](declared, self), critical=critical == "critical")


EXTENSIONS: dict[str, Callable[[CertificateDeclaration, Issuance], x509.ExtensionType]] = {
    "basicConstraints": lambda declared, _: x509.BasicConstraints(declared.ca, declared.path_length if declared.ca else None),
    "keyUsage": lambda declared, _: make.key_usage(declared.key_usage),
    "extendedKeyUsage": lambda declared, _: make.extended_key_usage(declared.extended_key_usage),
    "subjectKeyIdentifier": lambda declared, issued: x509.SubjectKeyIdentifier(issued.key_identifier(declared.name)),
    "authorityKeyIdentifier": lambda declared, issued: x509.AuthorityKeyIdentifier(
        issued.key_identifier(declared.issuer), None, None
    ),
    "subjectAltName": lambda declared, _: x509.SubjectAlternativeName([x509.DNSName(name) for name in declared.dns_names]),
    "authorityInformationAccess": lambda declared, _: make.authority_information(declared.ocsp, declared.ca_issuers),
    "cRLDistributionPoints": lambda declared, _: make.crl_distribution_points(declared.crl),
}
"""The extensions whose content follows from the other fields, by the standard's name (RFC 5280 4.2)."""
