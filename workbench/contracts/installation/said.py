"""What an answer says of itself: its response code, its eMAID, its curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.contracts.exi import messages_20
from workbench.contracts.faults import fault
from workbench.contracts.installation.parts import common_name
from workbench.contracts.keywrap.binding import plain
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.items import Item
    from workbench.findings import Finding


def response_code(code: str, processing: str) -> Iterator[Finding]:
    """That it is an answer at all: OK, and finished (ISO 15118-20)."""
    if code.startswith("OK") and processing != "Finished":
        yield fault(
            "response-code",
            "The answer is not ready yet: EVSEProcessing does not say Finished.",
            observed=processing[:60],
            expected="Finished",
            remedy="Ask again.",
        )
    if not code.startswith("OK"):
        yield fault(
            "response-code",
            f"The answer's response code is {code[:60]}: there is no contract in it to be used.",
            observed=code[:60],
            expected="OK",
            remedy="Look at why the other side refused; the vehicle may ask again in its next session.",
        )


def emaid(said: str, leaf: Item) -> Iterator[Finding]:
    """That the message names the account of the contract certificate."""
    if leaf.certificate is None:
        return
    name = common_name(leaf.certificate)
    if plain(said) != plain(name):
        yield fault(
            "contract-emaid-mismatch",
            "The eMAID of the message is not the contract certificate's common name.",
            requirement="V2G2-108",
            observed=said[:40],
            expected=name[:40],
            remedy="Have the mobility operator put the certificate's own eMAID into the message.",
        )
    elif said != name:
        yield fault(
            "contract-emaid-mismatch",
            "The eMAID of the message is the contract certificate's, but written another way.",
            requirement="V2G2-108",
            observed=said[:40],
            expected=name[:40],
            remedy="Write it as the certificate does: some receivers compare letter by letter.",
            severity=Severity.WARNING,
        )


def curve(message: Any, kind: str) -> Iterator[Finding]:
    """That ECDHCurve says what the key's own element says (ISO 15118-20)."""
    said = message.signed_installation_data.ecdh_curve if isinstance(message, messages_20.CertificateInstallationRes) else kind
    if kind not in {said, "TPM"}:
        yield fault(
            "keywrap-receiver",
            f"ECDHCurve says {said}, and the key is in the element {kind}_EncryptedPrivateKey.",
            requirement="V2G20-2487",
            observed=said,
            expected=kind,
            remedy="Have the mobility operator name the curve on which it made the ephemeral key.",
        )
