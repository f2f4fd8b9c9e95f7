"""RFC 5280 6.3.3 (f) and (g): whose key made a CRL's signature, and whether that key may sign CRLs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.name_comparison import folded
from workbench.certs.pairing import name_of
from workbench.certs.quiet import quietly
from workbench.certs.signatures import SignatureCheck, public_key_of, verify
from workbench.revocation.status_fault import StatusFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cryptography import x509

    from workbench.revocation.crl import Crl
    from workbench.trust.certificate import PathCertificate

MOST_CANDIDATES = 64
"""So many certificates of the CRL issuer's name are looked at."""


@dataclass(frozen=True, slots=True)
class Signers:
    """Who may have signed.

    Attributes
    ----------
    certificate
        The one in question.
    issuer
        Its issuer, whose path is judged by who asks.
    others
        Certificates that may have signed a CRL.
    trusted
        Whether one of the others has a valid path of its own; None where that is not known.
    check
        The signature check of a CRL by a certificate's key.
    """

    certificate: PathCertificate
    issuer: PathCertificate
    others: Iterable[PathCertificate]
    trusted: Callable[[PathCertificate], bool | None]
    check: Callable[[Crl, PathCertificate], SignatureCheck]


def signature_of(crl: Crl, signer: PathCertificate) -> SignatureCheck:
    """Whether the key of a certificate verifies a CRL's signature: RSA (PKCS #1 1.5, PSS), ECDSA, DSA, EdDSA, SHA-1 included."""
    if crl.item.parsed is None:
        return SignatureCheck(ok=None, reason="the CRL is malformed: its signature cannot be read")
    if signer.item.certificate is None:
        return SignatureCheck(ok=None, reason="the signer's certificate is malformed: its key cannot be read")
    with quietly():
        return verify(_Signed(crl), public_key_of(signer.item.certificate))


def is_by_sha1(crl: Crl) -> bool:
    """Whether a CRL, one whose signature was verified, is signed over a SHA-1 hash."""
    with quietly():
        made = crl.item.parsed.signature_hash_algorithm
    return made is not None and made.name == "sha1"


class _Signed:
    """The five attributes of a certificate that its signature check reads, of a CRL; what is signed is not encoded anew."""

    def __init__(self, crl: Crl) -> None:
        parsed: x509.CertificateRevocationList = crl.item.parsed
        self._parsed = parsed
        self.signature = parsed.signature
        self.tbs_certificate_bytes = memoryview(crl.fields.der)[slice(*crl.fields.signed)]  # a long list is not copied
        self.signature_algorithm_oid = parsed.signature_algorithm_oid

    @property
    def signature_algorithm_parameters(self) -> object:
        return self._parsed.signature_algorithm_parameters

    @property
    def signature_hash_algorithm(self) -> object:
        return self._parsed.signature_hash_algorithm


def signer_faults(crl: Crl, signers: Signers) -> list[StatusFault]:
    """Empty where a certificate's key verifies the signature, may sign CRLs and is trusted; else why not, for each."""
    refusals: list[StatusFault] = []
    tried: list[tuple[PathCertificate, SignatureCheck]] = []
    for candidate in _candidates(crl, signers):
        check = signers.check(crl, candidate)
        tried.append((candidate, check))
        if check.ok:
            found = list(_may_not_sign(crl, candidate, signers))
            if not found:
                return []
            refusals += found
    return refusals or [_nobody(crl, tried)]


def _candidates(crl: Crl, signers: Signers) -> Iterator[PathCertificate]:
    """Certificates of the CRL issuer's name: the issuer itself, then those with the key identifier that the CRL names."""
    seen = {signers.issuer.facts.sha256}
    if folded(signers.issuer.facts.subject_der) == crl.issuer:
        yield signers.issuer
    others = [one for one in signers.others if one.facts.sha256 not in seen and folded(one.facts.subject_der) == crl.issuer]
    others.sort(key=lambda one: (one.facts.subject_key_identifier != crl.key_identifier, one.facts.sha256))
    for other in others[:MOST_CANDIDATES]:
        if other.facts.sha256 not in seen:
            seen.add(other.facts.sha256)
            yield other


def _may_not_sign(crl: Crl, signer: PathCertificate, signers: Signers) -> Iterator[StatusFault]:
    usage = signer.facts.key_usage
    if usage is not None and "cRLSign" not in usage:
        yield StatusFault(
            code="revocation-unauthorized",
            message=f"{{}} was signed with the key of {name_of(signer.facts)}, whose key usage does not allow it to sign CRLs.",
            requirement="RFC 5280 4.2.1.3",
            observed=", ".join(sorted(usage)) or "no usage",
            expected="cRLSign among them",
            remedy="Have the signer's certificate issued again with cRLSign, or the CRL signed by one that has it.",
        )
    trusted = signer is signers.issuer or _vouches_for_itself(crl, signer, signers) or signers.trusted(signer)
    if not trusted:
        observed = "no valid path" if trusted is False else "a path that was not judged"
        yield StatusFault(
            code="revocation-unauthorized",
            message=f"{{}} was signed with the key of {name_of(signer.facts)}, not the issuer's own, and that has {observed}.",
            requirement="RFC 5280 6.3.3",
            observed=observed,
            expected="a valid path to the same trust anchor",
            remedy="Load the certificates that lead from the CRL's signer to the trust anchor; see what speaks against them.",
        )


def _vouches_for_itself(crl: Crl, signer: PathCertificate, signers: Signers) -> bool:
    """The certificate in question signed the CRL as the CRL issuer that it names: its path is the one that is being judged.

    Not so where it only shares the name of its issuer: a stolen CRL key must not clear itself.
    """
    return signer.facts.sha256 == signers.certificate.facts.sha256 and crl.issuer != folded(signer.facts.issuer_der)


def _nobody(crl: Crl, tried: list[tuple[PathCertificate, SignatureCheck]]) -> StatusFault:
    """No key verifies. Damaged, or another CA's of the same name? The key identifiers tell."""
    wanted = crl.key_identifier
    if tried and all(check.ok is None for _, check in tried):
        return StatusFault(
            code="check-failed",
            message=f"The signature of {{}} could not be verified: {tried[0][1].reason}.",
            requirement="RFC 5280 5.1.1.3",
            observed=tried[0][1].reason,
            expected="a signature that can be verified",
            remedy="Verify it with another tool, or have the CRL issued with an algorithm that is supported.",
        )
    if wanted is not None and any(one.facts.subject_key_identifier == wanted for one, _ in tried):
        return StatusFault(
            code="revocation-signature",
            message="The signature of {} is wrong: name and key identifier say whose it is, but that key does not verify it.",
            requirement="RFC 5280 5.1.1.3",
            observed="a signature that the issuer's key does not verify",
            expected="the issuer's signature over the CRL as it stands",
            remedy="The file was changed or damaged after it was signed: fetch the CRL again.",
        )
    keys = sorted({one.facts.subject_key_identifier.hex() for one, _ in tried if one.facts.subject_key_identifier})
    return StatusFault(
        code="crl-issuer",
        message="{} was signed by another CA of that name: none of the keys at hand verifies it.",
        requirement="RFC 5280 6.3.3",
        observed=f"key identifier {wanted.hex()}" if wanted else "a signature by a key that is not at hand",
        expected=f"key identifier {' or '.join(keys[:4])}" if keys else "a CRL signed by the certificate's issuer",
        remedy="Get the CRL of the CA whose key signed the certificate; or load the certificate of the key that signed this CRL.",
    )
