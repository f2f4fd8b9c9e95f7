"""Are the RIGHT elements signed? A signature that holds says nothing of elements that nobody refers to.

In ISO 15118-2 an answer has four references (ContractSignatureCertChain, ContractSignatureEncryptedPrivateKey, DHpublickey,
eMAID), in -20 one (SignedInstallationData); a request has one. A reference finds its element by an Id, so an attacker may leave the
signed element somewhere else and put another one in its place (signature wrapping), or give two elements one Id.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448

from workbench.certs.quiet import quietly
from workbench.contracts import signature_forensics
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.faults import fault
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography import x509

    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.tree import Node
    from workbench.contracts.signature_forensics import SignatureResult

ANSWER_2 = ("ContractSignatureCertChain", "ContractSignatureEncryptedPrivateKey", "DHpublickey", "eMAID")
ANSWER_20 = ("SignedInstallationData",)
REQUEST_20 = ("OEMProvisioningCertificateChain",)
MOST_REFERENCES = 10
"""Four are the most that a standard wants. Each one costs several encodings, so that a message full of them would take minutes."""

_AGAIN = "Have the sender sign again, with a reference to each element that the standard wants."


def judge(schema: Schema, root: Node, signer: x509.Certificate | None, wanted: Sequence[str], who: str) -> tuple[Finding, ...]:
    """What is wrong with a message's signature.

    Parameters
    ----------
    root
        The decoded message.
    signer
        The certificate whose key must have signed; None: it could not be read.
    wanted
        Local names of the elements that must be signed.
    who
        The signer, for people.
    """
    key = public_key(signer)
    if key is None:
        return (_no_key(who),)
    found = list(_repeated(root))
    references = sum(node.kind == "element" and node.name.local == "Reference" for _, node in root.walk())
    if references > MOST_REFERENCES:
        return (*found, _too_many(references))
    try:
        result = signature_forensics.examine(schema, root, key)
    except EXIError:
        return (*found, fault("message-unsigned", "The message is not signed: its header has no Signature.", remedy=_AGAIN))
    if result.signed_info is None:
        found.append(
            fault(
                "message-signature",
                f"The signature was not made with the key of {who}, or SignedInfo was changed afterwards.",
                observed="no known grammar of SignedInfo gives octets that this key signed",
                expected=f"a signature by {who}",
                remedy="Ask the sender which key signed; do not use what the message brings.",
            )
        )
    for name in wanted:
        found += _element(root, name, result)
    found += _digests(result)
    found += _others(root, wanted, result)
    found += _outside(result)
    found += _manners(result)
    return tuple(found)


def public_key(certificate: x509.Certificate | None) -> ec.EllipticCurvePublicKey | ed448.Ed448PublicKey | None:
    """A certificate's key, where it is of a kind that signs in ISO 15118."""
    if certificate is None:
        return None
    try:
        with quietly():
            key: Any = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, ec.EllipticCurvePublicKey | ed448.Ed448PublicKey) else None


def _repeated(root: Node) -> Iterator[Finding]:
    counts = Counter(str(one.value) for _, node in root.walk() for one in node.attributes if one.name.local == "Id" and one.value)
    for value, times in counts.items():
        if times > 1:
            yield fault(
                "message-duplicate-id",
                f"{times} elements have the Id {value[:40]!r}: nothing says which of them is signed.",
                observed=f"{times} elements",
                expected="one element for each Id",
                remedy="Refuse the message; have the sender give each element its own Id.",
            )


def _element(root: Node, name: str, result: SignatureResult) -> Iterator[Finding]:
    """The one that is wanted, in its place: referred to."""
    element = _in_place(root, name)
    if element is None:
        yield fault("message-part-unsigned", f"The message has no {name}, which must be signed.", remedy=_AGAIN)
        return
    references = [one for one in result.references if one.element is element]
    if not references:
        yield fault(
            "message-part-unsigned",
            f"{name} is not signed: no reference leads to it.",
            observed=", ".join(sorted({str(one.reference.uri)[:40] for one in result.references})) or "no reference",
            expected=f"a reference to the Id of {name}",
            remedy=_AGAIN,
        )


def _digests(result: SignatureResult) -> Iterator[Finding]:
    """Every reference must hold, wherever it leads (XML Signature 3.2.1): one that does not makes the whole signature invalid."""
    for one in result.references:
        if one.attempt is not None:
            continue
        if one.element is None:
            message = "A reference leads to no element of the message: its digest cannot hold."
        elif not one.tried:
            message = f"{one.element.name.local} was digested with an algorithm that ISO 15118 does not know."
        else:
            message = f"{one.element.name.local} is not what was signed: its digest is another one in every known grammar."
        yield fault(
            "message-digest",
            message,
            observed=one.reference.digest_value.hex()[:32],
            expected="the digest of its EXI fragment",
            remedy="Refuse the message: it was changed after signing, or encoded in a grammar that is not known here.",
        )


def _in_place(root: Node, name: str) -> Node | None:
    """The element where the message has it: in a body of ISO 15118-2, or directly below the root of -20; never inside a header."""
    inside = root.find("Body")
    places = [*(inside.elements if inside else ()), root]
    for place in places:
        if place.name.local == name and place is not root:
            return place
        found = next((one for one in place.elements if one.name.local == name), None)
        if found is not None and found.name.local != "Header":
            return found
    return None


def _outside(result: SignatureResult) -> Iterator[Finding]:
    """References that are no Id of this message by the form of their URI, though one reads the same without its ``#``."""
    for one in result.references:
        uri = str(one.reference.uri or "")
        if one.element is not None and not uri.startswith("#"):
            yield fault(
                "message-signs-another",
                "A reference's URI has no #: it names another document, and was read as an Id of this message.",
                observed=uri[:60],
                expected=f"#{uri[:60]}",
                remedy="Write # before the Id: other verifiers look for another document.",
                severity=Severity.WARNING,
            )


def _others(root: Node, wanted: Sequence[str], result: SignatureResult) -> Iterator[Finding]:
    right = [_in_place(root, name) for name in wanted]
    for one in result.references:
        if one.element is None or not any(one.element is place for place in right):
            what = f"{one.element.name.local}" if one.element is not None else "no element"
            yield fault(
                "message-signs-another",
                f"A reference leads to {what}, which is none of the elements that must be signed.",
                observed=str(one.reference.uri)[:60],
                expected=", ".join(wanted),
                remedy="Look at the references: this is what signature wrapping looks like; else a needless reference.",
                severity=Severity.WARNING,
            )


def _manners(result: SignatureResult) -> Iterator[Finding]:
    """What the forensics say of grammars and forms; that a signature does not hold is said already, more exactly."""
    yield from (one for one in getattr(result, "findings", ()) if one.severity is not Severity.ERROR)


def _too_many(references: int) -> Finding:
    return fault(
        "message-signature",
        f"The signature has {references:,} references; it was not verified.",
        observed=f"{references:,} references",
        expected=f"one to four; at most {MOST_REFERENCES} are looked at",
        remedy="Refuse the message.",
    )


def _no_key(who: str) -> Finding:
    return fault(
        "message-signature",
        f"There is no key to verify the signature with: the certificate of {who} cannot be read or has a key that cannot sign so.",
        expected="a certificate with a key on secp256r1, secp521r1 or Ed448",
        remedy="Have the sender put the right certificate into the message.",
    )
