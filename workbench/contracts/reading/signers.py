"""Who signs which message, where that certificate stands in it, and which elements must be signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.contracts.installation.signed_elements import ANSWER_2, ANSWER_20, REQUEST_20

if TYPE_CHECKING:
    from workbench.contracts.exi.tree import Node


@dataclass(frozen=True, slots=True)
class Signing:
    """How a message is signed.

    Attributes
    ----------
    who
        The signer, for people.
    element
        Path from the root to what makes it this message.
    certificate
        Path from the root to the signer's certificate; empty: it is not inside.
    wanted
        Local names of the elements that must be signed.
    """

    who: str
    element: tuple[str, ...]
    certificate: tuple[str, ...]
    wanted: tuple[str, ...]


_CPS = "the certificate provisioning service"
_CHAIN_2 = ("SAProvisioningCertificateChain", "Certificate")
_CONTRACT = "ContractSignatureCertChain"
_MODE = "PnC_AReqAuthorizationMode"


def _of_2(name: str, who: str, certificate: tuple[str, ...], wanted: tuple[str, ...] = ()) -> Signing:
    """A message of ISO 15118-2, in its body; signed as a whole unless its parts are named."""
    return Signing(who, ("Body", name), ("Body", name, *certificate) if certificate else (), wanted or (name,))


SIGNINGS = (
    _of_2("CertificateInstallationReq", "the provisioning certificate", ("OEMProvisioningCert",)),
    _of_2("CertificateUpdateReq", "the contract that is to be replaced", (_CONTRACT, "Certificate")),
    _of_2("CertificateInstallationRes", _CPS, _CHAIN_2, ANSWER_2),
    _of_2("CertificateUpdateRes", _CPS, _CHAIN_2, ANSWER_2),
    _of_2("AuthorizationReq", "the contract", ()),
    Signing("the provisioning certificate", REQUEST_20, (*REQUEST_20, "Certificate"), REQUEST_20),
    Signing(_CPS, ANSWER_20, ("CPSCertificateChain", "Certificate"), ANSWER_20),
    Signing("the contract", (_MODE,), (_MODE, "ContractCertificateChain", "Certificate"), (_MODE,)),
)


def signing_of(root: Node) -> Signing | None:
    """How this message is signed; None for one that never is."""
    return next((one for one in SIGNINGS if root.find(*one.element) is not None), None)


def certificate_of(root: Node) -> bytes:
    """The octets of the signer's certificate; empty where it is not inside."""
    signing = signing_of(root)
    found = root.find(*signing.certificate) if signing is not None and signing.certificate else None
    return found.text if found is not None and isinstance(found.text, bytes) else b""
