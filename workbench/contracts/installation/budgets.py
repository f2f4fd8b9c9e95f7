"""What has to fit: certificates and sub-CAs into ISO 15118's schemas, EXI in base64 into OCPP's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.faults import fault
from workbench.contracts.standards import ISO_20, number
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.certs.items import Item
    from workbench.findings import Finding

REQUEST = {Version.V201: 5600, Version.V21: 11000}
RESPONSE = {Version.V201: 7500, Version.V21: 17000}
"""Characters of exiRequest and exiResponse at most."""


def certificate_octets(schema: str) -> tuple[int, str]:
    """The longest certificate of a standard, and the rule."""
    return (1600, "V2G20-2674") if schema == ISO_20 else (800, "V2G2-010")


def sub_cas(schema: str) -> int:
    """How many sub-certificates a chain may have, by the schema."""
    return 3 if schema == ISO_20 else 4


def judge_chain(schema: str, items: Sequence[Item], what: str) -> Iterator[Finding]:
    """What of a chain is too large for its standard."""
    longest, rule = certificate_octets(schema)
    for item in items:
        if len(item.der) > longest:
            yield fault(
                "contract-certificate-too-long",
                f"{item.source.file} has {len(item.der)} octets; {number(schema)} takes {longest}.",
                requirement=rule if schema != ISO_20 else "",
                observed=f"{len(item.der)} octets",
                expected=f"at most {longest}",
                remedy="Issue it with shorter names and fewer extensions and URLs.",
                item="certificate",
                certificate=item.facts.sha256 if item.facts else None,
                subject=str(item.facts.subject) if item.facts else "",
            )
    most = sub_cas(schema)
    if len(items) - 1 > most:
        yield fault(
            "contract-chain-too-long",
            f"{what} has {len(items) - 1} sub-certificates; the schema takes {most}.",
            observed=str(len(items) - 1),
            expected=f"at most {most}",
            remedy="Leave the root out, and issue from a shorter hierarchy.",
        )


def judge_field(name: str, text: str, longest: int, why: str) -> Iterator[Finding]:
    """That a field of Get15118EVCertificate is not too long.

    Parameters
    ----------
    why
        Where the limit is from.
    """
    if len(text) > longest:
        yield fault(
            "exi-too-long",
            f"{name} has {len(text):,} characters of base64; {longest:,} fit ({why}).",
            observed=f"{len(text):,} characters",
            expected=f"at most {longest:,}",
            remedy="Make the certificates in it smaller, or speak OCPP 2.1, whose fields are twice as long.",
        )
