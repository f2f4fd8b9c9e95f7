"""For each case of the atlas what somebody else sees of its defect: openssl, or asn1crypto; nothing of this project's own reading.

A witness is one line. ``verify(20, 1)``: ``openssl verify`` refuses with that error at that depth; ``accepted()``: it
accepts, so the defect is one that it does not look at. ``shows("secc", ...)``: ``openssl x509 -text`` of the changed
certificate has what that of the sound one has not; ``lacks``: the other way round. ``Field``: the same with asn1crypto.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from asn1crypto import x509


@dataclass(frozen=True)
class Verify:
    """``error`` at ``depth`` of ``openssl verify`` with these options; 0: it accepts."""

    error: int = 0
    depth: int = 0
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """``openssl x509 -text`` of a changed certificate has a pattern that the sound one has not, or the other way round."""

    stem: str
    pattern: str
    there: bool = True


@dataclass(frozen=True)
class Field:
    """A question to asn1crypto's reading: true of the changed certificate, false of the sound one."""

    stem: str
    holds: Callable[[x509.Certificate], Any]


@dataclass(frozen=True)
class Crl:
    """``openssl crl -text`` of one of the case's CRLs, counted from 0, has a pattern."""

    number: int
    pattern: str


@dataclass(frozen=True)
class Ocsp:
    """``openssl ocsp -respin`` says this of the case's first OCSP response."""

    pattern: str


@dataclass(frozen=True)
class Order:
    """The subjects' common names in the case's file, in order."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Contains:
    """The file's text has a pattern."""

    pattern: str


Witness = Verify | Text | Field | Crl | Ocsp | Order | Contains


def verify(error: int, depth: int = 0, *options: str) -> Verify:
    return Verify(error, depth, options)


def accepted(*options: str) -> Verify:
    return Verify(0, 0, options)


def shows(stem: str, pattern: str) -> Text:
    return Text(stem, pattern)


def lacks(stem: str, pattern: str) -> Text:
    return Text(stem, pattern, there=False)


def _lifetime(certificate: x509.Certificate) -> int:
    validity = certificate["tbs_certificate"]["validity"]
    return int((validity["not_after"].native - validity["not_before"].native).days)


POLICIES = ("-policy_check", "-explicit_policy")

WITNESSES: dict[str, tuple[Witness, ...]] = {
    # who issued whom
    "evil-twin-root": (verify(20, 2), shows("v2g-root", "Not Before: Jan  1 00:00:00 2022")),
    "evil-twin-root-without-key-identifiers": (verify(7, 2), lacks("cpo-sub-ca1", "Authority Key Identifier")),
    "evil-twin-beside-the-right-root": (accepted(),),
    "sub-ca2-rekeyed": (verify(20, 0),),
    "sub-ca1-rekeyed": (verify(20, 1),),
    "sub-ca2-rekeyed-both-at-hand": (accepted(),),
    "aki-of-leaf-wrong": (verify(20, 0), shows("secc", "E3:B0:C4:42:98:FC:1C")),
    "aki-of-sub-ca2-wrong": (verify(20, 1), shows("cpo-sub-ca2", "E3:B0:C4:42:98:FC:1C")),
    "aki-issuer-and-serial-wrong": (verify(20, 0), shows("secc", "serial:0C:5F:00:AB:34:CD:00:72")),
    "issuer-name-in-other-string-types": (
        accepted(),
        Field("secc", lambda c: c.issuer.dump().count(b"\x13\x13Sample CPO Sub-CA 2")),
    ),
    "issuer-name-in-other-case": (accepted(), shows("secc", "Issuer: CN=SAMPLE CPO SUB-CA 2")),
    "issuer-name-with-more-white-space": (
        accepted(),
        Field("secc", lambda c: c.issuer.native["common_name"] == "Sample CPO  Sub-CA 2 "),
    ),
    "issuer-name-another": (verify(20, 0), shows("secc", "Issuer: CN=Sample CPO Sub-CA 2 G1")),
    "sub-ca2-missing": (verify(20, 0), Order(("DEPNCSPNCWORKBENCHSTATION00000000000084", "Sample CPO Sub-CA 1"))),
    "sub-ca1-missing": (verify(20, 1), Order(("DEPNCSPNCWORKBENCHSTATION00000000000084", "Sample CPO Sub-CA 2"))),
    "leaf-alone": (verify(20, 0), Order(("DEPNCSPNCWORKBENCHSTATION00000000000084",))),
    "root-not-installed": (verify(20, 2),),
    "root-sent-but-not-trusted": (verify(19, 3),),
    "no-root-anywhere": (verify(20, 2),),
    "self-signed-leaf": (verify(18, 0), shows("secc", "Issuer: CN=DEPNCSPNCWORKBENCHSTATION")),
    "two-cas-issue-each-other": (
        verify(20, 2),
        Order(("DEPNCSPNCWORKBENCHSTATION00000000000084", "Sample CPO Bridge CA 1", "Sample CPO Bridge CA 2")),
    ),
    "chain-of-four": (
        accepted(),
        Order(
            (
                "DEPNCSPNCWORKBENCHTIER00000000000000094",
                "Sample CPO Sub-CA 2 T",
                "Sample CPO Intermediate CA T",
                "Sample CPO Sub-CA 1 T",
            )
        ),
    ),
    "cross-sign-saves": (accepted(),),
    "cross-sign-missing": (verify(20, 1),),
    "cross-sign-expired": (verify(10, 2),),
    "sub-ca-as-anchor": (accepted(), verify(2, 2, "without -partial_chain")),
    # times
    "leaf-expired": (verify(10, 0), shows("secc", "Not After : May  9 23:59:59 2026")),
    "sub-ca2-expired": (verify(10, 1), shows("cpo-sub-ca2", "Not After : Feb 28 23:59:59 2026")),
    "sub-ca1-expired": (verify(10, 2), shows("cpo-sub-ca1", "Not After : May 14 23:59:59 2026")),
    "root-expired": (verify(10, 3), shows("v2g-root", "Not After : Apr 30 23:59:59 2026")),
    "leaf-and-sub-ca2-expired": (verify(10, 0), verify(10, 1)),
    "leaf-not-yet-valid": (verify(9, 0), shows("secc", "Not Before: Jul  1 00:00:00 2026")),
    "sub-ca2-not-yet-valid": (verify(9, 1), shows("cpo-sub-ca2", "Not Before: Jun 15 00:00:00 2026")),
    "root-not-yet-valid": (verify(9, 3), shows("v2g-root", "Not Before: Jul  1 00:00:00 2026")),
    "clock-in-1970": (verify(9, 3),),  # it stops at the root
    "everything-expired": tuple(verify(10, depth) for depth in range(4)),
    "leaf-outlives-its-issuer": (accepted(), shows("cpo-sub-ca2", "Not After : Jul  4 23:59:59 2026")),
    # CAs
    "path-length-of-root": (verify(25, 3), shows("v2g-root", "pathlen:1")),
    "path-length-of-sub-ca1": (verify(25, 2), shows("cpo-sub-ca1", "pathlen:0")),
    "path-length-of-sub-ca2": (verify(25, 2), shows("site-ca", "Issuer: CN=Sample CPO Sub-CA 2,")),
    "sub-ca2-says-ca-false": (verify(79, 1), shows("cpo-sub-ca2", "CA:FALSE")),
    "sub-ca2-without-basic-constraints": (verify(79, 1), lacks("cpo-sub-ca2", "Basic Constraints")),
    "leaf-issued-a-leaf": (verify(79, 1), shows("station-b", "Issuer: CN=DEPNCS")),
    "sub-ca1-without-key-cert-sign": (verify(79, 2), lacks("cpo-sub-ca1", "Certificate Sign")),
    "leaf-is-a-ca": (accepted(), shows("secc", "CA:TRUE")),
    "leaf-without-basic-constraints": (accepted(), lacks("secc", "Basic Constraints")),
    "sub-ca2-allows-one-more-ca": (accepted(), shows("cpo-sub-ca2", "pathlen:1")),
    "root-with-path-length": (accepted(), shows("v2g-root", "pathlen:2")),
    "sub-ca2-of-version-1": (verify(79, 1), shows("cpo-sub-ca2", r"Version: 1 \(0x0\)")),
    "leaf-issued-by-root": (accepted(), shows("secc", "Issuer: CN=Sample V2G Root CA 1")),
    "private-operator-root": (accepted(),),
    "eku-in-root": (verify(26, 3), shows("v2g-root", "OCSP Signing")),
    "eku-in-sub-ca2": (verify(26, 1), shows("cpo-sub-ca2", "TLS Web Client Authentication")),
    "eku-of-leaf": (verify(26, 0), shows("secc", "TLS Web Client Authentication")),
    # signatures
    "leaf-signature-damaged": (verify(7, 0),),
    "sub-ca2-signature-damaged": (verify(7, 1),),
    "sub-ca1-signature-damaged": (verify(7, 2),),
    "root-signature-damaged": (accepted(), verify(7, 3, "-check_ss_sig")),
    "leaf-signed-with-another-key": (verify(7, 0),),
    "leaf-changed-after-signing": (verify(7, 0), shows("secc", "STATION00000000000099")),
    "signature-empty": (verify(7, 0), Field("secc", lambda c: c["signature_value"].native == b"")),
    "algorithms-differ": (
        verify(7, 0),
        Field("secc", lambda c: c["signature_algorithm"].dump() != c["tbs_certificate"]["signature"].dump()),
    ),
    "leaf-with-sha1": (accepted(), shows("secc", "ecdsa-with-SHA1")),
    "sub-ca2-with-sha1": (accepted(), shows("cpo-sub-ca2", "ecdsa-with-SHA1")),
    "root-with-sha1": (accepted(), shows("v2g-root", "ecdsa-with-SHA1")),
    # extensions
    "directory-name-constraint": (verify(47, 0), shows("cpo-sub-ca2", r"Permitted:\s+DirName: ?C=NL")),
    "dns-name-constraint": (verify(47, 0), shows("csms-sub-ca", r"Permitted:\s+DNS:depot\.example")),
    "name-constraints-in-iso15118": (accepted(), shows("cpo-sub-ca2", r"Excluded:\s+DNS:depot\.example")),
    "policy-required": (verify(43, 0, *POLICIES[:1]), shows("cpo-sub-ca1", "Require Explicit Policy:0")),
    "policy-asked-for": (verify(43, 0, *POLICIES),),
    "any-policy-inhibited": (verify(43, 0, *POLICIES[:1]), shows("secc", "X509v3 Any Policy")),
    "unknown-critical-extension": (verify(34, 0), shows("secc", r"1\.3\.6\.1\.4\.1\.32473\.1: critical")),
    "unknown-critical-extension-in-sub-ca2": (verify(34, 1), shows("cpo-sub-ca2", r"1\.3\.6\.1\.4\.1\.32473\.1: critical")),
    "extension-twice": (
        Field("secc", lambda c: [e["extn_id"].native for e in c["tbs_certificate"]["extensions"]].count("key_usage") == 2),
    ),
    "key-usage-malformed": (Field("secc", lambda c: bytes.fromhex("551d0f0101ff04020500") in c.dump()),),
    "basic-constraints-malformed": (
        Field("cpo-sub-ca2", lambda c: bytes.fromhex("551d130101ff04053003020101") in c.dump()),
        verify(79, 1),
    ),
    "name-constraints-malformed": (Field("cpo-sub-ca1", lambda c: bytes.fromhex("551d1e0101ff04053003a10100") in c.dump()),),
    # structure
    "month-thirteen": (verify(14, 0), shows("secc", "Not After : Bad time value")),
    "length-not-minimal": (accepted(), Field("secc", lambda c: c.contents is not None and _header(c) == b"\x30\x83\x00")),
    "validity-in-local-time": (verify(13, 0), Field("secc", lambda c: b"260415000000+0200" in c["tbs_certificate"].dump())),
    "subject-empty": (accepted(), Field("secc", lambda c: c.subject.dump() == b"\x30\x00")),
    "serial-zero": (accepted(), Field("secc", lambda c: c.serial_number == 0)),
    "serial-negative": (accepted(), Field("secc", lambda c: c.serial_number < 0)),
    "serial-of-21-octets": (accepted(), Field("secc", lambda c: len(c["tbs_certificate"]["serial_number"].contents) == 21)),
    "serial-of-a-sibling": (
        accepted(),
        Field("secc", lambda c: c.serial_number == 0x77AA01),
        Field("station-b", lambda c: c.serial_number == 0x77AA01),
    ),
    # the profile of ISO 15118-2
    "leaf-on-p384": (accepted(), shows("secc", "NIST CURVE: P-384")),
    "sub-ca2-on-p384": (accepted(), shows("cpo-sub-ca2", "NIST CURVE: P-384"), shows("secc", "ecdsa-with-SHA384")),
    "secc-with-rsa": (accepted(), shows("secc", r"Public-Key: \(2048 bit\)")),
    "domain-component-missing": (accepted(), lacks("secc", "Subject: .*DC=")),
    "domain-component-wrong": (accepted(), shows("secc", "Subject: .*DC=CSO")),
    "domain-component-v2g-at-leaf": (accepted(), shows("secc", "Subject: .*DC=V2G")),
    "cps-domain-component-missing": (accepted(), lacks("cps", "Subject: .*DC=")),
    "contract-without-domain-component": (accepted(), lacks("contract", "Subject: .*DC=")),
    "contract-without-emaid": (accepted(), shows("contract", "Subject: CN=Customer 4711,")),
    "contract-without-common-name": (accepted(), lacks("contract", "Subject: .*CN=")),
    "emaid-check-digit": (accepted(), shows("contract", "Subject: CN=DEPNCC00000042K,")),
    "seccid-check-digit": (accepted(), shows("secc", "Subject: CN=DEPNCSPNCWORKBENCHSTATION00000000000085,")),
    "secc-without-common-name": (accepted(), lacks("secc", "Subject: .*CN=")),
    "pcid-missing": (accepted(), shows("oem-provisioning", "Subject: CN=Vehicle 42,")),
    "country-uk": (accepted(), shows("secc", "Subject: .*C=UK")),
    "key-usage-missing": (accepted(), lacks("secc", "X509v3 Key Usage")),
    "key-usage-without-digital-signature": (accepted(), lacks("secc", "Digital Signature")),
    "key-usage-not-critical": (accepted(), shows("secc", r"X509v3 Key Usage:\s*\n")),
    "basic-constraints-not-critical": (accepted(), shows("cpo-sub-ca2", r"X509v3 Basic Constraints:\s*\n")),
    "secc-for-one-year": (accepted(), Field("secc", lambda c: _lifetime(c) >= 364)),
    "secc-for-ten-years": (accepted(), Field("secc", lambda c: _lifetime(c) >= 3650)),
    "contract-larger-than-800-octets": (accepted(), Field("contract", lambda c: len(c.dump()) > 800)),
    "no-revocation-pointers": (accepted(), lacks("secc", "OCSP - URI"), lacks("secc", "CRL Distribution Points")),
    "sub-ca2-without-key-identifier": (accepted(), lacks("cpo-sub-ca2", "Subject Key Identifier")),
    "leaf-without-authority-key-identifier": (accepted(), lacks("secc", "Authority Key Identifier")),
    # the wrong PKI
    "contract-shown-as-secc": (accepted(), Contains("BEGIN CERTIFICATE")),
    "secc-below-mo-root": (accepted(), shows("secc", "Issuer: CN=Sample MO Sub-CA 2,")),
    "secc-below-csms-root": (accepted(), shows("cpo-sub-ca1", "Issuer: CN=Sample CSMS Root CA A,")),
    "provisioning-shown-as-contract": (accepted(),),
    "contract-anchor-is-csms-root": (accepted(),),
    "provisioning-below-mo-root": (accepted(),),
    # files
    "order-reversed": (
        accepted(),
        Order(("Sample CPO Sub-CA 1", "Sample CPO Sub-CA 2", "DEPNCSPNCWORKBENCHSTATION00000000000084")),
    ),
    "leaf-in-the-middle": (
        accepted(),
        Order(("Sample CPO Sub-CA 2", "DEPNCSPNCWORKBENCHSTATION00000000000084", "Sample CPO Sub-CA 1")),
    ),
    "root-in-chain": (
        accepted(),
        Order(
            (
                "DEPNCSPNCWORKBENCHSTATION00000000000084",
                "Sample CPO Sub-CA 2",
                "Sample CPO Sub-CA 1",
                "Sample V2G Root CA 1",
            )
        ),
    ),
    "certificate-twice": (
        accepted(),
        Order(
            (
                "DEPNCSPNCWORKBENCHSTATION00000000000084",
                "Sample CPO Sub-CA 2",
                "Sample CPO Sub-CA 2",
                "Sample CPO Sub-CA 1",
            )
        ),
    ),
    "unrelated-certificate": (
        accepted(),
        Order(
            (
                "DEPNCSPNCWORKBENCHSTATION00000000000084",
                "Sample CPO Sub-CA 2",
                "Sample MO Sub-CA 2",
                "Sample CPO Sub-CA 1",
            )
        ),
    ),
    "key-of-another-pair": (accepted(), Contains("BEGIN PRIVATE KEY")),
    "key-sent-along": (accepted(), Contains("BEGIN PRIVATE KEY")),
    "file-cut-off": (verify(20, 1), Contains(r"\A(?s:.*BEGIN.*END.*BEGIN.*END.*BEGIN CERTIFICATE-----\n[A-Za-z0-9+/\n]+)\Z")),
    "request-labelled-as-certificate": (verify(20, 1), Contains("END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nMIIB")),
    "store-without-password": (accepted(),),
    # revocation
    "leaf-revoked": (verify(23, 0), Crl(2, "Key Compromise")),
    "sub-ca2-revoked": (verify(23, 1), Crl(1, "CA Compromise")),
    "leaf-on-hold": (verify(23, 0), Crl(2, "Certificate Hold")),
    "crl-stale": (verify(12, 0), Crl(2, "Next Update: May 20")),
    "crl-of-the-future": (verify(11, 0), Crl(2, "Last Update: Jun  2")),
    "crl-of-another-ca": (verify(3, 0), Crl(2, "Issuer: CN=Sample MO Sub-CA 2,")),
    "crl-missing": (verify(3, 0),),
    "crl-signature-damaged": (verify(8, 0),),
    "crl-of-a-namesake": (verify(3, 0), Crl(2, "Issuer: CN=Sample CPO Sub-CA 2,")),
    "crl-signer-without-crl-sign": (verify(35, 0), lacks("cpo-sub-ca2", "CRL Sign")),
    "crl-for-cas-only": (verify(44, 0), Crl(2, "Only CA Certificates")),
    "delta-crl-alone": (verify(3, 0), Crl(2, "Delta CRL Indicator: critical")),
    "crl-superseded": (accepted(), Crl(2, "Certificate Hold"), Crl(3, "No Revoked Certificates")),
    "crl-numbers-run-backwards": (accepted(), Crl(2, r"X509v3 CRL Number:\s+30"), Crl(3, r"X509v3 CRL Number:\s+19")),
    "crl-of-version-1": (accepted(), Crl(2, r"Version 1 \(0x0\)")),
    "crl-malformed": (Crl(2, r"Version 1 \(0x0\)(?s:.*)X509v3 CRL Number"),),
    "crl-with-empty-list": (accepted(),),
    "ocsp-good": (Ocsp(r"Response verify OK(?s:.*): good"), accepted("without CRLs")),
    "ocsp-revoked": (Ocsp(r"Response verify OK(?s:.*): revoked"),),
    "ocsp-stale": (Ocsp(r"Response verify OK(?s:.*): good(?s:.*)Next Update: May 18"),),
    "ocsp-about-another-certificate": (Ocsp(r"Response verify OK(?s:.*)No Status found"),),
    "ocsp-signature-damaged": (Ocsp(r"Response Verify Failure(?s:.*)signature failure"),),
    "ocsp-by-a-station": (Ocsp(r"Response Verify Failure(?s:.*)missing ocspsigning usage"),),
    "ocsp-unknown": (Ocsp(r"Response verify OK(?s:.*): unknown"),),
    "ocsp-without-an-answer": (Ocsp(r"Responder Error: unauthorized"),),
    "ocsp-signer-without-purpose": (accepted(), lacks("cpo-ocsp-signer", "OCSP Signing")),
    "ocsp-signer-as-tls-server": (accepted(), lacks("cpo-ocsp-signer", "OCSP Signing")),
    # OCPP
    "csms-server-without-san": (accepted(), lacks("csms-server", "Subject Alternative Name")),
    "csms-server-of-another-name": (verify(62, 0), shows("csms-server", r"DNS:csms-old\.pnc\.example")),
    "csms-server-with-an-address-as-name": (verify(62, 0), shows("csms-server", r"Subject: CN=198\.51\.100\.7,")),
    "csms-server-as-client": (verify(26, 0), shows("csms-server", "TLS Web Client Authentication")),
    "csms-server-with-rsa-1024": (verify(66, 0, "-auth_level", "2"), shows("csms-server", r"Public-Key: \(1024 bit\)")),
    "csms-sub-ca-with-rsa-1024": (verify(67, 1, "-auth_level", "2"), shows("csms-sub-ca", r"Public-Key: \(1024 bit\)")),
    "csms-server-with-rsa-2048": (accepted("-auth_level", "2"), shows("csms-server", r"Public-Key: \(2048 bit\)")),
    "csms-root-rotated-and-alone": (accepted(), verify(2, 2, "without -partial_chain")),
    "csms-root-rotated-the-old-one-installed": (verify(20, 1),),
    "new-csms-root-not-signed-by-the-old": (verify(18, 0),),
    "new-csms-root-without-ca": (accepted(), shows("new", "CA:FALSE")),
    "station-client-with-url": (accepted(), shows("station-client", "Subject: CN=wss://")),
    "station-client-with-dns-name": (accepted(), shows("station-client", "DNS:cs-0002")),
    "station-of-another-serial-number": (accepted(),),
    "station-client-as-server": (verify(26, 0), shows("station-client", "TLS Web Server Authentication")),
    "station-without-organisation": (accepted(), lacks("station-client", "Subject: .*O=")),
    "firmware-signer-of-the-csms": (accepted(), shows("firmware-signing", "Issuer: CN=Sample CSMS Sub-CA A,")),
    "firmware-signer-for-tls": (accepted(), shows("firmware-signing", "TLS Web Server Authentication")),
    # the profile of ISO 15118-20
    "p256-in-iso15118-20": (accepted(),),
    "leaf-on-p256-in-iso15118-20": (accepted(), shows("secc", "NIST CURVE: P-256")),
    "p521-with-sha256": (accepted(), shows("secc", "ecdsa-with-SHA256")),
    "secc20-without-domain-component": (accepted(), lacks("secc", "Subject: .*DC=")),
    "vehicle-without-client-auth": (verify(26, 0), lacks("vehicle", "TLS Web Client Authentication")),
    "vehicle-without-extended-key-usage": (accepted(), lacks("vehicle", "Extended Key Usage")),
    "vehicle-purpose-not-critical": (accepted(), shows("vehicle", r"X509v3 Extended Key Usage:\s*\n")),
    "vehicle-with-country": (accepted(), shows("vehicle", "Subject: .*C=DE")),
    "key-identifier-of-12-octets": (accepted(), shows("vehicle", r"Subject Key Identifier:\s+(?:[0-9A-F]{2}:){11}[0-9A-F]{2}\n")),
    "evccid-check-digit": (accepted(), shows("vehicle", "Subject: CN=WPNV2026000000000024")),
    "pcid-check-digit": (accepted(), shows("oem-provisioning", "Subject: CN=WPNP20260000000015")),
    "provisioning-larger-than-1600-octets": (accepted(), Field("oem-provisioning", lambda c: len(c.dump()) > 1600)),
    "vehicle-without-pointers": (accepted(), lacks("vehicle", "CRL Distribution Points")),
    "oem-root-on-p256-in-iso15118-20": (accepted(), shows("oem-root", "NIST CURVE: P-256")),
    "contract-shown-as-vehicle": (accepted(),),
}
"""By case."""


def _header(certificate: x509.Certificate) -> bytes:
    return bytes(certificate.dump()[:3])
